"""How often those who saw a title through do so again: counts, by how long each household was followed.

A household comes back like a Poisson process with a rate λ of its own, λ ~ Gamma(r), which tires with the time t since its
first completion. Of n households followed for t days, the further completions X of each are

    X ~ negative binomial, mean μ G(t), shape r,    G(t) = H(t) ÷ H(28),    H(t) = ((1 + t)^β − (1 + t₀)^β) ÷ β

with t₀ the gap below which it is co-viewing (`rewatches`), so that μ is the mean within 28 days and β says how slowly it tires (1, the most: not at all; 0: like the logarithm; below 0 it ends). Given X = x by t,
the first return at s has the density x (1 − H(s) ÷ H(t))ˣ⁻¹ h(s) ÷ H(t): when households came back tells of β, how often of μ and r.
The negative binomial goes back to Ehrenberg (Applied Statistics 8, 1959), the tiring rate to Duane and Crow.

Titles of a kind (kids, other) are spread about its mean, log μ, β, log r ~ Normal(m, S); m and S are learned from the service's titles
by EM on the Gaussian form of each title's likelihood (empirical Bayes: Efron and Morris, JASA 70, 1975) and begin at published figures.

When not to trust it: a title whose households begin to come back later than usual; and see `docs/rewatches.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from matinee.projection.rewatches import CO_VIEWING_H, Completers

Floats = npt.NDArray[np.float64]

KINDS = {True: "kids", False: "other", None: "not known"}
PUBLISHED_28 = {"kids": 0.103, "other": 0.067, "not known": 0.068}
"""Share of completing households that came back within 28 days: 27 households' histories, 2,085 completions of films
(family and animation 232, other 1,065 of them); reference of the project, not measured on the service."""
PUBLISHED_EVER = {"kids": 0.246, "other": 0.167, "not known": 0.177}
"""Share that ever came back there."""
PUBLISHED_GAPS = {7: 0.26, 28: 0.40, 91: 0.53}
"""Share of all second completions within so many days of the first there; the median gap was 64 days."""
LEAST_OWN = 10
"""Closed titles of a kind below which its mean is called "prior only"."""

_SHAPE, _GROWTH = 0.16, 0.2
"""r as published; β from the 28 and 91 days of `PUBLISHED_GAPS` (the 7 days there hold co-viewing)."""
_SERVICE_SDS = np.array([0.5, 0.25, 0.5])
"""How far a service's means of log μ, β and log r may lie from the published: an assumption."""
_TITLE_SDS = np.array([0.5, 0.2, 0.3])
"""How far titles lie from their kind's mean, worth so many titles: an assumption too."""
_SPREAD_TITLES = 5.0
_STEP = 0.04
"""Width of the classes of log(1 + t) that households are put in."""
_CELLS = 1_000_000
"""Classes × points that are computed at once, for the memory."""
_MOST_GROWTH = 1.0
"""β above which homes would come back ever faster. A title whose homes wait some days before they do looks so while it is young,
and would be projected to several times of what comes; no published gaps do."""
_WIDE_SDS = np.array([1.5, 0.6, 1.0])
_TAILS = 6.0


def tiring(days: Floats, growth: Floats) -> Floats:
    """H(t): how far a household's coming back has gone by so many days; nothing comes before the gap of co-viewing.

    >>> tiring(np.array([7.0]), np.array([1.0])).round(2), tiring(np.array([0.1]), np.array([0.3]))
    (array([6.83]), array([1.e-06]))
    """
    grow = np.where(np.abs(growth) < 1e-6, 1e-6, growth)
    gone = np.exp(grow * np.log1p(days)) - np.exp(grow * np.log1p(CO_VIEWING_H / 24))
    return np.asarray(np.maximum(gone / grow, 1e-6))


def _growing(days: Floats, growth: Floats) -> Floats:
    return np.asarray(tiring(days, growth) / tiring(np.array(28.0), growth))


@dataclass(frozen=True, kw_only=True)
class Habits:
    """Draws of what a title's households may be like, one entry each.

    Attributes:
        rate: μ, further completions per completing household within 28 days.
        growth: β, how slowly it tires.
        shape: r, how alike households are: small is few with many.
    """

    rate: Floats
    growth: Floats
    shape: Floats

    def further(self, days: Floats | float) -> Floats:
        """μ G(t): further completions of a household by so many days after its first, one row a draw."""
        return np.asarray(self.rate[:, None] * _growing(np.atleast_1d(np.asarray(days)), self.growth[:, None]))

    def coming_back(self, days: float) -> Floats:
        """Share of the households that come back at least once by then, by draw."""
        return np.asarray(1 - (1 + self.further(days)[:, 0] / self.shape) ** -self.shape)


