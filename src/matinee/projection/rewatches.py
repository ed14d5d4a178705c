"""Who comes back: the households that saw a title through, and how long until they do so again.

A household that finished yesterday had one day to come back, one that finished four weeks ago had 28. Repeats so far
therefore compare the ages of titles, not titles. Here everything is at equal follow-up: the share that has come back within so
many days of its own first completion, by Kaplan and Meier's product limit, where those who have not had so long yet count
for as long as they were followed:

    S(t) = Π (1 − dⱼ ÷ nⱼ) over the gaps tⱼ ≤ t,    share within t = 1 − S(t)

with dⱼ second completions at a gap of tⱼ, and nⱼ households followed so long that had not come back before (Kaplan and
Meier, JASA 53, 1958). Variance by Greenwood, Σ dⱼ ÷ (nⱼ (nⱼ − dⱼ)), interval on log(−log S).

When not to trust it: where those who come late to a title differ from those who come at once, the last part of the curve
is that of the early ones. And see `docs/rewatches.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from matinee.errors import MatineeError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

CO_VIEWING_H = 4.0
"""Two profiles that finish within this of each other saw it on one evening: co-viewing, and no repeat."""
WINDOWS = (7, 28, 91)
"""Days of follow-up at which titles are compared."""
LEAST_AT_RISK = 10
"""Households that must still be followed for a share to be stated."""


@dataclass(frozen=True, kw_only=True)
class Completers:
    """The households that saw a title through by a data cut-off, as arrays of the same length.

    Attributes:
        cut_off_days: The title's age, in days since its release, up to which everything is known.
        first_days: Its age at a household's first completion.
        second_days: Its age at the second; NaN where there is none yet.
        further: Completions beyond the first, by household.
        children: 1 with children or a kids profile, 0 without, NaN not known; None if it is known of nobody.
        title, kids: Which title it is, and whether it is for kids; None where that is not known.
    """

    cut_off_days: float
    first_days: Floats
    second_days: Floats
    further: Integers
    children: Floats | None = None
    title: str = ""
    kids: bool | None = None

    def __post_init__(self) -> None:
        lengths = {len(self.first_days), len(self.second_days), len(self.further)}
        if len(lengths) > 1 or (self.children is not None and len(self.children) != len(self.first_days)):
            raise MatineeError(
                f"The arrays of {self.title or 'the title'} differ in length.", "Give one entry a completing household."
            )
        again = self.came_back
        if np.isnan(self.first_days).any() or (self.first_days > self.cut_off_days).any():
            raise MatineeError(
                f"A first completion of {self.title or 'the title'} lies after the cut-off at {self.cut_off_days:g} days, "
                "or is not known.",
                "Give only households that had completed it by then.",
            )
        late = (self.second_days[again] > self.cut_off_days) | (self.second_days[again] < self.first_days[again])
        if late.any() or ((self.further > 0) != again).any():
            raise MatineeError(
                f"A second completion of {self.title or 'the title'} does not fit its household's count or its times.",
                "It lies between the first and the cut-off, and is there exactly if there are further ones.",
            )

    @property
    def households(self) -> int:
        """How many saw it through."""
        return len(self.first_days)

    @property
    def rewatches(self) -> int:
        """Completions beyond the first, of all of them."""
        return int(self.further.sum())

    @property
    def came_back(self) -> Booleans:
        """Who completed it twice."""
        return ~np.isnan(self.second_days)

    @property
    def followed_days(self) -> Floats:
        """How long each was followed since its first completion."""
        return np.asarray(self.cut_off_days - self.first_days)

    @property
    def gap_days(self) -> Floats:
        """From the first to the second completion; NaN where there is none."""
        return np.asarray(self.second_days - self.first_days)

    def only(self, chosen: Booleans) -> Completers:
        """Some of them."""
        return Completers(
            cut_off_days=self.cut_off_days,
            first_days=self.first_days[chosen],
            second_days=self.second_days[chosen],
            further=self.further[chosen],
            children=None if self.children is None else self.children[chosen],
            title=self.title,
            kids=self.kids,
        )


def completers_of(
    household: npt.ArrayLike,
    age_days: npt.ArrayLike,
    *,
    cut_off_days: float,
    profile: npt.ArrayLike | None = None,
    children: npt.ArrayLike | None = None,
    least_gap_h: float = CO_VIEWING_H,
    title: str = "",
    kids: bool | None = None,
) -> Completers:
    """Put single completions together to households, without co-viewing.

    A completion is a repeat if it lies `least_gap_h` or more after the last that counted, or if its profile has completed the
    title since then already. Where profiles are not known they are taken to differ. The completions of the lake,
    counted by depth, know no such rule: there two profiles of one evening are two.

    Args:
        household: Numbers of the households, one entry a completion.
        age_days: The title's age at it. What lies after the cut-off is left out.
        cut_off_days: The age up to which everything is known.
        profile: Numbers of the profiles, below 0 where not known; None if they are never known.
        children: 1, 0 or NaN, of the completion's household; None if it is never known.
        least_gap_h: The gap, in hours. 0 counts every completion.
        title: Goes into the result.
        kids: As well.
    """
    homes, ages = np.asarray(household, np.int64), np.asarray(age_days, np.float64)
    profiles = np.full(len(homes), -1) if profile is None else np.asarray(profile, np.int64)
    order = np.lexsort((ages, homes))
    order = order[ages[order] <= cut_off_days]
    homes, ages, profiles = homes[order], ages[order], profiles[order]
    counts = _counted(homes, ages, profiles, least_gap_h / 24)
    kept = np.flatnonzero(counts)
    _, starts, totals = np.unique(homes[kept], return_index=True, return_counts=True)
    seconds = np.full(len(starts), np.nan)
    twice = totals > 1
    seconds[twice] = ages[kept[starts[twice] + 1]]
    return Completers(
        cut_off_days=cut_off_days,
        first_days=ages[kept[starts]],
        second_days=seconds,
        further=totals.astype(np.int64) - 1,
        children=None if children is None else np.asarray(children, np.float64)[order][kept[starts]],
        title=title,
        kids=kids,
    )


def _counted(homes: Integers, ages: Floats, profiles: Integers, gap_days: float) -> Booleans:
    """Which completions, in order of household and time, are no co-viewing."""
    counts = np.ones(len(homes), bool)
    close = np.flatnonzero((homes[1:] == homes[:-1]) & (ages[1:] - ages[:-1] < gap_days)) + 1
    # Only households with two completions close to each other need a closer look.
    for home in np.unique(homes[close]):
        last, evening = -np.inf, set[int]()
        for place in range(*np.searchsorted(homes, [home, home + 1])):
            one = int(profiles[place])
            counts[place] = ages[place] - last >= gap_days or (one >= 0 and one in evening)
            if counts[place]:
                last, evening = float(ages[place]), set()
            evening.add(one)
    return counts


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of households, with an interval.

    Attributes:
        share: From 0 to 1.
        low, high: The ends.
        at_risk: Households that were followed so long and had not come back before.
    """

    share: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True, kw_only=True)
