"""The roller: from the spool into the lake, each record once; and again after a fix."""

from __future__ import annotations

import json
import time
from functools import partial

import pytest

from matinee import instants
from matinee.collector import roller
from matinee.collector.door import DOORS, written
from matinee.collector.roller import SPOOLS, Roller
from matinee.collector.spool import Request, Spool
from matinee.errors import MatineeError
from matinee.events import Identity
from matinee.identity import pseudonym
from matinee.lake import Lake
from matinee.store.intake import Intake
from tests.collector.served import new_lake
from tests.player import EVENING_S, Player

NOW_US = EVENING_S * 1_000_000


class Lines:
    """A lake, and a spool before it that takes what a door would have taken."""

    def __init__(self, path):
        self.lake = new_lake(path)
        self.secret = self.lake.folder.secret
        safe = []
        spool = self.lake.folder.path / SPOOLS / "collector"
        self._spool = Spool(spool, most_bytes=10**9, after=0, tell=lambda w, _: safe.extend(w), on_failure=print)
        self._safe, self._sent = safe, 0

    def post(self, body, *, at_us=NOW_US, household="home", door="cmcd", robot=False):
        identity = Identity(household=pseudonym(self.secret, "household", household), country="GB")
        body = body.encode() if isinstance(body, str) else body
        body = DOORS[door].reduced(body, partial(pseudonym, self.secret))
        self._spool.add(Request(0, at_us, door, written(identity), robot, body), self._sent)
        self._sent += 1
        give_up = time.monotonic() + 30
        while len(self._safe) < self._sent:
            assert time.monotonic() < give_up
        return self

    def roll(self):
        return Roller(self.lake.folder).roll(lambda *_: None)

    def replay(self, reason=None):
        return Roller(Lake(self.lake.folder.path).folder).replay(reason)

    def counts(self, door="cmcd"):
        return self.lake.folder.settled.counts[door]

    def close(self):
        self._spool.close()


@pytest.fixture
def lines(tmp_path):
    one = Lines(tmp_path / "lake")
    yield one
    one.close()


def session(**more):
    return "\n".join(Player("film", **more).play(0, 600).stop().lines)


def test_what_rests_in_the_spool_comes_into_the_lake_once(lines):
    lines.post(session(), at_us=NOW_US + 600_000_000)
    first, second = lines.roll(), lines.roll()
    assert (first.requests, first.taken.stored, first.taken.duplicate) == (1, 22, 0)
    assert (second.requests, second.taken.received) == (0, 0)
    assert lines.counts() == {"received": 22, "stored": 22, "duplicate": 0, "rejected": 0}
    lines.lake.refresh()
    assert lines.lake.title("film").report().numbers["hours"].value == 600 / 3600


def test_a_batch_that_is_broken_off_before_it_is_settled_leaves_nothing_and_comes_again(lines, monkeypatch):
    lines.post(session())
    with monkeypatch.context() as patch:

        def ends(*arguments):
            raise InterruptedError

        patch.setattr(Intake, "settle", ends)
        with pytest.raises(InterruptedError):
            lines.roll()
    assert Lake(lines.lake.folder.path).folder.tables.read("events").num_rows == 0
    assert lines.roll().taken.stored == 22
    assert lines.lake.folder.tables.read("events").num_rows == 22
    quarantined = sorted(path.parent.name for path in (lines.lake.folder.path / "quarantine").rglob("*.json.*"))
    assert quarantined == ["events"]


def test_a_lake_that_was_restored_from_yesterday_takes_today_from_the_spool(lines):
    lines.post(session())
    yesterday = (lines.lake.folder.path / "settled.json").read_text()
    lines.roll()
    (lines.lake.folder.path / "settled.json").write_text(yesterday)
    restored = Lake(lines.lake.folder.path)
    assert restored.folder.tables.read("events").num_rows == 0
    assert lines.roll().taken.stored == 22


