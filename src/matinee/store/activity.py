"""The days, weeks and months of a service: how long was watched, and by how many households.

A household that watched anything at all in a period is active in it. The households of a week are
a set of their own: those of its days do not add up to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

import pyarrow as pa

from matinee.periods import Period
from matinee.store.engine import Engine

_DAYS = pa.schema([("number", pa.int64()), ("from_us", pa.int64()), ("to_us", pa.int64())])
_PARTS = pa.schema([("number", pa.int64()), ("series", pa.string()), ("first_day", pa.date32())])
ACTIVITY = pa.schema(
    [("series", pa.string()), ("first_day", pa.date32()), ("viewing_us", pa.int64()), ("households", pa.int64())]
)


def activity(
    engine: Engine,
    days: Sequence[Period],
    series: Mapping[str, Sequence[Period]],
    *,
    country: str | None,
    titles: Collection[str] | None,
    until_us: int,
) -> pa.Table:
    """What was watched in the periods of several series.

    Args:
        engine: With the view `spans`.
        days: Days in a row; what was watched outside of them does not count.
        series: By name, periods of whole days among these.
        country: Only what was watched there; None: everywhere.
        titles: Only these; None: all.
        until_us: As if nothing had been watched from then on.

    Returns:
        Schema `ACTIVITY`; periods in which nobody watched are absent.
    """
    if not days:
        return ACTIVITY.empty_table()
    number = {day.first_day: place for place, day in enumerate(days)}
    bounds = [(place, day.from_us, day.to_us) for place, day in enumerate(days)]
    parts = [
        (place, name, period.first_day)
        for name, periods in series.items()
        for period in periods
        for place in range(number[period.first_day], number[period.last_day] + 1)
    ]
    engine.give("days", _table(bounds, _DAYS))
    engine.give("parts", _table(parts, _PARTS))
    where, values = "", {}
    if country is not None:
        where, values = "AND country = $country", {"country": country}
    if titles is not None:
        engine.give("chosen", pa.table({"title": pa.array(sorted(titles), pa.string())}))
        where += " AND title IN (FROM chosen)"
    rows = engine.sql(
        "WITH watched AS (SELECT household, greatest(epoch_us(started_at), $from_us) AS started_us, "
        "least(epoch_us(ended_at), $to_us) AS ended_us FROM spans "
        f"WHERE epoch_us(ended_at) > $from_us AND epoch_us(started_at) < $to_us {where}), "
        "pieces AS (SELECT household, started_us, ended_us, "
        f"unnest(range({_number('started_us', days)}, {_number('(ended_us - 1)', days)} + 1)) AS number FROM watched), "
        "homes AS (SELECT number, household, "
        "sum(least(ended_us, to_us) - greatest(started_us, from_us))::BIGINT AS viewing_us "
        "FROM pieces JOIN days USING (number) GROUP BY ALL) "
        "SELECT series, first_day, sum(viewing_us)::BIGINT AS viewing_us, count(*) AS households FROM ("
        "SELECT series, first_day, household, sum(viewing_us) AS viewing_us "
        "FROM homes JOIN parts USING (number) GROUP BY ALL) GROUP BY ALL ORDER BY series, first_day",
        from_us=days[0].from_us,
        to_us=min(days[-1].to_us, until_us),
        **values,
    )
    return rows.cast(ACTIVITY)


def _number(instant: str, days: Sequence[Period]) -> str:
    """The number of the day with an instant: days of equal length in a row are counted off."""
    cases = []
    for each_us, equal in groupby(enumerate(days), key=lambda one: one[1].to_us - one[1].from_us):
        number, first = next(equal)
        cases.append(f"WHEN {instant} >= {first.from_us} THEN {number} + ({instant} - {first.from_us}) // {each_us}")
    return f"CASE {' '.join(reversed(cases))} END"


def _table(rows: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, type) for column, type in zip(columns, schema.types, strict=True)], schema=schema)
