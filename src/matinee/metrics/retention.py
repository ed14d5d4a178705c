"""Retention: how much of each minute of the content the starting households watched.

For each minute, the share of households with a start that watched it, averaged over its
instants; above it, how often it was watched again, per household. The mean of the first
curve is the coverage; both together are the content time. A dip is a scene people skip, a
bump in the second a scene they come back to. Episodes of a season follow each other.
Households whose player reports no position are left out.

Source: YouTube's absolute retention counts both together and can so exceed 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import numpy as np

from matinee.metrics.curve import Asked, Column, Curve
from matinee.units import Unit

MINUTE_MS = 60_000


def _edges(households: ibis.Table, offsets: ibis.Table) -> ibis.Table:
    """Where stretches of depth begin and end, summed up by minute.

    Args:
        households: Facts, with `depths`.
        offsets: Columns asset, offset_ms: where in the title each asset begins.

    Returns:
        Columns minute; first, again: stretches beginning less stretches ending in it,
        counted once and counted by depth beyond the first; first_ms, again_ms: the same
        weighted by what is left of the minute.
    """
    counted = households.filter(households.started & households.completions.notnull())
    stretches = counted.select(stretch=counted.depths.unnest()).unpack("stretch").join(offsets, "asset")
    again = (stretches.depth - 1).cast("int64")
    begins = stretches.select(at_ms=stretches.from_ms + stretches.offset_ms, first=ibis.literal(1), again=again)
    ends = stretches.select(at_ms=stretches.to_ms + stretches.offset_ms, first=ibis.literal(-1), again=-again)
    both = begins.union(ends).mutate(minute=ibis._.at_ms // MINUTE_MS)
    left_ms = (both.minute + 1) * MINUTE_MS - both.at_ms
    return both.group_by("minute").aggregate(
        first=both["first"].sum(),
        again=both.again.sum(),
        first_ms=(both["first"] * left_ms).sum(),
        again_ms=(both.again * left_ms).sum(),
    )


def _rows(asked: Asked) -> Iterator[dict[str, Any]]:
    households, runtime_ms = asked.viewed.households, asked.runtime_ms
    counted = households.filter(households.started & households.completions.notnull())
    homes = asked.rows(counted.aggregate(homes=counted.count()))[0]["homes"]
    if runtime_ms is None or not homes:
        return
    sums = asked.engine.collect(_edges(households, asked.places))
    count = -(-runtime_ms // MINUTE_MS)
    minutes = sums["minute"].to_numpy().astype(np.int64)
    lengths = np.minimum(MINUTE_MS, runtime_ms - np.arange(count) * MINUTE_MS)
    shares = []
    for name in ("first", "again"):
        net, part = np.zeros(count + 2, np.int64), np.zeros(count + 2, np.int64)
        net[minutes + 1] = sums[name].to_numpy()
        part[minutes] = sums[f"{name}_ms"].to_numpy()
        open_before = np.cumsum(net)[:count]
        # Every stretch ends within the runtime, so that a short last minute needs no more care.
        shares.append((open_before * MINUTE_MS + part[:count]) / lengths / homes)
    for minute in range(count):
        yield {"minute": minute, "share": float(shares[0][minute]), "rewatched": float(shares[1][minute])}


RETENTION = Curve(
    name="retention",
    title="Retention",
    formula="a row a minute of the content; of the households with a start whose positions are known",
    columns=(
        Column(name="minute", type=int, meaning="0 is the first"),
        Column(name="share", type=float, meaning="households that watched it ÷ households", unit=Unit.SHARE),
        Column(
            name="rewatched",
            type=float,
            meaning="how often it was watched beyond the first time, per household",
            unit=Unit.RATIO,
        ),
    ),
    rows=_rows,
)
