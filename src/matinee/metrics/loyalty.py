"""Loyalty: the average audience as a part of the reach.

Read 0.70 as: the average home that started watched seven tenths of the title's length at
normal speed. Homes that come back lift it, above 1 where most of them do; completion and
rewatch rate tell the two apart. A low start threshold lowers it, since it lets more samplers
into the reach.

Source: Barb's "loyalty", average audience ÷ reach.
"""

import ibis.expr.types as ir
from ibis import _

from matinee.metrics.average_audience import normal_speed
from matinee.metrics.metric import Metric, Viewed, households, started
from matinee.units import Unit


def _counted(viewed: Viewed) -> ir.Table:
    reached = viewed.households.aggregate(over=_.runtime_ms.max() * 1000 * households(started))
    return normal_speed(viewed.spans).cross_join(reached)


LOYALTY = Metric(
    name="loyalty",
    title="Loyalty",
    unit=Unit.RATIO,
    formula="viewing at normal speed ÷ runtime ÷ households with a start",
    query=_counted,
    parts="microseconds",
    shared_out=True,
    needs_runtime=True,
)
