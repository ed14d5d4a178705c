"""Whatever comes in at the door of Snowplow: whose it is, what leaves it, and that nothing is raised or lost."""

from __future__ import annotations

import base64
import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.events import Identity, snowplow, to_table
from matinee.events.event import KINDS, STATES
from matinee.rejections import REASONS, Rejection
from tests.events.test_segment_laws import SECRET, anything, secrets, seeds, unknown
from tests.events.test_snowplow import (
    EVENING_MS,
    EVENING_US,
    NOBODY,
    PAGE,
    PLAYING,
    RECEIVED_US,
    SESSION,
    V1,
    V2,
    VISIT,
    described,
    in_base64,
    name_of,
    post,
    read,
    reject,
    tracked,
    v1,
    v2,
)


@pytest.mark.parametrize("pad", ["", "=", "=="])
def test_events_come_in_base64_and_as_they_are(pad):
    said = read(v2())
    record = v2()
    for plain, encoded in (("ue_pr", "ue_px"), ("co", "cx")):
        whole = record[encoded] + "=" * (-len(record[encoded]) % 4)
        assert read(v2(**{encoded: record[encoded] + pad})) == read(v2(**{encoded: whole})) == said
        assert read(v2(**{encoded: None, plain: base64.urlsafe_b64decode(whole).decode()})) == said
        assert read(v2(**{encoded: None, plain: json.loads(base64.urlsafe_b64decode(whole))})) == said


def test_the_household_is_the_user_or_else_the_cookie_or_the_phone():
    assert read(v2(uid="anna")).household == name_of("household", "anna")
    assert read(v2()).household == name_of("household", "cookie")
    assert read(v2("ping", PLAYING, VISIT, duid=None)).household == name_of("household", "phone")
    assert reject(v2(duid=None)) == ("missing", "It has no uid and no duid.")


def test_a_household_that_the_service_signed_goes_before_the_one_of_the_body():
    signed = Identity(b"h" * 16, b"p" * 16, "GB", "Europe/Paris", None, True)
    event = read(v2(), identity=signed)
    assert (event.household, event.profile, event.country, event.kids) == (b"h" * 16, b"p" * 16, "GB", True)
    assert (event.time_zone, read(v2(tz="Asia/Tokyo"), identity=signed).time_zone) == ("Europe/Paris", "Asia/Tokyo")


def test_the_true_time_is_no_device_clock():
    event = read(v2(ttm=str(EVENING_MS - 1000)))
    assert (event.occurred_at_us, event.sent_at_us) == (EVENING_US - 1_000_000, None)
    assert read(v2(dtm=None)).occurred_at_us == RECEIVED_US, "without any time it happened when it came"
    assert read(v2(dtm=EVENING_MS)).occurred_at_us == EVENING_US
    assert read(v2(stm="12")).sent_at_us is None


@pytest.mark.parametrize(
    ("record", "reason", "problem"),
    [
        ({"e": "pv", "page": "Anna's page"}, "unknown kind", "Its event is 'pv'."),
        ({"e": "anna, at no. 7"}, "unknown kind", "Its event is '…'."),
        ({"e": 7}, "unknown kind", "Its event is '…'."),
        ({}, "missing", "It has no e."),
        (v2(ue_px=None), "unreadable", "Its event cannot be read."),
        (v2(ue_px="anna"), "unreadable", "Its event cannot be read."),
        (v2(ue_px="a"), "unreadable", "Its event cannot be read."),
        (v2(ue_px="é"), "unreadable", "Its event cannot be read."),
        (v2(ue_px=in_base64({"data": {"schema": "anna"}})), "unreadable", "Its event cannot be read."),
        (tracked("com.acme/cart_event", {}, [PAGE]), "unknown kind", "Its event is 'com.acme/cart_event'."),
        (v2(cx=None), "missing", "It has no mediaSessionId and no page view."),
        (v2(cx="anna"), "missing", "It has no mediaSessionId and no page view."),
        (v2(dtm="yesterday"), "impossible time", "Its time is 'yesterday'."),
        (v2(dtm="12"), "impossible time", "Its time is '12'."),
        (v2(dtm=-12), "impossible time", "Its time is '-12'."),
        (v2(dtm=[1]), "impossible time", "Its time is '…'."),
        (v2(ttm="soon"), "impossible time", "Its time is 'soon'."),
        (v2(tz="Leeds"), "unknown time zone", "Its time zone is 'Leeds'."),
    ],
)
def test_what_cannot_be_placed_is_a_rejection(record, reason, problem):
    assert reject(record) == (reason, problem)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "It is not JSON."),
        (b"e=pv&uid=anna", "It is not JSON: byte 0 does not fit."),
        (b"{}", "It is not of a form that this door takes."),
        (b'{"data": {}}', "It is not of a form that this door takes."),
        (b'[{"e": "pv"}]', "It is not of a form that this door takes."),
        (b'{"data":' * 9999, "It is not of a form that this door takes."),
        (b'{"data":' + b"[" * 99_999, "It is nested too deeply."),
        (b'{"data":[' + b"{}," * 10_000 + b"{}]}", "It has more than 10000 records."),
    ],
)
def test_a_body_that_cannot_be_read_is_said_to_be_so_without_its_content(body, problem):
    assert snowplow.reduced(body, name_of) == problem.encode()
    assert snowplow.reduced(problem.encode(), name_of) == problem.encode()
    assert post(body) == ([], [Rejection(1, "unreadable", problem)])


