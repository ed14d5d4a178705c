"""Rewatching households: how many households saw the title through more than once.

Of the households that started it, those with two completions or more. Seeing the ending
five times is no second completion. Households whose player reports no position are left out.
"""

from matinee.metrics.metric import Metric, completions, households, households_known, known, started
from matinee.units import Unit

REWATCHING_HOUSEHOLDS = Metric(
    name="rewatching_households",
    title="Rewatching households",
    unit=Unit.HOUSEHOLDS,
    formula="households with a start and at least two completions",
    value=households_known(started & (completions >= 2)),
    left_out=households(started & ~known),
    needs_position=True,
)
