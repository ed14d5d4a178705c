"""What is found about a session while it is walked: its clock, and advances faster than time."""

from __future__ import annotations

import pyarrow as pa
import pytest

from matinee.events import Identity, PlaybackEvent, cmcd, to_table
from matinee.settings import Settings
from matinee.viewing.spans import SESSION_QUALITY, walk_sessions
from tests.player import EVENING_S, Player

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def told(lines, *, off_s=0, arrive_s=None, sent=False, session="s"):
    """Events of reports made each at its time, by a clock that is off by so much, behind if negative.

    Args:
        lines: The reports.
        off_s: How far the clock is ahead.
        arrive_s: When each arrives, for its true time; by default a tenth of a second later.
        sent: Whether each says when it was sent.
        session: What the session is called.
    """
    events, received = [], []
    for line in lines:
        made_s = int(line.split("ts=")[1].split(",")[0]) / 1000
        at_s = made_s + 0.1 if arrive_s is None else arrive_s(made_s)
        said = line.replace(f"ts={round(made_s * 1000)}", f"ts={round((made_s + off_s) * 1000)}")
        if sent:
            said += f',com.matinee-sent="{round((at_s - 0.1 + off_s) * 1000)}"'
        event = cmcd.parse_record(said, Identity(), round(at_s * 1e6))
        assert isinstance(event, PlaybackEvent)
        events.append(event._replace(session=session))
        received.append(round(at_s * 1e6))
    return to_table(events, secret=b"k", buckets=16, source="cmcd", received_at_us=received)


def walked(table):
    found = walk_sessions(table, str, Settings())
    assert found.sessions.schema == SESSION_QUALITY
    return found.spans.to_pylist(), found.sessions.to_pylist()


def began_s(spans):
    return spans[0]["started_at"].timestamp() - EVENING_S


FILM = Player("film").play(0, 600).stop().lines


@pytest.mark.parametrize("off_s", [-40 * DAY, -2 * HOUR, -2 * MINUTE, 2 * MINUTE, 3 * DAY])
def test_a_clock_that_says_when_it_sends_is_set_whatever_its_error(off_s):
    spans, [session] = walked(told(FILM, off_s=off_s, sent=True))
    assert began_s(spans) == pytest.approx(0, abs=0.2)
    assert session["clock_offset_ms"] == pytest.approx(-off_s * 1000, abs=200)


@pytest.mark.parametrize("late_s", [2 * MINUTE, 5 * HOUR, 26 * DAY])
def test_a_late_report_that_says_when_it_was_sent_keeps_its_time(late_s):
    end_s = EVENING_S + 600 + late_s
    spans, [session] = walked(told(FILM, arrive_s=lambda _: end_s, sent=True))
    assert began_s(spans) == 0 and session["clock_offset_ms"] == 0


def test_of_a_queue_the_report_that_was_quickest_tells_the_clock():
    """An hour behind; the first half was queued for half an hour, the second was sent at once."""
    half = EVENING_S + 300

    def arrive(made_s):
        return half + 1800 + 0.1 if made_s < half else made_s + 1800 + 0.1

    spans, [session] = walked(told(FILM, off_s=-HOUR, arrive_s=arrive, sent=True))
    assert session["clock_offset_ms"] == pytest.approx(HOUR * 1000, abs=200)
    assert began_s(spans) == pytest.approx(0, abs=0.2)


def test_a_player_that_does_not_say_it_is_seen_to_be_behind_when_all_is_late_by_the_same():
    spans, [session] = walked(told(FILM, off_s=-3 * HOUR))
    assert began_s(spans) == pytest.approx(0.1, abs=0.01)
    assert session["clock_offset_ms"] == pytest.approx(3 * HOUR * 1000, abs=200)


