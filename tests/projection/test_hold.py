"""Holds of running titles: hand-worked values, laws, causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from matinee.projection.curves import Curve
from matinee.projection.hold import Run, holds
from matinee.projection.hold_readings import false_discovery
from matinee.simulation.slate import SLATE
from matinee.simulation.truth import Truth, plays_of
from matinee.simulation.viewings import blocks

from .held import promoted, stays
from .made import FRIDAY, curve, slate

FEW = settings(max_examples=12, deadline=None)


def weeks(*logs, first=100.0):
    """Days of a title whose weeks go on by these logs."""
    levels = first * np.exp(np.cumsum((0.0, *logs)))
    return tuple(float(level) for level in levels for _ in range(7))


def alike(*logs, **other):
    """Titles of a week before, one for each log of the second week."""
    return [
        curve(*weeks(log, log), title=f"Other {number}", released=FRIDAY - timedelta(days=1 + number), **other)
        for number, log in enumerate(logs)
    ]


SEVEN = (-1.1, -1.0, -0.9, -0.8, -0.7, -0.6, -0.5)


def test_a_hold_lies_so_far_from_the_median_of_its_comparables():
    """MAD 0.2, times 1.4826 · 7/6.2: 0.3348; with 0.2 as five more: √((7 · 0.3348² + 5 · 0.2²) ÷ 12) = 0.2864; 0.8 ÷ 0.2864."""
    found = holds([curve(*weeks(0.0))], alike(*SEVEN))[0]
    reading = found.readings[0]
    assert found.compared == 7 and found.day == 14 and found.state == "as others"
    assert found.z == pytest.approx(2.793, abs=0.001)
    assert (reading.hold, reading.median) == pytest.approx((1.0, np.exp(-0.8)))
    assert (reading.low, reading.high) == pytest.approx((np.exp(-1.04), np.exp(-0.56)))
    # Student's t of 6 degrees of freedom, in units of its quartile: 2.793 · 0.7176 ÷ 0.6745 = 2.971.
    assert found.p == found.q == pytest.approx(stats.t.sf(2.971, 6), abs=1e-5)


def test_at_day_nine_two_days_have_come_back():
    days = (100, 50, 10, 10, 10, 10, 10, 80, 40)
    assert holds([curve(*days)], alike(*SEVEN))[0].readings[0].hold == pytest.approx(120 / 150)


@pytest.mark.parametrize(
    ("counts", "others", "state"),
    [
        (weeks(0.0)[:8], SEVEN, "too early"),
        (weeks(0.0), SEVEN[:5], "too few to compare with (n = 5)"),
        ((100, None, None, None, 100, 100, 100, *weeks(0.0)[:7]), SEVEN, "not known"),
    ],
)
def test_what_cannot_be_read_is_said(counts, others, state):
    found = holds([curve(*counts)], alike(*others))[0]
    assert found.state == state and found.z is None and found.q is None and not found.flagged
    assert found.in_words() == f"Film, day {len(counts)}: {state}."


def test_what_was_found_is_told_in_words():
    found = holds([curve(*weeks(0.7))], alike(*SEVEN))[0]
    assert found.in_words() == (
        "Film, day 14: behaves differently. New households are 201.4 % of the week before, of 7 comparable titles 44.9 % "
        "(35.3 % to 57.1 %); z = 5.2, q = 0.00071. Cause: reach-driven."
    )


def test_two_full_weeks_above_two_are_as_much_as_one_far_out():
    past = alike(*SEVEN)
    once = holds([curve(*weeks(-0.8, -0.1))], past)[0]
    twice = holds([curve(*weeks(-0.1, -0.1))], past)[0]
    assert once.readings[0].z == twice.readings[0].z == pytest.approx(0.7 / 0.28643, abs=0.001)
    assert not once.flagged and twice.flagged


def test_titles_of_another_kind_or_threshold_are_no_comparables():
    running = curve(*weeks(0.0), kind="film", threshold="five_minutes")
    past = [*alike(*SEVEN, kind="season", threshold="five_minutes"), *alike(*SEVEN, kind="film")]
    assert holds([running], past)[0].state == "too few to compare with (n = 0)"


def test_a_title_is_not_compared_with_itself():
    running = curve(*weeks(0.0))
    assert holds([running], [*alike(*SEVEN), running])[0].compared == 7


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discoveries_are_counted_as_scipy_does(chances):
    assert false_discovery(np.array(chances)) == pytest.approx(stats.false_discovery_control(chances))


def test_many_that_run_need_a_stronger_sign():
    ordinary = [
        curve(*weeks(-0.8), title=f"Runs {number}", released=FRIDAY + timedelta(days=number)) for number in range(12)
    ]
    one = curve(*weeks(0.25))
    alone, among = holds([one], alike(*SEVEN))[0], holds([one, *ordinary], alike(*SEVEN))[0]
    assert alone.q == alone.p and among.q == pytest.approx(among.p * 13)


@FEW
@given(st.integers(100, 199), st.integers(9, 28), st.floats(0.01, 1000))
def test_a_title_of_another_size_has_the_same_z(place, at, factor):
    past, one = slate()[:100], slate()[place].until(at)
    scaled = replace(one, new_households=tuple(count * factor + 0.0 for count in one.new_households))
    if min(one.new_households) * factor > 10:
        assert holds([scaled], past)[0].z == pytest.approx(holds([one], past)[0].z)


@FEW
@given(st.integers(60, 199), st.integers(9, 27), st.integers(0, 10**7))
def test_a_hold_is_the_same_after_later_data_arrive(place, at, noise):
    one = slate()[place]
    then = one.released_on + timedelta(days=at)
    known = [other.until(max(0, (then - other.released_on).days)) for other in slate() if other != one]
    later = [replace(other, new_households=(*other.new_households, *[noise] * 28)[:28]) for other in known]
    assert holds([one.until(at)], known) == holds([one.until(at)], later)


@settings(max_examples=4, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_titles_does_not_matter(random):
    running = [one.until(9 + number) for number, one in enumerate(slate()[120:135])]
    found = {one.title: one for one in holds(running, slate()[:120])}
    past, mixed = list(slate()[:120]), list(running)
    random.shuffle(past)
    random.shuffle(mixed)
    again = holds(mixed, past)
    assert [one.title for one in again] == [one.title for one in mixed]
    assert {one.title: one for one in again} == found


def run(one, per_household):
    """A title beside whose new households so much is watched."""
    pairs = zip(one.new_households, per_household, strict=True)
    return Run(curve=one, watched=tuple(count * each for count, each in pairs))


def others_that_are_watched():
    return [
        run(one, [1 + 0.01 * number + 0.002 * (number % 3) * day for day in range(21)])
        for number, one in enumerate(alike(*SEVEN))
    ]


def test_who_watches_again_is_told_from_who_is_new():
    again = run(curve(*weeks(-0.8)), [1 + 0.15 * day for day in range(14)])
    found = holds([again], others_that_are_watched())[0]
    assert found.flagged and found.cause == "rewatch-driven"
    assert [one.measure for one in found.readings] == ["watched per new household", "new households"]


def test_new_households_that_stay_are_reach():
    both = run(curve(*weeks(0.7)), [1 + 0.15 * day for day in range(14)])
    reach = run(curve(*weeks(0.7)), [1.0] * 14)
    causes = [holds([one], others_that_are_watched())[0].cause for one in (both, reach)]
    assert causes == ["reach-driven and rewatch-driven", "reach-driven"]


@cache
def calm():
    """Forty titles that lose half of a week in the next, some more, some less."""
    made = []
    for number in range(40):
        hold = 0.5 + 0.003 * (number % 10 - 5)
        days = tuple(1000 * hold ** (day / 7) * (1 + 0.02 * np.sin(number + 3 * day)) for day in range(28))
        made.append(
            Curve(
                title=f"Calm {number}", released_on=date(2021, 3, 5) + timedelta(days=number // 8), new_households=days
            )
        )
    return made


def test_a_push_is_told_from_a_title_that_holds():
    past, one = calm()[:39], replace(calm()[39], title="Film")
    pushed = holds([promoted(one, on_day=16).until(19)], past)[0]
    held = holds([stays(one, from_day=8, weekly=1.1).until(21)], past)[0]
    assert (pushed.cause, pushed.jumped_on) == ("re-promotion", 16)
    assert (held.cause, held.jumped_on) == ("reach-driven", None)
    assert pushed.in_words().endswith("Cause: re-promotion, from day 16 on.")


@cache
def season(seed):
    truth = Truth()
    for _, sittings in blocks(seed, 0.0002):
        truth.add(plays_of(sittings))
    return truth.as_dict()


def shown(seed, today):
    runs = []
    for title in SLATE:
        released = date.fromisoformat(title.released_at[:10])
        days = season(seed)[title.id]["overall"]["daily"][: max(0, (today - released).days)]
        one = Curve(
            title=title.name,
            released_on=released,
            new_households=tuple(day["new_households"] for day in days),
            kind="film" if title.series is None else "season",
            kids=title.kids,
        )
        runs.append(Run(curve=one, watched=tuple(day["hours"] for day in days)))
    return [one for one in runs if one.watched]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_family_film_of_the_season_is_flagged_and_the_drama_is_not(seed):
    by_day = {
        day: {one.title: one for one in holds(shown(seed, date(2020, 12, 25) + timedelta(days=day)))}
        for day in (9, 14, 21, 28)
    }
    family = by_day[14]["We Can Be Heroes"]
    assert family.flagged and "rewatch-driven" in family.cause
    assert not any(found["The Midnight Sky"].flagged for found in by_day.values())
