"""Rewatches by gap: how soon after a completion the household completed the title again.

`same day` is within 24 hours of the completion before, `week` within seven days, `later`
after that. Children ask for the film again at once; a grown-up's favourite comes back after
months, so that a short window sees little of it. Households below the start threshold and
those of unknown positions are left out.

Source: the gap is between the instants at which two completions came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinee.instants import DAY_US
from matinee.metrics.completion_moments import completion_moments
from matinee.metrics.curve import Asked, Column, Curve
from matinee.units import Unit

GAPS = ("same day", "week", "later")


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.runtime_ms is None or asked.is_empty:
        return
    moments = completion_moments(asked.viewed)
    again = moments.filter(moments.number > 1)
    gap_us = again.at_us - again.before_us
    place = (gap_us >= DAY_US).cast("int64") + (gap_us >= 7 * DAY_US).cast("int64")
    found = {row["place"]: row["n"] for row in asked.rows(again.group_by(place=place).aggregate(n=again.count()))}
    for place_of, gap in enumerate(GAPS):
        yield {"gap": gap, "rewatches": found.get(place_of, 0)}


REWATCHES_BY_GAP = Curve(
    name="rewatches_by_gap",
    title="Rewatches by gap",
    formula="a row a length of the gap between a completion and the one before",
    columns=(
        Column(name="gap", type=str, meaning="within 24 hours, within seven days, later"),
        Column(
            name="rewatches",
            type=int,
            meaning="completions beyond a household's first",
            unit=Unit.COMPLETIONS,
            adds_up_over=("rows", "titles"),
        ),
    ),
    rows=_rows,
)
