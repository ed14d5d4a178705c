"""A Snowplow media event: what is read from it, and how its plays compare with Snowplow's own model."""

from __future__ import annotations

import base64
import csv
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from matinee import instants
from matinee.events import Identity, PlaybackEvent, snowplow, to_table
from matinee.identity import pseudonym
from matinee.settings import Settings
from matinee.viewing.spans import spans_of
from tests.data import data_folder, needs_data

EVENING_US = instants.parse("2026-11-20T19:00:00Z")
EVENING_MS = EVENING_US // 1000
RECEIVED_US = EVENING_US + 2 * instants.SECOND_US
NOBODY = Identity()
V1 = "com.snowplowanalytics.snowplow"
V2 = "com.snowplowanalytics.snowplow.media"
PLAYING = {"currentTime": 61.5, "ended": False, "paused": False, "playbackRate": 1}
PAGE = ("com.snowplowanalytics.snowplow/web_page/1-0-0", {"id": "page-1"})
SESSION = (f"{V2}/session/1-0-0", {"mediaSessionId": "s-1", "startedAt": "2026-11-20T18:00:00Z", "timePlayed": 12.5})


def name_of(*parts):
    return pseudonym(b"k", *parts)


def described(schema, data):
    vendor, name, *version = schema.split("/")
    return {"schema": f"iglu:{vendor}/{name}/jsonschema/{version[0] if version else '1-0-0'}", "data": data}


