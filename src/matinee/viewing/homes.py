"""The compiled part of roll-ups: each household of a group of titles once, in one pass over those that started a title.

A household in several titles of a group is found by its pseudonym, all 128 bits of it, in a table of open addresses.
"""

from __future__ import annotations

import numpy as np
from numba import njit

MOST = 255
"""How often a household may have completed a title, as states tell it; more is as much."""


@njit(cache=True)
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
            place = (household[i, 0] ^ (np.uint64(group) * np.uint64(0x9E3779B97F4A7C15))) & np.uint64(size - 1)
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
