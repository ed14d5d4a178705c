"""Viewing by weekday and hour: when people watch, in each household's local time.

Monday is weekday 0. Viewing whose time zone is unknown is left out, and its share is said.
A film watched from 19:30 to 21:00 counts half an hour at 19 and an hour at 20; in the night
in which clocks change, hours are counted as the clocks on the wall showed them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis.expr.types as ir

from matinee.instants import HOUR_US
from matinee.metrics.clocks import local
from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.pieces import cut_into
from matinee.units import MICROSECONDS_PER_HOUR, Unit

THURSDAY = 3
"""1970-01-01 was one."""

WEEKDAYS = tuple((datetime(2021, 3, 1, tzinfo=UTC) + timedelta(days=day)).strftime("%A") for day in range(7))
"""Monday first."""


def _by_hour(spans: ir.Table, clocks: ir.Table) -> ir.Table:
    """Columns weekday, hour, viewing_us; hours without viewing are absent."""
    hours = cut_into(local(spans.select("time_zone", "started_us", "ended_us"), clocks), since_us=0, each_us=HOUR_US)
    return hours.group_by(
        weekday=((hours.piece // 24 + THURSDAY) % 7).cast("int64"),
        hour=(hours.piece % 24).cast("int64"),
    ).aggregate(viewing_us=hours.viewing_us.sum())


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    found = {
        (row["weekday"], row["hour"]): row["viewing_us"]
        for row in asked.rows(_by_hour(asked.viewed.spans, asked.clocks))
    }
    if not found:
        return
    for weekday in range(7):
        for hour in range(24):
            hours = found.get((weekday, hour), 0) / MICROSECONDS_PER_HOUR
            yield {"weekday": weekday, "hour": hour, "hours": hours}


DAYPARTS = Curve(
    name="dayparts",
    title="Viewing by weekday and hour",
    formula="a row an hour of the week, by the household's local time",
    columns=(
        Column(name="weekday", type=int, meaning="0 is Monday"),
        Column(name="hour", type=int, meaning="from this full hour to the next"),
        Column(
            name="hours",
            type=float,
            meaning="viewing in it",
            unit=Unit.HOURS,
            adds_up_over=("rows", "days", "countries", "titles"),
        ),
    ),
    rows=_rows,
)