def test_a_record_that_cannot_be_used_costs_no_other():
    events, rejections = post([v2(), 7, {"e": "pv"}, None, [], v1()])
    assert events == [read(v2()), read(v1())]
    assert rejections == [
        Rejection(2, "unreadable", "It is not of a form that this door takes.", "null"),
        Rejection(3, "unknown kind", "Its event is 'pv'.", '{"e":"pv"}'),
        Rejection(4, "unreadable", "It is not of a form that this door takes.", "null"),
        Rejection(5, "unreadable", "It is not of a form that this door takes.", "null"),
    ]


def test_nothing_that_identifies_a_person_leaves_the_door():
    """An event as the JavaScript tracker sends it, with what its plugins add."""
    player = (f"{V1}/media_player/2-0-0", PLAYING | {"label": "film", "duration": 6000, "volume": 100})
    browser = (f"{V1}/browser_context/2-0-0", {"browserLanguage": "de-DE", "tabId": "anna's tab"})
    element = ("org.whatwg/media_element", {"htmlId": "player", "src": "https://example.org/?user=anna"})
    place = (f"{V1}/geolocation_context/1-1-0", {"latitude": 51.7, "longitude": 12.9})
    record = tracked(
        f"{V2}/ping_event",
        {"anna": "anna"},
        [PAGE, player, SESSION, VISIT, browser, element, place],
        **dict.fromkeys(("uid", "duid", "nuid", "tnuid", "ip", "ua", "url", "refr", "page", "sid", "fp"), "anna"),
        tz="Europe/Berlin",
        ttm=str(EVENING_MS),
    )
    leaves = snowplow.reduced(json.dumps({"schema": "anna", "data": [record]}).encode(), name_of)
    assert json.loads(leaves) == {
        "data": [
            {
                "e": "ue",
                "eid": "e-1",
                "dtm": str(EVENING_MS),
                "stm": str(EVENING_MS + 500),
                "ttm": str(EVENING_MS),
                "tz": "Europe/Berlin",
                "household": name_of("household", "anna").hex(),
                "ue_pr": {"data": {"schema": f"iglu:{V2}/ping_event", "data": {}}},
                "co": {
                    "data": [
                        {"schema": f"iglu:{V1}/web_page", "data": {"id": "page-1"}},
                        {"schema": f"iglu:{V1}/media_player", "data": PLAYING | {"label": "film"}},
                        {"schema": f"iglu:{V2}/session", "data": {"mediaSessionId": "s-1"}},
                        {"schema": f"iglu:{V1}/client_session", "data": {"sessionId": "visit", "eventIndex": 7}},
                        {"schema": "iglu:org.whatwg/media_element", "data": {"htmlId": "player"}},
                    ]
                },
            }
        ]
    }
    assert snowplow.reduced(leaves, name_of) == leaves
    assert post(leaves) == post([record])


def test_the_same_event_sent_twice_is_one_event():
    events = [read(v2()), read(v2("play", PLAYING | {"currentTime": 1}, stm=None))]
    table = to_table(events, secret=b"k", buckets=16, source="snowplow", received_at_us=RECEIVED_US)
    assert len(set(table["event_key"].to_pylist())) == 1


