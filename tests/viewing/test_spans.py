"""Spans: what a session's reports say was watched."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee import instants
from matinee.events import Identity, PlaybackEvent, cmcd, to_table
from matinee.settings import Settings
from matinee.viewing.spans import SPANS, spans_of

EVENING_US = instants.parse("2026-11-20T19:00:00Z")
EVENING_MS = EVENING_US // 1000
STATES = {name: token for token, name in cmcd.STATES.items()}
KINDS = {name: token for token, name in cmcd.KINDS.items()}


def report(at_s, state=None, position_s=None, rate=None, event="state change", sid="s", cid="film", also=""):
    """One report, as it would come over the wire; times in seconds after 19:00."""
    members = {
        "e": KINDS[event],
        "ts": EVENING_MS + round(at_s * 1000),
        "sta": STATES.get(state),
        "pt": None if position_s is None else round(position_s * 1000),
        "pr": rate,
    }
    said = "".join(f",{key}={value}" for key, value in members.items() if value is not None)
    line = f'cid="{cid}",sid="{sid}",v=2{said}{also}'
    outcome = cmcd.parse_record(line, Identity(household="home", country="GB"), EVENING_US)
    assert isinstance(outcome, PlaybackEvent), outcome
    return outcome


def timer(at_s, state, position_s=None, rate=None, **more):
    return report(at_s, state, position_s, rate, event="timer", **more)


def table_of(reports):
    return to_table(reports, secret=b"k", buckets=16, source="cmcd", received_at_us=[None] * len(reports))


def spans_in(*reports):
    """The spans as rows, and times as seconds after 19:00."""
    rows = spans_of(table_of(reports), "title of {}".format, Settings()).to_pylist()
    for row in rows:
        for name in ("started_at", "ended_at"):
            row[name] = (instants.to_us(row[name]) - EVENING_US) / 1_000_000
    return rows


def watched(*reports):
    """For each span: from and to in time, from and to in the content, in seconds, and the rate."""
    names = ("started_at", "ended_at", "position_start_ms", "position_end_ms", "rate")
    spans = [tuple(row[name] for name in names) for row in spans_in(*reports)]
    return [(a, b, x and x / 1000, y and y / 1000, rate) for a, b, x, y, rate in spans]


def test_playing_is_one_span_from_its_start_to_its_end():
    reports = [report(0, "starting", 0), report(1, "playing", 0), timer(10, "playing", 9), timer(20, "playing", 19)]
    assert watched(*reports, report(26, "quit", 25)) == [(1, 26, 0, 25, 1)]


def test_a_row_says_who_and_what_and_where():
    (row,) = spans_in(start := report(0, "playing", 0), report(5, "quit", 5))
    (event,) = table_of([start]).to_pylist()
    assert list(row) == SPANS.names
    assert (row["asset"], row["title"], row["country"], row["source"]) == ("film", "title of film", "GB", "cmcd")
    assert all(row[name] == event[name] for name in ("bucket", "household", "session", "profile", "device"))


def test_no_events_and_a_single_event_are_no_spans():
    assert spans_of(table_of([]), str, Settings()) == SPANS.empty_table()
    assert watched(report(0, "playing", 0)) == []


def test_a_pause_is_no_viewing_and_divides_in_two():
    reports = [report(0, "playing", 0), report(20, "paused", 20), timer(30, "paused", 20), timer(60, "paused", 20)]
    assert watched(*reports, report(65, "playing", 20), report(75, "ended", 30)) == [
        (0, 20, 0, 20, 1),
        (65, 75, 20, 30, 1),
    ]


@pytest.mark.parametrize("state", ["paused", "ended", "preloading", "seeking", "failed", "quit", "starting", "waiting"])
def test_timer_reports_while_nothing_plays_count_nothing(state):
    assert watched(*(timer(10 * n, state, 100) for n in range(50))) == []
    assert watched(*(timer(10 * n, state) for n in range(50))) == []


@pytest.mark.parametrize("state", ["paused", "ended", "preloading", "seeking", "failed", "quit"])
def test_movement_that_no_playing_explains_is_not_guessed(state):
    assert watched(report(0, state, 0), report(10, "paused", 10)) == []


def test_a_seek_that_is_reported_ends_one_stretch_and_begins_another():
    """The report of seeking already has the target as its position; to it playing is taken to have gone on."""
    reports = [
        report(0, "playing", 0),
        report(20, "seeking", 600),
        report(22, "playing", 600),
        report(30, "paused", 608),
    ]
    assert watched(*reports) == [(0, 20, 0, 20, 1), (22, 30, 600, 608, 1)]


def test_a_seek_back_to_where_it_began_was_watched():
    reports = [
        report(0, "playing", 100),
        report(20, "seeking", 100),
        report(21, "playing", 100),
        report(25, "quit", 104),
    ]
    assert watched(*reports) == [(0, 20, 100, 120, 1), (21, 25, 100, 104, 1)]


@pytest.mark.parametrize("target", [600, 3])
def test_a_seek_whose_report_was_lost_is_seen_in_the_position(target):
    reports = [timer(0, "playing", 50), timer(10, "playing", target), timer(20, "playing", target + 10)]
    assert watched(*reports) == [(0, 10, 50, 60, 1), (10, 20, target, target + 10, 1)]


def test_less_movement_than_the_clock_says_is_a_pause_that_was_told_late():
    """Shaka's release builds send timer reports only: paused at 20 s, said so at 25 s."""
    assert watched(timer(0, "playing", 15), timer(10, "paused", 20)) == [(0, 5, 15, 20, 1)]


