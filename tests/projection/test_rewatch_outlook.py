"""Completions, rewatches and hours to come: laws, hand-worked paths, and calibration on made-up households."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from matinee.errors import MatineeError
from matinee.projection.curves import Curve
from matinee.projection.project import project
from matinee.projection.rewatch_habits import learn, published, summarise_all
from matinee.projection.rewatch_outlook import HoursSoFar, Miss, missed, project_rewatches, track
from matinee.projection.rewatch_paths import (
    CompletionLags,
    ReachPath,
    completion_lags,
    given_path,
    new_completers,
    reach_path,
)
from matinee.projection.rewatches import completers_of

from .homes import families, film, frailty, renewing

AT, DAYS = 11, 28
DOUBT = 0.08
PLACES = np.array([-1.96, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.96])
GENERATORS = {"frailty": frailty, "renewing": renewing, "families": families}


def path_of(one, rng=None, at=AT, days=DAYS):
    """The film's own reach to come, missed by as much as its intervals say."""
    past, rest = one.new_households[:at], np.cumsum(one.new_households[at:days])
    if rng is None:
        return given_path(past, one.new_households[at:days])
    rest = rest * np.exp(rng.normal(0, DOUBT))
    to_come = past.sum() + rest * np.exp(DOUBT * PLACES)[:, None]
    return ReachPath(new_households=past, places=PLACES, to_come=to_come, has_95=True)


def outlook(one, *, kind=None, at=AT, days=DAYS, path=None, **other):
    lags = completion_lags(*one.starters(at), cut_off_days=at)
    path = path or path_of(one, at=at, days=days)
    return project_rewatches(one.at(at), path, lags, kind or published(one.kids), **{"windows": (days,)} | other)


@cache
def calibration(name, titles=70, closed=45, seed=1):
    """Projected from day 11 to 28 after so many closed titles, and what came: one row a title."""
    rng = np.random.default_rng(seed)
    made = [
        film(rng, GENERATORS[name], number=number, kids=number % 3 == 0, ages=DAYS) for number in range(closed + titles)
    ]
    slate = summarise_all([one.at(DAYS) for one in made[:closed]])
    misses = [
        missed(one.at(AT), one.at(DAYS), learn(slate[:place] + slate[place + 1 :], one.kids), seed=place)
        for place, one in enumerate(made[:closed])
    ]
    kinds = {kids: learn(slate, kids) for kids in (True, False)}
    tracks = {kids: track(misses, at=AT, days=DAYS, kids=kids) for kids in (True, False)}
    return [
        (one, outlook(one, kind=kinds[one.kids], path=path_of(one, rng), tracks={DAYS: tracks[one.kids]}))
        for one in made[closed:]
    ]


def covered(rows, level):
    ends = [(found.totals[0].rewatches.intervals[level], one.at(DAYS).rewatches) for one, found in rows]
    return np.mean([end.low <= came <= end.high for end, came in ends])


def test_intervals_cover_what_they_say_over_titles_of_three_kinds_of_households():
    rows = [row for name in GENERATORS for row in calibration(name)]
    assert len(rows) >= 200
    errors = np.log([found.totals[0].rewatches.median / one.at(DAYS).rewatches for one, found in rows])
    print(
        f"\nrewatches from day {AT} to {DAYS}, {len(rows)} titles: in 50, 80, 95 % "
        f"{covered(rows, 50):.1%}, {covered(rows, 80):.1%}, {covered(rows, 95):.1%}; "
        f"median error {np.median(abs(np.expm1(errors))):.1%}, bias {np.median(errors):+.1%}"
    )
    assert 0.72 <= covered(rows, 80) <= 0.88
    assert covered(rows, 95) >= 0.90
    assert abs(np.median(errors)) <= 0.04 and np.median(abs(errors)) <= 0.11
    for kids in (True, False):
        assert 0.70 <= covered([row for row in rows if row[0].kids is kids], 80) <= 0.92


@pytest.mark.parametrize("name", GENERATORS)
def test_repeats_so_far_times_a_usual_multiplier_are_worse(name):
    """The multiplier of completions, which is what one would take without a model."""
    rows = calibration(name)

    def error(expected):
        came = np.array([one.at(DAYS).rewatches for one, _ in rows])
        return np.median(abs(np.log(np.array(expected) / came)))

    usual = np.median([one.at(DAYS).rewatches / max(one.at(AT).rewatches, 1) for one, _ in rows])
    by_multiplier = error([max(one.at(AT).rewatches, 1) * usual for one, _ in rows])
    assert error([found.totals[0].rewatches.median for _, found in rows]) < by_multiplier


