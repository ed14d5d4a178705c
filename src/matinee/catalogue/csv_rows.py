"""The rows of a CSV file, one a line, whatever separates its values.

No value that Matinee reads has line breaks, so each line is a row of its own: one whose
quotation marks do not pair up, because it was cut off, costs no other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class CsvRow(NamedTuple):
    """A row and its line, counted from 1; no values where its quotation marks do not pair up."""

    line: int
    values: list[str]

    def misfit(self, columns: int) -> str:
        """What is wrong with the row in a file of so many columns; empty where nothing is."""
        if not self.values:
            return "Its quotation marks do not pair up."
        if any(value.strip() for value in self.values[columns:]):
            return f"It has {len(self.values)} values for {columns} columns."
        return ""


def read_rows(lines: Iterable[str]) -> Iterator[CsvRow]:
    """The rows that are not blank, with values stripped of the space around them.

    Args:
        lines: The lines of the file, with or without their ends. The first that is not
            blank tells the separator: whichever of comma, semicolon and tab it has most of.
    """
    separator = ""
    for number, line in enumerate(lines, start=1):
        text = line.replace("\0", "").removeprefix("\ufeff").rstrip("\r\n")
        if not text.strip():
            continue
        separator = separator or max(",;\t", key=text.count)
        try:
            values = [value.strip() for value in next(csv.reader([text], delimiter=separator, strict=True))]
        except csv.Error:
            yield CsvRow(number, [])
            continue
        if any(values):
            yield CsvRow(number, values)