class Evidence:
    """What a title's households tell of their habits, put in classes.

    Attributes:
        followed: Days of follow-up of each class.
        further: Further completions of each of its households.
        weight: How many those are.
    """

    def __init__(self, completers: Completers) -> None:
        count = completers.further.astype(np.float64)
        followed, gap = _classes(completers.followed_days), _classes(completers.gap_days)
        cells, weight = np.unique(np.column_stack((followed, count)), axis=0, return_counts=True)
        self.followed, self.further, self.weight = cells[:, 0], cells[:, 1], weight.astype(np.float64)
        again = completers.came_back
        cells, weight = np.unique(
            np.column_stack((followed, gap, count))[again].reshape(-1, 3), axis=0, return_counts=True
        )
        self._of, self._gap, self._count = cells.T
        self._returns = weight.astype(np.float64)

    def log_likelihood(self, points: Floats) -> Floats:
        """Of points (log μ, β, log r), one row each, up to a constant."""
        each = max(_CELLS // max(len(self.weight), len(self._returns), 1), 1)
        parts = [self._log_likelihood(points[first : first + each]) for first in range(0, len(points), each)]
        return np.concatenate(parts)

    def _log_likelihood(self, points: Floats) -> Floats:
        rate, growth, shape = np.exp(points[:, :1]), np.minimum(points[:, 1:2], _MOST_GROWTH), np.exp(points[:, 2:3])
        mean = rate * _growing(self.followed, growth)
        counts = special.gammaln(self.further + shape) - special.gammaln(shape)
        counts += shape * np.log(shape / (shape + mean)) + self.further * np.log(mean / (shape + mean))
        through = tiring(self._of, growth)
        rest = np.maximum(1 - tiring(self._gap, growth) / through, 5e-3)
        times = (growth - 1) * np.log1p(self._gap) - np.log(through) + (self._count - 1) * np.log(rest)
        return np.asarray(counts @ self.weight + times @ self._returns)


def _classes(days: Floats) -> Floats:
    place = np.rint(np.log1p(days) / _STEP)
    return np.asarray(np.expm1(np.maximum(place, 0.5) * _STEP))


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What titles of a kind are like: where the (log μ, β, log r) of a title not seen yet may be.

    Attributes:
        name: "kids", "other" or "not known".
        titles: Closed titles of the service it was learned from.
        mean: m.
        sds: How far a title may lie from it, the doubt about m included.
    """

    name: str
    titles: int
    mean: Floats
    sds: Floats

    @property
    def rests_on(self) -> str:
        """In words."""
        return "prior only" if self.titles < LEAST_OWN else f"{self.titles} closed titles"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A title's likelihood as a Gaussian: precision and precision × mean; and whether it is for kids."""

    kids: bool | None
    precision: Floats
    pull: Floats


def published(kids: bool | None) -> Kind:
    """What is published of a kind: a prior, and no measurement of the service."""
    name = KINDS[kids]
    rate = _SHAPE * ((1 - PUBLISHED_28[name]) ** (-1 / _SHAPE) - 1)
    mean = np.array([np.log(rate), _GROWTH, np.log(_SHAPE)])
    return Kind(name=name, titles=0, mean=mean, sds=np.hypot(_SERVICE_SDS, _TITLE_SDS))


def summarise(completers: Completers) -> Summary:
    """What one title says, as a Gaussian; taken under a very wide prior that is taken out again."""
    wide = published(completers.kids)
    wide = Kind(name=wide.name, titles=0, mean=wide.mean, sds=_WIDE_SDS)
    mode, precision = _mode(Evidence(completers), wide)
    own = np.diag(1 / _WIDE_SDS**2)
    values, vectors = np.linalg.eigh(precision - own)
    kept = (vectors * np.maximum(values, 0)) @ vectors.T
    return Summary(kids=completers.kids, precision=kept, pull=kept @ mode + own @ (mode - wide.mean))


def learn(titles: Iterable[Summary], kids: bool | None) -> Kind:
    """What titles of a kind are like, from those of the service that have closed; published figures without any.

    Of a title of which nobody knows whether it is for kids, all of them tell.
    """
    own = [one for one in titles if kids is None or one.kids is kids]
    start = published(kids)
    if not own:
        return start
    precision, pull = np.stack([one.precision for one in own]), np.stack([one.pull for one in own])
    mean, spread = start.mean, _TITLE_SDS**2
    doubt = _SERVICE_SDS**2
    for _ in range(60):
        within = np.linalg.inv(precision + np.diag(1 / spread))
        places = (within @ (pull + mean / spread)[:, :, None])[:, :, 0]
        # What each title tells of the mean: (S + its own doubt)⁻¹.
        told = (1 / spread - within.diagonal(axis1=1, axis2=2) / spread**2).sum(axis=0)
        doubt = 1 / (told + 1 / _SERVICE_SDS**2)
        mean = (places.sum(axis=0) / spread + start.mean / _SERVICE_SDS**2) / (len(own) / spread + 1 / _SERVICE_SDS**2)
        off = (within.diagonal(axis1=1, axis2=2) + (places - mean) ** 2).sum(axis=0)
        spread = (_SPREAD_TITLES * _TITLE_SDS**2 + off) / (_SPREAD_TITLES + len(own))
    return Kind(name=start.name, titles=len(own), mean=mean, sds=np.sqrt(spread + doubt))


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A title's habits, its own households and its kind together.

    Attributes:
        habits: Draws of them.
        own_share: How much of the doubt about log μ the title's own households have taken: 0, it is its kind's mean;
            1, its own. This is the weight that its own figure has against its kind's.
    """

    habits: Habits
    own_share: float


def fit_habits(evidence: Evidence, kind: Kind, *, draws: int, rng: np.random.Generator) -> Fitted:
    """Draw a title's habits from their posterior, by importance sampling about its mode."""
    mode, precision = _mode(evidence, kind)
    root = np.linalg.cholesky(np.linalg.inv(precision) * 1.2)
    noise = rng.standard_normal((2 * draws, 3)) / np.sqrt(rng.chisquare(_TAILS, (2 * draws, 1)) / _TAILS)
    points = mode + noise @ root.T
    points[:, 0], points[:, 2] = np.clip(points[:, 0], -12, 4), np.clip(points[:, 2], -6, 6)
    points[:, 1] = np.clip(points[:, 1], -3, _MOST_GROWTH)
    proposed = -(_TAILS + 3) / 2 * np.log1p((noise**2).sum(axis=1) / _TAILS)
    weights = _posterior(evidence, kind, points) - proposed
    weights = np.exp(weights - weights.max())
    steps = (np.arange(draws) + rng.random()) / draws
    chosen = np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), steps), 2 * draws - 1)
    # Systematic resampling leaves equal draws side by side.
    points = points[rng.permutation(chosen)]
    habits = Habits(rate=np.exp(points[:, 0]), growth=points[:, 1], shape=np.exp(points[:, 2]))
    own_share = 1 - float(np.linalg.inv(precision)[0, 0] / kind.sds[0] ** 2)
    return Fitted(habits=habits, own_share=min(max(own_share, 0.0), 1.0))


