"""The way to those who can come back: how many households will start a title, day by day, and see it through.

What the projection of reach says is taken over: all days of one draw lie at the same place of their intervals. Who starts on a
day completes it on that day or a later one, in shares by lag that are measured by the product limit, so that
those who began yesterday do not count as given up:

    new completers of day d = Σ new households of day s × share that completes d − s days after its start,  s ≤ d
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import stats

from matinee.errors import MatineeError
from matinee.projection.project import PathDay, Projection
from matinee.projection.rewatches import Booleans, Floats, product_limit

_LEAST_TO_COME = 1e-9


@dataclass(frozen=True, kw_only=True)
class ReachPath:
    """New households by day, counted and to come.

    Attributes:
        new_households: Of each closed day.
        places: Where the rows of `to_come` lie, as standard normal quantiles, rising; one, 0, if nothing is known of the doubt.
        to_come: Households up to the end of each day to come.
        has_95: Whether the projection of reach stated 95 %.
    """

    new_households: Floats
    places: Floats
    to_come: Floats
    has_95: bool

    @property
    def at(self) -> int:
        """Closed days."""
        return len(self.new_households)

    @property
    def last_day(self) -> int:
        """The last day of the path."""
        return self.at + int(self.to_come.shape[1])

    @property
    def counted(self) -> float:
        """Households so far."""
        return float(self.new_households.sum())

    def of_share(self, new_households: Floats) -> ReachPath:
        """The path of a part of the households: those counted are given, those to come are the same share of all."""
        share = float(new_households.sum()) / self.counted if self.counted else 0.0
        to_come = float(new_households.sum()) + (self.to_come - self.counted) * share
        return ReachPath(new_households=new_households, places=self.places, to_come=to_come, has_95=self.has_95)

    def draw(self, normal: Floats) -> Floats:
        """Households up to the end of each day to come, one row a standard normal; never falling."""
        more = np.log(np.maximum(self.to_come - self.counted, _LEAST_TO_COME))
        if len(self.places) == 1:
            drawn = np.repeat(more, len(normal), axis=0)
        else:
            # Beyond the outermost interval it goes on as between the last two.
            left = np.clip(np.searchsorted(self.places, normal) - 1, 0, len(self.places) - 2)
            part = (normal - self.places[left]) / (self.places[left + 1] - self.places[left])
            drawn = more[left] + (more[left + 1] - more[left]) * part[:, None]
        return np.asarray(np.maximum.accumulate(self.counted + np.exp(drawn), axis=1))


def reach_path(new_households: npt.ArrayLike, *projections: Projection) -> ReachPath:
    """The path of a title's reach from its projections, that of the shortest window first.

    A longer window gives only the days beyond the shorter ones.

    Args:
        new_households: Of each day that was closed for them.
        projections: Of the same title, made after the same day.
    """
    past = np.asarray(new_households, np.float64)
    if any(one.at != len(past) for one in projections):
        raise MatineeError(
            f"A projection was made after {projections[0].at} days, and new households are given of {len(past)}.",
            "Give the days that were closed when it was made.",
        )
    days: list[PathDay] = []
    for one in projections:
        days += [day for day in one.path if day.day > len(past) + len(days)]
    levels = set.intersection(*({one.level for one in day.intervals} for day in days)) if days else set[int]()
    rows = {0.0: [day.median for day in days]}
    for level in levels:
        place = float(stats.norm.ppf(0.5 + level / 200))
        ends = [next(one for one in day.intervals if one.level == level) for day in days]
        rows[-place], rows[place] = [one.low for one in ends], [one.high for one in ends]
    places = np.array(sorted(rows))
    to_come = np.array([rows[place] for place in sorted(rows)]).reshape(len(rows), len(days))
    return ReachPath(new_households=past, places=places, to_come=to_come, has_95=95 in levels)


def given_path(new_households: npt.ArrayLike, to_come: npt.ArrayLike) -> ReachPath:
    """A path without doubt: new households of the closed days and of those to come."""
    past, new = np.asarray(new_households, np.float64), np.asarray(to_come, np.float64)
    rows = (past.sum() + np.cumsum(new))[None, :]
    return ReachPath(new_households=past, places=np.zeros(1), to_come=rows, has_95=True)


@dataclass(frozen=True, kw_only=True)
class CompletionLags:
    """Which share of those who start a title complete it, by days since.

    Attributes:
        shares: On the day of the start, the next, and so on; later than the last, nobody.
        sd: Doubt about the log of their sum, by Greenwood.
    """

    shares: tuple[float, ...]
    sd: float


def completion_lags(
    started_days: Floats,
    completed_days: Floats,
    *,
    cut_off_days: float,
    usual: CompletionLags | None = None,
    most_days: int = 28,
    least_at_risk: int = 10,
) -> CompletionLags:
    """Measure it.

    Args:
        started_days: The title's age when each household started it.
        completed_days: And at its first completion; NaN where there is none yet.
        cut_off_days: The age up to which everything is known.
        usual: Lags of closed titles. Those that this title is too young for are theirs, in proportion to what it has;
            without them they are left out, which understates what is to come.
        most_days: Later completions are left out.
        least_at_risk: A lag that fewer households were followed for is not measured.
    """
    done: Booleans = ~np.isnan(completed_days)
    lags = np.where(done, completed_days - started_days, cut_off_days - started_days)
    found = product_limit(np.maximum(lags, 0.0), done)
    run, sd = [0.0], 0.0
    # Who starts in the middle of a day has half of it left.
    for half in np.arange(most_days) + 0.5:
        place = int(np.searchsorted(found.days, half, side="right")) - 1
        if len(found.observed) - int(np.searchsorted(found.observed, half)) < least_at_risk and len(run) > 1:
            break
        run.append(1 - float(found.remaining[place]) if place >= 0 else 0.0)
        if place >= 0 and 0 < run[-1] < 1:
            sd = (1 - run[-1]) * float(np.sqrt(found.greenwood[place])) / run[-1]
    shares = [after - before for before, after in pairwise(run)]
    if usual is not None and sum(usual.shares[: len(shares)]) > 0:
        alike = sum(shares) / sum(usual.shares[: len(shares)])
        later = [alike * share for share in usual.shares[len(shares) :]]
        most = (1 - sum(shares)) / max(sum(later), _LEAST_TO_COME)
        shares += [share * min(most, 1.0) for share in later]
    return CompletionLags(shares=tuple(shares), sd=sd)


def new_completers(path: ReachPath, reach: Floats, lags: Sequence[float]) -> Floats:
    """Expected first completions of each day to come, one row a row of reach."""
    days = path.last_day - path.at
    counted = np.full((len(reach), 1), path.counted)
    starts = np.hstack((np.tile(path.new_households, (len(reach), 1)), np.diff(reach, axis=1, prepend=counted)))
    found = np.zeros((len(reach), days))
    for lag, share in enumerate(lags):
        first = max(path.at - lag, 0)
        found[:, first + lag - path.at :] += share * starts[:, first : path.last_day - lag]
    return found
