"""Recounting a published chart: which places are one title's, and how many periods that makes.

Titles are not ids. Two films may share a name, one may be renamed half-way, a file may begin
when a title has long been in the chart. What tells is the publisher's own count, and the
rules are these; a place that needs one carries its sentence:

1. **Namesake**: a count that begins again at 1 after an absence is that of another title.
2. **Renamed**: a count that goes on where that of another title ended the period before, of
   the same day of release, is that of the same title under a new name.
3. **Earlier**: a title that is in the chart in the first period of the file, or was released long
   enough before it, may have been there before; the count with which it comes in is believed.
4. **Counted twice**: a count that rises by two from one period to the next, while the score rises
   by twice the points of that place, took one period for two.

Everything else that differs stays unexplained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from matinee.imports.published import DAYS_IN, List, PublishedPlace, Title, days_of

POINTS_AT_1 = 10
"""What a day at no. 1 adds to the score of a daily chart; each place below adds one less."""


class Counted(NamedTuple):
    """What a recount makes of a place.

    Attributes:
        title: The same number for all places of one title in one list.
        by_name: Its periods so far, going by name, season and release only.
        periods: Its periods so far by the rules above.
        score_by_name, score: The same of the score.
        reason: The rules that were needed, in words; None where none was.
    """

    title: int
    by_name: int
    periods: int
    score_by_name: int
    score: int
    reason: str | None


@dataclass
class _Strand:
    """A title on its way through a list: where it was last, and what was counted by then."""

    title: int
    name: Title
    number: int
    published: int | None
    published_score: int | None
    periods: int
    score: int
    reason: str | None
    renamed: bool = False
    """Whether it goes on under another name: then under no third one, and not under this."""


def recount(places: Sequence[PublishedPlace]) -> list[Counted | None]:
    """Each place recounted, in the order given; None for a place of an all-time list, where nothing is counted."""
    lists: dict[List, list[int]] = defaultdict(list)
    for place, published in enumerate(places):
        if published.number is not None:
            lists[published.list].append(place)
    counted: list[Counted | None] = [None] * len(places)
    titles = 0
    for members in lists.values():
        members.sort(key=lambda place: (places[place].number, places[place].rank))
        walk = _ListWalk([places[place] for place in members], titles)
        for place, result in zip(members, walk.counted, strict=True):
            counted[place] = result
        titles = walk.titles
    return counted


class _ListWalk:
    """One list, period by period; `titles` is how many titles there are by now."""

    def __init__(self, places: Sequence[PublishedPlace], titles: int) -> None:
        self.titles = titles
        self._first = _number(places[0])
        self._period = places[0].period
        self._strands: dict[Title, list[_Strand]] = defaultdict(list)
        self._ended: dict[tuple[int, date | None], list[_Strand]] = defaultdict(list)
        self._in_period: dict[int, set[Title]] = defaultdict(set)
        self._by_name: dict[Title, list[int]] = defaultdict(lambda: [0, 0])
        for place in places:
            self._in_period[_number(place)].add(place.title)
        self.counted = [self._count(place) for place in places]

    def _count(self, place: PublishedPlace) -> Counted:
        number, points = _number(place), max(0, POINTS_AT_1 + 1 - place.rank)
        strand = self._strand(place, number)
        if strand is None:
            strand = self._begin(place, number, points)
        else:
            _go_on(strand, place, number, points)
        strand.number = number
        strand.published, strand.published_score = place.periods_in_chart, place.score
        self._ended[number, place.released].append(strand)
        by_name = self._by_name[place.title]
        by_name[0] += 1
        by_name[1] += points
        return Counted(strand.title, by_name[0], strand.periods, by_name[1], strand.score, strand.reason)

    def _strand(self, place: PublishedPlace, number: int) -> _Strand | None:
        """The title of this name that a place belongs to; None for one that is not known yet."""
        open_ = [strand for strand in self._strands[place.title] if strand.number < number and not strand.renamed]
        if not open_:
            return None
        open_.sort(key=lambda strand: strand.number)
        fitting = [strand for strand in open_ if strand.periods + 1 == place.periods_in_chart]
        if fitting:
            return fitting[-1]
        absent = open_[-1].number < number - 1
        return None if absent and place.periods_in_chart == 1 else open_[-1]

    def _begin(self, place: PublishedPlace, number: int, points: int) -> _Strand:
        self.titles += 1
        start = place.periods_in_chart or 1
        before = self._renamed(place, number, start)
        strand = _Strand(self.titles, place.title, number, None, None, 1, points, None)
        if before is not None:
            before.renamed = True
            until = days_of(self._period, before.number)[1]
            strand.title = before.title
            strand.periods, strand.score = before.periods + 1, before.score + points
            strand.reason = f"renamed: it was called {str(before.name)!r} until {until}, and the count goes on"
        elif self._strands[place.title]:
            since = days_of(self._period, number)[0]
            strand.reason = f"a namesake: the count begins again at 1 on {since}, so this is another title"
        elif start > 1 and (number == self._first or self._may_have_been(start - 1, place)):
            strand.periods, strand.score = start, place.score or points
            earlier = f"{start - 1} {self._period}{'' if start == 2 else 's'}"
            strand.reason = (
                f"earlier: {earlier} may lie before {days_of(self._period, self._first)[0]}, where the file begins"
            )
        self._strands[place.title].append(strand)
        return strand

    def _may_have_been(self, periods: int, place: PublishedPlace) -> bool:
        """Whether there are so many periods between a title's release and the first one of the file."""
        opens = days_of(self._period, self._first)[0]
        return place.released is not None and (opens - place.released).days >= periods * DAYS_IN[self._period]

    def _renamed(self, place: PublishedPlace, number: int, start: int) -> _Strand | None:
        """The one title that a place may be under another name, by the day of release and the count."""
        if start == 1 or place.released is None:
            return None
        left = [
            strand
            for strand in self._ended[number - 1, place.released]
            if strand.published == start - 1 and strand.name not in self._in_period[number] and not strand.renamed
        ]
        return left[0] if len(left) == 1 else None


def _go_on(strand: _Strand, place: PublishedPlace, number: int, points: int) -> None:
    """Count one more place of a title."""
    strand.periods += 1
    strand.score += points
    twice = (
        strand.number == number - 1
        and None not in (strand.published, strand.published_score, place.periods_in_chart, place.score)
        and place.periods_in_chart == (strand.published or 0) + 2
        and place.score == (strand.published_score or 0) + 2 * points
    )
    if twice:
        strand.periods += 1
        strand.score += points
        day = days_of(place.period, number)[1]
        said = f"counted twice: on {day} the count rose by 2 and the score by twice the points of no. {place.rank}"
        strand.reason = f"{strand.reason}; {said}" if strand.reason else said


def _number(place: PublishedPlace) -> int:
    number = place.number
    assert number is not None
    return number
