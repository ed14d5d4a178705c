"""Intervals: how far outcomes lay from projections, turned into what to expect of the next one.

From `LEAST_95` closed titles on: jackknife+, asymmetric, on the log scale, by group. For a title x, each closed
title i says: what the model without i projects for x, plus what it missed i by, scaled by how hard
titles like x and like i are to project:

    v(i) = f₋ᵢ(x) + (y(i) − f₋ᵢ(i)) · s(x) ÷ s(i)

The interval of level 1 − α runs from the ⌊α/2 (m + 1)⌋-th to the ⌈(1 − α/2)(m + 1)⌉-th of the m sorted v. If titles
are exchangeable it covers at least 1 − 2α, and in practice about 1 − α (Barber, Candès, Ramdas and Tibshirani, Predictive
inference with the jackknife+, Annals of Statistics 49, 2021; two tails: Linusson, Johansson and Löfström, 2014; groups: Vovk's
Mondrian predictors). Below that number: quantiles of Student's t with the regression's own spread, and no 95 %.

When not to trust it: it holds over titles, not for each one. A title that behaves like none before it
breaks it (KPop Demon Hunters fell out of every 95 % interval), and so does a shift that no closed title has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from matinee.projection.ridge import fit_ridge

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

LEVELS = (50, 80, 95)
AS_THEY_ARE: Mapping[int, float] = {level: float(level) for level in LEVELS}
"""Each level as it is stated; `matinee.projection.adaptive` says otherwise once projections have come out."""
LEAST_OWN = 10
"""Closed titles below which a projection is the published prior, more or less."""
LEAST_95 = 39
"""Closed titles that a 95 % interval needs: 2 ÷ 0.05 − 1, else its end would lie beyond all that was seen."""
MOST_RECENT = 800
"""Misses further back than this many closed titles say nothing of the model of today."""
_WIDER_CHRISTMAS = 1.2
"""Titles of one Christmas miss together, so that a group of them is worth less than its number."""
_WIDER_UNSEEN = 1.25
"""How much wider an interval over Christmas is where too few such titles are closed."""
_DEGREES = 4.0
_SCALE_TITLES = 100


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What makes titles easier or harder to project.

    Attributes:
        holiday: Whether much of what is to come falls on days of Christmas.
        kind: What they are; "" where it is not known.
        hardness: Columns that the size of a miss may depend on, about 0 for a usual title.
        assumed: Share of what is to come that falls on days whose effect was never measured.
    """

    holiday: Booleans
    kind: npt.NDArray[np.str_]
    hardness: Floats
    assumed: Floats


@dataclass(frozen=True, kw_only=True)
class Adapted:
    """The levels that intervals are made at, after what was issued came out (`matinee.projection.adaptive`).

    Attributes:
        levels: By stated level, in per cent.
        titles: How many titles that came out they come from.
    """

    levels: Mapping[int, float]
    titles: int


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What to expect of one title, as logs of the multiplier.

    Attributes:
        median: The middle.
        ends: By level, the two ends; None where the titles are too few to state it.
        values: What each closed title says, sorted; below the number that calibration needs nine deciles.
        titles: How many those are.
        group: Which of the closed titles they are, in words.
    """

    median: float
    ends: dict[int, tuple[float, float] | None]
    values: Floats
    titles: int
    group: str


def state(titles: int) -> str:
    """How far a projection that rests on so many closed titles can be trusted.

    >>> state(4), state(30), state(100)
    ('prior only', 'not calibrated (n = 30)', 'calibrated')
    """
    if titles < LEAST_OWN:
        return "prior only"
    return f"not calibrated (n = {titles})" if titles < LEAST_95 else "calibrated"


def by_spread(
    centre: float, sd: float, assumed: float, titles: int, levels: Mapping[int, float] = AS_THEY_ARE
) -> Expectation:
    """What to expect where too few titles are closed: quantiles of Student's t with 4 degrees of freedom."""
    sd *= 1 + assumed
    reach = {level: sd * float(stats.t.ppf(0.5 + levels[level] / 200, _DEGREES)) for level in LEVELS}
    ends = {level: None if level > 90 else (centre - off, centre + off) for level, off in reach.items()}
    group = "published multipliers" if titles < LEAST_OWN else "all closed titles"
    # Deciles: a chance is then told between 10 and 90 %, no further out than the intervals are.
    values = centre + sd * stats.t.ppf(np.arange(1, 10) / 10, _DEGREES)
    return Expectation(median=centre, ends=ends, values=values, titles=titles, group=group)


