"""Franchises, and the universes that several of them share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Universe:
    """A world whose characters several franchises share, whoever holds their rights."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Franchise:
    """Titles that belong together, in order.

    Attributes:
        id: What files name it by.
        name: As a person reads it.
        parts: Ids of its titles, the first part first; a title may be a part of several franchises.
        universe: The id of the universe whose characters it shares.
        rights: Who holds the rights to it, as told; None where nobody says.
        within: The id of the wider franchise that it is a part of.
    """

    id: str
    name: str
    parts: tuple[str, ...] = ()
    universe: str | None = None
    rights: str | None = None
    within: str | None = None
