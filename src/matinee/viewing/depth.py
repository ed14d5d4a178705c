"""Depth: how many times each instant of an asset was watched by one household.

A depth profile is a run of stretches in order of position, each with the number of times
it was watched; stretches of depth 0 are left out, and neighbours of one depth are one
stretch. Depths add, so a profile does not depend on the order in which spans arrived.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def add(from_ms, to_ms, depth, count, start_ms, end_ms, gains, new_from, new_to, new_depth):
    """Watch a stretch once more.

    Args:
        from_ms, to_ms, depth: The profile, its first `count` entries in use; changed in place.
        count: How many stretches the profile has.
        start_ms, end_ms: What was watched, `start_ms < end_ms`.
        gains: Filled with what was gained, in order of position, shape (m, 3): where it
            begins, where it ends, and the depth it now has.
        new_from, new_to, new_depth: Room to work in, as large as the profile may grow.

    Returns:
        The number of stretches the profile has now, and the number of gains.
    """
    size = 0
    gained = 0
    at = start_ms
    for index in range(count + 1):
        if index < count:
            here_from, here_to, here = from_ms[index], to_ms[index], depth[index]
        else:
            here_from, here_to, here = max(end_ms, at), max(end_ms, at), np.int64(0)
        if at < end_ms and here_from > at:
            gap_to = min(here_from, end_ms)
            size = _append(new_from, new_to, new_depth, size, at, gap_to, 1)
            gains[gained] = (at, gap_to, 1)
            gained += 1
            at = gap_to
        if index == count:
            break
        if at >= end_ms or here_to <= at:
            size = _append(new_from, new_to, new_depth, size, here_from, here_to, here)
            continue
        size = _append(new_from, new_to, new_depth, size, here_from, at, here)
        shared_to = min(here_to, end_ms)
        size = _append(new_from, new_to, new_depth, size, at, shared_to, here + 1)
        gains[gained] = (at, shared_to, here + 1)
        gained += 1
        at = shared_to
        size = _append(new_from, new_to, new_depth, size, at, here_to, here)
    from_ms[:size] = new_from[:size]
    to_ms[:size] = new_to[:size]
    depth[:size] = new_depth[:size]
    return size, gained


@njit(cache=True)
def _append(from_ms, to_ms, depth, size, start_ms, end_ms, value):
    """Put a stretch behind the others, joined to its neighbour of the same depth."""
    if start_ms >= end_ms:
        return size
    if size and to_ms[size - 1] == start_ms and depth[size - 1] == value:
        to_ms[size - 1] = end_ms
        return size
    from_ms[size], to_ms[size], depth[size] = start_ms, end_ms, value
    return size + 1
