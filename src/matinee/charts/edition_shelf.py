"""Published charts at rest: one row of the lake's table `chart_editions` an edition, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from matinee.charts.chart import Chart, Edition, Place
from matinee.charts.editions import Kept, Restated, edition_of
from matinee.charts.rules import ChartRule
from matinee.store.delta import Tables
from matinee.store.history import Window

_TABLE = "chart_editions"
_PLACE = pa.struct(
    [
        ("rank", pa.int64()),
        ("previous_rank", pa.int64()),
        ("entry", pa.string()),
        ("title_id", pa.string()),
        ("title", pa.string()),
        ("hours", pa.float64()),
        ("views", pa.float64()),
        ("reach", pa.int64()),
        ("runtime_s", pa.float64()),
        ("periods_in_chart", pa.int64()),
        ("in_a_row", pa.int64()),
        ("peak_rank", pa.int64()),
        ("periods_at_1", pa.int64()),
    ]
)
_CHANGE = pa.struct(
    [
        ("title_id", pa.string()),
        ("title", pa.string()),
        ("rank_was", pa.int64()),
        ("rank_now", pa.int64()),
        ("hours_was", pa.float64()),
        ("hours_now", pa.float64()),
        ("views_was", pa.float64()),
        ("views_now", pa.float64()),
        ("reach_was", pa.int64()),
        ("reach_now", pa.int64()),
        ("why", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        ("chart", pa.string()),
        ("rule", pa.string()),
        ("by", pa.string()),
        ("definition", pa.string()),
        ("period", pa.string()),
        ("time_zone", pa.string()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
        ("from_us", pa.int64()),
        ("to_us", pa.int64()),
        ("country", pa.string()),
        ("asked", pa.int64()),
        ("edition", pa.int64()),
        ("published_at", pa.string()),
        ("cut_off_at", pa.string()),
        ("left_out", pa.int64()),
        ("places", pa.list_(_PLACE)),
        ("below", pa.list_(_PLACE)),
        ("restated", pa.list_(_CHANGE)),
    ]
)
"""The lake's table of published charts; `rule` is the rule as JSON."""


def read(tables: Tables) -> list[Kept]:
    """Every edition, the earliest first."""
    if not tables.has(_TABLE):
        return []
    rows = tables.read(_TABLE).to_pylist()
    return sorted((_kept(row) for row in rows), key=lambda one: edition_of(one.chart).number)


def keep(tables: Tables, one: Kept) -> None:
    """Put an edition down; of a lake that is held for writing."""
    if not tables.has(_TABLE):
        tables.create(_TABLE, SCHEMA)
    tables.append(_TABLE, pa.Table.from_pylist([_row(one)], schema=SCHEMA))


def editions_rows(charts: Sequence[Chart]) -> pa.Table:
    """Editions as a table, one line each."""
    rows = []
    for chart in charts:
        row = chart.as_dict() | edition_of(chart)._asdict()
        row |= {"edition": edition_of(chart).number, "places": chart.asked}
        rows.append(row | {"first_day": chart.first_day, "last_day": chart.last_day})
    names = (
        "chart",
        "period",
        "first_day",
        "last_day",
        "time_zone",
        "country",
        "by",
        "edition",
        "published_at",
        "cut_off_at",
    )
    schema = pa.schema([SCHEMA.field(name) for name in names]).append(pa.field("places", pa.int64()))
    return pa.Table.from_pylist(rows, schema=schema)


def restated_rows(found: Sequence[Restated]) -> pa.Table:
    """Restatements as a table, one line each."""
    kinds = dict(zip(SCHEMA.names, SCHEMA.types, strict=True)) | {field.name: field.type for field in _CHANGE}
    kinds["places"] = kinds["asked"]
    fields = [(name, kinds[name]) for name in Restated._fields]
    return pa.Table.from_pylist([one._asdict() for one in found], schema=pa.schema(fields))


def _row(one: Kept) -> dict[str, Any]:
    chart, edition = one.chart, edition_of(one.chart)
    return {
        "chart": chart.rule.id,
        "rule": json.dumps(asdict(chart.rule)),
        "by": chart.by,
        "definition": chart.definition,
        "period": chart.period,
        "time_zone": chart.time_zone,
        "first_day": chart.first_day,
        "last_day": chart.last_day,
        "from_us": chart.window.from_us,
        "to_us": chart.window.to_us,
        "country": chart.country,
        "asked": chart.asked,
        "edition": edition.number,
        "published_at": edition.published_at,
        "cut_off_at": edition.cut_off_at,
        "left_out": chart.left_out,
        "places": [place._asdict() for place in chart.places],
        "below": [place._asdict() for place in one.below],
        "restated": [{field.name: getattr(change, field.name) for field in _CHANGE} for change in one.restated],
    }


def _kept(row: dict[str, Any]) -> Kept:
    rule = json.loads(row["rule"])
    chart = Chart(
        rule=ChartRule(**rule | {"titles": rule["titles"] and tuple(rule["titles"])}),
        period=row["period"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        window=Window(row["from_us"], row["to_us"]),
        time_zone=row["time_zone"],
        country=row["country"],
        by=row["by"],
        definition=row["definition"],
        asked=row["asked"],
        places=tuple(Place(**place) for place in row["places"]),
        left_out=row["left_out"],
        edition=Edition(row["edition"], row["published_at"], row["cut_off_at"]),
    )
    which = ("chart", "period", "first_day", "last_day", "time_zone", "country", "by", "edition", "published_at")
    of = {name: row[name] for name in which} | {"places": row["asked"]}
    restated = [Restated(**of, **change) for change in row["restated"]]
    return Kept(chart=chart, below=tuple(Place(**place) for place in row["below"]), restated=tuple(restated))
