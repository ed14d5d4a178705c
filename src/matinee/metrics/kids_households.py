"""Kids households beside others: who started the title, finished it and came back to it.

A household is one of kids if any of its viewing of the title in the window was on a kids
profile, as the player or a token tells it; `unknown` are those of whom neither is told. A
title whose kids households come back four times as often is one for children, whatever its
label says. Rates of groups with nobody in them are null.

Source: own; the flag is the profile's, so that children on their parents' profile are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.metric import completions, households, households_known, started
from matinee.units import Unit

GROUPS = ("kids", "others", "unknown")


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.is_empty:
        return
    spans, homes = asked.viewed.spans, asked.viewed.households
    flags = spans.group_by(home=spans.household).aggregate(kids=spans.kids.cast("int64").max())
    both = homes.left_join(flags, homes.household == flags.home)
    counted = both.group_by("kids").aggregate(
        reach=households(started),
        completing=households_known(started & (completions >= 1)),
        rewatching=households_known(started & (completions >= 2)),
        started_known=households_known(started),
    )
    found = {row["kids"]: row for row in asked.rows(counted)}
    for group, kids in zip(GROUPS, (1, 0, None), strict=True):
        row = found.get(kids, {"reach": 0, "completing": None, "rewatching": None, "started_known": None})
        completing, rewatching = row["completing"], row["rewatching"]
        of = row["started_known"]
        yield {
            "group": group,
            "reach": row["reach"],
            "completing_households": completing,
            "rewatching_households": rewatching,
            "completion_rate": completing / of if of else None,
            "rewatch_rate": rewatching / completing if completing else None,
        }


KIDS_HOUSEHOLDS = Curve(
    name="kids_households",
    title="Kids households beside others",
    formula="a row for households with viewing on a kids profile, those without, and those of whom it is unknown",
    columns=(
        Column(name="group", type=str, meaning="kids, others or unknown"),
        Column(
            name="reach",
            type=int,
            meaning="households with a start",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows",),
        ),
        Column(
            name="completing_households",
            type=int,
            meaning="of these, with a completion",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows",),
        ),
        Column(
            name="rewatching_households",
            type=int,
            meaning="of these, with two or more",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows",),
        ),
        Column(name="completion_rate", type=float, meaning="completing ÷ reach of known positions", unit=Unit.SHARE),
        Column(name="rewatch_rate", type=float, meaning="rewatching ÷ completing", unit=Unit.SHARE),
    ),
    rows=_rows,
)
