"""Day by day since release: new households, reach, hours and completions of each day.

Day 1 is the first 24 hours after the release, day 2 the next; days are neither calendar
days nor local. `new_households` passed the start threshold on that day and add up to the
reach; `reach` of a day is the households that watched on it and had started by its end, so
it does not add up; `reach_to_date` is the reach of all days up to it.
"""

from __future__ import annotations

import ibis.expr.types as ir

from matinee.instants import DAY_US
from matinee.metrics.pieces import cut_into


def viewing_by_day(spans: ir.Table, households: ir.Table, from_us: int) -> ir.Table:
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


def new_households_by_day(households: ir.Table, from_us: int) -> ir.Table:
    """Columns day, new_households; days without any are absent."""
    started = households.filter(households.started)
    day = _day_before(started.started_us, from_us)
    return started.group_by(day=day).aggregate(new_households=started.count())


def completions_by_day(households: ir.Table, from_us: int) -> ir.Table:
    """Columns day, completions; days without any are absent."""
    completed = households.select(at_us=households.completed_us.unnest())
    day = _day_before(completed.at_us, from_us)
    return completed.group_by(day=day).aggregate(completions=completed.count())


def _day_before(instant_us: ir.IntegerColumn, from_us: int) -> ir.IntegerColumn:
    """The day whose viewing reached something: at the very end of a day it was that day's."""
    return ((instant_us - 1 - from_us) // DAY_US + 1).cast("int64")
