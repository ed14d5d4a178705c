"""Parts of the day by name, and which days are school days where.

```toml
school_holidays = "school-holidays.csv"   # columns country, from, to; both days included

[daypart."before school"]
days = "school"            # or "free": weekends and holidays; or "all"
from = "06:00"             # local time, on a quarter of an hour
to = "09:00"

[daypart."prime in Spain"]
days = "all"
from = "22:00"
to = "24:00"
countries = ["ES"]         # without it: everywhere
instead_of = "prime"       # there, in place of the one of this name
```

A school day is a Monday to Friday that is neither a public holiday of the country, by the
`holidays` library, nor in the calendar file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from matinee.catalogue.countries import country_code
from matinee.errors import MatineeError
from matinee.settings import Kinds, NotUsableError, own_tables

QUARTER_MINUTES = 15
_EPOCH = date(1970, 1, 1)


class Days(StrEnum):
    """Which days a part of the day is on."""

    ALL = "all"
    SCHOOL = "school"
    FREE = "free"


@dataclass(frozen=True, kw_only=True)
class Daypart:
    """A part of the day.

    Attributes:
        name: What people call it.
        days: On which days.
        from_minute, to_minute: Local time in minutes since midnight, up to 1,440.
        countries: Where; none: everywhere.
        instead_of: The name of the one it replaces there.
    """

    name: str
    days: Days
    from_minute: int
    to_minute: int
    countries: tuple[str, ...] = ()
    instead_of: str | None = None


DEFAULTS = (
    Daypart(name="before school", days=Days.SCHOOL, from_minute=6 * 60, to_minute=9 * 60),
    Daypart(name="after school", days=Days.SCHOOL, from_minute=15 * 60, to_minute=18 * 60),
    Daypart(name="prime", days=Days.ALL, from_minute=20 * 60, to_minute=23 * 60),
)


@dataclass(frozen=True, kw_only=True)
class Week:
    """The parts of the day of a service, and its school holidays.

    Attributes:
        dayparts: In order.
        breaks: By country, the first and the last day of each school holiday.
    """

    dayparts: tuple[Daypart, ...] = DEFAULTS
    breaks: Mapping[str, tuple[tuple[date, date], ...]]

    def dayparts_in(self, country: str | None) -> list[Daypart]:
        """The parts of the day in a country, each replaced by its own where it has one."""
        there = [one for one in self.dayparts if not one.countries or country in one.countries]
        replaced = {one.instead_of for one in there if one.countries} | {one.name for one in there if one.countries}
        return [one for one in there if one.countries or one.name not in replaced]

    def school_days(self, country: str, first: int, last: int) -> list[bool]:
        """Whether each day is a school day; days are counted from 1970-01-01."""
        days = [_EPOCH + timedelta(days=number) for number in range(first, last + 1)]
        off = _public_holidays(country, {day.year for day in days})
        breaks = self.breaks.get(country, ())
        return [
            day.weekday() < 5 and day not in off and not any(begin <= day <= end for begin, end in breaks)
            for day in days
        ]


def _public_holidays(country: str, years: Iterable[int]) -> Mapping[date, str]:
    import holidays  # slow to load, and needed by this alone

    if not country:
        return {}
    try:
        found: Mapping[date, str] = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        return {}
    return found


_KEYS: Kinds = {"days": str, "from": str, "to": str, "countries": list, "instead_of": str}
_EXAMPLE = 'Write it like days = "school", from = "06:00", to = "09:00".'


def read_week(written: Mapping[str, object], folder: Path) -> Week:
    """The parts of the day and the school holidays of a service.

    Args:
        written: Its settings file.
        folder: Where that lies; a calendar file is looked for there.

    Raises:
        MatineeError: A part of the day, or the calendar file, is of no use.
    """
    own = own_tables(written, "daypart", _KEYS, (), _EXAMPLE, _read)
    dayparts = {one.name: one for one in (*DEFAULTS, *own)}
    file = written.get("school_holidays", "")
    return Week(dayparts=tuple(dayparts.values()), breaks=_breaks(folder / str(file)) if file else {})


def _read(name: str, table: dict[str, Any]) -> Daypart:
    for key in ("days", "from", "to"):
        if key not in table:
            raise NotUsableError(f"{key} is missing")
    if table["days"] not in list(Days):
        raise NotUsableError(f"days is {table['days']!r}; it may be {', '.join(Days)}")
    begin, end = _minute(table["from"]), _minute(table["to"])
    if begin >= end:
        raise NotUsableError("it ends before it begins; write what goes past midnight as two")
    countries = tuple(country_code(str(country)) or "" for country in table.get("countries", []))
    if "" in countries:
        raise NotUsableError(f"countries is {table['countries']!r}; use the two letters of ISO 3166-1")
    return Daypart(
        name=name,
        days=Days(table["days"]),
        from_minute=begin,
        to_minute=end,
        countries=countries,
        instead_of=table.get("instead_of"),
    )


def _minute(text: str) -> int:
    found = re.fullmatch(r"(\d{1,2}):(\d\d)", text)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else -1
    if not 0 <= minute <= 1440 or minute % QUARTER_MINUTES:
        raise NotUsableError(f"{text!r} is no time of day on a quarter of an hour, like 06:00 or 15:45")
    return minute


def _breaks(file: Path) -> dict[str, tuple[tuple[date, date], ...]]:
    found: dict[str, tuple[tuple[date, date], ...]] = {}
    example = "Write lines like GB,2021-02-15,2021-02-19 below the header country,from,to."
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as problem:
        raise MatineeError(
            f"{file.name}, the calendar of school holidays, cannot be read: {problem}.", example
        ) from None
    for number, row in enumerate(rows, start=2):
        country = country_code(row.get("country") or "")
        try:
            begin, end = (date.fromisoformat((row.get(key) or "").strip()) for key in ("from", "to"))
        except ValueError:
            begin, end = date.max, date.min
        if country is None or end < begin:
            raise MatineeError(
                f"{file.name}, line {number}: {', '.join(map(str, row.values()))!r} is no holiday.", example
            )
        found[country] = (*found.get(country, ()), (begin, end))
    return found
