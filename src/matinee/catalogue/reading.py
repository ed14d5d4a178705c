"""Every kind of catalogue file, and what tells it: its name's ending, then its first line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from matinee.catalogue import csv_tables, imdb_file, toml_file, wikidata_file
from matinee.catalogue.entries import Sheet


def read_sheet(lines: Iterable[str], file: str) -> Sheet:
    """Read a catalogue file: TOML, Wikidata's JSON, one of IMDb's files, or CSV.

    Args:
        lines: Its lines.
        file: Its name.

    Raises:
        MatineeError: It is none of these.
    """
    ending = file.casefold().removesuffix(".gz").rpartition(".")[2]
    if ending == "toml":
        return toml_file.read_sheet("".join(lines), file)
    if ending == "json":
        return wikidata_file.read_sheet("".join(lines), file)
    held = iter(lines)
    first = next(held, "")
    if imdb_file.is_imdb(first):
        return imdb_file.read_sheet(chain([first], held), file)
    return csv_tables.read_sheet(chain([first], held), file)