def test_a_player_that_says_it_plays_and_stands_still_is_paused():
    """Shaka says so after a reload; see players.md, section 7."""
    reports = [report(0, "playing", 0), timer(5, "playing", 5), timer(10, "playing", 5), report(12, "quit", 5)]
    assert watched(*reports) == [(0, 5, 0, 5, 1)]


def test_a_player_that_loads_anew_had_played_until_then():
    reports = [report(0, "playing", 0), report(8, "starting", 0), report(9, "playing", 0), report(13, "quit", 4)]
    assert watched(*reports) == [(0, 8, 0, 8, 1), (9, 13, 0, 4, 1)]


def test_a_laptop_asleep_for_eight_hours_is_not_watching():
    awake, asleep = [timer(10 * n, "playing", 10 * n) for n in range(4)], 8 * 3600
    assert watched(*awake, timer(asleep, "playing", 33)) == [(0, 33, 0, 33, 1)]
    assert watched(*awake, timer(asleep, "playing", 5000)) == [(0, 45, 0, 45, 1)]  # 30 s, the interval and 5 s of grace
    assert watched(*awake, timer(asleep, "playing", 400)) == [(0, 45, 0, 45, 1)]
    assert watched(*awake, timer(asleep, "paused")) == [(0, 45, 0, 45, 1)]


def test_long_silence_is_bridged_where_the_content_moved_as_the_clock_did():
    assert watched(timer(0, "playing", 0), timer(10, "playing", 10), timer(3600, "playing", 3600)) == [
        (0, 3600, 0, 3600, 1)
    ]


def test_a_report_that_comes_a_second_late_is_in_time_and_a_later_one_is_not():
    assert watched(timer(0, "playing", 50), timer(10, "playing", 61)) == [(0, 10, 50, 61, 1)]
    assert watched(timer(0, "playing", 50), timer(10, "playing", 61.1)) == [(0, 10, 50, 60, 1)]


@pytest.mark.parametrize("state", ["starting", "rebuffering", "waiting"])
def test_a_lost_report_of_playing_is_made_good_by_movement(state):
    """Six seconds of content in ten of the clock: the last six."""
    assert watched(report(0, state, 0), timer(10, "playing", 6), report(20, "quit", 16)) == [(4, 20, 0, 16, 1)]


@pytest.mark.parametrize(
    "following", [report(10, "seeking", 6), timer(10, "playing", 12), timer(10, "playing", 0), report(10, "playing", 6)]
)
def test_a_start_is_not_made_good_where_the_player_went_elsewhere_or_reports_it(following):
    assert watched(report(0, "starting", 0), following) == []


