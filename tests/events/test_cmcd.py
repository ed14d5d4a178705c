"""A CMCD record: what is read from it."""

from __future__ import annotations

import json

import pytest

from matinee import instants
from matinee.events import Identity, PlaybackEvent, cmcd
from matinee.rejections import Rejection
from tests.data import data_folder, needs_data

NOW_US = instants.parse("2026-11-20")
HOME = Identity(household="home")
TS = 1_795_167_441_959
RECORD = f'cid="title-42",e=t,pt=61000,sid="s-1",sn=4,sta=p,ts={TS},v=2'


def read(record, identity=HOME):
    event = cmcd.parse_record(record, identity, NOW_US)
    assert isinstance(event, PlaybackEvent), event
    return event


def also(member):
    """The event of the usual record with one member more, which goes before one of the same key."""
    return read(f"{RECORD},{member}")


def test_a_record_of_hls_js_is_read_key_by_key():
    """A line that hls.js 1.7.4 sent, with the identity in custom keys."""
    record = (
        'cid="title-42",com.matinee-cc="GB",com.matinee-hh="hh-1",com.matinee-profile="p-1",'
        'com.matinee-tz="Europe/London",e=pr,msd=812.4,pr=1.5,pt=61000,sf=h,'
        'sid="6e2fb550-c457-11e9-bb97-0800200c9a66",sn=4,st=v,sta=p,ts=1795167441959,v=2'
    )
    assert read(record, Identity()) == PlaybackEvent(
        household="hh-1",
        profile="p-1",
        asset="title-42",
        session="6e2fb550-c457-11e9-bb97-0800200c9a66",
        sequence=4,
        occurred_at_us=1_795_167_441_959_000,
        state="playing",
        position_ms=61_000,
        rate=1.5,
        event="rate change",
        country="GB",
        time_zone="Europe/London",
        device=None,
    )


def test_the_shortest_record_of_the_standard_needs_only_session_and_content_beside():
    event = read('e=t,ts=1764752400000,v=2,sid="s",cid="c"')
    assert event.occurred_at_us == instants.parse("2025-12-03T09:00:00Z")
    assert (event.sequence, event.state, event.position_ms, event.rate, event.event) == (
        None,
        None,
        None,
        None,
        "timer",
    )
    assert (event.profile, event.country, event.time_zone, event.device) == (None, None, None, None)


def test_keys_come_in_any_order():
    members = RECORD.split(",")
    assert {read(",".join(members[turn:] + members[:turn])) for turn in range(len(members))} == {read(RECORD)}


@pytest.mark.parametrize(
    "record",
    [
        f"  {RECORD}",
        f"{RECORD}  ",
        f"{RECORD}\n",
        f"{RECORD}\r\n",
        RECORD.replace(",", ", "),
        RECORD.replace(",", " ,  "),
    ],
)
def test_stray_spaces_and_line_ends_say_nothing(record):
    assert read(record) == read(RECORD)


def test_a_tab_behind_a_comma_is_a_space():
    assert read(RECORD.replace(",", ",\t")) == read(RECORD)


def test_empty_lines_are_passed_over_and_the_others_keep_their_numbers():
    lines = enumerate([RECORD, "", "  ", "\r", "nonsense!", RECORD], start=1)
    events, rejections = cmcd.parse_records(lines, HOME, NOW_US)
    assert events == [read(RECORD)] * 2
    assert [rejection.line for rejection in rejections] == [5]


def test_the_last_of_two_members_with_one_key_counts():
    assert also("pt=5").position_ms == 5
    assert also("pt=5,ec=()").position_ms == 5


@pytest.mark.parametrize(
    ("member", "field", "value"),
    [
        ("pt=61000.4", "position_ms", 61_000),
        ("pt=60999.6", "position_ms", 61_000),
        ("pt=60999.5999999987", "position_ms", 61_000),
        ("pt=1795167441959.4", "position_ms", 1_795_167_441_959),
        ("sn=4.0", "sequence", 4),
        (f"ts={TS}.4", "occurred_at_us", TS * 1000),
        (f"ts={TS}.25,ec=(1.5)", "occurred_at_us", TS * 1000),
        ("v=2.0", "asset", "title-42"),
    ],
)
def test_a_decimal_where_an_integer_is_meant_is_rounded(member, field, value):
    assert getattr(also(member), field) == value


