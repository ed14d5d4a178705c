"""Wikidata's JSON: answers of its query service, and entities as it exports them.

**Answers** are read in each of its forms: `results.bindings`, and lists of rows, plain or with types. The variables that
a row may have are told in `VARIABLES`; a row that names a film and a person names a role. **Entities** are those of
`Special:EntityData` and of its dumps, one object or a list.

An answer tells no precision: a birth on 1 January may be a year and nothing more, and is taken as that.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from matinee.catalogue.entries import Entry, Sheet, Thing, UnusableError
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.titles import Title
from matinee.catalogue.wikidata_entities import read_entities
from matinee.errors import MatineeError

VARIABLES = (
    "film", "filmLabel", "imdb", "date", "genreLabel", "studioLabel",
    "person", "personLabel", "personImdb", "born", "role", "characterLabel",
    "series", "seriesLabel", "ordinal", "universe", "universeLabel",
)  # fmt: skip
"""What the variables of a query are to be called; others are not looked at."""

_ROLES = {"cast member": "cast", "actor": "cast", "screenwriter": "writer"}
_ID = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q\d+)")
_DATE = re.compile(r"[+]?(\d{4})-(\d\d)-(\d\d)(?:T.*)?")

Row = Mapping[str, str]


def read_sheet(text: str, file: str) -> Sheet:
    """Read Wikidata's JSON.

    Args:
        text: The whole file.
        file: Its name.

    Raises:
        MatineeError: It is no JSON, or neither an answer nor entities.
    """
    try:
        whole = json.loads(text)
    except ValueError as problem:
        raise MatineeError(f"{file} cannot be read as JSON: {problem}.", "Export it again.") from None
    sheet = Sheet(file=file, foreign=True)
    if isinstance(whole, dict) and isinstance(whole.get("entities"), dict):
        places = _keys(text)
        told = [
            (places.get(id, 1), {"id": id} | one if isinstance(one, dict) else one)
            for id, one in whole["entities"].items()
        ]
        read_entities(told, sheet)
        return sheet
    if isinstance(whole, dict) and isinstance(whole.get("results"), dict):
        rows = list(_elements(text, text.find("[", text.find('"bindings"'))))
    elif isinstance(whole, list):
        rows = list(_elements(text, text.find("[")))
    else:
        raise MatineeError(
            f"{file} is neither an answer of Wikidata's query service nor entities of Wikidata.",
            "Export it as JSON there: docs/catalogue.md has a query to begin with.",
        )
    if rows and all(isinstance(row, dict) and "labels" in row for _, row in rows):
        read_entities(rows, sheet)
    else:
        _read_answers(rows, sheet)
    return sheet


def _keys(text: str) -> dict[str, int]:
    """The lines where entities stand, by id."""
    ends = _ends(text)
    found: dict[str, int] = {}
    for place in re.finditer(r'"(Q\d+)"\s*:\s*\{', text):
        found.setdefault(place[1], bisect_right(ends, place.start()) + 1)
    return found


def _ends(text: str) -> list[int]:
    return [place.start() for place in re.finditer("\n", text)]


def _elements(text: str, begin: int) -> Iterator[tuple[int, Any]]:
    """The elements of a list that begins there, each with its line; the text is known to be JSON."""
    decoder, ends, at = json.JSONDecoder(), _ends(text), begin + 1
    while True:
        while text[at] in " \t\r\n,":
            at += 1
        if text[at] == "]":
            return
        line = bisect_right(ends, at) + 1
        element, at = decoder.raw_decode(text, at)
        yield line, element


def _read_answers(rows: list[tuple[int, Any]], sheet: Sheet) -> None:
    films: dict[str, tuple[int, Title]] = {}
    parts: dict[str, dict[str, float]] = {}
    franchises: dict[str, tuple[int, Row]] = {}
    people: dict[str, tuple[int, Person]] = {}
    others: list[tuple[int, Thing]] = []
    for line, told in rows:
        try:
            row = _plain(told)
            film = _film(row)
            films[film.id] = (line, _more(films[film.id][1] if film.id in films else None, film))
            if "person" in row:
                person, role = _person(row), _role(row, film.id)
                people.setdefault(person.id, (line, person))
                others.append((line, role))
            if "series" in row:
                id = _item(row, "series")
                franchises.setdefault(id, (line, row))
                parts.setdefault(id, {}).setdefault(film.id, _ordinal(row))
            if "universe" in row:
                others.append((line, Universe(id=_item(row, "universe"), name=_label(row, "universe"))))
        except UnusableError as unusable:
            sheet.reject(line, unusable, json.dumps(told, ensure_ascii=False))
    found: list[tuple[int, Thing]] = [*films.values(), *people.values(), *dict.fromkeys(others)]
    for id, (line, row) in franchises.items():
        ordered = tuple(sorted(parts[id], key=parts[id].__getitem__))
        universe = _item(row, "universe") if "universe" in row else None
        found.append((line, Franchise(id=id, name=_label(row, "series"), parts=ordered, universe=universe)))
    sheet.entries.extend(Entry(line, thing) for line, thing in sorted(found, key=lambda one: one[0]))


def _plain(row: object) -> Row:
    """A row as text by variable, whichever form it has."""
    if not isinstance(row, dict):
        raise UnusableError("unreadable", f"{row!r} is no row of an answer.")
    values = {name: value.get("value") if isinstance(value, dict) else value for name, value in row.items()}
    return {name: str(value) for name, value in values.items() if name in VARIABLES and value not in (None, "")}


def _film(row: Row) -> Title:
    if "film" not in row:
        raise UnusableError("missing", "It names no film.")
    born = _date(row["date"]) if "date" in row else None
    return Title(
        id=_item(row, "film"),
        name=_label(row, "film"),
        kind="film",
        studio=row.get("studioLabel"),
        genres=(row["genreLabel"],) if "genreLabel" in row else (),
        year=born.year if born else None,
        also=(row["imdb"],) if "imdb" in row else (),
    )


def _more(known: Title | None, title: Title) -> Title:
    """A film that several rows tell of: each may have another genre, or another date."""
    if known is None:
        return title
    genres = tuple(dict.fromkeys((*known.genres, *title.genres)))
    years = [year for year in (known.year, title.year) if year is not None]
    return Title(
        id=known.id,
        name=known.name,
        kind="film",
        studio=known.studio or title.studio,
        genres=genres,
        year=min(years, default=None),
        also=tuple(dict.fromkeys((*known.also, *title.also))),
    )


def _person(row: Row) -> Person:
    born = _date(row["born"]) if "born" in row else None
    exact = born is not None and (born.month, born.day) != (1, 1)
    return Person(
        id=_item(row, "person"),
        name=_label(row, "person"),
        born=born if exact else None,
        born_year=born.year if born else None,
        also=(row["personImdb"],) if "personImdb" in row else (),
    )


def _role(row: Row, film: str) -> Role:
    if "role" not in row:
        raise UnusableError("missing", "It names a person, and no role.")
    role = row["role"].casefold()
    return Role(
        person=_item(row, "person"), title=film, role=_ROLES.get(role, role), character=row.get("characterLabel")
    )


def _item(row: Row, name: str) -> str:
    found = _ID.fullmatch(row[name])
    if not found:
        raise UnusableError("unreadable", f"{name} is {row[name]!r}, no item of Wikidata.")
    return found[1]


def _label(row: Row, name: str) -> str:
    return row.get(f"{name}Label") or _item(row, name)


def _ordinal(row: Row) -> float:
    """The place of a part; one that has none comes last."""
    try:
        return float(row.get("ordinal", "inf"))
    except ValueError:
        return float("inf")


def _date(text: str) -> date:
    found = _DATE.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise UnusableError("impossible time", f"{text!r} is no day.")
