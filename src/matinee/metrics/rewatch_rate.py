"""Rewatch rate: of the households that finished the title, how many finished it again.

Read 0.30 as: three in ten homes that saw it through did so at least twice. Films for
children stand far above others. Short windows understate it, more than they do completion:
a second watch needs a first. Households whose player reports no position are left out of
both counts.

Source: "how many times a household is watching something again and again, through
completion", R. Rodriguez on Netflix's figures, 2021.
"""

from matinee.metrics.metric import Metric, completions, households, households_known, known, started
from matinee.units import Unit

REWATCH_RATE = Metric(
    name="rewatch_rate",
    title="Rewatch rate",
    unit=Unit.SHARE,
    formula="households with at least two completions ÷ households with at least one",
    value=households_known(started & (completions >= 2)),
    over=households_known(started & (completions >= 1)),
    parts="households",
    shared_out=True,
    left_out=households(started & ~known),
    needs_position=True,
)
