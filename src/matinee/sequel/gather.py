"""Gathering the evidence for a sequel from a lake: each part asked where it is at home, then laid together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
from matinee.projection.adjusted import calendar_days
from matinee.projection.comparables import comparables
from matinee.projection.hold import FIRST_DAY, Hold, Run, holds
from matinee.projection.own import OwnProjections
from matinee.projection.own_answers import TitleProjection
from matinee.projection.rewatches import Share
from matinee.reports.explained import explain
from matinee.reports.report import Report
from matinee.sequel.break_even import BreakEven, break_even
from matinee.sequel.cast import cast_of
from matinee.sequel.estimate import Estimate, Followed, estimate
from matinee.sequel.evidence import Evidence, Outcome, Pair, Query
from matinee.sequel.reasons import grounds, reasons_of, would_change
from matinee.sequel.said import matters
from matinee.sequel.standing import (
    FEWEST,
    HOURS_EACH,
    MOST_HOMES,
    SeenThrough,
    Standing,
    seen_through,
    slate_of,
    standing,
)
from matinee.sequel.verdict import Verdict, weigh
from matinee.store.openings import Opening, Openings
from matinee.title_view import TitleView
from matinee.units import Unit, some

_CLOSED = 28
_HELD_ON = (9, 14, 21, 28)
_BEGAN_ALIKE_BY = 14
_YEARS = 4
"""Years ahead in which a sequel could come, from the next one on."""
QUERIES = ("reach", "completion_rate", "rewatch_rate", "hours")
_NORMAL_80 = 2 * 1.2816


@dataclass(frozen=True, kw_only=True)
class Money:
    """A budget, and what a household and an hour are worth; None where it was not given."""

    budget: float | None = None
    worth_household: float | None = None
    worth_hour: float | None = None


@dataclass(frozen=True, kw_only=True)
class Gatherer:
    """What evidence is gathered with.

    Attributes:
        projections, openings, catalogue: Of the lake.
        definition, country: How it is counted.
        until_us: As if nothing had been watched from then on; None: now.
        counted_to_us: Up to when days can be closed.
        today: The day that is now.
        followed: Sequels of the own slate whose window is over.
    """

    projections: OwnProjections
    openings: Openings
    catalogue: Catalogue
    definition: Definition
    country: str | None
    until_us: int | None
    counted_to_us: int
    today: date
    followed: tuple[Followed, ...]

    def evidence(self, view: TitleView, franchise: Franchise | None, *, days: int, money: Money) -> Evidence:
        """The evidence for a sequel of a title.

        Raises:
            MatineeError: No day of the title is closed.
        """
        title = view.title
        runs = self.projections.runs(
            self.definition, days=max(days, _CLOSED), country=self.country, until_us=self.until_us
        )
        mine = next((run for run in runs if run.curve.title == title.id), None)
        if mine is None:
            raise MatineeError(
                f"{title.name} has no day since its release that is closed and known.",
                "Evidence needs a title whose release the catalogue knows, and whose first 24 hours the lake has whole.",
            )
        age = min(mine.curve.closed_days, days)
        as_of = None if self.until_us is None else instants.show(self.until_us)
        report = view.report(days=age, definition=self.definition.id, country=self.country, as_of=as_of)
        projection = self.projections.project(
            title, self.definition, days=days, country=self.country, until_us=self.until_us
        )
        slate = slate_of(mine.curve, runs, age)
        through = self._seen_through(slate, age)
        standings = _standings(report, mine, slate, through, age)
        held = _held(mine, runs)
        told = self._estimate(title, report, projection, days=days, age=age)
        closed_slate = [_reach(run, days) for run in slate if run.curve.closed_days >= days]
        middle = median(closed_slate) if closed_slate else None
        chance = None if told is None or middle is None else told.chance_above(middle)
        money_told = _break_even(money, told, report)
        normal = calendar_days(mine.curve, [run.curve for run in runs])
        outcomes = self._outcomes(mine, runs, days)
        cast = cast_of(self.catalogue, title.id, mine.curve.released_on, self.today, self._years())
        later = self._later(title, franchise)
        said = matters(self.catalogue, [title.id, *self._names_of_sequel(title, later)])
        shared = None if franchise is None else self.catalogue.universes.get(franchise.universe or "")
        made = Evidence(
            title=title,
            released_on=mine.curve.released_on,
            franchise=franchise,
            universe=None if shared is None else shared.name,
            shared_with=self._shared_with(franchise),
            later=tuple((name, status) for _, name, status in later),
            definition=self.definition,
            country=self.country,
            days=days,
            age=age,
            counted_to_us=self.counted_to_us,
            today=self.today,
            standings=standings,
            slate=_slate_in_words(mine, slate),
            adjusted_reach=sum(normal.normal([one or 0.0 for one in mine.curve.new_households[:age]])),
            adjusted_by=normal.basis,
            projected=_projected(projection),
            holds=held,
            coming_back=_came_back(projection),
            ratings=self.catalogue.ratings_of(title.id),
            outcomes=outcomes,
            compared_by=min(_BEGAN_ALIKE_BY, age - 1) if outcomes else None,
            followed=self._named_pairs(franchise),
            estimate=told,
            median_reach=middle,
            chance_above_median=chance,
            break_even=money_told,
            cast=cast,
            matters=said,
            queries=self._queries(report, age),
            verdict=Verdict(in_words="", grounds=(), reasons=(), would_change=()),
        )
        reasons = reasons_of(made)
        return replace(
            made,
            verdict=Verdict(
                in_words=weigh(reasons, age),
                grounds=grounds(made),
                reasons=tuple(reasons),
                would_change=would_change(made, reasons),
            ),
        )

    def _seen_through(self, slate: Sequence[Run], age: int) -> dict[str, SeenThrough]:
        windows = []
        for run in slate:
            released_us = self.catalogue.released_at_us(run.curve.title, self.country)
            assert released_us is not None  # it has a curve
            one_in = 1 + int(_reach(run, age) // MOST_HOMES)
            windows.append(Opening("homes", run.curve.title, released_us, released_us + age * instants.DAY_US, one_in))
        known = {run.curve.title for run in slate if self.catalogue.runtime_ms(run.curve.title) is not None}
        found = seen_through(self.openings.homes(windows, self.definition.rule, self.country))
        return {title: one for title, one in found.items() if title in known}

    def _estimate(self, title: Title, report: Report, made: TitleProjection, *, days: int, age: int) -> Estimate | None:
        numbers = report.numbers
        finished, again = numbers["completion_rate"].value, numbers["rewatch_rate"].value
        reach, reach_sd = numbers["reach"].value or 0.0, 0.0
        if age < days:
            reach, interval = made.projection.median, made.projection.intervals[80]
            reach_sd = 0.0 if interval is None else math.log(interval.high / interval.low) / _NORMAL_80
        if finished is None or not reach:
            return None
        again = again or 0.0
        homes = (reach * (1 - finished), reach * finished * (1 - again), reach * finished * again)
        past = [one for one in self.followed if one.first != title.id]
        return estimate(homes, past, kids=title.kids, reach_sd=reach_sd)

    def _named_pairs(self, franchise: Franchise | None) -> tuple[Pair, ...]:
        """The pairs by their names, those of the franchise first."""
        titles = self.catalogue.titles
        mine = franchise.parts if franchise else ()
        pairs = [
            Pair(first=titles[one.first].name, second=titles[one.second].name, own=one.second in mine, told=one)
            for one in self.followed
        ]
        return tuple(sorted(pairs, key=lambda one: not one.own))

    def _outcomes(self, mine: Run, runs: Sequence[Run], days: int) -> tuple[Outcome, ...]:
        at = min(_BEGAN_ALIKE_BY, mine.curve.closed_days - 1, days - 1)
        if at < 1:
            return ()
        today = instants.to_datetime(self.counted_to_us).date()
        try:
            alike = comparables(mine.curve.until(at), [run.curve for run in runs], days=days, known_on=today)
        except MatineeError:
            return ()
        by_title = {run.curve.title: run for run in runs}
        through = self._seen_through([by_title[one.title] for one in alike.nearest], days) if alike.nearest else {}
        return tuple(
            Outcome(
                title=one.title,
                name=self.catalogue.titles[one.title].name,
                released_on=one.released_on,
                distance=one.distance,
                reach=_reach(by_title[one.title], days),
                multiplier=one.multiplier,
                completion_rate=_finished(through.get(one.title)),
                rewatch_rate=_again(through.get(one.title)),
                later=self._later_reach(one.title, by_title, days),
            )
            for one in alike.nearest
        )

    def _later_reach(self, title: str, by_title: dict[str, Run], days: int) -> tuple[tuple[str, float | None], ...]:
        told = []
        for franchise in self.catalogue.franchises_of(title):
            for part in franchise.parts[franchise.parts.index(title) + 1 :]:
                run = by_title.get(part)
                closed = run is not None and run.curve.closed_days >= days
                name = self.catalogue.titles[part].name if part in self.catalogue.titles else part
                told.append((name, _reach(run, days) if run is not None and closed else None))
        return tuple(dict.fromkeys(told))

    def _years(self) -> tuple[int, ...]:
        return tuple(range(self.today.year + 1, self.today.year + 1 + _YEARS))

    def _later(self, title: Title, franchise: Franchise | None) -> list[tuple[str, str, str]]:
        if franchise is None or title.id not in franchise.parts:
            return []
        told = []
        for part in franchise.parts[franchise.parts.index(title.id) + 1 :]:
            known = self.catalogue.titles.get(part)
            releases = [one for (name, _), one in self.catalogue.releases.items() if name == part]
            status = "status not known"
            if releases:
                dates = [one.released_at_us for one in releases if one.released_at_us is not None]
                when = str(instants.to_datetime(min(dates)).date()) if dates else "release to be decided"
                status = f"{releases[0].status}, {when}"
            told.append((part, known.name if known else part, status))
        return told

    def _names_of_sequel(self, title: Title, later: Sequence[tuple[str, str, str]]) -> list[str]:
        """By which claims may call it: as the catalogue has it, or the name and a number."""
        if later:
            return [id for id, _, _ in later[:1]]
        return [f"{title.name} 2", f"{title.name} sequel"]

    def _shared_with(self, franchise: Franchise | None) -> tuple[tuple[str, str | None], ...]:
        if franchise is None or franchise.universe is None:
            return ()
        return tuple(
            (one.name, one.rights)
            for one in self.catalogue.franchises.values()
            if one.universe == franchise.universe and one.id != franchise.id
        )

    def _queries(self, report: Report, age: int) -> tuple[Query, ...]:
        told = []
        where = f" --country {self.country}" if self.country else ""
        for name in QUERIES:
            one = explain(report, name)
            told.append(
                Query(
                    metric=name,
                    formula=one.number.metric.formula,
                    counts=one.counts,
                    query=one.query,
                    command=f"matinee explain {name} --title {report.title.id} --days {age} --definition {self.definition.id}{where}",
                    fingerprint=report.fingerprint,
                )
            )
        return tuple(told)


def _standings(
    report: Report, mine: Run, slate: Sequence[Run], through: dict[str, SeenThrough], age: int
) -> tuple[Standing, ...]:
    numbers = report.numbers
    told = [through.get(run.curve.title) for run in slate]
    shares = (("completion_rate", _finished), ("rewatch_rate", _again))
    reach = numbers["reach"]
    made = [standing("reach", reach.metric.title, reach.metric.unit, reach.value, [_reach(run, age) for run in slate])]
    for name, rate in shares:
        number = numbers[name]
        made.append(
            standing(
                name,
                number.metric.title,
                number.metric.unit,
                number.value,
                [rate(one) for one in told],
                counted=number.counted,
                out_of=number.out_of,
            )
        )
    hours = [_hours_each(run, age) for run in slate]
    made.append(standing(HOURS_EACH, "Hours per household", Unit.HOURS, _hours_each(mine, age), hours))
    return tuple(made)


def _held(mine: Run, runs: Sequence[Run]) -> tuple[Hold, ...]:
    """How the title held by several days, each time looked at together with all that ran then."""
    told = []
    for day in sorted({*_HELD_ON, min(mine.curve.closed_days, _CLOSED)}):
        if not FIRST_DAY <= day <= mine.curve.closed_days:
            continue
        now = mine.curve.released_on.toordinal() + day
        young = replace(mine, curve=mine.curve.until(day), watched=mine.watched[:day])
        running, past = [], []
        for run in runs:
            if run is mine:
                continue
            closed = min(run.curve.closed_days, now - run.curve.released_on.toordinal())
            if closed >= _CLOSED:
                past.append(run)
            elif closed >= 1:
                running.append(replace(run, curve=run.curve.until(closed), watched=run.watched[:closed]))
        told.append(holds([young, *running], past)[0])
    return tuple(told)


def _projected(made: TitleProjection) -> tuple[float, float, float] | None:
    told = made.projection
    interval = told.intervals[80]
    return None if told.state == "closed" or interval is None else (told.median, interval.low, interval.high)


def _came_back(made: TitleProjection) -> tuple[int, Share] | None:
    """Who came back within the longest time that enough homes were followed for."""
    known = {days: share for days, share in made.seen_through.coming_back.items() if share is not None}
    return max(known.items(), key=lambda one: one[0]) if known else None


def _break_even(money: Money, told: Estimate | None, report: Report) -> BreakEven | None:
    if money.budget is None:
        if money.worth_household is not None or money.worth_hour is not None:
            raise MatineeError("There is a worth and no budget.", "Give --budget too.")
        return None
    if told is None:
        return None
    return break_even(
        money.budget,
        told,
        hours_per_household=report.numbers["viewing_per_household"].value,
        worth_household=money.worth_household,
        worth_hour=money.worth_hour,
    )


def _slate_in_words(mine: Run, slate: Sequence[Run]) -> str:
    kinds = {run.curve.kind for run in slate}
    kind = mine.curve.kind if kinds == {mine.curve.kind} and len(slate) >= FEWEST else "title"
    if not slate:
        return "no other title has so many days closed"
    days = [run.curve.released_on for run in slate]
    return f"{some(len(slate), f'other {kind}')} of the service, released {min(days)} to {max(days)}"


def _reach(run: Run, days: int) -> float:
    return sum(one or 0.0 for one in run.curve.new_households[:days])


def _hours_each(run: Run, days: int) -> float | None:
    reach = _reach(run, days)
    return sum(one or 0.0 for one in run.watched[:days]) / reach if reach else None


def _finished(one: SeenThrough | None) -> float | None:
    return one.completers / one.starters if one and one.starters else None


def _again(one: SeenThrough | None) -> float | None:
    return one.rewatchers / one.completers if one and one.completers else None
