"""Spans that come as spans: a Parquet or CSV file of one's own, one row a stretch watched.

Columns `household, asset, session, started_at, ended_at` and, where known, `profile,
position_start_ms, position_end_ms, rate, country, time_zone, device, kids`. Ids are strings;
times are timestamps with time zone, or microseconds of UTC; in text they are ISO 8601 with
an offset. A row's line is its line in a CSV file, and its number in a Parquet file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matinee import instants
from matinee.catalogue.countries import countries
from matinee.catalogue.csv_rows import CsvRow, read_rows
from matinee.errors import MatineeError
from matinee.events.event import EARLIEST_US, LONGEST_AHEAD_US, time_zones
from matinee.identity import bucket_of, pseudonym
from matinee.rejections import Rejection
from matinee.viewing.spans import SPANS

SOURCE = "spans"
_INSTANT = pa.timestamp("us", "UTC")
REQUIRED = ("household", "asset", "session", "started_at", "ended_at")
COLUMNS = {
    "household": pa.string(),
    "profile": pa.string(),
    "asset": pa.string(),
    "session": pa.string(),
    "started_at": _INSTANT,
    "ended_at": _INSTANT,
    "position_start_ms": pa.int64(),
    "position_end_ms": pa.int64(),
    "rate": pa.float64(),
    "country": pa.string(),
    "time_zone": pa.string(),
    "device": pa.string(),
    "kids": pa.bool_(),
}
_KEPT = tuple(name for name in COLUMNS if name not in ("household", "profile", "session"))
"""What a rejected row may keep: nothing that names a person."""
_ROWS_AT_ONCE = 1_000_000
_LINES_AT_ONCE = 100_000
_MOST = 10**15
_WHOLE = r"^[+-]?\d{1,15}$"
_YES_OR_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"


class _Part(NamedTuple):
    """Some rows of a file as they stand there, the line of each, and lines that are no rows."""

    rows: pa.Table
    lines: Sequence[int]
    rejections: list[Rejection]


class _Check(NamedTuple):
    """Which rows are wrong, why, and the sentence that says so, with `{column}` for a value."""

    wrong: pa.ChunkedArray
    reason: str
    problem: str


def read_spans(
    path: Path, title_of: Callable[[str], str], *, secret: bytes, buckets: int, now_us: int
) -> Iterator[tuple[pa.Table, list[Rejection]]]:
    """Read a file of spans, a bounded number at a time.

    Yields:
        Spans of schema `SPANS`, every id replaced by its pseudonym, and rejected rows.

    Raises:
        MatineeError: The file cannot be read, lacks a column, or has one of a type that cannot be.
    """

    def household(id: str) -> bytes:
        return pseudonym(secret, "household", id)

    def profile(home: str, id: str) -> bytes:
        return pseudonym(secret, "profile", home, id)

    for part in _csv_parts(path) if path.suffix.lower() == ".csv" else _parquet_parts(path):
        good, rejections = checked(part.rows, part.lines, path.name, now_us)
        named = with_pseudonyms(good, title_of, household, profile, secret, buckets)
        yield named, sorted(part.rejections + rejections)


def checked(rows: pa.Table, lines: Sequence[int], file: str, now_us: int) -> tuple[pa.Table, list[Rejection]]:
    """The rows that can be used, in the types that spans have, and the others with their reason.

    Raises:
        MatineeError: A column is of a type that cannot be.
    """
    given = pa.table({name: _given(rows, name) for name in COLUMNS})
    typed = pa.table({name: _converted(given[name], name, type, file) for name, type in COLUMNS.items()})
    typed = typed.set_column(typed.column_names.index("country"), "country", pc.utf8_upper(typed["country"]))
    bad, rejections = _rejected(given, lines, _checks(typed, given, now_us))
    return typed.filter(pa.array(~bad)), rejections


def _parquet_parts(path: Path) -> Iterator[_Part]:
    line = 1
    try:
        with pq.ParquetFile(path) as file:
            _must_have_all_columns(path, file.schema_arrow.names)
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                yield _Part(pa.Table.from_batches([batch]), range(line, line + batch.num_rows), [])
                line += batch.num_rows
    except (OSError, pa.ArrowInvalid):
        raise MatineeError(
            f"{path} cannot be read as Parquet.",
            "Give a whole Parquet file, or a CSV file whose name ends in .csv.",
        ) from None


def _csv_parts(path: Path) -> Iterator[_Part]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = read_rows(file)
            columns = next(rows, CsvRow(1, [])).values
            _must_have_all_columns(path, columns)
            while some := list(islice(rows, _LINES_AT_ONCE)):
                yield _csv_part(some, columns)
    except (OSError, UnicodeDecodeError) as problem:
        raise MatineeError(f"{path} cannot be read: {problem}.", "Save it as UTF-8 text.") from None


def _csv_part(some: list[CsvRow], columns: list[str]) -> _Part:
    problems = [(row, row.misfit(len(columns))) for row in some]
    rows = [row for row, problem in problems if not problem]
    values = [dict(zip(columns, row.values, strict=False)) for row in rows]
    return _Part(
        pa.table({name: pa.array([row.get(name) for row in values], pa.string()) for name in columns}),
        [row.line for row in rows],
        [Rejection(row.line, "unreadable", problem) for row, problem in problems if problem],
    )


def _must_have_all_columns(path: Path, columns: Sequence[str]) -> None:
    absent = [name for name in REQUIRED if name not in columns]
    if absent:
        raise MatineeError(
            f"{path.name} has no column {', '.join(absent)}.", f"Spans need the columns {', '.join(REQUIRED)}."
        )


def _given(rows: pa.Table, name: str) -> pa.ChunkedArray | pa.Array:
    """A column as it stands in the file: text or another type; an empty text and a NaN are nothing."""
    if name not in rows.column_names:
        return pa.nulls(rows.num_rows, pa.string())
    column = rows[name]
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_null(column.type) or pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), None, column)
    return pc.if_else(pc.equal(column, ""), None, column) if pa.types.is_string(column.type) else column


def _converted(column: pa.ChunkedArray, name: str, type: pa.DataType, file: str) -> pa.ChunkedArray | pa.Array:
    """A column as it is needed; null where a value cannot be that."""
    given = column.type
    if pa.types.is_string(given):
        return _from_text(column, type)
    whole = pa.types.is_integer(given)
    if type == _INSTANT and not whole and not (pa.types.is_timestamp(given) and given.tz):
        raise MatineeError(
            f"{file}: {name} is of type {given}.",
            "Give times as timestamps with time zone, as microseconds of UTC, or as text with an offset.",
        )
    if type == _INSTANT and whole:
        column = column.cast(pa.int64(), safe=False)
    if type == pa.int64() and pa.types.is_floating(given):
        column = pc.if_else(pc.less(pc.abs(column), _MOST), pc.round(column), None)
    try:
        return column.cast(type, safe=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise MatineeError(
            f"{file}: {name} is of type {given}.", "Give ids as text, positions and rates as numbers."
        ) from None


def _from_text(column: pa.ChunkedArray, type: pa.DataType) -> pa.ChunkedArray | pa.Array:
    if type == pa.string():
        return column
    if type == _INSTANT:
        return pa.array([_instant(text) for text in column.to_pylist()], pa.int64()).cast(_INSTANT)
    if type == pa.bool_():
        return pa.array([_YES_OR_NO.get((text or "").lower()) for text in column.to_pylist()], pa.bool_())
    form = _WHOLE if type == pa.int64() else _NUMBER
    return pc.if_else(pc.match_substring_regex(column, form), column, None).cast(type)


def _instant(text: str | None) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        return instants.parse(text)
    except MatineeError:
        return None


def _checks(rows: pa.Table, given: pa.Table, now_us: int) -> list[_Check]:
    """What can be wrong with a row; the first that holds is what it is rejected for."""
    start, end, rate = rows["position_start_ms"], rows["position_end_ms"], rows["rate"]
    began_us, ended_us = rows["started_at"].cast(pa.int64()), rows["ended_at"].cast(pa.int64())
    lasted_us = pc.subtract(ended_us, began_us)
    outside = pc.or_(pc.less(began_us, EARLIEST_US), pc.greater(began_us, now_us + LONGEST_AHEAD_US))
    unreadable = {name: pc.and_(pc.is_valid(given[name]), pc.is_null(rows[name])) for name in COLUMNS}
    empty = [_Check(pc.is_null(given[name]), "missing", f"{name} is empty.") for name in REQUIRED]
    return [
        *empty,
        _Check(unreadable["started_at"], "impossible time", "started_at is {started_at}."),
        _Check(unreadable["ended_at"], "impossible time", "ended_at is {ended_at}."),
        _Check(outside, "impossible time", "started_at is {started_at}."),
        _Check(
            pc.less_equal(lasted_us, 0),
            "impossible duration",
            "ended_at {ended_at} is not after started_at {started_at}.",
        ),
        _Check(
            pc.greater(lasted_us, 7 * instants.DAY_US),
            "impossible duration",
            "ended_at {ended_at} is over a week after started_at {started_at}.",
        ),
        *(
            _Check(
                pc.or_kleene(unreadable[name], pc.or_(pc.less(rows[name], 0), pc.greater(rows[name], _MOST))),
                "impossible position",
                f"{name} is {{{name}}}.",
            )
            for name in ("position_start_ms", "position_end_ms")
        ),
        _Check(
            pc.less(end, start),
            "impossible position",
            "position_end_ms {position_end_ms} lies before position_start_ms {position_start_ms}.",
        ),
        _Check(
            pc.or_kleene(unreadable["rate"], pc.invert(pc.and_(pc.greater(rate, 0), pc.is_finite(rate)))),
            "impossible number",
            "rate is {rate}.",
        ),
        _Check(unreadable["kids"], "unreadable", "kids is {kids}, neither true nor false."),
        _Check(_stranger(rows["country"], list(countries())), "unknown country", "country is {country}."),
        _Check(_stranger(rows["time_zone"], list(time_zones())), "unknown time zone", "time_zone is {time_zone}."),
    ]


def _stranger(column: pa.ChunkedArray, known: list[str]) -> pa.ChunkedArray:
    return pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, pa.array(known))))


def _rejected(given: pa.Table, lines: Sequence[int], checks: list[_Check]) -> tuple[np.ndarray, list[Rejection]]:
    """Which rows are rejected, and each with the first thing that is wrong with it."""
    first = np.full(given.num_rows, len(checks))
    for number, check in reversed(list(enumerate(checks))):
        first[pc.fill_null(check.wrong, False).to_numpy()] = number
    bad = first < len(checks)
    rejections = []
    shown = pa.table({name: given[name].filter(pa.array(bad)).cast(pa.string()) for name in _KEPT}).to_pylist()
    for place, values in zip(np.flatnonzero(bad).tolist(), shown, strict=True):
        check = checks[first[place]]
        record = ",".join(values[name] or "" for name in _KEPT)
        rejections.append(Rejection(lines[place], check.reason, check.problem.format_map(values), record))
    return bad, rejections


def with_pseudonyms(
    rows: pa.Table,
    title_of: Callable[[str], str],
    household: Callable[[str], bytes],
    profile: Callable[[str, str], bytes],
    secret: bytes,
    buckets: int,
) -> pa.Table:
    """Checked rows as spans of schema `SPANS`.

    Args:
        rows: As `checked` gives them.
        title_of: The title that an asset belongs to.
        household: The pseudonym of a household.
        profile: The pseudonym of a household's profile.
        secret: The lake's secret, for the names of sessions.
        buckets: How many buckets the lake has.
    """
    homes = rows["household"].to_pylist()
    people = zip(homes, rows["profile"].to_pylist(), strict=True)
    known = {home: household(home) for home in set(homes)}
    households = [known[home] for home in homes]
    sessions = zip(households, rows["session"].to_pylist(), rows["asset"].to_pylist(), strict=True)
    titles = {asset: title_of(asset) for asset in rows["asset"].unique().to_pylist()}
    both = pc.and_(pc.is_valid(rows["position_start_ms"]), pc.is_valid(rows["position_end_ms"]))
    columns = {name: rows[name] for name in COLUMNS} | {
        "bucket": pa.array([bucket_of(one, buckets) for one in households], pa.int32()),
        "household": pa.array(households, pa.binary()),
        "profile": pa.array([person and profile(home, person) for home, person in people], pa.binary()),
        "title": pa.array([titles[asset] for asset in rows["asset"].to_pylist()], pa.string()),
        "session": pa.array([pseudonym(secret, "session", SOURCE, *one) for one in sessions], pa.binary()),
        "position_start_ms": pc.if_else(both, rows["position_start_ms"], None),
        "position_end_ms": pc.if_else(both, rows["position_end_ms"], None),
        "rate": rows["rate"].fill_null(1.0),
        "source": pa.repeat(pa.scalar(SOURCE), rows.num_rows),
    }
    return pa.table([columns[name] for name in SPANS.names], schema=SPANS)
