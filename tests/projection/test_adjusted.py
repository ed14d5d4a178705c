"""A day of a title in a normal week is its count without what its kind of day adds, as others tell it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.projection.adjusted import MEASURED, NO_HOLIDAY, PUBLISHED, calendar_days
from matinee.projection.curves import Curve


def curve(title, released_on, counts):
    return Curve(title=title, released_on=released_on, new_households=tuple(float(count) for count in counts))


def test_in_a_first_christmas_the_published_lifts_are_taken_and_said_to_be_assumed():
    days = calendar_days(curve("film", date(2020, 12, 24), [100] * 12), [])
    assert days.kinds[:3] == ("Christmas Eve", "Christmas Day", "after Christmas, Friday to Sunday")
    # e to the power of -0.25, 0.5, 0.25, 0.25, 0.7: the lifts of holidays.py, worked out with a table of exponentials.
    assert days.factors[:5] == pytest.approx((0.7788, 1.6487, 1.2840, 1.2840, 2.0138), abs=1e-4)
    assert days.normal([100] * 12)[1] == pytest.approx(60.65, abs=0.01)
    assert days.basis == PUBLISHED
    assert days.assumed == (*[True] * 9, False, False, True)  # from 2 January on a weekend, which is no holiday
    assert days.kinds[-1] == "after New Year's Day, Monday to Thursday"  # Monday 4 January


def test_without_a_holiday_nothing_changes():
    days = calendar_days(curve("film", date(2021, 3, 1), range(28)), [])
    assert days.basis == NO_HOLIDAY
    assert days.normal(range(28)) == list(range(28))


def test_what_two_years_show_takes_the_place_of_what_was_published():
    # Nobody's Christmas Day differs from other Fridays or Saturdays here: the published half more is not what is measured.
    others = [
        curve(f"{year}-{number}", date(year, 12, 10) + timedelta(days=number % 7), 10_000 * np.exp(-0.05 * np.arange(28)))
        for year in (2016, 2017, 2018, 2019)
        for number in range(30)
    ]  # fmt: skip
    days = calendar_days(curve("film", date(2020, 12, 24), [100] * 8), others)
    assert days.basis == MEASURED
    assert days.factors[1] == pytest.approx(1.0, abs=0.1)


@given(st.lists(st.integers(1, 10_000), min_size=28, max_size=28))
def test_a_title_has_no_say_in_what_its_days_add(counts):
    others = [
        curve(f"{year}-{number}", date(year, 12, 10 + number), 100 * np.exp(-0.1 * np.arange(28)))
        for year in (2018, 2019)
        for number in range(5)
    ]
    plain = calendar_days(curve("film", date(2020, 12, 20), [100] * 28), others)
    assert calendar_days(curve("film", date(2020, 12, 20), counts), others).factors == plain.factors
