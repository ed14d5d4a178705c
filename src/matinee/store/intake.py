"""Taking rows in, each once: what is already there is a duplicate, counted and left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.events import cmcd
from matinee.events.event import EVENTS, Identity
from matinee.identity import pseudonym
from matinee.rejections import Rejection
from matinee.store.duckdb import DuckDB
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


class Sender(NamedTuple):
    """Who sent a record through the collector, and when it arrived."""

    identity: Identity
    received_at_us: int


class KeptRejection(NamedTuple):
    """A rejected record of the collector, as it was kept."""

    source: str
    reason: str
    record: str
    sender: Sender


_SPAN_KEY = ("household", "session", "started_at", "ended_at", "position_start_ms", "position_end_ms")
"""Not the asset: the same viewing may come again after the catalogue has learnt its name."""

_MOST_RANGES = 20


class Intake:
    """Takes rows into a lake, and counts for each door what became of them.

    Args:
        folder: The lake, held for writing.
    """

    def __init__(self, folder: LakeFolder) -> None:
        self._folder = folder
        self._engine = DuckDB(folder.path)
        self._counts: dict[str, dict[str, int]] = {}

    def events(self, door: str, rows: pa.Table) -> Taken:
        """Take events in; two with one key are one event.

        Such as come without a time have that of their arrival, so that a copy is looked for within three days.
        """
        around_us = 0 if door == cmcd.SOURCE else 3 * instants.DAY_US
        once = self._once("events", rows, EVENTS, ("event_key",), "occurred_at", around_us)
        return self.counted(door, rows.num_rows, once)

    def spans(self, door: str, rows: pa.Table) -> Taken:
        """Take spans in that come as spans; two that are alike are one."""
        return self.counted(door, rows.num_rows, self._once("spans", rows, SPANS, _SPAN_KEY, "started_at"))

    def rejections(self, door: str, rejections: Sequence[Rejection], senders: Sequence[Sender] | None = None) -> Taken:
        """Keep rejected records; one of a file that was kept before is a duplicate.

        Args:
            door: Through which they came.
            rejections: The records.
            senders: For each, who sent it; None for those of a file.
        """
        rows = rejection_rows(self._folder.secret, door, rejections, senders)
        if senders is not None:  # what the collector took in comes once, by the mark of its spool
            self._folder.tables.append("rejections", rows)
            return self.counted(door, rows.num_rows, Taken(rejected=rows.num_rows))
        once = self._once("rejections", rows, REJECTIONS, ("rejection_key",), None)
        return self.counted(door, rows.num_rows, Taken(rejected=once.stored, duplicate=once.duplicate))

    def take_back(self, reason: str | None, doors: Sequence[str]) -> list[KeptRejection]:
        """Take rejected records of some doors of the collector out of the lake, to be read again.

        Args:
            reason: Only those that were rejected for it; None: all.
            doors: Of these doors.
        """
        tables, engine = self._folder.tables, self._engine
        engine.give("kept", tables.read("rejections"))
        listed = ", ".join(f"'{door}'" for door in doors)
        chosen = f"received_at IS NOT NULL AND source IN ({listed}) AND coalesce(reason = $reason, true)"
        taken = engine.sql(f"SELECT *, epoch_us(received_at) AS received_us FROM kept WHERE {chosen}", reason=reason)
        rest = engine.sql(f"SELECT * FROM kept WHERE NOT coalesce({chosen}, false)", reason=reason)
        if taken.num_rows:
            tables.replace("rejections", rest.cast(REJECTIONS))
        rows = taken.to_pylist()
        for row in rows:
            self.counted(row["source"], -1, Taken(rejected=-1))
        return [
            KeptRejection(
                row["source"],
                row["reason"],
                row["record"],
                Sender(Identity(**{name: row[name] for name in Identity._fields}), row["received_us"]),
            )
            for row in rows
        ]

    def counted(self, door: str, received: int, taken: Taken) -> Taken:
        """Count what became of so many records of a door."""
        counts = self._counts.setdefault(door, {"received": 0} | dict.fromkeys(Taken._fields, 0))
        for what, number in {"received": received, **taken._asdict()}.items():
            counts[what] += number
        return taken

    def settle(self, spools: Mapping[str, int] | None = None) -> None:
        """Make all that was taken in so far safe, and its counts with it."""
        self._folder.settle(self._counts, spools)
        self._counts = {}

    def _once(
        self,
        name: str,
        rows: pa.Table,
        schema: pa.Schema,
        key: tuple[str, ...],
        instant: str | None,
        around_us: int = 0,
    ) -> Taken:
        """Append the rows whose key is neither in the table nor twice among them."""
        if not rows.num_rows:
            return Taken()
        tables, engine = self._folder.tables, self._engine
        buckets = rows["bucket"].unique().to_pylist() if "bucket" in schema.names else None
        engine.give("incoming", rows)
        engine.view("resting", tables.files(name, buckets=buckets), schema)
        same = " AND ".join(f"resting.{column} IS NOT DISTINCT FROM incoming.{column}" for column in key)
        near = f"WHERE {_within(rows[instant], instant, around_us)}" if instant else ""
        columns = ", ".join(schema.names)
        order = ", ".join(["bucket", instant] if buckets and instant else key)
        fresh = engine.sql(
            f"SELECT {columns} FROM incoming ANTI JOIN (SELECT {', '.join(key)} FROM resting {near}) AS resting ON {same} "
            f"QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY {columns}) = 1 ORDER BY {order}"
        ).cast(schema)
        tables.append(name, fresh)
        return Taken(stored=fresh.num_rows, duplicate=rows.num_rows - fresh.num_rows)


def rejection_rows(
    secret: bytes, door: str, rejections: Sequence[Rejection], senders: Sequence[Sender] | None
) -> pa.Table:
    """Rejected records as rows of the lake's table."""
    now = instants.to_datetime(instants.now_us())
    nobody = [(Identity(), None)] * len(rejections)
    return pa.Table.from_pylist(
        [
            one._asdict()
            | identity._asdict()
            | {
                "source": door,
                "received_at": None if received_at_us is None else instants.to_datetime(received_at_us),
                "rejection_key": pseudonym(secret, door, one.reason, one.problem, one.record, received_at_us),
                "kept_at": now,
            }
            for one, (identity, received_at_us) in zip(rejections, senders or nobody, strict=True)
        ],
        schema=REJECTIONS,
    )


def _within(times: pa.ChunkedArray, column: str, around_us: int) -> str:
    """A condition that holds for all these instants and for few others.

    One late report among many of today must not make the engine look through a month of keys: so
    some ranges with gaps between them, cut where the gaps are widest.
    """
    hours = np.unique(pc.floor_temporal(times, unit="hour").cast(pa.int64()).to_numpy())
    gaps = np.diff(hours)
    widest = np.sort(np.argsort(gaps)[::-1][: _MOST_RANGES - 1])
    cuts = [cut for cut in widest.tolist() if gaps[cut] > instants.HOUR_US]
    begins, ends = hours[[0, *(cut + 1 for cut in cuts)]], hours[[*cuts, len(hours) - 1]] + instants.HOUR_US
    ranges = [
        f"{column} BETWEEN make_timestamptz({begin - around_us}) AND make_timestamptz({end + around_us})"
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
    ]
    return " OR ".join(ranges)
