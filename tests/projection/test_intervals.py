"""Intervals: ends by hand, coverage over titles, and what is not stated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.projection.intervals import LEAST_95, Calibration, Traits, by_spread, conformal_ends, state


def traits(titles, *, holiday=None, kind=None):
    return Traits(
        holiday=np.zeros(titles, bool) if holiday is None else np.array(holiday),
        kind=np.array(kind or [""] * titles, np.str_),
        hardness=np.zeros((titles, 1)),
        assumed=np.zeros(titles),
    )


@pytest.mark.parametrize(
    ("titles", "level", "ends"),
    [(39, 95, (1, 39)), (99, 80, (10, 90)), (99, 50, (25, 75)), (199, 95, (5, 195)), (100, 80, (10, 91))],
)
def test_ends_are_the_ranks_that_the_formula_gives(titles, level, ends):
    """⌊α/2 (m + 1)⌋ and ⌈(1 − α/2)(m + 1)⌉: of 100 values at 80 %, ⌊10.1⌋ = 10 and ⌈90.9⌉ = 91."""
    assert conformal_ends(np.arange(1.0, titles + 1), level) == ends


def test_38_titles_are_too_few_for_95_percent():
    """⌊0.025 × 39⌋ is 0: the interval would have no lower end."""
    assert LEAST_95 == 39
    with pytest.raises(AssertionError):
        conformal_ends(np.arange(38.0), 95)


@given(st.lists(st.floats(-2, 2), min_size=39, max_size=80))
def test_narrower_intervals_lie_in_wider_ones(values):
    ends = [conformal_ends(np.sort(values), level) for level in (50, 80, 95)]
    assert ends[2][0] <= ends[1][0] <= ends[0][0] <= ends[0][1] <= ends[1][1] <= ends[2][1]


def test_of_titles_that_are_alike_as_many_fall_inside_as_is_said():
    """Skewed misses, so that symmetric intervals would fail on one side."""
    rng = np.random.default_rng(3)
    inside, above = {50: 0, 80: 0, 95: 0}, 0
    for _ in range(1500):
        misses = rng.exponential(0.1, 61) - 0.07
        found = Calibration(misses[:-1], traits(60)).expect(0.5, np.full(60, 0.5), traits(1), 0)
        for level in inside:
            low, high = found.ends[level]
            inside[level] += low <= 0.5 + misses[-1] <= high
        above += 0.5 + misses[-1] > found.ends[80][1]
    assert inside[50] / 1500 == pytest.approx(0.51, abs=0.04)
    assert inside[80] / 1500 == pytest.approx(0.81, abs=0.03)
    assert inside[95] / 1500 == pytest.approx(0.96, abs=0.02)
    assert above / 1500 == pytest.approx(0.1, abs=0.025)


def test_titles_over_christmas_are_compared_with_such_titles():
    holiday = [True] * 40 + [False] * 60
    misses = np.concatenate((np.linspace(-1, 1, 40), np.linspace(-0.1, 0.1, 60)))
    calibration = Calibration(misses, traits(100, holiday=holiday))
    over = calibration.expect(0.0, np.zeros(100), traits(1, holiday=[True]), 0)
    outside = calibration.expect(0.0, np.zeros(100), traits(1, holiday=[False]), 0)
    assert over.group == "closed titles over Christmas" and over.titles == 40
    assert outside.group == "closed titles outside Christmas" and outside.ends[95] == (-0.1, 0.1)
    assert over.ends[80][1] > 5 * outside.ends[80][1]


def test_too_few_titles_over_christmas_are_compared_with_all_and_told_wider():
    misses = np.linspace(-0.1, 0.1, 100)
    calibration = Calibration(misses, traits(100, holiday=[True] * 5 + [False] * 95))
    found = calibration.expect(0.0, np.zeros(100), traits(1, holiday=[True]), 0)
    assert found.group == "all closed titles"
    assert found.ends[95][1] == pytest.approx(1.25 * conformal_ends(misses, 95)[1])


def test_few_titles_get_a_spread_and_no_95_percent():
    """Student's t with 4 degrees of freedom: 0.741 and 1.533 spreads (any table)."""
    found = by_spread(0.6, 0.1, 0.0, 20)
    assert found.ends[50] == pytest.approx((0.6 - 0.0741, 0.6 + 0.0741), abs=1e-4)
    assert found.ends[80] == pytest.approx((0.6 - 0.1533, 0.6 + 0.1533), abs=1e-4)
    assert found.ends[95] is None


def test_the_state_says_how_many_titles_are_closed():
    assert [state(titles) for titles in (0, 9, 10, 38, 39)] == [
        "prior only",
        "prior only",
        "not calibrated (n = 10)",
        "not calibrated (n = 38)",
        "calibrated",
    ]
