"""Clocks of devices: how far each session's clock is off, and the events as if it were not.

A device may be minutes or years wrong, and a report may come weeks late; the two look alike.
They are told apart in this order, for each session by all its reports:

1. Where reports say when they were sent, by the same clock (`beacon.js`, Segment and Snowplow
   do), the offset is how much later they arrived, at the least; whatever its sign.
2. No report arrives before it is made. Where one does, the clock is ahead, by at least the most
   by which one does.
3. A player that reports at once sends its reports as they happen. Where reports came in over at
   least a minute, all of them late by the same, within ten seconds, the clock is behind by that: what was
   queued and sent later would come with delays that shrink. Believed up to a day only: more may be a
   history played back. This one holds for the reports of players (CMCD) alone, since other
   sources pass through queues of a constant length.

Offsets of up to a minute are left alone.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from matinee import instants

_TOLERANCE_US = 60 * instants.SECOND_US
_SAME_DELAY_US = 10 * instants.SECOND_US
_AT_LEAST_US = 60 * instants.SECOND_US
_MOST_BEHIND_US = instants.DAY_US
_LIVE = "cmcd"


def clock_offsets(events: pa.Table) -> pa.Table:
    """How far behind ours the clock of each session is.

    Args:
        events: All events of these sessions. Schema `matinee.events.EVENTS`.

    Returns:
        Columns `session` and `offset_us`, to be added to `occurred_at`; 0 where the clock is good enough.
    """
    received_us = events["received_at"].cast(pa.int64())
    reports = pa.table(
        {
            "session": events["session"],
            "late_us": pc.subtract(received_us, events["occurred_at"].cast(pa.int64())),
            "received_us": received_us,
            "told_us": pc.multiply(events["clock_offset_ms"], 1000),
            "live": pc.equal(events["source"], _LIVE),
        }
    )
    of = reports.group_by("session").aggregate(
        [
            *((name, how) for name in ("late_us", "received_us") for how in ("min", "max")),
            ("told_us", "min"),
            ("live", "min"),
        ]
    )
    least, took = of["late_us_min"], pc.subtract(of["received_us_max"], of["received_us_min"])
    same = pc.less_equal(pc.subtract(of["late_us_max"], least), _SAME_DELAY_US)
    behind = pc.and_(pc.and_(same, of["live_min"]), pc.greater_equal(took, _AT_LEAST_US))
    behind = pc.and_(behind, pc.less_equal(least, _MOST_BEHIND_US))
    seen = pc.if_else(pc.or_(pc.less(least, 0), behind), least, 0)
    offset = pc.fill_null(pc.coalesce(of["told_us_min"], seen), 0)
    small = pc.less_equal(pc.abs(offset), _TOLERANCE_US)
    return pa.table({"session": of["session"], "offset_us": pc.if_else(small, 0, offset)})


def with_clocks_set(events: pa.Table, offsets: pa.Table) -> pa.Table:
    """The events with the clock of each session set right."""
    wrong = offsets.filter(pc.not_equal(offsets["offset_us"], 0))
    if not wrong.num_rows:
        return events
    place = pc.index_in(events["session"], wrong["session"].combine_chunks())
    offset_us = pc.fill_null(wrong["offset_us"].combine_chunks().take(place.combine_chunks()), 0)
    occurred_us = pc.add(events["occurred_at"].cast(pa.int64()), offset_us)
    column = events.column_names.index("occurred_at")
    return events.set_column(column, "occurred_at", occurred_us.cast(pa.timestamp("us", "UTC")))
