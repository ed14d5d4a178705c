"""Viewing of the keenest tenth: how long one must have watched to be among them.

Read 4.5 as: nine in ten homes that started the title watched it for less than four and a
half hours, one in ten for longer. Far above the mean, it says that a few homes make much of
the viewing: one family that runs the film every afternoon. Between two homes it is
interpolated.

Source: the percentile of type 7 in Hyndman and Fan, "Sample quantiles in statistical
packages", 1996.
"""

from ibis import _

from matinee.metrics.metric import Metric, started
from matinee.units import MICROSECONDS_PER_HOUR, Unit

VIEWING_90TH_PERCENTILE = Metric(
    name="viewing_90th_percentile",
    title="Viewing of the keenest tenth",
    unit=Unit.HOURS,
    formula="90th percentile of the hours viewed by households with a start",
    value=_.viewing_us.quantile(0.9, where=started) / MICROSECONDS_PER_HOUR,
    shared_out=True,
)
