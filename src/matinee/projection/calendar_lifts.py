"""Calendar lifts: what a kind of day adds to the new households of titles that are running.

For a title i and a day d the same-weekday step log x(i, d) − log x(i, d − 7) is explained by the kinds of the two
days, its own mean taken away, so that neither the title's size nor its hold nor the weekday comes in; a ridge towards the
published lifts takes what is left. A raw total of the service would contain the title itself and the big titles
that are put into strong weeks, and would over-correct.

Source: Einav, Seasonality in the U.S. motion picture industry, RAND Journal of Economics 38 (2007): seasonality with title
effects is much smaller than the observed one.
When not to trust it: titles that days touch differently (children's films gain more from school holidays); kinds of
day seen in one year only keep the published lift, and `Lifts.known` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinee.projection.cold_start import decline
from matinee.projection.curves import LEAST_COUNT, Launches
from matinee.projection.holidays import DAY_KINDS, ORDINARY

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_STEP_SD = 0.25
"""Noise of a same-weekday step, log scale."""
_ALIKE = 10.0
"""How many steps say what one would: titles share their days."""
_PRIOR_SD = 0.5
"""How far a lift may lie from the published one before it is measured."""
_LARGEST_STEP = 2.0


@dataclass(frozen=True, kw_only=True)
class Lifts:
    """What each kind of day adds to the log of new households.

    Attributes:
        by_kind: In the order of `DAY_KINDS`.
        known: Whether the kind was seen in two years at least.
    """

    by_kind: Floats
    known: npt.NDArray[np.bool_]

    def of(self, kinds: Integers) -> Floats:
        """The lift of days of these kinds; 0 for ordinary ones."""
        return np.asarray(np.append(self.by_kind, 0.0)[kinds])

    def unknown(self, kinds: Integers) -> npt.NDArray[np.bool_]:
        """Whether days of these kinds have a lift that is assumed, not measured."""
        return np.asarray(np.append(~self.known, False)[kinds])


class Steps:
    """What each title tells of the lifts, worked out once: its part of the normal equations.

    Args:
        launches: The titles.
        days: How many of their first days may be used.
        rows: Which titles will be asked for; all where none are named.
    """

    def __init__(self, launches: Launches, days: int, rows: Integers | None = None) -> None:
        kinds, titles = len(DAY_KINDS), len(launches)
        days = min(days, launches.counts.shape[1])
        self._matrix = np.zeros((titles, kinds, kinds))
        self._target = np.zeros((titles, kinds))
        self._years = np.zeros((titles, kinds), np.int64)
        if not titles or days < 8:
            return
        ordinals = launches.released[:, None] + np.arange(days)
        of_day = launches.day_kinds[:, :days]
        counts = np.maximum(np.nan_to_num(launches.counts[:, :days], nan=0.0), LEAST_COUNT)
        logs = np.log(counts) - np.log(decline(days))
        steps = np.clip(logs[:, 7:] - logs[:, :-7], -_LARGEST_STEP, _LARGEST_STEP)
        known = launches.known[:, 7:days] & launches.known[:, : days - 7]
        weight = known / (_STEP_SD**2 + 1 / counts[:, 7:] + 1 / counts[:, :-7])
        wanted = np.flatnonzero((of_day != ORDINARY).any(axis=1))
        for row in wanted if rows is None else np.intersect1d(wanted, rows):
            now, before = of_day[row, 7:], of_day[row, :-7]
            design = np.zeros((days - 7, kinds + 1))
            design[np.arange(days - 7), now] += 1
            design[np.arange(days - 7), before] -= 1
            design = design[:, :kinds]
            part = weight[row]
            if not part.any():
                continue
            design = design - (part @ design) / part.sum()
            self._matrix[row] = design.T @ (part[:, None] * design)
            self._target[row] = design.T @ (part * (steps[row] - part @ steps[row] / part.sum()))
            seen = of_day[row] != ORDINARY
            self._years[row, of_day[row, seen]] = _years(ordinals[row, seen])

    def lifts(self, rows: Integers | Sequence[int]) -> Lifts:
        """The lifts that these titles tell."""
        prior = np.array([kind.lift for kind in DAY_KINDS])
        rows = np.asarray(rows, np.int64)
        years = self._years[rows]
        known = years.max(axis=0, initial=0) > np.where(years > 0, years, 9999).min(axis=0, initial=9999)
        matrix = self._matrix[rows].sum(axis=0) / _ALIKE + np.eye(len(prior)) / _PRIOR_SD**2
        target = self._target[rows].sum(axis=0) / _ALIKE + prior / _PRIOR_SD**2
        return Lifts(by_kind=np.where(known, np.linalg.solve(matrix, target), prior), known=known)


def _years(ordinals: Integers) -> Integers:
    days = ordinals.astype("datetime64[D]") - np.timedelta64(719163, "D")
    return np.asarray(days.astype("datetime64[Y]").astype(np.int64) + 1970)
