"""Completing households: how many households saw the title through at least once.

Of the households that started it, those with one completion or more. Households whose
player reports no position are left out.
"""

from matinee.metrics.metric import Metric, completions, households, households_known, known, started
from matinee.units import Unit

COMPLETING_HOUSEHOLDS = Metric(
    name="completing_households",
    title="Completing households",
    unit=Unit.HOUSEHOLDS,
    formula="households with a start and at least one completion",
    value=households_known(started & (completions >= 1)),
    left_out=households(started & ~known),
    needs_position=True,
)
