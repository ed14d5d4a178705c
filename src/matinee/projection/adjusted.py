"""Adjusted curves: the days of a title as they would have been in normal weeks.

Each day is divided by what its kind of day adds (`matinee.projection.calendar_lifts`), as other titles of the service tell it:
the title itself has no say. A kind of day that the service has not seen in two years keeps the published lift; the
days for which that is so are marked, and the adjusted number of them is an assumption, shown beside the count and never in its place.

Source of the published lifts: `matinee.projection.holidays`. When not to trust it: of one season only; of completions, for
which nobody published lifts, those of viewing are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Curve, Launches
from matinee.projection.holidays import DAY_KINDS, ORDINARY

MEASURED, PUBLISHED, NO_HOLIDAY = "measured", "published", "no holiday among them"

_CLOSED = 28


@dataclass(frozen=True, kw_only=True)
class CalendarDays:
    """The calendar days that a title ran on.

    Attributes:
        kinds: By closed day, the name of its kind of day; None for an ordinary one.
        factors: By closed day, what its kind multiplies a count by; 1 for an ordinary one.
        assumed: By closed day, whether that factor was never measured here.
    """

    kinds: tuple[str | None, ...]
    factors: tuple[float, ...]
    assumed: tuple[bool, ...]

    @property
    def basis(self) -> str:
        """What the factors rest on: "measured", "published" where one of them is not, or that there is no holiday."""
        if not any(self.kinds):
            return NO_HOLIDAY
        return PUBLISHED if any(self.assumed) else MEASURED

    def normal(self, counts: Sequence[float]) -> list[float]:
        """These days as they would have been in normal weeks, from the first on."""
        return [count / factor for count, factor in zip(counts, self.factors, strict=False)]


def calendar_days(curve: Curve, others: Sequence[Curve]) -> CalendarDays:
    """The calendar days that a title ran on, and what they add.

    Args:
        curve: The title.
        others: Titles that tell what days add; the title itself among them is left out.
    """
    rest = [one for one in others if (one.title, one.released_on) != (curve.title, curve.released_on)]
    launches = Launches([*rest, curve])
    mine = next(row for row, one in enumerate(launches.curves) if one is curve)
    told = np.flatnonzero(launches.usable(min(_CLOSED, launches.counts.shape[1])))
    lifts = Steps(launches, _CLOSED).lifts(told[told != mine])
    kinds = launches.day_kinds[mine, : curve.closed_days]
    return CalendarDays(
        kinds=tuple(None if kind == ORDINARY else DAY_KINDS[kind].name for kind in kinds.tolist()),
        factors=tuple(np.exp(lifts.of(kinds)).tolist()),
        assumed=tuple(lifts.unknown(kinds).tolist()),
    )
