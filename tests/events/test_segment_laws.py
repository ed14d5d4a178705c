"""Whatever comes in at the door of Segment: what leaves it, and that nothing is raised or lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.events import segment, to_table
from matinee.events.event import KINDS, STATES
from matinee.events.snowplow_media import EVENTS, TYPES
from matinee.rejections import REASONS, Rejection
from tests.events.test_segment import (
    CALL,
    EVENING,
    NOBODY,
    RECEIVED_US,
    call,
    name_of,
    playback,
    post,
    read,
    reject,
    without,
)


@pytest.mark.parametrize(
    ("body", "reason", "problem"),
    [
        (CALL | {"event": "Order Completed"}, "unknown kind", "Its event is 'Order Completed'."),
        (CALL | {"event": "anna@example.org came"}, "unknown kind", "Its event is '…'."),
        (CALL | {"event": 7}, "unknown kind", "Its event is '…'."),
        (CALL | {"type": "identify"}, "unknown kind", "Its type is 'identify'."),
        (CALL | {"type": ["track"]}, "unknown kind", "Its type is '…'."),
        (without("event"), "missing", "It has no event."),
        ({}, "missing", "It has no event."),
        (call(session_id=None), "missing", "It has no session_id."),
        (call(session_id={"a": 1}), "missing", "It has no session_id."),
        (call(session_id="x" * 1001), "missing", "It has no session_id."),
        (call(asset_id=None), "missing", "It has no asset_id."),
        (call("Video Ad Started", asset_id=None), "missing", "It has no asset_id."),
        (playback("Video Playback Paused", content_asset_id=None), "missing", "It has no content_asset_id."),
        (CALL | {"properties": None}, "missing", "It has no session_id."),
        (CALL | {"properties": []}, "missing", "It has no session_id."),
    ],
)
def test_what_cannot_be_placed_is_a_rejection(body, reason, problem):
    assert reject(body) == (reason, problem)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        ("yesterday", "'yesterday'"),
        ("1994-12-31T00:00:00Z", "'1994-12-31T00:00:00Z'"),
        ("2027-11-23T00:00:00Z", "'2027-11-23T00:00:00Z'"),
        ("2026-11-20T19:00:00", "'2026-11-20T19:00:00'"),
        (1_795_167_441_959, "'1795167441959'"),
        (1.5, "'…'"),
        (["x"], "'…'"),
    ],
)
def test_an_impossible_time_is_a_rejection_and_not_the_present(time, shown):
    assert reject(CALL | {"timestamp": time}) == ("impossible time", f"Its timestamp is {shown}.")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "It is not JSON."),
        (b"anna", "It is not JSON: byte 0 does not fit."),
        (b'{"userId": "anna",}', "It is not JSON: byte 18 does not fit."),
        (b'{"userId": "anna"', "It is not JSON."),
        (b'"anna"', "It is not of a form that this door takes."),
        (b"7", "It is not of a form that this door takes."),
        (b"null", "It is not of a form that this door takes."),
        (b'{"timestamp":' * 9999, "It is nested too deeply."),
        (b'{"batch":' + b"[" * 99_999, "It is nested too deeply."),
        (b'{"sentAt": "ann\xe1"}', "It is not UTF-8."),
        (b"[" + b"{}," * 10_000 + b"{}]", "It has more than 10000 records."),
    ],
)
def test_a_body_that_cannot_be_read_is_said_to_be_so_without_its_content(body, problem):
    assert segment.reduced(body, name_of) == problem.encode()
    assert segment.reduced(problem.encode(), name_of) == problem.encode()
    assert post(body) == ([], [Rejection(1, "unreadable", problem)])


def test_a_record_that_cannot_be_used_costs_no_other():
    body = json.dumps({"batch": [CALL, 7, CALL | {"event": "Page"}, None, "x", []]}).encode()
    body = body[:-2] + b', {"userId": "ann\xe1"}, ' + json.dumps(CALL).encode() + b"]}"
    events, rejections = post(body)
    assert events == [read(CALL)] * 2
    assert [rejection.line for rejection in rejections] == [2, 3, 4, 5, 6, 7]
    assert rejections[0] == Rejection(2, "unreadable", "It is not of a form that this door takes.", "null")
    assert rejections[1] == Rejection(3, "unknown kind", "Its event is 'Page'.", '{"type":"track","event":"Page"}')


def test_an_empty_batch_has_no_records():
    assert post({"batch": []}) == post([]) == ([], [])


def test_a_list_is_a_batch():
    assert post([CALL, CALL]) == post({"batch": [CALL, CALL]}) == ([read(CALL)] * 2, [])


def test_a_title_that_a_script_cut_in_half_costs_nothing():
    """JavaScript counts an emoji as two; one half of it is in JSON and not in Unicode."""
    half = json.dumps(CALL | {"traits": {"title": "Heroes \ud83d"}}).encode()
    assert rb"\ud83d" in half
    assert post(half) == ([read(CALL)], [])
    assert read(json.dumps(call(asset_id="H \ud83d")).encode()).asset == "H �"
    assert read(json.dumps(call(asset_id="H \U0001f600 \\ud83d")).encode()).asset == "H \U0001f600 \\ud83d"


def test_a_rejection_keeps_the_reduced_record_cut_and_printable():
    long = playback(
        "Video Playback Paused", session_id="a\u202eb", content_asset_id=None, content_asset_ids=["x" * 900] * 2
    )
    (rejection,) = post(long)[1]
    assert len(rejection.record) == 1000
    assert rejection.record.startswith('{"event":"Video Playback Paused","messageId":"m-1","household":"')
    assert '"session_id":"a�b"' in rejection.record


def test_nothing_that_identifies_a_person_leaves_the_door():
    """A call as analytics.js 2 sends it, with everything in it."""
    said = CALL | {
        "anonymousId": "anna's browser",
        "context": {
            "ip": "192.0.2.1",
            "userAgent": "Anna's Browser",
            "userAgentData": {"brands": [{"brand": "Anna"}]},
            "page": {"url": "https://example.org/anna", "title": "Anna's page", "referrer": "https://anna.example"},
            "traits": {"email": "anna@example.org"},
            "device": {"id": "anna's phone", "advertisingId": "anna"},
            "location": {"city": "Annaburg", "country": "DE", "latitude": 51.7},
            "timezone": "Europe/Berlin",
            "locale": "de-DE",
        },
        "integrations": {"All": True, "Anna": False},
        "traits": {"name": "anna"},
        "_metadata": {"bundled": ["anna"]},
        "writeKey": "anna",
    }
    said["properties"] = said["properties"] | {"title": "Anna", "email": "anna@example.org", "profile_id": "anna"}
    home, person = name_of("household", "anna").hex(), name_of("profile", "anna", "anna").hex()
    leaves = segment.reduced(json.dumps(said).encode(), name_of)
    assert json.loads(leaves) == {
        "event": "Video Content Playing",
        "messageId": "m-1",
        "household": home,
        "profile": person,
        "timestamp": EVENING,
        "properties": {"session_id": "s-1", "asset_id": "film", "position": 61},
        "context": {"timezone": "Europe/Berlin", "location": {"country": "DE"}},
    }
    assert segment.reduced(leaves, name_of) == leaves
    assert read(leaves) == read(said)


def test_of_what_is_not_read_only_its_name_leaves_the_door():
    said = CALL | {"type": "identify", "event": None, "traits": {"email": "anna@example.org"}}
    assert segment.reduced(json.dumps(said).encode(), name_of) == b'{"type":"identify"}'


def test_the_same_call_sent_twice_is_one_event():
    """Once alone and once again in a batch, a minute later: the id makes it the same."""
    again = post({"batch": [call(position=1), CALL]}, received_at_us=RECEIVED_US + 60_000_000)[0]
    table = to_table([read(CALL), *again], secret=b"k", buckets=16, source="segment", received_at_us=RECEIVED_US)
    assert len(set(table["event_key"].to_pylist())) == 1


def test_the_documentation_says_of_every_event_what_becomes_of_it():
    page = (Path(__file__).parents[2] / "docs/segment-and-snowplow.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in page.splitlines() if line.count("|") == 6]
    documented = {
        name: (kind.split(", "), state.partition(":")[0])
        for *columns, state, kind in rows
        for column in columns
        for name in re.findall(r"`([^`]+)`", column)
    }
    unsaid = ("by the way", "as before")
    read = {name.title(): meant for name, meant in segment.MEANINGS.items()} | TYPES | EVENTS
    for name, (kind, state) in read.items():
        kinds, said = documented.pop(name)
        assert kind in kinds, name
        assert said == state or (state is None and said in unsaid), name
    assert not documented


# --- laws ---------------------------------------------------------------------------------------

SECRET = "anna, at no. 7"
seeds = st.integers(0, 2**32)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
secrets = st.recursive(
    st.just(SECRET),
    lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(st.just(SECRET), inner, min_size=1),
    max_leaves=4,
)
unknown = st.dictionaries(st.text(max_size=9).map("x{}".format) | st.just(SECRET), secrets, max_size=3)
names = st.sampled_from([*segment.MEANINGS, "Order Completed"]).map(str.title)


def some(keys):
    """Objects with some of these keys, whatever they are to hold."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, anything))


