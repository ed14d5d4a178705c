"""What the catalogue knows of one thing: a title, a person, a franchise, a universe."""

from __future__ import annotations

import csv
import difflib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from matinee import instants
from matinee.catalogue import Catalogue, Franchise, Person, Release, Role, Title, Universe
from matinee.catalogue.findings import first_years
from matinee.catalogue.schedule import status_on
from matinee.catalogue.spelling import plain
from matinee.errors import MatineeError

ROLES = ("director", "writer", "producer", "cast")
"""The roles that are told first."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the catalogue knows of one thing.

    Attributes:
        catalogue: All that it knows.
        thing: What it is asked for.
    """

    catalogue: Catalogue
    thing: Title | Person | Franchise | Universe

    def as_dict(self) -> dict[str, Any]:
        """All of it; what is not known is null."""
        if isinstance(self.thing, Title):
            return _title(self.catalogue, self.thing)
        if isinstance(self.thing, Person):
            return _person(self.catalogue, self.thing)
        if isinstance(self.thing, Franchise):
            return _franchise(self.catalogue, self.thing)
        return _universe(self.catalogue, self.thing)

    def to_json(self) -> str:
        """All of it as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, default=str)

    def to_csv(self) -> str:
        """One fact a line: where it stands in the JSON, and what it is."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["fact", "value"])
        writer.writerows(_flat("", self.as_dict()))
        return text.getvalue()


def find_entry(catalogue: Catalogue, wanted: str) -> Entry:
    """What a person means by an id or a name; a title before people, people before franchises.

    Raises:
        MatineeError: Nothing is called that, or several of one kind are.
    """
    shelves: tuple[dict[str, Any], ...] = (
        dict(catalogue.titles),
        dict(catalogue.people),
        dict(catalogue.franchises),
        dict(catalogue.universes),
    )
    for shelf in shelves:
        if wanted in shelf:
            return Entry(catalogue=catalogue, thing=shelf[wanted])
    for shelf in shelves:
        called = [
            one for one in shelf.values() if plain(one.name) == plain(wanted) or wanted in getattr(one, "also", ())
        ]
        if len(called) == 1:
            return Entry(catalogue=catalogue, thing=called[0])
        if called:
            ids = ", ".join(sorted(one.id for one in called))
            raise MatineeError(f"{len(called)} are called {wanted!r}.", f"Say which by its id: {ids}.")
    names = {plain(one.name): one.name for shelf in shelves for one in shelf.values()}
    near = difflib.get_close_matches(plain(wanted), names, n=1, cutoff=0.6)
    meant = f'Did you mean "{names[near[0]]}"? ' if near else ""
    raise MatineeError(
        f'Nothing in the catalogue is called "{wanted}".',
        f"{meant}`matinee catalogue list` shows all {len(catalogue.titles)} titles.",
    )


def first_day(catalogue: Catalogue, title: str) -> date | None:
    """The day a title first came out, on the service or in cinemas; None where no day is known."""
    released_us = catalogue.released_at_us(title)
    days = [run.opened_on for run in catalogue.runs_of(title) if run.opened_on]
    if released_us is not None:
        days.append(instants.to_datetime(released_us).date())
    return min(days, default=None)


def _title(catalogue: Catalogue, title: Title) -> dict[str, Any]:
    runtime_ms = catalogue.runtime_ms(title.id)
    today = instants.to_datetime(instants.now_us()).date()
    return {
        "kind": title.kind,
        "id": title.id,
        "name": title.name,
        "year": first_years(catalogue)[title.id],
        "studio": title.studio,
        "genres": list(title.genres),
        "also": list(title.also),
        "runtime_s": None if runtime_ms is None else runtime_ms / 1000,
        "releases": [
            {
                "territory": release.territory,
                "released_at": None if release.released_at_us is None else instants.show(release.released_at_us),
                "status": status_on(today, _day(release), release.status),
            }
            for release in catalogue.releases.values()
            if release.title == title.id
        ],
        "cinemas": [
            {name: value for name, value in asdict(run).items() if name != "title"}
            for run in catalogue.runs_of(title.id)
        ],
        "hybrid": catalogue.is_hybrid(title.id),
        "franchises": [_franchise(catalogue, one) for one in catalogue.franchises_of(title.id)],
        "roles": [_role(catalogue, role) for role in catalogue.roles_of(title.id)],
        "ratings": [
            {name: value for name, value in asdict(one).items() if name != "title"}
            for one in catalogue.ratings_of(title.id)
        ],
        "claims": [asdict(claim) for claim in catalogue.claims_on(title.id)],
    }


def _day(release: Release) -> date | None:
    return None if release.released_at_us is None else instants.to_datetime(release.released_at_us).date()


def _role(catalogue: Catalogue, role: Role) -> dict[str, Any]:
    person, day = catalogue.people.get(role.person), first_day(catalogue, role.title)
    return {
        "role": role.role,
        "person": role.person,
        "name": person.name if person else role.person,
        "character": role.character,
        "order": role.order,
        "age_at_release": person.age_on(day) if person and day else None,
    }


def _person(catalogue: Catalogue, person: Person) -> dict[str, Any]:
    first = first_years(catalogue)
    titles = [(catalogue.titles.get(id), id) for id in catalogue.titles_of(person.id)]
    return {
        "kind": "person",
        "id": person.id,
        "name": person.name,
        "born": person.born,
        "born_year": person.born_year,
        "also": list(person.also),
        "titles": [
            {
                "title": id,
                "name": title.name if title else id,
                "year": first[id] if title else None,
                "roles": [
                    {"role": role.role, "character": role.character}
                    for role in catalogue.roles_of(id)
                    if role.person == person.id
                ],
            }
            for title, id in titles
        ],
    }


def _franchise(catalogue: Catalogue, franchise: Franchise) -> dict[str, Any]:
    first = first_years(catalogue)
    universe = catalogue.universes.get(franchise.universe or "")
    return {
        "kind": "franchise",
        "id": franchise.id,
        "name": franchise.name,
        "rights": franchise.rights,
        "within": franchise.within,
        "holds": [one.id for one in catalogue.franchises.values() if one.within == franchise.id],
        "universe": None if universe is None else asdict(universe),
        "shares_it_with": [
            {"id": one.id, "name": one.name, "rights": one.rights}
            for one in catalogue.franchises.values()
            if universe is not None and one.universe == universe.id and one.id != franchise.id
        ],
        "parts": [
            {
                "part": number,
                "title": id,
                "name": title.name if title else id,
                "year": first[id] if title else None,
            }
            for number, id in enumerate(catalogue.parts_of(franchise.id), start=1)
            for title in (catalogue.titles.get(id),)
        ],
    }


def _universe(catalogue: Catalogue, universe: Universe) -> dict[str, Any]:
    members = [one for one in catalogue.franchises.values() if one.universe == universe.id]
    return {
        "kind": "universe",
        "id": universe.id,
        "name": universe.name,
        "franchises": [_franchise(catalogue, one) for one in members],
    }


def _flat(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _flat(f"{name}.{number}", inner)
    else:
        yield name, value
