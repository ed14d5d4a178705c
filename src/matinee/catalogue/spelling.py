"""Spelling: when two names are one name written differently."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile("[’‘ʼʻ`´]")
_FEWEST_LETTERS = 5
"""How many a name must have kept to be recognised where others were lost."""


def plain(name: str) -> str:
    """A name without what differs between spellings of it: case, space, form of letters and apostrophes.

    >>> plain(" The Queen’s  GAMBIT") == plain("the queen's gambit")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", name)).casefold().split())


def lost_letters(name: str) -> bool:
    """Whether a name shows that letters of it were lost, and kept enough to be recognised by the rest.

    >>> lost_letters("The Queen_____ Gambit"), lost_letters("snake_case"), lost_letters("___ite")
    (True, False, False)
    """
    return "__" in name and len(re.sub(r"[\W_]", "", name)) >= _FEWEST_LETTERS


def may_be(name: str, sought: str) -> bool:
    """Whether a name that lost letters may be the one that is sought, which is plain.

    Underscores in the midst stand for one to three lost letters, two at the end for all that was cut off.

    >>> may_be("A Babysitter_____ Guide to Mon__", "a babysitter's guide to monster hunting")
    True
    """
    if not lost_letters(name):
        return False
    kept, cut_off = (name[:-2], ".*") if re.search(r"[^_]__$", name) else (name, "")
    parts = [re.escape(plain(f"x{part}x")[1:-1]) for part in re.split(r"_{2,}", kept)]
    return re.fullmatch(".{1,3}".join(parts) + cut_off, sought) is not None


def full_name(name: str, season: str | None) -> str:
    """A name with its season, as a person reads it; most seasons begin with the name already.

    >>> full_name("Dark", "Dark: Season 2"), full_name("DAHMER", "Monster"), full_name("Roma", None)
    ('Dark: Season 2', 'DAHMER: Monster', 'Roma')
    """
    if season is None:
        return name
    return season if plain(season).startswith(plain(name)) else f"{name}: {season}"


def tail(name: str, season: str) -> str:
    """What the name of a season says beside that of its series, plain.

    >>> tail("Squid Game", "Squid Game: Season 1"), tail("Stranger Things", "Stranger Things 4")
    ('season 1', '4')
    """
    return plain(season).removeprefix(plain(name)).lstrip(" :-–")


def slug(name: str) -> str:
    """An id made of a name.

    >>> slug("Pokémon: The First Movie"), slug("M*A*S*H")
    ('pokemon-the-first-movie', 'm-a-s-h')
    """
    letters = unicodedata.normalize("NFKD", plain(name)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or plain(name)
