"""Comparables: titles that began alike, and what became of them.

Taken are closed titles of the same threshold, by what was known of them at the same age and by nothing that came after: how one ended
has no say, so failures are among them. The distance is

    d² = shape² + Σ (w · difference)²   over kind, kids, language, season, size

where shape is the root mean square, over the days so far, of the difference of log daily households, in normal weeks (without weekday and
calendar), beside each title's own level, in units of what titles usually differ by. The others are 0 for alike and 1 for
different, half for not known; seasons differ by 0 to 1 over the year, sizes by their log in usual differences, at most 2.

A comparable weighs exp(−d² ÷ 2b²), b the median distance of those shown; effective n = (Σw)² ÷ Σw². Each alone implies for the title: its
own households times the multiplier the comparable had, moved to the title's weekday and calendar.

When not to trust it: as a projection. The number comes from the pooled model; this explains it. A title that is like none
before has near comparables too, and they are far: see the distances.
Source: analogue forecasting, as Green and Armstrong, Structured analogies for forecasting, International Journal of Forecasting 23 (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from matinee.errors import MatineeError
from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import LEAST_COUNT, Curve, Launches
from matinee.projection.normal_weeks import NormalWeeks
from matinee.units import some

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FEWEST = 5
"""Comparables that are shown if there are so many."""
WEIGHTS = {"kind": 2.0, "kids": 1.0, "language": 0.5, "season": 0.5, "size": 0.5}
"""What a full difference in each counts beside a usual difference in shape."""
_LEAST_SPREAD = 0.02
_FURTHEST_SIZE = 2.0
"""Beyond two usual differences a size is just another one, and says no more."""


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """A closed title beside the one that runs.

    Attributes:
        title, released_on, kind, kids, language: As its curve has them.
        distance: How unlike it is; 0 would be the same.
        parts: The distance in shape, kind, kids, language, season and size; their squares add up to its square.
        weight: Its share of all that are shown.
        multiplier: Households of the window ÷ households at this age, as counted.
        legs_3, legs_7: Households of the window ÷ those of the first 3 and 7 days; None for a window not longer than that.
        implied: What the title would reach if it went on as this one did.
    """

    title: str
    released_on: date
    kind: str | None
    kids: bool | None
    language: str | None
    distance: float
    parts: dict[str, float]
    weight: float
    multiplier: float
    legs_3: float | None
    legs_7: float | None
    implied: float


@dataclass(frozen=True, kw_only=True)
class Comparables:
    """Titles that began like one.

    Attributes:
        title, released_on: Of the one that runs.
        at, days: Days closed, and the window.
        candidates: Closed titles that they were taken from.
        effective: How many equally near ones they are worth.
        nearest: The comparables, the nearest first.
    """

    title: str
    released_on: date
    at: int
    days: int
    candidates: int
    effective: float
    nearest: tuple[Comparable, ...]

    @property
    def state(self) -> str:
        """Whether there are enough to show."""
        few = len(self.nearest) < FEWEST
        return f"too few to compare with (n = {len(self.nearest)})" if few else "compared"


def comparables(
    curve: Curve, past: Sequence[Curve], *, days: int = 28, most: int = 8, known_on: date | None = None
) -> Comparables:
    """The titles that began most like one.

    Args:
        curve: The title; all its days are taken to be closed.
        past: The service's titles. Those of another threshold, or whose window had not closed before the day after
            the curve's last one, are not looked at.
        days: The window whose outcome is shown.
        most: How many are shown; never fewer than `FEWEST` if there are so many.
        known_on: Titles are looked at whose window had closed before this day instead: to look back, and not ahead.

    Raises:
        MatineeError: The window is over, no day is closed, too many days are gaps, or nobody came.
    """
    at = curve.closed_days
    if not 1 <= at < days:
        raise MatineeError(
            f"{curve.title} has {some(at, 'closed day')} of {days}; nothing can be implied.",
            "Compare titles from their first closed day to the last but one of the window.",
        )
    alike = [one for one in past if one.threshold == curve.threshold and not _same(one, curve)]
    launches = Launches([*alike, curve], days)
    row = next(place for place, one in enumerate(launches.curves) if _same(one, curve))
    if not launches.usable(at)[row]:
        raise MatineeError(
            f"The first {some(at, 'day')} of {curve.title} cannot be compared: too many gaps, or nobody came.",
            "The first day and six of seven must be known, and somebody must have come.",
        )
    before = int(launches.released[row]) + at if known_on is None else known_on.toordinal()
    rows = launches.closed_before(before, days)
    rows = rows[rows != row]
    nothing = Comparables(
        title=curve.title, released_on=curve.released_on, at=at, days=days, candidates=0, effective=0.0, nearest=()
    )
    if not len(rows):
        return nothing
    weeks = NormalWeeks(launches, rows, days, Steps(launches, days, rows).lifts(rows))
    parts = _parts(launches, weeks, row, rows, at)
    distances = np.sqrt(sum(part**2 for part in parts.values()))
    # Rows are in order of release and title: of two alike the later one comes first.
    order = np.lexsort((-np.arange(len(rows)), np.round(distances, 9)))[: max(most, FEWEST)]
    weights = _weights(distances[order])
    implied = _implied(weeks, row, rows[order], at)
    nearest = tuple(
        _comparable(launches, int(rows[which]), at, days, share=share, count=count, parts=own)
        for which, share, count, own in zip(
            order,
            weights.tolist(),
            implied.tolist(),
            ({name: float(part[which]) for name, part in parts.items()} for which in order),
            strict=True,
        )
    )
    return Comparables(
        title=curve.title,
        released_on=curve.released_on,
        at=at,
        days=days,
        candidates=len(rows),
        effective=float(1 / (weights**2).sum()),
        nearest=nearest,
    )


def _parts(launches: Launches, weeks: NormalWeeks, row: int, rows: Integers, at: int) -> dict[str, Floats]:
    """The distances of candidates from the title, by what they differ in."""
    both = np.append(rows, row)
    seen = weeks.seen(both, at)
    beside = np.log(np.maximum(seen.adjusted, LEAST_COUNT)) - np.log(seen.expected[:, :at])
    level = np.log(seen.adjusted.sum(axis=1) / seen.expected[:, :at].sum(axis=1))
    shape = beside - level[:, None]
    parts = {"shape": np.sqrt((((shape[:-1] - shape[-1]) / _spread(shape[:-1])) ** 2).mean(axis=1))}
    for name in ("kind", "language"):
        values = launches.labels[name][both]
        parts[name] = _different(values[:-1] != values[-1], (values[:-1] == "") | (values[-1] == ""))
    kids = launches.kids[both]
    parts["kids"] = _different(kids[:-1] != kids[-1], np.isnan(kids[:-1]) | bool(np.isnan(kids[-1])))
    turn = 2 * np.pi * (launches.released[rows] - launches.released[row]) / 365.25
    parts["season"] = (1 - np.cos(turn)) / 2
    sizes = np.abs(level[:-1] - level[-1]) / float(_spread(level[:-1, None])[0])
    parts["size"] = np.minimum(sizes, _FURTHEST_SIZE)
    return {name: np.asarray(part * WEIGHTS.get(name, 1.0)) for name, part in parts.items()}


def _different(differs: npt.NDArray[np.bool_], unknown: npt.NDArray[np.bool_]) -> Floats:
    return np.where(unknown, 0.5, differs.astype(np.float64))


def _spread(values: Floats) -> Floats:
    """What titles usually differ by, in each column."""
    middle = np.median(values, axis=0)
    return np.asarray(np.maximum(1.4826 * np.median(np.abs(values - middle), axis=0), _LEAST_SPREAD))


def _weights(distances: Floats) -> Floats:
    """Shares by distance; they add up to 1."""
    reach = max(float(np.median(distances)), 1e-9)
    weights = np.exp(-0.5 * (distances / reach) ** 2)
    return np.asarray(weights / weights.sum())


def _implied(weeks: NormalWeeks, row: int, rows: Integers, at: int) -> Floats:
    """What the title would reach with the multiplier of each of these, on its own weekdays and holidays."""
    seen, own = weeks.seen(rows, at), weeks.seen(np.array([row]), at)
    told = np.log(weeks.whole(rows).sum(axis=1) / seen.adjusted.sum(axis=1)) - seen.usual
    moved = own.with_calendar(np.asarray(own.usual[:, None] + told[None, :]))[0]
    return np.asarray(own.counted[0] * np.exp(moved))


def _comparable(
    launches: Launches, row: int, at: int, days: int, *, share: float, count: float, parts: dict[str, float]
) -> Comparable:
    curve, run = launches.curves[row], launches.counts[row, :days].cumsum()

    def growth(day: int) -> float | None:
        return float(run[-1] / run[day - 1]) if day < days and run[day - 1] > 0 else None

    return Comparable(
        title=curve.title,
        released_on=curve.released_on,
        kind=curve.kind,
        kids=curve.kids,
        language=curve.language,
        distance=float(np.sqrt(sum(part**2 for part in parts.values()))),
        parts=parts,
        weight=share,
        multiplier=float(run[-1] / run[at - 1]),
        legs_3=growth(3),
        legs_7=growth(7),
        implied=count,
    )


def _same(one: Curve, other: Curve) -> bool:
    return (one.title, one.released_on) == (other.title, other.released_on)
