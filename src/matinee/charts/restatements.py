"""Restatements: what a later edition of a published chart says otherwise.

The files are published anew each week, old weeks included, so two editions can be held
against each other place by place. Places are matched within one list of one period: by name
and season; then, one to one, by the same figures, by the same spelling but for case, or, in
charts without figures, by name and rank, whatever the season is called. What is left was lost
or gained. Of the all-time lists only figures and names are compared: titles come and go there
as they should.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from matinee.charts.conformance import where
from matinee.imports.published import List, PublishedFile, PublishedPlace, plain

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
        earlier, later: The two editions, by the names of their files.
        kind: One of `KINDS`.
        where: Period, list, rank and title, as the earlier edition has them (the later one where something was gained).
        was, now: What they say; empty where they say nothing.
    """

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
    """Every restatement between editions of one file.

    Args:
        editions: The earliest first.
    """
    lists = [_by_list(edition.places) for edition in editions]
    seen: set[Hashable] = set()
    found: list[Restatement] = []
    for (before, earlier), (after, later) in pairwise(zip(editions, lists, strict=True)):
        for kind, at, was, now in _between(earlier, later, seen):
            found.append(Restatement(before.file, after.file, kind, at, was, now))
        seen.update(_identity(place) for place in before.places)
    return found


def table(found: Iterable[Restatement]) -> list[dict[str, str | int]]:
    """A line for each two editions and each kind of restatement between them: how many there are."""
    counts = Counter((one.earlier, one.later, one.kind) for one in found)
    order = list(KINDS)
    return [
        {"earlier": earlier, "later": later, "kind": kind, "restatements": count}
        for (earlier, later, kind), count in sorted(
            counts.items(), key=lambda one: (one[0][:2], order.index(one[0][2]))
        )
    ]


def _between(earlier: _Lists, later: _Lists, seen: set[Hashable]) -> Iterator[tuple[str, str, str, str]]:
    """Kind, where, was and now of each restatement."""
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
            yield from _in_list(before, later[key], seen)
        elif end is not None:
            yield "list lost", _where_list(before[0]), f"{len(before)} places", ""
    for (one, end), after in later.items():
        if one in shared and end is not None and (one, end) not in earlier and end < max(covered[one]):
            yield "list gained", _where_list(after[0]), "", f"{len(after)} places"


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
