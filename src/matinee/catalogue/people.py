"""People, and what they are to titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ROLES = ("director", "writer", "producer", "cast")
"""What a person is to a title; others are kept as their source calls them."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person.

    Attributes:
        id: What files name the person by: IMDb's `nm…`, Wikidata's `Q…`, or one of the service's own.
        name: As a person reads it.
        born: The day of birth; None where it is not known.
        born_year: The year of birth, of the day where that is known.
        also: Other ids of the person.
    """

    id: str
    name: str
    born: date | None = None
    born_year: int | None = None
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """The year of a day that is known is known."""
        if self.born is not None and self.born_year is None:
            object.__setattr__(self, "born_year", self.born.year)

    def age_on(self, day: date) -> int | None:
        """Whole years of age on a day; None where the day of birth is not known, or comes later.

        >>> Person(id="ana", name="Ana", born=date(2009, 1, 9)).age_on(date(2020, 12, 25))
        11
        """
        if self.born is None or day < self.born:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a person is to a title.

    Attributes:
        person: The id of the person.
        title: The id of the title.
        role: One of `ROLES`, or what a source calls it.
        character: Whom the person plays; several are separated by " / ".
        order: Place in the credits, from 1.
    """

    person: str
    title: str
    role: str
    character: str | None = None
    order: int | None = None
