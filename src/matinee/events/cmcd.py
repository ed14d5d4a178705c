"""CMCD version 2, event mode: one record a line, as hls.js, dash.js and Shaka send it.

A record is a dictionary of RFC 8941 (structured fields). Unknown keys and values of the
wrong type are ignored, as the standard asks; a record that cannot be placed at all (no
event, no time, no session, no content, no household) is a rejection.

The identity comes in custom keys, all strings: `com.matinee-hh` (household),
`com.matinee-profile`, `com.matinee-cc` (country), `com.matinee-tz` (time zone). The
position is `pt`, or `com.matinee-pt` where a player cannot set `pt`. The first record of a
request may say in `com.matinee-sent` when, by the player's clock, the request was sent.

Source: CTA-5004-B, Common Media Client Data version 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

import http_sf

from matinee.catalogue.countries import country_code
from matinee.events.event import Identity, PlaybackEvent, is_possible_time, time_zones
from matinee.rejections import Rejection

SOURCE = "cmcd"
NEWEST_VERSION = 2

STATES = {
    "s": "starting",
    "p": "playing",
    "k": "seeking",
    "r": "rebuffering",
    "a": "paused",
    "e": "ended",
    "f": "failed",
    "q": "quit",
    "d": "preloading",
    "w": "waiting",
}
KINDS = {
    "ps": "state change",
    "t": "timer",
    "pr": "rate change",
    "abs": "ad break start",
    "abe": "ad break end",
    "as": "ad start",
    "ae": "ad end",
    "sk": "skip",
    "e": "error",
    "b": "background change",
    "bc": "bitrate change",
    "c": "content change",
    "h": "host change",
    "m": "mute",
    "um": "unmute",
    "pc": "player collapse",
    "pe": "player expand",
    "rr": "response",
    "ce": "custom",
}
FASTEST = 16
"""Browsers play no faster; a rate above it is not believed."""

_Member = tuple[str, str, str, str, str]
"""Key, and the one of these that its value is: string in its quotes, number, token or boolean,
anything else. A key alone is true and has none of them."""

# The members that players really send: strings without escapes, numbers, tokens, flags.
# What does not match falls into the last group, and the whole record is then read by the
# library. On this subset the two agree, which a test holds them to; this one takes a
# fifth of the time (docs/decisions/0005-structured-fields.md).
_PLAIN = re.compile(
    r"""[ ]*([a-z*][a-z0-9_.*-]*)
        (?:=(?:("[ !\#-\[\]-~]*")
              |(-?(?:[0-9]{1,12}\.[0-9]{1,3}|[0-9]{1,15}))
              |(\?[01]|[A-Za-z*][A-Za-z0-9!\#$%&'*+.^_`|~:/-]*)))?
        [ ]*(?:,(?=.)|$)
        |(.+)""",
    re.VERBOSE | re.DOTALL,
)
_DECIMAL = re.compile(r'"(?:[^"\\]|\\.)*+"?|(?<==)-?([0-9]{1,15})\.[0-9]+(?=[ ,]|$)')
"""A string, to be passed over, or a decimal of any length."""
_SAID_BY_THE_PLAYER = re.compile(
    rb"""com\.matinee-(?:hh|profile|cc|tz)(?![a-z0-9_.*-])(?:%?"(?:[^"\\\n]|\\[^\n])*"|"[^\n]*|[^",\n])*"""
)
"""Who and where, by the report's own word, which a door does not take: the token says that, signed."""
_READ = (
    *("bg", "cid", "e", "msd", "nr", "pr", "pt", "sf", "sid", "sn", "st", "sta", "ts", "v"),
    *("com.matinee-cc", "com.matinee-pt", "com.matinee-sent", "com.matinee-tz"),
)
"""The keys that a rejected record is kept with."""
_WORD = re.compile(r"[^\W_]{3,}")
"""What may name a person, in a record of unknown form."""
MOST_RECORDS = 10_000
"""In a body of 1 MB there is no room for more that say anything."""
_KEPT = 1000
_SHOWN = 40


def reduced(body: bytes, name_of: Callable[..., bytes]) -> bytes:  # noqa: ARG001  every door's shape
    """A body without who and where by its own word: that is for the token to say."""
    return _SAID_BY_THE_PLAYER.sub(b"com.matinee-unsaid", body)


def parse_body(body: bytes, identity: Identity, received_at_us: int) -> tuple[list[PlaybackEvent], list[Rejection]]:
    """Read the body of a request, one record a line."""
    lines = body.decode("utf-8", errors="replace").split("\n")
    if len(lines) > MOST_RECORDS + 1:
        return [], [Rejection(1, "unreadable", f"It has more than {MOST_RECORDS:,} records.")]
    events, rejections = parse_records(enumerate(lines, start=1), identity, received_at_us)
    sent_at_us = next((event.sent_at_us for event in events if event.sent_at_us is not None), None)
    if sent_at_us is not None:  # one record says it for the request
        events = [event._replace(sent_at_us=sent_at_us) for event in events]
    return events, rejections


def parse_record(line: str, identity: Identity, now_us: int, number: int = 1) -> PlaybackEvent | Rejection:
    """Read one record.

    Args:
        line: The record, without its line feed.
        identity: Who reports, for records that do not say.
        now_us: The present, beyond which no clock is believed by more than a year.
        number: The line's number, for a rejection.
    """
    members = _members(line.strip())
    if members is None:
        kept = _WORD.sub(lambda word: word[0] if word[0] in _READ else "…", line[:_KEPT])
        return _reject(number, "unreadable", "It is not a dictionary of structured fields.", kept)
    version = _number(members, "v")
    if version is None or version > NEWEST_VERSION:
        return _reject(number, "unknown version", f"Its version v is {_shown(members, 'v')}.", _kept(members))
    event, occurred_ms = _token(members, "e"), _number(members, "ts")
    session, asset = _string(members, "sid"), _string(members, "cid")
    household = _string(members, "com.matinee-hh") or identity.household
    for key, value in (("e", event), ("ts", occurred_ms), ("sid", session), ("cid", asset)):
        if value is None:
            return _reject(number, "missing", f"It has no {key}.", _kept(members))
    if household is None:
        return _reject(number, "missing", "It has no com.matinee-hh.", _kept(members))
    assert event is not None
    assert occurred_ms is not None
    assert session is not None
    assert asset is not None
    occurred_at_us = round(occurred_ms) * 1000
    if not is_possible_time(occurred_at_us, now_us):
        return _reject(number, "impossible time", f"Its ts is {_shown(members, 'ts')}.", _kept(members))
    place = _string(members, "com.matinee-cc") or identity.country
    country = None if place is None else country_code(place)
    if place is not None and country is None:
        return _reject(number, "unknown country", f"Its country is {place[:_SHOWN]!r}.", _kept(members))
    time_zone = _string(members, "com.matinee-tz") or identity.time_zone
    if time_zone is not None and time_zone not in time_zones():
        return _reject(number, "unknown time zone", f"Its time zone is {time_zone[:_SHOWN]!r}.", _kept(members))
    sequence = _number(members, "sn")
    rate = _number(members, "pr")
    return PlaybackEvent(
        household=household,
        profile=_string(members, "com.matinee-profile") or identity.profile,
        asset=asset,
        session=session,
        sequence=None if sequence is None else round(sequence),
        occurred_at_us=occurred_at_us,
        state="not rendered" if _is_true(members, "nr") else STATES.get(_token(members, "sta") or ""),
        position_ms=_position(members),
        rate=rate if rate is not None and 0 <= rate <= FASTEST else None,
        event=KINDS.get(event, "other"),
        country=country,
        time_zone=time_zone,
        device=identity.device,
        kids=identity.kids,
        sent_at_us=_sent(members, now_us),
    )


def parse_records(
    lines: Iterable[tuple[int, str]], identity: Identity, now_us: int
) -> tuple[list[PlaybackEvent], list[Rejection]]:
    """Read numbered records; empty lines say nothing and are passed over."""
    events: list[PlaybackEvent] = []
    rejections: list[Rejection] = []
    for number, line in lines:
        if not line.strip():
            continue
        record = parse_record(line, identity, now_us, number)
        if isinstance(record, PlaybackEvent):
            events.append(record)
        else:
            rejections.append(record)
    return events, rejections


def _members(record: str) -> dict[str, _Member] | None:
    found: list[_Member] = _PLAIN.findall(record)
    members = {member[0]: member for member in found}
    if "" not in members:
        return members
    try:
        parsed = http_sf.parse(_DECIMAL.sub(_shortened, record).encode("utf-8"), tltype="dictionary")
    except (ValueError, UnicodeError):
        return None
    assert isinstance(parsed, dict)
    return {key: _member(key, value) for key, value in parsed.items()}


def _shortened(found: re.Match[str]) -> str:
    """A decimal cut to what structured fields allow: scripts send `pr=1.100000023` and times in decimals."""
    digits = found[1]
    return found[0] if digits is None else f"{float(found[0]):.{3 if len(digits) <= 12 else 0}f}"


def _member(key: str, value: object) -> _Member:
    """A value read by the library, in the shape of a plain one."""
    bare = value[0] if isinstance(value, tuple) else value
    if isinstance(bare, http_sf.Token):
        return (key, "", "", str(bare), "")
    if isinstance(bare, bool):
        return (key, "", "", f"?{int(bare)}", "")
    if isinstance(bare, str):
        return (key, f'"{bare}"', "", "", "")
    if isinstance(bare, int | float | Decimal):
        return (key, "", str(bare), "", "")
    return (key, "", "", "", "x")


def _string(members: dict[str, _Member], key: str) -> str | None:
    """A string, or a token where a player forgot the quotes; an empty one says nothing."""
    member = members.get(key)
    if member is None:
        return None
    return member[1][1:-1] or _token(members, key)


def _token(members: dict[str, _Member], key: str) -> str | None:
    member = members.get(key)
    return None if member is None or member[3].startswith("?") else member[3] or None


def _is_true(members: dict[str, _Member], key: str) -> bool:
    member = members.get(key)
    return member is not None and member[1:] in (("", "", "?1", ""), ("", "", "", ""))


def _number(members: dict[str, _Member], key: str) -> float | None:
    """A number; players send decimals where the standard says integer (`msd=812.4`)."""
    member = members.get(key)
    if member is None or not member[2]:
        return None
    return float(member[2]) if "." in member[2] else int(member[2])


def _position(members: dict[str, _Member]) -> int | None:
    position = _number(members, "pt")
    if position is None:
        text = _string(members, "com.matinee-pt") or ""
        position = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
    return round(position) if position is not None and position >= 0 else None


def _sent(members: dict[str, _Member], now_us: int) -> int | None:
    text = _string(members, "com.matinee-sent") or ""
    sent_at_us = int(text) * 1000 if text.isascii() and text.isdigit() and len(text) < 15 else None
    return sent_at_us if sent_at_us is not None and is_possible_time(sent_at_us, now_us) else None


def _shown(members: dict[str, _Member], key: str) -> str:
    member = members.get(key)
    return "missing" if member is None else next((part[:_SHOWN] for part in member[1:4] if part), "not a number")


def _kept(members: dict[str, _Member]) -> str:
    """A record as a rejection keeps it: the keys that are read, and none that names a person."""
    said = [(key, member[1] or member[2] or member[3]) for key, member in members.items() if key in _READ]
    return ",".join(f"{key}={value}" if value else key for key, value in said)


def _reject(number: int, reason: str, problem: str, record: str) -> Rejection:
    """A rejection that keeps the start of the record, without control characters."""
    kept = record.strip()[:_KEPT]
    return Rejection(number, reason, problem, "".join(c if c.isprintable() else "�" for c in kept))
