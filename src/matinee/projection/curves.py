"""Launch curves: how many households each day brought that were new to a title.

Day 1 is the first 24 hours since the release. A day that is not closed is not in a curve; one that
is closed but not known (a row that could not be read) is None, and is filled from the days before it,
never from later ones, so that a projection does not change when more days come in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from matinee.projection.cold_start import expected_days
from matinee.projection.holidays import day_kinds

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

LEAST_COUNT = 0.5
"""What a day without a new household is taken for where its logarithm is needed."""
MOST_PAST = 1_000
"""Closed titles that a projection learns from."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A title's new households, day by day.

    Attributes:
        title: Its name or id.
        released_on: The day of the release; the calendar's weekdays and holidays follow from it.
        new_households: By closed day from day 1 on; None for a day that is not known.
        kind, kids, language: What is known of the title; None where it is not.
        threshold: The id of the definition by which a household counts. Curves of different ones are never pooled.
    """

    title: str
    released_on: date
    new_households: tuple[float | None, ...]
    kind: str | None = None
    kids: bool | None = None
    language: str | None = None
    threshold: str | None = None

    @property
    def closed_days(self) -> int:
        """How many days are closed."""
        return len(self.new_households)

    def until(self, day: int) -> Curve:
        """The curve as it was when this day had just closed."""
        return replace(self, new_households=self.new_households[:day])


class Launches:
    """Many curves side by side, as the model computes with them.

    Args:
        curves: The curves.
        days: So many days at least there are columns for.

    Attributes:
        curves: The curves, in order of release and then of title.
        released: The ordinals of their release days.
        counts: One row a title, one column a day; gaps filled, NaN where a day is not closed.
        known: Whether a day is closed and known.
        kids: 1 or 0; NaN where it is not known.
        labels: "kind" and "language" of each title; "" where it is not known.
        day_kinds: Which kind of day each day is (`matinee.projection.holidays`).
    """

    def __init__(self, curves: Sequence[Curve], days: int = 0) -> None:
        self.curves = sorted(curves, key=lambda curve: (curve.released_on, curve.title))
        self.released: Integers = np.array([curve.released_on.toordinal() for curve in self.curves], np.int64)
        longest = max((curve.closed_days for curve in self.curves), default=0)
        longest = max(longest, days)
        self.counts: Floats = np.full((len(self.curves), longest), np.nan)
        self.known: Booleans = np.zeros(self.counts.shape, bool)
        for row, curve in enumerate(self.curves):
            values = np.array([np.nan if count is None else count for count in curve.new_households], np.float64)
            self.known[row, : len(values)] = ~np.isnan(values)
            self.counts[row, : len(values)] = filled(values, curve.released_on.weekday())
        self.kids: Floats = np.array(
            [np.nan if curve.kids is None else curve.kids for curve in self.curves], np.float64
        )
        self.labels = {
            "kind": np.array([curve.kind or "" for curve in self.curves], np.str_),
            "language": np.array([curve.language or "" for curve in self.curves], np.str_),
        }
        self.day_kinds: Integers = day_kinds(self.released[:, None] + np.arange(longest))
        self._usable: dict[int, Booleans] = {}

    def __len__(self) -> int:
        return len(self.curves)

    def usable(self, days: int) -> Booleans:
        """Which titles are closed up to this day, know the first of its days and at least six in seven, and count something."""
        if days not in self._usable:
            first = self.counts[:, :days]
            gaps = days - self.known[:, :days].sum(axis=1)
            closed = ~np.isnan(first).any(axis=1) & (first.shape[1] == days)
            self._usable[days] = closed & (gaps <= days // 7) & (np.nan_to_num(first).sum(axis=1) > 0)
        return self._usable[days]

    def closed_before(self, instant: int, days: int) -> Integers:
        """The rows of usable titles whose first so many days were over before this day began, the latest last.

        Of more than `MOST_PAST` the latest: what was long ago costs time and tells little.
        """
        return np.flatnonzero(self.usable(days) & (self.released + days < instant))[-MOST_PAST:]


def filled(values: Floats, weekday: int) -> Floats:
    """Counts with their gaps filled from the days before: the same weekday a week before, else the last one known.

    Args:
        values: By day; NaN for a gap.
        weekday: Of day 1; 0 is Monday.

    Returns:
        The counts; a gap before the first known day takes its size from that one. All NaN where nothing is known.
    """
    gaps = np.flatnonzero(np.isnan(values))
    if not len(gaps) or len(gaps) == len(values):
        return values
    shape = expected_days(weekday, len(values))
    whole = values.copy()
    first = int(np.flatnonzero(~np.isnan(values))[0])
    for day in gaps:
        from_day = first if day < first else day - 7 if day >= 7 + first else day - 1
        whole[day] = whole[from_day] * shape[day] / shape[from_day]
    return whole
