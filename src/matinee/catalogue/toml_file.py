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

An instant is text, or TOML's own date or time with its offset. `matinee.catalogue.tables` has all tables.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from matinee.catalogue.entries import Entry, Sheet, UnusableError
from matinee.catalogue.tables import TABLES, read_row
from matinee.errors import MatineeError

_HEADER = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]")


def read_sheet(text: str, file: str) -> Sheet:
    """Read a catalogue from TOML.

    Args:
        text: The whole file.
        file: Its name.

    Returns:
        The tables that can be used, and those that cannot, by the lines where they begin.

    Raises:
        MatineeError: The file is not TOML, or has something that is no table of a catalogue.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise MatineeError(
            f"{file} cannot be read as TOML: {problem}.", "Mend that line and run the command again."
        ) from None
    for name, rows in tables.items():
        if name not in TABLES:
            raise MatineeError(
                f"{file}: there is no table [[{name}]].", f"The tables are: [[{']], [['.join(TABLES)}]]."
            )
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise MatineeError(f"{file}: [[{name}]] is not a list of tables.", f"Write each as [[{name}]].")
    sheet = Sheet(file=file)
    lines = _lines(text.splitlines())
    placed = [
        (line, name, row)
        for name, rows in tables.items()
        for line, row in zip(_enough(lines.get(name, []), len(rows)), rows, strict=True)
    ]
    for line, name, row in sorted(placed, key=lambda one: one[0]):
        record = f"[[{name}]] " + ", ".join(f"{key} = {value!r}" for key, value in row.items())
        try:
            sheet.entries.append(Entry(line, read_row(name, row), record))
        except UnusableError as unusable:
            sheet.reject(line, unusable, record)
    return sheet


def _lines(text: Iterable[str]) -> dict[str, list[int]]:
    """Where the tables begin, by name."""
    found: dict[str, list[int]] = {}
    within = ""
    for number, line in enumerate(text, start=1):
        header = None if within else _HEADER.match(line)
        if header:
            found.setdefault(header[1], []).append(number)
        for mark in re.findall(r'"""|\'\'\'', line):
            within = mark if not within else "" if mark == within else within
    return found


def _enough(lines: list[int], wanted: int) -> list[int]:
    """As many lines as there are tables; tables written in line, `title = [{…}]`, are told by line 1."""
    return lines if len(lines) == wanted else [1] * wanted
