"""Loyalty: the average audience as a part of the reach.

Read 0.70 as: the average home that started watched seven tenths of the title's length at
normal speed. Homes that come back lift it, above 1 where most of them do; completion and
rewatch rate tell the two apart. A low start threshold lowers it, since it lets more samplers
into the reach.

Source: Barb's "loyalty", average audience ÷ reach.
"""

from ibis import _

from matinee.metrics.metric import Metric, at_normal_speed, households, started
from matinee.units import Unit

LOYALTY = Metric(
    name="loyalty",
    title="Loyalty",
    unit=Unit.RATIO,
    formula="viewing at normal speed ÷ runtime ÷ households with a start",
    of_spans=at_normal_speed,
    over=_.runtime_ms.max() * 1000 * households(started),
    parts="microseconds",
    shared_out=True,
    needs_runtime=True,
)
