"""Viewing per household: how long the average household that started the title watched it.

Read 1.4 as: a home that started it spent an hour and 24 minutes with it, repeats included. A
few homes that watch it every day lift it; the 90th percentile beside it tells how far.
Viewing of homes below the start threshold is left out.

Source: the "average time spent" of every measurement house, per household instead of per
person.
"""

from ibis import _

from matinee.metrics.metric import Metric, households, started
from matinee.units import MICROSECONDS_PER_HOUR, Unit

VIEWING_PER_HOUSEHOLD = Metric(
    name="viewing_per_household",
    title="Viewing per household",
    unit=Unit.HOURS,
    formula="hours viewed by households with a start ÷ households with a start",
    value=started.ifelse(_.viewing_us, 0).sum() / MICROSECONDS_PER_HOUR,
    over=households(started),
    parts="hours, households",
    shared_out=True,
)
