"""One household and one title: its spans, one after the other, become its facts.

Each span adds to the viewing time and to the depth profile of its asset; what it gains at
depth k brings the k-th completion nearer, and the instant at which a threshold is reached is
read off the span that reaches it. Compiled.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from matinee.viewing import depth

FOREVER = np.iinfo(np.int64).max
VIEWING, CONSECUTIVE, COVERAGE = 0, 1, 2
_MILLION = 1_000_000


class Watched(NamedTuple):
    """Spans, by column.

    Place of the asset in its title, number of the session in its group, start and end in
    microseconds, positions in milliseconds (-1 unknown), whether at normal speed.
    """

    asset: np.ndarray
    session: np.ndarray
    start_us: np.ndarray
    end_us: np.ndarray
    start_ms: np.ndarray
    end_ms: np.ndarray
    normal: np.ndarray


class Assets(NamedTuple):
    """Assets of a title: runtime, how much of it completes it (-1 unknown), whether released."""

    runtime_ms: np.ndarray
    need_ms: np.ndarray
    counts: np.ndarray


class Rules(NamedTuple):
    """Rules: what each measures, whether of one asset, and how much."""

    measure: np.ndarray
    one_asset: np.ndarray
    amount: np.ndarray


class State(NamedTuple):
    """What a fold holds of one group: changed in place as spans come in.

    `sums` are viewing (us), viewing with known position (us), content moved (ms) and
    content covered (ms). Depth stretches lie asset by asset from `base`, `used` of them
    each; `reached_ms` says from the same base how much was watched at least k times.
    """

    sums: np.ndarray
    rule_at: np.ndarray
    rule_starts: np.ndarray
    asset_viewing_us: np.ndarray
    covered_ms: np.ndarray
    level: np.ndarray
    base: np.ndarray
    used: np.ndarray
    from_ms: np.ndarray
    to_ms: np.ndarray
    deep: np.ndarray
    reached_ms: np.ndarray


@njit(cache=True)
def share_of(millionths, whole):
    """The least whole number that is at least this share of another."""
    return (millionths * whole + _MILLION - 1) // _MILLION


@njit(cache=True)
def start(watched, assets, sums, rule_at, rule_starts, asset_viewing_us, held):
    """The state before the spans: what was held from earlier ones, with room for these.

    Args:
        held: Depth stretches from before: place of the asset, from, to, depth, shape (h, 4).
    """
    count = len(assets.runtime_ms)
    room = np.full(count + 1, 2, np.int64)
    for a in watched.asset:
        room[a] += 2
    for row in range(len(held)):
        room[held[row, 0]] += 1 + held[row, 3]
    base = np.zeros(count + 1, np.int64)
    base[1:] = np.cumsum(room[:count])
    size = base[count]
    state = State(
        np.zeros(4, np.int64), rule_at.copy(), rule_starts.copy(), asset_viewing_us.copy(),
        np.zeros(count, np.int64), np.zeros(count, np.int64), base, np.zeros(count, np.int64),
        np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64), np.zeros(size, np.int64),
    )  # fmt: skip
    state.sums[:3] = sums
    for row in range(len(held)):
        a, from_ms, to_ms, deep = held[row, 0], held[row, 1], held[row, 2], held[row, 3]
        at = base[a] + state.used[a]
        state.from_ms[at], state.to_ms[at], state.deep[at] = from_ms, to_ms, deep
        state.used[a] += 1
        state.reached_ms[base[a] + 1 : base[a] + deep + 1] += to_ms - from_ms
    for a in range(count):
        if assets.counts[a]:
            state.covered_ms[a] = state.reached_ms[base[a] + 1]
            state.sums[3] += state.covered_ms[a]
        while assets.need_ms[a] > 0 and state.reached_ms[base[a] + state.level[a] + 1] >= assets.need_ms[a]:
            state.level[a] += 1
    return state


@njit(cache=True)
def lowest(level, counts):
    """How often every asset that counts was completed; 0 where none counts."""
    least = np.int64(-1)
    for a in range(len(level)):
        if counts[a] and (least < 0 or level[a] < least):
            least = level[a]
    return max(least, np.int64(0))


@njit(cache=True)
def _time_rules(state, rules, seen, counted, i, watched, viewing_us):
    """Reach the rules that a span's viewing time reaches, and count starts."""
    a, s, begin_us = watched.asset[i], watched.session[i], watched.start_us[i]
    for r in range(len(rules.measure)):
        if rules.measure[r] == COVERAGE:
            continue
        need_us = rules.amount[r]
        if rules.measure[r] == CONSECUTIVE:
            had_us = np.int64(0)
            if not watched.normal[i] or viewing_us < need_us:
                continue
            seen[r, s] = 0
        else:
            had_us = state.asset_viewing_us[a] if rules.one_asset[r] else state.sums[0]
        seen[r, s] += viewing_us
        if state.rule_at[r] < 0 and had_us + viewing_us >= need_us:
            state.rule_at[r] = begin_us + max(np.int64(0), need_us - had_us)
        elif counted[r, s] or seen[r, s] < need_us:
            continue
        if not counted[r, s]:
            state.rule_starts[r] += 1
            counted[r, s] = True


