"""Project completions, rewatches and hours: what those who saw a title through, and those who will, add until a window closes.

Each of some thousand draws takes a path of reach (`rewatch_paths`), a share that completes, and habits of the title's households
(`rewatch_habits`). Of a household with x further completions t days after its first, d more days bring

    (r + x) ÷ (r ÷ μ + G(t)) × (G(t + d) − G(t)),      of one whose first completion is on day c of the window:  μ G(window − c)

in the mean, with gamma and Poisson noise of the right variance. That is multiplied by e^miss, miss ~ Normal(shift, sd): what closed
titles were missed by beyond this noise, measured by `missed` and `track`, assumed where they are few.

    hours = hours so far + first hours ÷ households so far × new households + hours of a rewatch × new rewatches
    first hours = hours so far − hours of a rewatch × rewatches so far

Counts are never below what is counted, a longer window never below a shorter one. The same input and seed give the same.
When not to trust it: see `docs/rewatches.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matinee.errors import MatineeError
from matinee.projection.intervals import LEVELS, state
from matinee.projection.project import Interval
from matinee.projection.rewatch_habits import Evidence, Habits, Kind, fit_habits
from matinee.projection.rewatch_paths import CompletionLags, ReachPath, new_completers
from matinee.projection.rewatches import Completers, Floats

MODEL = "negative binomial with follow-up, 2026-11"
DRAWS = 2000
_LATE_COMPLETION_SD = 0.05
"""How far the log share that completes may differ for those to come: an assumption."""
_LATE_HOURS_SD = 0.05
"""And the log hours a household: an assumption."""
_MISS_SD = 0.16
"""What titles are missed by beyond chance, log scale, where √log(window ÷ age) is 1 (day 11 to 30): an assumption, the scale of
a half-normal prior."""
_SHIFT_SD = 0.15
"""How far the middle of a service's misses may lie from none, likewise: an assumption."""
_KIND_SHIFT_SD = 0.1
"""And that of a kind from the service's."""
_KINDS = (True, False, None)


