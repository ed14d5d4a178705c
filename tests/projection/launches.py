"""Launch curves made up after published facts of cinemas and streaming, for tests and benchmarks.

Nothing of the model is in here: a title has a size, a hold that wanders from week to week, an opening
rush, a strength of weekdays; days have a weekday, a season and holidays; counts are negative binomial,
and some titles behave like none of the others. The default figures give the multipliers, with their
spread, that US box office has outside Christmas: day 3 to 28 ×2.55 (10 % to 90 %: 2.05 to 3.21), 7 to 28 ×1.89
(1.55 to 2.32), 11 to 28 ×1.35 (1.18 to 1.54), 13 to 28 ×1.28 (1.14 to 1.45).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

CINEMA_WEEK = (0.25, 0.27, 0.21, 0.20, 0.97, 1.0, 0.70)
STREAMING_WEEK = (0.70, 0.66, 0.66, 0.68, 0.95, 1.0, 0.95)


@dataclass(frozen=True, kw_only=True)
class Service:
    """How the titles of a service behave.

    Attributes:
        week: Usual strength of Monday to Sunday.
        weekday_sd: How much the strength of Monday to Thursday differs by title, on the log scale.
        hold: Usual share of a week that is left in the next; `hold_gain` is added to its log each week.
        hold_sd, wander_sd: How much holds differ by title; and from week to week, in a title.
        rush_sd: How much the first day is above its weekday, by title; `rush_on_hold` is what it takes from the hold.
        size_sd, size_on_hold: Spread of sizes; what one unit of log size adds to the log hold.
        median_size: Households of the first day.
        day_sd, dispersion: Noise of a day, log scale; and of the counts (negative binomial, bigger is calmer).
        tails: Degrees of freedom of holds and wandering; small is heavy.
        odd: Share of titles that begin small and grow.
        closes: Share of titles that leave after two to four weeks.
        shock_sd: A weekly shock that all titles share.
        trend: What a year adds to the log hold.
        summer: What summer adds to Monday to Thursday, log scale.
        christmas, holiday: What those days add, log scale, at full strength.
        per_week: Titles a week.
        others: Share of titles that open on another day than Friday.
    """

    week: tuple[float, ...] = CINEMA_WEEK
    weekday_sd: float = 0.14
    hold: float = 0.49
    hold_gain: float = 0.02
    hold_sd: float = 0.17
    wander_sd: float = 0.10
    rush_sd: float = 0.10
    rush_on_hold: float = -0.7
    size_sd: float = 1.2
    size_on_hold: float = 0.01
    median_size: float = 200_000.0
    day_sd: float = 0.035
    dispersion: float = 400.0
    tails: float = 5.0
    odd: float = 0.01
    closes: float = 0.03
    shock_sd: float = 0.04
    trend: float = 0.0
    summer: float = 0.35
    christmas: float = 1.0
    holiday: float = 0.7
    per_week: float = 2.5
    others: float = 0.1

    def but(self, **other: float | tuple[float, ...]) -> Service:
        """The same, with some figures changed."""
        return replace(self, **other)


@dataclass(frozen=True, kw_only=True)
class Launch:
    title: str
    released_on: date
    counts: tuple[int, ...]
    kids: bool


def launches(
    service: Service, *, titles: int, seed: int, days: int = 35, begin: date = date(2012, 1, 6)
) -> list[Launch]:
    """So many launches, in order of release."""
    rng = np.random.default_rng(seed)
    shocks = rng.normal(0, service.shock_sd, 4000)
    made = []
    week = 0
    while len(made) < titles:
        friday = begin + timedelta(weeks=week)
        for _ in range(rng.poisson(service.per_week * (1.25 if friday.month in (5, 6, 7, 11, 12) else 0.95))):
            shift = int(rng.choice([-2, -1, 1, 3])) if rng.random() < service.others else 0
            released = friday + timedelta(days=shift)
            if service.others and (released.month, released.day) in ((12, 23), (12, 24)) and rng.random() < 0.5:
                released = date(released.year, 12, 25)
            counts, kids = _counts(service, released, days, rng, shocks, (released - begin).days)
            made.append(Launch(title=f"Film {len(made):05d}", released_on=released, counts=counts, kids=kids))
        week += 1
    return sorted(made[:titles], key=lambda one: (one.released_on, one.title))


def _t(rng, df, sd):
    """Student's t, of about this spread in its middle."""
    return float(rng.standard_t(df)) * sd / np.sqrt(df / (df - 2)) if df > 2 else float(rng.standard_t(df)) * sd * 0.6