calls = st.builds(
    lambda said, properties, context, name: (
        CALL | said | {"properties": CALL["properties"] | properties, "context": context, "event": name}
    ),
    some(
        ["type", "messageId", "userId", "anonymousId", "household", "timestamp", "sentAt", "receivedAt", "properties"]
    ),
    some(["session_id", "asset_id", "content_asset_id", "content_asset_ids", "ad_asset_id", "position", "livestream"]),
    some(["timezone", "location"]),
    names | anything,
)


@settings(max_examples=300, deadline=None)
@given(unknown, unknown, unknown, secrets, st.sampled_from(["Video Content Playing", SECRET, "Order Completed"]))
def test_no_value_outside_the_list_of_fields_leaves_the_door(more, properties, context, secret, event):
    """Neither in fields that are not read, nor in fields that are, where it is of another type than it should be."""
    wrong = {key: {"a": secret} for key in ("session_id", "position", "seek_position", "livestream", "ad_asset_id")}
    said = CALL | {"event": event, "userId": SECRET, "anonymousId": SECRET, "sentAt": {"a": secret}} | more
    said["properties"] = CALL["properties"] | wrong | {"profile_id": SECRET} | properties
    said["context"] = {"location": {"country": SECRET, "city": SECRET}, "timezone": [secret]} | context
    leaves = segment.reduced(json.dumps({"batch": [said], "context": context, SECRET: secret}).encode(), name_of)
    assert b"anna" not in leaves