def test_a_rate_with_the_noise_of_single_precision_is_that_rate():
    """What Safari gives for 1.1 and a script pastes."""
    assert also("pr=1.100000023841858").rate == 1.1


@pytest.mark.parametrize(
    "member",
    [
        'ec="manifestLoadError"',
        'ec=("manifestLoadError" "x, y")',
        "br=(5000;v 320;a)",
        "br=(5000;v=1 320;a);x",
        'nor=("../a,b.m4v";r="0-99")',
        "bl=()",
        "bg",
        "bg=?0",
        "msd=812.4",
        'cen="say \\"so\\", then \\\\"',
        "com.acme-unknown=s",
        'com.acme-nothing=""',
        "x=:aGVsbG8=:",
        "x=@1659578233",
        'x=%"f%c3%bc"',
        "x;y=1",
        "*=1",
    ],
)
def test_keys_that_do_not_concern_viewing_change_nothing(member):
    assert also(member) == read(RECORD)
    assert read(f"{member},{RECORD}") == read(RECORD)


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ('pt="61000"', "position_ms"),
        ("pt=-1", "position_ms"),
        ("pt=-0.6", "position_ms"),
        ("pt", "position_ms"),
        ("pt=(61000)", "position_ms"),
        ('sn="4"', "sequence"),
        ("sn=?1", "sequence"),
        ("pr=fast", "rate"),
        ("pr=-1", "rate"),
        ("pr=17", "rate"),
        ('sta="p"', "state"),
        ("sta=7", "state"),
        ("sta", "state"),
        ("com.matinee-profile=?1", "profile"),
        ("com.matinee-profile=12", "profile"),
        ('com.matinee-profile=""', "profile"),
        ('com.matinee-profile=("a")', "profile"),
        ("com.matinee-cc", "country"),
        ('com.matinee-tz=""', "time_zone"),
    ],
)
def test_a_value_of_the_wrong_kind_says_nothing(member, field):
    assert getattr(also(member), field) is None


@pytest.mark.parametrize(
    ("token", "state"),
    [
        ("s", "starting"),
        ("p", "playing"),
        ("k", "seeking"),
        ("r", "rebuffering"),
        ("a", "paused"),
        ("e", "ended"),
        ("f", "failed"),
        ("q", "quit"),
        ("d", "preloading"),
        ("w", "waiting"),
        ("z", None),
        ("P", None),
    ],
)
def test_states_have_names_and_an_unknown_one_says_nothing(token, state):
    assert also(f"sta={token}").state == state


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("ps", "state change"),
        ("t", "timer"),
        ("pr", "rate change"),
        ("abs", "ad break start"),
        ("abe", "ad break end"),
        ("as", "ad start"),
        ("ae", "ad end"),
        ("sk", "skip"),
        ("e", "error"),
        ("rr", "response"),
        ("um", "unmute"),
        ("new", "other"),
    ],
)
def test_kinds_of_events_have_names(token, kind):
    assert also(f"e={token}").event == kind


@pytest.mark.parametrize(
    ("member", "state"),
    [
        ("nr", "not rendered"),
        ("nr=?1", "not rendered"),
        ("nr=?0", "playing"),
        ('nr=""', "playing"),
        ("nr=1", "playing"),
    ],
)
def test_content_that_is_not_rendered_is_not_playing(member, state):
    assert also(member).state == state
    assert also(f"{member},ec=()").state == state


@pytest.mark.parametrize("rate", ["0", "0.5", "1", "16"])
def test_rates_that_a_browser_can_play_are_believed(rate):
    assert also(f"pr={rate}").rate == float(rate)


@pytest.mark.parametrize(
    ("position", "position_ms"),
    [
        ('com.matinee-pt="61000"', 61_000),
        ('com.matinee-pt="0"', 0),
        ('com.matinee-pt="-5"', None),
        ('com.matinee-pt="soon"', None),
        ('com.matinee-pt=""', None),
        ('com.matinee-pt="1234567890123456"', None),
        ('com.matinee-pt="61000",pt=7', 7),
    ],
)
def test_the_position_may_come_in_a_custom_key(position, position_ms):
    assert read(f'cid="c",{position},e=t,sid="s",ts={TS},v=2').position_ms == position_ms


