"""Early signs: what the first days of a curve say about the rest, as numbers for the regression.

Each is a logarithm beside its expectation for the release's weekday, so that 0 is usual, 0.1 is a tenth more,
and a slope can be given a prior in its own right. Counts come without their calendar lifts.

The one that says most is the same-weekday hold, log of the households of days 8 to n ÷ those of days 1 to n − 7:
the weekday drops out. It exists from day 9 on; before it only the shape of the first week speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matinee.projection.cold_start import FRIDAY, expected_multiplier, service_sd
from matinee.projection.curves import LEAST_COUNT

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

OF_SHAPE = (
    "first day", "last day", "later half", "workdays", "hold", "last day's hold", "last week", "last three days' hold",
    "last week's hold",
)  # fmt: skip
"""The signs that the days themselves give; the others are what is known besides."""
_LONGEST_TREND = 8.0
"""Years after which a trend is taken to have been level before."""
_LARGEST = 1.5
"""A sign further out than this says no more than this: such titles are of another kind."""


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One number of each title, with the prior of its slope (in log multiplier per log unit)."""

    name: str
    values: Floats
    slope: float = 0.0
    slope_sd: float = 0.3


@dataclass(frozen=True, kw_only=True)
class Openings:
    """The first days of titles, side by side, without their calendar lifts.

    Attributes:
        counts, expected: One row a title, one column a day: counted, and expected for the weekday.
        weekdays: Of the release; 0 is Monday.
        year_days: Day of the year of the release.
        years_ago: How long ago it was, from the day of the projection.
        kids: 1, 0, or NaN where it is not known.
        labels: What else is known: by name, one text a title ("" where it is not).
    """

    counts: Floats
    expected: Floats
    weekdays: Integers
    year_days: Integers
    years_ago: Floats
    kids: Floats
    labels: dict[str, npt.NDArray[np.str_]]


def early_signs(
    openings: Openings, *, days: int, usual_level: float, seasons: bool, labels: dict[str, tuple[str, ...]]
) -> tuple[Sign, ...]:
    """The signs of these titles.

    Args:
        openings: Their first days.
        days: The horizon; what is known of slopes is of 28 days, and less of it holds for shorter ones.
        usual_level: Log of the households that titles usually have by then; sizes are told beside it.
        seasons: Whether the time of the year is a sign: only for who has seen whole years.
        labels: Which values of which label have a sign of their own.
    """
    counts, expected = np.maximum(openings.counts, LEAST_COUNT), openings.expected
    at = counts.shape[1]
    ratio = _beside(counts, expected)
    level = np.log(counts.sum(axis=1)) - usual_level
    signs = [Sign(name="one", values=np.ones(len(level)), slope_sd=service_sd(at, days))]
    signs.append(Sign(name="level", values=np.clip(level, -4, 4), slope_sd=0.02))
    signs.append(Sign(name="small", values=np.clip(-level - 1, 0, 4), slope_sd=0.02))
    if at >= 2:
        signs.append(Sign(name="first day", values=ratio(0, 1, 0, at), slope=-0.4 if at < 8 else -0.15, slope_sd=0.2))
        signs.append(Sign(name="last day", values=ratio(at - 1, at, 0, at), slope=0.3 if at < 4 else 0.1, slope_sd=0.2))
    if at >= 4:
        signs.append(Sign(name="later half", values=ratio(at // 2, at, 0, at), slope_sd=0.15))
        signs.append(Sign(name="workdays", values=_workdays(counts, expected, openings.weekdays), slope_sd=0.1))
    if at >= 8:
        slope = _hold_slope(expected)
        signs.append(Sign(name="hold", values=ratio(7, at, 0, at - 7), slope=slope, slope_sd=0.12))
        signs.append(Sign(name="last day's hold", values=ratio(at - 1, at, at - 8, at - 7), slope_sd=0.12))
        signs.append(Sign(name="last week", values=ratio(at - 7, at, 0, at), slope_sd=0.12))
    if at >= 10:
        signs.append(Sign(name="last three days' hold", values=ratio(at - 3, at, at - 10, at - 7), slope_sd=0.12))
    if at >= 15:
        signs.append(Sign(name="last week's hold", values=ratio(at - 7, at, at - 14, at - 7), slope_sd=0.12))
    if seasons:
        signs.append(Sign(name="years ago", values=np.minimum(openings.years_ago, _LONGEST_TREND), slope_sd=0.015))
    signs += _calendar(openings, seasons=seasons)
    known = np.where(np.isnan(openings.kids), 0.0, openings.kids - 0.25)
    signs.append(Sign(name="kids", values=known, slope_sd=0.1))
    for label, values in labels.items():
        signs += [
            Sign(name=f"{label} {value}", values=(openings.labels[label] == value).astype(float), slope_sd=0.1)
            for value in values
        ]
    least = min(at, 27)
    part = np.log(expected_multiplier(FRIDAY, at, days)) / np.log(expected_multiplier(FRIDAY, least, 28))
    part = float(np.clip(part, 0.1, 1.5))
    return tuple(replace(sign, slope=sign.slope * part) for sign in signs)


def _beside(counts: Floats, expected: Floats) -> Callable[[int, int, int, int], Floats]:
    """`ratio(a, b, c, d)`: log of days a to b ÷ days c to d, beside what is expected."""
    total = np.concatenate((np.zeros((len(counts), 1)), counts.cumsum(axis=1)), axis=1)
    usual = np.concatenate((np.zeros((len(counts), 1)), expected.cumsum(axis=1)), axis=1)

    def ratio(a: int, b: int, c: int, d: int) -> Floats:
        found = np.log((total[:, b] - total[:, a]) / (total[:, d] - total[:, c]))
        wanted = np.log((usual[:, b] - usual[:, a]) / (usual[:, d] - usual[:, c]))
        return np.asarray(np.clip(found - wanted, -_LARGEST, _LARGEST))

    return ratio


def _workdays(counts: Floats, expected: Floats, weekdays: Integers) -> Floats:
    """Monday to Thursday beside Friday to Sunday; 0 where one of them has not been."""
    days = (weekdays[:, None] + np.arange(counts.shape[1])) % 7
    work = days < FRIDAY
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log((counts * work).sum(axis=1) / (counts * ~work).sum(axis=1))
        wanted = np.log((expected * work).sum(axis=1) / (expected * ~work).sum(axis=1))
        surprise = np.nan_to_num(found - wanted, nan=0.0, posinf=0.0, neginf=0.0)
        return np.asarray(np.clip(surprise, -_LARGEST, _LARGEST))


def _hold_slope(expected: Floats) -> float:
    """What a lasting change of the weekly hold does to a 28-day multiplier, halved, for holds are measured with noise."""
    at = expected.shape[1]
    return 0.5 * float(np.interp(at, (8, 14, 21, 27), (0.75, 0.5, 0.25, 0.0)))


def _calendar(openings: Openings, *, seasons: bool) -> list[Sign]:
    angle = 2 * np.pi * openings.year_days / 365.25
    waves = {"year, sine": np.sin(angle), "year, cosine": np.cos(angle)}
    waves |= {"half-year, sine": np.sin(2 * angle), "half-year, cosine": np.cos(2 * angle)}
    signs = [Sign(name=name, values=values, slope_sd=0.05) for name, values in waves.items() if seasons]
    return signs + [
        Sign(name=f"weekday {weekday}", values=(openings.weekdays == weekday).astype(float), slope_sd=0.15)
        for weekday in range(7)
        if weekday != FRIDAY
    ]