def in_base64(value):
    """As trackers write it: URL-safe and without padding."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def tracked(schema, data, entities, **more):
    """One event as a tracker sends it."""
    event = described(f"{V1}/unstruct_event", described(schema, data))
    contexts = described(f"{V1}/contexts", [described(*entity) for entity in entities])
    fields = {
        "e": "ue",
        "eid": "e-1",
        "dtm": str(EVENING_MS),
        "stm": str(EVENING_MS + 500),
        "duid": "cookie",
        "ue_px": in_base64(event),
        "cx": in_base64(contexts),
    } | more
    return {name: value for name, value in fields.items() if value is not None}


def v1(kind="play", player=PLAYING, element=("org.whatwg/media_element", {"htmlId": "film"}), label=None, **more):
    """An event of version 1, from a video element unless it is said to be YouTube."""
    said = {"type": kind} | ({"label": label} if label else {})
    entities = [PAGE, (f"{V1}/media_player", player), *([element] if element else [])]
    return tracked(f"{V1}/media_player_event", said, entities, **more)


def youtube(kind, player=PLAYING, *, buffering=False, **more):
    return v1(kind, player, ("com.youtube/youtube", {"playerId": "film", "buffering": buffering}), **more)


def v2(kind="ping", player=PLAYING, *entities, data=None, **more):
    """An event of version 2, of the asset `film`."""
    player = (f"{V1}/media_player/2-0-0", {"label": "film"} | player)
    return tracked(f"{V2}/{kind}_event", data or {}, [PAGE, player, SESSION, *entities], **more)


def at(position_s, **more):
    """The player at a place."""
    return PLAYING | {"currentTime": position_s} | more


def post(body, identity=NOBODY, received_at_us=RECEIVED_US):
    """What becomes of a body: events and rejections."""
    if isinstance(body, list):
        body = {"schema": f"iglu:{V1}/payload_data/jsonschema/1-0-4", "data": body}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return snowplow.parse_body(snowplow.reduced(raw, name_of), identity, received_at_us)


def read(record, **more):
    events, rejections = post([record], **more)
    assert not rejections, rejections
    (event,) = events
    return event


def reject(record, **more):
    events, rejections = post([record], **more)
    assert not events
    (rejection,) = rejections
    return rejection.reason, rejection.problem


# --- one event ----------------------------------------------------------------------------------


VISIT = (f"{V1}/client_session/1-0-2", {"userId": "phone", "sessionId": "visit", "eventIndex": 7})


@pytest.mark.parametrize(
    ("record", "session", "sequence"),
    [
        (v1("volumechange", uid="anna", tz="Europe/London"), "page-1", None),
        (v2("volume_change", PLAYING, VISIT, uid="anna", tz="Europe/London"), "s-1", 7),
    ],
)
def test_an_event_of_either_version_is_read_field_by_field(record, session, sequence):
    assert read(record) == PlaybackEvent(
        household=name_of("household", "anna"),
        profile=None,
        asset="film",
        session=session,
        sequence=sequence,
        occurred_at_us=EVENING_US,
        state="playing",
        position_ms=61_500,
        rate=1,
        event="other",
        country=None,
        time_zone="Europe/London",
        device=None,
        sent_at_us=EVENING_US + 500_000,
        id="e-1",
    )


@pytest.mark.parametrize(
    ("kinds", "event", "state"),
    [
        ("play playing", "state change", "playing"),
        ("pause", "state change", "paused"),
        ("ended", "state change", "ended"),
        ("seeking", "state change", "seeking"),
        ("seeked seek", "state change", None),
        ("waiting buffering", "state change", "rebuffering"),
        ("loadstart emptied", "state change", "starting"),
        ("timeupdate", "timer", None),
        ("ratechange playbackratechange", "rate change", None),
        ("playbackqualitychange", "bitrate change", None),
        ("error", "error", None),
        ("percentprogress volumechange fullscreenchange tomorrow", "other", None),
    ],
)
def test_version_1_has_types(kinds, event, state):
    """On YouTube it says `paused: false` always, so that what the event does not say stays as it was."""
    for kind in kinds.split():
        said = read(youtube(kind))
        assert (said.event, said.state) == (event, state)
        assert read(v1(kind)).state == (state or "playing"), "a video element is believed"


@pytest.mark.parametrize(
    ("kinds", "event", "state"),
    [
        ("play", "state change", "playing"),
        ("pause", "state change", "paused"),
        ("end", "state change", "ended"),
        ("seek_start", "state change", "seeking"),
        ("buffer_start", "state change", "rebuffering"),
        ("ready seek_end buffer_end", "state change", "playing"),
        ("ping", "timer", "playing"),
        ("playback_rate_change", "rate change", "playing"),
        ("quality_change", "bitrate change", "playing"),
        ("error", "error", "playing"),
        ("percent_progress volume_change fullscreen_change picture_in_picture_change ad_click", "other", "playing"),
        ("ad_break_start", "ad break start", None),
        ("ad_break_end", "ad break end", None),
        ("ad_start", "ad start", None),
        ("ad_complete", "ad end", None),
        ("ad_skip", "skip", None),
    ],
)
def test_version_2_has_events(kinds, event, state):
    for said in (read(v2(kind)) for kind in kinds.split()):
        assert (said.event, said.state) == (event, state)
        assert said.position_ms == (None if state is None else 61_500), "in advertising the place is unknown"


def test_an_advertisement_that_is_laid_over_the_content_changes_nothing():
    for kind in ("nonlinear", "companion"):
        said = read(v2("ad_start", PLAYING, (f"{V2}/ad_break", {"breakType": kind})))
        assert (said.event, said.state, said.position_ms) == ("other", "playing", 61_500)
    assert read(v2("ad_start", PLAYING, (f"{V2}/ad_break", {"breakType": "linear"}))).event == "ad start"


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (v2("ping", PLAYING | {"paused": True}), "paused"),
        (v2("ping", PLAYING | {"paused": True, "ended": True}), "ended"),
        (v2("ping", PLAYING | {"ended": True}), "playing"),
        (v2("ping", {"currentTime": 61.5}), None),
        (v2("ping", PLAYING | {"paused": True}, ("com.youtube/youtube", {"buffering": True})), "rebuffering"),
        (v1("seeked", PLAYING | {"paused": True}), "paused"),
        (youtube("seek", buffering=True), "rebuffering"),
        (youtube("volumechange", PLAYING | {"paused": True}), "paused"),
        (youtube("volumechange", PLAYING | {"ended": True}), "ended"),
        (youtube("play", PLAYING | {"paused": True}, buffering=True), "playing"),
        (v2("seek_end", PLAYING | {"paused": "no"}), None),
    ],
)
def test_what_the_event_does_not_say_the_player_says_by_the_way(record, state):
    assert read(record).state == state


@pytest.mark.parametrize(
    ("player", "position_ms"),
    [
        ({"currentTime": 0}, 0),
        ({"currentTime": "12.5"}, 12_500),
        ({"currentTime": -1}, None),
        ({"currentTime": None}, None),
        ({"currentTime": 1e12}, None),
        ({"isLive": True}, None),
        ({"livestream": True}, None),
        ({"livestream": False}, 61_500),
    ],
)
def test_a_position_is_in_seconds_or_unknown(player, position_ms):
    assert (
        read(v2("ping", PLAYING | player)).position_ms == read(v1("play", PLAYING | player)).position_ms == position_ms
    )


def test_the_rate_is_the_new_one_where_it_changes():
    assert read(v2("ping", PLAYING | {"playbackRate": 1.5})).rate == 1.5
    assert read(v2("playback_rate_change", data={"previousRate": 1, "newRate": 2})).rate == 2
    assert read(v2("ping", PLAYING | {"playbackRate": 17})).rate is None
    assert read(v2("ping", {"currentTime": 1})).rate is None


def test_the_asset_is_the_label_or_the_id_of_the_player():
    html, tube = ("org.whatwg/media_element", {"htmlId": "html"}), ("com.youtube/youtube", {"playerId": "tube"})
    assert read(v2("ping", PLAYING | {"label": None}, html)).asset == "html"
    assert read(v2("ping", PLAYING | {"label": None}, tube)).asset == "tube"
    assert read(v2("ping", PLAYING, html)).asset == "film"
    assert read(v1(element=html, label="a film")).asset == "html"
    assert read(v1(element=("org.whatwg/media_element", {"htmlId": ""}), label="a film")).asset == "a film"
    assert reject(v1(element=None)) == ("missing", "It has no label and no id of a player.")


def test_the_player_of_an_early_version_2_is_read():
    """Of versions 3.12 and 3.13 of the JavaScript tracker."""
    early = (f"{V2}/player", PLAYING | {"label": "film", "isLive": False})
    assert read(tracked(f"{V2}/ping_event", {}, [SESSION, early])) == read(v2())


def test_the_session_is_that_of_the_media_or_the_page_or_the_visit():
    player = (f"{V1}/media_player", PLAYING | {"label": "film"})
    assert read(tracked(f"{V2}/ping_event", {}, [player, PAGE, VISIT])).session == "page-1"
    assert read(tracked(f"{V2}/ping_event", {}, [player, VISIT])).session == "visit"
    assert reject(tracked(f"{V2}/ping_event", {}, [player])) == (
        "missing",
        "It has no mediaSessionId and no page view.",
    )


# --- sessions -----------------------------------------------------------------------------------


def seconds_watched(table):
    """For each session: from and to in time, and from and to in the content, in seconds."""
    spans = defaultdict(list)
    for row in spans_of(table, str, Settings()).to_pylist():
        times = [instants.to_us(row[name]) / 1_000_000 for name in ("started_at", "ended_at")]
        places = [row[name] for name in ("position_start_ms", "position_end_ms")]
        spans[row["session"]].append((*times, *(place and place / 1000 for place in places)))
    return spans


def watched(*reports):
    """The spans of reports of version 2 at seconds after 19:00."""
    records = [
        v2(kind, player, *entities, eid=f"e-{number}", dtm=str(EVENING_MS + round(at_s * 1000)), stm=None)
        for number, (at_s, kind, player, *entities) in enumerate(reports)
    ]
    events, rejections = post(records, received_at_us=EVENING_US + instants.DAY_US)
    assert not rejections
    table = to_table(events, secret=b"k", buckets=16, source="snowplow", received_at_us=EVENING_US + instants.DAY_US)
    (spans,) = seconds_watched(table).values()
    return [(start - EVENING_US / 1e6, end - EVENING_US / 1e6, *places) for start, end, *places in spans]


def test_a_play_of_version_2_is_what_was_played():
    """Ready, played, buffered for 2 s, paused for 8 s, jumped, played at twice the speed, to the end."""
    paused = {"paused": True}
    assert watched(
        (0, "ready", at(0, **paused)),
        (1, "play", at(0)),
        (11, "ping", at(10)),
        (15, "buffer_start", at(14)),
        (17, "buffer_end", at(14)),
        (22, "pause", at(19, **paused)),
        (25, "seek_start", at(19, **paused)),
        (26, "seek_end", at(300, **paused)),
        (30, "play", at(300)),
        (40, "playback_rate_change", at(310, playbackRate=2)),
        (50, "percent_progress", at(330, playbackRate=2)),
        (60, "end", at(350, playbackRate=2, ended=True, paused=True)),
        (61, "ping", at(350, playbackRate=2, ended=True, paused=True)),
    ) == [(1, 15, 0, 14), (17, 22, 14, 19), (30, 40, 300, 310), (40, 60, 310, 350)]


def test_what_is_advertised_in_a_play_of_version_2_is_not_watched():
    linear = (f"{V2}/ad_break", {"breakType": "linear"})
    assert watched(
        (0, "play", at(600)),
        (10, "ad_break_start", at(610), linear),
        (10.5, "ad_start", at(0), linear),
        (20, "ping", at(10), linear),
        (30, "ad_complete", at(20), linear),
        (31, "ad_start", at(0), linear),
        (36, "ad_skip", at(5), linear),
        (37, "ad_break_end", at(610), linear),
        (37.5, "play", at(610)),
        (47.5, "pause", at(620, paused=True)),
    ) == [(0, 10, 600, 610), (37, 37.5, None, None), (37.5, 47.5, 610, 620)]


# --- beside Snowplow's own model ----------------------------------------------------------------


def rows_of(name):
    csv.field_size_limit(2**24)
    with (data_folder() / "player_events/snowplow" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def entity_table(name):
    """An entity's table, by the event it came with."""
    return {row["event_id"]: row for row in rows_of(f"source/snowplow_{name}_context.csv") if row["schema_name"]}


