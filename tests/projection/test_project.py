"""Projecting a title: what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.errors import MatineeError
from matinee.projection.project import project

from .made import curve, slate

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
counts = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=27).filter(lambda days: sum(days) > 0)
histories = st.sampled_from([0, 5, 30, 70])


def after(past, days=40):
    """A day of release by which all of these are closed."""
    return max(one.released_on for one in past) + timedelta(days=days) if past else slate()[0].released_on


def said(projection):
    return [projection.median, projection.intervals, projection.path, projection.rests_on]


@FEW
@given(counts, histories, st.floats(1, 3))
def test_counts_lie_between_what_is_counted_and_who_is_eligible(days, history, room):
    past = slate()[:history]
    counted = sum(days)
    found = project(curve(*days, released=after(past)), past, eligible=counted * room)
    ends = [end for one in found.intervals.values() if one for end in (one.low, one.high)]
    assert all(counted <= count <= counted * room for count in (found.median, *ends, *found.outcomes))


@FEW
@given(counts, histories)
def test_a_wider_interval_holds_a_narrower_one_and_the_median(days, history):
    past = slate()[:history]
    found = project(curve(*days, released=after(past)), past)
    stated = [one for one in found.intervals.values() if one]
    for narrow, wide in pairwise(stated):
        assert wide.low <= narrow.low <= found.median <= narrow.high <= wide.high


@FEW
@given(counts, histories)
def test_the_way_there_never_falls_and_ends_where_it_must(days, history):
    past = slate()[:history]
    found = project(curve(*days, released=after(past)), past)
    for level in (None, 50, 80):
        lows = [
            day.median if level is None else next(i.low for i in day.intervals if i.level == level)
            for day in found.path
        ]
        assert lows == sorted(lows) and lows[0] >= found.counted
        assert lows[-1] == (found.median if level is None else found.intervals[level].low)
    assert [day.day for day in found.path] == list(range(len(days) + 1, 29))


@FEW
@given(counts, st.sampled_from([0, 5, 30, 60]))
def test_91_days_are_never_fewer_than_28(days, history):
    past = slate(60, days=91)[:history]
    one = curve(*days, released=after(past, 100))
    short, long = project(one, past, days=28), project(one, past, days=91)
    assert short.median <= long.median
    for level, interval in short.intervals.items():
        if interval and long.intervals[level]:
            assert interval.low <= long.intervals[level].low and interval.high <= long.intervals[level].high


@FEW
@given(st.integers(1, 27), st.integers(75, 199), st.data())
def test_a_projection_is_the_same_after_later_data_arrive(at, place, data):
    """Later days of the title, titles that had not closed, and days of closed ones beyond the window change nothing."""
    slate_ = slate()
    one = slate_[place]
    then = one.released_on + timedelta(days=at)
    first = project(one.until(at), [other for other in slate_ if other.released_on + timedelta(days=28) < then])
    noise = data.draw(st.integers(0, 10**7))
    later = []
    for other in slate_:
        if other.released_on + timedelta(days=28) < then:
            later.append(replace(other, new_households=(*other.new_households, noise, noise)))
        else:
            known = max(0, (then - other.released_on).days)
            later.append(replace(other, new_households=(*other.new_households[:known], *[noise] * (28 - known))))
    assert said(first) == said(project(one.until(at), later[::-1]))


@FEW
@given(st.integers(1, 20), st.floats(1.01, 50))
def test_more_households_every_day_are_never_projected_to_fewer(at, factor):
    one = slate()[150]
    more = replace(one, new_households=tuple(count * factor for count in one.new_households))
    assert project(more.until(at), slate()).median > project(one.until(at), slate()).median


def test_the_same_seed_says_the_same_and_another_one_nearly():
    one = slate()[150].until(7)
    assert project(one, slate(), seed=3) == project(one, slate(), seed=3)
    assert project(one, slate(), seed=4).median == pytest.approx(project(one, slate(), seed=3).median, rel=0.02)


@pytest.mark.parametrize(
    ("history", "state", "stated"),
    [(0, "prior only", [50, 80]), (20, "not calibrated (n = 20)", [50, 80]), (60, "calibrated", [50, 80, 95])],
)
def test_it_says_how_far_to_trust_it_and_states_no_more(history, state, stated):
    past = slate()[:history]
    found = project(curve(90, 100, 70, released=after(past)), past)
    assert found.state == state
    assert [level for level, interval in found.intervals.items() if interval] == stated
    assert found.rests_on.closed_titles == history


def test_without_titles_it_says_the_published_multiplier():
    """A Friday's first three days, as cinemas and streaming services know them: ×2.55 to ×2.89."""
    found = project(curve(90, 100, 70), [])
    assert 2.5 * 260 < found.median < 2.95 * 260
    assert found.intervals[80].high / found.intervals[80].low > 1.8


def test_titles_that_count_by_another_rule_are_not_looked_at():
    past = [replace(one, threshold="netflix.chose.2020") for one in slate()[:60]]
    one = curve(90, 100, 70, released=after(past), threshold="five_minutes")
    assert project(one, past).rests_on.closed_titles == 0


def test_of_a_window_that_is_over_there_is_nothing_to_project():
    found = project(slate()[0], slate())
    assert found.state == "closed" and found.median == found.counted == sum(slate()[0].new_households)
    assert found.chance_to_pass(found.counted - 1) == 1.0 and found.chance_to_pass(found.counted) == 0.0


def test_the_chance_to_pass_falls_from_certain_to_hardly():
    found = project(slate()[150].until(7), slate())
    chances = [found.chance_to_pass(number) for number in (found.counted - 1, found.counted * 1.2, found.median, 1e15)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == 1.0 and chances[2] == pytest.approx(0.5, abs=0.12) and 0 < chances[3] < 0.02


def test_who_is_not_calibrated_states_a_chance_no_further_out_than_its_intervals():
    found = project(curve(90, 100, 70), [])
    low, high = found.intervals[80].low, found.intervals[80].high
    assert (found.chance_to_pass(low - 1), found.chance_bound(low - 1)) == (pytest.approx(0.9), "at least")
    assert (found.chance_to_pass(high + 1), found.chance_bound(high + 1)) == (pytest.approx(0.1), "at most")
    assert found.chance_to_pass(found.median + 1) == pytest.approx(0.4) and found.chance_bound(found.median) is None
    assert (found.chance_to_pass(100), found.chance_bound(100)) == (1.0, None)  # 260 are counted


@pytest.mark.parametrize(
    ("days", "other", "problem"),
    [
        ((), {}, "No day of Film is closed yet."),
        ((0, 0), {}, "The first 2 days of Film cannot be projected: too many gaps, or nobody came."),
        ((5, None, None), {}, "The first 3 days of Film cannot be projected: too many gaps, or nobody came."),
        ((50, 50), {"eligible": 90}, "100 households of Film are counted, and only 90 are eligible."),
        ((50, 50), {"days": 1000}, "A window of 1000 days cannot be projected."),
    ],
)
def test_what_cannot_be_projected_is_said(days, other, problem):
    with pytest.raises(MatineeError) as caught:
        project(curve(*days), [], **other)
    assert caught.value.problem == problem
