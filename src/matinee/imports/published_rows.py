"""The rows of a published chart: what every reader of one needs.

A row is read field by field; the first thing that is wrong with it is kept and makes a
rejection of the whole row. A file that is no such chart is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from matinee.catalogue.countries import country_code
from matinee.catalogue.csv_rows import CsvRow, read_rows
from matinee.errors import MatineeError
from matinee.rejections import Rejection

NOTHING = ("", "n/a", "-", "–")
"""What a file writes where there is nothing to write."""
LARGEST = 10**12
"""More hours or views than there can be."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_SLASHED = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[- ](?P<month>[A-Za-z]{3})[a-z]*[- ](?P<year>\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3})[a-z]* (?P<day>\d{1,2}), ?(?P<year>\d{4})")


class Sheet(NamedTuple):
    """The header of a file, its names made alike, and the rows below it, to be read once."""

    line: int
    header: list[str]
    rows: Iterator[CsvRow]

    def missing(self, needed: Iterable[str]) -> list[str]:
        """Which of these columns the file has not."""
        return [name for name in needed if name not in self.header]

    def fields(self, row: CsvRow) -> Fields | Rejection:
        """The values of a row by column; a rejection where it is no row of this file."""
        problem = row.misfit(len(self.header))
        if not problem and len(row.values) < len(self.header):
            problem = f"It has {len(row.values)} of {len(self.header)} columns."
        if problem:
            return Rejection(row.line, "unreadable", problem, ",".join(row.values)[:1000])
        return Fields(row, dict(zip(self.header, row.values, strict=False)))


def read_sheet(lines: Iterable[str], file: str, what: str, columns: str) -> Sheet:
    """Read a file of columns, found by name.

    Args:
        lines: The lines of the file.
        file: Its name, for messages.
        what: What it should be, for messages.
        columns: The columns that it should have, for messages.

    Raises:
        MatineeError: It is empty, a web page, or the word null.
    """
    rows = read_rows(lines)
    first = next(rows, None)
    if first is None:
        raise MatineeError(f"{file} is empty.", f"Take a file of {what}, with the columns {columns}.")
    text = " ".join(first.values)
    if text.startswith("<"):
        raise MatineeError(
            f"{file} is a web page, not {what}.",
            "The address answered with a page, as it does where it has moved; download the file that the page leads to.",
        )
    second = next(rows, None)
    if second is None and text.strip('"') == "null":
        raise MatineeError(
            f"{file} holds the word null and nothing else.",
            f"It was published like this once; take another edition of {what}.",
        )
    return Sheet(first.line, [column_name(name) for name in first.values], chain([second] if second else [], rows))


def column_name(text: str) -> str:
    """The name of a column, whatever case it has and whatever joins its words.

    >>> column_name("Last Week Rank"), column_name("Netflix_Release_Date")
    ('last_week_rank', 'netflix_release_date')
    """
    return re.sub(r"[\s_]+", "_", text.strip().casefold())


def read_date(text: str) -> date | None:
    """A day as ISO 8601, M/D/YY, M/D/YYYY, D-Mon-YY or Mon D, YYYY; None where it is none.

    >>> [str(read_date(text)) for text in ("4/1/20", "12/31/2020", "20-Mar-20", "Mar 20, 2020", "13/1/20")]
    ['2020-04-01', '2020-12-31', '2020-03-20', '2020-03-20', 'None']
    """
    found = next(
        (match for form in (_ISO, _SLASHED, _DAY_FIRST, _MONTH_FIRST) if (match := form.fullmatch(text))), None
    )
    if found is None:
        return None
    month, year = found["month"], int(found["year"])
    if month.isalpha():
        if month.casefold() not in _MONTHS:
            return None
        month = str(_MONTHS.index(month.casefold()) + 1)
    try:
        return date(year if year > 99 else year + 2000, int(month), int(found["day"]))
    except ValueError:
        return None


class Fields:
    """The values of a row, taken one by one; `rejection` is the first thing that was wrong."""

    def __init__(self, row: CsvRow, values: dict[str, str]) -> None:
        self._row = row
        self._values = values
        self.line = row.line
        self.rejection: Rejection | None = None

    def reject(self, reason: str, problem: str) -> None:
        """Say what is wrong with the row, unless something else was before."""
        if self.rejection is None:
            self.rejection = Rejection(self.line, reason, problem, ",".join(self._row.values)[:1000])

    def given(self, column: str) -> str | None:
        """The text of a column; None where it has none, or the file has no such column."""
        text = self._values.get(column, "")
        return None if text.casefold() in NOTHING else text

    def needed(self, column: str) -> str:
        """The text of a column that has to have one; a title may be called "N/A"."""
        text = self._values.get(column, "")
        if not text:
            self.reject("missing", f"{column} is empty.")
        return text

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A day, not before 1995: streaming is younger."""
        text = self.needed(column) if needed else self.given(column)
        day = read_date(text) if text else None
        if text and (day is None or not 1995 <= day.year <= 2100):
            self.reject("unreadable", f"{column} is {text!r}, which is no date.")
        return day

    def count(self, column: str, *, least: int = 0, most: int = 1_000_000, needed: bool = False) -> int | None:
        """A whole number."""
        text = self.given(column)
        if text is None:
            if needed:
                self.reject("missing", f"{column} is {self._values.get(column) or 'empty'}.")
            return None
        number = int(text) if re.fullmatch(r"[0-9]{1,13}", text) else -1
        if not least <= number <= most:
            self.reject("impossible number", f"{column} is {text!r}.")
        return number

    def rank(self, column: str) -> int:
        """A rank, which has to be there."""
        return self.count(column, least=1, most=10_000, needed=True) or 0

    def runtime_h(self, column: str) -> Decimal | None:
        """A runtime in hours, up to 4 decimals; None for 0."""
        text = self.given(column)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,4})?", text):
            self.reject("impossible number", f"{column} is {text!r}.")
            return None
        return Decimal(text) or None

    def flag(self, column: str) -> bool | None:
        """A yes or no."""
        text = self.given(column)
        meaning = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text is not None and text.casefold() not in meaning:
            self.reject("unreadable", f"{column} is {text!r}, neither true nor false.")
        return None if text is None else meaning.get(text.casefold())

    def country(self, column: str) -> str | None:
        """A country, which has to be there."""
        text = self.needed(column)
        code = country_code(text)
        if text and code is None:
            self.reject("unknown country", f"{column} is {text!r}.")
        return code
