"""How many households a sequel would reach: those it carries over from the part before, by how deep they were in it, and those it brings.

    reach = Σ households of a depth × retention of that depth  +  reach of the part before × share brought anew

with depths "left it" (started, not finished), "finished it" (once) and "came back" (finished twice or more). Retentions and the share
brought anew are means over the sequels of the own slate, each sequel one voice, on the logit and the log scale, drawn to a prior that
is worth `PRIOR_SEQUELS` of them. The prior lies where published first-to-second drops lie: Lupin 76 to 54 million households (−29 %), Who
Killed Sara? 55 to 34 million (−38 %), together −34 %, on the mix of depths that 27 viewing histories show; how that drop divides over the
depths nobody published, and the division here is an assumption.

Sequels of a kind (for children or not) are moved by what the formula misses them by beside all others, n ÷ (n + 4) of it. What it misses own sequels
by, each left out of what it is told by, says on the log scale how far off an interval ends: at level l

    off² = (4 · (t · 0.35)² · (1 + 1 ÷ (n + 1.96)) + n · q²) ÷ (4 + n),   log reach = log formula + kind ± off

where q is the l-quantile of what it missed, either way, as split conformal intervals have it (with n + 1 for n), and t that of Student's t with
3 + n degrees of freedom. The prior weighs as 1.96 sequels: by the spread of services (0.25) beside that of titles (0.35), as `matinee.rollups.drops` has
them. Without sequels of its own a service gets the prior alone, with both spreads: an interval as wide as that.

Sources: CNET's table of Netflix's figures of 2021, as `docs/sequel.md` quotes it; empirical Bayes means as Efron and Morris, JASA 70 (1975);
quantiles of what was missed as Barber and others, Predictive inference with the jackknife+, Annals of Statistics 49 (2021).
When not to trust it: a sequel at another service; one that comes so late that its audience has grown up; a market other than the one in
which the own sequels came out. Two published drops are of two hits: titles that nobody followed up are not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from matinee.errors import MatineeError
from matinee.rollups.drops import MEAN_SPREAD, SPREAD

Floats = npt.NDArray[np.float64]

LEFT, FINISHED, CAME_BACK = "left it", "finished it", "came back"
DEPTHS = (LEFT, FINISHED, CAME_BACK)
BROUGHT = "new to the franchise"
PRIOR_RETENTION = (0.25, 0.50, 0.75)
"""By depth. On 32 % who left, 63 % who finished and 5 % who came back, with `PRIOR_BROUGHT`, the anchors' mean comes out."""
PRIOR_BROUGHT = 0.23
"""Of the reach of the part before."""
PRIOR_SEQUELS = (SPREAD / MEAN_SPREAD) ** 2
"""How many sequels of the own slate the prior of a retention is worth."""
LEVELS = (50, 80)
_PRIOR_DEGREES = 4.0
_KIND_WORTH = 4.0
"""How many sequels of a kind it takes until what they were missed by counts half."""
_ADDED = 0.5
"""A count is drawn to the inside by half a household, so that none has a logit without end."""


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A part of a franchise that a later part followed, both on this service.

    Attributes:
        first, second: Ids of the titles.
        homes: Households of the first by depth, in the order of `DEPTHS`.
        came: Of these, how many the second reached in its window.
        brought: Households of the second that had not started the first.
        kids: Whether they are for children; None where it is not known.
    """

    first: str
    second: str
    homes: tuple[float, float, float]
    came: tuple[float, float, float]
    brought: float
    kids: bool | None = None

    def __post_init__(self) -> None:
        if any(not 0 <= came <= homes for came, homes in zip(self.came, self.homes, strict=True)) or self.brought < 0:
            raise MatineeError(
                f"{self.second} cannot have reached more households of {self.first} than there are, or fewer than none.",
                "Give of each depth the households of the first part, and how many of these the second reached.",
            )
        if not self.reach_first or not self.reach_second:
            raise MatineeError(
                f"Nobody watched {self.first if not self.reach_first else self.second}.", "Leave such pairs out."
            )

    @property
    def reach_first(self) -> float:
        """Households of the first part."""
        return sum(self.homes)

    @property
    def reach_second(self) -> float:
        """Households of the second part in its window."""
        return sum(self.came) + self.brought

    @property
    def ratio(self) -> float:
        """Second ÷ first."""
        return self.reach_second / self.reach_first


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of an estimate.

    Attributes:
        name: A depth, or "new to the franchise".
        homes: Households it is a share of.
        share: Retention, or the share brought anew.
        households: What it adds to the median.
        own_share: How much of the share is told by the own slate's sequels; the rest is the prior.
    """

    name: str
    homes: float
    share: float
    households: float
    own_share: float


@dataclass(frozen=True, kw_only=True)
class Ends:
    """An interval."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The reach of a sequel in its window.

    Attributes:
        median: Households; the parts add up to it.
        intervals: By level, 50 and 80 times in 100.
        parts: By depth, and those brought anew.
        reach_first: Households of the part before.
        own_sequels: How many sequels of the own slate it rests on.
        alike: How many of them are of its kind.
        bias: What sequels of its kind were missed by beside all others, log scale, as far as it is believed.
        spread: Of the interval of 80 times in 100, in units of Student's t, log scale.
        degrees: Degrees of freedom of that.
        state: "anchors only", or "own slate and anchors".
    """

    median: float
    intervals: dict[int, Ends]
    parts: tuple[Part, ...]
    reach_first: float
    own_sequels: int
    alike: int
    bias: float
    spread: float
    degrees: float
    state: str

    @property
    def ratio(self) -> float:
        """Second ÷ first."""
        return self.median / self.reach_first

    def chance_above(self, households: float) -> float:
        """How likely it reaches more households than that."""
        if households <= 0:
            return 1.0
        return float(stats.t.sf((np.log(households) - np.log(self.median)) / self.spread, self.degrees))


