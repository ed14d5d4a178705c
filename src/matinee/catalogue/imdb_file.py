r"""IMDb's files for personal and non-commercial use: `title.basics`, `name.basics`, `title.principals`, `title.ratings`.

Values are separated by tabs and never quoted: a quotation mark is a letter of a name. `\N` is a value that is not
known. Only films are taken of `title.basics`: a series there is no season.

Source: https://developer.imdb.com/non-commercial-datasets/
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from matinee.catalogue.entries import Entry, Sheet, Thing, UnusableError
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.titles import Title
from matinee.rejections import Rejection

_NULL = "\\N"
_FILMS = ("movie", "tvMovie", "video", "short", "tvShort", "tvSpecial")
_ROLES = {"actor": "cast", "actress": "cast"}

Values = Mapping[str, str]


def is_imdb(header: str) -> bool:
    """Whether this is the first line of one of IMDb's files."""
    return tuple(header.rstrip("\r\n").split("\t")[:2]) in _FILES


def read_sheet(lines: Iterable[str], file: str) -> Sheet:
    """Read one of IMDb's files.

    Args:
        lines: Its lines, header first.
        file: Its name.
    """
    held = iter(lines)
    columns = next(held).rstrip("\r\n").split("\t")
    read = _FILES[columns[0], columns[1]]
    sheet = Sheet(file=file, foreign=True)
    for number, line in enumerate(held, start=2):
        text = line.rstrip("\r\n")
        if not text:
            continue
        values = text.split("\t")
        if len(values) != len(columns):
            sheet.rejections.append(
                Rejection(number, "unreadable", f"It has {len(values)} values for {len(columns)} columns.", text)
            )
            continue
        known = {name: value for name, value in zip(columns, values, strict=True) if value not in (_NULL, "")}
        try:
            things = list(read(known))
            sheet.entries.extend(Entry(number, thing, text) for thing in things)
            if not things:
                sheet.left_out["titles that are no films"] += 1
        except UnusableError as unusable:
            sheet.reject(number, unusable, text)
    return sheet


def _titles(row: Values) -> Iterator[Thing]:
    if row.get("titleType") not in _FILMS:
        return
    yield Title(
        id=_given(row, "tconst"),
        name=_given(row, "primaryTitle"),
        kind="film",
        genres=tuple(row["genres"].split(",")) if "genres" in row else (),
        year=_whole(row, "startYear"),
    )


def _people(row: Values) -> Iterator[Thing]:
    yield Person(id=_given(row, "nconst"), name=_given(row, "primaryName"), born_year=_whole(row, "birthYear"))


def _principals(row: Values) -> Iterator[Thing]:
    category = _given(row, "category")
    yield Role(
        person=_given(row, "nconst"),
        title=_given(row, "tconst"),
        role=_ROLES.get(category, category.replace("_", " ")),
        character=_characters(row.get("characters")),
        order=_whole(row, "ordering"),
    )


def _ratings(row: Values) -> Iterator[Thing]:
    text = _given(row, "averageRating")
    try:
        score = float(text)
    except ValueError:
        score = float("nan")
    if not 0 <= score <= 10:
        raise UnusableError("impossible rating", f"averageRating is {text!r}, of 10.")
    yield Rating(title=_given(row, "tconst"), source="IMDb", scale=10, score=score, votes=_whole(row, "numVotes"))


_FILES: Mapping[tuple[str, str], Callable[[Values], Iterator[Thing]]] = {
    ("tconst", "titleType"): _titles,
    ("nconst", "primaryName"): _people,
    ("tconst", "ordering"): _principals,
    ("tconst", "averageRating"): _ratings,
}
"""By the first two columns."""


def _given(row: Values, name: str) -> str:
    if name not in row:
        raise UnusableError("missing", f"{name} is not given.")
    return row[name]


def _whole(row: Values, name: str) -> int | None:
    text = row.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise UnusableError("impossible number", f"{name} is {text!r}.")
    return int(text)


def _characters(text: str | None) -> str | None:
    """Whom a person plays: a JSON list in one value."""
    if text is None:
        return None
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnusableError("unreadable", f"characters is {text!r}, not a list of names.")
    return " / ".join(names) or None
