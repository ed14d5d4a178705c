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
    known: set[object] = {*before.roles, *before.ratings, *before.runs, *before.claims}
    fresh: Counter[type] = Counter()
    again = 0
    for thing in taken:
        if _is_known(thing, before, now, known):
            again += 1
        else:
            fresh[type(thing)] += 1
    return fresh, again


def _is_known(thing: Thing, before: Catalogue, now: Catalogue, known: set[object]) -> bool:
    if isinstance(thing, Role | Rating | TheatricalRun | Claim):
        return thing in known
    if isinstance(thing, Part):
        franchise = before.franchises.get(thing.franchise)
        return franchise is not None and thing.id in franchise.parts
    if isinstance(thing, Release):
        key = (thing.title, thing.territory)
        return before.releases.get(key) == now.releases.get(key)
    for kind, name in ((Title, "titles"), (Asset, "assets"), (Person, "people"), (Franchise, "franchises")):
        if isinstance(thing, kind):
            return bool(getattr(before, name).get(thing.id) == getattr(now, name).get(thing.id))
    return thing.id in before.universes
