"""Whom and what a file means: titles and people found by their ids, or by a name that only one of them has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from matinee.catalogue.entries import UnusableError
from matinee.catalogue.spelling import plain

YEARS_APART = 1
"""How far two years of one film may lie apart: a festival is not a release."""
_SCHEME = re.compile(r"(tt|nm|Q)\d+")
"""Ids of IMDb and Wikidata."""


class Known(NamedTuple):
    """A title or a person, as far as it is told from others.

    Attributes:
        id: Its id.
        name: Its name.
        what: Its kind: "film", "season", "person".
        year: Of its first release, or of birth; None where it is not known.
        also: Other ids of it.
    """

    id: str
    name: str
    what: str
    year: int | None = None
    also: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a person tells it from others."""
        year = "no year" if self.year is None else str(self.year)
        return f"{self.id} ({self.name}, {self.what}, {year})"

    @property
    def is_public(self) -> bool:
        """Whether its id is that of a public catalogue."""
        return _SCHEME.fullmatch(self.id) is not None

    @property
    def schemes(self) -> set[str]:
        """Whose ids it has: "tt" and "nm" of IMDb, "Q" of Wikidata."""
        return {found[1] for id in (self.id, *self.also) if (found := _SCHEME.fullmatch(id))}


class Ambiguous(NamedTuple):
    """Something that may be several that are known; left unmatched. Line 0: of a title with several lines."""

    line: int
    told: Known
    candidates: tuple[Known, ...]

    def sentence(self, file: str) -> str:
        """As a person reads it."""
        may_be = "; ".join(map(str, self.candidates))
        place = f"{file}, line {self.line}" if self.line else file
        return f"{place}: {self.told} may be {may_be}. It is left unmatched."


@dataclass
class Register:
    """Titles, or people, by id and by name.

    Args:
        what: "title" or "person".
    """

    what: str

    def __post_init__(self) -> None:
        """Nobody is known at first."""
        self._by_id: dict[str, Known] = {}
        self._by_name: dict[str, dict[str, Known]] = defaultdict(dict)

    def add(self, known: Known) -> None:
        """Know one more, or more of one."""
        for id in (known.id, *known.also):
            self._by_id[id] = known
        self._by_name[plain(known.name)][known.id] = known

    def by_id(self, id: str) -> Known | None:
        """Who has this id, of their own or as another."""
        return self._by_id.get(id)

    def by_ids(self, *ids: str) -> Known | None:
        """Who has one of these ids, the first of them that anybody has."""
        return next((self._by_id[id] for id in ids if id in self._by_id), None)

    def called(self, name: str) -> list[Known]:
        """All of this name."""
        return list(self._by_name.get(plain(name), {}).values())

    def find(self, named: str, year: int | None = None) -> Known:
        """The one that a file means by an id or a name.

        Args:
            named: The id or the name.
            year: The year that the file gives, which tells it from others of its name.

        Raises:
            UnusableError: There is none, or there are several.
        """
        known = self._by_id.get(named)
        if known:
            return known
        called = self.called(named)
        if year is not None:
            agreeing = [one for one in called if one.year is not None and abs(one.year - year) <= YEARS_APART]
            called = agreeing or [one for one in called if one.year is None]
        if len(called) == 1 and (year is None or called[0].year is not None):
            return called[0]
        if called:
            listing = "; ".join(map(str, called))
            which = f"{named!r} ({year})" if year is not None else repr(named)
            raise UnusableError("ambiguous", f"{which} may be {listing}.")
        of = "" if year is None else f" of {year}"
        raise UnusableError(f"unknown {self.what}", f"There is no {self.what} {named!r}{of}.")

    def same_as(self, told: Known) -> tuple[list[Known], list[Known]]:
        """Who a stranger with an id of a public catalogue is, and who it may be.

        Those that have another id of that catalogue are others. So are those of other years.
        """
        others = [one for one in self.called(told.name) if one.what == told.what and not one.schemes & told.schemes]
        sure = [one for one in others if told.year and one.year and abs(told.year - one.year) <= self._apart]
        unsure = [one for one in others if not (told.year and one.year)]
        return sure, unsure

    @property
    def _apart(self) -> int:
        return YEARS_APART if self.what == "title" else 0

    def told_apart(self, told: Known) -> Known | None:
        """Another of ours of the same name and kind that neither a year nor a public id tells from this one; or None."""
        for one in self.called(told.name):
            if one.schemes & told.schemes:
                continue
            if (
                one.id != told.id
                and not one.is_public
                and one.what == told.what
                and not (one.year and told.year and one.year != told.year)
            ):
                return one
        return None


def years(numbers: Iterable[int | None]) -> int | None:
    """The first of the years that are known."""
    return min((number for number in numbers if number is not None), default=None)
