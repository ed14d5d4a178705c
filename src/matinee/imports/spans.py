"""Spans that come as spans: a Parquet or CSV file of one's own, one row a stretch watched.

Columns `household, asset, session, started_at, ended_at` and, where known, `profile,
position_start_ms, position_end_ms, rate, country, time_zone, device`. Ids are strings;
times are timestamps with time zone, or microseconds of UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from matinee import instants
from matinee.catalogue.countries import countries
from matinee.errors import MatineeError
from matinee.events.event import EARLIEST_US, LONGEST_AHEAD_US, time_zones
from matinee.identity import bucket_of, pseudonym
from matinee.rejections import Rejection
from matinee.viewing.spans import SPANS

SOURCE = "spans"
_INSTANT = pa.timestamp("us", "UTC")
_REQUIRED = ("household", "asset", "session", "started_at", "ended_at")
_TYPES = {
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
}
_ROWS_AT_ONCE = 1_000_000


def read_spans(
    path: Path, title_of: Callable[[str], str], *, secret: bytes, buckets: int, now_us: int
) -> Iterator[tuple[pa.Table, list[Rejection]]]:
    """Read a file of spans, a bounded number at a time.

    Yields:
        Spans of schema `SPANS`, every id replaced by its pseudonym, and rejected rows.

    Raises:
        MatineeError: The file cannot be read, or lacks a column.
    """
    line = 1
    for batch in _batches(path):
        absent = [name for name in _REQUIRED if name not in batch.column_names]
        if absent:
            raise MatineeError(
                f"{path.name} has no column {', '.join(absent)}.", f"Spans need the columns {', '.join(_REQUIRED)}."
            )
        try:
            rows = pa.table({name: _column(batch, name, type) for name, type in _TYPES.items()})
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as problem:
            raise MatineeError(f"{path.name}: {problem}.", "Give each column the type that the manual shows.") from None
        problems = _problems(rows, now_us)
        bad = pc.is_valid(problems)
        rejections = [
            Rejection(line + row, *reason.split("|", 1))
            for row, reason in enumerate(problems.to_pylist())
            if reason is not None
        ]
        good = rows.filter(pc.invert(bad))
        yield _named(good, title_of, secret, buckets), rejections
        line += rows.num_rows


def _batches(path: Path) -> Iterator[pa.Table]:
    try:
        if path.suffix.lower() == ".csv":
            yield pa_csv.read_csv(path)
            return
        for batch in pq.ParquetFile(path).iter_batches(_ROWS_AT_ONCE):
            yield pa.Table.from_batches([batch])
    except (OSError, pa.ArrowInvalid) as problem:
        raise MatineeError(
            f"{path} cannot be read: {problem}.", "Give a Parquet file, or a CSV file with a header."
        ) from None


def _column(rows: pa.Table, name: str, type: pa.DataType) -> pa.ChunkedArray | pa.Array:
    if name not in rows.column_names:
        return pa.nulls(rows.num_rows, type)
    column = rows[name]
    if pa.types.is_string(column.type) and type == _INSTANT:
        return pc.cast(column, _INSTANT)
    return column.cast(type)


def _problems(rows: pa.Table, now_us: int) -> pa.ChunkedArray:
    """For each row its first problem as `reason|sentence`, or null."""
    start, end = rows["position_start_ms"], rows["position_end_ms"]
    began_us = rows["started_at"].cast(pa.int64())
    missing = pc.is_null(rows["household"])
    for name in _REQUIRED[1:]:
        missing = pc.or_(missing, pc.is_null(rows[name]))
    early = pc.or_(pc.less(began_us, EARLIEST_US), pc.greater(began_us, now_us + LONGEST_AHEAD_US))
    lasted_us = pc.subtract(rows["ended_at"].cast(pa.int64()), began_us)
    duration = pc.or_(pc.less_equal(lasted_us, 0), pc.greater(lasted_us, 7 * instants.DAY_US))
    position = pc.or_(pc.less(start, 0), pc.less(end, start))
    country = pc.and_(pc.is_valid(rows["country"]), pc.invert(pc.is_in(rows["country"], pa.array(list(countries())))))
    zone = pc.and_(pc.is_valid(rows["time_zone"]), pc.invert(pc.is_in(rows["time_zone"], pa.array(list(time_zones())))))
    checks = (
        (missing, "missing|One of household, asset, session, started_at and ended_at is empty."),
        (early, "impossible time|started_at cannot be."),
        (duration, "impossible duration|ended_at is not after started_at, or a week after it."),
        (position, "impossible position|The positions run backwards, or below zero."),
        (country, "unknown country|country is not a code of ISO 3166-1."),
        (zone, "unknown time zone|time_zone is not a name of the IANA database."),
    )
    problem = pa.nulls(rows.num_rows, pa.string())
    for wrong, text in reversed(checks):
        problem = pc.if_else(pc.fill_null(wrong, False), text, problem)
    return problem


def _named(rows: pa.Table, title_of: Callable[[str], str], secret: bytes, buckets: int) -> pa.Table:
    households = rows["household"].to_pylist()
    people = zip(households, rows["profile"].to_pylist(), strict=True)
    known = {home: pseudonym(secret, "household", home) for home in set(households)}
    place = {home: bucket_of(name, buckets) for home, name in known.items()}
    sessions = zip(households, rows["session"].to_pylist(), rows["asset"].to_pylist(), strict=True)
    titles = {asset: title_of(asset) for asset in rows["asset"].unique().to_pylist()}
    both = pc.and_(pc.is_valid(rows["position_start_ms"]), pc.is_valid(rows["position_end_ms"]))
    columns = {name: rows[name] for name in _TYPES} | {
        "bucket": pa.array([place[home] for home in households], pa.int32()),
        "household": pa.array([known[home] for home in households], pa.binary()),
        "profile": pa.array(
            [person and pseudonym(secret, "profile", home, person) for home, person in people], pa.binary()
        ),
        "title": pa.array([titles[asset] for asset in rows["asset"].to_pylist()], pa.string()),
        "session": pa.array([pseudonym(secret, "session", *one) for one in sessions], pa.binary()),
        "position_start_ms": pc.if_else(both, rows["position_start_ms"], None),
        "position_end_ms": pc.if_else(both, rows["position_end_ms"], None),
        "rate": rows["rate"].fill_null(1.0),
        "source": pa.repeat(pa.scalar(SOURCE), rows.num_rows),
    }
    return pa.table([columns[name] for name in SPANS.names], schema=SPANS)