@pytest.mark.parametrize(
    "arrive",
    [
        pytest.param(lambda _: EVENING_S + 600 + 3 * HOUR, id="all at once"),
        pytest.param(lambda made_s: EVENING_S + 3 * HOUR + (made_s - EVENING_S) * 2, id="slower than it was made"),
        pytest.param(lambda made_s: made_s + 26 * DAY, id="a history played back"),
    ],
)
def test_what_came_late_is_not_a_clock_that_is_behind(arrive):
    spans, [session] = walked(told(FILM, arrive_s=arrive))
    assert began_s(spans) == 0 and session["clock_offset_ms"] == 0


def test_a_few_seconds_either_way_are_left_alone():
    for off_s in (-30, 30):
        spans, [session] = walked(told(FILM, off_s=off_s, sent=True))
        assert began_s(spans) == off_s and session["clock_offset_ms"] == 0


def test_each_session_has_its_own_clock():
    both = pa.concat_tables([told(FILM, sent=True, session="a"), told(FILM, off_s=HOUR, sent=True, session="b")])
    spans, sessions = walked(both)
    assert sorted(round(one["clock_offset_ms"], -3) for one in sessions) == [-HOUR * 1000, 0]
    assert {round(one["started_at"].timestamp() - EVENING_S) for one in spans} == {0}


def stepping(*steps):
    """Timer reports of a player that plays, ten seconds apart, at these positions."""
    return [
        f'cid="film",com.matinee-hh="home",e={"ps" if n == 0 else "t"},pt={position_s * 1000},sid="s",sn={n},'
        f"sta=p,ts={(EVENING_S + 10 * n) * 1000},v=2"
        for n, position_s in enumerate(steps)
    ]


def test_an_advance_faster_than_time_is_counted_and_its_content_is_not():
    spans, [session] = walked(told(stepping(0, 10, 20, 5_000, 5_010)))
    assert session["impossible_advances"] == 1
    covered_ms = sum(one["position_end_ms"] - one["position_start_ms"] for one in spans)
    assert covered_ms == 40_000, "no more than the clock allows"
    assert sum((one["ended_at"] - one["started_at"]).total_seconds() for one in spans) == 40


def test_a_whole_film_in_a_minute_is_never_a_completion():
    spans, [session] = walked(told(stepping(*range(0, 6_001, 1_000))))
    assert session["impossible_advances"] == 6
    assert sum(one["position_end_ms"] - one["position_start_ms"] for one in spans) == 60_000


def test_a_jump_that_is_told_a_faster_rate_and_going_back_are_possible():
    lines = Player("film").play(0, 60).seek(3_000).play(3_000, 3_600, rate=2).seek(10).play(10, 60).stop().lines
    _, [session] = walked(told(lines))
    assert (session["impossible_advances"], session["events"]) == (0, len(lines))


def test_a_clock_that_is_set_right_in_the_middle_is_off_before_that_only():
    """A television that starts three hours ahead; its clock is set after five of ten minutes."""

    def off(line):
        made_s = int(line.split("ts=")[1].split(",")[0]) / 1000
        return 3 * HOUR if made_s < EVENING_S + 300 else 0

    for sent in (False, True):
        tables = [told([line], off_s=off(line), sent=sent) for line in FILM]
        spans, [session] = walked(pa.concat_tables(tables))
        assert session["clock_offset_ms"] == pytest.approx(-3 * HOUR * 1000, abs=200)
        assert began_s(spans) == pytest.approx(0, abs=0.2)
        assert sum((one["ended_at"] - one["started_at"]).total_seconds() for one in spans) == pytest.approx(
            600, abs=0.5
        )


def test_a_queue_that_is_sent_at_once_by_a_clock_that_is_ahead_is_moved_as_a_whole():
    spans, _ = walked(told(FILM, off_s=5 * MINUTE, arrive_s=lambda _: EVENING_S + 600))
    assert began_s(spans) == pytest.approx(0, abs=0.2) and len(spans) == 1


def test_two_late_reports_do_not_make_a_clock_that_is_behind():
    _, [session] = walked(told([FILM[1], FILM[3]], arrive_s=lambda made_s: made_s + 20 * HOUR))
    assert session["clock_offset_ms"] == 0