def test_tokens_serve_where_a_player_forgot_the_quotes():
    event = read(
        f"cid=title-42,com.matinee-cc=gb,com.matinee-hh=hh-1,com.matinee-tz=Europe/London,e=t,sid=s-1,ts={TS},v=2"
    )
    assert (event.asset, event.session, event.household) == ("title-42", "s-1", "hh-1")
    assert (event.country, event.time_zone) == ("GB", "Europe/London")


def test_escapes_in_a_string_are_undone():
    assert also('com.matinee-hh="say \\"so\\" \\\\"').household == 'say "so" \\'


def test_a_record_that_names_its_household_goes_before_the_door():
    door = Identity(household="door", profile="d", country="FR", time_zone="Europe/Paris", device="tv")
    assert read(RECORD, door)[:2] == ("door", "d")
    said = 'com.matinee-hh="said",com.matinee-profile="s",com.matinee-cc="BR",com.matinee-tz="America/Bahia"'
    event = read(f"{RECORD},{said}", door)
    assert (event.household, event.profile, event.country, event.time_zone) == ("said", "s", "BR", "America/Bahia")
    assert event.device == "tv"


def test_a_line_of_a_megabyte_is_read_like_any_other():
    assert also(f'com.acme-long="{"x" * 1_000_000}"') == read(RECORD)
    assert also(f"br=({'5000 ' * 20_000})") == read(RECORD)


NO_VERSION, NO_CONTENT, NO_EVENT = "Its version v is missing.", "It has no cid.", "It has no e."
OUTCOMES = {
    ("CmcdReportRecorder.test.ts", "classifies POST to an event-target URL as event"): [NO_VERSION],
    ("CMCD_HEADERS.ts", ""): [NO_EVENT],
    ("CMCD_STRING_EVENT.ts", ""): ["timer"],
    ("CMCD_STRING_REQUEST.ts", ""): [NO_EVENT],
    ("CMCD_STRING_RESPONSE.ts", ""): ["response"],
    ("CMCD_STRING_V1.ts", ""): [NO_VERSION],
    ("validateCmcdEventReport.test.ts", "provides a valid example"): [NO_CONTENT, NO_CONTENT],
    ("validateCmcdEventReport.test.ts", "validates a valid HttpRequest"): [NO_CONTENT],
    ("validateCmcdEventReport.test.ts", "combines request validation errors with body validation errors"): [NO_EVENT],
    ("validateCmcdEvents.test.ts", "reports error for custom event without cen"): [NO_CONTENT],
    ("validateCmcdEvents.test.ts", "forwards the version option"): [NO_CONTENT],
    ("validateCmcdEvents.test.ts", "validates a valid response received event"): [NO_CONTENT],
    ("validateCmcdEvents.test.ts", "merges issues from multiple lines"): [NO_CONTENT, NO_EVENT],
    ("validateCmcdEvents.test.ts", "ignores blank lines"): [NO_CONTENT, NO_CONTENT],
    ("validateCmcdHeaders.test.ts", "accepts all keys in correct shards"): [NO_VERSION],
    ("validateCmcdHeaders.test.ts", "automatically validates in request mode"): [NO_EVENT],
}


@needs_data
def test_the_records_of_the_common_media_library_come_out_as_the_standard_has_it():
    """Vectors of @svta/cml-cmcd; most lack `cid`, without which viewing has no title."""
    vectors = json.loads((data_folder() / "player_events/cmcd/cml_cmcd_text_vectors.json").read_text())["vectors"]
    outcomes = {}
    for vector in vectors:
        lines = [line for line in vector["text"].split("\n") if line]
        read_lines = [cmcd.parse_record(line, HOME, NOW_US) for line in lines]
        outcomes[vector["source"].rpartition("/")[2], vector["test"]] = [
            one.problem if isinstance(one, Rejection) else one.event for one in read_lines
        ]
    assert outcomes == OUTCOMES


@needs_data
def test_the_full_record_of_the_common_media_library_gives_its_values():
    vectors = json.loads((data_folder() / "player_events/cmcd/cml_cmcd_text_vectors.json").read_text())["vectors"]
    (text,) = [vector["text"] for vector in vectors if vector["source"].endswith("/CMCD_STRING_EVENT.ts")]
    event = read(text)
    assert (event.asset, event.session, event.sequence, event.state) == ("content-id", "session-id", 1, "playing")
    assert (event.position_ms, event.rate) == (45_000, None)
    assert event.occurred_at_us == instants.parse("2022-01-01")
