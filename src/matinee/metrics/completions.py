"""Completions: how many times households saw the title through.

A household has completed a title k times when at least nine tenths of the runtime (or all
of it up to the end credits, where they are known) were watched at least k times. Sittings
add up, and the same half watched twice completes nothing. Households whose player reports
no position are left out.

Source: depth of coverage, as docs/definitions.md tells.
"""

from matinee.metrics.metric import Metric, completions, households, known, started
from matinee.units import Unit

COMPLETIONS = Metric(
    name="completions",
    title="Completions",
    unit=Unit.COMPLETIONS,
    formula="how often households with a start watched the completing share of the runtime, added up",
    adds_up_over=("titles",),
    value=started.ifelse(completions, 0).sum(where=known),
    left_out=households(started & ~known),
    needs_position=True,
)