def test_two_collectors_have_a_spool_each(lines):
    path = lines.lake.folder.path / SPOOLS / "second"
    told = []
    second = Spool(path, most_bytes=10**9, after=0, tell=lambda w, _: told.extend(w), on_failure=print)
    identity = written(Identity(household=b"h" * 16))
    second.add(Request(0, NOW_US, "cmcd", identity, False, session(session="other").encode()), 0)
    second.close()
    lines.post(session())
    assert lines.roll().taken.stored == 44
    assert lines.lake.folder.settled.spools == {"collector": 1, "second": 1}


def test_while_another_command_writes_nothing_is_lost(lines):
    lines.post(session())
    with lines.lake.folder.writing(), pytest.raises(MatineeError):
        Roller(Lake(lines.lake.folder.path).folder).roll(lambda *_: None, wait_s=0)
    assert lines.roll().taken.stored == 22


def test_reports_older_than_the_late_window_are_kept_and_can_be_replayed(lines):
    day = instants.DAY_US
    lines.post(session(), at_us=NOW_US + 29 * day)
    lines.post(session(session="too late"), at_us=NOW_US + 31 * day)
    rolled = lines.roll()
    assert (rolled.taken.stored, rolled.taken.rejected) == (22, 22)
    assert lines.lake.status().rejections == {"too late": 22}
    assert lines.replay().rejected == 22, "nothing has changed yet"
    assert lines.counts() == {"received": 44, "stored": 22, "duplicate": 0, "rejected": 22}
    (lines.lake.folder.path / "matinee.toml").write_text("late_days = 40")
    assert lines.replay("robot").received == 0
    assert lines.replay("too late").stored == 22
    assert lines.counts() == {"received": 44, "stored": 44, "duplicate": 0, "rejected": 0}
    assert lines.lake.status().rejections == {}
    again = Lake(lines.lake.folder.path)
    again.refresh()
    assert again.title("film").report().numbers["hours"].value == 1200 / 3600


def test_a_wrong_clock_is_not_lateness(lines):
    """It says when it was sent: forty days behind, by its own clock half a minute after it was made."""
    sent_ms = EVENING_S * 1000 + 30_000
    body = f'cid="film",com.matinee-sent="{sent_ms}",e=ps,sid="s",sn=0,sta=p,ts={EVENING_S * 1000},v=2'
    lines.post(body, at_us=NOW_US + 40 * instants.DAY_US)
    assert lines.roll().taken.stored == 1


def test_robots_are_counted_and_count_only_when_one_says_so(lines):
    lines.post(session(), robot=True)
    assert lines.roll().taken.rejected == 22
    assert lines.replay().rejected == 22
    assert lines.replay("robot").stored == 22


def test_a_record_that_can_be_read_after_a_fix_is_replayed(lines, monkeypatch):
    good = 'cid="film",e=ps,sid="s",sn=0,sta=p,ts=1614625200000,v=2'
    lines.post(good.replace("v=2", "v=3") + "\n" + good.replace("sn=0", "sn=1"))
    assert lines.roll().taken == (1, 0, 1)
    monkeypatch.setattr("matinee.events.cmcd.NEWEST_VERSION", 3)
    assert lines.replay() == (1, 0, 0)
    events = lines.lake.folder.tables.read("events").to_pylist()
    assert {event["household"] for event in events} == {pseudonym(lines.secret, "household", "home")}
    assert [event["country"] for event in events] == ["GB", "GB"]


def test_a_body_on_which_a_reader_fails_costs_only_itself_and_is_replayed_when_it_is_mended(lines, monkeypatch):
    whole = roller.READERS["cmcd"]

    def fails(body, identity, received_at_us):
        if b"sn=1," in body:
            raise ZeroDivisionError
        return whole(body, identity, received_at_us)

    good = 'cid="film",e=ps,sid="s",sn={},sta=p,ts=1614625200000,v=2'
    with monkeypatch.context() as patch:
        patch.setitem(roller.READERS, "cmcd", fails)
        for number in range(3):
            lines.post(good.format(number))
        assert lines.roll().taken == (2, 0, 1)
    kept = lines.lake.rejections(1).to_dicts()[0]
    assert (kept["reason"], kept["problem"]) == ("failed", "Reading it ended in ZeroDivisionError.")
    assert lines.replay() == (1, 0, 0)