def _counts(service, released, days, rng, shocks, offset):
    kids = rng.random() < 0.2
    size = rng.normal(0, service.size_sd)
    rush = rng.normal(-0.12 if kids else 0.03, service.rush_sd)
    weekdays = rng.normal(0, service.weekday_sd)
    years = offset / 365.25
    hold = (
        np.log(service.hold) + service.trend * years + service.rush_on_hold * rush + service.size_on_hold * size
        + (0.05 if kids else 0.0) + _t(rng, service.tails, service.hold_sd)
    )  # fmt: skip
    odd = rng.random() < service.odd
    leaves = int(rng.integers(14, 28)) if rng.random() < service.closes else 10_000
    level, week_log = np.log(service.median_size) + size, 0.0
    counts = []
    noise_before = 0.0
    steps = [0.0]
    for week in range(1, days // 7 + 2):
        steps.append(hold + service.hold_gain * (week - 1) + _t(rng, service.tails, service.wander_sd))
        if odd and week <= 2:
            steps[-1] = abs(rng.normal(0.3, 0.5))
    ends = np.cumsum(steps)
    for day in range(days):
        on = released + timedelta(days=day)
        # Within a week the decline goes on, day by day; the weekday pattern is measured on running titles.
        week, part = divmod(day, 7)
        week_log = ends[week] + (ends[week + 1] - ends[week]) * part / 7 + (0.35 * part / 7)
        strength = np.log(service.week[on.weekday()])
        if on.weekday() < 4:
            strength += weekdays
            if (6, 8) <= (on.month, on.day) <= (8, 20):
                strength += service.summer * (1.3 if kids else 1.0)
        strength += _holiday(service, on, kids)
        strength += shocks[(offset + day) // 7 + 10]
        if day == 0:
            strength += rush + 0.05
        noise_before = 0.5 * noise_before + rng.normal(0, service.day_sd)
        mean = np.exp(level + week_log + strength + noise_before)
        if day >= leaves:
            mean *= 0.15
        counts.append(int(rng.poisson(mean * rng.gamma(service.dispersion, 1 / service.dispersion))))
    return tuple(counts), bool(kids)


def _holiday(service, on, kids):
    weekday = on.weekday()
    month_day = (on.month, on.day)
    more = 1.2 if kids else 1.0
    if month_day == (12, 24):
        return -0.5 * service.christmas
    if (12, 18) <= month_day <= (12, 23):
        return (0.45 if weekday < 4 else 0.0) * service.christmas * more
    if month_day == (12, 25) or month_day > (12, 25) or month_day == (1, 1):
        return (1.15 if weekday < 4 else 0.25) * service.christmas * more
    if month_day in ((1, 2), (1, 3)) and weekday < 4:
        return 0.6 * service.christmas
    if weekday == 0 and (
        (on.month == 1 and 15 <= on.day <= 21) or (on.month == 2 and 15 <= on.day <= 21)
        or (on.month == 5 and on.day >= 25) or (on.month == 9 and on.day <= 7)
    ):  # fmt: skip
        return 1.2 * service.holiday
    if on.month == 11 and weekday in (2, 3, 4) and 22 <= (on + timedelta(days=3 - weekday)).day <= 28:
        return (1.0, 1.3, 0.6)[weekday - 2] * service.holiday
    if month_day == (7, 4):
        return (0.4 if weekday < 4 else -0.2) * service.holiday
    return 0.0