def test_a_rate_change_that_is_reported_divides_at_that_instant():
    """As hls.js does it: `e=pr`."""
    reports = [report(0, "playing", 0), report(10, "playing", 10, 2, "rate change"), report(20, "quit", 30, 2)]
    assert watched(*reports) == [(0, 10, 0, 10, 1), (10, 20, 10, 30, 2)]


def test_a_rate_change_that_is_not_reported_gives_the_mean_rate():
    """As dash.js does it: five seconds at 1 and five at 2 are fifteen in ten."""
    reports = [timer(0, "playing", 0), timer(10, "playing", 15, 2), timer(20, "playing", 35, 2)]
    assert watched(*reports) == [(0, 10, 0, 15, 1.5), (10, 20, 15, 35, 2)]


def test_a_rate_of_zero_is_not_playing():
    reports = [
        report(0, "playing", 0, 0),
        timer(10, "playing", 10, 0),
        report(20, "playing", 10),
        report(25, "quit", 15),
    ]
    assert watched(*reports) == [(20, 25, 10, 15, 1)]
    assert watched(report(0, "playing", None, 0), report(10, "quit")) == []


def test_playing_while_the_rate_goes_to_zero_counts_at_its_own_rate():
    assert watched(report(0, "playing", 0), report(10, "playing", 10, 0, "rate change")) == [(0, 10, 0, 10, 1)]


@pytest.mark.parametrize(
    ("begin", "end"),
    [("ad break start", "ad break end"), ("ad start", "ad end"), ("ad start", "skip"), ("ad start", "ad break end")],
)
def test_advertising_is_no_viewing(begin, end):
    reports = [report(0, "playing", 0), report(10, "playing", 10, event=begin), timer(20, "playing", 20)]
    reports += [report(30, "playing", 10, event=end), report(35, "quit", 15)]
    assert watched(*reports) == [(0, 10, 0, 10, 1), (30, 35, 10, 15, 1)]


def test_between_two_advertisements_of_a_break_nothing_counts():
    kinds = ["ad break start", "ad start", "ad end", "ad start", "skip"]
    reports = [report(10 * n, "playing", 10 * n, event=kind) for n, kind in enumerate(kinds)]
    assert watched(*reports, timer(60, "playing", 60), timer(70, "playing", 70)) == []


def test_content_that_is_not_rendered_is_no_viewing():
    reports = [report(0, "playing", 0), report(10, "playing", 10, also=",nr"), timer(20, "playing", 20, also=",nr")]
    assert watched(*reports, timer(30, "playing", 30), report(35, "quit", 35)) == [
        (0, 10, 0, 10, 1),
        (30, 35, 30, 35, 1),
    ]


def test_without_positions_the_time_counts_and_the_place_stays_unknown():
    reports = [report(0, "playing"), timer(10, "playing"), timer(20, "playing"), report(26, "paused")]
    assert watched(*reports, report(60, "playing"), report(66, "quit")) == [
        (0, 26, None, None, 1),
        (60, 66, None, None, 1),
    ]


def test_without_positions_silence_counts_for_one_interval_and_its_grace():
    often = [timer(10 * n, "playing") for n in range(4)]
    assert watched(*often, report(3600, "quit")) == [(0, 45, None, None, 1)]  # as its own timer shows: 10 s and 5 s
    assert watched(timer(0, "playing"), report(3600, "quit")) == [(0, 35, None, None, 1)]  # as set: 30 s and 5 s
    assert watched(report(0, "playing"), report(290, "quit")) == [(0, 290, None, None, 1)]  # no timer: up to 300 s
    assert watched(report(0, "playing"), report(3600, "quit")) == [(0, 300, None, None, 1)]


def test_an_interval_is_believed_up_to_two_minutes():
    assert watched(*(timer(1000 * n, "playing") for n in range(3))) == [
        (0, 125, None, None, 1),
        (1000, 1125, None, None, 1),
    ]


def test_a_position_that_is_missing_once_is_taken_to_have_moved_on():
    reports = [timer(0, "playing", 50), timer(10, "playing"), timer(20, "playing", 70), timer(30, "playing", 80)]
    assert watched(*reports) == [(0, 10, 50, 60, 1), (10, 20, None, None, 1), (20, 30, 70, 80, 1)]


