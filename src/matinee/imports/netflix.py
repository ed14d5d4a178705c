"""The viewing history of a Netflix account: `CONTENT_INTERACTION/ViewingActivity.csv`.

Columns are found by name, in whatever order; a file that lost its header is read by what
its values look like. Times are UTC. A file that went through a spreadsheet has its dates as
`M/D/YYYY H:MM` (or `D/M/YYYY`, where a number above 12 or a point gives that away). Rows of trailers,
recaps, hooks and previews are not viewing of the title. No position in the content can be
told: the bookmark says where a viewing ended, not what was seen on the way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue.countries import country_code
from matinee.catalogue.csv_rows import CsvRow, read_rows
from matinee.catalogue.names import Names
from matinee.errors import MatineeError
from matinee.events.event import is_possible_time
from matinee.identity import bucket_of, pseudonym
from matinee.rejections import Rejection
from matinee.viewing.spans import SPANS

SOURCE = "netflix"
_CLASSIC = (
    "Profile Name", "Start Time", "Duration", "Attributes", "Title", "Supplemental Video Type", "Device Type",
    "Bookmark", "Latest Bookmark", "Country",
)  # fmt: skip
_SINCE_2025 = (
    "Duration", "Start Time", "Profile Name", "Country", "Bookmark", "Latest Bookmark", "Supplemental Video Type",
    "Attributes", "Device Type", "Title",
)  # fmt: skip
_NEEDED = ("Start Time", "Duration", "Title")
_COUNTRY = re.compile(r"([A-Z]{2}) \(.+\)")
_DURATION = re.compile(r"(\d{1,4}):([0-5]?\d):([0-5]?\d)")
_EXPORTED = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_SPREADSHEET = re.compile(
    r"(\d{1,2})([/.])(\d{1,2})[/.](\d{4}|\d{2}),?\s(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([AP])M)?", re.IGNORECASE
)
_HEADERLESS_ROWS = 20
"""How many rows to look at for the order of the columns in a file without a header."""
_LONGEST_US = 7 * instants.DAY_US


class Row(NamedTuple):
    """A row of the history that is viewing of a title."""

    profile: str
    started_us: int
    lasted_us: int
    title: str
    country: str | None
    device: str | None


class Activity(NamedTuple):
    """What a file holds: viewing, how often a row stands there again, and rejected rows."""

    rows: list[Row]
    repeated: int
    rejections: list[Rejection]


def read_activity(lines: Iterable[str], file: str, now_us: int) -> Activity:
    """Read a viewing history.

    Args:
        lines: The lines of the file, with their ends.
        file: Its name, for messages.
        now_us: The present, beyond which no clock is believed by more than a year.

    Raises:
        MatineeError: The file is not a viewing history, or is the short one without durations.
    """
    numbered = list(read_rows(lines))
    if not numbered:
        raise MatineeError(f"{file} is empty.", "Take the file CONTENT_INTERACTION/ViewingActivity.csv of the export.")
    columns, width, body = _columns(numbered, file)
    needed = max(columns.values()) + 1
    whole = [row for row in body if len(row.values) >= needed]
    day_first = any(_is_day_first(row.values[columns["Start Time"]]) for row in whole)
    rows: dict[Row, None] = {}
    rejections: list[Rejection] = []
    usable = 0
    for line, values in body:
        problem = CsvRow(line, values).misfit(width)
        if problem:
            rejections.append(Rejection(line, "unreadable", problem))
            continue
        if len(values) < needed:
            problem = f"It has {len(values)} of {width} columns."
            rejections.append(_reject(line, "unreadable", problem, columns, values))
            continue
        row = _read({name: values[place] for name, place in columns.items()}, day_first, now_us)
        if isinstance(row, Row):
            usable += 1
            rows[row] = None
        else:
            rejections.append(_reject(line, *row, columns, values))
    return Activity(list(rows), usable - len(rows), rejections)


def household_of(activity: Activity) -> str:
    """A name for the household of a file: that of its oldest viewing, which later exports repeat."""
    oldest = min(activity.rows, key=lambda row: (row.started_us, repr(row)), default=None)
    return "netflix:" + hashlib.blake2b(repr(oldest).encode(), digest_size=16).hexdigest()


def to_spans(activity: Activity, household: str, names: Names, *, secret: bytes, buckets: int) -> pa.Table:
    """The viewing as spans of unknown position, every id replaced by its pseudonym."""
    home = pseudonym(secret, "household", household)
    found: dict[str, tuple[str, str]] = {}
    rows = []
    for row in activity.rows:
        if row.title not in found:
            found[row.title] = names.title(row.title)
        asset, title = found[row.title]
        rows.append(
            {
                "bucket": bucket_of(home, buckets),
                "household": home,
                "profile": pseudonym(secret, "profile", household, row.profile) if row.profile else None,
                "asset": asset,
                "title": title,
                "session": pseudonym(secret, "session", household, *row),
                "started_at": instants.to_datetime(row.started_us),
                "ended_at": instants.to_datetime(row.started_us + row.lasted_us),
                "rate": 1.0,
                "country": row.country,
                "device": row.device,
                "source": SOURCE,
            }
        )
    return pa.Table.from_pylist(rows, schema=SPANS)


def _columns(rows: list[CsvRow], file: str) -> tuple[dict[str, int], int, list[CsvRow]]:
    """The place of each column, how many there are, and the rows below the header, if there is one."""
    line, head = rows[0]
    if "Title" in head and "Date" in head and "Duration" not in head:
        raise MatineeError(
            f"{file} is the short viewing history: it has titles and dates, and no viewing time.",
            "Ask Netflix for a copy of your personal information, and import CONTENT_INTERACTION/ViewingActivity.csv.",
        )
    if any(name in head for name in _NEEDED):
        absent = [name for name in _NEEDED if name not in head]
        if absent:
            raise MatineeError(
                f"{file}, line {line}: the header has no column {', '.join(absent)}.",
                f"A viewing history has the columns {', '.join(_CLASSIC)}, in any order.",
            )
        return {name: head.index(name) for name in _CLASSIC if name in head}, len(head), rows[1:]
    for order in (_CLASSIC, _SINCE_2025):
        if any(_is_in_order(row.values, order) for row in rows[:_HEADERLESS_ROWS]):
            return {name: number for number, name in enumerate(order)}, len(order), rows
    raise MatineeError(
        f"{file}, line {line}: this is not the header of a viewing history, nor a row of one.",
        f"A viewing history has the columns {', '.join(_CLASSIC)}, in any order.",
    )


def _is_in_order(values: list[str], order: tuple[str, ...]) -> bool:
    """Whether a row has a country and a duration where this order of columns has them."""
    return (
        len(values) == len(order)
        and _COUNTRY.fullmatch(values[order.index("Country")]) is not None
        and _DURATION.fullmatch(values[order.index("Duration")]) is not None
    )


def _is_day_first(text: str) -> bool:
    """Whether a spreadsheet surely wrote the day before the month: a number above 12, or points."""
    found = _SPREADSHEET.fullmatch(text)
    return found is not None and (int(found[1]) > 12 or found[2] == ".")


def _read(row: dict[str, str], day_first: bool, now_us: int) -> Row | tuple[str, str]:
    kind = row.get("Supplemental Video Type", "")
    if kind:
        return "not the title", f"Supplemental Video Type is {kind!r}."
    if not row["Title"]:
        return "missing", "Title is empty."
    started_us = _instant(row["Start Time"], day_first)
    if started_us is None or not is_possible_time(started_us, now_us):
        return "impossible time", f"Start Time is {row['Start Time']!r}."
    duration = _DURATION.fullmatch(row["Duration"])
    lasted_us = 0
    if duration:
        lasted_us = (int(duration[1]) * 3600 + int(duration[2]) * 60 + int(duration[3])) * instants.SECOND_US
    if not 0 < lasted_us <= _LONGEST_US:
        return "impossible duration", f"Duration is {row['Duration']!r}."
    country = row.get("Country", "")
    code = country_code(country.split(" ")[0]) if country else None
    if country and code is None:
        return "unknown country", f"Country is {country!r}."
    return Row(row.get("Profile Name", ""), started_us, lasted_us, row["Title"], code, row.get("Device Type") or None)


def _instant(text: str, day_first: bool) -> int | None:
    """UTC, as exported, or as a spreadsheet left it."""
    exported, damaged = _EXPORTED.fullmatch(text), _SPREADSHEET.fullmatch(text)
    half = None
    if exported:
        year, month, day, hour, minute, second = exported.groups()
    elif damaged:
        first, _, other, year, hour, minute, second, half = damaged.groups()
        day, month = (first, other) if day_first else (other, first)
    else:
        return None
    hours = int(hour) if half is None else int(hour) % 12 + (12 if half in "Pp" else 0)
    whole_year = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        moment = datetime(whole_year, int(month), int(day), hours, int(minute), int(second or 0), tzinfo=UTC)
    except ValueError:
        return None
    return instants.to_us(moment)


def _reject(number: int, reason: str, problem: str, columns: dict[str, int], values: list[str]) -> Rejection:
    """A rejected row, without the name of the profile."""
    kept = list(values)
    place = columns.get("Profile Name")
    if place is not None and place < len(kept):
        kept[place] = "…"
    return Rejection(number, reason, problem, ",".join(kept)[:1000])
