"""Snowplow's tracker protocol, as its trackers post it: `{"schema": "iglu:…/payload_data/…", "data": [events]}`.

Of the events, the self-describing ones about media are read (`matinee.events.snowplow_media`).
Page views, page pings and all others are counted as rejected.

- **Household**: `uid`, or else `duid`, the browser's cookie, or the `userId` of the entity
  `client_session`, a phone's; those two are no homes. Snowplow knows of no profiles.
- **Time**: `ttm`, the true time, is taken as it is. Else `dtm` is the device's clock, and `stm` of the same clock
  tells how wrong it is. Without any, the event happened when it came.
- **Time zone**: `tz`. An unknown one rejects the event, as everywhere. **Country**: trackers send none.
- **Base64**: `ue_px` and `cx` are read as `ue_pr` and `co`, with and without padding.

A reduced body is of the same protocol: `ue_pr` and `co` hold the fields that are read, as
JSON and not as a text of JSON, and `household` stands for the ids that were there.

Source: the Snowplow tracker protocol.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import msgspec

from matinee.events.event import Identity, PlaybackEvent, is_possible_time, time_zones
from matinee.events.json_records import (
    MOST_RECORDS,
    PROBLEM,
    TOO_MANY,
    Other,
    Scalar,
    kept,
    named,
    opened,
    pseudonym_in,
    shown,
    shown_name,
    stated,
    text,
)
from matinee.events.snowplow_media import ENTITIES, Facts, cleaned, event_fields, is_media, said
from matinee.rejections import Rejection

SOURCE = "snowplow"


class _SelfDescribing(msgspec.Struct, omit_defaults=True):
    """An event or an entity: the name of its schema, and its fields."""

    schema: Any = None
    data: Facts | Other = None


class _Event(msgspec.Struct, omit_defaults=True):
    data: _SelfDescribing | Other = None


class _Entities(msgspec.Struct, omit_defaults=True):
    data: list[_SelfDescribing | Other] | Scalar = None


class _Record(msgspec.Struct, omit_defaults=True):
    """One event as a tracker sends it. What comes in can be of any type; `_reduced_record` sees to it."""

    e: Any = None
    eid: Any = None
    dtm: Any = None
    stm: Any = None
    ttm: Any = None
    tz: Any = None
    uid: Any = None
    duid: Any = None
    household: Any = None
    ue_pr: _Event | Other = None
    ue_px: Any = None
    co: _Entities | Other = None
    cx: Any = None


class _Body(msgspec.Struct):
    data: list[msgspec.Raw]


_BODY = msgspec.json.Decoder(_Body)
_RECORD = msgspec.json.Decoder(_Record)
_EVENT = msgspec.json.Decoder(_Event)
_ENTITIES = msgspec.json.Decoder(_Entities)
_SCHEMA = re.compile(r"iglu:([A-Za-z0-9_.-]{1,80}/[A-Za-z0-9_-]{1,80})(?:/.{0,80})?")
_MILLISECONDS = re.compile(r"[0-9]{1,15}")


def reduced(body: bytes, name_of: Callable[..., bytes]) -> bytes:
    """The body without what identifies a person, or a sentence that says why it cannot be read.

    Only the fields that `parse_body` reads are left. Of an event that is not about media, its
    name is left. What is reduced already stays as it is.

    Args:
        body: A body as it came in.
        name_of: Gives the pseudonym of `("household", id)`.
    """
    if PROBLEM.fullmatch(body):
        return body
    found = opened(_BODY, body)
    if isinstance(found, str):
        return found.encode()
    if len(found.data) > MOST_RECORDS:
        return TOO_MANY
    return b'{"data":[' + b",".join(_reduced(record, name_of) for record in found.data) + b"]}"


def parse_body(body: bytes, identity: Identity, received_at_us: int) -> tuple[list[PlaybackEvent], list[Rejection]]:
    """Read a body that `reduced` has made; what the service has signed of a household goes before what it says."""
    if PROBLEM.fullmatch(body):
        return [], [Rejection(1, "unreadable", body.decode())]
    found = opened(_BODY, body)
    if isinstance(found, str):
        return [], [Rejection(1, "unreadable", found)]
    events: list[PlaybackEvent] = []
    rejections: list[Rejection] = []
    for number, raw in enumerate(found.data, start=1):
        record = opened(_RECORD, raw)
        read = ("unreadable", record) if isinstance(record, str) else _parsed(record, identity, received_at_us)
        if isinstance(read, PlaybackEvent):
            events.append(read)
        else:
            rejections.append(Rejection(number, *read, kept(raw)))
    return events, rejections


def _reduced(raw: msgspec.Raw, name_of: Callable[..., bytes]) -> bytes:
    record = opened(_RECORD, raw)
    return b"null" if isinstance(record, str) else msgspec.json.encode(_reduced_record(record, name_of))


def _reduced_record(record: _Record, name_of: Callable[..., bytes]) -> _Record:
    event = _event_of(record)
    name = _name(event)
    if record.e != "ue" or not is_media(name):
        return _Record(e=shown_name(record.e), ue_pr=_Event(_SelfDescribing(f"iglu:{name}")) if name else None)
    entities = _entities_of(record)
    home = text(record.uid) or text(record.duid)
    for entity in entities.values():
        home, entity.user_id = home or entity.user_id, None
    return _Record(
        e="ue",
        eid=text(record.eid),
        dtm=stated(record.dtm),
        stm=stated(record.stm),
        ttm=stated(record.ttm),
        tz=text(record.tz),
        household=named(home and name_of("household", home), record.household),
        ue_pr=_Event(_SelfDescribing(f"iglu:{name}", _facts_of(event))),
        co=_Entities([_SelfDescribing(f"iglu:{name}", entity) for name, entity in entities.items()]),
    )


def _event_of(record: _Record) -> _SelfDescribing:
    """The self-describing event, from whichever field it is in."""
    found = _inside(record.ue_pr, record.ue_px, _EVENT)
    return found.data if isinstance(found, _Event) and isinstance(found.data, _SelfDescribing) else _SelfDescribing()


def _facts_of(event: _SelfDescribing) -> Facts:
    return cleaned(event.data, event_fields(_name(event)))


def _entities_of(record: _Record) -> dict[str, Facts]:
    """The entities that are read, by name; of two of one name the first counts."""
    found = _inside(record.co, record.cx, _ENTITIES)
    listed = found.data if isinstance(found, _Entities) and isinstance(found.data, list) else []
    entities: dict[str, Facts] = {}
    for entity in listed:
        if isinstance(entity, _SelfDescribing):
            name = _name(entity)
            if name in ENTITIES and name not in entities:
                entities[name] = cleaned(entity.data, ENTITIES[name])
    return entities


def _inside(plain: object, encoded: object, decoder: msgspec.json.Decoder[Any]) -> object:
    """What a field holds as an object, as a text of JSON, or as that in base64."""
    if isinstance(plain, str):
        return opened(decoder, plain.encode())
    if plain is not None or not isinstance(encoded, str):
        return plain
    try:
        return opened(decoder, base64.urlsafe_b64decode(encoded.rstrip("=") + "=="))
    except ValueError:
        return None


def _name(described: _SelfDescribing) -> str:
    """`vendor/name` of a schema; its version makes no difference here."""
    schema = _SCHEMA.fullmatch(described.schema) if isinstance(described.schema, str) else None
    return schema[1] if schema else ""


def _parsed(record: _Record, identity: Identity, received_at_us: int) -> PlaybackEvent | tuple[str, str]:
    """The event that a reduced record is, or the reason and the problem why it is none."""
    event = _event_of(record)
    name = _name(event)
    if record.e is None:
        return "missing", "It has no e."
    if record.e == "ue" and not name:
        return "unreadable", "Its event cannot be read."
    if record.e != "ue" or not is_media(name):
        return "unknown kind", f"Its event is {shown(name or record.e)}."
    media = said(name, _facts_of(event), _entities_of(record))
    if media.session is None:
        return "missing", "It has no mediaSessionId and no page view."
    if media.asset is None:
        return "missing", "It has no label and no id of a player."
    household = identity.household or pseudonym_in(record.household)
    if household is None:
        return "missing", "It has no uid and no duid."
    occurred = stated(record.dtm) if record.ttm is None else stated(record.ttm)
    occurred_at_us = received_at_us if occurred is None else _microseconds(occurred)
    if occurred_at_us is None or not is_possible_time(occurred_at_us, received_at_us):
        return "impossible time", f"Its time is {shown(occurred)}."
    sent_at_us = _microseconds(record.stm) if record.ttm is None else None
    time_zone = text(record.tz) or identity.time_zone
    if time_zone is not None and time_zone not in time_zones():
        return "unknown time zone", f"Its time zone is {shown(time_zone)}."
    return PlaybackEvent(
        household=household,
        profile=identity.profile,
        asset=media.asset,
        session=media.session,
        sequence=media.sequence,
        occurred_at_us=occurred_at_us,
        state=media.state,
        position_ms=media.position_ms,
        rate=media.rate,
        event=media.kind,
        country=identity.country,
        time_zone=time_zone,
        device=None,
        kids=identity.kids,
        sent_at_us=sent_at_us if sent_at_us is not None and is_possible_time(sent_at_us, received_at_us) else None,
        id=text(record.eid),
    )


def _microseconds(milliseconds: object) -> int | None:
    """A time in milliseconds since 1970, which trackers send as a text."""
    written = text(milliseconds) or ""
    return int(written) * 1000 if _MILLISECONDS.fullmatch(written) else None
