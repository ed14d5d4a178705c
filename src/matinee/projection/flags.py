"""What a flag does to a projection: a title that behaves differently is not projected as if it did not.

Conformal intervals hold over titles, not for each; the ones they miss are those that behave like none before (KPop Demon Hunters
ended 57 % above the middle of what two weeks let expect, outside every 95 %). So a flagged title is projected with

    middle + s,    upper ends: middle + s + w · (end − middle),    lower ends where they were (or s lower, if s is below 0)

on the log scale. F are the closed titles whose own hold was above z = 3 at that age, m what the regression without
them missed them by, σ what it usually misses by, k = 5:

    s = Σ m ÷ (|F| + k),    w = (2 k + |F| · rms(m − s) ÷ σ) ÷ (|F| + k), at least 1

so that a service without such titles has its upper ends twice as far off, and its middle where it was. A title that is rewatch-driven or re-promoted
says little of new households to come: s = 0, w = 1.25.

Source of k and of the 2: chosen, with the one published title in sight; nobody has more. When not to trust it: F is a handful.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Curve, Launches
from matinee.projection.hold import BOTH, REACH, Hold, z_of_comparables
from matinee.projection.intervals import Expectation
from matinee.projection.multiplier import Multiplier
from matinee.projection.normal_weeks import NormalWeeks
from matinee.units import Unit, show, some

Floats = npt.NDArray[np.float64]

LIKE_FLAGGED = 3.0
_TITLES_AS_PRIOR = 5.0
_WIDER = 2.0
_SLIGHTLY_WIDER = 1.25


@dataclass(frozen=True, kw_only=True)
class Flag:
    """How a projection is changed.

    Attributes:
        shift: Added to the log of the middle.
        wider: How many times as far the upper ends lie above the middle.
        titles: Closed titles this comes from.
        cause: Why the title was flagged.
    """

    shift: float
    wider: float
    titles: int
    cause: str

    def __str__(self) -> str:
        """What a projection says of it."""
        moved = f"{'+' if self.shift > 0 else ''}{show(float(np.expm1(self.shift)), Unit.SHARE)}"
        return (
            f"flag: behaves differently ({self.cause}), middle moved by {moved}, "
            f"upper ends {self.wider:.3g} times as far off, from {some(self.titles, 'title')} flagged before"
        )

    def widen(self, expectation: Expectation) -> Expectation:
        """What to expect of the title, given that it is flagged."""
        middle = expectation.median

        def lower(value: float) -> float:
            return value + min(self.shift, 0.0)

        def upper(value: float) -> float:
            return middle + self.shift + self.wider * (value - middle)

        return replace(
            expectation,
            median=middle + self.shift,
            ends={level: ends and (lower(ends[0]), upper(ends[1])) for level, ends in expectation.ends.items()},
            values=np.where(
                expectation.values < middle,
                expectation.values + min(self.shift, 0.0),
                middle + self.shift + self.wider * (expectation.values - middle),
            ),
        )


def flag_of(hold: Hold, curve: Curve, past: Sequence[Curve], *, days: int = 28) -> Flag | None:
    """What its hold changes in the projection of a title; None where it behaves as others do.

    Args:
        hold: As `matinee.projection.hold.holds` found it at the last closed day of the curve.
        curve: The title.
        past: The service's titles; those that had not closed by then, or count otherwise, are not looked at.
        days: The window of the projection.
    """
    if not hold.flagged or hold.cause is None or curve.closed_days >= days:
        return None
    if hold.cause not in (REACH, BOTH):
        return Flag(shift=0.0, wider=_SLIGHTLY_WIDER, titles=0, cause=hold.cause)
    alike = [one for one in past if one.threshold == curve.threshold and not _same(one, curve)]
    launches = Launches([*alike, curve], days)
    at, instant = curve.closed_days, curve.released_on.toordinal() + curve.closed_days
    rows = launches.closed_before(instant, days)
    z = z_of_comparables(curve, alike)
    strange = np.array([z.get(_key(launches.curves[row]), 0.0) > LIKE_FLAGGED for row in rows], bool)
    if not strange.any():
        return Flag(shift=0.0, wider=_WIDER, titles=0, cause=hold.cause)
    weeks = NormalWeeks(launches, rows, days, Steps(launches, days, rows).lifts(rows))
    left_out = Multiplier(launches, rows, weeks, at=at, days=days, instant=instant).left_out
    counts = launches.counts[rows]
    misses = np.log(counts[:, :days].sum(axis=1) / counts[:, :at].sum(axis=1)) - left_out
    shift, wider = effect(misses, misses[strange])
    return Flag(shift=shift, wider=wider, titles=int(strange.sum()), cause=hold.cause)


def effect(misses: Floats, of_flagged: Floats) -> tuple[float, float]:
    """The shift s and the widening w that misses of closed titles, and of the flagged among them, let expect.

    >>> effect(np.array([-0.1, 0.1, -0.1, 0.1]), np.zeros(0))
    (0.0, 2.0)
    """
    own = len(of_flagged)
    shift = float(of_flagged.sum()) / (own + _TITLES_AS_PRIOR)
    usual = 1.4826 * float(np.median(np.abs(misses - np.median(misses))))
    times = float(np.sqrt(((of_flagged - shift) ** 2).mean())) / max(usual, 1e-6) if own else _WIDER
    return shift, max(1.0, (_TITLES_AS_PRIOR * _WIDER + own * times) / (_TITLES_AS_PRIOR + own))


def _same(one: Curve, other: Curve) -> bool:
    return _key(one) == _key(other)


def _key(curve: Curve) -> tuple[str, int]:
    return curve.title, curve.released_on.toordinal()
