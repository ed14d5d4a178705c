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
    formula="mean over households with a start of the share of the runtime watched at least once",
    value=(started & known).ifelse(_.coverage, 0).sum(),
    over=households(started & known),
    left_out=households(started & ~known),
    needs_position=True,
)
