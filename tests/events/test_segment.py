"""A Segment video event: what is read from it, and what leaves the door."""

from __future__ import annotations

import json

import pytest

from matinee import instants
from matinee.events import Identity, PlaybackEvent, segment, to_table
from matinee.identity import pseudonym
from matinee.settings import Settings
from matinee.viewing.spans import spans_of
from tests.data import data_folder, needs_data

EVENING = "2026-11-20T19:00:00.000Z"
EVENING_US = instants.parse(EVENING)
RECEIVED_US = EVENING_US + 2 * instants.SECOND_US
NOBODY = Identity()
CALL = {
    "type": "track",
    "event": "Video Content Playing",
    "messageId": "m-1",
    "userId": "anna",
    "timestamp": EVENING,
    "properties": {"session_id": "s-1", "asset_id": "film", "position": 61},
}


def name_of(*parts):
    return pseudonym(b"k", *parts)


def post(body, identity=NOBODY, received_at_us=RECEIVED_US):
    """What becomes of a body: events and rejections."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return segment.parse_body(segment.reduced(raw, name_of), identity, received_at_us)


def read(body=CALL, **more):
    """The only event of a body."""
    events, rejections = post(body, **more)
    assert not rejections, rejections
    (event,) = events
    return event


def reject(body, **more):
    """The only rejection of a body: its reason and its problem."""
    events, rejections = post(body, **more)
    assert not events
    (rejection,) = rejections
    return rejection.reason, rejection.problem


def call(event=CALL["event"], /, **properties):
    """The usual call, with another event and other properties; None takes one out."""
    said = CALL["properties"] | properties
    return CALL | {"event": event, "properties": {name: value for name, value in said.items() if value is not None}}


def without(name):
    return {key: value for key, value in CALL.items() if key != name}


def playback(event, /, **properties):
    return call(event, **{"asset_id": None, "content_asset_id": "film"} | properties)


# --- one call -----------------------------------------------------------------------------------


def test_a_call_is_read_field_by_field():
    context = {"timezone": "Europe/London", "location": {"country": "gb", "city": "Leeds"}, "ip": "192.0.2.1"}
    said = call(profile_id="kid") | {"context": context, "sentAt": "2026-11-20T19:00:01Z"}
    assert read(said) == PlaybackEvent(
        household=name_of("household", "anna"),
        profile=name_of("profile", "anna", "kid"),
        asset="film",
        session="s-1",
        sequence=4,
        occurred_at_us=EVENING_US,
        state="playing",
        position_ms=61_000,
        rate=None,
        event="timer",
        country="GB",
        time_zone="Europe/London",
        device=None,
        sent_at_us=EVENING_US + instants.SECOND_US,
        id="m-1",
    )


def test_the_shortest_call_needs_an_event_a_session_an_asset_and_a_household():
    event = read({"event": "Video Content Started", "anonymousId": "a", "properties": {"session_id": 7, "asset_id": 8}})
    assert (event.household, event.session, event.asset) == (name_of("household", "a"), "7", "8")
    assert (event.profile, event.position_ms, event.country, event.time_zone, event.sent_at_us, event.id) == (None,) * 6
    assert event.occurred_at_us == RECEIVED_US, "without any time it happened when it came"


MEANT = {
    "Video Playback Started": ("state change", "starting"),
    "Video Playback Paused": ("state change", "paused"),
    "Video Playback Interrupted": ("state change", "failed"),
    "Video Playback Buffer Started": ("state change", "rebuffering"),
    "Video Playback Buffer Completed": ("state change", "playing"),
    "Video Playback Seek Started": ("state change", "seeking"),
    "Video Playback Seek Completed": ("state change", "waiting"),
    "Video Playback Resumed": ("state change", "playing"),
    "Video Playback Completed": ("state change", "ended"),
    "Video Playback Exited": ("state change", "quit"),
    "Video Content Started": ("state change", "playing"),
    "Video Content Playing": ("timer", "playing"),
    "Video Content Completed": ("state change", "ended"),
    "Video Quality Updated": ("bitrate change", None),
    "video_content_playing": ("timer", "playing"),
    "VIDEO  content Playing": ("timer", "playing"),
}


@pytest.mark.parametrize("name", MEANT)
def test_events_have_a_kind_and_a_state(name):
    event = read(call(name, content_asset_id="film"))
    assert (event.event, event.state) == MEANT[name]
    assert (event.session, event.asset, event.position_ms) == ("s-1", "film", 61_000)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Video Ad Started", "ad start"), ("Video Ad Playing", "other"), ("Video Ad Completed", "ad end")],
)
def test_an_advertisement_is_a_session_of_its_own(name, kind):
    event = read(call(name, asset_id="ad-1", content={"asset_id": "film", "position": 61}, content_asset_id="film"))
    assert (event.event, event.session, event.asset) == (kind, "s-1 ad", "ad-1")
    assert (event.state, event.position_ms) == (None, None)


# --- position -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "position_ms"),
    [
        (0, 0),
        (12.3456, 12_346),
        ("12.5", 12_500),
        ("61", 61_000),
        (-1, None),
        ("-1", None),
        ("1:02", None),
        ("", None),
        ("1e3", None),
        (True, None),
        ([61], None),
        (1e300, None),
        (10**400, None),
        (1_795_167_441_959, None),
    ],
)
def test_a_position_is_in_seconds_or_unknown(position, position_ms):
    assert read(call(position=position)).position_ms == position_ms


def test_a_live_stream_has_no_position_in_an_asset():
    assert read(call(livestream=True)).position_ms is None
    assert read(call(livestream=False)).position_ms == 61_000


def test_a_playback_that_names_advertisements_counts_them_into_its_position():
    assert read(playback("Video Playback Paused", ad_asset_id="ad-1")).position_ms is None
    assert read(playback("Video Playback Paused", ad_asset_ids=["ad-1"])).position_ms is None
    assert read(playback("Video Playback Started", ad_asset_id=["ad-1"], position=0)).position_ms == 0
    assert read(playback("Video Playback Paused", ad_asset_ids=[])).position_ms == 61_000


def test_seeking_starts_with_the_target_as_its_position():
    assert read(playback("Video Playback Seek Started", seek_position=320)).position_ms == 320_000
    assert read(playback("Video Playback Seek Started", seek_position=320, livestream=True)).position_ms is None
    assert read(playback("Video Playback Seek Started")).position_ms == 61_000
    assert read(playback("Video Playback Seek Completed", seek_position=320)).position_ms == 61_000


# --- asset --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    [
        {"content_asset_id": "film"},
        {"content_asset_id": ["film"]},
        {"content_asset_ids": ["film"]},
        {"content_asset_ids": "film"},
        {"content_asset_ids": ["", "film"]},
        {"asset_id": "film", "content_asset_ids": ["one", "two"]},
        {"content_asset_id": "film", "asset_id": "other", "ad_asset_id": "ad-1"},
    ],
)
def test_a_playback_event_is_about_its_content(properties):
    said = {"content_asset_id": None} | properties
    assert read(playback("Video Playback Paused", **said)).asset == "film"


def test_playback_of_several_contents_starts_with_the_first_and_is_then_unknown():
    several = {"content_asset_id": None, "content_asset_ids": ["one", "two"]}
    assert read(playback("Video Playback Started", **several)).asset == "one"
    assert reject(playback("Video Playback Paused", **several)) == ("missing", "It has no content_asset_id.")


def test_a_playback_event_about_an_advertisement_says_nothing_of_the_content():
    event = read(playback("Video Playback Resumed", content_asset_id=None, ad_asset_id="ad-1"))
    assert (event.session, event.asset, event.event, event.state) == ("s-1 ad", "ad-1", "state change", None)
    assert event.position_ms is None


# --- time ---------------------------------------------------------------------------------------

LATER = "2026-11-20T19:00:01Z"
SENT = "2026-11-20T19:00:01.5Z"


@pytest.mark.parametrize(
    ("times", "occurred_at", "sent_at"),
    [
        ({"timestamp": EVENING}, EVENING, None),
        ({"timestamp": EVENING, "sentAt": SENT}, EVENING, SENT),
        ({"timestamp": LATER, "originalTimestamp": EVENING, "sentAt": SENT}, EVENING, SENT),
        ({"timestamp": LATER, "originalTimestamp": EVENING, "sentAt": SENT, "receivedAt": SENT}, LATER, None),
        ({"originalTimestamp": EVENING, "sentAt": SENT, "receivedAt": SENT}, EVENING, SENT),
        ({"timestamp": EVENING, "sentAt": "1970-01-01T00:00:00Z"}, EVENING, None),
        ({"timestamp": EVENING, "sentAt": "soon"}, EVENING, None),
        ({"timestamp": "2026-11-20T20:00:00+01:00"}, EVENING, None),
        ({"timestamp": "2026-11-20T19:00:00.000000000Z"}, EVENING, None),
        ({"timestamp": "", "sentAt": SENT}, "2026-11-20T19:00:02Z", SENT),
    ],
)
def test_a_time_is_the_corrected_one_or_that_of_the_device(times, occurred_at, sent_at):
    event = read(without("timestamp") | times)
    assert event.occurred_at_us == instants.parse(occurred_at)
    assert event.sent_at_us == (None if sent_at is None else instants.parse(sent_at))


def test_a_batch_says_for_all_when_it_was_sent_and_where():
    batch = {"batch": [CALL, CALL | {"sentAt": LATER, "context": {}}], "sentAt": SENT, "context": {"timezone": "UTC"}}
    first, second = post(batch)[0]
    assert (first.sent_at_us, first.time_zone) == (instants.parse(SENT), "UTC")
    assert (second.sent_at_us, second.time_zone) == (instants.parse(LATER), None)


# --- who and where ------------------------------------------------------------------------------


def test_the_household_is_the_user_or_else_the_browser():
    assert read(CALL | {"anonymousId": "b"}).household == name_of("household", "anna")
    assert read(CALL | {"userId": None, "anonymousId": "b"}).household == name_of("household", "b")
    assert read(CALL | {"userId": " ", "anonymousId": "b"}).household == name_of("household", "b")
    assert read(CALL | {"userId": 12}).household == name_of("household", "12")


def test_a_household_that_the_service_signed_goes_before_the_one_of_the_body():
    signed = Identity(household=b"h" * 16, profile=b"p" * 16, kids=True)
    event = read(call(profile_id="kid"), identity=signed)
    assert (event.household, event.profile, event.kids) == (b"h" * 16, b"p" * 16, True)
    assert read(without("userId"), identity=signed).household == b"h" * 16
    assert read(call(profile_id="kid"), identity=Identity(household="home")).profile == name_of(
        "profile", "anna", "kid"
    )


def test_without_any_household_a_call_cannot_be_placed():
    assert reject(without("userId")) == ("missing", "It has no userId or anonymousId.")


def test_a_country_is_taken_where_it_is_one_and_a_time_zone_has_to_be_one():
    leeds = {"location": {"country": "United Kingdom"}}
    assert read(CALL | {"context": leeds}).country is None
    assert read(CALL | {"context": leeds}, identity=Identity(country="GB")).country == "GB"
    assert read(CALL, identity=Identity(time_zone="Europe/Paris")).time_zone == "Europe/Paris"
    assert reject(CALL | {"context": {"timezone": "Leeds"}}) == ("unknown time zone", "Its time zone is 'Leeds'.")


@pytest.mark.parametrize("context", [None, [], "x", 1, {}, {"location": []}, {"location": {"country": 4}}])
def test_a_context_of_another_shape_says_nothing(context):
    assert read(CALL | {"context": context}) == read(CALL)


# --- sessions -----------------------------------------------------------------------------------


def watched(*reports):
    """The spans of reports at seconds after 19:00: from and to in time, from and to in the content."""
    batch = [
        said | {"messageId": None, "timestamp": instants.show(EVENING_US + round(at_s * 1_000_000))}
        for at_s, said in reports
    ]
    events, rejections = post({"batch": batch}, received_at_us=EVENING_US + instants.DAY_US)
    assert not rejections
    table = to_table(events, secret=b"k", buckets=16, source="segment", received_at_us=EVENING_US + instants.DAY_US)
    seconds = []
    for row in spans_of(table, str, Settings()).to_pylist():
        times = [(instants.to_us(row[name]) - EVENING_US) / 1_000_000 for name in ("started_at", "ended_at")]
        places = [row[name] for name in ("position_start_ms", "position_end_ms")]
        seconds.append((*times, *(place if place is None else place / 1000 for place in places)))
    return seconds


def heartbeats(since_s, position, until):
    """One each ten seconds of content."""
    return [(since_s + at - position, call(position=at)) for at in range(position, until, 10)]


def test_after_a_seek_the_playhead_tells_whether_the_player_went_on():
    seek = [
        (0, call("Video Content Started", position=0)),
        *heartbeats(10, 10, 30),
        (25, playback("Video Playback Seek Started", position=25, seek_position=320)),
        (26, playback("Video Playback Seek Completed", position=320)),
    ]
    went_on = [(36, call(position=330)), (40, playback("Video Playback Exited", position=334))]
    stayed = [
        (36, playback("Video Playback Resumed", position=320)),
        (40, playback("Video Playback Exited", position=324)),
    ]
    assert watched(*seek, *went_on) == [(0, 25, 0, 25), (26, 40, 320, 334)]
    assert watched(*seek, *stayed) == [(0, 25, 0, 25), (36, 40, 320, 324)]


def test_two_events_of_one_millisecond_happened_in_the_order_of_their_meanings():
    """Where a pause counts the advertisements seen, the heartbeat at resuming says where the content is."""
    resumed = playback("Video Playback Resumed", position=90, ad_asset_id="ad-1")
    reports = [
        (0, call(position=60)),
        (0, resumed),
        (10, call(position=70)),
        (10, call("Video Content Completed", position=70)),
    ]
    reports.append((15, playback("Video Playback Completed", position=70)))
    assert all(watched(*reports[turn:], *reports[:turn]) == [(0, 10, 60, 70)] for turn in range(5))


def test_an_advertisement_that_was_skipped_hides_no_content():
    """Nor where it has the id of the content, as in the examples of the spec."""
    reports = [*heartbeats(0, 0, 30), (25, call("Video Ad Started", position=0)), *heartbeats(50, 30, 60)]
    assert watched(*reports) == [(0, 30, 0, 30), (50, 70, 30, 50)]


def test_a_live_stream_counts_its_time_and_has_no_place():
    reports = [(at, call(position=at, livestream=True)) for at in range(0, 40, 10)]
    assert watched(*reports) == [(0, 30, None, None)]


# --- the examples of Segment's own page ---------------------------------------------------------


@needs_data
def test_every_example_of_the_spec_comes_through_alone_and_in_a_batch():
    examples = json.loads((data_folder() / "player_events/segment/examples.json").read_text())
    calls = [example["payload"] for example in examples]
    alone = [read(one) for one in calls]
    assert post({"batch": calls}) == (alone, [])
    meant = MEANT | {"Video Ad Started": ("ad start", None), "Video Ad Completed": ("ad end", None)}
    assert [(event.event, event.state) for event in alone] == [
        meant.get(one["event"], ("other", None)) for one in calls
    ]
    known_s = [0, 278, 278, 278, 278, 320, 320, 278, 392, 392, 0, 10, 3600, None, None, None]
    assert [event.position_ms and event.position_ms / 1000 for event in alone] == known_s
    assert {(event.household, event.asset) for event in alone} == {(name_of("household", "userId"), "0129370")}
    assert [event.session for event in alone] == ["12345"] * 13 + ["12345 ad"] * 3


# When each step of the narrative happens. It pauses for eight seconds at 21 s; the advertisement of
# 21 s follows at once; content goes on at 51 s, so that its next heartbeat comes at 61 s, with 31 s of
# content. At 61 + (360 - 31) = 390 s the content ends, and 11 s of advertisement follow.
STEPS_S = (0, 1, 11, 21, 22, 30, 30, 40, 50, 51, 61, 390, 390, 400, 401, 401)


def narrated():
    """The session of the spec, with the heartbeats that its narrative leaves out."""
    steps = json.loads((data_folder() / "player_events/segment/one_session_in_order.json").read_text())
    reports = [(at_s, step["event"], step["properties"]) for at_s, step in zip(STEPS_S, steps, strict=True)]
    beat = steps[10]
    reports += [
        (30 + position, beat["event"], beat["properties"] | {"position": position}) for position in range(41, 360, 10)
    ]
    return [(at_s, {"userId": "anna", "event": event, "properties": said}) for at_s, event, said in reports]


@needs_data
@pytest.mark.parametrize("times", [1, 2])
def test_the_session_of_the_spec_is_one_viewing_of_the_whole_content(times):
    """360 s of content from 0 to 360, and neither of the advertisements; the same if all is sent twice."""
    assert watched(*narrated() * times) == [(1, 22, 0, 21), (30, 40, 21, 31), (61, 390, 31, 360)]


@needs_data
def test_the_session_of_the_spec_is_the_same_call_by_call():
    singly = [read(said) for _, said in narrated()]
    assert singly == post({"batch": [said for _, said in narrated()]})[0]
