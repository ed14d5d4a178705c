"""Average audience: how many households were watching in the average minute of the title.

Read 2,400 as: whichever minute of the film one picks, 2,400 homes watched it at normal speed
within the window; a home that watched it twice counts twice, as it does in a broadcaster's
audience of a repeat, and two screens in one home count as two. It falls below reach as
people stop early, and rises as they come back. Viewing faster or slower than normal is left
out. Adobe's figure of the same name divides all time spent by the length, and is what is
called views here.

Source: Barb's programme average audience, the mean of the minute audiences. The minutes are
those of the content here, since everybody starts when they like.
"""

from ibis import _

from matinee.metrics.metric import Metric, at_normal_speed
from matinee.units import Unit

AVERAGE_AUDIENCE = Metric(
    name="average_audience",
    title="Average audience",
    unit=Unit.HOUSEHOLDS,
    formula="viewing at normal speed ÷ runtime",
    adds_up_over=("days", "countries"),
    of_spans=at_normal_speed,
    over=_.runtime_ms.max() * 1000,
    parts="microseconds",
    needs_runtime=True,
)
