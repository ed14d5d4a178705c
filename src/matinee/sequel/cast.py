"""How old the cast is: when the original came out, now, and in each year in which a sequel could come.

Ages of a year are those on the day of it on which the original came out. Where only the year of birth is known, an age is one of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matinee.catalogue import Catalogue
from matinee.catalogue.people import Person

GROWN_UP = 18


@dataclass(frozen=True, kw_only=True)
class Age:
    """An age: one number, or one of two where only the year of birth is known."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} or {self.most}"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the cast.

    Attributes:
        person: Who.
        character: Whom they play; None where it is not known.
        at_release: Age when the original came out; None where no birth is known, as in all that follows.
        now: Age today, or on the day asked for.
        in_years: Age in each year in which a sequel could come.
    """

    person: Person
    character: str | None
    at_release: Age | None
    now: Age | None
    in_years: dict[int, Age]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The cast of an original, in the order of its credits.

    Attributes:
        released_on: When it came out.
        today: The day that is now.
        years: In which a sequel could come.
        members: All of them.
        directors, writers: Names.
    """

    released_on: date
    today: date
    years: tuple[int, ...]
    members: tuple[Member, ...]
    directors: tuple[str, ...]
    writers: tuple[str, ...]

    @property
    def children(self) -> tuple[Member, ...]:
        """Those who were not grown up when it came out."""
        return tuple(one for one in self.members if one.at_release is not None and one.at_release.least < GROWN_UP)

    @property
    def unknown(self) -> int:
        """How many have no known birth."""
        return sum(one.at_release is None for one in self.members)

    def span(self, year: int | None = None, *, children: bool = False) -> tuple[int, int] | None:
        """The youngest and the oldest, when it came out or in a year; None where no age is known."""
        of = self.children if children else self.members
        ages = [one.at_release if year is None else one.in_years.get(year) for one in of]
        known = [age for age in ages if age is not None]
        return (min(age.least for age in known), max(age.most for age in known)) if known else None


def cast_of(catalogue: Catalogue, title: str, released_on: date, today: date, years: tuple[int, ...]) -> Cast:
    """The cast of a title, as the catalogue knows it."""
    roles = catalogue.roles_of(title)
    names = {
        role: tuple(dict.fromkeys(catalogue.people[one.person].name for one in roles if one.role == role))
        for role in ("director", "writer")
    }
    members = []
    for role in roles:
        if role.role != "cast":
            continue
        person = catalogue.people[role.person]
        in_years = {year: age_on(person, _same_day(released_on, year)) for year in years}
        members.append(
            Member(
                person=person,
                character=role.character,
                at_release=age_on(person, released_on),
                now=age_on(person, today),
                in_years={year: age for year, age in in_years.items() if age is not None},
            )
        )
    return Cast(
        released_on=released_on,
        today=today,
        years=years,
        members=tuple(members),
        directors=names["director"],
        writers=names["writer"],
    )


def age_on(person: Person, day: date) -> Age | None:
    """How old somebody is on a day.

    >>> str(age_on(Person(id="ana", name="Ana", born=date(2009, 12, 26)), date(2020, 12, 25)))
    '10'
    >>> str(age_on(Person(id="ana", name="Ana", born_year=2009), date(2027, 12, 25)))
    '17 or 18'
    """
    exact = person.age_on(day)
    if exact is not None:
        return Age(least=exact, most=exact)
    if person.born is not None or person.born_year is None or person.born_year > day.year:
        return None
    most = day.year - person.born_year
    return Age(least=max(0, most - 1), most=most)


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)
