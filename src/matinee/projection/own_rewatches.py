"""The service's own homes that see titles through: what they did so far, what closed titles teach, and what is to come.

Counted are the homes that started a title by the definition asked for and whose positions are known, as in the completions of a
report. What titles of a kind are like, when those who start complete, and what was missed at this age are learned from titles
whose window had closed before the day of the projection began, the last `MOST_TITLES` of them; of a large
title a part of the homes is enough for that. A title that was released in parts is completed anew with each
part: it is neither projected here nor learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.metrics.definitions import Definition
from matinee.projection.hold import Run
from matinee.projection.project import Projection
from matinee.projection.rewatch_habits import Kind, Summary, learn, summarise_all
from matinee.projection.rewatch_outlook import (
    HoursSoFar,
    Range,
    RewatchOutlook,
    Totals,
    Track,
    missed,
    project_rewatches,
    track,
)
from matinee.projection.rewatch_paths import CompletionLags, completion_lags, reach_path
from matinee.projection.rewatches import (
    WINDOWS,
    Booleans,
    Completers,
    Floats,
    Integers,
    Share,
    coming_back,
    completers_of,
)
from matinee.store.openings import Opening, Openings

MOST_TITLES = 60
"""Closed titles that are learned from, the last ones."""
MOST_HOMES = 20_000
"""Homes of each of them that are looked at, about."""
_KIND_DAYS = 28
_PARTS = "It was released in parts, and is completed anew with each."
_NO_RUNTIME = "The catalogue does not know its runtime."
_NO_POSITIONS = "No player says where in the title its households are."
_NOBODY = "Nobody has seen it through yet."


@dataclass(frozen=True, kw_only=True)
class OwnRewatches:
    """What is expected of those who see a title of the service through.

    Attributes:
        totals: Completing households, rewatches, completions and hours of the window; None where it cannot be told.
        why_not: Why, in a sentence; "" where it can.
        known_share: Share of the households so far whose positions are known; the others complete nothing. None: nobody came.
        completions: Counted so far, co-viewing included, as a report counts them.
        co_viewed: Those of them that are co-viewing, and no rewatch.
        hours: So far, of all households.
        coming_back: By days of follow-up, the share that came back within so many days of its own first completion.
        outlook: Counts so far, the weight of the title's own homes, what it rests on.
    """

    totals: Totals | None = None
    why_not: str = ""
    known_share: float | None = None
    completions: int = 0
    co_viewed: int = 0
    hours: float = 0.0
    coming_back: dict[int, Share | None]
    outlook: RewatchOutlook | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        found, totals = self.outlook, self.totals
        told: dict[str, Any] = {"why_not": self.why_not or None, "known_share": self.known_share}
        if found is None or totals is None:
            return told
        return told | {
            "completing_households": {"counted": found.completers} | _range(totals.completers),
            "rewatches": {"counted": found.rewatches, "co_viewed": self.co_viewed} | _range(totals.rewatches),
            "completions": {"counted": self.completions} | _range(totals.completions),
            "hours": {"counted": self.hours} | (_range(totals.hours) if totals.hours else {}),
            "coming_back": [
                {"within_days": days} | (asdict(share) if share else dict.fromkeys(("share", "low", "high", "at_risk")))
                for days, share in self.coming_back.items()
            ],
            "coming_back_28": _range(found.coming_back_28),
            "state": found.state,
            "rests_on": {"kind": found.kind.name, "kind_from": found.kind.rests_on, "own_share": found.own_share},
            "model": found.model,
        }


def _range(one: Range) -> dict[str, Any]:
    ends = {str(level): ends and {"low": ends.low, "high": ends.high} for level, ends in one.intervals.items()}
    return {"median": one.median, "intervals": ends}


@dataclass(frozen=True, kw_only=True)
class _Homes:
    """Those who started a title and whose positions are known, as arrays: one entry a household.

    Attributes:
        title: Which.
        started: The title's age in days at the start.
        times: How often each completed it.
        ages: The title's age at each completion, household after household.
        alone: Whether one profile was all it was seen with.
    """

    title: Title
    started: Floats
    times: Integers
    ages: Floats
    alone: Booleans

    @cached_property
    def _of(self) -> Integers:
        return np.repeat(np.arange(len(self.started)), self.times)

    def completers(self, days: int) -> Completers:
        """Who saw it through by then."""
        profile = np.where(self.alone, 0, -1)[self._of]
        return completers_of(
            self._of, self.ages, cut_off_days=days, profile=profile, title=self.title.id, kids=self.title.kids
        )

    def completions(self, days: int) -> int:
        """All completions by then, co-viewing too."""
        return int((self.ages <= days).sum())

    def new_households(self, days: int) -> Floats:
        """Of each day."""
        day = np.maximum(np.ceil(self.started), 1)
        return np.bincount(day[day <= days].astype(np.int64), minlength=days + 1)[1:].astype(np.float64)

    def first(self) -> Floats:
        """The age at each household's first completion; NaN without."""
        found = np.full(len(self.started), np.nan)
        where, place = np.unique(self._of, return_index=True)
        found[where] = self.ages[place]
        return found

    def lags(self, days: int, usual: CompletionLags | None) -> CompletionLags:
        """Which share of those who start completes, as known by then."""
        known, first = self.started <= days, self.first()
        done = np.where(first <= days, first, np.nan)
        return completion_lags(self.started[known], done[known], cut_off_days=days, usual=usual)


