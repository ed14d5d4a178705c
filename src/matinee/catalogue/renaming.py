"""Titles and people that were known by the ids of a public catalogue, and get ids of the service's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from matinee.catalogue.people import Person
from matinee.catalogue.titles import Catalogue, Title


def renamed(catalogue: Catalogue, titles: Mapping[str, str], people: Mapping[str, str]) -> Catalogue:
    """A catalogue in which these titles and people have other ids, everywhere; the old ones are kept beside them.

    Args:
        catalogue: What is known.
        titles: The new id of a title, by its old one. Where the new one is known too, both were one, and its
            own name and facts come first.
        people: The same of people.
    """
    if not titles and not people:
        return catalogue
    return Catalogue.of(
        _titles(catalogue.titles.values(), titles),
        [replace(asset, title=titles.get(asset.title, asset.title)) for asset in catalogue.assets.values()],
        [replace(release, title=titles.get(release.title, release.title)) for release in catalogue.releases.values()],
        people=_people(catalogue.people.values(), people),
        roles=[
            replace(role, title=titles.get(role.title, role.title), person=people.get(role.person, role.person))
            for role in catalogue.roles
        ],
        franchises=[
            replace(one, parts=tuple(dict.fromkeys(titles.get(part, part) for part in one.parts)))
            for one in catalogue.franchises.values()
        ],
        universes=catalogue.universes.values(),
        ratings=[replace(rating, title=titles.get(rating.title, rating.title)) for rating in catalogue.ratings],
        claims=catalogue.claims,
        runs=[replace(run, title=titles.get(run.title, run.title)) for run in catalogue.runs],
    )


def fuller_title(mine: Title, other: Title, *ids: str) -> Title:
    """A title of ours, with what another catalogue knows of it, and other ids of it; what it is called stays."""
    return replace(
        mine,
        studio=mine.studio or other.studio,
        genres=mine.genres or other.genres,
        year=mine.year or other.year,
        also=tuple(dict.fromkeys((*mine.also, *ids, *other.also))),
    )


def fuller_person(mine: Person, other: Person, *ids: str) -> Person:
    """A person of ours, with what another catalogue knows of them, and other ids of them."""
    return replace(
        mine,
        born=mine.born or other.born,
        born_year=mine.born_year or other.born_year,
        also=tuple(dict.fromkeys((*mine.also, *ids, *other.also))),
    )


def _titles(known: Iterable[Title], ids: Mapping[str, str]) -> list[Title]:
    kept = {title.id: title for title in known if title.id not in ids}
    for title in known:
        if title.id in ids:
            id = ids[title.id]
            kept[id] = fuller_title(kept.get(id) or replace(title, id=id), title, title.id)
    return list(kept.values())


def _people(known: Iterable[Person], ids: Mapping[str, str]) -> list[Person]:
    kept = {person.id: person for person in known if person.id not in ids}
    for person in known:
        if person.id in ids:
            id = ids[person.id]
            kept[id] = fuller_person(kept.get(id) or replace(person, id=id), person, person.id)
    return list(kept.values())
