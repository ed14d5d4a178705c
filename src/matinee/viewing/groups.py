"""The compiled part of the fold: one pass over the spans of every household and title.

The spans of a group (one household, one title) lie together, in order of their start. Where
two devices of a household played the title at the same time, the instant at which a threshold
was reached is found by bisection over the history up to an instant.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from matinee.viewing.sweep import FOREVER, Assets, Watched, lowest, run, start


@njit(cache=True)
def number_sessions(groups, session):
    """Number the sessions of each group from 0 as they come, shape (n,).

    Args:
        groups: Where each group begins, and where the last ends.
        session: Pseudonyms as two words each, shape (n, 2).
    """
    numbers = np.empty(len(session), np.int64)
    first = np.empty(len(session), np.int64)
    for g in range(len(groups) - 1):
        known = 0
        for i in range(groups[g], groups[g + 1]):
            number = known - 1
            while number >= 0 and (
                session[first[number], 0] != session[i, 0] or session[first[number], 1] != session[i, 1]
            ):
                number -= 1
            if number < 0:
                number = known
                first[known] = i
                known += 1
            numbers[i] = number
    return numbers


@njit(cache=True)
def _shared_stretch(watched, instant_us):
    """The stretch of overlapping spans that an instant lies in; that instant twice where they do not overlap.

    All that was watched before the stretch is in the history at its start, in any order.
    """
    begin_us, end_us, alone = watched.start_us[0], watched.end_us[0], True
    for i in range(1, len(watched.asset)):
        if watched.start_us[i] >= end_us:
            if end_us >= instant_us:
                break
            begin_us, alone = watched.start_us[i], True
        else:
            alone = False
        end_us = max(end_us, watched.end_us[i])
    return (instant_us, instant_us) if alone else (begin_us, end_us)


@njit(cache=True)
def _correct_instants(begun, state, completed_us, watched, assets, rules, held):
    """Find by bisection when thresholds were reached while devices played at the same time.

    Every threshold is reached once and stays so, whatever comes later: the earliest instant
    at which the history up to it has reached it is the one.
    """
    sums, rule_at, rule_starts, asset_viewing_us = begun
    thresholds = len(rules.measure)
    for target in range(thresholds + len(completed_us)):
        k = target - thresholds
        if k < 0 and (rule_at[target] >= 0 or state.rule_at[target] < 0):
            continue
        low_us, high_us = _shared_stretch(watched, state.rule_at[target] if k < 0 else completed_us[k])
        while low_us < high_us:
            middle_us = low_us + (high_us - low_us) // 2
            trial = start(watched, assets, sums, rule_at, rule_starts, asset_viewing_us, held)
            done = run(trial, watched, assets, rules, middle_us)
            if (k < 0 and trial.rule_at[target] >= 0) or (k >= 0 and len(done) > k):
                high_us = middle_us
            else:
                low_us = middle_us + 1
        if k < 0:
            state.rule_at[target] = low_us
        else:
            completed_us[k] = low_us


@njit(cache=True)
def fold_group(watched, assets, rules, sums, rule_at, rule_starts, asset_viewing_us, held):
    """Fold the spans of one group onto what was held from earlier ones.

    Returns:
        The state, and the instants of the completions that came about.
    """
    state = start(watched, assets, sums, rule_at, rule_starts, asset_viewing_us, held)
    completed_us = run(state, watched, assets, rules, FOREVER)
    latest_us = np.int64(0)
    for i in range(len(watched.asset)):
        if watched.start_us[i] < latest_us:
            begun = (sums, rule_at, rule_starts, asset_viewing_us)
            _correct_instants(begun, state, completed_us, watched, assets, rules, held)
            break
        latest_us = max(latest_us, watched.end_us[i])
    return state, completed_us


@njit(cache=True)
def sweep(groups, watched, title, first_asset, assets, rules, sums, rule_at, rule_starts, viewing_us, viewing_offset,
          held, held_offset):  # fmt: skip
    """Fold every group; the arrays of state are taken as held from before and changed in place.

    Args:
        groups: Where each group's spans begin, and where the last ends, shape (g + 1,).
        watched: The spans of all groups.
        title: Number of each group's title.
        first_asset: Where each title's assets begin in `assets`, shape (t + 1,).
        assets: The assets of all titles.
        rules: The rules.
        sums, rule_at, rule_starts: State of each group.
        viewing_us, viewing_offset: Viewing by asset of each group, and where it begins.
        held, held_offset: Depth stretches of each group, and where they begin.

    Returns:
        Completions of each group; their new instants and where each group's begin; depth
        stretches (place of the asset, from, to, depth) and where each group's begin.
    """
    count, n = len(groups) - 1, len(watched.asset)
    completions = np.zeros(count, np.int64)
    completed_us, completed_offset = np.empty(n, np.int64), np.zeros(count + 1, np.int64)
    kept, kept_offset = np.empty((2 * len(held) + 2 * n + count, 4), np.int64), np.zeros(count + 1, np.int64)
    for g in range(count):
        b, e = groups[g], groups[g + 1]
        mine = Watched(
            watched.asset[b:e], watched.session[b:e], watched.start_us[b:e], watched.end_us[b:e],
            watched.start_ms[b:e], watched.end_ms[b:e], watched.normal[b:e],
        )  # fmt: skip
        f, t = first_asset[title[g]], first_asset[title[g] + 1]
        of_title = Assets(assets.runtime_ms[f:t], assets.need_ms[f:t], assets.counts[f:t])
        v, w = viewing_offset[g], viewing_offset[g + 1]
        state, done_us = fold_group(
            mine, of_title, rules, sums[g, :3].copy(), rule_at[g].copy(), rule_starts[g].copy(),
            viewing_us[v:w].copy(), held[held_offset[g] : held_offset[g + 1]],
        )  # fmt: skip
        sums[g], rule_at[g], rule_starts[g], viewing_us[v:w] = (
            state.sums, state.rule_at, state.rule_starts, state.asset_viewing_us,
        )  # fmt: skip
        completions[g] = lowest(state.level, of_title.counts)
        c = completed_offset[g]
        completed_us[c : c + len(done_us)] = done_us
        completed_offset[g + 1] = c + len(done_us)
        k = kept_offset[g]
        for a in range(t - f):
            for at in range(state.base[a], state.base[a] + state.used[a]):
                kept[k, 0], kept[k, 1], kept[k, 2], kept[k, 3] = a, state.from_ms[at], state.to_ms[at], state.deep[at]
                k += 1
        kept_offset[g + 1] = k
    return (
        completions,
        completed_us[: completed_offset[count]],
        completed_offset,
        kept[: kept_offset[count]],
        kept_offset,
    )
