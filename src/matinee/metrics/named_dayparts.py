"""Viewing by part of the day: before school, after school, prime time, or as the service names them.

By each household's local time and country. What a part of the day is, and which days are
school days, is set in the lake's settings; `everything` is all viewing whose time zone is
known, so that shares can be read off. Parts may overlap, and need not cover the day. A film
whose hours before school stand out is one that children are given or ask for. Where the
country is unknown, every Monday to Friday counts as a school day.

Source: dayparts as broadcasters sell them; school days by the `holidays` library and the
service's own calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import pyarrow as pa

from matinee.instants import DAY_US
from matinee.metrics.clocks import local
from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.pieces import cut_into
from matinee.metrics.week import QUARTER_MINUTES, Days, Week
from matinee.units import MICROSECONDS_PER_HOUR, Unit

EVERYTHING = "everything"
_QUARTER_US = QUARTER_MINUTES * 60_000_000
_QUARTERS = DAY_US // _QUARTER_US
_SLOTS = pa.schema([("where", pa.string()), ("day", pa.int64()), ("quarter", pa.int64()), ("daypart", pa.string())])


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    spans = asked.viewed.spans.select("country", "time_zone", "started_us", "ended_us")
    quarters = cut_into(local(spans, asked.clocks), since_us=0, each_us=_QUARTER_US)
    by_quarter = quarters.group_by(
        where=quarters.country.fill_null(""),
        day=(quarters.piece // _QUARTERS).cast("int64"),
        quarter=(quarters.piece % _QUARTERS).cast("int64"),
    ).aggregate(viewing_us=quarters.viewing_us.sum())
    found = asked.engine.collect(by_quarter)
    if not found.num_rows:
        return
    rows = asked.engine.table(found)
    slots = asked.engine.table(_slots(asked.week, found))
    sums = rows.join(slots, ["where", "day", "quarter"]).group_by("daypart").aggregate(us=ibis._.viewing_us.sum())
    by_name: dict[str, int] = {row["daypart"]: row["us"] for row in asked.rows(sums)}
    everything = sum(found["viewing_us"].to_pylist())
    for name in (*dict.fromkeys(one.name for one in asked.week.dayparts), EVERYTHING):
        us = everything if name == EVERYTHING else by_name.get(name, 0)
        yield {"daypart": name, "hours": us / MICROSECONDS_PER_HOUR, "share": us / everything}


def _slots(week: Week, found: pa.Table) -> pa.Table:
    """Which quarters of which days, in which country, are which part of the day."""
    first, last = (edge(found["day"].to_pylist()) for edge in (min, max))
    columns: dict[str, list[Any]] = {name: [] for name in _SLOTS.names}
    for country in found["where"].unique().to_pylist():
        school = week.school_days(country, first, last)
        for part in week.dayparts_in(country or None):
            for day, is_school in enumerate(school, start=first):
                if part.days is not Days.ALL and is_school is not (part.days is Days.SCHOOL):
                    continue
                for quarter in range(part.from_minute // QUARTER_MINUTES, part.to_minute // QUARTER_MINUTES):
                    for name, value in zip(_SLOTS.names, (country, day, quarter, part.name), strict=True):
                        columns[name].append(value)
    return pa.table(columns, schema=_SLOTS)


NAMED_DAYPARTS = Curve(
    name="named_dayparts",
    title="Viewing by part of the day",
    formula="a row a part of the day, by the household's local time and the school days of its country",
    columns=(
        Column(name="daypart", type=str, meaning="its name; everything is all of known local time"),
        Column(
            name="hours",
            type=float,
            meaning="viewing in it",
            unit=Unit.HOURS,
            adds_up_over=("days", "countries", "titles"),
        ),
        Column(name="share", type=float, meaning="of all viewing of known local time", unit=Unit.SHARE),
    ),
    rows=_rows,
)
