"""Groups of titles: those of a franchise, of a director, of a studio, as the catalogue has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matinee.catalogue import Catalogue
from matinee.catalogue.people import ROLES
from matinee.errors import MatineeError
from matinee.settings import named

FRANCHISE, UNIVERSE, STUDIO, GENRE, SERIES, TITLE = "franchise", "universe", "studio", "genre", "series", "title"
BY = (FRANCHISE, UNIVERSE, *ROLES, STUDIO, GENRE, SERIES, TITLE)
"""By what titles can be grouped. `series` puts the seasons of one together."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Titles that belong together.

    Attributes:
        id: Of the franchise or person; of a studio, a genre or a series its name.
        name: As a person reads it.
        titles: Their ids, in the order of a franchise, else in that of the catalogue.
    """

    id: str
    name: str
    titles: tuple[str, ...]


def groups_by(catalogue: Catalogue, by: str) -> tuple[Group, ...]:
    """All groups of a kind, by name; a title may be in several of them, and in none.

    Raises:
        MatineeError: Titles are not grouped by that.
    """
    if by not in BY:
        raise MatineeError(f"Titles are not grouped by {by!r}.", f"Group them by one of {', '.join(BY)}.")
    names: dict[str, str] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for id, name, title in _pairs(catalogue, by):
        names[id] = name
        members[id].append(title)
    groups = [Group(id=id, name=names[id], titles=tuple(dict.fromkeys(titles))) for id, titles in members.items()]
    return tuple(sorted(groups, key=lambda group: (group.name.casefold(), group.id)))


def _pairs(catalogue: Catalogue, by: str) -> Iterable[tuple[str, str, str]]:
    """Id and name of a group, and a title in it."""
    if by == FRANCHISE:
        return ((one.id, one.name, title) for one in catalogue.franchises.values() for title in one.parts)
    if by == UNIVERSE:
        return (
            (universe.id, universe.name, title)
            for one in catalogue.franchises.values()
            if one.universe is not None and (universe := catalogue.universes.get(one.universe)) is not None
            for title in one.parts
        )
    if by in ROLES:
        people = catalogue.people
        return (
            (role.person, people[role.person].name if role.person in people else role.person, role.title)
            for role in catalogue.roles
            if role.role == by
        )
    titles = catalogue.titles.values()
    if by == GENRE:
        return ((genre, genre, title.id) for title in titles for genre in title.genres)
    if by == TITLE:
        return ((title.id, title.name, title.id) for title in titles)
    found = ((title.studio if by == STUDIO else title.series, title.id) for title in titles)
    return ((name, name, title) for name, title in found if name)


def find_group(catalogue: Catalogue, by: str, wanted: str) -> Group:
    """The group that a person means by an id or a name, in whatever case.

    Raises:
        MatineeError: There is none, or there are several; or the catalogue knows none at all.
    """
    return _found(groups_by(catalogue, by), by, wanted)


def find_parts(catalogue: Catalogue, wanted: str) -> Group:
    """The franchise that a person means by an id or a name, in whatever case; or the series, its seasons in order.

    Raises:
        MatineeError: There is none, or there are several; or the catalogue knows no franchise at all.
    """
    return _found([*groups_by(catalogue, FRANCHISE), *_series(catalogue)], FRANCHISE, wanted)


def _found(groups: Sequence[Group], by: str, wanted: str) -> Group:
    found = [group for group in groups if group.id == wanted]
    found = found or [group for group in groups if group.name.casefold() == wanted.casefold()]
    if len(found) > 1:
        raise MatineeError(
            f"{len(found)} groups by {by} are called {wanted!r}.",
            f"Say which by its id: {', '.join(group.id for group in found)}.",
        )
    if not groups:
        raise MatineeError(f"The catalogue knows no {by}.", "Import a catalogue that names titles by it.")
    listing = f"The catalogue knows {len(groups)} by {by}."
    return found[0] if found else named(wanted, {group.name: group for group in groups}, by, listing)


def parts_of_all(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The parts, in order, of every franchise and series of two or more."""
    groups = [*groups_by(catalogue, FRANCHISE), *_series(catalogue)]
    return {group.id: group.titles for group in groups if len(group.titles) > 1}


def _series(catalogue: Catalogue) -> list[Group]:
    order = {title.id: (title.season is None, title.season or 0, title.id) for title in catalogue.titles.values()}
    return [
        Group(id=group.id, name=group.name, titles=tuple(sorted(group.titles, key=order.__getitem__)))
        for group in groups_by(catalogue, SERIES)
    ]
