"""The viewing history of a Netflix account: `CONTENT_INTERACTION/ViewingActivity.csv`.

Columns are found by name, in whatever order; a file that lost its header is read by what
its values look like. Times are UTC. A file that went through a spreadsheet has its dates as
`M/D/YYYY H:MM` (or `D/M/YYYY`, where a number above 12 gives that away). Rows of trailers,
recaps, hooks and previews are not viewing of the title. No position in the content can be
told: the bookmark says where a viewing ended, not what was seen on the way.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue.countries import country_code
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
_EXPORTED = re.compile(r"\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}(:\d{2})?")
_SPREADSHEET = re.compile(
    r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2}),? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?", re.IGNORECASE
)
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
    numbered = _rows(lines)
    if not numbered:
        raise MatineeError(f"{file} is empty.", "Take the file CONTENT_INTERACTION/ViewingActivity.csv of the export.")
    columns, body = _columns(numbered, file)
    day_first = _day_first(values[columns["Start Time"]] for _, values in body if len(values) > columns["Start Time"])
    rows: dict[Row, None] = {}
    rejections: list[Rejection] = []
    usable = 0
    for number, values in body:
        if len(values) <= max(columns.values()):
            rejections.append(_reject(number, "unreadable", f"it has {len(values)} columns.", columns, values))
            continue
        row = _read({name: values[place].strip() for name, place in columns.items()}, day_first, now_us)
        if isinstance(row, Row):
            usable += 1
            rows[row] = None
        else:
            rejections.append(_reject(number, *row, columns, values))
    return Activity(list(rows), usable - len(rows), rejections)


def household_of(activity: Activity) -> str:
    """A name for the household of a file: that of its oldest viewing, which later exports repeat."""
    oldest = min(activity.rows, key=lambda row: (row.started_us, row), default=None)
    return "netflix:" + hashlib.blake2b(repr(oldest).encode(), digest_size=16).hexdigest()


def to_spans(activity: Activity, household: str, names: Names, *, secret: bytes, buckets: int) -> pa.Table:
    """The viewing as spans of unknown position, every id replaced by its pseudonym."""
    home = pseudonym(secret, "household", household)
    found: dict[str, tuple[str, str]] = {}
    rows = []
    for row in activity.rows:
        asset, title = found.setdefault(row.title, names.title(row.title))
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


def _rows(lines: Iterable[str]) -> list[tuple[int, list[str]]]:
    lines = [line.replace("\0", "") for line in lines]
    head = lines[0].lstrip("\ufeff") if lines else ""
    delimiter = max(",;\t", key=head.count)
    lines[:1] = [head] if lines else []
    reader = csv.reader(lines, delimiter=delimiter)
    return [(reader.line_num, values) for values in reader if any(value.strip() for value in values)]


def _columns(rows: list[tuple[int, list[str]]], file: str) -> tuple[dict[str, int], list[tuple[int, list[str]]]]:
    """The place of each column, and the rows below the header, if there is one."""
    head = [value.strip() for value in rows[0][1]]
    if "Title" in head and "Date" in head and "Duration" not in head:
        raise MatineeError(
            f"{file} is the short viewing history: it has titles and dates, and no viewing time.",
            "Ask Netflix for a copy of your personal information, and import CONTENT_INTERACTION/ViewingActivity.csv.",
        )
    if any(name in head for name in _NEEDED):
        absent = [name for name in _NEEDED if name not in head]
        if absent:
            raise MatineeError(
                f"{file}, line {rows[0][0]}: the header has no column {', '.join(absent)}.",
                f"A viewing history has the columns {', '.join(_CLASSIC)}, in any order.",
            )
        return {name: head.index(name) for name in _CLASSIC if name in head}, rows[1:]
    for order in (_CLASSIC, _SINCE_2025):
        place = order.index("Country")
        if (
            len(head) == len(order)
            and _COUNTRY.fullmatch(head[place])
            and _DURATION.fullmatch(head[order.index("Duration")])
        ):
            return {name: number for number, name in enumerate(order)}, rows
    raise MatineeError(
        f"{file}, line {rows[0][0]}: this is not the header of a viewing history, nor a row of one.",
        f"A viewing history has the columns {', '.join(_CLASSIC)}, in any order.",
    )


def _day_first(dates: Iterator[str]) -> bool:
    """Whether a spreadsheet wrote the day before the month: some first number is above 12."""
    return any(int(found[1]) > 12 for found in map(_SPREADSHEET.fullmatch, dates) if found)


def _read(row: dict[str, str], day_first: bool, now_us: int) -> Row | tuple[str, str]:
    kind = row.get("Supplemental Video Type", "")
    if kind:
        return "not the title", f"it is a {kind.lower().replace('_', ' ')}."
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
    try:
        if _EXPORTED.fullmatch(text):
            return instants.to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))
        found = _SPREADSHEET.fullmatch(text)
        if not found:
            return None
        first, second, year, hour, minute, second_hand, half = found.groups()
        day, month = (first, second) if day_first else (second, first)
        hours = int(hour) if half is None else int(hour) % 12 + (12 if half.upper() == "PM" else 0)
        whole_year = int(year) + 2000 if len(year) == 2 else int(year)
        moment = datetime(whole_year, int(month), int(day), hours, int(minute), int(second_hand or 0), tzinfo=UTC)
        return instants.to_us(moment)
    except ValueError:
        return None


def _reject(number: int, reason: str, problem: str, columns: dict[str, int], values: list[str]) -> Rejection:
    """A rejected row, without the name of the profile."""
    kept = list(values)
    place = columns.get("Profile Name")
    if place is not None and place < len(kept):
        kept[place] = "…"
    return Rejection(number, reason, problem[0].upper() + problem[1:], ",".join(kept)[:1000])