@njit(cache=True)
def _instant(watched, i, position_ms):
    """When a span reaches a position, to the microsecond after."""
    moved_ms = watched.end_ms[i] - watched.start_ms[i]
    lasted_us = watched.end_us[i] - watched.start_us[i]
    ahead_ms = position_ms - watched.start_ms[i]
    # Divided in two steps: the product of milliseconds and microseconds of a week is too large.
    return (
        watched.start_us[i]
        + ahead_ms * (lasted_us // moved_ms)
        + ((ahead_ms * (lasted_us % moved_ms) + moved_ms - 1) // moved_ms)
    )


@njit(cache=True)
def _position(watched, i, instant_us):
    """Where a span is at an instant, to the millisecond before."""
    moved_ms = watched.end_ms[i] - watched.start_ms[i]
    elapsed_us = instant_us - watched.start_us[i]
    low_ms, high_ms = np.int64(0), moved_ms
    while low_ms < high_ms:
        middle_ms = (low_ms + high_ms + 1) // 2
        if _instant(watched, i, watched.start_ms[i] + middle_ms) - watched.start_us[i] <= elapsed_us:
            low_ms = middle_ms
        else:
            high_ms = middle_ms - 1
    return watched.start_ms[i] + low_ms


@njit(cache=True)
def run(state, watched, assets, rules, until_us):
    """Fold the spans of one group, up to an instant, onto its state.

    Returns:
        The instants of the completions that came about.
    """
    total_ms = np.int64(0)
    for a in range(len(assets.counts)):
        if assets.counts[a]:
            total_ms = -1 if assets.runtime_ms[a] < 0 or total_ms < 0 else total_ms + assets.runtime_ms[a]
    n = len(watched.asset)
    sessions = watched.session.max() + 1 if n else 0
    seen = np.zeros((len(rules.measure), sessions), np.int64)
    counted = np.zeros((len(rules.measure), sessions), np.bool_)
    most = len(state.from_ms) + 2
    room = np.empty((3, most), np.int64)
    gains = np.empty((most, 3), np.int64)
    completed_us = np.empty(n, np.int64)
    before = lowest(state.level, assets.counts)
    completions = before
    for i in range(n):
        if watched.start_us[i] >= until_us:
            break
        a = watched.asset[i]
        end_us, from_ms, to_ms = watched.end_us[i], watched.start_ms[i], watched.end_ms[i]
        known = from_ms >= 0 and to_ms >= 0
        if end_us > until_us:
            if known:
                to_ms = _position(watched, i, until_us)
            end_us = until_us
        viewing_us = end_us - watched.start_us[i]
        _time_rules(state, rules, seen, counted, i, watched, viewing_us)
        state.sums[0] += viewing_us
        state.asset_viewing_us[a] += viewing_us
        if not known:
            continue
        state.sums[1] += viewing_us
        state.sums[2] += to_ms - from_ms
        if assets.runtime_ms[a] >= 0:
            from_ms, to_ms = min(from_ms, assets.runtime_ms[a]), min(to_ms, assets.runtime_ms[a])
        if to_ms <= from_ms:
            continue
        at = state.base[a]
        state.used[a], gained = depth.add(
            state.from_ms[at:], state.to_ms[at:], state.deep[at:], state.used[a], from_ms, to_ms,
            gains, room[0], room[1], room[2],
        )  # fmt: skip
        for g in range(gained):
            gain_ms, k = gains[g, 1] - gains[g, 0], gains[g, 2]
            had_ms = state.reached_ms[at + k]
            state.reached_ms[at + k] = had_ms + gain_ms
            if not assets.counts[a]:
                continue
            if k == 1:
                for r in range(len(rules.measure)):
                    if rules.measure[r] != COVERAGE or state.rule_at[r] >= 0:
                        continue
                    whole_ms = assets.runtime_ms[a] if rules.one_asset[r] else total_ms
                    covered_ms = state.covered_ms[a] if rules.one_asset[r] else state.sums[3]
                    need_ms = share_of(rules.amount[r], whole_ms)
                    if whole_ms > 0 and covered_ms < need_ms <= covered_ms + gain_ms:
                        state.rule_at[r] = _instant(watched, i, gains[g, 0] + need_ms - covered_ms)
                        state.rule_starts[r] = 1
                state.covered_ms[a] += gain_ms
                state.sums[3] += gain_ms
            if had_ms < assets.need_ms[a] <= had_ms + gain_ms:
                state.level[a] = k
                if lowest(state.level, assets.counts) > completions:
                    position_ms = gains[g, 0] + assets.need_ms[a] - had_ms
                    completed_us[completions - before] = _instant(watched, i, position_ms)
                    completions += 1
    return completed_us[: completions - before]
