"""Intervals adapt: levels move by what was issued and came out, title after title, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from matinee.projection.adaptive import STEP, adapted
from matinee.projection.intervals import AS_THEY_ARE, Adapted, conformal_ends
from matinee.projection.ledger import Issued
from matinee.projection.project import project
from tests.projection.made import curve, slate

NEW_YEAR = date(2021, 1, 1)
LATER = date(2030, 1, 1)


def issued(number, *, held, at=7, outcome=100.0, title=None, days=28, issued_at="2021-01-08"):
    """One projection; 80 and 50 held or not, 95 refused."""
    ends = (90.0, 110.0) if held else (10.0, 20.0)
    return Issued(
        title=title or f"Film {number}", definition="d", country=None, released_on=NEW_YEAR + timedelta(days=number),
        days=days, at=at, counted=5.0, median=15.0, intervals={50: ends, 80: ends, 95: None}, state="prior only",
        closed_titles=3, model="m", seed=0, cut_off_at="", issued_at=issued_at, outcome=outcome,
    )  # fmt: skip


def test_without_outcomes_every_level_is_what_it_says():
    running = [issued(1, held=True, outcome=None), issued(2, held=True, at=28)]
    assert adapted(running, before=LATER) == Adapted(levels=dict(AS_THEY_ARE), titles=0)
    assert adapted([issued(1, held=False)], before=NEW_YEAR + timedelta(days=29)).titles == 0


def test_a_miss_widens_by_what_was_stated_and_a_hit_narrows_by_the_rest():
    missed = adapted([issued(1, held=False)], before=LATER)
    assert missed.levels == pytest.approx({50: 50 + 50 * STEP, 80: 80 + 80 * STEP, 95: 95})
    held = adapted([issued(1, held=True)], before=LATER)
    assert held.levels == pytest.approx({50: 50 - 50 * STEP, 80: 80 - 20 * STEP, 95: 95})
    assert missed.titles == held.titles == 1


def test_one_that_is_issued_every_day_counts_as_one_title_and_again_not_at_all():
    daily = [issued(1, held=False, at=at) for at in range(1, 28)]
    once = adapted([issued(1, held=False)], before=LATER)
    assert adapted(daily, before=LATER).levels == pytest.approx(once.levels)
    again = issued(1, held=True, issued_at="2021-01-09")
    assert adapted([issued(1, held=False), again], before=LATER) == once


def test_issues_that_hold_as_often_as_stated_leave_the_level_where_it_was():
    outcomes = [issued(number, held=number % 5 != 0) for number in range(200)]
    assert adapted(outcomes, before=LATER).levels[80] == pytest.approx(80, abs=1)


def test_levels_stay_in_bounds_and_in_order():
    worst = adapted([issued(number, held=False) for number in range(300)], before=LATER).levels
    best = adapted([issued(number, held=True) for number in range(300)], before=LATER).levels
    for levels in (worst, best):
        assert levels[50] <= levels[80] <= levels[95]
    assert worst[80] == pytest.approx(96) and best[80] == pytest.approx(60)


def test_over_a_service_that_is_missed_too_often_the_intervals_come_to_cover_what_they_say():
    """A process of its own: the model thinks misses are half as wide as they are."""
    rng = np.random.default_rng(0)
    ledger, held = [], []
    for number in range(600):
        level = adapted(ledger, before=LATER).levels[80]
        low, high = conformal_ends(np.sort(rng.normal(0, 1, 99)), level)
        outcome = rng.normal(0, 1.5)
        held.append(low <= outcome <= high)
        ledger.append(issued(number, held=held[-1]))
    assert np.mean(held[:100]) < 0.74 and np.mean(held[200:]) == pytest.approx(0.8, abs=0.03)


def test_a_projection_says_that_its_levels_were_moved_and_only_then():
    past, film = slate(60), curve(900, 800, 700, 300, 280, 260, 240, released=date(2030, 3, 1))
    plain, same = project(film, past), project(film, past, adapted=Adapted(levels=AS_THEY_ARE, titles=0))
    assert plain == same and plain.rests_on.adapted_levels == {}
    wider = project(film, past, adapted=Adapted(levels={50: 60.0, 80: 90.0, 95: 97.0}, titles=12))
    assert wider.rests_on.adapted_titles == 12 and wider.rests_on.adapted_levels[80] == 90
    assert wider.intervals[80].low < plain.intervals[80].low and wider.intervals[80].high > plain.intervals[80].high
    assert wider.intervals[50].high <= wider.intervals[80].high <= wider.intervals[95].high
