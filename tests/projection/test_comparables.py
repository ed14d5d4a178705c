"""Comparables: chosen by how titles began and what they are, never by how they ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.errors import MatineeError
from matinee.projection.comparables import comparables
from matinee.projection.project import project

from .made import FRIDAY, curve, slate

FEW = settings(max_examples=15, deadline=None)


def closed(number, *counts, **other):
    """A title whose 28 days closed long ago, on the same weekday; its other days bring 10 each."""
    days = (*counts, *[10.0] * (28 - len(counts)))
    return curve(*days, title=f"Other {number}", released=FRIDAY - timedelta(weeks=27 + number), **other)


def others():
    return [closed(number, 100, 50 + 10 * number, 40) for number in range(8)]


def names(found):
    return [one.title for one in found.nearest]


def test_the_nearest_began_alike():
    found = comparables(curve(1000, 800, 400), others(), most=5)
    assert found.nearest[0].title == "Other 3" and len(found.nearest) == 5 and found.candidates == 8
    distances = [one.distance for one in found.nearest]
    assert distances == sorted(distances)
    for one in found.nearest:
        assert one.distance == pytest.approx(np.sqrt(sum(part**2 for part in one.parts.values())))


def test_what_a_title_is_counts_beside_how_it_began():
    past = [closed(1, 100, 80, 40, kind="season"), closed(2, 100, 80, 40, kind="film", kids=True, language="en")]
    past += [closed(number, 100, 50 + 10 * number, 40, kind="film", kids=False) for number in range(3, 8)]
    found = {one.title: one.parts for one in comparables(curve(100, 80, 40, kind="film", kids=True), past).nearest}
    assert found["Other 1"]["kind"] == 2.0 and found["Other 2"]["kind"] == 0.0
    assert found["Other 1"]["kids"] == 0.5 and found["Other 2"]["kids"] == 0.0 and found["Other 3"]["kids"] == 1.0
    assert found["Other 2"]["language"] == 0.25


def test_each_tells_what_became_of_it_and_what_that_would_imply():
    """100 + 80 + 40 and 25 days of 10 are 470: ×2.136 from day 3. A March title follows another with other lifts nowhere in reach."""
    one = curve(1000, 800, 400, released=FRIDAY)
    past = [
        curve(100, 80, 40, *[10] * 25, title=f"Other {n}", released=FRIDAY - timedelta(weeks=44 + n)) for n in range(6)
    ]
    found = comparables(one, past)
    first = found.nearest[0]
    assert first.multiplier == first.legs_3 == pytest.approx(470 / 220)
    assert first.legs_7 == pytest.approx(470 / 260)
    assert found.effective == pytest.approx(6, rel=0.2)
    assert sum(one.weight for one in found.nearest) == pytest.approx(1)
    assert all(1.5 * 2200 < each.implied < 3 * 2200 for each in found.nearest)


def test_failures_are_among_them():
    """One that collapsed after day 3 is as near as one that stayed."""
    gone = replace(others()[3], new_households=(*others()[3].new_households[:3], *[0] * 25))
    found = comparables(curve(1000, 800, 400), [*others()[:3], gone, *others()[4:]])
    assert found.nearest[0].title == "Other 3"
    assert found.nearest[0].multiplier == 1.0 and found.nearest[0].implied < 1.01 * 2200


@FEW
@given(st.integers(90, 199), st.integers(1, 27), st.floats(0, 5))
def test_how_titles_ended_has_no_say_in_a_quiet_calendar(place, at, factor):
    """Later days of closed titles move no part of the distance but through the weekdays and lifts that all share."""
    one = slate()[place].until(at)
    past = [other for other in slate() if other != slate()[place]]
    chosen = names(comparables(one, past))
    victim = chosen[0]
    changed = [
        replace(other, new_households=(*other.new_households[:at], *[n * factor for n in other.new_households[at:]]))
        if other.title == victim
        else other
        for other in past
    ]
    assert victim in names(comparables(one, changed))


@FEW
@given(st.integers(60, 199), st.integers(1, 27), st.randoms(use_true_random=False))
def test_the_order_of_titles_does_not_matter(place, at, random):
    one, past = slate()[place].until(at), [other for other in slate() if other != slate()[place]]
    found = comparables(one, past)
    random.shuffle(past)
    assert comparables(one, past) == found


@FEW
@given(st.integers(60, 199), st.integers(1, 27), st.floats(0.5, 1000))
def test_a_title_of_another_size_has_the_same_shape(place, at, factor):
    one = slate()[place].until(at)
    scaled = replace(one, new_households=tuple(count * factor for count in one.new_households))
    shapes = [
        {each.title: each.parts["shape"] for each in comparables(which, slate()[:60], most=60).nearest}
        for which in (one, scaled)
    ]
    if min(scaled.new_households) > 1 and min(one.new_households) > 1:
        assert shapes[0] == pytest.approx(shapes[1])


def test_what_they_imply_is_near_what_the_model_projects():
    one = slate()[150].until(11)
    found = comparables(one, slate())
    assert np.median([each.implied for each in found.nearest]) == pytest.approx(project(one, slate()).median, rel=0.15)
    assert 1 <= found.effective <= len(found.nearest) == 8 and found.state == "compared"


def test_too_few_are_said():
    found = comparables(curve(100, 80), others()[:3])
    assert found.state == "too few to compare with (n = 3)" and len(found.nearest) == 3
    assert comparables(curve(100, 80), []).state == "too few to compare with (n = 0)"


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ((), "Film has 0 closed days of 28; nothing can be implied."),
        ((0, 0), "The first 2 days of Film cannot be compared: too many gaps, or nobody came."),
    ],
)
def test_what_cannot_be_compared_is_said(counts, problem):
    with pytest.raises(MatineeError) as caught:
        comparables(curve(*counts), [])
    assert caught.value.problem == problem
