"""Completions by weekday and hour: when households finish the title, the first time and again.

By each household's local time; Monday is weekday 0. A completion belongs to the hour in
which it came about. First completions in the evening and rewatches before school are the
picture of a film that children ask for. Completions of unknown time zone, and those of
households below the start threshold, are left out.

Source: the instants of completions, by the clocks on the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinee.instants import HOUR_US
from matinee.metrics.clocks import local
from matinee.metrics.completion_moments import completion_moments, with_what_played
from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.dayparts import THURSDAY
from matinee.units import Unit


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.runtime_ms is None or asked.is_empty:
        return
    moments = with_what_played(completion_moments(asked.viewed), asked.viewed.spans)
    instants = moments.mutate(started_us=moments.at_us - 1, ended_us=moments.at_us)
    there = local(instants.select("number", "time_zone", "started_us", "ended_us"), asked.clocks)
    hour = there.started_us // HOUR_US
    counted = there.group_by(
        weekday=((hour // 24 + THURSDAY) % 7).cast("int64"), hour=(hour % 24).cast("int64")
    ).aggregate(first=(there.number == 1).cast("int64").sum(), again=(there.number > 1).cast("int64").sum())
    found = {(row["weekday"], row["hour"]): row for row in asked.rows(counted)}
    if not found:
        return
    for weekday in range(7):
        for hour_of in range(24):
            row = found.get((weekday, hour_of), {"first": 0, "again": 0})
            yield {
                "weekday": weekday,
                "hour": hour_of,
                "first_completions": row["first"],
                "rewatches": row["again"],
            }


COMPLETIONS_BY_HOUR = Curve(
    name="completions_by_hour",
    title="Completions by weekday and hour",
    formula="a row an hour of the week, by the household's local time",
    columns=(
        Column(name="weekday", type=int, meaning="0 is Monday"),
        Column(name="hour", type=int, meaning="from this full hour to the next"),
        Column(
            name="first_completions",
            type=int,
            meaning="first completions of a household that came about in it",
            unit=Unit.COMPLETIONS,
            adds_up_over=("rows", "titles"),
        ),
        Column(
            name="rewatches",
            type=int,
            meaning="later completions that came about in it",
            unit=Unit.COMPLETIONS,
            adds_up_over=("rows", "titles"),
        ),
    ),
    rows=_rows,
)
