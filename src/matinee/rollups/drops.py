"""What share of a part's reach the next part has: from the service's own franchises, and from what was published.

The logarithm of reach of the next part ÷ reach of the part, at equal age, is normal over franchises. Its mean is known a
little beforehand, from two published pairs; its spread is taken to be 0.35, as if four pairs had shown it. Own pairs move both:
with none of them what is told is wide, and says so. The interval is that of one more pair, not of the mean.

Two pairs that the press told of are no sample: sequels that were announced are of titles that did well, which fall further.

Source of the anchors: Netflix's four-week households of Lupin, part 1 and 2 (76 and 54 million), and of Who Killed Sara?, season 1 and 2
(55 and 34 million), as told by CNET in 2021.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Any

ANCHORS = (("Lupin, part 1 to 2", 76, 54), ("Who Killed Sara?, season 1 to 2", 55, 34))
"""Millions of households in four weeks: the first part, and the second."""
LEVEL = 0.8
_MEAN = fmean(math.log(second / first) for _, first, second in ANCHORS)
MEAN_SPREAD = 0.25
"""How far the mean of a service may lie from that of two pairs told by the press, log scale."""
SPREAD, _SPREAD_PAIRS = 0.35, 4


@dataclass(frozen=True, kw_only=True)
class Drop:
    """What the next part's reach is expected to be, as a part of the reach of the part before.

    Attributes:
        median: As likely more as less.
        low, high: The interval of `LEVEL` of one pair.
        own_pairs: How many own pairs it rests on.
        own_weight: How much of the median is from own pairs, from 0 to 1.
    """

    median: float
    low: float
    high: float
    own_pairs: int
    own_weight: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "median": self.median,
            "low": self.low,
            "high": self.high,
            "level": LEVEL,
            "own_pairs": self.own_pairs,
            "own_weight": self.own_weight,
            "anchors": [{"name": name, "ratio": second / first} for name, first, second in ANCHORS],
        }


def expected_drop(ratios: Sequence[float]) -> Drop:
    """What to expect of the next pair after these own ones; ratios that are not above zero say nothing.

    >>> prior = expected_drop([])
    >>> round(prior.median, 2), round(prior.low, 2), round(prior.high, 2)
    (0.66, 0.38, 1.15)
    """
    logs = [math.log(ratio) for ratio in ratios if ratio > 0]
    own = len(logs)
    mean = fmean(logs) if logs else 0.0
    found = sum((one - mean) ** 2 for one in logs)
    variance = (_SPREAD_PAIRS * SPREAD**2 + found) / (_SPREAD_PAIRS + max(own - 1, 0))
    prior, data = 1 / MEAN_SPREAD**2, own / variance
    middle = (prior * _MEAN + data * mean) / (prior + data)
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * math.sqrt(1 / (prior + data) + variance)
    return Drop(
        median=math.exp(middle),
        low=math.exp(middle - reach),
        high=math.exp(middle + reach),
        own_pairs=own,
        own_weight=data / (prior + data),
    )