def test_an_event_that_cannot_be_a_row_costs_only_itself(lines, monkeypatch):
    whole = roller.READERS["cmcd"]

    def too_large(body, identity, received_at_us):
        events, rejections = whole(body, identity, received_at_us)
        return [one._replace(sequence=2**70) if one.sequence == 1 else one for one in events], rejections

    monkeypatch.setitem(roller.READERS, "cmcd", too_large)
    lines.post("\n".join(f'cid="film",e=ps,sid="s",sn={n},sta=p,ts=1614625200000,v=2' for n in range(3)))
    assert lines.roll().taken == (2, 0, 1)
    assert lines.lake.rejections(1).to_dicts()[0]["reason"] == "failed"


def test_spans_of_a_server_are_spans(lines):
    rows = [
        {
            "household": "home",
            "asset": "film",
            "session": "s",
            "started_at": "2021-03-01T19:00:00Z",
            "ended_at": "2021-03-01T20:40:00Z",
            "position_start_ms": "0",
            "position_end_ms": "6000000",
        },
        {"asset": "film"},
        None,
    ]
    lines.post(json.dumps(rows), door="spans")
    assert lines.roll().taken == (1, 0, 2)
    lines.lake.refresh()
    assert lines.lake.title("film").report().numbers["completions"].value == 1
    assert lines.lake.status().rejections == {"missing": 1, "unreadable": 1}


def test_a_household_is_the_same_by_every_way_in(lines, tmp_path):
    lines.post(session(session="by the door"))
    lines.roll()
    file = tmp_path / "events.cmcd"
    file.write_text(session(household="home", session="by file"))
    lines.lake.import_cmcd([file])
    lines.lake.refresh()
    report = lines.lake.title("film").report()
    assert (report.numbers["reach"].value, report.numbers["hours"].value) == (1, 1200 / 3600)


def test_one_wrong_clock_in_a_batch_of_a_server_costs_no_other(lines):
    """Forty days ahead when it was made and when it was sent; its neighbour is right."""
    ahead, right = "2021-04-10T19:00:00Z", "2021-03-01T19:00:00Z"
    call = '{{"type":"track","event":"Video Playback Resumed","userId":"{user}","timestamp":"{at}","sentAt":"{at}",'
    call += '"messageId":"{user}","properties":{{"session_id":"s","content_asset_id":"film","position":1}}}}'
    body = ",".join(call.format(user=f"u{n}", at=ahead if n == 0 else right) for n in range(5))
    lines.post(f'{{"batch":[{body}]}}', door="segment")
    assert lines.roll().taken == (5, 0, 0)


def test_a_call_without_a_time_that_comes_again_hours_later_counts_once(lines):
    call = (
        '{"type":"track","event":"Video Playback Resumed","userId":"u","messageId":"m",'
        '"properties":{"session_id":"s","content_asset_id":"film","position":1}}'
    )
    for hours in (0, 3, 30):
        lines.post(call, door="segment", at_us=NOW_US + hours * 3_600_000_000)
        lines.roll()
    assert lines.counts("segment")["stored"] == 1 and lines.counts("segment")["duplicate"] == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("a!" + " " * 200_000 + "!", id="spaces"),
        pytest.param("a=1.5,x=" + '\\"' * 100_000, id="escapes"),
        pytest.param('cid="film",e=ps,x="' + ",b=" * 100_000, id="commas"),
        pytest.param("(" * 200_000, id="brackets"),
        pytest.param("a\n" * 400_000, id="tiny lines"),
    ],
)
def test_a_hostile_body_is_read_in_no_time(lines, body):
    lines.post(body)
    began = time.monotonic()
    rolled = lines.roll()
    assert rolled.taken.stored == 0 and rolled.taken.rejected >= 1
    assert time.monotonic() - began < 10


def test_of_many_spans_one_torn_line_costs_itself(lines):
    span = (
        '{{"household":"h{}","asset":"film","session":"s","started_at":1614625200000000,"ended_at":1614625300000000{}}}'
    )
    body = "\n".join(
        [span.format(n, "") for n in range(20)] + ['{"household":', span.format("x", ',"device":"\\ud83d"')]
    )
    lines.post(body, door="spans")
    assert lines.roll().taken == (21, 0, 1)
