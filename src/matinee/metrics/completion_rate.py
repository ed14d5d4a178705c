"""Completion rate: of the households that started the title, how many finished it.

Read 0.68 as: two in three homes that gave it two minutes saw at least 90 % of it.
Sittings on different days count together; a scene watched twice counts once. Households
whose player reports no position are left out of both counts; the share of viewing with
known position is shown beside the number. Short windows understate it: homes that started
yesterday have had one evening.

Source: the starters and completers of Netflix's letter to the House of Lords, 2019.
"""

from matinee.metrics.metric import Metric, completions, households, households_known, known, started
from matinee.units import Unit

COMPLETION_RATE = Metric(
    name="completion_rate",
    title="Completion rate",
    unit=Unit.SHARE,
    formula="households with a start and at least one completion ÷ households with a start",
    value=households_known(started & (completions >= 1)),
    over=households_known(started),
    parts="households",
    shared_out=True,
    left_out=households(started & ~known),
    needs_position=True,
)