class Incidence:
    """The share that something has happened to, by time since it could.

    Attributes:
        days: The times at which it happened to somebody, rising.
        remaining: S just after each.
        greenwood: Greenwood's sum up to each.
        observed: How long each household was at risk, sorted.
    """

    days: Floats
    remaining: Floats
    greenwood: Floats
    observed: Floats

    def within(self, days: float, *, level: int = 95, least_at_risk: int = LEAST_AT_RISK) -> Share | None:
        """The share within so many days; None where fewer than so many were followed so long without it.

        The interval of a share of 0 is that of a binomial of those at risk (Clopper and Pearson); when all have come back
        its low end is the one before the last did.
        """
        at_risk = int(len(self.observed) - np.searchsorted(self.observed, days))
        if at_risk < least_at_risk:
            return None
        place = int(np.searchsorted(self.days, days, side="right")) - 1
        if place < 0:
            return Share(share=0.0, low=0.0, high=1 - (0.5 - level / 200) ** (1 / at_risk), at_risk=at_risk)
        low, high = self._ends(place, level)
        return Share(share=1 - float(self.remaining[place]), low=low, high=high, at_risk=at_risk)

    def _ends(self, place: int, level: int) -> tuple[float, float]:
        left = float(self.remaining[place])
        if left <= 0:
            return (self._ends(place - 1, level)[0] if place else 0.0), 1.0
        off = float(stats.norm.ppf(0.5 + level / 200)) * float(np.sqrt(self.greenwood[place])) / np.log(left)
        return 1 - left ** float(np.exp(off)), 1 - left ** float(np.exp(-off))


def product_limit(days: Floats, happened: Booleans) -> Incidence:
    """Kaplan and Meier's product limit.

    Args:
        days: Until it happened, or until the household was no longer followed.
        happened: Which of the two. Who is lost at the very time at which others return was still at risk then.
    """
    observed = np.sort(days)
    times, events = np.unique(days[happened], return_counts=True)
    at_risk = len(observed) - np.searchsorted(observed, times)
    with np.errstate(divide="ignore"):
        terms = np.where(at_risk > events, events / (at_risk * (at_risk - events).astype(np.float64)), np.inf)
    return Incidence(
        days=times,
        remaining=np.cumprod((at_risk - events) / at_risk, dtype=np.float64),
        greenwood=np.cumsum(terms),
        observed=observed,
    )


def coming_back(completers: Completers) -> Incidence:
    """How many of those who saw it through do so again, by days since their first completion."""
    again = completers.came_back
    return product_limit(np.where(again, completers.gap_days, completers.followed_days), again)


def coming_back_by_children(completers: Completers) -> dict[str, Incidence]:
    """The same for households with children, without, and where it is not known; nobody, no entry."""
    known = np.full(completers.households, np.nan) if completers.children is None else completers.children
    groups = {"with children": known == 1, "without children": known == 0, "not known": np.isnan(known)}
    return {name: coming_back(completers.only(chosen)) for name, chosen in groups.items() if chosen.any()}