# --- laws ---------------------------------------------------------------------------------------

schemas = st.sampled_from(
    [
        *(f"{V1}/{name}" for name in ("media_player", "media_player_event", "web_page", "client_session")),
        *(
            f"{V2}/{name}"
            for name in ("session", "ad_break", "ping_event", "seek_end_event", "playback_rate_change_event")
        ),
        *("org.whatwg/media_element", "com.youtube/youtube", "com.acme/cart_event"),
    ]
)
fields = (
    "type",
    "label",
    "currentTime",
    "paused",
    "ended",
    "playbackRate",
    "newRate",
    "htmlId",
    "id",
    "mediaSessionId",
)
said = st.fixed_dictionaries({}, optional=dict.fromkeys((*fields, "eventIndex", "userId", "buffering"), anything))
entities = st.lists(st.builds(described, schemas, said | anything) | anything, max_size=5)
records = st.builds(
    lambda schema, data, others, more: (
        tracked(schema, data, [PAGE, SESSION]) | {"co": described(f"{V1}/contexts", others), "cx": None} | more
    ),
    schemas,
    said | anything,
    entities,
    st.fixed_dictionaries({}, optional=dict.fromkeys(("e", "eid", "dtm", "stm", "tz", "uid", "ue_pr", "cx"), anything)),
)


@settings(max_examples=300, deadline=None)
@given(unknown, unknown, unknown, secrets, schemas | st.just(f"{SECRET}/x"), st.booleans())
def test_no_value_outside_the_list_of_fields_leaves_the_door(more, data, event, secret, schema, encoded):
    """Neither in fields that are not read, nor in fields that are, where it is of another type than it should be."""
    wrong = {key: {"a": secret} for key in ("type", "label", "currentTime", "paused", "id", "htmlId", "playbackRate")}
    listed = [[name, {"userId": SECRET} | wrong | data] for name in (f"{V1}/media_player", f"{V1}/client_session")]
    contexts = described(f"{V1}/contexts", [described(*one) for one in [*listed, [f"{V2}/ad", data], [schema, data]]])
    record = tracked(schema, wrong | event, [], uid=SECRET, duid=SECRET, dtm={"a": secret}) | more
    record |= {"cx": in_base64(contexts)} if encoded else {"cx": None, "co": contexts}
    body = json.dumps({"data": [record], "schema": SECRET, SECRET: secret}).encode()
    leaves = snowplow.reduced(body, name_of)
    assert b"anna" not in leaves
    assert b"data" in leaves
    assert base64.b64encode(b"anna") not in leaves


@settings(max_examples=200, deadline=None)
@given(st.lists(records | anything, max_size=3))
def test_each_record_is_an_event_or_a_rejection(listed):
    body = snowplow.reduced(json.dumps({"data": listed}).encode(), name_of)
    assert snowplow.reduced(body, name_of) == body
    events, rejections = snowplow.parse_body(body, NOBODY, RECEIVED_US)
    assert len(events) + len(rejections) == len(listed)
    table = to_table(events, secret=b"k", buckets=16, source="snowplow", received_at_us=RECEIVED_US)
    assert table.num_rows == len(events)
    assert {event.event for event in events} <= set(KINDS)
    assert {event.state for event in events} <= {*STATES, None}
    assert {rejection.reason for rejection in rejections} <= set(REASONS)
    assert all(len(rejection.record) <= 1000 and rejection.record.isprintable() for rejection in rejections)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60), seeds, st.integers(0, 900), st.integers(0, 900), anything)
def test_bytes_of_any_kind_are_read_without_an_error(noise, seed, start, end, value):
    """Noise, a good body with noise in it, any JSON, and bodies that nobody has reduced."""
    whole = json.dumps({"data": [v2(), v1()]}).encode()
    garbled = bytes(Random(seed).choices(whole, k=start))
    for body in (noise, whole[:start] + noise + whole[end:], garbled, json.dumps(value).encode(), whole):
        leaves = snowplow.reduced(body, name_of)
        assert snowplow.reduced(leaves, name_of) == leaves
        assert snowplow.parse_body(body, NOBODY, RECEIVED_US) is not None
        events, rejections = snowplow.parse_body(leaves, NOBODY, RECEIVED_US)
        assert events or rejections or b'"data"' in leaves