class Calibration:
    """The misses of closed titles, ready to be asked.

    Args:
        misses: y(i) − f₋ᵢ(i), in order of closing.
        traits: Of the same titles.
    """

    def __init__(self, misses: Floats, traits: Traits) -> None:
        kept = slice(max(0, len(misses) - MOST_RECENT), None)
        self._kept = kept
        self._misses = misses[kept]
        self._traits = Traits(
            holiday=traits.holiday[kept],
            kind=traits.kind[kept],
            hardness=traits.hardness[kept],
            assumed=traits.assumed[kept],
        )
        self._slopes = _hardness_slopes(self._misses, self._traits.hardness)
        self._scaled = self._misses / self._scale(self._traits.hardness)

    def expect(
        self, centre: float, without: Floats, traits: Traits, row: int, levels: Mapping[int, float] = AS_THEY_ARE
    ) -> Expectation:
        """What to expect of the title in this row of the traits.

        Args:
            centre: f(x).
            without: f₋ᵢ(x), in order of closing.
            traits: Of the titles asked for.
            row: Which of them.
            levels: At which level, in per cent, each stated one is made.
        """
        members, group, wider = self._group(bool(traits.holiday[row]), str(traits.kind[row]))
        scale = float(self._scale(traits.hardness[row : row + 1])[0]) * wider * (1 + float(traits.assumed[row]))
        values = np.sort(without[self._kept][members] + self._scaled[members] * scale)
        outermost = 100 - 200 / (len(values) + 1)
        ends: dict[int, tuple[float, float] | None] = {
            level: conformal_ends(values, min(levels[level], outermost)) for level in LEVELS
        }
        inner = ends[50]
        assert inner is not None
        middle = min(max(centre, inner[0]), inner[1])
        return Expectation(median=middle, ends=ends, values=values, titles=len(values), group=group)

    def _scale(self, hardness: Floats) -> Floats:
        return np.asarray(np.clip(np.exp(hardness @ self._slopes), 0.5, 2.0))

    def _group(self, holiday: bool, kind: str) -> tuple[Booleans, str, float]:
        alike = self._traits.holiday == holiday
        season = "over Christmas" if holiday else "outside Christmas"
        of_kind = alike & (self._traits.kind == kind)
        if kind and of_kind.sum() >= LEAST_95:
            return of_kind, f"{kind}, {season}", _WIDER_CHRISTMAS if holiday else 1.0
        if alike.sum() >= LEAST_95:
            return alike, f"closed titles {season}", _WIDER_CHRISTMAS if holiday else 1.0
        return np.ones(len(alike), bool), "all closed titles", _WIDER_UNSEEN if holiday else 1.0


def conformal_ends(values: Floats, level: float) -> tuple[float, float]:
    """The ends of the interval of this level over sorted values.

    >>> conformal_ends(np.arange(1.0, 40.0), 95), conformal_ends(np.arange(1.0, 40.0), 80)
    ((1.0, 39.0), (4.0, 36.0))
    """
    tail = (100 - level) / 200
    low = int(np.floor(tail * (len(values) + 1) + 1e-9))
    high = int(np.ceil((1 - tail) * (len(values) + 1) - 1e-9))
    assert 1 <= low <= high <= len(values)
    return float(values[low - 1]), float(values[high - 1])


def _hardness_slopes(misses: Floats, hardness: Floats) -> Floats:
    """How the log of a miss depends on the columns of hardness; nothing where titles are few."""
    columns = hardness.shape[1]
    if len(misses) < _SCALE_TITLES:
        return np.zeros(columns)
    size = np.log(np.abs(misses) + 0.3 * float(np.median(np.abs(misses))) + 1e-6)
    design = np.column_stack((np.ones(len(misses)), hardness))
    sds = np.array([10.0] + [0.15] * columns)
    prior = np.zeros(columns + 1)
    fitted = fit_ridge(design, size, slopes=prior, slope_sds=sds, weights=np.ones(len(misses)), sd=0.8)
    return np.asarray(fitted.slopes[1:])
