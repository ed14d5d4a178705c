"""The multiplier: how many times the households of today those of the horizon will be, by pooled regression.

log(N(days) ÷ N(at)) of closed titles on their early signs, in normal weeks, fitted for each age and horizon by itself:
Bayesian ridge around the cold start (`matinee.projection.ridge`). What is a title's own lies in the signs; what
all titles share, in the intercept, whose prior is the published multiplier of the weekday give or take a quarter.

Older titles weigh less: half of it after `HALF_LIFE_YEARS`.
When not to trust it: a title that behaves like none before it; its interval fails too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinee.projection.cold_start import spread
from matinee.projection.curves import Launches
from matinee.projection.early_signs import OF_SHAPE, Openings, Sign, early_signs
from matinee.projection.normal_weeks import Normal, NormalWeeks
from matinee.projection.ridge import fit_ridge

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

HALF_LIFE_YEARS = 4.0
_LEAST_OF_USUAL = 0.04
"""What is less than this share of the usual log multiplier is taken for it: nobody came any more, and a logarithm needs somebody."""
_DAYS_OF_SEASONS = 400
"""Titles must span so many days before the time of the year is a sign."""
_LEAST_OF_LABEL = 8
"""Titles with and without a label, before it is a sign."""


@dataclass(frozen=True, kw_only=True)
class Foresight:
    """What a member of the model says of titles, as logs of real multipliers.

    Attributes:
        centre: Of each title.
        without: The same, each closed title left out in turn: one row a title, one column a closed one.
        sd: How far a title lies from it, t-scale; None where the member does not say.
    """

    centre: Floats
    without: Floats
    sd: Floats | None = None


class Multiplier:
    """The regression for one age and horizon, fitted to closed titles.

    Args:
        launches: All titles.
        past: The rows of the closed ones.
        weeks: What they tell of weekdays and lifts.
        at: The age.
        days: The horizon.
        instant: The day from which one looks back, as an ordinal: titles weigh by their age then.

    Attributes:
        left_out: The log multiplier of each closed title, as projected without it.
        usual_level: Log of the households that titles usually have by then; None where none is closed.
        weights: Of each closed title.
    """

    def __init__(
        self, launches: Launches, past: Integers, weeks: NormalWeeks, *, at: int, days: int, instant: int
    ) -> None:
        self._launches, self._at, self._days, self._instant = launches, at, days, instant
        seen = weeks.seen(past, at)
        self.usual_level = float(np.median(np.log(seen.adjusted.sum(axis=1)))) if len(past) else None
        released = launches.released[past]
        self._seasons = bool(len(past) and released[-1] - released[0] >= _DAYS_OF_SEASONS)
        self._labels = {name: _common(values[past]) for name, values in launches.labels.items()}
        signs = self._signs(seen, past)
        design = _design(signs, len(past))
        outcomes = np.log(weeks.whole(past).sum(axis=1) / seen.adjusted.sum(axis=1))
        outcomes = _linked(outcomes, seen.usual) - seen.usual
        weights = 0.5 ** ((instant - released) / 365.25 / HALF_LIFE_YEARS)
        self.ridge = fit_ridge(
            design,
            outcomes,
            slopes=np.array([sign.slope for sign in signs]),
            slope_sds=np.array([sign.slope_sd for sign in signs]),
            weights=weights,
            sd=spread(at, days),
        )
        self.weights: Floats = weights
        self.left_out = seen.with_calendar(_unlinked(self.ridge.left_out + seen.usual, seen.usual))

    def foresee(self, rows: Integers, seen: Normal) -> Foresight:
        """What it says of these titles."""
        design = _design(self._signs(seen, rows), len(rows))
        linked, usual = design @ self.ridge.slopes + seen.usual, seen.usual
        centre = seen.with_calendar(_unlinked(linked, usual))
        without = seen.with_calendar(_unlinked(design @ self.ridge.without.T + usual[:, None], usual[:, None]))
        doubt = ((design @ self.ridge.inverse) * design).sum(axis=1)
        # Where little is to come, little can be missed.
        steepness = np.minimum(_unlinked(linked, usual) / usual, 1.0)
        return Foresight(centre=centre, without=without, sd=self.ridge.sd * np.sqrt(1 + doubt) * steepness)

    def besides(self, rows: Integers, seen: Normal) -> tuple[Floats, Floats]:
        """What is known of titles besides their days, one row a title; and how far its slopes may lie from 0."""
        signs = [sign for sign in self._signs(seen, rows) if sign.name not in OF_SHAPE]
        return _design(signs, len(rows)), np.array([sign.slope_sd for sign in signs])

    def _signs(self, seen: Normal, rows: Integers) -> tuple[Sign, ...]:
        released = self._launches.released[rows]
        dates = (released - 719_163).astype("datetime64[D]")
        openings = Openings(
            counts=seen.adjusted,
            expected=seen.expected[:, : self._at],
            weekdays=(released - 1) % 7,
            year_days=(dates - dates.astype("datetime64[Y]")).astype(np.int64),
            years_ago=(self._instant - released) / 365.25,
            kids=self._launches.kids[rows],
            labels={name: values[rows] for name, values in self._launches.labels.items()},
        )
        level = self.usual_level
        if level is None:
            level = float(np.log(seen.adjusted.sum(axis=1)).mean()) if len(rows) else 0.0
        return early_signs(openings, days=self._days, usual_level=level, seasons=self._seasons, labels=self._labels)


def _linked(log_multipliers: Floats, usual: Floats) -> Floats:
    """Log multipliers as the regression has them: below the usual one like its logarithm.

    A straight line would end below what is counted; this way none it finds is below 0.

    >>> _linked(np.array([0.6, 0.3, 0.15]), np.array([0.6])).round(3)
    array([ 0.6  ,  0.184, -0.232])
    """
    below = usual * (1 + np.log(np.maximum(log_multipliers / usual, _LEAST_OF_USUAL)))
    return np.where(log_multipliers < usual, below, log_multipliers)


def _unlinked(linked: Floats, usual: Floats) -> Floats:
    """And back.

    >>> _unlinked(np.array([0.6, 0.184, -0.232]), np.array([0.6])).round(3)
    array([0.6 , 0.3 , 0.15])
    """
    return np.where(linked < usual, usual * np.exp(np.minimum(linked / usual, 1.0) - 1), linked)


def _design(signs: Sequence[Sign], titles: int) -> Floats:
    """One row a title, one column a sign."""
    return np.array([sign.values for sign in signs]).T.reshape(titles, len(signs))


def _common(values: npt.NDArray[np.str_]) -> tuple[str, ...]:
    """The values that enough titles have, and enough have not."""
    counted = Counter(values.tolist())
    least = _LEAST_OF_LABEL
    return tuple(value for value, count in sorted(counted.items()) if value and least <= count <= len(values) - least)
