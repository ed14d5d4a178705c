"""Restatements: what a later edition of a published chart says otherwise.

The files are published anew each week, old weeks included, so two editions can be held
against each other place by place. Places are matched within one list of one period: by name
and season; then, one to one, by the same figures, by the same spelling but for case, or, in
charts without figures, by name and rank, whatever the season is called. What is left was lost
or gained. Of the all-time lists only figures and names are compared: titles come and go there
as they should.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from matinee.catalogue.spelling import plain
from matinee.imports.published import List, PublishedFile, PublishedPlace
from matinee.published.conformance import where
from matinee.units import some

KINDS = {
    "hours": "The hours are others.",
    "views": "The views are others.",
    "runtime": "The runtime is another, or is given where none was.",
    "rank": "The title stands higher or lower.",
    "periods in chart": "The count of periods is another.",
    "renamed": "The title or its season has another name.",
    "row lost": "The title is not in the list any more.",
    "row gained": "A title is in the list that was not.",
    "row regained": "A title is in the list again that an edition in between had lost.",
    "list lost": "The list of a period is not in the file any more.",
    "list gained": "The list of a period is in the file that was not, though the file had later ones.",
}
"""Every kind of restatement, in words."""


class Restatement(NamedTuple):
    """One thing that a later edition says otherwise.

    Attributes:
        chart: Which it is in: "global", "country", "most popular" or "daily".
        earlier, later: The two editions, by their dates or the names of their files.
        kind: One of `KINDS`.
        where: Period, list, rank and title, as the earlier edition has them (the later one where something was gained).
        was, now: What they say; empty where they say nothing.
    """

    chart: str
    earlier: str
    later: str
    kind: str
    where: str
    was: str
    now: str


_Lists = dict[tuple[List, date | None], list[PublishedPlace]]
_COMPARED: tuple[tuple[str, Callable[[PublishedPlace], Any]], ...] = (
    ("hours", lambda place: place.hours),
    ("views", lambda place: place.views),
    ("rank", lambda place: place.rank if place.period_end else None),
    ("periods in chart", lambda place: place.periods_in_chart),
)
_MATCHES: tuple[Callable[[PublishedPlace], Hashable | None], ...] = (
    lambda place: place.title,
    lambda place: (place.hours, place.views) if place.hours is not None else None,
    lambda place: (plain(place.name), plain(place.season or "")),
    lambda place: (plain(place.name), place.rank) if place.hours is None else None,
)
"""What matches a place of one edition with one of the other, the surest first."""


def restatements(editions: Sequence[PublishedFile]) -> list[Restatement]:
    """Every restatement between editions of one chart, the earliest first."""
    lists = [_by_list(edition.places) for edition in editions]
    seen: set[Hashable] = set()
    found: list[Restatement] = []
    for (before, earlier), (after, later) in pairwise(zip(editions, lists, strict=True)):
        for chart, *told in _between(earlier, later, seen):
            found.append(Restatement(chart, before.file, after.file, *told))
        seen.update(_identity(place) for place in before.places)
    return found


@dataclass(frozen=True, kw_only=True)
class Restatements:
    """All restatements between editions of published charts.

    Attributes:
        compared: Which chart was compared in which two editions, also where they say the same.
        found: What the later of them says otherwise.
    """

    compared: tuple[tuple[str, str, str], ...]
    found: tuple[Restatement, ...]

    def table(self) -> list[dict[str, str | int]]:
        """A line for each two editions and each kind of restatement between them: how many there are."""
        counts = Counter((one[:3], one.kind) for one in self.found)
        return [
            {"chart": chart, "earlier": earlier, "later": later, "kind": kind, "restatements": number}
            for chart, earlier, later in self.compared
            for kind in KINDS
            if (number := counts[(chart, earlier, later), kind])
        ]

    def as_dict(self) -> dict[str, Any]:
        """The restatements as JSON has them."""
        return {
            "compared": [dict(zip(Restatement._fields, pair, strict=False)) for pair in self.compared],
            "table": self.table(),
            "restatements": [one._asdict() for one in self.found],
        }

    def to_json(self) -> str:
        """The restatements as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The restatements as CSV, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(Restatement._fields)
        writer.writerows(self.found)
        return text.getvalue()


def restatements_of(charts: Iterable[Sequence[PublishedFile]]) -> Restatements:
    """Every restatement between editions of several charts.

    Args:
        charts: Of each chart its editions, the earliest first.
    """
    compared: dict[tuple[str, str, str], None] = {}
    found: list[Restatement] = []
    for editions in charts:
        with_places = [edition for edition in editions if edition.places]
        for before, after in pairwise(with_places):
            compared[before.places[0].chart, before.file, after.file] = None
        found += restatements(with_places)
    order = {pair: number for number, pair in enumerate(compared)}
    found.sort(key=lambda one: order[one[:3]])
    return Restatements(compared=tuple(compared), found=tuple(found))


