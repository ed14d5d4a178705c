"""Completions per completing household: how often those who finished the title did so.

Read 1.4 as: homes that saw it through did so 1.4 times on average. A few homes with many
repeats lift it; the rewatch rate tells how many there are.
"""

from matinee.metrics.metric import Metric, completions, households, households_known, known, started
from matinee.units import Unit

COMPLETIONS_PER_COMPLETER = Metric(
    name="completions_per_completer",
    title="Completions per completing household",
    unit=Unit.COMPLETIONS_PER_HOUSEHOLD,
    formula="completions of households with a start ÷ those of them with at least one",
    value=started.ifelse(completions, 0).sum(where=known),
    over=households_known(started & (completions >= 1)),
    parts="completions, households",
    shared_out=True,
    left_out=households(started & ~known),
    needs_position=True,
)