def test_a_player_that_never_tells_its_state_is_judged_by_its_movement():
    """As Shaka's release builds: timer reports alone. At 30 s it was paused for 6 s, then it jumped."""
    positions = [0, 9.99, 20, 24, 600, 610]
    reports = (timer(10 * n, None, position) for n, position in enumerate(positions))
    assert watched(*reports) == [(0, 20, 0, 20, 1), (26, 30, 20, 24, 1), (40, 50, 600, 610, 1)]


def test_a_report_without_a_state_leaves_the_one_before():
    assert watched(report(0, "playing"), timer(10, None), report(20, "quit")) == [(0, 20, None, None, 1)]
    assert watched(report(0, "paused", 5), timer(10, None, 5), timer(20, None, 15)) == []


def test_a_report_after_the_last_one_opens_nothing():
    """At close an `e=b` may follow `sta=q`, and says what the player did before."""
    reports = [
        report(0, "playing", 0),
        report(10, "quit", 10),
        report(10.002, "playing", 10, event="background change"),
    ]
    assert watched(*reports) == [(0, 10, 0, 10, 1)]


def test_a_page_that_comes_back_goes_on_in_the_same_session():
    """Back from the browser's cache after an hour."""
    reports = [report(0, "playing", 0), report(10, "quit", 10), report(10.01, "playing", 10, event="background change")]
    reports += [report(3610, "playing", 10), report(3620, "quit", 20)]
    assert watched(*reports) == [(0, 10, 0, 10, 1), (3610, 3620, 10, 20, 1)]


def test_a_loop_is_watched_again():
    reports = [
        report(0, "playing", 80),
        report(10, "seeking", 0),
        report(10.05, "playing", 0),
        timer(20.05, "playing", 10),
    ]
    assert watched(*reports) == [(0, 10, 80, 90, 1), (10.05, 20.05, 0, 10, 1)]


def test_live_positions_are_milliseconds_since_1970():
    live_s = EVENING_MS / 1000 - 20
    assert watched(timer(0, "playing", live_s), timer(10, "playing", live_s + 10)) == [(0, 10, live_s, live_s + 10, 1)]


def test_one_session_id_on_two_assets_is_two_sessions():
    other = [report(10, "playing", 0, cid="next"), report(20, "quit", 10, cid="next")]
    rows = spans_in(report(0, "playing", 0), *other, report(10, "ended", 10))
    assert sorted((row["asset"], row["started_at"], row["ended_at"]) for row in rows) == [
        ("film", 0, 10),
        ("next", 10, 20),
    ]
    assert len({row["session"] for row in rows}) == 2


def test_a_sequence_that_starts_again_is_put_in_order_by_time():
    """hls.js counts from 0 again when it loads another source in the session."""
    reports = [report(0, "playing", 0, also=",sn=7"), timer(5, "playing", 5, also=",sn=8")]
    reports += [report(10, "starting", 0, also=",sn=0"), report(11, "playing", 0, also=",sn=1"), report(15, "quit", 4)]
    assert watched(*reports) == [(0, 10, 0, 10, 1), (11, 15, 0, 4, 1)]


def test_reports_of_one_millisecond_are_put_in_order_by_their_sequence():
    reports = [report(0, "playing", 0, also=",sn=9"), report(10, "seeking", 50, also=",sn=10")]
    reports += [report(10, "playing", 50, also=",sn=11"), report(20, "quit", 60)]
    assert watched(*reports) == [(0, 10, 0, 10, 1), (10, 20, 50, 60, 1)]


def test_a_change_of_country_divides_a_span():
    gb, fr = ',com.matinee-cc="GB"', ',com.matinee-cc="FR"'
    reports = [timer(0, "playing", 0, also=gb), timer(10, "playing", 10, also=gb)]
    reports += [timer(20, "playing", 20, also=fr), timer(30, "playing", 30, also=fr)]
    rows = spans_in(*reports)
    assert [(row["country"], row["started_at"], row["ended_at"]) for row in rows] == [("GB", 0, 20), ("FR", 20, 30)]