class RewatchDesk:
    """What one can ask of the homes of a lake.

    Args:
        openings: To count with.
        catalogue: For releases and runtimes.
        definition: By which a household has started.
        country: Only what was watched there, since the release there; None: everywhere.
    """

    def __init__(self, openings: Openings, catalogue: Catalogue, definition: Definition, country: str | None) -> None:
        self._openings = openings
        self._catalogue = catalogue
        self._definition = definition
        self._country = country

    def rewatches(self, title: Title, mine: Run, runs: Sequence[Run], made: Projection) -> OwnRewatches:
        """What is expected of those who see a title through.

        Args:
            title: Which.
            mine: Its days.
            runs: All titles, this one too.
            made: The projection of its households.
        """
        at, days = made.at, made.days
        if (why := self._why_not(title)) is not None:
            return OwnRewatches(why_not=why, coming_back={})
        homes = self._homes([Opening("homes", title.id, *self._window(title.id, at))]).get(title.id)
        counted = sum(one or 0.0 for one in mine.curve.new_households[:at])
        if homes is None or not counted:
            return OwnRewatches(why_not=_NO_POSITIONS, known_share=0.0 if counted else None, coming_back={})
        known_share = min(len(homes.started) / counted, 1.0)
        completers = homes.completers(at)
        if not completers.households:
            return OwnRewatches(why_not=_NOBODY, known_share=known_share, coming_back={})
        closed = self._closed(title, runs, at=at, days=days)
        kind, tracks = self._learned(title, closed, at=at, days=days, seed=made.seed)
        new = [one or 0.0 for one in mine.curve.new_households[:at]]
        path = reach_path(new, made).of_share(homes.new_households(at))
        hours = sum(one or 0.0 for one in mine.watched[:at])
        runtime_ms = self._catalogue.runtime_ms(title.id)
        assert runtime_ms is not None
        co_viewed = homes.completions(at) - completers.households - completers.rewatches
        outlook = project_rewatches(
            completers,
            path,
            homes.lags(at, _usual(title, closed, days)),
            kind,
            windows=(days,),
            tracks=tracks,
            hours=HoursSoFar(hours=hours, rewatch_h=runtime_ms / 3_600_000),
            co_viewed=co_viewed,
            seed=made.seed,
        )
        back = coming_back(completers)
        return OwnRewatches(
            totals=outlook.totals[0],
            known_share=known_share,
            completions=homes.completions(at),
            co_viewed=co_viewed,
            hours=hours,
            coming_back={window: back.within(window) for window in WINDOWS},
            outlook=outlook,
        )

    def _why_not(self, title: Title) -> str | None:
        assets = self._catalogue.assets_of(title.id)
        released_us = self._catalogue.released_at_us(title.id, self._country)
        assert released_us is not None
        dated = [asset.released_at_us for asset in assets if asset.released_at_us is not None]
        if 0 < len(dated) < len(assets) or any(out > released_us + instants.DAY_US for out in dated):
            return _PARTS
        return _NO_RUNTIME if self._catalogue.runtime_ms(title.id) is None else None

    def _window(self, title: str, days: int) -> tuple[int, int]:
        released_us = self._catalogue.released_at_us(title, self._country)
        assert released_us is not None
        return released_us, released_us + days * instants.DAY_US

    def _closed(self, title: Title, runs: Sequence[Run], *, at: int, days: int) -> list[_Homes]:
        """The homes of titles whose window had closed when the day of the projection began, the last to close at the end."""
        now = self._window(title.id, at)[1]
        openings = []
        for run in runs:
            id = run.curve.title
            begin, end = self._window(id, days)
            if (
                id != title.id
                and run.curve.closed_days >= days
                and end <= now
                and self._why_not(self._catalogue.titles[id]) is None
            ):
                one_in = 1 + int(sum(one or 0 for one in run.curve.new_households) // MOST_HOMES)
                openings.append(Opening("homes", id, begin, end, one_in))
        openings.sort(key=lambda one: (one.to_us, one.title))
        last = openings[-MOST_TITLES:]
        found = self._homes(last)
        return [found[one.title] for one in last if one.title in found]

    def _homes(self, openings: Sequence[Opening]) -> dict[str, _Homes]:
        found = self._openings.homes(openings, self._definition.rule, self._country)
        return {
            id: _homes_of(self._catalogue.titles[id], rows)
            for id, rows in found.items()
            if pc.any(rows["known"]).as_py()
        }

    def _learned(
        self, title: Title, closed: Sequence[_Homes], *, at: int, days: int, seed: int
    ) -> tuple[Kind, dict[int, Track]]:
        """What titles of its kind are like, and what closed titles were missed by from this age to this window."""
        later = [one.completers(days) for one in closed]
        told = [(one, late) for one, late in zip(closed, later, strict=True) if late.households]
        slate: list[Summary] = summarise_all([one.completers(min(days, _KIND_DAYS)) for one, _ in told])
        kind = learn(slate, title.kids)
        misses = []
        for place, (one, late) in enumerate(told if at < days else ()):
            then = one.completers(at)
            if then.households:
                others = learn([*slate[:place], *slate[place + 1 :]], one.title.kids)
                misses.append(missed(then, late, others, seed=seed))
        return kind, {days: track(misses, at=at, days=days, kids=title.kids)}


def _homes_of(title: Title, rows: pa.Table) -> _Homes:
    known = rows.filter(rows["known"])
    completed = known["completed_us"].combine_chunks()
    return _Homes(
        title=title,
        started=known["started_us"].to_numpy() / instants.DAY_US,
        times=completed.value_lengths().to_numpy().astype(np.int64),
        ages=completed.flatten().to_numpy() / instants.DAY_US,
        alone=known["alone"].to_numpy(zero_copy_only=False).astype(bool),
    )


def _usual(title: Title, closed: Sequence[_Homes], days: int) -> CompletionLags | None:
    """When those who start a title of this kind complete it, from the first so many days of closed ones; None without any."""
    alike = [one for one in closed if one.title.kind == title.kind]
    if not alike:
        return None
    started, done = np.concatenate([one.started for one in alike]), np.concatenate([one.first() for one in alike])
    return completion_lags(started, done, cut_off_days=days)