@settings(max_examples=200, deadline=None)
@given(st.lists(calls | anything, max_size=3))
def test_each_record_is_an_event_or_a_rejection(records):
    body = segment.reduced(json.dumps({"batch": records}).encode(), name_of)
    assert segment.reduced(body, name_of) == body
    events, rejections = segment.parse_body(body, NOBODY, RECEIVED_US)
    assert len(events) + len(rejections) == len(records)
    assert to_table(events, secret=b"k", buckets=16, source="segment", received_at_us=RECEIVED_US).num_rows == len(
        events
    )
    assert {event.event for event in events} <= set(KINDS)
    assert {event.state for event in events} <= {*STATES, None}
    assert {rejection.reason for rejection in rejections} <= set(REASONS)
    assert all(len(rejection.record) <= 1000 and rejection.record.isprintable() for rejection in rejections)


@settings(max_examples=200, deadline=None)
@given(calls | anything)
def test_one_call_is_one_record(said):
    events, rejections = post(json.dumps(said).encode())
    assert len(events) + len(rejections) == 1 or isinstance(said, list)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60), seeds, st.integers(0, 400), st.integers(0, 400))
def test_bytes_of_any_kind_are_read_without_an_error(noise, seed, start, end):
    """Noise, and a good batch with noise in it."""
    whole = json.dumps({"batch": [CALL, CALL]}).encode()
    for body in (noise, whole[:start] + noise + whole[end:], bytes(Random(seed).choices(whole, k=start))):
        leaves = segment.reduced(body, name_of)
        assert segment.reduced(leaves, name_of) == leaves
        assert segment.parse_body(body, NOBODY, RECEIVED_US) is not None
        events, rejections = segment.parse_body(leaves, NOBODY, RECEIVED_US)
        assert events or rejections or b'"batch"' in leaves
