"""Whatever comes in, a CMCD record is an event or a rejection, and the short way of reading agrees with the long."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import http_sf
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee import instants
from matinee.catalogue.countries import countries
from matinee.events import Identity, PlaybackEvent, cmcd
from matinee.events.event import KINDS, STATES, time_zones
from matinee.rejections import REASONS

NOW_US = instants.parse("2026-11-20")
SECRET = "anna, at no. 7"
GOOD = 'cid="c",com.matinee-cc="GB",e=t,ec=("a" "b"),pr=1.5,pt=61000,sid="s",sn=4,sta=p,ts=1795167441959,v=2'
PLAIN = GOOD.replace(',ec=("a" "b")', "")

seeds = st.integers(0, 2**32)
keys = st.sampled_from(["e", "ts", "sid", "cid", "pt", "sta", "nr", "v", "com.matinee-hh"]) | st.from_regex(
    r"[a-z*][a-z0-9_.*-]{0,8}", fullmatch=True
)
strings = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), max_size=12)
integers = st.integers(-(10**15) + 1, 10**15 - 1).map(str)
decimals = st.from_regex(r"-?[0-9]{1,12}\.[0-9]{1,3}", fullmatch=True)
tokens = st.from_regex(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]{0,12}", fullmatch=True)
values = st.one_of(
    strings.map('="{}"'.format),
    st.one_of(integers, decimals, tokens, st.sampled_from(["?0", "?1"])).map("={}".format),
    st.just(""),
)
members = st.tuples(keys, values).map("".join)
commas = st.sampled_from([",", ", ", " ,", "  ,  "])


@st.composite
def plain_records(draw):
    """Records of the members that players really send."""
    text = draw(members)
    for _ in range(draw(st.integers(0, 8))):
        text += draw(commas) + draw(members)
    return text


def typed(value):
    """A value of the library, with its type."""
    bare = value[0]
    if isinstance(bare, http_sf.Token):
        return "token", str(bare)
    if isinstance(bare, bool):
        return "boolean", bare
    return ("string", bare) if isinstance(bare, str) else ("number", Decimal(bare))


def typed_plain(member):
    """A member as the short way reads it, with its type."""
    _, string, number, word, rest = member
    assert rest == ""
    if string:
        return "string", string[1:-1]
    if number:
        return "number", Decimal(number)
    return ("boolean", word != "?0") if word[:1] in ("", "?") else ("token", word)


@settings(max_examples=1_000, deadline=None)
@given(plain_records())
def test_plain_members_are_read_as_the_library_reads_them(record):
    assert all(member[0] for member in cmcd._PLAIN.findall(record)), "the short way was not taken"
    expected = {key: typed(value) for key, value in http_sf.parse(record.encode(), tltype="dictionary").items()}
    assert {key: typed_plain(member) for key, member in cmcd._members(record).items()} == expected


@settings(max_examples=500, deadline=None)
@given(plain_records())
def test_a_member_that_takes_the_long_way_changes_nothing(record):
    short, long = (cmcd.parse_record(f"{PLAIN},{record}{more}", Identity(), NOW_US) for more in ("", ",br=(1;v)"))
    assert getattr(short, "reason", short) == getattr(long, "reason", long)


def check(outcome):
    """It is a proper event, or a rejection with a known reason."""
    if isinstance(outcome, PlaybackEvent):
        assert outcome.household and outcome.asset and outcome.session
        assert outcome.state in (*STATES, None) and outcome.event in KINDS
        assert outcome.position_ms is None or outcome.position_ms >= 0
        assert outcome.rate is None or 0 <= outcome.rate <= 16
        assert outcome.country is None or outcome.country in countries()
        assert outcome.time_zone is None or outcome.time_zone in time_zones()
    else:
        assert outcome.reason in REASONS and outcome.problem.endswith(".")
        assert len(outcome.record) <= 1000 and outcome.record.isprintable()


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_a_changed_record_is_an_event_or_a_rejection_that_names_nobody(seed):
    """A hundred records an example; some characters around the household were changed."""
    random = Random(seed)
    for _ in range(100):
        around = [f"{GOOD},", f",{GOOD}"]
        for _ in range(random.randint(1, 4)):
            side = random.randrange(2)
            begin = random.randrange(len(around[side]))
            inserted = "".join(random.choices('"\\,=;()?%:@ \t-.09azAZ\x00é\ufeff', k=random.randrange(4)))
            around[side] = around[side][:begin] + inserted + around[side][begin + random.randrange(4) :]
        record = f'com.matinee-hh="{SECRET}"'.join(around)
        outcome = cmcd.parse_record(record, Identity(), NOW_US)
        check(outcome)
        if not isinstance(outcome, PlaybackEvent):
            assert SECRET not in outcome.record + outcome.problem, record


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_any_characters_are_an_event_or_a_rejection(seed):
    """A hundred lines an example, of the characters that mean something in a record."""
    random = Random(seed)
    for _ in range(100):
        line = "".join(random.choices('"\\,=;()?%:@ \t-.09azAZé', k=random.randrange(40)))
        check(cmcd.parse_record(line, Identity(household="home"), NOW_US))
        check(cmcd.parse_record(f"{GOOD},{line}", Identity(household="home"), NOW_US))


@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_event_or_a_rejection(text):
    check(cmcd.parse_record(text, Identity(household="home"), NOW_US))


@settings(max_examples=500, deadline=None)
@given(plain_records())
def test_any_plain_record_is_an_event_or_a_rejection(record):
    check(cmcd.parse_record(f"{GOOD},{record}", Identity(household="home"), NOW_US))