@dataclass(frozen=True, kw_only=True)
class Range:
    """Where a number will be.

    Attributes:
        median: As likely to be passed as not.
        intervals: By level; None for a level that is not stated.
    """

    median: float
    intervals: dict[int, Interval | None]


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What is expected of a window.

    Attributes:
        days: The window.
        completers: Households with at least one completion.
        rewatches: Completions beyond the first.
        completions: Both, and co-viewing.
        hours: Hours; None if they are not given so far.
    """

    days: int
    completers: Range
    rewatches: Range
    completions: Range
    hours: Range | None


@dataclass(frozen=True, kw_only=True)
class RewatchOutlook:
    """What is expected of a title's completions.

    Attributes:
        at: Closed days.
        completers, rewatches: Counted so far.
        totals: By window.
        coming_back_28: Share of completing households that come back within 28 days of their first completion.
        own_share: Weight of the title's own households beside its kind's mean, 0 to 1: the shrinkage.
        kind: What the kind's mean rests on.
        state: "prior only", "not calibrated (n = …)", "calibrated", by closed titles of which it is known what they were missed by.
        model, seed: The model's version; the seed as given.
    """

    at: int
    completers: int
    rewatches: int
    totals: tuple[Totals, ...]
    coming_back_28: Range
    own_share: float
    kind: Kind
    state: str
    model: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class HoursSoFar:
    """Hours watched so far, and the hours of a rewatch: the runtime, for a completion is nearly all of it."""

    hours: float
    rewatch_h: float


@dataclass(frozen=True, kw_only=True)
class Miss:
    """By how much one closed title was missed: log of what came ÷ what was expected, its variance by chance, and its kind."""

    log_ratio: float
    chance: float
    kids: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Track:
    """What closed titles were missed by beyond chance, log scale, the doubt about it in its sd, and how many they were."""

    shift: float
    sd: float
    titles: int


def track(misses: Iterable[Miss], *, at: int, days: int, kids: bool | None = None) -> Track:
    """Put misses of closed titles together; an assumption without any, which each takes from.

    The shift is that of titles of this kind, shrunk to that of all, shrunk to none; the spread is about each kind's own.

    Args:
        misses: From the same age to the same window.
        at: That age.
        days: That window.
        kids: For which kind; None is a kind too.
    """
    longer = float(np.sqrt(np.log(max(days / max(at, 1), 1.01))))
    assumed, service, kind_sd = longer * _MISS_SD, longer * _SHIFT_SD, longer * _KIND_SHIFT_SD
    found = list(misses)
    ratio, chance = np.array([one.log_ratio for one in found]), np.array([one.chance for one in found])
    kinds = np.array([_KINDS.index(one.kids) for one in found], np.int64)
    sd, shifts = assumed, np.zeros(len(_KINDS))
    sds = np.linspace(0.0, 5 * assumed, 200)
    for _ in range(10):
        # A title of few rewatches tells little of either.
        weight = 1 / (sd**2 + chance)
        overall = float(weight @ ratio) / (float(weight.sum()) + 1 / service**2)
        for kind in range(len(_KINDS)):
            own = kinds == kind
            pull = weight[own] @ ratio[own] + overall / kind_sd**2
            shifts[kind] = pull / (weight[own].sum() + 1 / kind_sd**2)
        total = sds[:, None] ** 2 + chance + 1e-9
        logs = -0.5 * (np.log(total) + (ratio - shifts[kinds]) ** 2 / total).sum(axis=1)
        logs -= 0.5 * (sds / assumed) ** 2
        likely = np.exp(logs - logs.max())
        sd = float(np.sqrt(likely @ sds**2 / likely.sum()))
    place = _KINDS.index(kids)
    weight = 1 / (sd**2 + chance)
    inner = 1 / (1 / service**2 + float(weight[kinds != place].sum()))
    doubt = 1 / (1 / (kind_sd**2 + inner) + float(weight[kinds == place].sum()))
    return Track(shift=float(shifts[place]), sd=float(np.sqrt(sd**2 + doubt)), titles=len(found))


def missed(then: Completers, later: Completers, kind: Kind, *, seed: int) -> Miss:
    """What a closed title was missed by, given who completed it.

    Args:
        then: As its data were at the age of the projection.
        later: As they were when the window closed.
        kind: Learned without this title.
        seed: For the draws.
    """
    at, days = int(then.cut_off_days), int(later.cut_off_days)
    rng = np.random.default_rng(seed)
    fitted = fit_habits(Evidence(then), kind, draws=DRAWS, rng=rng)
    late = later.first_days[later.first_days > at]
    first = np.histogram(late, bins=np.arange(at, days + 1))[0].astype(np.float64)
    moments = _to_come(then, fitted.habits, np.tile(first, (DRAWS, 1)), at=at, days=days)
    drawn = _noisy(*moments, rng)
    came = later.rewatches - then.rewatches
    logs = np.log(drawn + 0.5)
    return Miss(log_ratio=float(np.log(came + 0.5) - np.median(logs)), chance=float(logs.var()), kids=then.kids)


def project_rewatches(
    completers: Completers,
    path: ReachPath,
    lags: CompletionLags,
    kind: Kind,
    *,
    windows: Sequence[int] = (28, 91),
    tracks: Mapping[int, Track] | None = None,
    hours: HoursSoFar | None = None,
    co_viewed: int = 0,
    seed: int = 0,
) -> RewatchOutlook:
    """Project a running title's completions, rewatches and hours.

    Args:
        completers: Who saw it through so far; its cut-off is the end of the path's last closed day.
        path: New households so far and to come; of those whose positions are known, as the completers are.
        lags: Which share of them completes.
        kind: What titles like it are like.
        windows: Days since the release, none beyond the path.
        tracks: What closed titles were missed by from this age, by window; where one is absent, an assumption.
        hours: So far, if hours are to be projected too.
        co_viewed: Completions so far that are co-viewing and no rewatch; there will be as many a completing household.
        seed: For the draws.
    """
    at, ordered = path.at, sorted(windows)
    _check(completers, path, ordered)
    measured = tracks or {}
    used = {days: measured.get(days) or track((), at=at, days=days) for days in ordered}
    rng = np.random.default_rng(seed)
    fitted = fit_habits(Evidence(completers), kind, draws=DRAWS, rng=rng)
    normal = rng.standard_normal((DRAWS, 4))
    reach = path.draw(normal[:, 0])
    spread = np.hypot(lags.sd, _LATE_COMPLETION_SD)
    completes = np.exp(spread * normal[:, 1]) if sum(lags.shares) else np.ones(DRAWS)
    completes = np.minimum(completes, 1 / max(sum(lags.shares), 1e-9))
    first = rng.poisson(new_completers(path, reach, lags.shares) * completes[:, None]).astype(np.float64)
    titles = min(one.titles for one in used.values())
    stated = state(titles)
    levels = [level for level in LEVELS if level < 95 or (stated == "calibrated" and path.has_95)]
    totals = []
    mean_before = again = np.zeros(DRAWS)
    for days in ordered:
        if days > at:
            mean, variance = _to_come(completers, fitted.habits, first[:, : days - at], at=at, days=days)
            # The chance part grows with what comes between the windows, so that draws never fall.
            factor = np.exp(used[days].shift + used[days].sd * normal[:, 2])
            more = np.maximum(mean * factor - mean_before, 0.0)
            again = again + _noisy(more, more + (variance - mean) * (more / np.maximum(mean, 1e-12)) ** 2, rng)
            mean_before = np.maximum(mean * factor, mean_before)
        came = first[:, : max(days - at, 0)].sum(axis=1)
        together = co_viewed * (1 + came / max(completers.households, 1))
        households = reach[:, days - at - 1] - path.counted if days > at else np.zeros(DRAWS)
        late = np.exp(_LATE_HOURS_SD * normal[:, 3])
        totals.append(
            Totals(
                days=days,
                completers=_range(completers.households + came, levels),
                rewatches=_range(completers.rewatches + again, levels),
                completions=_range(completers.households + came + completers.rewatches + again + together, levels),
                hours=_range(_hours(hours, completers, path, households * late, again), levels) if hours else None,
            )
        )
    return RewatchOutlook(
        at=at,
        completers=completers.households,
        rewatches=completers.rewatches,
        totals=tuple(totals),
        coming_back_28=_range(fitted.habits.coming_back(28.0), levels),
        own_share=fitted.own_share,
        kind=kind,
        state=stated,
        model=MODEL,
        seed=seed,
    )


def _hours(hours: HoursSoFar, completers: Completers, path: ReachPath, households: Floats, again: Floats) -> Floats:
    first_h = max(hours.hours - hours.rewatch_h * completers.rewatches, 0.0) / max(path.counted, 1.0)
    return np.asarray(hours.hours + first_h * households + hours.rewatch_h * again)


def _to_come(completers: Completers, habits: Habits, first: Floats, *, at: int, days: int) -> tuple[Floats, Floats]:
    """Mean and variance of the further completions until the window closes, by draw.

    Args:
        completers: Those so far.
        habits: Draws of them.
        first: First completions of each day to come, one row a draw.
        at: The age.
        days: The window.
    """
    seen = Evidence(completers)
    rate, shape = habits.rate[:, None], habits.shape[:, None]
    grown = habits.further(seen.followed) / rate
    more = habits.further(seen.followed + (days - at)) / rate - grown
    each = more / (shape / rate + grown)
    expected = (shape + seen.further) * each
    mean = expected @ seen.weight
    variance = mean + ((shape + seen.further) * each**2) @ seen.weight
    left = habits.further(np.asarray(days - at - 0.5 - np.arange(first.shape[1]), np.float64))
    new = (first * left).sum(axis=1)
    return np.asarray(mean + new), np.asarray(variance + new + (first * left**2).sum(axis=1) / habits.shape)


def _noisy(mean: Floats, variance: Floats, rng: np.random.Generator) -> Floats:
    """Counts of this mean and variance: Poisson whose mean is gamma."""
    safe, beyond = np.maximum(mean, 1e-12), np.maximum(variance - mean, 1e-12)
    shape = np.clip(safe**2 / beyond, 1e-6, 1e12)
    counts = rng.poisson(rng.gamma(shape, safe / shape)).astype(np.float64)
    return np.where(mean > 0, counts, 0.0)


def _range(values: Floats, levels: Sequence[int]) -> Range:
    intervals: dict[int, Interval | None] = dict.fromkeys(LEVELS)
    for level in levels:
        low, high = np.quantile(values, [0.5 - level / 200, 0.5 + level / 200])
        intervals[level] = Interval(level=level, low=float(low), high=float(high))
    return Range(median=float(np.median(values)), intervals=intervals)


def _check(completers: Completers, path: ReachPath, windows: Sequence[int]) -> None:
    name = completers.title or "the title"
    if completers.cut_off_days != path.at:
        raise MatineeError(
            f"Completions of {name} are known up to day {completers.cut_off_days:g}, new households up to day {path.at}.",
            "Give both up to the end of the same day.",
        )
    if not windows or windows[0] < path.at or windows[-1] > path.last_day:
        raise MatineeError(
            f"A path from day {path.at} to day {path.last_day} does not reach all of {', '.join(map(str, windows))} days.",
            "Give windows between the two, or a longer path.",
        )
