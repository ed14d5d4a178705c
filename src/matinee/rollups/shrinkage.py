"""Shrinkage: a rate of few homes, or of few titles, says little, and is drawn towards what groups are usually like.

Groups' true rates are taken to be Beta(a, b) over all groups; what each shows is binomial. a and b are those under which
the rates that were seen are likeliest (beta-binomial, maximum likelihood), and a group's rate is told as

    (a + x) ÷ (a + b + m) = weight × its own rate + (1 − weight) × the mean of the groups, weight = m ÷ (m + a + b)

with the 95 % interval of Beta(a + x, b + m − x). m is not the number of its homes n but the number of independent ones that
its rate is worth: titles of one group differ among each other, so that a million homes of one title are one title's.
With w the share of each title in the group's homes and ρ how alike two homes of one title are,
1 ÷ m = Σ w² (ρ + (1 − ρ) ÷ n of the title); never more than n. ρ is estimated by moments from groups of two titles or more; where
there is none it cannot be told from how groups differ, and is 0.

When not to trust it: with few groups a and b are guesses, and the intervals do not know it; groups that share titles
are not independent; what is told of a group is what its titles were like, not why.

Source: B. Efron and C. Morris, Stein's paradox in statistics, Scientific American 236 (1977); J. C. Kleinman, Proportions with
extraneous variance, JASA 68 (1973).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaln, expit
from scipy.stats import beta

METHOD = "empirical Bayes: beta-binomial, maximum likelihood, counts weighed by how titles of a group differ"
LEVEL = 0.95
FEWEST_GROUPS = 5
"""With fewer groups nothing is learned from them, and nothing is shrunk."""
_STRENGTHS = (-2.0, 14.0)
"""Bounds of the logarithm of a + b."""

Floats = npt.NDArray[np.float64]
Part = tuple[float, float]
"""Of a title: how many homes did it, of how many."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was counted of a group.

    Attributes:
        counted, out_of: Households that did it, and those that could have: each household once.
        titles: The same of each title.
    """

    counted: float
    out_of: float
    titles: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What groups are like before one knows anything of one.

    Attributes:
        mean: The mean of their rates.
        strength: a + b: how many independent homes it is worth.
        alike: ρ, how alike two homes of one title of a group are beyond being of that group.
        groups: Of how many groups it was learned.
        of_several: How many of these have two titles or more.
    """

    mean: float
    strength: float
    alike: float
    groups: int
    of_several: int


@dataclass(frozen=True, kw_only=True)
class Shrunk:
    """A rate as it is told.

    Attributes:
        value: Shrunk; the raw rate where there is no prior.
        weight: How much of it is the group's own, from 0 to 1; None: nothing was shrunk.
        worth: m, how many independent homes its own rate is worth.
        low, high: The interval.
    """

    value: float
    weight: float | None
    worth: float
    low: float
    high: float


def learn(groups: Sequence[Seen]) -> Prior | None:
    """What these groups are like; None where they are too few. Groups of nobody say nothing."""
    seen = [group for group in groups if group.out_of > 0]
    if len(seen) < FEWEST_GROUPS:
        return None
    alike, of_several = likeness(seen)
    worth = np.array([worth_of(group, alike) for group in seen])
    done = worth * np.array([group.counted / group.out_of for group in seen])
    mean, strength = _likeliest(done, worth)
    return Prior(mean=mean, strength=strength, alike=alike, groups=len(seen), of_several=of_several)


def shrink(group: Seen, prior: Prior | None) -> Shrunk:
    """The rate of a group of somebody, as it is told."""
    raw = group.counted / group.out_of
    worth = worth_of(group, 0.0 if prior is None else prior.alike)
    a, b = (0.5, 0.5) if prior is None else (prior.mean * prior.strength, (1 - prior.mean) * prior.strength)
    low, high = map(float, beta.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], a + raw * worth, b + (1 - raw) * worth))
    if prior is None:
        return Shrunk(value=raw, weight=None, worth=worth, low=min(low, raw), high=max(high, raw))
    weight = worth / (worth + prior.strength)
    value = weight * raw + (1 - weight) * prior.mean
    return Shrunk(value=value, weight=weight, worth=worth, low=low, high=high)


def worth_of(group: Seen, alike: float) -> float:
    """m: how many independent homes a group's rate is worth."""
    sizes = np.array([out_of for _, out_of in group.titles if out_of > 0], dtype=float)
    if not len(sizes):
        return group.out_of
    weights = sizes / sizes.sum()
    return min(group.out_of, 1 / float((weights**2 * (alike + (1 - alike) / sizes)).sum()))


def likeness(groups: Sequence[Seen]) -> tuple[float, int]:
    """ρ, from how the rates of titles of one group differ, and of how many groups.

    With p the mean rate of a group's k titles, its titles' variance is expected to be p (1 − p) (ρ + (1 − ρ) × mean of
    1 ÷ n); all groups' degrees of freedom are weighed alike.
    """
    found = bound = noise = 0.0
    several = 0
    for group in groups:
        known = [(counted / out_of, out_of) for counted, out_of in group.titles if out_of > 0]
        if len(known) < 2:
            continue
        rates, sizes = np.array(known).T
        several += 1
        free, mean = len(rates) - 1, rates.mean()
        found += ((rates - mean) ** 2).sum()
        # p (1 − p) is estimated too low by what the mean itself varies.
        spread = free * (mean * (1 - mean) + rates.var(ddof=1) / len(rates))
        bound += spread
        noise += spread * float((1 / sizes).mean())
    if bound <= noise or not several:
        return 0.0, several
    return float(np.clip((found - noise) / (bound - noise), 0, 1)), several


def _likeliest(done: Floats, worth: Floats) -> tuple[float, float]:
    """Mean and strength under which these counts are likeliest; counts need not be whole."""

    def minus_log(parameters: Floats) -> float:
        mean = np.clip(expit(parameters[0]), 1e-9, 1 - 1e-9)
        strength = np.exp(np.clip(parameters[1], *_STRENGTHS))
        a, b = mean * strength, (1 - mean) * strength
        return -float((betaln(a + done, b + worth - done) - betaln(a, b)).sum())

    mean = float(np.clip(done.sum() / worth.sum(), 1e-6, 1 - 1e-6))
    begins = [(np.log(mean / (1 - mean)), strength) for strength in (1.0, 4.0)]
    fits = [minimize(minus_log, begin, method="L-BFGS-B", bounds=[(-20, 20), _STRENGTHS]) for begin in begins]
    best = min(fits, key=lambda fit: float(fit.fun)).x
    return float(expit(best[0])), float(np.exp(best[1]))
