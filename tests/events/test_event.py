"""A playback event: what makes it the same one again, and its row in the lake."""

from __future__ import annotations

import pytest

from matinee import instants
from matinee.events import EVENTS, Identity, PlaybackEvent, cmcd, to_table
from matinee.identity import PSEUDONYM_BYTES

NOW_US = instants.parse("2026-11-20")
SECRET = b"secret of this lake"
MEMBERS = (
    'cid="film"',
    'com.matinee-hh="home"',
    "e=ps",
    "pt=1000",
    'sid="s-1"',
    "sn=4",
    "sta=p",
    "ts=1795167441959",
    "v=2",
)


def event_of(*members):
    event = cmcd.parse_record(",".join(members), Identity(), NOW_US)
    assert isinstance(event, PlaybackEvent), event
    return event


def key_of(*members):
    return table_of(event_of(*members))["event_key"][0].as_py()


def table_of(*events, secret=SECRET, received_at_us=NOW_US):
    return to_table(events, secret=secret, buckets=16, source="cmcd", received_at_us=received_at_us)


def test_sent_again_in_another_order_it_has_the_same_key():
    assert key_of(*MEMBERS) == key_of(*reversed(MEMBERS)) == key_of(*(f" {member} " for member in MEMBERS))


def test_stamped_anew_with_the_playhead_at_sending_it_is_the_same_event():
    """A naive wrapper writes `pt` when it sends a line again; see players.md, section 2."""
    assert key_of(*MEMBERS) == key_of(*MEMBERS, "pt=13600", "pr=2")


@pytest.mark.parametrize(
    "other",
    ['sid="s-2"', 'cid="other"', "e=t", "e=b", "ts=1795167441960", "sn=5", "sn", 'com.matinee-hh="next door"'],
)
def test_any_of_these_makes_it_another_event(other):
    assert key_of(*MEMBERS) != key_of(*MEMBERS, other)


def test_events_of_one_millisecond_without_a_sequence_are_told_apart_by_what_they_report():
    kinds = [
        "ps",
        "t",
        "pr",
        "abs",
        "abe",
        "as",
        "ae",
        "sk",
        "e",
        "b",
        "bc",
        "c",
        "ce",
        "h",
        "m",
        "um",
        "pc",
        "pe",
        "rr",
    ]
    assert len({key_of(*MEMBERS, "sn", f"e={kind}") for kind in kinds}) == len(kinds) == 19


def test_another_lake_gives_another_key():
    assert table_of(event_of(*MEMBERS), secret=b"other")["event_key"][0].as_py() != key_of(*MEMBERS)


def test_a_row_says_what_the_event_says():
    door = Identity(profile="anna", country="GB", time_zone="Europe/London", device="tv")
    event = cmcd.parse_record(",".join(MEMBERS), door, NOW_US)
    table = table_of(event, received_at_us=NOW_US + 5)
    assert table.schema == EVENTS
    (row,) = table.to_pylist()
    assert (row["asset"], row["sequence"], row["state"], row["position_ms"]) == ("film", 4, "playing", 1000)
    assert (row["rate"], row["event"], row["clock_offset_ms"], row["source"]) == (None, "state change", None, "cmcd")
    assert (row["country"], row["time_zone"], row["device"]) == ("GB", "Europe/London", "tv")
    assert instants.to_us(row["occurred_at"]) == 1_795_167_441_959_000
    assert instants.to_us(row["received_at"]) == NOW_US + 5
    assert 0 <= row["bucket"] < 16


def test_ids_rest_as_pseudonyms_only():
    event = event_of(*MEMBERS, 'com.matinee-profile="anna"')
    (row,) = table_of(event).to_pylist()
    for name in ("household", "profile", "session", "event_key"):
        assert len(row[name]) == PSEUDONYM_BYTES
    assert not {b"home", b"anna", b"s-1"} & set(row.values())
    (elsewhere,) = table_of(event, secret=b"another lake").to_pylist()
    assert all(row[name] != elsewhere[name] for name in ("household", "profile", "session", "event_key"))


def test_one_session_id_on_two_assets_or_in_two_households_is_two_sessions():
    events = [event_of(*MEMBERS), event_of(*MEMBERS, 'cid="other"'), event_of(*MEMBERS, 'com.matinee-hh="next door"')]
    assert len(set(table_of(*events)["session"].to_pylist())) == 3


def test_profiles_of_two_households_are_two_even_where_they_have_one_name():
    one, other = 'com.matinee-profile="kids"', 'com.matinee-hh="next door"'
    rows = table_of(event_of(*MEMBERS, one), event_of(*MEMBERS, one, other)).to_pylist()
    assert rows[0]["profile"] != rows[1]["profile"]


def test_a_time_of_arrival_may_be_unknown():
    events = [event_of(*MEMBERS), event_of(*MEMBERS, "sn=5")]
    assert table_of(*events, received_at_us=[None, NOW_US])["received_at"].null_count == 1


def test_no_events_are_an_empty_table():
    assert table_of().schema == EVENTS and table_of().num_rows == 0
