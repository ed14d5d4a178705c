"""Project a running title: where its households will be when the window closes.

Rests on the titles of the service whose own window had closed before the day that has just begun; nothing later is looked at,
so that a projection of day n is the same whenever it is made. Counts are never below what is counted, nor above the eligible
households; an interval holds the narrower ones; 91 days are never fewer than 28.

When not to trust it: see `docs/projection.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from matinee.errors import MatineeError
from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Curve, Launches
from matinee.projection.flags import Flag
from matinee.projection.intervals import AS_THEY_ARE, LEVELS, Adapted, Expectation, state
from matinee.projection.outlook import Outlook
from matinee.units import some

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

MODEL = "multiplier and daily path, 2026-11-27"
"""The model's version; a projection carries it."""
LONGEST_DAYS = 364
_FIRST_WINDOW = 28


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where the count will be, by this level of confidence in per cent."""

    level: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """What a projection rests on.

    Attributes:
        closed_titles: How many titles of the service had closed.
        first, last: The days on which the first and the last of them were released; None without any.
        compared_titles: How many of them the intervals come from.
        compared_with: Which, in words.
        members: The parts of the model that had a say.
        unmeasured_share: Share of what is to come that falls on holidays whose effect the service has not seen twice.
        adapted_levels: By stated level, the one that its interval is made at after what came out of what was issued; empty
            where each is what it says.
        adapted_titles: How many titles that came out have moved them.
    """

    closed_titles: int
    first: date | None
    last: date | None
    compared_titles: int
    compared_with: str
    members: tuple[str, ...]
    unmeasured_share: float
    adapted_levels: dict[int, float]
    adapted_titles: int


@dataclass(frozen=True, kw_only=True)
class PathDay:
    """One day of the way there: households up to its end."""

    day: int
    median: float
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, kw_only=True)
class Projection:
    """What is expected of a title.

    Attributes:
        title, released_on, threshold: As its curve has them.
        days: The window.
        at: How many days were closed; the projection is as of the end of that day.
        counted: Households up to then.
        adjusted: The same as in normal weeks: without what the holidays among its days added, by what they added to
            titles that had closed before; None where one of these holidays was not seen in two years, and once the window is over.
        median: As likely to be passed as not.
        intervals: By level, 50, 80 and 95; None for a level that the titles are too few to state.
        state: "prior only", "not calibrated (n = …)", "calibrated"; "closed" once there is nothing left to project.
        rests_on: What it rests on.
        path: The days to come.
        model: The model's version.
        seed: As given.
        outcomes: Sorted counts, each as likely as the next, that the intervals are ends of; nine deciles if not calibrated.
    """

    title: str
    released_on: date
    threshold: str | None
    days: int
    at: int
    counted: float
    adjusted: float | None
    median: float
    intervals: dict[int, Interval | None]
    state: str
    rests_on: Foundation
    path: tuple[PathDay, ...]
    model: str
    seed: int
    outcomes: tuple[float, ...] = field(repr=False)

    @property
    def as_of(self) -> date:
        """The day that has just begun: only what was before it is in here."""
        return self.released_on + timedelta(days=self.at)

    def chance_to_pass(self, households: float) -> float:
        """How likely the count ends above a number.

        Between 1 ÷ (m + 1) and m ÷ (m + 1) of the m outcomes: more nobody has seen. Where the model is not calibrated they are
        nine, so that no chance is below 10 or above 90 %. What is counted already is certain.
        """
        if self.counted > households:
            return 1.0
        if self.state == "closed":
            return 0.0
        above = sum(outcome > households for outcome in self.outcomes)
        return min(max(above, 1), len(self.outcomes)) / (len(self.outcomes) + 1)

    def chance_bound(self, households: float) -> str | None:
        """Whether that chance is only a bound, "at most" or "at least": all outcomes lie on one side of the number."""
        if self.state == "closed" or self.counted > households:
            return None
        above = sum(outcome > households for outcome in self.outcomes)
        return {0: "at most", len(self.outcomes): "at least"}.get(above)


def project(
    curve: Curve,
    past: Sequence[Curve],
    *,
    days: int = 28,
    eligible: float | None = None,
    seed: int = 0,
    flag: Flag | None = None,
    adapted: Adapted | None = None,
) -> Projection:
    """Project the households of a title's first so many days from the days that are closed.

    Args:
        curve: The title; all its days are taken to be closed.
        past: The service's titles. Those that count by another threshold, or whose window had not closed
            before the day after the curve's last one, are not looked at.
        days: The window.
        eligible: Households that could have come; no count is above.
        seed: Decides which closed titles are left out together.
        flag: What its hold changes (`matinee.projection.flags`); it is told among the members.
        adapted: At which level each interval is made, after what was issued came out; None: at the one it states.

    Raises:
        MatineeError: No day is closed, nothing is counted, too many days are gaps, or more is counted than is eligible.
    """
    at = min(curve.closed_days, days)
    _check(curve, days, at, eligible)
    alike = [one for one in past if one.threshold == curve.threshold and not _same(one, curve)]
    launches = Launches([*alike, curve.until(at)], days)
    row = next(place for place, one in enumerate(launches.curves) if _same(one, curve))
    if not launches.usable(at)[row]:
        raise MatineeError(
            f"The first {some(at, 'day')} of {curve.title} cannot be projected: too many gaps, or nobody came.",
            "The first day and six of seven must be known, and somebody must have come.",
        )
    counted = float(launches.counts[row, :at].sum())
    # A longer window is never below the first one.
    windows = [_FIRST_WINDOW, days] if at < _FIRST_WINDOW < days else [days]
    found = None
    for window in windows if at < days else ():
        before = found
        found = _Found(
            launches, row, at=at, days=window, counted=counted, eligible=eligible, seed=seed, flag=flag, adapted=adapted
        )
        found = found if before is None else found.not_below(before)
    if found is None:
        return _closed(curve, days, counted, seed)
    return found.projection(curve, seed)


class _Found:
    """What the model says of one title and window, as counts."""

    def __init__(
        self,
        launches: Launches,
        row: int,
        *,
        at: int,
        days: int,
        counted: float,
        eligible: float | None,
        seed: int,
        flag: Flag | None,
        adapted: Adapted | None,
    ) -> None:
        rows = np.array([row])
        instant = int(launches.released[row]) + at
        past = launches.closed_before(instant, days)
        self._steps = Steps(launches, days, past)
        self.outlook = Outlook(launches, past, self._steps, at=at, days=days, instant=instant, seed=seed)
        expectation = self.outlook.expect(rows, AS_THEY_ARE if adapted is None else adapted.levels)[0]
        self.adapted = adapted if adapted is not None and adapted.titles else None
        self.expectation = expectation if flag is None else flag.widen(expectation)
        self.flagged = () if flag is None else (str(flag),)
        self.at, self.days, self.counted = at, days, counted
        self.shares = _shares(self.outlook, rows)
        seen = self.outlook.seen(rows)
        self.unmeasured = float(seen.assumed[0])
        self.adjusted = None if seen.guessed[0] else float(seen.adjusted.sum())
        self.closed = [launches.curves[one].released_on for one in past]
        bounded = bounds(counted, eligible)
        self.median = float(bounded(self.expectation.median))
        self.ends = counts_of(self.expectation, bounded)
        self.outcomes = tuple(float(bounded(value)) for value in self.expectation.values)

    def not_below(self, other: _Found) -> _Found:
        """The same, nowhere below what is said of a shorter window."""
        self.median = max(self.median, other.median)
        for level, ends in self.ends.items():
            shorter = other.ends[level]
            if ends is not None and shorter is not None:
                self.ends[level] = (max(ends[0], shorter[0]), max(ends[1], shorter[1]))
        return self

    def projection(self, curve: Curve, seed: int) -> Projection:
        expectation, closed = self.expectation, self.closed
        members = ("multiplier",) if self.outlook.path is None else ("multiplier", "daily path")
        intervals = {
            level: ends and Interval(level=level, low=ends[0], high=ends[1]) for level, ends in self.ends.items()
        }
        return Projection(
            title=curve.title,
            released_on=curve.released_on,
            threshold=curve.threshold,
            days=self.days,
            at=self.at,
            counted=self.counted,
            adjusted=self.adjusted,
            median=self.median,
            intervals=intervals,
            state=state(len(closed)),
            rests_on=Foundation(
                closed_titles=len(closed),
                first=closed[0] if closed else None,
                last=closed[-1] if closed else None,
                compared_titles=expectation.titles,
                compared_with=expectation.group,
                members=(*members, *self.flagged),
                unmeasured_share=self.unmeasured,
                adapted_levels=dict(self.adapted.levels) if self.adapted else {},
                adapted_titles=self.adapted.titles if self.adapted else 0,
            ),
            path=self._path(),
            model=MODEL,
            seed=seed,
            outcomes=self.outcomes,
        )

    def _path(self) -> tuple[PathDay, ...]:
        """The way to the end, each day by its share of what is to come; so it never falls, and ends where it must."""

        def on_the_way(end: float, share: float) -> float:
            return end if share == 1.0 else self.counted + (end - self.counted) * share

        return tuple(
            PathDay(
                day=self.at + 1 + place,
                median=on_the_way(self.median, share),
                intervals=tuple(
                    Interval(level=level, low=on_the_way(ends[0], share), high=on_the_way(ends[1], share))
                    for level, ends in self.ends.items()
                    if ends is not None
                ),
            )
            for place, share in enumerate(self.shares)
        )


def bounds(counted: float, eligible: float | None) -> Callable[[float], float]:
    """From a log multiplier to a count: never below what is counted, nor above the eligible households."""

    def bounded(log_multiplier: float) -> float:
        count = max(counted, counted * float(np.exp(log_multiplier)))
        return count if eligible is None else min(count, float(eligible))

    return bounded


def counts_of(expectation: Expectation, bounded: Callable[[float], float]) -> dict[int, tuple[float, float] | None]:
    """The ends of the intervals as counts."""
    found = {level: expectation.ends[level] for level in LEVELS}
    return {level: ends and (bounded(ends[0]), bounded(ends[1])) for level, ends in found.items()}


def _shares(outlook: Outlook, rows: Integers) -> list[float]:
    """How much of what is to come will have come by the end of each day."""
    seen = outlook.seen(rows)
    to_come = (seen.expected * seen.factors)[:, seen.at :] if outlook.path is None else outlook.path.to_come(seen)
    run = to_come[0].cumsum()
    shares: list[float] = np.maximum.accumulate(run / run[-1]).tolist()
    return [*shares[:-1], 1.0]


def _closed(curve: Curve, days: int, counted: float, seed: int) -> Projection:
    nothing = Foundation(
        closed_titles=0,
        first=None,
        last=None,
        compared_titles=0,
        compared_with="its own count",
        members=(),
        unmeasured_share=0.0,
        adapted_levels={},
        adapted_titles=0,
    )
    return Projection(
        title=curve.title,
        released_on=curve.released_on,
        threshold=curve.threshold,
        days=days,
        at=days,
        counted=counted,
        adjusted=None,
        median=counted,
        intervals={level: Interval(level=level, low=counted, high=counted) for level in LEVELS},
        state="closed",
        rests_on=nothing,
        path=(),
        model=MODEL,
        seed=seed,
        outcomes=(),
    )


def _same(one: Curve, other: Curve) -> bool:
    return (one.title, one.released_on) == (other.title, other.released_on)


def _check(curve: Curve, days: int, at: int, eligible: float | None) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise MatineeError(f"A window of {days} days cannot be projected.", f"Give 1 to {LONGEST_DAYS} days.")
    if at < 1:
        raise MatineeError(f"No day of {curve.title} is closed yet.", "Project it when its first day is over.")
    counted = sum(count or 0.0 for count in curve.new_households[:at])
    if eligible is not None and eligible < counted:
        raise MatineeError(
            f"{counted:,.0f} households of {curve.title} are counted, and only {eligible:,.0f} are eligible.",
            "Give all households that could have come.",
        )
