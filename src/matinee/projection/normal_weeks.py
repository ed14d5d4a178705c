"""Normal weeks: launches as they would be without the calendar, and back.

A title's counts are divided by the lifts of their days; what is expected of a weekday is learned from the titles that
are closed. The regression works there. What it projects is put back: each day that comes gets its lift, in the
share that the day has of all that is to come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinee.projection.calendar_lifts import Lifts
from matinee.projection.cold_start import expected_days
from matinee.projection.curves import LEAST_COUNT, Launches

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_DAYS_AS_PRIOR = 20.0
"""How many days of titles say as much of a weekday as the published pattern."""
_LEAST_GROWTH = 0.001
"""At least so much is still to come, as a share of what was counted: a logarithm needs it."""


@dataclass(frozen=True, kw_only=True)
class Normal:
    """Titles in normal weeks, seen from the end of a day.

    Attributes:
        at: That day.
        counts: As they were counted, up to it; one row a title.
        adjusted: The same without their lifts.
        expected: Of every day of the horizon, for the weekday, without lifts; in any unit.
        factors: What each day of the horizon is multiplied by for its kind.
        assumed: Share of what is expected to come that falls on days whose lift was never measured.
        guessed: Whether one of the days up to now has such a lift.
    """

    at: int
    counts: Floats
    adjusted: Floats
    expected: Floats
    factors: Floats
    assumed: Floats
    guessed: npt.NDArray[np.bool_]

    @property
    def counted(self) -> Floats:
        """The households up to now."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def usual(self) -> Floats:
        """Log of the multiplier that is expected of the weekday."""
        return np.asarray(np.log(self.expected.sum(axis=1) / self.expected[:, : self.at].sum(axis=1)))

    def with_calendar(self, log_multipliers: Floats) -> Floats:
        """Log multipliers as they will be counted, from those of normal weeks; one row a title."""
        to_come = self.expected[:, self.at :]
        lift = (to_come * self.factors[:, self.at :]).sum(axis=1) / to_come.sum(axis=1)
        scale = self.adjusted.sum(axis=1) * lift / self.counted
        shape = (-1,) + (1,) * (log_multipliers.ndim - 1)
        growth = np.maximum(np.expm1(log_multipliers), _LEAST_GROWTH)
        return np.asarray(np.log1p(growth * scale.reshape(shape)))


class NormalWeeks:
    """What closed titles tell of weekdays, for the lifts that hold.

    Args:
        launches: All titles.
        past: The rows of the closed ones.
        days: The horizon.
        lifts: What kinds of days add.
    """

    def __init__(self, launches: Launches, past: Integers, days: int, lifts: Lifts) -> None:
        self._launches, self._days, self._lifts = launches, days, lifts
        self._shapes = np.array([expected_days(weekday, days) for weekday in range(7)])
        self.weekday_factors: Floats = np.ones(7)
        if len(past):
            counts = np.maximum(launches.counts[past, :days], LEAST_COUNT)
            surprise = np.log(counts) - lifts.of(self._kinds(past)) - np.log(self._shapes[self._weekday(past)])
            surprise = np.clip(surprise - np.median(surprise, axis=1, keepdims=True), -1, 1)
            weekdays = (self._ordinals(past) - 1) % 7
            told = np.bincount(weekdays.ravel(), surprise.ravel(), minlength=7)
            asked = np.bincount(weekdays.ravel(), minlength=7)
            self.weekday_factors = np.exp(told / (asked + _DAYS_AS_PRIOR))

    def seen(self, rows: Integers, at: int) -> Normal:
        """These titles, as they are seen at the end of a day."""
        ordinals = self._ordinals(rows)
        expected = self._shapes[self._weekday(rows)] * self.weekday_factors[(ordinals - 1) % 7]
        kinds = self._kinds(rows)
        lifts = self._lifts.of(kinds)
        counts = self._launches.counts[rows, :at]
        to_come = expected[:, at:]
        assumed = (to_come * self._lifts.unknown(kinds)[:, at:]).sum(axis=1) / to_come.sum(axis=1)
        adjusted = counts * np.exp(-lifts[:, :at])
        return Normal(
            at=at,
            counts=counts,
            adjusted=adjusted,
            expected=expected,
            factors=np.exp(lifts),
            assumed=assumed,
            guessed=np.asarray(self._lifts.unknown(kinds)[:, :at].any(axis=1)),
        )

    def whole(self, rows: Integers) -> Floats:
        """The days of the whole horizon of closed titles, without their lifts."""
        return np.asarray(self._launches.counts[rows, : self._days] * np.exp(-self._lifts.of(self._kinds(rows))))

    def _ordinals(self, rows: Integers) -> Integers:
        return np.asarray(self._launches.released[rows][:, None] + np.arange(self._days))

    def _kinds(self, rows: Integers) -> Integers:
        return self._launches.day_kinds[rows, : self._days]

    def _weekday(self, rows: Integers) -> Integers:
        return np.asarray((self._launches.released[rows] - 1) % 7)