def milliseconds(stamp):
    return round(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() * 1000)


def plays():
    """For each play, its page view and media: Snowplow's seconds and ours, from the same events."""
    players, said = entity_table("media_player"), entity_table("media_player_event")
    tubes, elements = entity_table("youtube"), entity_table("html5_media_element")
    tables, play_of = [], {}
    for row in rows_of("source/snowplow_media_player_events.csv"):
        id, collected_us = row["event_id"], milliseconds(row["collector_tstamp"]) * 1000
        player = {name: players[id][name] == "true" for name in ("ended", "paused", "muted")}
        player |= at(float(players[id]["current_time"]), playbackRate=float(players[id]["playback_rate"])) | player
        page = json.loads(row["contexts_com_snowplowanalytics_snowplow_web_page_1_0_0"])[0]
        entities = [(f"{V1}/web_page", page), (f"{V1}/media_player", player)]
        if tube := tubes.get(id):
            shown = {"playerId": tube["player_id"], "buffering": tube["buffering"] == "true", "url": tube["url"]}
            entities.append(("com.youtube/youtube", shown))
        if element := elements.get(id):
            entities.append(("org.whatwg/media_element", {"htmlId": element["html_id"], "src": element["src"]}))
        happened = {"type": said[id]["type"], "label": said[id]["label"]}
        times = {
            "dtm": str(milliseconds(row["dvce_created_tstamp"])),
            "stm": str(milliseconds(row["dvce_sent_tstamp"])),
        }
        who = {"duid": row["domain_userid"], "tz": row["os_timezone"], "url": row["page_url"]}
        record = tracked(f"{V1}/media_player_event", happened, entities, eid=id, **times, **who)
        event = read(record, received_at_us=collected_us)
        tables.append(to_table([event], secret=b"k", buckets=16, source="snowplow", received_at_us=collected_us))
        play_of[tables[-1]["session"][0].as_py()] = (event.session, event.asset)
    spans = seconds_watched(pa.concat_tables(tables))
    ours = {play: sum(end - start for start, end, *_ in spans[session]) for session, play in play_of.items()}
    theirs = {
        (row["page_view_id"], row["media_id"]): int(row["play_time_sec"])
        for row in rows_of("expected/snowplow_media_player_base_expected.csv")
    }
    return theirs, ours


@needs_data
def test_the_documentation_compares_every_play_with_snowplows_own_model():
    """In `docs/segment-and-snowplow.md`: the play, their seconds, ours, and why they differ."""
    page = (Path(__file__).parents[2] / "docs/segment-and-snowplow.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w{8}) (\S+)` \| ([0-9]+) \| ([0-9.]+) \| (.*)\|$", page, re.MULTILINE)
    theirs, ours = plays()
    assert set(theirs) == set(ours)
    assert len(table) == len(ours) == 44
    assert {(view, media): (int(their), float(our)) for view, media, their, our, _ in table} == {
        (view[:8], media): (their, round(ours[view, media], 1)) for (view, media), their in theirs.items()
    }
    assert all(why or abs(int(their) - float(our)) <= 1 for _, _, their, our, why in table)
    assert f"Altogether {sum(theirs.values()):,} s by theirs and {sum(ours.values()):,.1f} s by ours." in page
