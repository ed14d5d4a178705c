"""The daily path: all days of a launch at once, as one Gaussian on the log scale.

z(i, d) = log of the new households of title i on day d beside what its weekday lets expect and beside the title's own
size. Over closed titles z has a mean m and a covariance S, shrunk as Ledoit and Wolf say; of a title whose
first n days are known the others are expected at

    m₂ + S₂₁ S₁₁⁻¹ (z₁ − m₁)

It says where each day will be, which the multiplier does not, and uses every day that is known. Outliers are
pulled in before anything is estimated. What this misses closed titles by is then explained by what is known
besides their days (size, season, weekday, kind), by the same ridge as the multiplier's. Each closed title is left out by leaving out its fold.

Source: Ledoit and Wolf, A well-conditioned estimator for large-dimensional covariance matrices, Journal of
Multivariate Analysis 88 (2004). When not to trust it: below `LEAST_TITLES` closed titles, so it is silent there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matinee.projection.curves import LEAST_COUNT, Launches
from matinee.projection.multiplier import Foresight, Multiplier
from matinee.projection.normal_weeks import Normal, NormalWeeks
from matinee.projection.ridge import fit_ridge

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LEAST_TITLES = 60
_FOLDS = 8
_FURTHEST = 1.5
"""A day further from its expectation than this (log scale) counts as this."""


class DailyPath:
    """The Gaussian of days, fitted to closed titles.

    Args:
        launches: All titles.
        past: The rows of the closed ones.
        weeks: What they tell of weekdays and lifts.
        at: The age.
        besides: The regression, which knows what else is known of titles.
        seed: Decides which titles share a fold.

    Attributes:
        left_out: The log multiplier of each closed title, as projected without its fold.
    """

    def __init__(
        self,
        launches: Launches,
        past: Integers,
        weeks: NormalWeeks,
        *,
        at: int,
        days: int,
        besides: Multiplier,
        seed: int,
    ) -> None:
        self._at, self._besides = at, besides
        seen = weeks.seen(past, at)
        beside = _beside(weeks.whole(past), seen.expected, at)
        self._fold = np.random.default_rng(seed).permutation(len(past)) % _FOLDS
        mean = np.median(beside, axis=0)
        self._parts = [_Gaussian(beside[self._fold != fold], mean, at) for fold in range(_FOLDS)]
        self._whole = _Gaussian(beside, mean, at)
        left_out = np.empty(len(past))
        for fold, part in enumerate(self._parts):
            own = self._fold == fold
            left_out[own] = _log_multipliers(part.expect(beside[:, :at]), seen)[own]
        outcomes = np.log(launches.counts[past, :days].sum(axis=1) / seen.counted)
        # The sum of medians is not the median of the sum, and days know nothing of size, season and kind: what closed titles
        # show to be missing is added.
        design, slope_sds = besides.besides(past, seen)
        self._missing = fit_ridge(
            design,
            outcomes - left_out,
            slopes=np.zeros(len(slope_sds)),
            slope_sds=slope_sds,
            weights=besides.weights,
            sd=besides.ridge.sd,
        )
        self.left_out = left_out + self._missing.left_out

    def foresee(self, rows: Integers, seen: Normal) -> Foresight:
        """What it says of these titles."""
        beside = _beside(seen.adjusted, seen.expected[:, : self._at], self._at)
        design, _ = self._besides.besides(rows, seen)
        centre = _log_multipliers(self._whole.expect(beside), seen) + design @ self._missing.slopes
        folds = np.array([_log_multipliers(part.expect(beside), seen) for part in self._parts]).T
        return Foresight(centre=centre, without=folds[:, self._fold] + design @ self._missing.without.T)

    def to_come(self, seen: Normal) -> Floats:
        """The new households of each day after today, one row a title."""
        beside = _beside(seen.adjusted, seen.expected[:, : self._at], self._at)
        return _days_to_come(self._whole.expect(beside), seen)


class _Gaussian:
    def __init__(self, beside: Floats, mean: Floats, at: int) -> None:
        days = beside.shape[1]
        self._at = at
        self._mean = mean
        off = np.clip(beside - self._mean, -_FURTHEST, _FURTHEST)
        titles = len(off)
        covariance = off.T @ off / titles
        size = np.trace(covariance) / days
        shape = np.eye(days)
        distance = ((covariance - size * shape) ** 2).sum()
        noise = (((off**2).sum(axis=1) ** 2).sum() / titles - (covariance**2).sum()) / titles
        towards = float(np.clip(noise / max(distance, 1e-12), 0, 1))
        shrunk = (1 - towards) * covariance + (towards * size + 1e-4) * shape
        self._weights = np.linalg.solve(shrunk[:at, :at], shrunk[:at, at:])

    def expect(self, first: Floats) -> Floats:
        off = np.clip(first - self._mean[: self._at], -_FURTHEST, _FURTHEST)
        return np.asarray(self._mean[self._at :] + off @ self._weights)


def _beside(counts: Floats, expected: Floats, at: int) -> Floats:
    """Logs of counts beside what is expected of the weekday and beside the title's own size."""
    size = np.log(np.maximum(counts[:, :at].sum(axis=1), LEAST_COUNT) / expected[:, :at].sum(axis=1))
    return np.asarray(np.log(np.maximum(counts, LEAST_COUNT) / expected) - size[:, None])


def _days_to_come(beside: Floats, seen: Normal) -> Floats:
    size = seen.adjusted.sum(axis=1) / seen.expected[:, : seen.at].sum(axis=1)
    return np.asarray(np.exp(beside) * seen.expected[:, seen.at :] * seen.factors[:, seen.at :] * size[:, None])


def _log_multipliers(beside: Floats, seen: Normal) -> Floats:
    return np.asarray(np.log1p(_days_to_come(beside, seen).sum(axis=1) / seen.counted))
