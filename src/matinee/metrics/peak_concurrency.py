"""Peak concurrency: how many streams of the title ran at the same time, at most.

Streams are counted on every full minute of UTC; the highest count is the peak. Read 310 as:
there was a minute at whose start 310 screens were playing it. A stream that begins and ends
between two full minutes is not seen. Pauses do not play. The peaks of countries or titles
fall into different minutes and do not add up.

Source: "concurrent streams" as delivery networks report them, minute by minute.
"""

import ibis
import ibis.expr.types as ir

from matinee.metrics.metric import Metric, Viewed
from matinee.units import Unit

_MINUTE_US = 60_000_000


def _counted(viewed: Viewed) -> ir.Table:
    spans = viewed.spans
    # The first full minute at which it plays, and the first at which it no longer does.
    from_minute, to_minute = (
        ((at_us + _MINUTE_US - 1) // _MINUTE_US).cast("int64") for at_us in (spans.started_us, spans.ended_us)
    )
    seen = spans.select(from_minute=from_minute, to_minute=to_minute)
    seen = seen.filter(seen.from_minute < seen.to_minute)
    begins = seen.group_by(minute=seen.from_minute).aggregate(streams=seen.count())
    ends = seen.group_by(minute=seen.to_minute).aggregate(streams=-seen.count())
    steps = begins.union(ends)
    by_minute = steps.group_by("minute").aggregate(streams=steps.streams.sum())
    running = by_minute.streams.sum().over(ibis.window(order_by="minute", preceding=(None, 0)))
    return by_minute.mutate(running=running).aggregate(value=ibis._.running.max().fill_null(0).cast("int64"))


PEAK_CONCURRENCY = Metric(
    name="peak_concurrency",
    title="Peak concurrency",
    unit=Unit.STREAMS,
    formula="most streams playing on the same full minute",
    query=_counted,
)
