"""CSV files of people, roles, ratings and the other tables of a catalogue, and lists of franchises.

The header tells which it is. A list of franchises has one line a part:

```csv
franchise,order,title_id,title,year,universe,rights
Spy Kids,1,tt0227538,Spy Kids,2001,,
```

`title_id` may be called `tconst`, and `order` `order_in_list`; of a list that has `imdb_rating`, `imdb_votes` or
`metascore` these are taken as ratings. A part without an id is found by its name and year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matinee.catalogue import csv_file
from matinee.catalogue.csv_rows import CsvRow, read_rows
from matinee.catalogue.entries import Entry, Part, Sheet, UnusableError
from matinee.catalogue.ratings import Rating
from matinee.catalogue.tables import TABLES, read_row
from matinee.errors import MatineeError

_TRUE, _FALSE = ("1", "true", "yes"), ("0", "false", "no")
_UNKNOWN = ("", "\\N", "NA", "N/A", "null")
_OTHERWISE_CALLED = {"tconst": "title_id", "imdb_id": "title_id", "nconst": "person_id", "order_in_list": "order"}
_TOLD_BY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("role", ("title_id", "person_id", "role")),
    ("rating", ("title_id", "source", "scale", "score")),
    ("claim", ("subject", "says", "value")),
    ("cinema_run", ("title_id", "screens")),
    ("cinema_run", ("title_id", "opened_on")),
    ("person", ("person_id", "name")),
    ("universe", ("universe_id", "name")),
    ("title", ("title_id", "name", "kind")),
    ("release", ("title_id", "released_at")),
)
"""Which columns tell which table; the first that fits."""
_KEYS = {"title_id": "title", "person_id": "person", "universe_id": "universe"}
_METASCORE, _IMDB = ("Metacritic", 100.0), ("IMDb", 10.0)


def read_sheet(lines: Iterable[str], file: str) -> Sheet:
    """Read a catalogue, one table of it, or a list of franchises, from CSV.

    Args:
        lines: The lines of the file, header first.
        file: Its name.

    Raises:
        MatineeError: Its header is that of none of these.
    """
    held = list(lines)
    rows = read_rows(held)
    header = next(rows, CsvRow(1, []))
    columns = [_OTHERWISE_CALLED.get(name, name) for name in header.values]
    if "asset_id" not in columns:
        if "franchise" in columns and {"title_id", "title"} & set(columns):
            return _read_franchises(columns, rows, file)
        for name, told_by in _TOLD_BY:
            if set(told_by) <= set(columns):
                return _read_table(name, _keys_of(name, columns, header, file), rows, file)
    catalogue, rejections = csv_file.read_catalogue(held, file)
    return Sheet(file=file, ready=catalogue, rejections=rejections)


def _keys_of(name: str, columns: list[str], header: CsvRow, file: str) -> list[str]:
    """The keys that the columns of a table stand for."""
    keys = ["id" if column == f"{name}_id" else _KEYS.get(column, column) for column in columns]
    strange = [column for column, key in zip(header.values, keys, strict=True) if key not in TABLES[name].keys]
    if strange:
        raise MatineeError(
            f"{file}, line {header.line}: a table of {name}s has no column {', '.join(strange)}.",
            f"Its columns are {', '.join(_column_of(name, key) for key in TABLES[name].keys)}.",
        )
    return keys


def _column_of(name: str, key: str) -> str:
    if key == "id":
        return f"{name}_id"
    return {told: column for column, told in _KEYS.items()}.get(key, key)


def _values(columns: list[str], row: CsvRow) -> dict[str, str]:
    misfit = row.misfit(len(columns))
    if misfit:
        raise UnusableError("unreadable", misfit)
    return {
        column: value for column, value in zip(columns, row.values, strict=False) if column and value not in _UNKNOWN
    }


def _read_table(name: str, keys: list[str], rows: Iterable[CsvRow], file: str) -> Sheet:
    sheet = Sheet(file=file)
    for row in rows:
        record = ",".join(row.values)
        try:
            typed = {key: _typed(name, key, value) for key, value in _values(keys, row).items()}
            sheet.entries.append(Entry(row.line, read_row(name, typed), record))
        except UnusableError as unusable:
            sheet.reject(row.line, unusable, record)
    return sheet


def _typed(name: str, key: str, text: str) -> object:
    """A value of the kind that the table says; lists are separated by |."""
    kind = TABLES[name].keys[key]
    if kind is bool:
        if text.casefold() in _TRUE + _FALSE:
            return text.casefold() in _TRUE
        raise UnusableError("unreadable", f"{key} is {text!r}, neither true nor false.")
    if isinstance(kind, tuple) and list in kind:
        return [one.strip() for one in text.split("|") if one.strip()]
    if kind is int or (isinstance(kind, tuple) and float in kind):
        try:
            return int(text) if kind is int else float(text)
        except ValueError:
            if isinstance(kind, tuple) and str in kind:
                return text
            raise UnusableError("impossible number", f"{key} is {text!r}.") from None
    return text


def _read_franchises(columns: list[str], rows: Iterable[CsvRow], file: str) -> Sheet:
    sheet = Sheet(file=file, foreign=True)
    for row in rows:
        record = ",".join(row.values)
        try:
            part = _part(_values(columns, row))
        except UnusableError as unusable:
            sheet.reject(row.line, unusable, record)
            continue
        sheet.entries.append(Entry(row.line, part, record))
    return sheet


def _part(row: Mapping[str, str]) -> Part:
    for name in ("franchise", "title" if "title_id" not in row else "title_id"):
        if name not in row:
            raise UnusableError("missing", f"{name} is empty.")
    year, order, votes = (_number(row, name) for name in ("year", "order", "imdb_votes"))
    ratings = []
    for column, (source, scale) in (("metascore", _METASCORE), ("imdb_rating", _IMDB)):
        score = _number(row, column)
        if score is None:
            continue
        if not 0 <= score <= scale:
            raise UnusableError("impossible rating", f"{column} is {row[column]}, of {scale:g}.")
        counted = int(votes) if votes is not None and source == "IMDb" else None
        ratings.append(Rating(title="", source=source, scale=scale, score=score, votes=counted))
    return Part(
        franchise=row["franchise"],
        order=order,
        id=row.get("title_id"),
        name=row.get("title", ""),
        year=None if year is None else int(year),
        universe=row.get("universe"),
        rights=row.get("rights"),
        ratings=tuple(ratings),
    )


def _number(row: Mapping[str, str], name: str) -> float | None:
    text = row.get(name)
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not 0 <= number < 1e12:
        raise UnusableError("impossible number", f"{name} is {text!r}.")
    return number
