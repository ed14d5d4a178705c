"""The catalogue as a TOML file, for what one line a title cannot say.

```toml
[[title]]
id = "heroes-2"
name = "We Can Be Heroes 2"
kind = "film"

[[release]]
title = "heroes-2"
territory = "US"          # left out: everywhere
released_at = "TBD"
status = "in development"

[[asset]]
id = "heroes-2"
title = "heroes-2"
runtime_s = 6000
```

An instant is text, or TOML's own date or time with its offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from matinee import instants
from matinee.catalogue.countries import country_code
from matinee.catalogue.csv_file import LONGEST_RUNTIME_S
from matinee.catalogue.titles import EVERYWHERE, KINDS, STATUSES, Asset, Catalogue, Release, Title
from matinee.errors import MatineeError
from matinee.settings import read_toml

_TITLE = {"id": str, "name": str, "kind": str, "series": str, "season": int, "language": str, "kids": bool}
_ASSET: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "title": str,
    "name": str,
    "runtime_s": (int, float),
    "credits_at_s": (int, float),
    "released_at": (str, date),
    "episode": int,
}
_RELEASE: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "territory": str,
    "released_at": (str, date),
    "status": str,
}
_MOST = 99_999
_TABLES = ("title", "asset", "release")


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue from TOML.

    Raises:
        MatineeError: The file is not TOML, or a table in it has a key or a value that
            does not belong there. Nothing is read of such a file: it is written by hand,
            and mended by hand.
    """
    tables = read_toml(path)
    for name in tables:
        if name not in _TABLES:
            raise MatineeError(
                f"{path.name}: there is no table [[{name}]].", f"The tables are: [[{']], [['.join(_TABLES)}]]."
            )
    titles = []
    for row in _rows(tables, "title", _TITLE, ("id", "name", "kind"), path):
        if row["kind"] not in KINDS:
            raise _wrong(path, "title", f"kind is {row['kind']!r}", f"A title is one of: {', '.join(KINDS)}")
        titles.append(Title(**cast("dict[str, Any]", row)))  # keys and kinds checked by _rows
    assets = [_asset(row, path) for row in _rows(tables, "asset", _ASSET, ("id", "title"), path)]
    releases = []
    for row in _rows(tables, "release", _RELEASE, ("title",), path):
        released_at_us = _instant(row.get("released_at"), path)
        status = str(row.get("status", "announced" if released_at_us is None else "released"))
        if status not in STATUSES:
            raise _wrong(path, "release", f"status is {status!r}", f"A release is one of: {', '.join(STATUSES)}")
        territory = str(row.get("territory", EVERYWHERE))
        if territory != EVERYWHERE and country_code(territory) is None:
            raise _wrong(path, "release", f"territory is {territory!r}", "Use the two letters of ISO 3166-1")
        releases.append(
            Release(
                title=str(row["title"]),
                territory=country_code(territory) or EVERYWHERE,
                released_at_us=released_at_us,
                status=status,
            )
        )
    return Catalogue.of(titles, assets, releases)


def _rows(
    tables: dict[str, object],
    name: str,
    kinds: Mapping[str, type | tuple[type, ...]],
    required: tuple[str, ...],
    path: Path,
) -> list[dict[str, object]]:
    rows = tables.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong(path, name, "it is not a list of tables", f"Write each as [[{name}]]")
    for row in rows:
        for key, value in row.items():
            if key not in kinds:
                raise _wrong(path, name, f"there is no key {key!r}", f"The keys are: {', '.join(kinds)}")
            if not isinstance(value, kinds[key]) or (isinstance(value, bool) and kinds[key] is not bool):
                raise _wrong(path, name, f"{key} is {value!r}", "Give it a value of the kind the manual shows")
            if kinds[key] is int and value not in range(_MOST + 1):
                raise _wrong(path, name, f"{key} is {value}", f"Give a number from 0 to {_MOST}")
        for key in required:
            if not row.get(key):
                raise _wrong(path, name, f"one has no {key}", f"Every {name} needs: {', '.join(required)}")
    return rows


def _asset(row: dict[str, object], path: Path) -> Asset:
    runtime_ms, credits_at_ms = (_milliseconds(row, name, path) for name in ("runtime_s", "credits_at_s"))
    if credits_at_ms is not None and (runtime_ms is None or credits_at_ms > runtime_ms):
        raise _wrong(
            path,
            "asset",
            f"credits_at_s is {row['credits_at_s']} and runtime_s is {row.get('runtime_s', 'not given')}",
            "Give the start of the credits within the runtime",
        )
    return Asset(
        id=str(row["id"]),
        title=str(row["title"]),
        name=str(row.get("name", row["id"])),
        runtime_ms=runtime_ms,
        credits_at_ms=credits_at_ms,
        released_at_us=_instant(row.get("released_at"), path),
        episode=cast("int | None", row.get("episode")),
    )


def _milliseconds(row: dict[str, object], name: str, path: Path) -> int | None:
    seconds = row.get(name)
    if seconds is None:
        return None
    assert isinstance(seconds, int | float), "checked by _rows"
    if not 0.001 <= seconds <= LONGEST_RUNTIME_S:
        raise _wrong(path, "asset", f"{name} is {seconds}", "Give a length above zero and up to a week, in seconds")
    return round(seconds * 1000)


def _instant(text: object, path: Path) -> int | None:
    if text is None or str(text).upper() == "TBD":
        return None
    try:
        return instants.parse(str(text))
    except MatineeError as error:
        raise MatineeError(f"{path.name}: {error.problem}", error.hint) from None


def _wrong(path: Path, table: str, problem: str, hint: str) -> MatineeError:
    return MatineeError(f"{path.name}, in [[{table}]]: {problem}.", f"{hint}.")
