"""A CMCD record that cannot be used: the reason, the words, and what is kept of it."""

from __future__ import annotations

import pytest

from matinee import instants
from matinee.events import Identity, PlaybackEvent, cmcd
from matinee.rejections import Rejection

NOBODY = Identity()
NOW_US = instants.parse("2026-11-20")
NOW_MS = NOW_US // 1000
YEAR_MS = 366 * 86_400_000
RECORD = 'cid="title-42",com.matinee-hh="home",e=t,sid="s-1",sn=4,ts=1795167441959,v=2'


def reject(record, identity=NOBODY, number=7):
    rejection = cmcd.parse_record(record, identity, NOW_US, number)
    assert isinstance(rejection, Rejection), rejection
    return rejection


@pytest.mark.parametrize(
    ("without", "reason", "problem"),
    [
        (",v=2", "unknown version", "Its version v is missing."),
        ("e=t,", "missing", "It has no e."),
        (",ts=1795167441959", "missing", "It has no ts."),
        ('sid="s-1",', "missing", "It has no sid."),
        ('cid="title-42",', "missing", "It has no cid."),
        ('com.matinee-hh="home",', "missing", "It has no com.matinee-hh."),
    ],
)
def test_without_it_a_record_cannot_be_placed(without, reason, problem):
    rejection = reject(RECORD.replace(without, ""))
    assert (rejection.line, rejection.reason, rejection.problem) == (7, reason, problem)


@pytest.mark.parametrize(
    ("members", "reason", "problem"),
    [
        ("v=3", "unknown version", "Its version v is 3."),
        ("v=2.5", "unknown version", "Its version v is 2.5."),
        ('v="2"', "unknown version", 'Its version v is "2".'),
        ("v=two", "unknown version", "Its version v is two."),
        ("v", "unknown version", "Its version v is not a number."),
        ("v=(2)", "unknown version", "Its version v is not a number."),
        ("e", "missing", "It has no e."),
        ("e=?1", "missing", "It has no e."),
        ('e=""', "missing", "It has no e."),
        ('e="t"', "missing", "It has no e."),
        ("e=1", "missing", "It has no e."),
        ("ts=now", "missing", "It has no ts."),
        ('ts="1795167441959"', "missing", "It has no ts."),
        ('sid=""', "missing", "It has no sid."),
        ("sid=?1", "missing", "It has no sid."),
        ("cid", "missing", "It has no cid."),
        ("cid=42", "missing", "It has no cid."),
        ('com.matinee-hh=""', "missing", "It has no com.matinee-hh."),
        ("ts=0", "impossible time", "Its ts is 0."),
        ("ts=-5", "impossible time", "Its ts is -5."),
        ("ts=1795167441", "impossible time", "Its ts is 1795167441."),
        ("ts=999999999999999", "impossible time", "Its ts is 999999999999999."),
        ('com.matinee-cc="XX"', "unknown country", "Its country is 'XX'."),
        ('com.matinee-cc="United Kingdom"', "unknown country", "Its country is 'United Kingdom'."),
        (f'com.matinee-cc="{"x" * 99}"', "unknown country", f"Its country is '{'x' * 40}'."),
        ('com.matinee-tz="Mars/Olympus"', "unknown time zone", "Its time zone is 'Mars/Olympus'."),
        ('com.matinee-tz="localtime"', "unknown time zone", "Its time zone is 'localtime'."),
        (f"v=t{'x' * 99}", "unknown version", f"Its version v is t{'x' * 39}."),
    ],
)
def test_a_value_that_cannot_be_is_shown(members, reason, problem):
    rejection = reject(f"{RECORD},{members}")
    assert (rejection.reason, rejection.problem) == (reason, problem)


@pytest.mark.parametrize(
    ("ts", "believed"),
    [
        (788_918_399_999, False),  # a millisecond before 1995
        (788_918_400_000, True),
        (NOW_MS + YEAR_MS, True),
        (NOW_MS + YEAR_MS + 1, False),
    ],
)
def test_clocks_before_1995_and_over_a_year_ahead_are_not_believed(ts, believed):
    assert isinstance(cmcd.parse_record(f"{RECORD},ts={ts}", Identity(), NOW_US), PlaybackEvent) == believed


