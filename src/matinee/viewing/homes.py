"""The compiled part of roll-ups: each household of a group of titles once, in one pass over those that started a title.

A household in several titles of a group is found by its pseudonym, all 128 bits of it, in a table of open addresses.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DAY_US = 86_400_000_000
AGAIN = -1
"""The week of a row that does not say how the household stood at the end of the window: its spans do."""
NO_START = -2

MOST = 254
"""How often a household may have completed a title, as states tell it; more is as much."""


@njit(cache=True, nogil=True)
def judge(title, first_us, last_us, crossed_us, known, same, completed_us, offset, from_us, to_us, at_rest):
    """How the facts at rest say that each household stood at the end of its title's window; two arrays of shape (n,).

    Args:
        title: The number of the title of each row, shape (n,).
        first_us, last_us: When the household first and last watched it.
        crossed_us: When it started it; below zero: never.
        known: Whether its completions are known.
        same: Whether they were known, or unknown, at all times.
        completed_us, offset: The instants of its completions in order, row after row, and where those of a row begin.
        from_us, to_us, at_rest: Of each title: its window, and whether its facts at rest hold for it.

    Returns:
        The state of each, as `count_homes` takes it, and the week of its start: 0, 1, 2 for all later ones, `NO_START` where
        there is none within the window, `AGAIN` where its spans have to be asked.
    """
    state, week = np.zeros(len(title), np.int64), np.empty(len(title), np.int64)
    for i in range(len(title)):
        begin, end = from_us[title[i]], to_us[title[i]]
        if last_us[i] <= begin or first_us[i] >= end:
            week[i] = NO_START
        elif not at_rest[title[i]] or first_us[i] < begin or not (same[i] or last_us[i] <= end):
            week[i] = AGAIN
        elif crossed_us[i] < 0 or crossed_us[i] > end:
            week[i] = NO_START
        else:
            week[i] = min(max(crossed_us[i] - begin - 1, 0) // (7 * DAY_US), 2)
            if known[i]:
                state[i] = 1
                for at in range(offset[i], offset[i + 1]):
                    if completed_us[at] <= end and state[i] <= MOST:
                        state[i] += 1
    return state, week


@njit(cache=True, nogil=True)
def count_homes(title, household, state, first, groups, several, counts):
    """Count the households of each group by how often they completed the title of it that they completed most often.

    Args:
        title: The number of the title of each row, shape (n,).
        household: Pseudonyms as two words each, shape (n, 2).
        state: 0 where completions are unknown, else one more than them, shape (n,).
        first: Where the groups of each title begin in `groups`, and where the last end.
        groups: The numbers of groups, title by title.
        several: Of each group, whether it has several titles; else each row is a household.
        counts: By group and state; what is found is added, shape (groups, MOST + 2).
    """
    rows = 0
    for i in range(len(title)):
        for at in range(first[title[i]], first[title[i] + 1]):
            rows += several[groups[at]]
    size = 16
    while size < 2 * rows:
        size *= 2
    row_of = np.full(size, -1, np.int32)
    group_of = np.empty(size, np.int32)
    best = np.empty(size, np.int16)
    for i in range(len(title)):
        for at in range(first[title[i]], first[title[i] + 1]):
            group = groups[at]
            if not several[group]:
                counts[group, state[i]] += 1
                continue
            # Pseudonyms are random already; the group only has to move them.
            place = (household[i, 1] ^ (np.uint64(group) * np.uint64(0x9E3779B97F4A7C15))) & np.uint64(size - 1)
            while row_of[place] >= 0:
                known = row_of[place]
                if (
                    group_of[place] == group
                    and household[known, 0] == household[i, 0]
                    and household[known, 1] == household[i, 1]
                ):
                    break
                place = (place + np.uint64(1)) & np.uint64(size - 1)
            if row_of[place] < 0:
                row_of[place], group_of[place], best[place] = i, group, state[i]
            else:
                best[place] = max(best[place], state[i])
    for place in range(size):
        if row_of[place] >= 0:
            counts[group_of[place], best[place]] += 1
