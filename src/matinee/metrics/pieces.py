"""Cutting spans at regular instants: at midnights, at full hours."""

from __future__ import annotations

import ibis


def cut_into(spans: ibis.Table, *, since_us: int, each_us: int) -> ibis.Table:
    """Spans cut into pieces that begin at regular instants.

    Args:
        spans: With `started_us` and `ended_us`.
        since_us: The instant at which piece 0 begins; no span starts before it.
        each_us: How long a piece is.

    Returns:
        The spans, once for each piece they touch, with `piece`, its number, and
        `viewing_us`, the viewing time within it.
    """
    first = ((spans.started_us - since_us) // each_us).cast("int64")
    last = ((spans.ended_us - 1 - since_us) // each_us).cast("int64")
    cut = spans.mutate(piece=ibis.range(first, last + 1).unnest())
    begins = since_us + cut.piece * each_us
    viewing_us = ibis.least(cut.ended_us, begins + each_us) - ibis.greatest(cut.started_us, begins)
    return cut.mutate(viewing_us=viewing_us)
