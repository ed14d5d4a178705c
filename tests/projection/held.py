"""Services and titles for tests of holds: settings that nothing was developed on, and titles that behave like none of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from scipy import stats

from matinee.projection.hold import holds

from .launches import STREAMING_WEEK, Service
from .made import slate

LONG = Service(
    week=STREAMING_WEEK, hold=0.6, hold_sd=0.2, wander_sd=0.12, day_sd=0.05, dispersion=150.0, size_sd=1.5,
    median_size=20_000.0, tails=4.0, odd=0.0, closes=0.05, per_week=4.0,
)  # fmt: skip
SMALL = Service(median_size=3_000.0, size_sd=1.0, dispersion=80.0, day_sd=0.06, odd=0.02, hold_sd=0.15, others=0.4)
FRONT = Service(
    hold=0.4, hold_sd=0.22, wander_sd=0.14, rush_sd=0.2, day_sd=0.04, tails=6.0, shock_sd=0.06, christmas=1.3, odd=0.0,
    per_week=3.0,
)  # fmt: skip
STEADY = Service(week=STREAMING_WEEK, hold=0.55, hold_sd=0.12, wander_sd=0.06, day_sd=0.03, tails=10.0, odd=0.0)
SERVICES = {"long": LONG, "small": SMALL, "front": FRONT, "steady": STEADY}


def stays(curve, *, from_day, weekly=1.0):
    """The same title, but from a day on each week brings what the one before did, and more or less by this factor."""
    counts = np.array(curve.new_households, float)
    before = counts[from_day - 7 : from_day].sum() / max(counts[from_day - 14 : from_day - 7].sum(), counts[0] / 100)
    if from_day < 14:
        before = 0.5
    for day in range(from_day, len(counts)):
        counts[day] *= np.exp((np.log(weekly) - np.log(before)) * (day - from_day + 1) / 7)
    return replace(curve, new_households=tuple(np.round(counts).tolist()))


def promoted(curve, *, on_day, by=0.9):
    """The same title, pushed once: from this day on it has more by a factor of e to the power."""
    counts = np.array(curve.new_households, float)
    counts[on_day - 1 :] *= np.exp(by)
    return replace(curve, new_households=tuple(np.round(counts).tolist()))


def legs(curve):
    return sum(curve.new_households[:28]) / sum(curve.new_households[:7])


def area_under(scores, top):
    """How often one of the top has a higher score than one of the others."""
    ranks, ones = stats.rankdata(scores), int(top.sum())
    return (ranks[top].sum() - ones * (ones + 1) / 2) / (ones * (len(top) - ones))


def at_day_nine(curves, tested):
    """The z of these titles at day 9, each beside what had come by then."""
    return np.array([holds([curves[one].until(9)], curves[:one])[0].z for one in tested])


def looked_at_weekly(curves, tested, *, until=28):
    """On which days each was flagged, looked at every week with all that ran then."""
    flagged = {one: [] for one in tested}
    today = min(curves[one].released_on for one in tested) + timedelta(days=9)
    while today <= max(curves[one].released_on for one in tested) + timedelta(days=until):
        ages = {one: (today - curves[one].released_on).days for one in tested}
        run = [one for one, age in ages.items() if 9 <= age <= until]
        for one, found in zip(run, holds([curves[one].until(ages[one]) for one in run], curves), strict=True):
            if found.flagged:
                flagged[one].append(found)
        today += timedelta(weeks=1)
    return flagged


def service(name, *, titles, seed):
    return list(slate(titles, seed=seed, service=SERVICES[name], days=28))
