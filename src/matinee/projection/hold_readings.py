"""Hold readings: a same-weekday hold beside those of comparable titles, as a robust z and the chance of it.

The hold of a title at the end of day n is what the last k = min(7, n − 7) days brought, beside the same weekdays of the week before:

    hold(n) = Σ x(n−k+1 … n) ÷ Σ x(n−k−6 … n−7)

From day 14 on these are whole weeks. Logs of holds are compared. From `LEAST_EFFECTS` comparables on, what release weekday, the season
and what is left of holidays say of holds is taken out, by a ridge that titles of heavy tails do not bend; each
comparable is judged without itself. What is left, r, gives

    z = (r − median) ÷ s,    s² = (n · (1.4826 · MAD)² + 5 · usual²) ÷ (n + 5)

with the spread that holds usually have (that of the multipliers of cinemas, 0.2 on the log scale; of what is watched per
household nobody published one, 0.1 is chosen), and p the upper tail of Student's t beyond it, whose degrees of freedom are those of the comparables (heavier where they are few).

Sources: Rousseeuw and Croux, Alternatives to the median absolute deviation, JASA 88 (1993), also for small samples; Iglewicz
and Hoaglin, How to detect and handle outliers (1993), for 3.5. When not to trust it: titles of some hundred households a week, whose
holds are noise: z does not know how big a title is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from matinee.projection.ridge import fit_ridge

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

LEAST_EFFECTS = 30
"""Comparables from which on their weekdays, seasons and kids are told apart."""
_LEAST_TAILS = 60
"""Comparables from which on the heaviness of their tails is measured."""
_LEAST_SCALE = 0.05
"""Holds do not differ by less than this, log scale: else a few titles that are alike by chance make all others strange."""
_FEW_DEGREES = 6.0
_DEGREES = (3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 30.0)
_MAD = 1.4826
_TITLES_AS_PRIOR = 5.0
"""How many comparables the published spread is worth: from six of them a MAD can be anything."""
_LEAST_HOLIDAY = 20
_WIDER_HOLIDAY = 1.25
_TOUCHED = 0.1
"""A hold that its calendar days changed by more than this, log scale, is one over holidays."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One measure of a title beside its comparables.

    Attributes:
        measure: What is held: "new households", or "watched per new household".
        hold: Its hold, without the lifts of its calendar days.
        median: What comparables would have held in its place.
        low, high: Where eight in ten of them lie, likewise.
        z: How far it lies from them.
        z_before: The same a week earlier; None before day 21.
        p: How likely one like them lies as far up, this week, or over the two weeks.
    """

    measure: str
    hold: float
    median: float
    low: float
    high: float
    z: float
    z_before: float | None
    p: float


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A value among those of comparables.

    Attributes:
        own: The value.
        centre: What is expected of it, in its own unit.
        spread: How far comparables lie from what is expected of them: the ends of the middle eight in ten.
        z: Its own z.
        others: Those of the comparables.
        degrees: Degrees of freedom of their tails.
    """

    own: float
    centre: float
    spread: tuple[float, float]
    z: float
    others: Floats
    degrees: float

    @property
    def p(self) -> float:
        """The upper tail beyond z."""
        return upper_tail(self.z, self.degrees)


def windows(at: int) -> tuple[slice, slice]:
    """The days of the hold at the end of this day, and those a week before.

    >>> windows(9), windows(21)
    ((slice(7, 9, None), slice(0, 2, None)), (slice(14, 21, None), slice(7, 14, None)))
    """
    last = min(7, at - 7)
    return slice(at - last, at), slice(at - last - 7, at - 7)


def place(
    own: float, others: Floats, *, sign: Floats, signs: Floats, sds: Floats, holiday: Floats, spread: float
) -> Placed:
    """Where a value lies among others.

    Args:
        own: The value of the title.
        others: Those of the comparables.
        sign: What else is known of the title.
        signs: The same of the comparables, one row each.
        sds: How much each of these may say (standard deviation of its slope).
        holiday: By how much calendar days changed each value; of the title the last one.
        spread: How far titles usually lie from each other, log scale; worth five comparables.
    """
    few = len(others) < LEAST_EFFECTS
    usual, rest = 0.0, others
    if not few:
        middle = float(np.median(others))
        prior = np.append(1.0, sds)
        fitted = fit_ridge(
            np.column_stack((np.ones(len(others)), signs)),
            others - middle,
            slopes=np.zeros(len(prior)),
            slope_sds=prior,
            weights=np.ones(len(others)),
            sd=0.2,
        )
        usual = middle + float(np.append(1.0, sign) @ fitted.slopes)
        rest = others - middle - fitted.left_out
    centre = float(np.median(rest))
    scale = _scale(rest - centre, spread)
    touched = np.abs(holiday) > _TOUCHED
    if touched[-1]:
        like = touched[:-1]
        wider = _scale(rest[like] - centre, spread) if like.sum() >= _LEAST_HOLIDAY else _WIDER_HOLIDAY * scale
        scale = max(scale, wider)
    away = (rest - centre) / scale
    low, high = np.quantile(rest, (0.1, 0.9))
    return Placed(
        own=own,
        centre=usual + centre,
        spread=(usual + float(low), usual + float(high)),
        z=(own - usual - centre) / scale,
        others=away,
        degrees=degrees(away),
    )


def degrees(away: Floats) -> float:
    """Degrees of freedom of the tails of these z: the most likely ones, or few where comparables are few."""
    if len(away) < _LEAST_TAILS:
        return min(_FEW_DEGREES, len(away) - 1.0)
    likely = [float(stats.t.logpdf(_as_t(away, df), df).sum() + len(away) * np.log(_as_t(1.0, df))) for df in _DEGREES]
    return _DEGREES[int(np.argmax(likely))]


def upper_tail(z: float, degrees: float) -> float:
    """The chance of a z this far up where tails have so many degrees of freedom.

    >>> round(upper_tail(3.5, 30.0), 4), round(upper_tail(3.5, 4.0), 4)
    (0.0007, 0.0092)
    """
    return float(stats.t.sf(_as_t(z, degrees), degrees))


def _as_t(z: Floats | float, degrees: float) -> Floats:
    """A z that was scaled by the MAD as for Normal tails, in units of Student's t: their quartiles are the same."""
    return np.asarray(z * stats.t.ppf(0.75, degrees) / stats.norm.ppf(0.75))


def _scale(rest: Floats, spread: float) -> float:
    """1.4826 · MAD, without its bias in small samples, drawn to the usual spread where it comes from few, and never tiny."""
    found = _MAD * float(np.median(np.abs(rest - np.median(rest)))) * len(rest) / (len(rest) - 0.8)
    drawn = (len(rest) * found**2 + _TITLES_AS_PRIOR * spread**2) / (len(rest) + _TITLES_AS_PRIOR)
    return max(float(np.sqrt(drawn)), _LEAST_SCALE)


def false_discovery(chances: Floats) -> Floats:
    """For each p its q, the least share of false ones among all that would be called with it (Benjamini and Hochberg, 1995).

    >>> false_discovery(np.array([0.01, 0.04, 0.03, 0.9])).round(3).tolist()
    [0.04, 0.053, 0.053, 0.9]
    """
    order = np.argsort(chances, kind="stable")
    ranked = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    found = np.empty(len(chances))
    found[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return found
