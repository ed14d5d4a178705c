"""Sequels of the own slate: of each part that another followed, who had seen how much of it by then, and whom the next reached.

Depth is that of the day on which the next part came out: who only started the part, finished it once, or more often. Who came
is counted over the next part's window, at most its first so many days. Taken are pairs of which both parts came out while the service measured, and whose
second has closed its window. Where positions of some homes of the first part are unknown, depths are scaled up to all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.metrics.definitions import Definition
from matinee.rollups.groups import parts_of_all
from matinee.sequel.estimate import Followed
from matinee.store.audiences import COMPLETED, STARTED, UNKNOWN, Pair, went_on
from matinee.store.engine import Engine
from matinee.store.history import Window
from matinee.store.household_sets import HouseholdSets
from matinee.store.openings import Openings

LEAST_KNOWN = 0.5
"""Of the homes of a first part whose positions must be known."""
LEAST_HOMES = 50
"""Households that each of the two parts must have reached: of fewer, a ratio is chance."""


def own_sequels(
    openings: Openings,
    engine: Engine,
    catalogue: Catalogue,
    definition: Definition,
    *,
    days: int,
    country: str | None,
    measured: Window,
) -> tuple[Followed, ...]:
    """The sequels of the own slate, by franchise.

    Args:
        openings: To count with.
        engine: The same that these have.
        catalogue: For franchises and releases.
        definition: By which a household has started.
        days: The window of the next part.
        country: Only what was watched there, since the releases there; None: everywhere.
        measured: From when to when viewing counts.
    """
    sets = HouseholdSets(openings, engine)
    found: dict[tuple[str, str], Followed] = {}
    for parts in parts_of_all(catalogue).values():
        for number, (part, after) in enumerate(pairwise(parts), start=1):
            first_us, out_us = (catalogue.released_at_us(one, country) for one in (part, after))
            if first_us is None or out_us is None or (part, after) in found:
                continue
            to_us = out_us + days * instants.DAY_US
            if not measured.from_us <= first_us < out_us or to_us > measured.to_us:
                continue
            pair = Pair(
                earlier=tuple(parts[:number]),
                part=part,
                next=after,
                out_us=out_us,
                days=days,
                from_us=measured.from_us,
                to_us=to_us,
            )
            rows, brought = went_on(sets, engine, pair, definition.rule, country)
            told = followed_of(part, after, rows, brought["reach"], kids=_kids(catalogue, after))
            if told is not None:
                found[part, after] = told
    return tuple(found.values())


def followed_of(
    part: str, after: str, rows: Sequence[dict[str, Any]], reach: int, *, kids: bool | None
) -> Followed | None:
    """A pair from the homes of its first part, as `matinee.store.audiences` counts them, and the reach of the second.

    None where either is too small, or too little is known of positions.
    """
    homes, came = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    for row in rows:
        depth = _depth(row)
        if depth is not None:
            homes[depth] += row["homes"]
            came[depth] += row["kept"]
    known = sum(homes)
    unknown = sum(row["homes"] for row in rows if row["state"] == UNKNOWN)
    if known + unknown < LEAST_HOMES or reach < LEAST_HOMES or known < LEAST_KNOWN * (known + unknown):
        return None
    scale = (known + unknown) / known
    carried = scale * sum(came)
    scale_came = scale if carried <= reach else reach / sum(came)
    return Followed(
        first=part,
        second=after,
        homes=(scale * homes[0], scale * homes[1], scale * homes[2]),
        came=(scale_came * came[0], scale_came * came[1], scale_came * came[2]),
        brought=max(0.0, reach - scale_came * sum(came)),
        kids=kids,
    )


def _depth(row: dict[str, Any]) -> int | None:
    """How deep homes were in the part; None where that is not known, or they count otherwise."""
    if row["state"] == STARTED:
        return 0
    if row["state"] != COMPLETED:
        return None
    return 1 if row["done"] <= 1 else 2


def _kids(catalogue: Catalogue, title: str) -> bool | None:
    known = catalogue.titles.get(title)
    return known.kids if known else None
