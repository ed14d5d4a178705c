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
    # A stream counts from the first full minute at which it plays to the first at which it no longer does:
    # where those are the same minute, its two steps there make none.
    from_minute, to_minute = (
        ((at_us + _MINUTE_US - 1) // _MINUTE_US).cast("int64") for at_us in (spans.started_us, spans.ended_us)
    )
    begins = spans.group_by(minute=from_minute).aggregate(streams=spans.count())
    ends = spans.group_by(minute=to_minute).aggregate(streams=-spans.count())
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