def test_a_film_and_its_laws():
    one = film(np.random.default_rng(3), renewing, kids=True)
    found = outlook(one, windows=(28, 91), days=91, hours=HoursSoFar(hours=9000.0, rewatch_h=1.7))
    first, second = found.totals
    for name in ("completers", "rewatches", "completions", "hours"):
        ranges = [getattr(total, name) for total in (first, second)]
        counted = {"completers": found.completers, "rewatches": found.rewatches, "hours": 9000.0}
        counted["completions"] = found.completers + found.rewatches
        for range_ in ranges:
            inner, outer = range_.intervals[50], range_.intervals[80]
            assert counted[name] <= outer.low <= inner.low <= range_.median <= inner.high <= outer.high
            assert range_.intervals[95] is None
        assert ranges[0].median <= ranges[1].median
        assert ranges[0].intervals[80].low <= ranges[1].intervals[80].low
        assert ranges[0].intervals[80].high <= ranges[1].intervals[80].high
    assert found.state == "prior only" and found.kind.rests_on == "prior only"


def test_the_same_seed_gives_the_same_and_another_nearly():
    one = film(np.random.default_rng(3), renewing, kids=True)
    first, again, other = outlook(one, seed=1), outlook(one, seed=1), outlook(one, seed=2)
    assert first.totals == again.totals and first.totals != other.totals
    assert other.totals[0].rewatches.median == pytest.approx(first.totals[0].rewatches.median, rel=0.04)


def test_a_closed_window_is_what_is_counted():
    one = film(np.random.default_rng(3), renewing)
    found = outlook(one, at=28, days=91, windows=(28, 91))
    total = found.totals[0]
    assert total.rewatches.median == total.rewatches.intervals[80].high == one.at(28).rewatches
    assert total.completers.median == one.at(28).households


def test_without_completers_there_are_only_those_to_come():
    nobody = completers_of([], [], cut_off_days=2)
    lags = CompletionLags(shares=(0.5,), sd=0.0)
    found = project_rewatches(nobody, given_path([100, 100], [1000.0] * 26), lags, published(None), windows=(28,))
    assert found.totals[0].completers.median == pytest.approx(13_000, rel=0.01)
    assert 300 < found.totals[0].rewatches.median < 1500


def test_completers_of_a_path_worked_by_hand():
    """Day 1: 100, day 2: 50, to come 20 and 10; 40 % complete at once, 20 % on the next day, 10 % on the third."""
    path = given_path([100, 50], [20, 10])
    found = new_completers(path, path.draw(np.zeros(1)), (0.4, 0.2, 0.1))
    assert found[0] == pytest.approx([20 * 0.4 + 50 * 0.2 + 100 * 0.1, 10 * 0.4 + 20 * 0.2 + 50 * 0.1])


HALF_NEW = (
    np.r_[np.zeros(50), np.full(50, 9.8)],
    np.r_[np.full(30, 0.1), np.full(10, 1.0), np.full(10, np.nan), np.full(30, 9.9), np.full(20, np.nan)],
)
"""At once 60 of 100; ten of the rest on the next day, but half of the homes began only today."""


def test_lags_are_measured_on_those_that_were_followed():
    found = completion_lags(*HALF_NEW, cut_off_days=10.0)
    assert found.shares[:3] == pytest.approx((0.6, 0.4 * 10 / 20, 0))
    # By Greenwood: 60 ÷ (100 × 40) + 10 ÷ (20 × 10) of the 0.2 that are left, beside the 0.8 that completed.
    assert found.sd == pytest.approx(0.2 / 0.8 * np.sqrt(0.015 + 0.05))


def test_lags_of_a_young_title_go_on_as_those_of_closed_ones_in_proportion():
    usual = CompletionLags(shares=(0.4, 0.1, 0.05, 0.02), sd=0.0)
    started, done = np.zeros(100), np.r_[np.full(60, 0.2), np.full(40, np.nan)]
    assert completion_lags(started, done, cut_off_days=1.0).shares == pytest.approx((0.6,))
    found = completion_lags(started, done, cut_off_days=1.0, usual=usual)
    assert found.shares == pytest.approx((0.6, 0.15, 0.075, 0.03))
    twice = CompletionLags(shares=(0.4, 0.4), sd=0.0)
    assert completion_lags(started, done, cut_off_days=1.0, usual=twice).shares == pytest.approx((0.6, 0.4))