def _posterior(evidence: Evidence, kind: Kind, points: Floats) -> Floats:
    return np.asarray(evidence.log_likelihood(points) - 0.5 * (((points - kind.mean) / kind.sds) ** 2).sum(axis=1))


def _mode(evidence: Evidence, kind: Kind) -> tuple[Floats, Floats]:
    """The mode of the posterior and its precision there, by Newton's steps with differences."""
    point, step = kind.mean.copy(), 1e-2
    pairs = [(one, other) for one in range(3) for other in range(one)]
    unit = np.eye(3) * step
    stencil = [np.zeros(3), *unit, *-unit]
    stencil += [sign * unit[one] + turn * unit[other] for one, other in pairs for sign in (1, -1) for turn in (1, -1)]
    offsets = np.stack(stencil)
    least = 0.25 / kind.sds**2
    for _ in range(40):
        values = _posterior(evidence, kind, point + offsets)
        slope = (values[1:4] - values[4:7]) / (2 * step)
        bend = np.diag((values[1:4] - 2 * values[0] + values[4:7]) / step**2)
        for place, (one, other) in enumerate(pairs):
            four = values[7 + 4 * place : 11 + 4 * place]
            bend[one, other] = bend[other, one] = (four[0] - four[1] - four[2] + four[3]) / (4 * step**2)
        precision = _at_least(-bend, least)
        move = np.linalg.solve(precision, slope)
        move *= min(1.0, 1.0 / max(float(np.abs(move).max()), 1e-12))
        tries = point + np.outer((1.0, 0.5, 0.2, 0.05), move)
        reached = _posterior(evidence, kind, tries)
        if np.abs(move).max() < 1e-4 or reached.max() <= values[0]:
            break
        point = tries[int(reached.argmax())]
    return point, precision


def _at_least(precision: Floats, least: Floats) -> Floats:
    """The precision, nowhere below so much in the directions of its axes, scaled."""
    scale = np.sqrt(least)
    values, vectors = np.linalg.eigh(precision / np.outer(scale, scale))
    return np.asarray((vectors * np.maximum(values, 1.0)) @ vectors.T * np.outer(scale, scale))


def summarise_all(titles: Sequence[Completers]) -> list[Summary]:
    """What each of the titles says; those that nobody has seen through say nothing."""
    return [summarise(one) for one in titles if one.households]
