"""From the reports of a session to the stretches that were watched: the rules.

A report's state holds until the next report. Between two reports, *a* and the next, *b*:

1. While *a* is playing, and the content moved as far as the clock and the rate say, the
   stretch between the two positions was watched. Where *b* tells a new rate without
   saying when it changed (dash.js), any movement between the two rates agrees.
2. While *a* is playing and the content moved otherwise, there was a seek. From *a* on the
   content is taken to have moved at *a*'s rate until *b*, whose position is already the
   target. This counts at most for the report interval and a grace: a player that falls
   silent for longer was not playing. But where *b* tells neither of a seek nor of a new
   start, the player played as far as it got and then stood, if it stands where *a* stood
   (or a little before: some go back a frame after a stall), or was silent for longer, or tells another state by the way only: it was paused or
   asleep, and said so late or, like Shaka after a reload, never.
3. While *a* is starting, rebuffering or waiting, forward movement that fits the clock was
   watched: the report of playing was lost. It was not if *b* is that report: then the player
   went to where it starts. Where no state was ever told, movement by rule 1 was watched, and
   forward movement that is slower than the clock, at the end of the interval. Nothing else
   is guessed.
4. After pausing, seeking, ending, failing or leaving, and in advertising or while the
   content is not rendered, nothing counts. An advertisement ends, is skipped, or goes with
   its break. The last report of a session opens nothing.

Without positions the time of rule 1 and 2 counts, and where in the content it was stays
unknown.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from matinee.events.event import KINDS, STATES

_PLAYING = STATES.index("playing")
_SEEKING = STATES.index("seeking")
_STARTING = STATES.index("starting")
_REBUFFERING = STATES.index("rebuffering")
_WAITING = STATES.index("waiting")
_STATE_CHANGE = KINDS.index("state change")
_TIMER = KINDS.index("timer")
_RATE_CHANGE = KINDS.index("rate change")
_AD_BREAK_START = KINDS.index("ad break start")
_AD_BREAK_END = KINDS.index("ad break end")
_AD_START = KINDS.index("ad start")
_AD_END = KINDS.index("ad end")
_SKIP = KINDS.index("skip")

_TOLERANCE_US = 1_000_000
_TOLERANCE_SHARE = 0.005
"""A second, for reports that are stamped late, and clocks that differ by half a per cent."""

_LONGEST_INTERVAL_US = 120_000_000
_UNTIMED_US = 300_000_000
"""How long a player that sends no timer reports at all may be silent and still be playing."""


@njit(cache=True)
def _silence_allowed(occurred_us, event, begin, end, interval_us, grace_us):
    """How long after a report playing still counts, from the session's own timer reports."""
    gaps = np.empty(end - begin, np.int64)
    count = 0
    timers = 0
    last = np.int64(0)
    for row in range(begin, end):
        if event[row] == _TIMER:
            timers += 1
            if timers > 1:
                gaps[count] = occurred_us[row] - last
                count += 1
            last = occurred_us[row]
    if timers == 0:
        return _UNTIMED_US
    if count == 0:
        return interval_us + grace_us
    middle = np.sort(gaps[:count])[(count - 1) // 2]
    return min(middle, _LONGEST_INTERVAL_US) + grace_us


@njit(cache=True)
def _watched(dt_us, state, next_state, next_event, from_ms, to_ms, rate, next_rate, allowed_us):
    """What was watched between two reports.

    Returns:
        Microseconds of viewing, whether they lie at the end of the interval, the position
        at the end (-1 where unknown), and the rate. Zero microseconds: nothing.
    """
    known = from_ms >= 0 and to_ms >= 0
    moved_us = (to_ms - from_ms) * 1000
    other_rate = next_rate if next_rate > 0 and next_event != _RATE_CHANGE else rate
    tolerance_us = _TOLERANCE_US * max(1.0, rate, other_rate) + _TOLERANCE_SHARE * dt_us
    slowest_us = dt_us * min(rate, other_rate)
    fastest_us = dt_us * max(rate, other_rate)
    seen_rate = rate
    if abs(moved_us - dt_us * rate) > tolerance_us:
        seen_rate = min(max(moved_us, slowest_us), fastest_us) / dt_us
    fits = known and slowest_us - tolerance_us <= moved_us <= fastest_us + tolerance_us
    unsaid = moved_us > 0 and next_state != _SEEKING and (next_state != _PLAYING or next_event != _STATE_CHANGE)
    if fits and (state == _PLAYING or (state < 0 and unsaid)):
        return dt_us, False, max(to_ms, from_ms), seen_rate
    if state == _PLAYING:
        stood = known and next_state not in (_SEEKING, _STARTING) and -tolerance_us <= moved_us <= allowed_us * rate
        told_late = next_state >= 0 and next_state != _PLAYING and next_event != _STATE_CHANGE
        if stood and moved_us < slowest_us and (dt_us > allowed_us or moved_us <= tolerance_us or told_late):
            return np.int64(max(moved_us, 0) / rate), False, to_ms, rate
        playing_us = min(dt_us, allowed_us)
        end_ms = from_ms + np.int64(round(playing_us * rate / 1000)) if from_ms >= 0 else np.int64(-1)
        return playing_us, False, end_ms, rate
    lost_start = state < 0 or state in (_STARTING, _REBUFFERING, _WAITING)
    if lost_start and known and unsaid and moved_us <= fastest_us + tolerance_us:
        seen_rate = max(seen_rate, rate)
        return min(dt_us, np.int64(moved_us / seen_rate)), True, to_ms, seen_rate
    return np.int64(0), False, np.int64(-1), rate


@njit(cache=True)
def _is_impossible(dt_us, next_state, next_event, from_ms, to_ms, rate, next_rate):
    """Whether content went ahead faster than the clock allows, while it played and no seek was told."""
    if from_ms < 0 or to_ms < 0 or next_state not in (-1, _PLAYING) or next_event == _STATE_CHANGE:
        return False
    fastest = max(rate, next_rate)
    return (to_ms - from_ms) * 1000 > dt_us * fastest + _TOLERANCE_US * max(1.0, fastest) + _TOLERANCE_SHARE * dt_us


@njit(cache=True)
def walk(sessions, occurred_us, state, event, position_ms, rate, place, interval_us, grace_us):
    """Walk through the reports of each session and collect what was watched.

    Args:
        sessions: Where each session begins, and after the last, where it ends, shape (s + 1,).
        occurred_us: When each report was made, rising within a session, shape (n,).
        state: Place in `STATES`, or -1 where the report does not say.
        event: Place in `KINDS`.
        position_ms: Playhead, or -1.
        rate: Playback rate, or -1 where the report does not say: 1.
        place: Changes where the viewer, the country, the time zone or the device changes.
        interval_us: The report interval where timer reports do not show it.
        grace_us: What a report may be late.

    Returns:
        For each span: the row that opened it, its start and end in microseconds, its
        positions in milliseconds (-1 where unknown), and its rate; and for each session, how
        often its position went ahead faster than is possible.
    """
    n = len(occurred_us)
    opened_by = np.empty(n, np.int64)
    started_us = np.empty(n, np.int64)
    ended_us = np.empty(n, np.int64)
    start_ms = np.empty(n, np.int64)
    end_ms = np.empty(n, np.int64)
    rates = np.empty(n, np.float64)
    impossible = np.zeros(len(sessions) - 1, np.int64)
    count = 0
    for session in range(len(sessions) - 1):
        begin, end = sessions[session], sessions[session + 1]
        allowed_us = _silence_allowed(occurred_us, event, begin, end, interval_us, grace_us)
        first = count
        holding = -1
        in_break = False
        in_ad = False
        for row in range(begin, end - 1):
            if state[row] >= 0:
                holding = state[row]
            kind = event[row]
            in_break = kind == _AD_BREAK_START or (in_break and kind != _AD_BREAK_END)
            in_ad = kind == _AD_START or (in_ad and kind not in (_AD_END, _SKIP, _AD_BREAK_END))
            dt_us = occurred_us[row + 1] - occurred_us[row]
            own_rate = 1.0 if rate[row] < 0 else rate[row]
            if in_break or in_ad or dt_us == 0 or own_rate == 0:
                continue
            if holding == _PLAYING and _is_impossible(
                dt_us, state[row + 1], event[row + 1], position_ms[row], position_ms[row + 1], own_rate, rate[row + 1]
            ):
                impossible[session] += 1
            viewing_us, at_the_end, to_ms, seen_rate = _watched(
                dt_us,
                holding,
                state[row + 1],
                event[row + 1],
                position_ms[row],
                position_ms[row + 1],
                own_rate,
                rate[row + 1],
                allowed_us,
            )
            if viewing_us <= 0:
                continue
            from_ms = position_ms[row] if to_ms >= 0 else np.int64(-1)
            since_us = occurred_us[row + 1] - viewing_us if at_the_end else occurred_us[row]
            last = count - 1
            if (
                count > first
                and ended_us[last] == since_us
                and end_ms[last] == from_ms
                and rates[last] == seen_rate
                and place[opened_by[last]] == place[row]
            ):
                ended_us[last] = since_us + viewing_us
                end_ms[last] = to_ms
                continue
            opened_by[count] = row
            started_us[count] = since_us
            ended_us[count] = since_us + viewing_us
            start_ms[count] = from_ms
            end_ms[count] = to_ms
            rates[count] = seen_rate
            count += 1
    return (
        opened_by[:count],
        started_us[:count],
        ended_us[:count],
        start_ms[:count],
        end_ms[:count],
        rates[:count],
        impossible,
    )
