"""Completions: how many times households saw the title through.

A household has completed a title k times when at least nine tenths of the runtime (or all
of it up to the end credits, where they are known) were watched at least k times. Sittings
add up, and the same half watched twice completes nothing. Households whose player reports
no position are left out.

Source: depth of coverage, as docs/definitions.md tells.
"""

from ibis import _

from matinee.metrics.metric import Metric, households, known, started
from matinee.units import Unit

COMPLETIONS = Metric(
    name="completions",
    title="Completions",
    unit=Unit.COMPLETIONS,
    formula="sum over households of the largest k such that the completing share of the runtime was watched k times",
    value=_.completions.sum(),
    left_out=households(started & ~known),
    needs_position=True,
)
