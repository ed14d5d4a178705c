"""Starts: how many times households sat down to the title.

Each session that passes the threshold by itself is a start, and so is the one in which a
household passes it by adding up shorter ones. A household that watches a film on four
evenings starts it four times and is reached once. High starts beside low reach mean that
people come back, to go on or to watch again; completions tell which.
"""

from ibis import _

from matinee.metrics.metric import Metric
from matinee.units import Unit

STARTS = Metric(
    name="starts",
    title="Starts",
    unit=Unit.STARTS,
    formula="sessions past the start threshold, and those in which shorter ones add up to it",
    adds_up_over=("titles",),
    value=_.starts.sum(),
)
