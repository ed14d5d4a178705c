"""What a page saw of its own video against what was made of its reports."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class Watched(NamedTuple):
    """Viewing time and the stretches that were covered, in seconds."""

    viewing_s: float
    covered: list[list[float]]


def sampled(samples):
    """What was watched, from samples: clock in ms, position in s, whether it played, rate."""
    viewing_s, stretches = 0, []
    for (ms, position, playing, rate), (next_ms, next_position, _, next_rate) in pairwise(samples):
        elapsed_s, moved_s = (next_ms - ms) / 1000, next_position - position
        if playing and 0 < moved_s <= elapsed_s * max(rate, next_rate) + 0.3:
            viewing_s += elapsed_s
            stretches.append((position, next_position))
    return Watched(viewing_s, union(stretches))


def told(spans):
    """What was watched, from spans."""
    viewing_s = sum((span["ended_at"] - span["started_at"]).total_seconds() for span in spans)
    return Watched(
        viewing_s, union((span["position_start_ms"] / 1000, span["position_end_ms"] / 1000) for span in spans)
    )


def union(stretches):
    """Stretches put together where less than a quarter of a second lies between."""
    together = []
    for begin, end in sorted(stretches):
        if together and begin <= together[-1][1] + 0.25:
            together[-1][1] = max(together[-1][1], end)
        else:
            together.append([begin, end])
    return together


def worst_s(one, other):
    """The largest difference in viewing time and in the edges of what was covered."""
    assert len(one.covered) == len(other.covered), (one.covered, other.covered)
    pairs = zip(one.covered, other.covered, strict=True)
    edges = [abs(edge - other_edge) for a, b in pairs for edge, other_edge in zip(a, b, strict=True)]
    return max(abs(one.viewing_s - other.viewing_s), *edges)
