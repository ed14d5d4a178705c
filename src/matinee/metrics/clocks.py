"""Clocks on the wall: how far each time zone stood from UTC, and when that changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from matinee import instants
from matinee.instants import DAY_US


def local(rows: ir.Table, clocks: ir.Table) -> ir.Table:
    """Spans by the clocks on the wall, cut where these change; those of unknown time zone are left out.

    Args:
        rows: With `time_zone`, `started_us` and `ended_us`.
        clocks: What `utc_offsets` gave.

    Returns:
        The same columns, both instants as local time.
    """
    at = rows.join(
        clocks, [rows.time_zone == clocks.zone, rows.started_us < clocks.to_us, rows.ended_us > clocks.from_us]
    )
    return at.select(
        *(name for name in rows.columns if name not in ("started_us", "ended_us")),
        started_us=ibis.greatest(at.started_us, at.from_us) + at.offset_us,
        ended_us=ibis.least(at.ended_us, at.to_us) + at.offset_us,
    )


def utc_offsets(time_zones: Iterable[str], from_us: int, to_us: int) -> pa.Table:
    """How far clocks stood from UTC, by time zone, from one change to the next.

    Returns:
        Columns zone, from_us, to_us, offset_us; together they cover the whole stretch.
    """
    rows = []
    for name in sorted(time_zones):
        zone = ZoneInfo(name)
        begin, offset = from_us, _offset_us(zone, from_us)
        at = from_us
        while at < to_us:
            later = min(at + DAY_US, to_us)
            if _offset_us(zone, later) != offset:
                change = _change(zone, at, later)
                rows.append({"zone": name, "from_us": begin, "to_us": change, "offset_us": offset})
                begin, offset = change, _offset_us(zone, change)
            at = later
        rows.append({"zone": name, "from_us": begin, "to_us": to_us, "offset_us": offset})
    types = [("zone", pa.string()), ("from_us", pa.int64()), ("to_us", pa.int64()), ("offset_us", pa.int64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(types))


def _offset_us(zone: ZoneInfo, instant_us: int) -> int:
    offset = instants.to_datetime(instant_us).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


def _change(zone: ZoneInfo, low_us: int, high_us: int) -> int:
    """The instant between two at which a zone's clocks change."""
    before = _offset_us(zone, low_us)
    while high_us - low_us > 1:
        middle = (low_us + high_us) // 2
        if _offset_us(zone, middle) == before:
            low_us = middle
        else:
            high_us = middle
    return high_us
