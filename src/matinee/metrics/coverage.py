"""Coverage: how much of the title the households that started it have seen.

The mean, over households with a start, of the share of the runtime watched at least once.
Read 0.75 as: the average home that started has seen three quarters of it, some all and
some little. Households whose player reports no position are left out.
"""

from ibis import _

from matinee.metrics.metric import Metric, households, known, started
from matinee.units import Unit

COVERAGE = Metric(
    name="coverage",
    title="Coverage",
    unit=Unit.SHARE,
    formula="content watched at least once ÷ runtime, both summed over households with a start",
    value=started.ifelse(_.covered_ms, 0).sum(where=known),
    over=started.ifelse(_.runtime_ms, 0).sum(where=known),
    parts="milliseconds of content",
    shared_out=True,
    left_out=households(started & ~known),
    needs_position=True,
)
