"""The typical band: reach by day of the middle half of a service's titles at the same age.

Read it as: half of the titles lay in the band on that day, a quarter above it, a quarter below. Compared are titles of the same
kind (film or season) that have closed all days of the band, each on its own days since its release, so that on every day they
are the same ones. It is not adjusted for season or size: what it says is how titles usually do here.

Source: the typical performance that YouTube shows beside a video's first days, "the middle half" of a channel's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matinee.projection.curves import Curve, filled

FEWEST = 4
"""Of fewer titles there is no middle half."""


@dataclass(frozen=True, kw_only=True)
class Typical:
    """The middle half at equal age.

    Attributes:
        titles: How many titles it is of.
        kind: Of which kind they are; None: the title's own is not known, and they are of all.
        low, median, high: Households to the end of each day from day 1 on: a quarter of the titles lie below `low`, half
            below `median`, three quarters below `high`, between titles in a straight line.
    """

    titles: int
    kind: str | None
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]


def typical(curve: Curve, others: Sequence[Curve], *, days: int) -> Typical | None:
    """The typical band beside a title.

    Args:
        curve: The title.
        others: The service's titles; the title itself, those of another threshold or kind, and those that have not closed
            so many days are not looked at.
        days: How many days it is of.

    Returns:
        The band; None where there are fewer than `FEWEST` titles.
    """
    alike = [
        one
        for one in others
        if (one.title, one.released_on) != (curve.title, curve.released_on)
        and one.threshold == curve.threshold
        and curve.kind in (None, one.kind)
        and one.closed_days >= days
    ]
    paths = [_path(one, days) for one in alike]
    known = [path for path in paths if not np.isnan(path).any()]
    if days < 1 or len(known) < FEWEST:
        return None
    low, median, high = np.percentile(np.array(known), (25, 50, 75), axis=0)
    return Typical(
        titles=len(known),
        kind=curve.kind,
        low=tuple(low.tolist()),
        median=tuple(median.tolist()),
        high=tuple(high.tolist()),
    )


def _path(curve: Curve, days: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    counts = np.array([np.nan if one is None else one for one in curve.new_households[:days]], np.float64)
    return np.cumsum(filled(counts, curve.released_on.weekday()))
