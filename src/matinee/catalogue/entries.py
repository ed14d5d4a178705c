"""What a catalogue file says, line by line, before it is known whether it fits together.

Readers give sheets: things, each with its line, in which people and titles are named as the file names them.
`matinee.catalogue.assembly` finds out whom and what these names mean.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from matinee.catalogue.cinemas import TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.titles import Asset, Catalogue, Release, Title
from matinee.rejections import Rejection


class UnusableError(Exception):
    """A line that cannot be used, with its reason and problem."""

    @property
    def reason(self) -> str:
        """One of `matinee.rejections.REASONS`."""
        return str(self.args[0])

    @property
    def problem(self) -> str:
        """What is wrong, as a sentence."""
        return str(self.args[1])


class Part(NamedTuple):
    """A line of a franchise list: one title of one franchise.

    Attributes:
        franchise: The name of the franchise.
        order: Its place among the parts; None: after those before it.
        id: The id of the title; None where the list has none.
        name: The name of the title.
        year: The year of its first release.
        universe, rights: As of a franchise.
        ratings: What the list says of ratings, by `title` "".
    """

    franchise: str
    order: float | None
    id: str | None
    name: str
    year: int | None
    universe: str | None = None
    rights: str | None = None
    ratings: tuple[Rating, ...] = ()


Thing: TypeAlias = (
    Title | Asset | Release | Person | Role | Universe | Franchise | Rating | TheatricalRun | Claim | Part
)


class Entry(NamedTuple):
    """A thing that a file names, and the line that does."""

    line: int
    thing: Thing
    record: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a file says.

    Attributes:
        file: Its name.
        entries: The things it names, in its order.
        rejections: The lines that cannot be used.
        foreign: Whether its ids are those of a public catalogue, whose titles and people
            the service may know under ids of its own.
        ready: What fits together already.
        left_out: What of it is not taken though nothing is wrong with it, and how much that is.
    """

    file: str
    entries: list[Entry] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    foreign: bool = False
    ready: Catalogue = field(default_factory=Catalogue)
    left_out: Counter[str] = field(default_factory=Counter)

    def reject(self, line: int, unusable: UnusableError, record: str = "") -> None:
        """Keep a line as one that cannot be used."""
        self.rejections.append(Rejection(line, unusable.reason, unusable.problem, record))
