"""Taking rows in, each once: what is already there is a duplicate, counted and left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.events.event import EVENTS
from matinee.identity import pseudonym
from matinee.rejections import Rejection
from matinee.store.duckdb import Engine
from matinee.store.folder import REJECTIONS, LakeFolder
from matinee.viewing.spans import SPANS


class Taken(NamedTuple):
    """What became of records: received = stored + duplicate + rejected."""

    stored: int = 0
    duplicate: int = 0
    rejected: int = 0

    @property
    def received(self) -> int:
        """All records that came in."""
        return self.stored + self.duplicate + self.rejected

    def __add__(self, other: object) -> Taken:
        assert isinstance(other, Taken)
        return Taken(*(a + b for a, b in zip(self, other, strict=True)))


_SPAN_KEY = ("household", "session", "started_at", "ended_at", "position_start_ms", "position_end_ms")
"""Not the asset: the same viewing may come again after the catalogue has learnt its name."""


class Intake:
    """Takes rows into a lake.

    Args:
        folder: The lake, held for writing.
    """

    def __init__(self, folder: LakeFolder) -> None:
        self._folder = folder
        self._engine = Engine(folder.path)

    def events(self, rows: pa.Table) -> Taken:
        """Take events in; two with one key are one event."""
        return self._once("events", rows, EVENTS, ("event_key",), "occurred_at")

    def spans(self, rows: pa.Table) -> Taken:
        """Take spans in that come as spans; two that are alike are one."""
        return self._once("spans", rows, SPANS, _SPAN_KEY, "started_at")

    def rejections(self, rejections: Iterable[Rejection], source: str) -> Taken:
        """Keep rejected records; one that was kept before is a duplicate."""
        now = instants.to_datetime(instants.now_us())
        secret = self._folder.secret
        rows = pa.Table.from_pylist(
            [
                {
                    "source": source,
                    "line": one.line,
                    "reason": one.reason,
                    "problem": one.problem,
                    "record": one.record,
                    "rejection_key": pseudonym(secret, source, one.reason, one.problem, one.record),
                    "kept_at": now,
                }
                for one in rejections
            ],
            schema=REJECTIONS,
        )
        taken = self._once("rejections", rows, REJECTIONS, ("rejection_key",), None)
        return Taken(rejected=taken.stored, duplicate=taken.duplicate)

    def _once(self, name: str, rows: pa.Table, schema: pa.Schema, key: tuple[str, ...], instant: str | None) -> Taken:
        """Append the rows whose key is neither in the table nor twice among them."""
        if not rows.num_rows:
            return Taken()
        tables, engine = self._folder.tables, self._engine
        buckets = rows["bucket"].unique().to_pylist() if "bucket" in schema.names else None
        engine.give("incoming", rows)
        engine.view("resting", tables.files(name, buckets=buckets), schema)
        same = " AND ".join(f"resting.{column} IS NOT DISTINCT FROM incoming.{column}" for column in key)
        near = (
            f"WHERE {instant} BETWEEN (SELECT min({instant}) FROM incoming) AND (SELECT max({instant}) FROM incoming)"
            if instant
            else ""
        )
        columns = ", ".join(schema.names)
        order = ", ".join(["bucket", *key] if buckets else key)
        fresh = engine.sql(
            f"SELECT {columns} FROM incoming ANTI JOIN (SELECT {', '.join(key)} FROM resting {near}) AS resting ON {same} "
            f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY {columns}) = 1 ORDER BY {order}"
        ).cast(schema)
        tables.append(name, fresh)
        return Taken(stored=fresh.num_rows, duplicate=rows.num_rows - fresh.num_rows)
