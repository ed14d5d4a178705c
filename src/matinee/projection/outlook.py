"""The outlook at one instant, from one age to one horizon: the whole model, fitted to what was closed by then.

The multiplier's regression from the first title on, the daily path beside it from 60 closed titles, their
logs averaged, and intervals from what the two together missed the closed titles by.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Launches
from matinee.projection.daily_path import LEAST_TITLES, DailyPath
from matinee.projection.holidays import DAY_KINDS
from matinee.projection.intervals import AS_THEY_ARE, LEAST_95, Calibration, Expectation, Traits, by_spread
from matinee.projection.multiplier import Multiplier
from matinee.projection.normal_weeks import Normal, NormalWeeks

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_MUCH = 0.05
"""Share of what is to come from which on days of Christmas make a title one over Christmas."""
_CHRISTMAS = np.array([kind.group == "christmas" for kind in DAY_KINDS] + [False])


class Outlook:
    """The model of one instant.

    Args:
        launches: All titles; of those that are not named nothing is looked at.
        past: The rows of the closed ones, in order of release.
        steps: What they tell of the calendar.
        at: The age.
        days: The horizon.
        instant: The day that has just begun, as an ordinal.
        seed: Decides which titles share a fold.
    """

    def __init__(
        self, launches: Launches, past: Integers, steps: Steps, *, at: int, days: int, instant: int, seed: int
    ) -> None:
        self._launches, self._at, self._days = launches, at, days
        self.past = past
        self._weeks = NormalWeeks(launches, past, days, steps.lifts(past))
        self._multiplier = Multiplier(launches, past, self._weeks, at=at, days=days, instant=instant)
        self.path: DailyPath | None = None
        if len(past) >= LEAST_TITLES:
            self.path = DailyPath(launches, past, self._weeks, at=at, days=days, besides=self._multiplier, seed=seed)
        self._calibration: Calibration | None = None
        if len(past) >= LEAST_95:
            left_out = self._multiplier.left_out
            if self.path is not None:
                left_out = (left_out + self.path.left_out) / 2
            counts = launches.counts[past]
            outcomes = np.log(counts[:, :days].sum(axis=1) / counts[:, :at].sum(axis=1))
            traits = self._traits(past, self._weeks.seen(past, at))
            self._calibration = Calibration(outcomes - left_out, traits)

    def seen(self, rows: Integers) -> Normal:
        """These titles in normal weeks."""
        return self._weeks.seen(rows, self._at)

    def expect(self, rows: Integers, levels: Mapping[int, float] = AS_THEY_ARE) -> list[Expectation]:
        """What to expect of these titles; each stated level made at the level given."""
        seen = self.seen(rows)
        found = self._multiplier.foresee(rows, seen)
        centre, without = found.centre, found.without
        if self.path is not None:
            other = self.path.foresee(rows, seen)
            centre, without = (centre + other.centre) / 2, (without + other.without) / 2
        if self._calibration is None:
            assert found.sd is not None
            return [
                by_spread(float(centre[row]), float(found.sd[row]), float(seen.assumed[row]), len(self.past), levels)
                for row in range(len(rows))
            ]
        traits = self._traits(rows, seen)
        return [
            self._calibration.expect(float(centre[row]), without[row], traits, row, levels) for row in range(len(rows))
        ]

    def _traits(self, rows: Integers, seen: Normal) -> Traits:
        christmas = _CHRISTMAS[self._launches.day_kinds[rows, self._at : self._days]]
        to_come = (seen.expected * seen.factors)[:, self._at :]
        level = np.log(seen.adjusted.sum(axis=1))
        level -= self._multiplier.usual_level
        shape = np.log(np.maximum(seen.adjusted[:, -1], 0.5) / seen.expected[:, self._at - 1])
        shape -= np.log(seen.adjusted.sum(axis=1) / seen.expected[:, : self._at].sum(axis=1))
        hardness = np.column_stack((np.clip(level, -3, 3), np.clip(-level - 1, 0, 3), np.clip(np.abs(shape), 0, 1)))
        return Traits(
            holiday=np.asarray((to_come * christmas).sum(axis=1) >= _MUCH * to_come.sum(axis=1)),
            kind=self._launches.labels["kind"][rows],
            hardness=hardness,
            assumed=seen.assumed,
        )