def estimate(
    homes: tuple[float, float, float],
    past: Sequence[Followed],
    *,
    kids: bool | None = None,
    reach_sd: float = 0.0,
) -> Estimate:
    """Estimate the reach of a sequel.

    Args:
        homes: Households of the part before by depth, in the order of `DEPTHS`.
        past: Sequels of the own slate whose window is over.
        kids: Whether it is for children; None where it is not known.
        reach_sd: Standard deviation of the log of the reach of the part before, where that is still projected.

    Raises:
        MatineeError: Nobody watched the part before.
    """
    if sum(homes) <= 0:
        raise MatineeError("Nobody watched the part before.", "A sequel is estimated from those who did.")
    n = len(past)
    shares, own = _shares(past)
    formula = _formula(homes, shares)
    missed = np.array([_missed(past, place) for place in range(n)])
    alike = np.array([one.kids is kids for one in past], bool)
    bias, rest = _kinds_apart(missed, [one.kids for one in past], kids)
    degrees = _PRIOR_DEGREES + max(0, n - 1)
    median = formula * float(np.exp(bias))
    intervals, off = {}, 0.0
    for level in LEVELS:
        off = max(off, _off(np.abs(rest), level, degrees, reach_sd))
        intervals[level] = Ends(low=median * float(np.exp(-off)), high=median * float(np.exp(off)))
    spread = off / float(stats.t.ppf(0.5 + LEVELS[-1] / 200, degrees))
    names, of_homes = (*DEPTHS, BROUGHT), (*homes, sum(homes))
    parts = tuple(
        Part(name=name, homes=count, share=share, households=count * share * median / formula, own_share=own)
        for name, count, share in zip(names, of_homes, shares, strict=True)
    )
    return Estimate(
        median=median,
        intervals=intervals,
        parts=parts,
        reach_first=sum(homes),
        own_sequels=n,
        alike=int(alike.sum()),
        bias=bias,
        spread=spread,
        degrees=degrees,
        state="own slate and anchors" if n else "anchors only",
    )


def _kinds_apart(missed: Floats, kinds: Sequence[bool | None], kids: bool | None) -> tuple[float, Floats]:
    """What sequels of its kind were missed by beside all others, as far as that is believed; and the rest of what each was missed by."""
    apart = {}
    for kind in (True, False):
        of = np.array([one is kind for one in kinds], bool)
        if of.any() and not of.all():
            believed = int(of.sum()) / (int(of.sum()) + _KIND_WORTH)
            apart[kind] = believed * float(missed[of].mean() - missed.mean())
    rest = np.array(
        [
            one - apart.get(kind, 0.0) if kind is not None else one
            for one, kind in zip(missed.tolist(), kinds, strict=True)
        ]
    )
    return (0.0 if kids is None else apart.get(kids, 0.0)), rest


def _off(missed: Floats, level: int, degrees: float, reach_sd: float) -> float:
    """How far off an interval ends, log scale.

    Args:
        missed: By how much own sequels were missed, whichever way.
        level: So many times in 100.
        degrees: Of the tails of the prior.
        reach_sd: Of the log of the reach of the part before.
    """
    n = len(missed)
    t = float(stats.t.ppf(0.5 + level / 200, degrees))
    prior = (t * SPREAD) ** 2 * (1 + 1 / (n + PRIOR_SEQUELS))
    own = float(np.sort(missed)[min(n, int(np.ceil((n + 1) * level / 100))) - 1]) if n else 0.0
    return float(np.sqrt((_PRIOR_DEGREES * prior + n * own**2) / (_PRIOR_DEGREES + n) + (t * reach_sd) ** 2))


def _shares(past: Sequence[Followed]) -> tuple[tuple[float, ...], float]:
    """Retentions by depth and the share brought anew, drawn to the prior; and how much of them the own slate tells."""
    own = len(past) / (len(past) + PRIOR_SEQUELS)
    shares = []
    for depth, prior in enumerate(PRIOR_RETENTION):
        told = [_logit(one.came[depth] + _ADDED, one.homes[depth] + 2 * _ADDED) for one in past if one.homes[depth] > 0]
        mean = (sum(told) + PRIOR_SEQUELS * _logit(prior, 1.0)) / (len(told) + PRIOR_SEQUELS)
        shares.append(float(1 / (1 + np.exp(-mean))))
    brought = [np.log((one.brought + _ADDED) / one.reach_first) for one in past]
    mean = (sum(brought) + PRIOR_SEQUELS * np.log(PRIOR_BROUGHT)) / (len(brought) + PRIOR_SEQUELS)
    return (*shares, float(np.exp(mean))), own


def _formula(homes: Sequence[float], shares: Sequence[float]) -> float:
    carried = sum(count * share for count, share in zip(homes, shares, strict=False))
    return carried + sum(homes) * shares[len(DEPTHS)]


def _missed(past: Sequence[Followed], place: int) -> float:
    """By how much the formula of all others misses one of them, log scale; above 0 where it came out higher."""
    one = past[place]
    shares, _ = _shares([*past[:place], *past[place + 1 :]])
    return float(np.log(one.reach_second) - np.log(_formula(one.homes, shares)))


def _logit(count: float, of: float) -> float:
    return float(np.log(count) - np.log(of - count))
