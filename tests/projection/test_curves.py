"""Launch curves: what is closed, what is known, and how a gap is filled."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from matinee.projection.cold_start import expected_days, expected_multiplier
from matinee.projection.curves import Launches

from .made import FRIDAY, curve


def test_a_curve_until_a_day_has_no_later_ones():
    assert curve(5, 4, 3).until(2).new_households == (5, 4)


def test_a_gap_is_filled_from_the_same_weekday_a_week_before():
    counts = [100.0] * 7 + [50.0, None, 30.0]
    shape = expected_days(4, 10)
    filled = Launches([curve(*counts)]).counts[0]
    assert filled[8] == pytest.approx(100 * shape[8] / shape[1])
    assert filled[7] == 50 and filled[9] == 30


def test_a_gap_in_the_first_week_is_filled_from_the_day_before():
    shape = expected_days(4, 3)
    assert Launches([curve(100, None, 60)]).counts[0, 1] == pytest.approx(100 * shape[1] / shape[0])


def test_filling_a_gap_takes_nothing_from_later_days():
    early = Launches([curve(100, 90, None)]).counts[0]
    late = Launches([curve(100, 90, None, 5000, 7000)]).counts[0]
    assert late[:3] == pytest.approx(early)


def test_one_gap_in_seven_days_is_borne_and_two_are_not():
    one = curve(9, 9, None, *[9] * 4)
    two = curve(9, None, None, *[9] * 4)
    assert list(Launches([one]).usable(7)) == [True]
    assert list(Launches([two]).usable(7)) == [False]


def test_a_title_that_nobody_came_to_is_not_usable():
    assert not Launches([curve(0, 0, 0)]).usable(3).any()


def test_a_title_is_closed_only_when_its_window_ended_before_the_day():
    """Released on 5 March, seven days: they end with 11 March, and what asks on 12 March is not yet after that."""
    launches = Launches([curve(*[9] * 7)])
    twelfth = (FRIDAY + timedelta(days=7)).toordinal()
    assert list(launches.closed_before(twelfth, 7)) == []
    assert list(launches.closed_before(twelfth + 1, 7)) == [0]


def test_days_that_nobody_has_are_no_reason_to_fail():
    assert not Launches([curve(1, 2)]).usable(28).any()
    assert Launches([], 28).counts.shape == (0, 28)


@pytest.mark.parametrize(
    ("at", "least", "most"), [(3, 2.55, 2.89), (7, 1.62, 1.95), (11, 1.25, 1.35), (13, 1.20, 1.28)]
)
def test_the_cold_start_lies_between_published_multipliers_of_cinemas_and_streaming(at, least, most):
    """Cinemas 2.55, 1.89, 1.35, 1.28; streaming 2.89 (three days) and 1.25 (day 10 to 24)."""
    assert least <= expected_multiplier(4, at, 28) <= most


def test_from_28_to_91_days_the_cold_start_lies_between_cinemas_and_streaming():
    assert 1.07 <= expected_multiplier(4, 28, 91) <= 1.20


def test_expected_days_cannot_be_changed_by_who_reads_them():
    with pytest.raises(ValueError, match="read-only"):
        expected_days(4, 7)[0] = np.inf
