"""Holidays by rule, and what they add, learned from titles that are running."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Curve, Launches
from matinee.projection.holidays import DAY_KINDS, ORDINARY, day_kinds, easter
from matinee.projection.project import project

from .made import slate


def kind_of(day):
    found = int(day_kinds(np.array([date.fromisoformat(day).toordinal()]))[0])
    return None if found == ORDINARY else DAY_KINDS[found].name


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2020-11-26", "Thanksgiving"),
        ("2021-05-31", "Monday holidays"),
        ("2021-09-06", "Monday holidays"),
        ("2021-02-15", "Monday holidays"),
        ("2021-01-18", "Monday holidays"),
        ("2021-12-25", "Christmas Day"),
        ("2021-12-27", "after Christmas, Monday to Thursday"),
        ("2021-12-26", "after Christmas, Friday to Sunday"),
        ("2022-01-01", "New Year's Day"),
        ("2024-03-29", "Good Friday"),
        ("2021-03-10", None),
    ],
)
def test_a_holiday_is_known_by_its_rule(day, name):
    assert kind_of(day) == name


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "1961-04-02"), (1999, "1999-04-04"), (2011, "2011-04-24"), (2024, "2024-03-31"), (2038, "2038-04-25")],
)
def test_easter_is_when_the_almanacs_say(year, day):
    assert easter(year).isoformat() == day


def _titles(lift, years):
    """Twenty steady titles over each Labor Day, which adds this much to its day."""
    made = []
    for year in years:
        labor_day = next(date(year, 9, day) for day in range(1, 8) if date(year, 9, day).weekday() == 0)
        for number in range(20):
            released = labor_day - timedelta(days=10 + number % 5)
            holiday = (labor_day - released).days
            counts = [10_000 * 0.93**day * (1 + 0.05 * np.sin(number + day)) for day in range(28)]
            counts[holiday] *= np.exp(lift)
            made.append(Curve(title=f"{year} {number}", released_on=released, new_households=tuple(counts)))
    return Launches(made)


def _monday(lifts):
    place = [kind.name for kind in DAY_KINDS].index("Monday holidays")
    return lifts.by_kind[place], lifts.known[place]


def test_a_lift_is_found_where_it_was_seen_in_two_years():
    launches = _titles(1.0, (2018, 2019))
    lift, known = _monday(Steps(launches, 28).lifts(range(len(launches))))
    assert known and lift == pytest.approx(1.0, abs=0.1)


def test_what_was_seen_in_one_year_is_assumed_and_not_measured():
    launches = _titles(1.0, (2018,))
    lift, known = _monday(Steps(launches, 28).lifts(range(len(launches))))
    assert not known and lift == 0.5


def test_who_has_seen_nothing_assumes_what_is_published():
    lifts = Steps(Launches(slate(20)), 28).lifts([])
    assert list(lifts.by_kind) == [kind.lift for kind in DAY_KINDS] and not lifts.known.any()


def _over_labor_day(years):
    """What is projected on day 13 of a title released ten days before Labor Day 2020, which doubled that day."""
    past = _titles(np.log(2), years).curves
    released = date(2020, 8, 28)
    counts = [10_000 * 0.93**day for day in range(13)]
    counts[10] *= 2
    return project(Curve(title="2020", released_on=released, new_households=tuple(counts)), past), counts


def test_beside_the_count_stands_what_it_would_be_in_normal_weeks():
    made, counts = _over_labor_day((2017, 2018, 2019))
    assert made.counted == pytest.approx(sum(counts))
    assert made.adjusted == pytest.approx(sum(counts) - counts[10] / 2, rel=0.01)


def test_nothing_is_adjusted_for_a_holiday_that_was_seen_once():
    assert _over_labor_day((2019,))[0].adjusted is None
