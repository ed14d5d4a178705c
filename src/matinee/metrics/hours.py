"""Hours: how long the title was watched.

All viewing counts, also that of households below the start threshold, and every repeat.
It is the time that content was playing: pauses, stalls, advertising and trailers are left
out, and at 1.5 times the speed an hour of content is forty minutes. Long titles have more
hours than short ones that as many people finished; views correct for that.

Source: Netflix Top 10, "hours viewed", since June 2021.
"""

from ibis import _

from matinee.metrics.metric import Metric
from matinee.units import MICROSECONDS_PER_HOUR, Unit

HOURS = Metric(
    name="hours",
    title="Hours viewed",
    unit=Unit.HOURS,
    formula="time that content was playing within the window",
    adds_up_over=("days", "countries", "titles"),
    value=_.viewing_us.sum() / MICROSECONDS_PER_HOUR,
)
