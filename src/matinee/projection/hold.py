"""Hold: how much of a week is left in the next, and whether a title behaves differently from its like.

All running titles are looked at together. Each is read (`matinee.projection.hold_readings`) beside titles of its kind that had as many days
closed, of the same age then, in normal weeks: what Christmas adds is taken out, and a lift that was never measured
cannot make a title strange. With what was watched (hours, starts or returning households) a second measure is read:
how what is watched for each new household holds. That a title is for children is not taken out: that they hold better is what is asked.

A title **behaves differently** where it holds better by z > 3.5, or by z > 2 in two full weeks one after the other, and
where of all titles so called at most one in five is expected to be so by chance (Benjamini and Hochberg, over all
that run). It is one-sided: titles that fall faster have a low z and no flag.

When not to trust it: on day 9 it rests on two days; holidays of other countries; a push that all titles get at once looks
like all of them behaving differently, unless it comes every year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from matinee.projection.calendar_lifts import Lifts, Steps
from matinee.projection.curves import LEAST_COUNT, Curve, Launches
from matinee.projection.hold_readings import Placed, Reading, false_discovery, place, windows
from matinee.units import Unit, show, some

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FIRST_DAY = 9
"""Before it only one weekday has come back."""
LEAST_COMPARED = 6
"""Comparables that a z needs; with so few it must be far out."""
ALONE, IN_TWO_WEEKS = 3.5, 2.0
"""A z above the first is an exceedance by itself; above the second, in two full weeks one after the other."""
FALSE_SHARE = 0.2

TOO_EARLY, AS_OTHERS, DIFFERENT, NOT_KNOWN = "too early", "as others", "behaves differently", "not known"
REACH, REWATCH, BOTH, PROMOTION = "reach-driven", "rewatch-driven", "reach-driven and rewatch-driven", "re-promotion"
NEW, AGAIN = "new households", "watched per new household"

_Days = tuple[Floats, Floats | None, Floats]
"""Counts by day, what they are divided by, and the lifts that were taken out of them."""
_USUAL_SPREAD = {NEW: 0.2, AGAIN: 0.1}
_TWO_WEEKS = 1.5
"""Usual spread of the sum of two weeks' z: between that of weeks that know nothing of each other, and of one week twice."""
_CLOSED = 28
_DAYS_OF_SEASONS = 400
_LEAST_JUMP = 0.3
"""A re-promotion lifts a title by a third at least, log scale."""
_AT_ONCE = 0.6
"""And so much of it comes in one day."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A title as it runs.

    Attributes:
        curve: Its new households.
        watched: Beside them, by closed day: hours, starts or returning households, the same for all titles; empty where not known.
    """

    curve: Curve
    watched: tuple[float | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Hold:
    """How a running title holds.

    Attributes:
        title, released_on: As its curve has them.
        day: Days closed.
        state: "too early", "too few to compare with (n = …)", "not known" (gaps, or nobody came), "as others", "behaves differently".
        compared: How many titles it was compared with.
        readings: By measure, the most striking first; empty where the state is one of the first three.
        p: The chance that one like its comparables is as striking by any of the measures.
        q: The share of false ones among all running titles that are as striking.
        cause: Where it behaves differently: "reach-driven", "rewatch-driven", both, or "re-promotion".
        jumped_on: Of a re-promotion, the day.
    """

    title: str
    released_on: date
    day: int
    state: str
    compared: int = 0
    readings: tuple[Reading, ...] = ()
    p: float | None = None
    q: float | None = None
    cause: str | None = None
    jumped_on: int | None = None

    @property
    def z(self) -> float | None:
        """The z of the most striking measure."""
        return self.readings[0].z if self.readings else None

    @property
    def flagged(self) -> bool:
        """Whether it behaves differently."""
        return self.state == DIFFERENT

    def in_words(self) -> str:
        """What was found, in a sentence or two."""
        if not self.readings:
            return f"{self.title}, day {self.day}: {self.state}."
        first = self.readings[0]
        what = "New households are" if first.measure == NEW else "What is watched per new household is"
        own, median, low, high = (show(one, Unit.SHARE) for one in (first.hold, first.median, first.low, first.high))
        told = (
            f"{self.title}, day {self.day}: {self.state}. {what} {own} of the week before, of "
            f"{some(self.compared, 'comparable title')} {median} ({low} to {high}); z = {first.z:.1f}, q = {self.q:.2g}."
        )
        if self.cause is None:
            return told
        jump = "" if self.jumped_on is None else f", from day {self.jumped_on} on"
        return f"{told} Cause: {self.cause}{jump}."


def holds(running: Sequence[Run | Curve], past: Sequence[Run | Curve] = ()) -> tuple[Hold, ...]:
    """How each running title holds, in the order given.

    Args:
        running: All that run; each is read at its last closed day, and none looks at days after it.
        past: Titles to compare with besides those that run; one that runs too is taken from `running`.
    """
    asked = [_as_run(one) for one in running]
    known = {_key(one): one for one in map(_as_run, past)} | {_key(one): one for one in asked}
    by_threshold: dict[str | None, list[Run]] = defaultdict(list)
    for one in known.values():
        by_threshold[one.curve.threshold].append(one)
    houses = {threshold: _House(runs) for threshold, runs in by_threshold.items()}
    found = [houses[one.curve.threshold].hold(one.curve) for one in asked]
    tested = [place for place, one in enumerate(found) if one.p is not None]
    chances = false_discovery(np.array([found[place].p for place in tested], np.float64))
    for which, q in zip(tested, chances.tolist(), strict=True):
        curve, told = asked[which].curve, replace(found[which], q=q)
        if q <= FALSE_SHARE and any(map(exceeds, told.readings)):
            cause, jumped_on = houses[curve.threshold].cause(curve, told.readings)
            told = replace(told, state=DIFFERENT, cause=cause, jumped_on=jumped_on)
        found[which] = told
    return tuple(found)


def z_of_comparables(curve: Curve, past: Sequence[Curve]) -> dict[tuple[str, int], float]:
    """The z of the titles that one is compared with, at its age and among each other, by title and ordinal of release."""
    house = _House([Run(curve=one) for one in past if one.threshold == curve.threshold] + [Run(curve=curve)])
    return house.z_of_comparables(curve)


def exceeds(reading: Reading) -> bool:
    """Whether a reading is far out by itself, or in two full weeks."""
    twice = reading.z_before is not None and min(reading.z, reading.z_before) > IN_TWO_WEEKS
    return reading.z > ALONE or twice


class _House:
    """All titles that count by one threshold."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._launches = Launches([one.curve for one in runs])
        self._watched = Launches([replace(one.curve, new_households=one.watched) for one in runs])
        self._steps = Steps(self._launches, _CLOSED)
        self._row = {(one.title, one.released_on): row for row, one in enumerate(self._launches.curves)}
        weekdays = (self._launches.released - 1) % 7
        dates = (self._launches.released - 719_163).astype("datetime64[D]")
        angle = 2 * np.pi * (dates - dates.astype("datetime64[Y]")).astype(np.float64) / 365.25
        self._known = np.column_stack(
            [*[(weekdays == day).astype(np.float64) for day in range(7)], np.sin(angle), np.cos(angle)]
        )

    def hold(self, curve: Curve) -> Hold:
        """How a title holds, q and cause apart."""
        at = curve.closed_days
        nothing = Hold(title=curve.title, released_on=curve.released_on, day=at, state=TOO_EARLY)
        if at < FIRST_DAY:
            return nothing
        row = self._row[curve.title, curve.released_on]
        _, before = windows(at)
        if not self._launches.usable(at)[row] or not self._launches.counts[row, before].sum():
            return replace(nothing, state=NOT_KNOWN)
        rows = self._comparables(row, at)
        if len(rows) < LEAST_COMPARED:
            return replace(nothing, state=f"too few to compare with (n = {len(rows)})", compared=len(rows))
        readings = [self._new(row, rows, at)]
        alike = rows[self._watched.usable(at)[rows]]
        if self._watched.usable(at)[row] and len(alike) >= LEAST_COMPARED:
            readings.append(self._again(row, alike, at))
        readings.sort(key=lambda one: one.p)
        p = min(1.0, readings[0].p * len(readings))
        return replace(nothing, state=AS_OTHERS, compared=len(rows), readings=tuple(readings), p=p)

    def cause(self, curve: Curve, readings: Sequence[Reading]) -> tuple[str, int | None]:
        """Why a title behaves differently; of a re-promotion, from which day on."""
        by_measure = {one.measure: one for one in readings}
        again = AGAIN in by_measure and _holds_up(by_measure[AGAIN])
        if not _holds_up(by_measure[NEW]):
            return REWATCH, None
        jumped_on = self._jump(curve)
        if jumped_on is not None:
            return PROMOTION, jumped_on
        return (BOTH, None) if again else (REACH, None)

    def z_of_comparables(self, curve: Curve) -> dict[tuple[str, int], float]:
        """The z of each of its comparables at its age."""
        row, at = self._row[curve.title, curve.released_on], curve.closed_days
        rows = self._comparables(row, at)
        if at < FIRST_DAY or len(rows) < LEAST_COMPARED:
            return {}
        others = self._placed(NEW, row, rows, at, self._logs(rows, row, at, self._lifts(row, at))).others
        curves = [self._launches.curves[one] for one in rows]
        return {(one.title, one.released_on.toordinal()): z for one, z in zip(curves, others.tolist(), strict=True)}

    def _comparables(self, row: int, at: int) -> Integers:
        """Titles of its kind whose first so many days were over when its were; itself apart."""
        launches = self._launches
        rows = launches.closed_before(int(launches.released[row]) + at + 1, at)
        kinds = launches.labels["kind"]
        alike = (kinds[rows] == kinds[row]) | (kinds[row] == "")
        return np.asarray(rows[alike & (rows != row)], np.int64)

    def _lifts(self, row: int, at: int) -> Lifts:
        closed = self._launches.closed_before(int(self._launches.released[row]) + at, _CLOSED)
        return self._steps.lifts(closed[closed != row])

    def _new(self, row: int, rows: Integers, at: int) -> Reading:
        """New households. A lift that is only assumed does not make a title strange: the less striking one counts."""
        lifts = self._lifts(row, at)
        found = self._read(NEW, row, rows, at, self._logs(rows, row, at, lifts))
        if not lifts.unknown(self._launches.day_kinds[row, :at]).any():
            return found
        measured = replace(lifts, by_kind=np.where(lifts.known, lifts.by_kind, 0.0))
        other = self._read(NEW, row, rows, at, self._logs(rows, row, at, measured))
        return min(found, other, key=lambda one: one.z)

    def _again(self, row: int, rows: Integers, at: int) -> Reading:
        """What was watched for each new household: the calendar touches both alike."""
        both = np.append(rows, row)
        watched, new = self._watched.counts[both, :at], self._launches.counts[both, :at]
        return self._read(AGAIN, row, rows, at, (watched, new, np.zeros(new.shape)))

    def _logs(self, rows: Integers, row: int, at: int, lifts: Lifts) -> _Days:
        both = np.append(rows, row)
        lift = lifts.of(self._launches.day_kinds[both, :at])
        return self._launches.counts[both, :at] * np.exp(-lift), None, lift

    def _read(self, measure: str, row: int, rows: Integers, at: int, days: _Days) -> Reading:
        """Read a measure, of the comparables and, in the last row, of the title."""
        now = self._placed(measure, row, rows, at, days)
        p, z_before = now.p, None
        if at >= 21:
            before = self._placed(measure, row, rows, at - 7, days)
            z_before = before.z
            p = min(1.0, 2 * min(p, _both_weeks(now, before)))
        low, high = now.spread
        ends = [float(np.exp(value)) for value in (now.own, now.centre, low, high)]
        return Reading(
            measure=measure, hold=ends[0], median=ends[1], low=ends[2], high=ends[3], z=now.z, z_before=z_before, p=p
        )

    def _placed(self, measure: str, row: int, rows: Integers, day: int, days: _Days) -> Placed:
        """The hold at the end of a day among those of the comparables."""
        counts, divisor, lift = days
        value = _log_hold(counts, day) - (0.0 if divisor is None else _log_hold(divisor, day))
        calendar = _log_hold(counts * np.exp(lift), day) - _log_hold(counts, day)
        signs = np.column_stack((self._known[np.append(rows, row)], calendar))
        released = self._launches.released[rows]
        season = 0.1 if released.max() - released.min() >= _DAYS_OF_SEASONS else 1e-6
        sds = np.array([0.15] * 7 + [season, season, 0.5])
        return place(
            float(value[-1]),
            value[:-1],
            sign=signs[-1],
            signs=signs[:-1],
            sds=sds,
            holiday=calendar,
            spread=_USUAL_SPREAD[measure],
        )

    def _jump(self, curve: Curve) -> int | None:
        """The day from which on a title has more by one step, and without which it holds as others do; None if there is none."""
        at = curve.closed_days
        row = self._row[curve.title, curve.released_on]
        rows = self._comparables(row, at)
        counts, _, lift = self._logs(rows, row, at, self._lifts(row, at))
        logs = np.log(np.maximum(counts, LEAST_COUNT))
        steps = logs[:, 7:] - logs[:, :-7]
        beside = steps[-1] - np.median(steps[:-1], axis=0)
        at_once = np.diff(beside)
        recent = max(1, len(at_once) - 7)
        if len(at_once) <= recent:
            return None
        where = recent + int(np.argmax(at_once[recent:])) + 1
        jump = float(np.median(beside[where:]) - np.median(beside[max(0, where - 7) : where]))
        if jump < _LEAST_JUMP or at_once[where - 1] < _AT_ONCE * jump:
            return None
        day = where + 7
        before = self.hold(curve.until(day)) if day >= FIRST_DAY else None
        if before is not None and before.readings and any(map(_holds_up, before.readings)):
            return None
        without = counts.copy()
        without[-1, day:] *= np.exp(-jump)
        return None if _holds_up(self._read(NEW, row, rows, at, (without, None, lift))) else day + 1


def _holds_up(reading: Reading) -> bool:
    """Whether it is above what others do, if not by itself worth a flag."""
    return reading.z > IN_TWO_WEEKS


def _both_weeks(now: Placed, before: Placed) -> float:
    """The chance of a hold as far up as this one in two weeks together: sums of two z, among those of the comparables."""
    nothing = np.zeros((len(now.others) + 1, 0))
    sums = now.others + before.others
    return place(
        now.z + before.z,
        sums,
        sign=nothing[-1],
        signs=nothing[:-1],
        sds=nothing[-1],
        holiday=np.zeros(len(sums) + 1),
        spread=_TWO_WEEKS,
    ).p


def _log_hold(counts: Floats, day: int) -> Floats:
    now, before = windows(day)
    ends = np.maximum(counts[:, now].sum(axis=1), LEAST_COUNT), np.maximum(counts[:, before].sum(axis=1), LEAST_COUNT)
    return np.asarray(np.log(ends[0]) - np.log(ends[1]))


def _as_run(one: Run | Curve) -> Run:
    return one if isinstance(one, Run) else Run(curve=one)


def _key(one: Run) -> tuple[str, date, str | None]:
    return one.curve.title, one.curve.released_on, one.curve.threshold