def by_chart(files: Iterable[PublishedFile]) -> list[list[PublishedFile]]:
    """What files hold of each chart and country; a file may lack a country that others have.

    They are named by the day of their edition, or where several have the same by their files.
    """
    charts: dict[Hashable, list[PublishedFile]] = defaultdict(list)
    for file in files:
        places: dict[Hashable, list[PublishedPlace]] = defaultdict(list)
        for place in file.places:
            places[place.source, place.chart, place.country, place.period].append(place)
        for chart, members in places.items():
            charts[chart].append(PublishedFile(file.file, members, 0, []))
    for editions in charts.values():
        days = [edition.places[0].edition for edition in editions]
        for number, (edition, day) in enumerate(zip(editions, days, strict=True)):
            if day is not None and days.count(day) == 1:
                editions[number] = edition._replace(file=str(day))
    return list(charts.values())


def renames(editions: Sequence[PublishedFile]) -> Iterator[tuple[PublishedPlace, PublishedPlace]]:
    """Places that are one title under another name in the next edition, as they were and as they are."""
    for earlier, later in pairwise(_by_list(edition.places) for edition in editions):
        for key in earlier.keys() & later.keys():
            pairs, _, _ = _matched(earlier[key], later[key])
            yield from (pair for pair in pairs if pair[0].title != pair[1].title)


def _between(earlier: _Lists, later: _Lists, seen: set[Hashable]) -> Iterator[tuple[str, str, str, str, str]]:
    """Chart, kind, where, was and now of each restatement."""
    shared = {one for one, _ in earlier} & {one for one, _ in later}
    covered: dict[List, list[date]] = defaultdict(list)
    for one, end in earlier:
        if end is not None:
            covered[one].append(end)
    for key, before in earlier.items():
        one, end = key
        if one not in shared:
            continue
        if key in later:
            yield from ((one.chart, *told) for told in _in_list(before, later[key], seen))
        elif end is not None:
            yield one.chart, "list lost", _where_list(before[0]), some(len(before), "place"), ""
    for (one, end), after in later.items():
        if one in shared and end is not None and (one, end) not in earlier and end < max(covered[one]):
            yield one.chart, "list gained", _where_list(after[0]), "", some(len(after), "place")


def _in_list(
    before: list[PublishedPlace], after: list[PublishedPlace], seen: set[Hashable]
) -> Iterator[tuple[str, str, str, str]]:
    pairs, lost, gained = _matched(before, after)
    for was, now in pairs:
        if was.title != now.title:
            yield "renamed", where(was), str(was.title), str(now.title)
        for kind, value in _COMPARED:
            old, new = value(was), value(now)
            if old != new and None not in (old, new):
                yield kind, where(was), f"{old:,}", f"{new:,}"
        if was.runtime_h != now.runtime_h and None not in (was.views, now.views):
            yield "runtime", where(was), _hours(was), _hours(now)
    if before[0].period_end is None:
        return
    for place in lost:
        yield "row lost", where(place), _figures(place), ""
    for place in gained:
        kind = "row regained" if _identity(place) in seen else "row gained"
        yield kind, where(place), "", _figures(place)


def _matched(
    before: list[PublishedPlace], after: list[PublishedPlace]
) -> tuple[list[tuple[PublishedPlace, PublishedPlace]], list[PublishedPlace], list[PublishedPlace]]:
    """Pairs of places that are one, and those left over on either side."""
    pairs = []
    for key in _MATCHES:
        mine, theirs = _unique(before, key), _unique(after, key)
        both = [(mine[value], theirs[value]) for value in mine if value in theirs]
        pairs += both
        before = [place for place in before if all(place is not one for one, _ in both)]
        after = [place for place in after if all(place is not one for _, one in both)]
    return sorted(pairs, key=lambda pair: pair[0].rank), before, after


def _unique(
    places: list[PublishedPlace], key: Callable[[PublishedPlace], Hashable | None]
) -> dict[Hashable, PublishedPlace]:
    """Places by a key that only one of them has."""
    found: dict[Hashable, list[PublishedPlace]] = defaultdict(list)
    for place in places:
        found[key(place)].append(place)
    return {value: some[0] for value, some in found.items() if value is not None and len(some) == 1}


def _by_list(places: Iterable[PublishedPlace]) -> _Lists:
    lists: _Lists = defaultdict(list)
    for place in places:
        lists[place.list, place.period_end].append(place)
    return {key: sorted(members, key=lambda place: place.rank) for key, members in lists.items()}


def _identity(place: PublishedPlace) -> Hashable:
    return place.list, place.period_end, place.title


def _where_list(place: PublishedPlace) -> str:
    return where(place).rpartition(", no. ")[0]


def _figures(place: PublishedPlace) -> str:
    """What a place says beside its rank."""
    known = ((place.hours, "hours"), (place.views, "views"))
    return ", ".join(f"{figure:,} {unit}" for figure, unit in known if figure is not None) or f"no. {place.rank}"


def _hours(place: PublishedPlace) -> str:
    return "none" if place.runtime_h is None else f"{place.runtime_h.normalize():f} h"
