"""Conformance: whether a published chart keeps the rules that its publisher states.

Each check recomputes what was published from the rest of the file. What differs is either
explained by a rule that is stated here and decided by the file's own figures, or it is not;
nothing is excused by name. The rules of Netflix's Top 10:

- Lists rank by hours until the week to 2023-06-11, and by views since. Ranks rest on figures
  before rounding, so places of equal published figures may stand in any order.
- Hours are rounded to 10,000 until then, to 100,000 since; views to 100,000.
- Views are hours ÷ runtime, of the published figures, halves rounded up.
- Weeks in the Top 10 are counted in all, not in a row, since 2021-06-28.

Those of a daily chart: days are counted in all, a score adds 10 points for a day at no. 1 down
to 1 at no. 10, the rank a week before is that of seven days before.

Source: about.netflix.com/news/top-10-things-about-netflix-top-10, with its update of 2023-06-20.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from matinee.imports.published import DAYS_IN, List, PublishedFile, PublishedPlace, days_of
from matinee.published.recount import Counted, recount
from matinee.published.view_counts import VIEWS_STEP, hours_step, ranks_by_views, why_views_differ

PLACES = 10
"""How many a published list has."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something published that the rules do not give.

    Attributes:
        line: Of the file.
        where: Period, list, rank and title, in words.
        published, computed: What the file says, and what the rules say.
        reason: The rule that explains it, in words; None where none does.
    """

    line: int
    where: str
    published: str
    computed: str
    reason: str | None = None

    @property
    def place(self) -> str:
        """Period, list and rank of it."""
        return self.where.partition(": ")[0]

    @property
    def title(self) -> str:
        """What stands there."""
        return self.where.partition(": ")[2]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule, held against a file.

    Attributes:
        name: What is checked.
        rule: The rule, in words.
        counted: What was checked: "rows" or "lists".
        checked: How many of them.
        differences: Those that differ; the others agree.
    """

    name: str
    rule: str
    counted: str
    checked: int
    differences: tuple[Difference, ...]

    @property
    def explained(self) -> tuple[Difference, ...]:
        """Those that differ for a stated reason."""
        return tuple(one for one in self.differences if one.reason is not None)

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Those that differ for no reason that we know."""
        return tuple(one for one in self.differences if one.reason is None)

    @property
    def agreeing(self) -> int:
        """How many are as the rule has them."""
        return self.checked - len(self.differences)

    def as_row(self) -> dict[str, str | int]:
        """The check as a line of the table."""
        return {
            "check": self.name,
            "of": self.counted,
            "checked": self.checked,
            "agreeing": self.agreeing,
            "explained": len(self.explained),
            "unexplained": len(self.unexplained),
        }


@dataclass(frozen=True, kw_only=True)
class Conformance:
    """All checks of a file, those that it gives no ground for left out."""

    file: str
    checks: tuple[Check, ...]

    @property
    def exit_status(self) -> int:
        """0 where everything agrees or is explained, else 1."""
        return int(any(check.unexplained for check in self.checks))

    def table(self) -> list[dict[str, str | int]]:
        """A line for each check."""
        return [check.as_row() for check in self.checks]

    def exceptions(self) -> list[dict[str, Any]]:
        """A line for each difference, the unexplained ones first."""
        lines = [
            {"check": check.name, "line": one.line, "where": one.where}
            | {"published": one.published, "computed": one.computed, "reason": one.reason}
            for check in self.checks
            for one in check.differences
        ]
        return sorted(lines, key=lambda line: line["reason"] is not None)

    def reasons(self) -> dict[tuple[str, str], int]:
        """How many differences of which check each rule explains; the rule is what its sentence begins with."""
        return Counter(
            (check.name, one.reason.partition(":")[0])
            for check in self.checks
            for one in check.explained
            if one.reason is not None
        )


def conformance(file: PublishedFile) -> Conformance:
    """Hold a published chart against the rules of its publisher."""
    checks = [_readable(file), *(check(file.places) for check in CHECKS)]
    return Conformance(file=file.file, checks=tuple(check for check in checks if check.checked))


def where(place: PublishedPlace) -> str:
    """Period, list, rank and title of a place, as a person reads them."""
    period = f"first {place.period}"
    if place.period_end is not None:
        period = f"{place.period_end}" if place.period == "day" else f"{place.period} to {place.period_end}"
    return f"{period}, {place.list}, no. {place.rank}: {place.title}"


def _readable(file: PublishedFile) -> Check:
    differences = tuple(
        Difference(line=one.line, where=one.record[:80], published=one.problem, computed="a row that can be read")
        for one in file.rejections
    )
    return Check(
        name="rows can be read",
        rule="Every row has a period, a list, a rank and a title, and numbers where numbers belong.",
        counted="rows",
        checked=len(file.places) + file.repeated + len(differences),
        differences=differences,
    )


def _ranks_complete(places: Sequence[PublishedPlace]) -> Check:
    lists = list(_by_period(places))
    differences = []
    for members in lists:
        ranks = [place.rank for place in members]
        if ranks != list(range(1, PLACES + 1)):
            differences.append(_difference(members[0], ", ".join(map(str, ranks)), f"1 to {PLACES}, each once"))
    rule = f"A list has the ranks 1 to {PLACES}, each once."
    return Check(name="ranks complete", rule=rule, counted="lists", checked=len(lists), differences=tuple(differences))


def _periods_complete(places: Sequence[PublishedPlace]) -> Check:
    numbers: dict[List, dict[int, PublishedPlace]] = defaultdict(dict)
    for place in places:
        if place.number is not None:
            numbers[place.list].setdefault(place.number, place)
    differences, checked = [], 0
    for one, found in numbers.items():
        checked += max(found) - min(found) + 1
        for before, after in pairwise(sorted(found)):
            for number in range(before + 1, after):
                end = days_of(one.period, number)[1]
                at = f"{one.period} to {end}, {one}"
                differences.append(
                    Difference(line=found[before].line, where=at, published="no list", computed="a list")
                )
    rule = "From the first period of a list to its last none is missing."
    return Check(name="periods complete", rule=rule, counted="lists", checked=checked, differences=tuple(differences))


def _rank_order(places: Sequence[PublishedPlace]) -> Check:
    differences, checked = [], 0
    for members in _by_period(places):
        by_views = ranks_by_views(members[0])
        figures = [(place.views if by_views else place.hours) for place in members]
        if by_views is None or None in figures:
            continue
        checked += 1
        steps = zip(pairwise(members), pairwise(figures), strict=True)
        wrong = next(((pair, step) for pair, step in steps if (step[0] or 0) < (step[1] or 0)), None)
        if wrong:
            (better, worse), (more, less) = wrong
            unit = "views" if by_views else "hours"
            differences.append(_difference(worse, f"{less:,} {unit}", f"at most the {more:,} of {better.title}"))
    rule = "Hours do not rise as one goes down the list until the week to 2023-06-11; views do not since."
    return Check(name="rank order", rule=rule, counted="lists", checked=checked, differences=tuple(differences))


def _hours_rounded(places: Sequence[PublishedPlace]) -> Check:
    given = [(place, place.hours, hours_step(place)) for place in places if place.hours is not None]
    rule = "Hours are rounded to 10,000 until the week to 2023-06-11, to 100,000 since."
    return _rounded("hours", rule, given)


def _views_rounded(places: Sequence[PublishedPlace]) -> Check:
    given = [(place, place.views, VIEWS_STEP) for place in places if place.views is not None]
    return _rounded("views", "Views are rounded to 100,000.", given)


def _rounded(unit: str, rule: str, given: list[tuple[PublishedPlace, int, int]]) -> Check:
    differences = tuple(
        _difference(place, f"{figure:,} {unit}", f"a multiple of {step:,}")
        for place, figure, step in given
        if figure % step
    )
    return Check(name=f"{unit} rounded", rule=rule, counted="rows", checked=len(given), differences=differences)


def _views(places: Sequence[PublishedPlace]) -> Check:
    by_views = [place for place in places if ranks_by_views(place)]
    differences = tuple(_difference(*one) for one in why_views_differ(by_views))
    rule = "Views are hours ÷ runtime, rounded to 100,000, halves up."
    name = "views = hours ÷ runtime"
    return Check(name=name, rule=rule, counted="rows", checked=len(by_views), differences=differences)


def _periods_in_chart(places: Sequence[PublishedPlace]) -> Check:
    return _recounted(
        places,
        name="periods in chart",
        rule="Periods in the chart are counted in all, this one included, by name, season and day of release.",
        published=lambda place: place.periods_in_chart,
        by_name=lambda counted: counted.by_name,
        by_rules=lambda counted: counted.periods,
    )


def _score(places: Sequence[PublishedPlace]) -> Check:
    return _recounted(
        places,
        name="score",
        rule="The score adds 10 points for a day at no. 1, 9 at no. 2, down to 1 at no. 10.",
        published=lambda place: place.score,
        by_name=lambda counted: counted.score_by_name,
        by_rules=lambda counted: counted.score,
    )


def _recounted(
    places: Sequence[PublishedPlace],
    *,
    name: str,
    rule: str,
    published: Callable[[PublishedPlace], int | None],
    by_name: Callable[[Counted], int],
    by_rules: Callable[[Counted], int],
) -> Check:
    """Hold what the publisher counted against a recount."""
    differences, checked = [], 0
    given = any(published(place) is not None for place in places)
    for place, counted in zip(places, recount(places), strict=True) if given else ():
        said = published(place)
        if counted is None or said is None:
            continue
        checked += 1
        if said != by_name(counted):
            reason = counted.reason if said == by_rules(counted) else None
            differences.append(_difference(place, str(said), str(by_name(counted)), reason))
    return Check(name=name, rule=rule, counted="rows", checked=checked, differences=tuple(differences))


def _rank_a_week_before(places: Sequence[PublishedPlace]) -> Check:
    given = any(place.rank_a_week_before is not None for place in places)
    daily = [
        (place, counted, place.number - DAYS_IN["week"])
        for place, counted in (zip(places, recount(places), strict=True) if given else ())
        if place.period == "day" and place.number is not None and counted is not None
    ]
    by_name = {(place.list, place.title, place.number): place.rank for place, _, _ in daily}
    by_rules = {(place.list, counted.title, place.number): place.rank for place, counted, _ in daily}
    known = {(one, number) for one, _, number in by_name}
    differences, checked = [], 0
    for place, counted, before in daily:
        if (place.list, before) not in known:
            continue
        checked += 1
        said, computed = place.rank_a_week_before, by_name.get((place.list, place.title, before))
        if said != computed:
            reason = counted.reason if said == by_rules.get((place.list, counted.title, before)) else None
            absent = "not in the chart"
            differences.append(_difference(place, str(said or absent), str(computed or absent), reason))
    rule = "The rank a week before is that of seven days before, where the file has that day."
    return Check(name="rank a week before", rule=rule, counted="rows", checked=checked, differences=tuple(differences))


def _difference(place: PublishedPlace, published: str, computed: str, reason: str | None = None) -> Difference:
    return Difference(line=place.line, where=where(place), published=published, computed=computed, reason=reason)


def _by_period(places: Sequence[PublishedPlace]) -> Iterator[list[PublishedPlace]]:
    """The places of each list in each period, best first."""
    lists: dict[tuple[List, date | None], list[PublishedPlace]] = defaultdict(list)
    for place in places:
        lists[place.list, place.period_end].append(place)
    for members in lists.values():
        yield sorted(members, key=lambda place: place.rank)


CHECKS: tuple[Callable[[Sequence[PublishedPlace]], Check], ...] = (
    _ranks_complete,
    _periods_complete,
    _rank_order,
    _hours_rounded,
    _views_rounded,
    _views,
    _periods_in_chart,
    _score,
    _rank_a_week_before,
)
"""What is checked, in the order in which it is told."""
