"""When people watch: viewing by weekday and hour in each household's local time.

Monday is weekday 0. Viewing whose time zone is unknown is left out, and its share is said.
A film watched from 19:30 to 21:00 counts half an hour at 19 and an hour at 20; in the night
in which clocks change, hours are counted as the clocks on the wall showed them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from matinee import instants
from matinee.instants import DAY_US, HOUR_US
from matinee.metrics.pieces import cut_into

_THURSDAY = 3  # 1970-01-01 was one.


def viewing_by_hour(spans: ibis.Table, offsets: ibis.Table) -> ibis.Table:
    """Columns weekday, hour, viewing_us; hours without viewing are absent."""
    at = spans.join(
        offsets,
        [
            spans.time_zone == offsets.zone,
            spans.started_us < offsets.to_us,
            spans.ended_us > offsets.from_us,
        ],
    )
    local = at.select(
        started_us=ibis.greatest(at.started_us, at.from_us) + at.offset_us,
        ended_us=ibis.least(at.ended_us, at.to_us) + at.offset_us,
    )
    hours = cut_into(local, since_us=0, each_us=HOUR_US)
    return (
        hours.group_by(
            weekday=((hours.piece // 24 + _THURSDAY) % 7).cast("int64"),
            hour=(hours.piece % 24).cast("int64"),
        )
        .aggregate(viewing_us=hours.viewing_us.sum())
        .order_by("weekday", "hour")
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


WEEKDAYS = tuple((datetime(2021, 3, 1, tzinfo=UTC) + timedelta(days=day)).strftime("%A") for day in range(7))
"""Monday first."""
