"""What of a catalogue file is news: things that were not known, or not as the file tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from matinee.catalogue.cinemas import TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.entries import Part, Thing
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.titles import Asset, Catalogue, Release, Title

NAMES: dict[type, tuple[str, str]] = {
    Title: ("title", "titles"),
    Asset: ("asset", "assets"),
    Release: ("release", "releases"),
    Person: ("person", "people"),
    Role: ("role", "roles"),
    Universe: ("universe", "universes"),
    Franchise: ("franchise", "franchises"),
    Part: ("part of a franchise", "parts of franchises"),
    Rating: ("rating", "ratings"),
    TheatricalRun: ("run in cinemas", "runs in cinemas"),
    Claim: ("claim", "claims"),
}
"""What one, and several, of a kind are called."""


def news(taken: Iterable[Thing], before: Catalogue, now: Catalogue) -> tuple[Counter[type], int]:
    """How many of the things that a file names are new, by kind, and how many were there already.

    Args:
        taken: The things, as they are known now.
        before: The catalogue without them.
        now: The catalogue with them.
    """
    before_, now_ = _by_key(before), _by_key(now)
    fresh: Counter[type] = Counter()
    again = 0
    for thing in taken:
        key = _key(thing)
        if before_.get(key, _NOTHING) == now_.get(key, _NOTHING):
            again += 1
        else:
            fresh[type(thing)] += 1
    return fresh, again


_NOTHING = object()
"""Equal to itself: what neither knows is no news."""


def _by_key(catalogue: Catalogue) -> dict[tuple[object, ...], object]:
    """Everything that a catalogue knows, by what makes it the same thing."""
    things: list[Thing] = [
        *catalogue.titles.values(),
        *catalogue.assets.values(),
        *catalogue.releases.values(),
        *catalogue.people.values(),
        *catalogue.franchises.values(),
        *catalogue.universes.values(),
        *catalogue.roles,
        *catalogue.ratings,
        *catalogue.runs,
        *catalogue.claims,
    ]
    found: dict[tuple[object, ...], object] = {_key(thing): thing for thing in things}
    found |= {(Part, one.id, part): part for one in catalogue.franchises.values() for part in one.parts}
    return found


def _key(thing: Thing) -> tuple[object, ...]:
    if isinstance(thing, Part):
        return Part, thing.franchise, thing.id
    if isinstance(thing, Release | TheatricalRun):
        return type(thing), thing.title, thing.territory
    if isinstance(thing, Rating):
        return Rating, thing.title, thing.source, thing.as_of
    if isinstance(thing, Role | Claim):
        return type(thing), thing
    return type(thing), thing.id
