"""Four-week and 13-week totals from a film's first weeks in a published chart, by a regression that bears bounds.

As the multiplier of daily curves (`matinee.projection.multiplier`), with what a chart has: how far above rank 10 the
film stood, how it held, over how many days its first week went. A week without a place counts with `TRUTH_WITHIN` of the
hours at rank 10, and a total weighs less the wider its bounds are: 1 ÷ (a constant + log(highest ÷ lowest)), see `SHARPEST`.

When not to trust it: from one week without the day of release. A film of three days and one of five look alike, and their
totals differ by half; what can be said then is an average of both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matinee.projection.chart_weeks import TRUTH_WITHIN, Premiere
from matinee.projection.ridge import fit_ridge

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SHARPEST = (0.12, 0.2)
"""From one week, from more: how wide bounds are that halve the weight of a total, log scale."""
SPREAD = 0.25
"""How far films lie from what their first week says, log scale; less by as many weeks as are known."""
HALF_LIFE_WEEKS = 150.0
SHORT_WEEKS = 4
"""Over more weeks than these few films are known well, so that they get the square of their weight, and slopes less freedom."""
_HINGES = (0.5, 1.0, 1.5)


class ChartMultiplier:
    """The regression from so many weeks to so many, for films side by side.

    Args:
        films: Films of which so many weeks are over.
        at: How many weeks are known.
        weeks: How many are projected.
    """

    def __init__(self, films: Sequence[Premiere], *, at: int, weeks: int) -> None:
        self._week = np.array([film.week for film in films])
        self._design = _signs(films, at, weeks)
        self._known = np.array([film.best(at) for film in films])
        self._outcome = np.log([film.best(weeks) for film in films]) - np.log(self._known)
        low, high = np.array([film.bounds(weeks) for film in films]).T
        sharpest = SHARPEST[min(at, 2) - 1]
        self._sharpness = (sharpest / (sharpest + np.log(high / low))) ** (1 if weeks <= SHORT_WEEKS else 2)
        self._sd = SPREAD / at
        self._slope_sd = 0.3 if at == 1 and weeks <= SHORT_WEEKS else 0.1

    def project(self, past: Integers, running: Integers) -> Floats:
        """The totals of running films, from what films that are past tell.

        Args:
            past: The places of those whose window is over.
            running: The places of those that are projected; of their later weeks nothing is looked at.
        """
        ages = self._week[running].max() - self._week[past]
        weights = 0.5 ** (ages / HALF_LIFE_WEEKS) * self._sharpness[past]
        slope_sds = np.full(self._design.shape[1], self._slope_sd)
        slope_sds[0] = 2.0
        slopes = np.zeros(len(slope_sds))
        slopes[0] = float(np.median(self._outcome[past]))
        fitted = fit_ridge(
            self._design[past], self._outcome[past], slopes=slopes, slope_sds=slope_sds, weights=weights, sd=self._sd
        )
        growth = np.maximum(self._design[running] @ fitted.slopes, 0.0)
        return np.asarray(self._known[running] * np.exp(growth))


def _signs(films: Sequence[Premiere], at: int, weeks: int) -> Floats:
    """One row a film."""
    hours = np.array([one.lowest[:at] + TRUTH_WITHIN * (one.highest[:at] - one.lowest[:at]) for one in films])
    tenth = np.array([one.last_place[:at] for one in films])
    gone = np.array([one.lowest[:at] < one.highest[:at] for one in films])
    # Each sign beside a usual value of it, so that the intercept is the usual multiplier.
    above = np.log(hours / tenth)
    columns = [np.ones(len(films))]
    last = above[:, -1]
    columns += [last - 1, *(np.maximum(last - hinge, 0) for hinge in _HINGES)]
    english = np.array([one.category == "Films (English)" for one in films], float)
    columns += [english - 0.5, (english - 0.5) * (last - 1)]
    columns.append(np.array([one.christmas_weeks(at, min(weeks, at + 2)) for one in films], float))
    for days in (2, 4, 5, 6, 7):
        columns.append(np.array([one.first_days == days for one in films], float))
    columns.append(np.array([one.first_days is not None for one in films], float))
    if at >= 2:
        hold = np.log(hours[:, 1] / hours[:, 0])
        columns += [hold, np.maximum(hold, 0), gone[:, 1:].any(axis=1).astype(float)]
        columns.append(np.log(hours[:, -1] / hours.sum(axis=1)) + 0.7)
    if at >= 3:
        columns.append(np.log(hours[:, -1] / hours[:, -2]) + 0.5)
    return np.column_stack(columns)
