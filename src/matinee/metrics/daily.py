"""Day by day since release: new households, reach, hours and completions of each day.

Day 1 is the first 24 hours after the release, day 2 the next; days are neither calendar
days nor local. `new_households` passed the start threshold on that day and add up to the
reach; `reach` of a day is the households that watched on it and had started by its end, so
it does not add up; `reach_to_date` is the reach of all days up to it.
"""

from __future__ import annotations

import ibis

from matinee.instants import DAY_US
from matinee.metrics.pieces import cut_into


def viewing_by_day(spans: ibis.Table, households: ibis.Table, from_us: int) -> ibis.Table:
    """Columns day, viewing_us, reach; days without viewing are absent."""
    days = cut_into(spans, since_us=from_us, each_us=DAY_US)
    crossed = households.filter(households.started).select("household", crossed_us=households.started_us)
    seen = days.left_join(crossed, "household")
    reached = seen.crossed_us.notnull() & (seen.crossed_us < from_us + (seen.piece + 1) * DAY_US)
    return (
        seen.group_by(day=seen.piece + 1)
        .aggregate(viewing_us=seen.viewing_us.sum(), reach=seen.household.nunique(where=reached))
        .order_by("day")
    )


def new_households_by_day(households: ibis.Table, from_us: int) -> ibis.Table:
    """Columns day, new_households; days without any are absent."""
    started = households.filter(households.started)
    day = ((started.started_us - from_us) // DAY_US + 1).cast("int64")
    return started.group_by(day=day).aggregate(new_households=started.count())


def completions_by_day(households: ibis.Table, from_us: int) -> ibis.Table:
    """Columns day, completions; days without any are absent."""
    completed = households.select(at_us=households.completed_us.unnest())
    day = ((completed.at_us - from_us) // DAY_US + 1).cast("int64")
    return completed.group_by(day=day).aggregate(completions=completed.count())
