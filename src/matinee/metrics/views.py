"""Views: hours viewed, divided by the runtime.

Read it as "as much as if so many had watched it whole". Ten people who each watched a tenth
make one view, and so does one who watched it all; completion tells them apart. The runtime
of a season is that of its episodes released by the end of the window. Unknown runtime:
unknown views.

Source: Netflix Top 10 since 20 June 2023; `adobe.ama` is the same figure by another name.
"""

from ibis import _

from matinee.metrics.metric import Metric
from matinee.units import Unit

VIEWS = Metric(
    name="views",
    title="Views",
    unit=Unit.VIEWS,
    formula="hours viewed ÷ runtime",
    adds_up_over=("days", "countries"),
    value=_.viewing_us.sum(),
    over=_.runtime_ms.max() * 1000,
    parts="microseconds",
    needs_runtime=True,
)
