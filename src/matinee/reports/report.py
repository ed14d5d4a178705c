"""The report on a title: every metric in its first days, and the curves behind them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.countries import country_code
from matinee.errors import MatineeError
from matinee.instants import DAY_US
from matinee.metrics import daily, dayparts, retention
from matinee.metrics.definitions import Definition
from matinee.metrics.measure import Number, households_by, numbers, totals
from matinee.reports.table import Table
from matinee.store import Engine
from matinee.store.history import History, Window
from matinee.units import MICROSECONDS_PER_HOUR

MOST_DAYS = 3660
"""Ten years; a longer window is a slip of the finger."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every metric of a title in a window.

    Attributes:
        title: Which title.
        runtime_ms: Its runtime: of a season, of the episodes released by the window's end.
        window: From the release, over so many days.
        days: How many.
        closed: Whether the window is over.
        basis: What the window begins with: "release" or, where none is known, "first viewing".
        to_us: Up to where viewing counts: the window's end, or the instant asked for.
        country: Where, or None for everywhere.
        definition: By which it was counted.
        numbers: Every metric, by name.
        daily: Columns day, new_households, reach, reach_to_date, hours, completions.
        dayparts: Columns weekday (0 is Monday), hour, hours; by the households' local time.
        local_time_known_share: Share of the viewing whose time zone is known.
        retention: Columns minute, share, rewatched.
        draw: Makes the HTML that a notebook shows.
    """

    title: Title
    runtime_ms: int | None
    window: Window
    days: int
    closed: bool
    basis: str
    to_us: int
    country: str | None
    definition: Definition
    numbers: dict[str, Number]
    daily: Table
    dayparts: Table
    local_time_known_share: float | None
    retention: Table
    draw: Callable[[Report], str] = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it: exact numbers, shares from 0 to 1, nothing to measure null."""
        return {
            "title": {
                "id": self.title.id,
                "name": self.title.name,
                "kind": self.title.kind,
                "runtime_s": None if self.runtime_ms is None else self.runtime_ms / 1000,
                "in_catalogue": self.title.kind != "unknown",
            },
            "window": {
                "days": self.days,
                "from": instants.show(self.window.from_us),
                "to": instants.show(self.window.to_us),
                "closed": self.closed,
                "counted_to": instants.show(self.to_us),
                "basis": self.basis,
                "country": self.country,
            },
            "definition": {
                "id": self.definition.id,
                "version": self.definition.version,
                "meaning": self.definition.meaning,
                "source": self.definition.source,
            },
            "metrics": {name: _number(number) for name, number in self.numbers.items()},
            "daily": self.daily.to_dicts(),
            "dayparts": self.dayparts.to_dicts(),
            "local_time_known_share": self.local_time_known_share,
            "retention": self.retention.to_dicts(),
        }

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The metrics as CSV, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["title", "metric", "value", "unit", "definition", "days", "from", "to", "country"])
        for name, number in self.numbers.items():
            value = "" if number.value is None else number.value
            window = [self.days, instants.show(self.window.from_us), instants.show(self.window.to_us)]
            writer.writerow(
                [self.title.id, name, value, number.metric.unit, number.definition, *window, self.country or ""]
            )
        return text.getvalue()

    def _repr_html_(self) -> str:
        return self.draw(self)


def make_report(
    history: History,
    engine: Engine,
    catalogue: Catalogue,
    title: Title,
    definition: Definition,
    *,
    days: int,
    country: str | None,
    as_of_us: int,
    draw: Callable[[Report], str],
) -> Report:
    """Measure a title in its first days.

    Raises:
        MatineeError: The number of days or the country is impossible.
    """
    if not 1 <= days <= MOST_DAYS:
        raise MatineeError(f"A window of {days} days is not possible.", f"Ask for 1 to {MOST_DAYS} days.")
    if country is not None and country_code(country) is None:
        raise MatineeError(f"{country!r} is not a country.", "Use the two letters of ISO 3166-1, like GB or BR.")
    country = country and country_code(country)
    released_us = catalogue.released_at_us(title.id, country)
    extent = history.extent(title.id, country)
    begin_us = released_us if released_us is not None else (extent.from_us if extent else as_of_us)
    window = Window(begin_us, begin_us + days * DAY_US)
    counted = Window(begin_us, max(begin_us, min(window.to_us, as_of_us)))
    begun = counted.to_us > counted.from_us and history.extent() is not None
    facts = history.facts(title.id, counted, country)
    spans = history.spans(counted, title=title.id, country=country)
    runtime_ms = catalogue.runtime_ms(title.id, counted.to_us if begun else None)
    households = households_by(engine.table(facts), definition)
    span_table = engine.table(spans)
    row = engine.collect(totals(households))
    closed = as_of_us >= window.to_us
    local = _dayparts(engine, span_table, spans, counted)
    viewed_us, known_us = _viewing_us(spans), _viewing_us(spans.filter(spans["time_zone"].is_valid()))
    return Report(
        title=title,
        runtime_ms=runtime_ms,
        window=window,
        days=days,
        closed=closed,
        basis="release" if released_us is not None else "first viewing",
        to_us=counted.to_us,
        country=country,
        definition=definition,
        numbers=numbers(row, definition, begun=begun, runtime_known=runtime_ms is not None),
        daily=_daily(engine, span_table, households, counted),
        dayparts=local,
        local_time_known_share=known_us / viewed_us if viewed_us else None,
        retention=_retention(engine, households, catalogue, title, runtime_ms, counted.to_us),
        draw=draw,
    )


