"""Abandonment: at which minute of the content the households that did not finish it were last seen.

The last minute is the furthest a household got. A peak early on is an audience that the
title did not win; one near the end is credits that the catalogue does not know of, and then
completion is understated. Households that completed it, those below the start threshold
and those of unknown positions are left out. Where it is still running, some will go on.

Source: the complement of the audience retention curve of video platforms, by its furthest
position.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinee.metrics.curve import Asked, Column, Curve
from matinee.metrics.retention import MINUTE_MS
from matinee.units import Unit


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    if asked.runtime_ms is None or asked.is_empty:
        return
    homes = asked.viewed.households
    left = homes.filter(homes.started & (homes.completions == 0))
    stretches = left.select("household", stretch=left.depths.unnest()).unpack("stretch").join(asked.places, "asset")
    furthest = stretches.group_by("household").aggregate(at_ms=(stretches.to_ms + stretches.offset_ms).max())
    minute = ((furthest.at_ms - 1) // MINUTE_MS).cast("int64")
    counted = furthest.group_by(minute=minute).aggregate(n=furthest.count())
    found = {row["minute"]: row["n"] for row in asked.rows(counted)}
    for at in range(-(-asked.runtime_ms // MINUTE_MS)):
        yield {"minute": at, "households": found.get(at, 0)}


ABANDONMENT = Curve(
    name="abandonment",
    title="Abandonment",
    formula="a row a minute of the content; of the households with a start and no completion",
    columns=(
        Column(name="minute", type=int, meaning="0 is the first"),
        Column(
            name="households",
            type=int,
            meaning="households whose furthest position lies in it",
            unit=Unit.HOUSEHOLDS,
            adds_up_over=("rows",),
        ),
    ),
    rows=_rows,
)
