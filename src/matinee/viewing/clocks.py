"""Clocks of devices: how far each report's clock was off, and the events as if it was not.

A device may be minutes or years wrong, and a report may come weeks late; the two look alike.
They are told apart in this order:

1. Where a report says when it was sent, by the same clock (`beacon.js`, Segment and Snowplow
   do), the clock is off by how much later it arrived; whatever the sign. So a clock that was
   set right in the middle of a session is off before that and not after.
2. No report arrives before it is made. Where one of a session does, its clock was ahead, by the
   most by which one does. That holds for the requests that have such a report; others of the session stay,
   for the clock may have been set right in between.
3. A player that reports at once sends its reports as they happen. Where at least five came in over at
   least a minute, all of them late by the same, within ten seconds, the clock is behind by that: what was
   queued and sent later would come with delays that shrink. Believed up to a day only: more may be a
   history played back. This one holds for the reports of players (CMCD) alone, since other
   sources pass through queues of a constant length.

Offsets of up to a minute are left alone. All of it needs whole sessions, and no order.

Source of rule 1: the correction that Segment and Snowplow document for their own time stamps.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants

_TOLERANCE_US = 60 * instants.SECOND_US
_SAME_DELAY_US = 10 * instants.SECOND_US
_AT_LEAST_US = 60 * instants.SECOND_US
_AT_LEAST_REPORTS = 5
_MOST_BEHIND_US = instants.DAY_US
_LIVE = "cmcd"


def clock_offsets_us(events: pa.Table) -> np.ndarray:
    """How far behind ours the clock of each event was, in microseconds, to be added to `occurred_at`.

    Args:
        events: All events of whole sessions. Schema `matinee.events.EVENTS`.

    Returns:
        One number an event; 0 where the clock is good enough. Shape (n,).
    """
    received_us = events["received_at"].cast(pa.int64())
    late_us = pc.subtract(received_us, events["occurred_at"].cast(pa.int64()))
    live = pc.equal(events["source"], _LIVE)
    reports = pa.table({"session": events["session"], "late_us": late_us, "received_us": received_us, "live": live})
    of = reports.group_by("session").aggregate(
        [
            *((name, how) for name in ("late_us", "received_us") for how in ("min", "max")),
            ("received_us", "count_distinct"),
            ("live", "min"),
        ]
    )
    least, took = of["late_us_min"], pc.subtract(of["received_us_max"], of["received_us_min"])
    behind = _all(
        pc.less_equal(pc.subtract(of["late_us_max"], least), _SAME_DELAY_US),
        pc.less_equal(least, _MOST_BEHIND_US),
        pc.greater_equal(took, _AT_LEAST_US),
        pc.greater_equal(of["received_us_count_distinct"], _AT_LEAST_REPORTS),
        of["live_min"],
    )
    place = pc.index_in(events["session"], of["session"].combine_chunks())
    least, behind = least.take(place), behind.take(place)
    early = _in_early_requests(events["session"], received_us, late_us)
    seen = pc.if_else(pc.or_(early, behind), least, 0)
    offset = pc.fill_null(pc.coalesce(pc.multiply(events["clock_offset_ms"], 1000), seen), 0)
    return np.asarray(pc.if_else(pc.less_equal(pc.abs(offset), _TOLERANCE_US), 0, offset))


def _in_early_requests(sessions: pa.ChunkedArray, received_us: pa.ChunkedArray, late_us: pa.ChunkedArray) -> pa.Array:
    """Whether an event came with a report that arrived before it was made; one request is what arrived at one instant."""
    late = np.asarray(pc.fill_null(late_us, 0))
    if not (late < -_TOLERANCE_US).any():
        return pa.array(np.zeros(len(late), bool))
    codes = sessions.combine_chunks().dictionary_encode().indices.to_numpy()
    arrived = np.asarray(pc.fill_null(received_us, 0))
    _, request = np.unique(np.stack([codes, arrived], axis=1), axis=0, return_inverse=True)
    request = request.ravel()
    earliest = np.zeros(request.max() + 1, np.int64)
    np.minimum.at(earliest, request, late)
    return pa.array(earliest[request] < -_TOLERANCE_US)


def with_clocks_set(events: pa.Table, offsets_us: np.ndarray) -> pa.Table:
    """The events with the clock of each set right."""
    if not offsets_us.any():
        return events
    occurred_us = pc.add(events["occurred_at"].cast(pa.int64()), pa.array(offsets_us))
    column = events.column_names.index("occurred_at")
    return events.set_column(column, "occurred_at", occurred_us.cast(pa.timestamp("us", "UTC")))


def _all(*conditions: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(reduce(pc.and_, conditions), False)