def _viewing_us(spans: pa.Table) -> int:
    """How long all spans lasted together."""
    lasted = pc.subtract(spans["ended_at"].cast(pa.int64()), spans["started_at"].cast(pa.int64()))
    return pc.sum(lasted).as_py() or 0


def _number(number: Number) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": number.value,
        "unit": str(number.metric.unit),
        "definition": number.definition,
        "formula": number.metric.formula,
    }
    if number.metric.over is not None:
        entry |= {"numerator": number.counted, "denominator": number.out_of, "parts": number.metric.parts}
    if number.left_out is not None:
        entry["households_left_out"] = number.left_out
    return entry


def _daily(engine: Engine, spans: ir.Table, households: ir.Table, counted: Window) -> Table:
    by_day: dict[int, dict[str, int]] = {}
    for table in (
        daily.viewing_by_day(spans, households, counted.from_us),
        daily.new_households_by_day(households, counted.from_us),
        daily.completions_by_day(households, counted.from_us),
    ):
        for row in engine.collect(table).to_pylist():
            by_day.setdefault(row["day"], {}).update(row)
    days = -(-(counted.to_us - counted.from_us) // DAY_US)
    rows, to_date = [], 0
    for day in range(1, days + 1):
        seen = by_day.get(day, {})
        to_date += seen.get("new_households", 0)
        rows.append(
            {
                "day": day,
                "from": instants.show(counted.from_us + (day - 1) * DAY_US),
                "new_households": seen.get("new_households", 0),
                "reach": seen.get("reach", 0),
                "reach_to_date": to_date,
                "hours": seen.get("viewing_us", 0) / MICROSECONDS_PER_HOUR,
                "completions": seen.get("completions", 0),
            }
        )
    return Table(pa.Table.from_pylist(rows, schema=_DAILY))


_DAILY = pa.schema(
    [
        ("day", pa.int64()),
        ("from", pa.string()),
        ("new_households", pa.int64()),
        ("reach", pa.int64()),
        ("reach_to_date", pa.int64()),
        ("hours", pa.float64()),
        ("completions", pa.int64()),
    ]
)
_DAYPARTS = pa.schema([("weekday", pa.int64()), ("hour", pa.int64()), ("hours", pa.float64())])
_RETENTION = pa.schema([("minute", pa.int64()), ("share", pa.float64()), ("rewatched", pa.float64())])


def _dayparts(engine: Engine, table: ir.Table, spans: pa.Table, counted: Window) -> Table:
    zones = [zone for zone in spans["time_zone"].unique().to_pylist() if zone is not None]
    offsets = engine.table(dayparts.utc_offsets(zones, counted.from_us, counted.to_us))
    found = {
        (row["weekday"], row["hour"]): row["viewing_us"] / MICROSECONDS_PER_HOUR
        for row in engine.collect(dayparts.viewing_by_hour(table, offsets)).to_pylist()
    }
    if not found:
        return Table(_DAYPARTS.empty_table())
    rows = [
        {"weekday": weekday, "hour": hour, "hours": found.get((weekday, hour), 0.0)}
        for weekday in range(7)
        for hour in range(24)
    ]
    return Table(pa.Table.from_pylist(rows, schema=_DAYPARTS))


def _retention(
    engine: Engine, households: ir.Table, catalogue: Catalogue, title: Title, runtime_ms: int | None, until_us: int
) -> Table:
    if runtime_ms is None:
        return Table(_RETENTION.empty_table())
    places, offset_ms = [], 0
    for asset in catalogue.assets_of(title.id, until_us):
        places.append({"asset": asset.id, "offset_ms": offset_ms})
        offset_ms += asset.runtime_ms or 0
    types = pa.schema([("asset", pa.string()), ("offset_ms", pa.int64())])
    offsets = engine.table(pa.Table.from_pylist(places, schema=types))
    counted = households.aggregate(n=(households.started & households.completions.notnull()).cast("int64").sum())
    homes = engine.collect(counted)["n"][0].as_py() or 0
    minutes = retention.curve(engine.collect(retention.edges(households, offsets)), homes, runtime_ms)
    return Table(pa.Table.from_pylist([minute._asdict() for minute in minutes], schema=_RETENTION))