def test_hours_are_first_hours_of_new_households_and_rewatches():
    """1,000 h, 150 households, 10 rewatches of 2 h: 980 ÷ 150 h each for 30 new ones, and 2 h a rewatch."""
    rng = np.random.default_rng(1)
    homes = np.r_[np.arange(60), np.arange(10)]
    known = completers_of(homes, np.r_[rng.uniform(0, 1, 60), np.full(10, 1.9)], cut_off_days=2)
    found = project_rewatches(
        known,
        given_path([100, 50], [20, 10]),
        CompletionLags(shares=(0.4,), sd=0.0),
        published(None),
        windows=(4,),
        hours=HoursSoFar(hours=1000.0, rewatch_h=2.0),
    )
    total = found.totals[0]
    expected = 1000 + 980 / 150 * 30 + 2 * (total.rewatches.median - known.rewatches)
    assert total.hours.median == pytest.approx(expected, rel=0.01)


def test_the_path_is_that_of_the_projections():
    counts = (900, 1000, 800, 500, 400, 350, 380, 420, 480, 390, 260)
    curve = Curve(title="Film", released_on=date(2021, 3, 5), new_households=counts)
    short, long = project(curve, [], days=28), project(curve, [], days=91)
    path = reach_path(counts, short, long)
    assert (path.at, path.last_day, path.has_95) == (11, 91, False)
    middle = path.draw(np.zeros(1))[0]
    assert middle[16] == pytest.approx(short.median) and middle[-1] == pytest.approx(long.median)
    low, high = path.draw(np.array([-1.2815516, 1.2815516]))
    assert low[16] == pytest.approx(short.intervals[80].low, rel=1e-6)
    assert high[16] == pytest.approx(short.intervals[80].high, rel=1e-6)
    drawn = path.draw(np.random.default_rng(1).standard_normal(500))
    assert (np.diff(drawn, axis=1) >= 0).all() and (drawn >= sum(counts)).all()


def test_misses_are_shrunk_and_their_spread_is_found():
    rng = np.random.default_rng(6)
    misses = [
        Miss(log_ratio=rng.normal(-0.3 if kids else 0.0, np.hypot(0.1, 0.1)), chance=0.01, kids=kids)
        for kids in (True, False) * 100
    ]
    # Spread, the service's shift and the kind's, as assumed.
    nothing = np.hypot(np.hypot(0.16, 0.15), 0.1) * np.sqrt(np.log(28 / 11))
    assert track([], at=11, days=28).sd == pytest.approx(nothing, rel=0.02)
    for kids, shift in ((True, -0.3), (False, 0.0)):
        found = track(misses, at=11, days=28, kids=kids)
        assert found.shift == pytest.approx(shift, abs=0.03) and found.sd == pytest.approx(0.1, abs=0.02)
        few = track([one for one in misses if one.kids is kids][:3], at=11, days=28, kids=kids)
        assert few.sd > found.sd and few.titles == 3


def test_with_39_closed_titles_it_is_calibrated_and_states_95_per_cent():
    one = film(np.random.default_rng(3), renewing)
    for count, state in ((9, "prior only"), (38, "not calibrated (n = 38)"), (39, "calibrated")):
        measured = {28: track([Miss(log_ratio=0.0, chance=0.01)] * count, at=AT, days=DAYS)}
        found = outlook(one, tracks=measured)
        assert found.state == state
        assert (found.totals[0].rewatches.intervals[95] is None) == (state != "calibrated")


def test_data_that_end_on_different_days_are_told():
    one = film(np.random.default_rng(3), renewing)
    lags = CompletionLags(shares=(0.5,), sd=0.0)
    with pytest.raises(MatineeError) as told:
        project_rewatches(one.at(12), path_of(one), lags, published(None), windows=(28,))
    assert (
        str(told.value)
        .replace("\n", " ")
        .startswith("Completions of Film 0 are known up to day 12, new households up to day 11.")
    )
    with pytest.raises(MatineeError):
        project_rewatches(one.at(11), path_of(one), lags, published(None), windows=(28, 91))
