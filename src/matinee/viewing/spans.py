"""Spans: the stretches of an asset that a household watched without a break in position.

A session's events, put in the order in which they happened, become spans by the rules of
`matinee.viewing.walk`. A session is worked out from all its events together, so that late,
repeated and shuffled reports give the same spans as if they had come on time and once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants
from matinee.events.event import KINDS, STATES
from matinee.identity import words
from matinee.viewing.clocks import clock_offsets_us, with_clocks_set

if TYPE_CHECKING:
    from matinee.settings import Settings

SPANS = pa.schema(
    [
        ("bucket", pa.int32()),
        ("household", pa.binary()),
        ("profile", pa.binary()),
        ("asset", pa.string()),
        ("title", pa.string()),
        ("session", pa.binary()),
        ("started_at", pa.timestamp("us", "UTC")),
        ("ended_at", pa.timestamp("us", "UTC")),
        ("position_start_ms", pa.int64()),
        ("position_end_ms", pa.int64()),
        ("rate", pa.float64()),
        ("country", pa.string()),
        ("time_zone", pa.string()),
        ("device", pa.string()),
        ("kids", pa.bool_()),
        ("source", pa.string()),
    ]
)
"""The lake's table of spans. `ended_at > started_at`; a position that is unknown is null."""

SESSION_QUALITY = pa.schema(
    [
        ("bucket", pa.int32()),
        ("session", pa.binary()),
        ("source", pa.string()),
        ("events", pa.int64()),
        ("last_occurred_at", pa.timestamp("us", "UTC")),
        ("clock_offset_ms", pa.int64()),
        ("impossible_advances", pa.int64()),
    ]
)
"""The lake's table of sessions: what was found about each while its events were walked through.

`clock_offset_ms` is the most that was added to one of its times, 0 for a clock that is good enough. `impossible_advances`
is how often its position went ahead faster than the clock and its rate allow, while it played and told of no seek: what it skipped was not counted.
"""


class Walked(NamedTuple):
    """The spans of sessions, by session and start, and what was found about each session."""

    spans: pa.Table
    sessions: pa.Table


_ORDER = [("session", "ascending"), ("occurred_at", "ascending"), ("sequence", "ascending"), ("event_key", "ascending")]


def walk_sessions(events: pa.Table, title_of: Callable[[str], str], settings: Settings) -> Walked:
    """Walk through whole sessions.

    Args:
        events: All events of these sessions, in any order; an event that is there twice
            counts once. Schema `matinee.events.EVENTS`.
        title_of: The title that an asset belongs to.
        settings: For the report interval and its grace.
    """
    from matinee.viewing.walk import walk  # compiled on first use

    if events.num_rows == 0:
        return Walked(SPANS.empty_table(), SESSION_QUALITY.empty_table())
    offsets_us = clock_offsets_us(events)
    events = with_clocks_set(events, offsets_us).append_column("offset_us", pa.array(offsets_us))
    events = events.sort_by(_ORDER).combine_chunks()
    keys = words(events["event_key"])
    first = np.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    if not first.all():
        events = events.filter(pa.array(first)).combine_chunks()
    sessions = words(events["session"])
    begins = np.ones(len(sessions), bool)
    begins[1:] = (sessions[1:] != sessions[:-1]).any(axis=1)
    bounds = np.append(np.flatnonzero(begins), len(sessions))
    opened_by, started_us, ended_us, position_start_ms, position_end_ms, rate, impossible = walk(
        bounds,
        events["occurred_at"].cast(pa.int64()).to_numpy(),
        _codes(events["state"], STATES),
        _codes(events["event"], KINDS),
        events["position_ms"].fill_null(-1).to_numpy(),
        events["rate"].fill_null(-1.0).to_numpy(),
        _places(events),
        round(settings.report_interval_s * instants.SECOND_US),
        round(settings.report_grace_s * instants.SECOND_US),
    )
    opening = events.take(pa.array(opened_by))
    unknown = pa.array(position_start_ms < 0)
    assets = opening["asset"].combine_chunks().dictionary_encode()
    titles = pa.array([title_of(asset) for asset in assets.dictionary.to_pylist()], pa.string())
    columns = {name: opening[name] for name in SPANS.names if name in opening.column_names}
    columns |= {
        "title": titles.take(assets.indices),
        "started_at": pa.array(started_us).cast(pa.timestamp("us", "UTC")),
        "ended_at": pa.array(ended_us).cast(pa.timestamp("us", "UTC")),
        "position_start_ms": pc.if_else(unknown, None, pa.array(position_start_ms)),
        "position_end_ms": pc.if_else(unknown, None, pa.array(position_end_ms)),
        "rate": pa.array(rate),
    }
    spans = pa.table([columns[name] for name in SPANS.names], schema=SPANS)
    return Walked(spans, _quality(events, bounds, impossible))


def spans_of(events: pa.Table, title_of: Callable[[str], str], settings: Settings) -> pa.Table:
    """The spans of whole sessions, by session and start: a table of schema `SPANS`."""
    return walk_sessions(events, title_of, settings).spans


def _quality(events: pa.Table, bounds: np.ndarray, impossible: np.ndarray) -> pa.Table:
    """A row for each session, from its last event and what the walk found."""
    last = events.take(pa.array(bounds[1:] - 1))
    offset_us = events["offset_us"].to_numpy()
    most_us = np.maximum.reduceat(offset_us, bounds[:-1])
    least_us = np.minimum.reduceat(offset_us, bounds[:-1])
    widest_us = np.where(most_us >= -least_us, most_us, least_us)
    columns = {name: last[name] for name in ("bucket", "session", "source")} | {
        "events": pa.array(np.diff(bounds)),
        "last_occurred_at": last["occurred_at"],
        "clock_offset_ms": pa.array(widest_us // 1000),
        "impossible_advances": pa.array(impossible),
    }
    return pa.table([columns[name] for name in SESSION_QUALITY.names], schema=SESSION_QUALITY)


def _codes(column: pa.ChunkedArray, names: tuple[str, ...]) -> np.ndarray:
    """The place of each value among the names; -1 where it is null."""
    return np.asarray(pc.index_in(column, pa.array(names)).fill_null(-1), np.int32)


def _places(events: pa.Table) -> np.ndarray:
    """A number that changes from one row to the next where who or where changes."""
    changes = np.zeros(events.num_rows, np.int64)
    for name in ("profile", "country", "time_zone", "device", "kids"):
        codes = events[name].combine_chunks().dictionary_encode().indices.fill_null(-1).to_numpy()
        changes[1:] += codes[1:] != codes[:-1]
    return np.cumsum(changes)
