"""Standing: where a title's figures lie among those of the own slate, at equal age, with intervals.

The slate are the other titles of the kind (of all kinds where fewer than `FEWEST` are of it) that have as many days closed. A
percentile is the share of them that lie below, those that are equal half; its interval, 80 times in 100, takes them for a draw from
the titles that the service could have shown (Jeffreys: Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical
Science 16, 2001). A share's own interval is by the same rule, of its households.

When not to trust it: a slate of one season; titles that were pushed differently. Of 11 titles the best lies between 84 and 99 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import stats

from matinee.projection.curves import Curve
from matinee.projection.hold import Run
from matinee.units import Unit

FEWEST = 5
LEVEL = 80
HOURS_EACH = "hours_per_household"
"""All hours of a title ÷ its reach; no metric of a report, where viewing below the start threshold is left out of it."""
MOST_HOMES = 20_000
"""Homes of each other title that are looked at, about."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A figure of a title among those of the slate.

    Attributes:
        name, title, unit: Of the metric.
        value: Exact; None where there was nothing to measure.
        counted, out_of: Households, where it is a share of them.
        low, high: Where a share lies 80 times in 100, its homes being a draw; None for counts.
        below: How many titles of the slate lie below, equal ones half.
        others: How many have such a figure.
        middle: That of the middle one.
        percentile, from_percentile, to_percentile: Of the slate, and where it lies 80 times in 100; None without others.
    """

    name: str
    title: str
    unit: Unit
    value: float | None
    counted: float | None = None
    out_of: float | None = None
    low: float | None = None
    high: float | None = None
    below: float = 0.0
    others: int = 0
    middle: float | None = None
    percentile: float | None = None
    from_percentile: float | None = None
    to_percentile: float | None = None


@dataclass(frozen=True, kw_only=True)
class SeenThrough:
    """Of the households that started a title and whose positions are known, how many finished it, and twice."""

    starters: int
    completers: int
    rewatchers: int


def jeffreys(counted: float, of: float, level: int = LEVEL) -> tuple[float, float]:
    """Where a share lies, so many times in 100.

    >>> tuple(round(end, 3) for end in jeffreys(11, 11))
    (0.887, 0.999)
    """
    rest = (1 - level / 100) / 2
    low, high = stats.beta.ppf((rest, 1 - rest), counted + 0.5, of - counted + 0.5)
    return float(low), float(high)


def standing(
    name: str,
    title: str,
    unit: Unit,
    value: float | None,
    others: Sequence[float | None],
    *,
    counted: float | None = None,
    out_of: float | None = None,
) -> Standing:
    """Where a figure lies among those of the slate; None among them does not count."""
    known = [other for other in others if other is not None]
    low = high = None
    if unit is Unit.SHARE and counted is not None and out_of:
        low, high = jeffreys(counted, out_of)
    made = Standing(
        name=name, title=title, unit=unit, value=value, counted=counted, out_of=out_of, low=low, high=high, others=len(known),
        middle=float(np.median(known)) if known else None,
    )  # fmt: skip
    if value is None or not known:
        return made
    below = sum(other < value for other in known) + 0.5 * sum(other == value for other in known)
    ends = jeffreys(below, len(known))
    return replace(made, below=below, percentile=below / len(known), from_percentile=ends[0], to_percentile=ends[1])


def slate_of(mine: Curve, runs: Sequence[Run], age: int) -> list[Run]:
    """The other titles that have as many days closed: those of the kind, or all where these are too few."""
    old = [run for run in runs if run.curve.title != mine.title and run.curve.closed_days >= age]
    alike = [run for run in old if run.curve.kind == mine.kind]
    return alike if len(alike) >= FEWEST else old


def seen_through(homes: Mapping[str, pa.Table]) -> Mapping[str, SeenThrough]:
    """By title, who finished it and who did so twice, of rows as `matinee.store.openings.HOMES` has them."""
    told = {}
    for title, table in homes.items():
        known = table.filter(table["known"])
        done = pc.fill_null(pc.list_value_length(known["completed_us"]), 0).to_numpy()
        told[title] = SeenThrough(
            starters=known.num_rows, completers=int((done >= 1).sum()), rewatchers=int((done >= 2).sum())
        )
    return told
