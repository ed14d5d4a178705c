"""Day by day since release: new households, reach, hours and completions of each day.

Day 1 is the first 24 hours after the release, day 2 the next; days are neither calendar
days nor local. `new_households` passed the start threshold on that day and add up to the
reach; `reach` of a day is the households that watched on it and had started by its end, so
it does not add up; `reach_to_date` is the reach of all days up to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis.expr.types as ir

from matinee import instants
from matinee.instants import DAY_US
from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.pieces import cut_into
from matinee.units import MICROSECONDS_PER_HOUR, Unit


def _viewing_by_day(spans: ir.Table, households: ir.Table, from_us: int) -> ir.Table:
    """Columns day, viewing_us, reach; days without viewing are absent."""
    days = cut_into(spans, since_us=from_us, each_us=DAY_US)
    crossed = households.filter(households.started).select("household", crossed_us=households.started_us)
    seen = days.left_join(crossed, "household")
    reached = seen.crossed_us.notnull() & (seen.crossed_us <= from_us + (seen.piece + 1) * DAY_US)
    return (
        seen.group_by(day=seen.piece + 1)
        .aggregate(viewing_us=seen.viewing_us.sum(), reach=seen.household.nunique(where=reached))
        .order_by("day")
    )


def _new_households_by_day(households: ir.Table, from_us: int) -> ir.Table:
    """Columns day, new_households; days without any are absent."""
    started = households.filter(households.started)
    day = _day_before(started.started_us, from_us)
    return started.group_by(day=day).aggregate(new_households=started.count())


def _completions_by_day(households: ir.Table, from_us: int) -> ir.Table:
    """Columns day, completions; days without any are absent."""
    completed = households.select(at_us=households.completed_us.unnest())
    day = _day_before(completed.at_us, from_us)
    return completed.group_by(day=day).aggregate(completions=completed.count())


def _day_before(instant_us: ir.IntegerColumn, from_us: int) -> ir.IntegerColumn:
    """The day whose viewing reached something: at the very end of a day it was that day's."""
    return ((instant_us - 1 - from_us) // DAY_US + 1).cast("int64")


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    by_day: dict[int, dict[str, int]] = {}
    households, from_us = asked.viewed.households, asked.from_us
    for table in (
        _viewing_by_day(asked.viewed.spans, households, from_us),
        _new_households_by_day(households, from_us),
        _completions_by_day(households, from_us),
    ):
        for row in asked.rows(table):
            by_day.setdefault(row["day"], {}).update(row)
    to_date = 0
    for day in range(1, -(-(asked.to_us - from_us) // DAY_US) + 1):
        seen = by_day.get(day, {})
        to_date += seen.get("new_households", 0)
        yield {
            "day": day,
            "from": instants.show(from_us + (day - 1) * DAY_US),
            "new_households": seen.get("new_households", 0),
            "reach": seen.get("reach", 0),
            "reach_to_date": to_date,
            "hours": seen.get("viewing_us", 0) / MICROSECONDS_PER_HOUR,
            "completions": seen.get("completions", 0),
        }


DAILY = Curve(
    name="daily",
    title="Day by day",
    formula="a row each 24 hours since the release",
    columns=(
        Column(name="day", type=int, meaning="1 is the first"),
        Column(name="from", type=str, meaning="the instant at which it begins"),
        Column(
            name="new_households",
            type=int,
            meaning="households that passed the start threshold in it",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows", "days"),
        ),
        Column(
            name="reach",
            type=int,
            meaning="households that watched in it and had started by its end",
            unit=Unit.HOUSEHOLDS,
        ),
        Column(name="reach_to_date", type=int, meaning="reach of all days up to it", unit=Unit.HOUSEHOLDS),
        Column(
            name="hours",
            type=float,
            meaning="viewing in it",
            unit=Unit.HOURS,
            adds_up_over=("rows", "days", "countries", "titles"),
        ),
        Column(
            name="completions",
            type=int,
            meaning="completions that came about in it",
            unit=Unit.COMPLETIONS,
            adds_up_over=("rows", "days"),
        ),
    ),
    rows=_rows,
)