def test_country_and_time_zone_of_the_door_are_checked_too():
    assert reject(RECORD, Identity(country="XX")).problem == "Its country is 'XX'."
    assert reject(RECORD, Identity(time_zone="Moon")).problem == "Its time zone is 'Moon'."


def test_the_sentence_says_what_to_do():
    assert reject(f"{RECORD},v=3").sentence("events.cmcd") == (
        "events.cmcd, line 7: Its version v is 3. "
        "This version of Matinee reads CMCD version 2; take a newer one or send version 2."
    )


@pytest.mark.parametrize(
    "record",
    [
        "nonsense!",
        f"{RECORD},",
        f"{RECORD},,v=2",
        f"{RECORD} v=2",
        f'{RECORD},cen="',
        f'{RECORD},cen="a\\n"',
        f'{RECORD},cen="é"',
        f'{RECORD},cen="\x07"',
        f"{RECORD}\x00",
        f"{RECORD},pt=61000.",
        f"{RECORD},pt=1e3",
        f"{RECORD},pt=1234567890123456",
        f"{RECORD},Pt=1",
        f"{RECORD},pt = 1",
        f"{RECORD},br=(5000;v 320",
        f"{RECORD},sta='p'",
        '{"cid": "title-42", "msd": 812}',
        "CMCD=cid%3D%22title-42%22%2Ce%3Dt",
        "POST /v1/cmcd?k=wk_7Qb2 HTTP/1.1",
        "\ufeff" + RECORD,
        RECORD + "\ud800",
    ],
)
def test_what_is_no_dictionary_of_structured_fields_is_unreadable(record):
    rejection = reject(record)
    assert (rejection.reason, rejection.problem) == ("unreadable", "It is not a dictionary of structured fields.")


@pytest.mark.parametrize(
    ("record", "kept"),
    [
        (f"{RECORD},v=3", 'cid="title-42",e=t,sid="s-1",sn=4,ts=1795167441959,v=3'),
        ('com.matinee-profile=anna;x="smith",v=3', "v=3"),
        ('e=t,com.matinee-hh=("anna, smith" "b");x="c,d",v=3', "e=t,v=3"),
        ('com.matinee-hh="anna \\"smith, jr\\"",v=3', "v=3"),
        ('com.matinee-hh=%"anna, smith",v=3', "v=3"),
        ("com.matinee-hh=:YW5uYQ==:,v=3", "v=3"),
        ("com.matinee-hh,nr,v=3", "nr,v=3"),
        ('com.acme-email="anna@smith.example",nor=("../anna.mp4"),cid="a",v=3', 'cid="a",v=3'),
    ],
)
def test_of_a_record_that_could_be_read_the_keys_are_kept_that_we_read(record, kept):
    assert reject(record).record == kept


@pytest.mark.parametrize(
    "named",
    [
        'com.matinee-hh="anna',
        'com.matinee-hh="anna"smith',
        'com.matinee-hh="anna", smith"',
        "com.matinee-hh='anna, smith'",
        "com.matinee-hh=anna smith",
        'com.matinee-hh = "anna"',
        'COM.MATINEE-HH="anna"',
        'com.matinee-hh="annä, smith"',
        'com.matinee-profile="\\anna"',
        '{"com.matinee-hh": "anna"}',
        "com.matinee-hh%3D%22anna%22",
        "POST /v1/cmcd?k=wk&hh=anna&tz=UTC HTTP/1.1",
        "POST /v1/cmcd?k=wk%26hh%3Danna",
        'com.matinee-\x00hh="anna"',
        '{"userId": "anna"}',
        '{"household": "anna", "name": "smith"}',
    ],
)
def test_of_a_record_of_unknown_form_no_words_are_kept_but_its_keys(named):
    rejection = reject(f'cid="title-42",{named},e=t,v=2')
    assert rejection.reason == "unreadable"
    assert rejection.record.startswith('cid="…-42",') and rejection.record.endswith("e=t,v=2")
    assert "ann" not in rejection.record + rejection.problem and "smith" not in rejection.record


def test_a_thousand_characters_are_kept_and_no_control_characters():
    assert len(reject(f'{RECORD},v=3,cid="{"y" * 100_000}"').record) == 1000
    assert reject("\x1b[31m\x00 red\u2028!").record == "�[…� …�!"