# --- laws ---------------------------------------------------------------------------------

STEP = st.tuples(
    st.integers(0, 60_000) | st.sampled_from([0, 1, 900, 10_000, 30_000, 3_600_000]),
    st.sampled_from(["playing"] * 6 + list(STATES) + [None]),
    st.sampled_from(["timer"] * 3 + ["state change"] * 3 + list(KINDS)),
    st.sampled_from(["moves", "moves", "drifts", "drifts", "stays", "jumps", "unknown"]),
    st.sampled_from([None, None, None, 0, 0.5, 1.25, 2, 16]),
    st.integers(0, 5_000_000),
)
SESSION = st.lists(STEP, min_size=2, max_size=12)


def reports_of(steps, sid="s"):
    at_ms, position_ms, before, reports = 0, 1_000_000, 1, []
    for number, (dt_ms, state, event, movement, rate, anywhere) in enumerate(steps):
        at_ms += dt_ms
        if movement == "moves":
            position_ms += round(dt_ms * before) + anywhere % 2_000 - 1_000
        elif movement == "drifts":
            position_ms += dt_ms * (anywhere % 200) // 100
        elif movement == "jumps":
            position_ms = anywhere
        position_ms, before = max(0, position_ms), rate or 1
        position_s = None if movement == "unknown" else position_ms / 1000
        reports.append(report(at_ms / 1000, state, position_s, rate, event, sid, also=f",sn={number % 10}"))
    return reports


@settings(max_examples=300, deadline=None)
@given(st.lists(SESSION, min_size=1, max_size=3), st.integers(0, 2**32))
def test_any_order_and_any_repetition_of_the_events_give_the_same_spans(sessions, seed):
    events = pa.concat_tables([table_of(reports_of(steps, f"s{n}")) for n, steps in enumerate(sessions)])
    order = list(range(events.num_rows))
    order += Random(seed).choices(order, k=8)
    Random(seed).shuffle(order)
    assert spans_of(events.take(order), str, Settings()) == spans_of(events, str, Settings())


@settings(max_examples=200, deadline=None)
@given(st.lists(SESSION, min_size=2, max_size=3))
def test_sessions_do_not_concern_each_other(sessions):
    tables = [table_of(reports_of(steps, f"s{n}")) for n, steps in enumerate(sessions)]
    alone = pa.concat_tables([spans_of(table, str, Settings()) for table in tables])
    together = spans_of(pa.concat_tables(tables), str, Settings())
    assert together == alone.sort_by([("session", "ascending"), ("started_at", "ascending")])


@settings(max_examples=500, deadline=None)
@given(SESSION)
def test_spans_go_forward_and_never_overlap(steps):
    spans = watched(*reports_of(steps))
    assert all(begin < end for begin, end, *_ in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all((start is None) == (stop is None) and (start is None or start <= stop) for _, _, start, stop, _ in spans)


@settings(max_examples=500, deadline=None)
@given(SESSION)
def test_content_moves_at_the_rate_of_its_span(steps):
    """Within a second at the fastest rate, and half a per cent of the clock, for each pair of reports."""
    reports = reports_of(steps)
    fastest = max(1, *(one.rate or 1 for one in reports))
    moments = {(one.occurred_at_us - EVENING_US) / 1_000_000 for one in reports}
    for begin, end, start, stop, rate in watched(*reports):
        pairs = 1 + sum(begin < moment < end for moment in moments)
        assert start is None or abs(stop - start - rate * (end - begin)) <= pairs * (fastest + 0.002) + 0.005 * (
            end - begin
        )
        assert rate > 0


def test_a_stall_told_by_a_playhead_that_goes_back_a_frame_is_no_viewing():
    """YouTube goes on 0.08 s further back after a stall of 8 s; the state came by the way."""
    assert watched(
        timer(0, "playing", 0),
        timer(10, "playing", 10),
        timer(18, "rebuffering", 9.92),
        timer(19, "playing", 9.92),
        timer(29, "playing", 19.92),
    ) == [(0, 10, 0, 10, 1), (19, 29, 9.92, 19.92, 1)]
