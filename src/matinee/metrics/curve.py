"""What a curve is: a table about a title, declared as tightly as a metric.

A row is a day, a minute of the content, an hour of the week, an episode. A curve is worked
out when it is asked for, and not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from matinee.catalogue import Asset
from matinee.metrics.clocks import utc_offsets
from matinee.metrics.metric import Viewed
from matinee.metrics.week import Week
from matinee.store import Engine
from matinee.units import Unit

_TYPES: dict[type, pa.DataType] = {int: pa.int64(), float: pa.float64(), str: pa.string()}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a curve: its name, what it holds, its unit, and over what it may be added up."""

    name: str
    type: type
    meaning: str
    unit: Unit | None = None
    adds_up_over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a curve may ask.

    Attributes:
        engine: Runs expressions.
        viewed: The title within the window.
        from_us, to_us: From where to where it is counted.
        assets: Its films or episodes that were released by the window's end, in order.
        runtime_ms: Their runtimes together; None: unknown.
        at_age: Gives the facts of the title's first so many days, with what the definition makes of them; None
            where these days are not over.
        week: Parts of the day, school days and holidays.
    """

    engine: Engine
    viewed: Viewed
    from_us: int
    to_us: int
    assets: tuple[Asset, ...]
    runtime_ms: int | None
    at_age: Callable[[int], ir.Table | None]
    week: Week

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The rows of an expression, as dictionaries."""
        rows: list[dict[str, Any]] = self.engine.collect(expression).to_pylist()
        return rows

    @cached_property
    def is_empty(self) -> bool:
        """Whether nobody watched."""
        return not self.rows(self.viewed.households.aggregate(homes=self.viewed.households.count()))[0]["homes"]

    @cached_property
    def places(self) -> ir.Table:
        """Columns asset, place (1 is the first), offset_ms: where in the title each asset begins."""
        rows, offset_ms = [], 0
        for place, asset in enumerate(self.assets, start=1):
            rows.append({"asset": asset.id, "place": place, "offset_ms": offset_ms})
            offset_ms += asset.runtime_ms or 0
        types = pa.schema([("asset", pa.string()), ("place", pa.int64()), ("offset_ms", pa.int64())])
        return self.engine.table(pa.Table.from_pylist(rows, schema=types))

    @cached_property
    def clocks(self) -> ir.Table:
        """Columns zone, from_us, to_us, offset_us: how far the clocks of the households stood from UTC."""
        zones = self.engine.collect(self.viewed.spans.select("time_zone").distinct())["time_zone"].to_pylist()
        known = [zone for zone in zones if zone is not None]
        return self.engine.table(utc_offsets(known, self.from_us, self.to_us))


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A table about a title, declared once.

    Attributes:
        name: Its file, JSON key and CLI word.
        title: What a person reads above it.
        formula: What a row is and how it is counted, in words.
        columns: Its columns, in order.
        rows: Works it out; no row where there is nothing to tell.
    """

    name: str
    title: str
    formula: str
    columns: tuple[Column, ...]
    rows: Callable[[Asked], Iterable[Mapping[str, Any]]]

    @property
    def schema(self) -> pa.Schema:
        """The columns as Arrow has them."""
        return pa.schema([(column.name, _TYPES[column.type]) for column in self.columns])

    def table(self, asked: Asked) -> pa.Table:
        """The curve of a title."""
        return pa.Table.from_pylist([dict(row) for row in self.rows(asked)], schema=self.schema)
