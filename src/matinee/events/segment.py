"""Segment's video events, as its libraries and webhooks send them, and RudderStack's, which are the same.

A body is one track call, a list of calls, or `{"batch": [calls]}`, whose `sentAt` and
`context` hold for calls that have none. What else people track is counted as rejected.

- **Household**: `userId`, or else `anonymousId`, which is one browser or phone and not a
  home. **Profile**: `properties.profile_id`, which is ours; Segment knows of none.
- **Session**: `session_id`. One playback of two contents is two sessions here.
- **Asset**: `asset_id` of a content event, `content_asset_id` of a playback event, the first
  of `content_asset_ids` where playback starts. With several later, it is not known which.
- **Advertisements are sessions of their own** and say nothing of the content: no event tells
  that one was skipped, and content behind an advertisement that never ends would be lost.
  Meanwhile the content's own heartbeats stop, and its playhead shows that it stood still.
- **Position**: `position` in seconds. On playback events it counts the advertisements seen,
  so that it is unknown where the event names any, unless it is 0. Seeking has
  `seek_position`, its target. A live stream's is no place in an asset: unknown.
- **State**: after a seek nobody says whether the player goes on or stays paused. It is taken
  to wait; if its playhead moves on, that counts.
- **Time**: a call with `receivedAt` went through Segment, which has corrected `timestamp` by
  the clock of the device. Else `originalTimestamp` or `timestamp` is that clock's, and
  `sentAt` tells how wrong it is. Without any, the call happened when it came.
- **Sequence**: Segment counts nothing. What comes first of two events of one millisecond is
  their place in `MEANINGS`.
- **Country** is that of the context where it has two letters. An unknown time zone rejects
  the call, as everywhere.

Sources: Segment's Spec: Video, Common fields; RudderStack's Video Events Spec.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from matinee.catalogue.countries import country_code
from matinee.events.event import Identity, PlaybackEvent, is_possible_time, time_zones
from matinee.events.json_records import (
    MOST_RECORDS,
    PROBLEM,
    TOO_MANY,
    Other,
    Scalar,
    instant,
    kept,
    named,
    number,
    opened,
    pseudonym_in,
    shown,
    shown_name,
    stated,
    text,
)
from matinee.rejections import Rejection

SOURCE = "segment"


MEANINGS: dict[str, tuple[str, str | None]] = {
    "video playback started": ("state change", "starting"),
    "video playback buffer completed": ("state change", "playing"),
    "video playback seek completed": ("state change", "waiting"),
    "video playback resumed": ("state change", "playing"),
    "video content playing": ("timer", "playing"),
    "video content completed": ("state change", "ended"),
    "video content started": ("state change", "playing"),
    "video quality updated": ("bitrate change", None),
    "video playback buffer started": ("state change", "rebuffering"),
    "video playback seek started": ("state change", "seeking"),
    "video playback paused": ("state change", "paused"),
    "video playback interrupted": ("state change", "failed"),
    "video playback completed": ("state change", "ended"),
    "video playback exited": ("state change", "quit"),
    "video ad started": ("ad start", None),
    "video ad playing": ("other", None),
    "video ad completed": ("ad end", None),
}
"""Every event that is read: its kind, and its state or None where the one before holds. In the
order in which two of one millisecond happened."""


class _Properties(msgspec.Struct, omit_defaults=True):
    session_id: Any = None
    asset_id: Any = None
    content_asset_id: Any = None
    content_asset_ids: Any = None
    ad_asset_id: Any = None
    ad_asset_ids: Any = None
    position: Any = None
    seek_position: Any = None
    livestream: Any = None
    profile_id: Any = None


class _Context(msgspec.Struct, omit_defaults=True):
    timezone: Any = None
    location: Any = None


class _Call(msgspec.Struct, omit_defaults=True, rename="camel"):
    type: Any = None
    event: Any = None
    message_id: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    household: Any = None
    profile: Any = None
    original_timestamp: Any = None
    timestamp: Any = None
    sent_at: Any = None
    received_at: Any = None
    properties: _Properties | Other = None
    context: _Context | Other = None


class _Batch(msgspec.Struct, rename="camel"):
    batch: list[msgspec.Raw] | dict[str, Any] | Scalar = None
    sent_at: Any = None
    context: _Context | Other = None


_BODY: msgspec.json.Decoder[list[msgspec.Raw] | _Batch] = msgspec.json.Decoder(list[msgspec.Raw] | _Batch)
_CALL = msgspec.json.Decoder(_Call)


def reduced(body: bytes, name_of: Callable[..., bytes]) -> bytes:
    """The body without what identifies a person, or a sentence that says why it cannot be read.

    Only the fields that `parse_body` reads are left, `household` and `profile` standing for
    the ids that were there. Of an event that is none of the video events, its name is left.
    What is reduced already stays as it is.

    Args:
        body: A body as it came in.
        name_of: Gives the pseudonym of `("household", id)` or `("profile", household id, id)`.
    """
    if PROBLEM.fullmatch(body):
        return body
    found = opened(_BODY, body)
    if isinstance(found, str):
        return found.encode()
    if isinstance(found, _Batch) and not isinstance(found.batch, list):
        return _reduced_record(body, _Batch(), name_of)
    envelope = found if isinstance(found, _Batch) else _Batch(batch=found)
    assert isinstance(envelope.batch, list)
    if len(envelope.batch) > MOST_RECORDS:
        return TOO_MANY
    records = b",".join(_reduced_record(record, envelope, name_of) for record in envelope.batch)
    return b'{"batch":[' + records + b"]}"


def parse_body(body: bytes, identity: Identity, received_at_us: int) -> tuple[list[PlaybackEvent], list[Rejection]]:
    """Read a body that `reduced` has made; what the service has signed of a household goes before what it says."""
    if PROBLEM.fullmatch(body):
        return [], [Rejection(1, "unreadable", body.decode())]
    found = opened(_BODY, body)
    if isinstance(found, str):
        return [], [Rejection(1, "unreadable", found)]
    records = found.batch if isinstance(found, _Batch) and isinstance(found.batch, list) else [body]
    events: list[PlaybackEvent] = []
    rejections: list[Rejection] = []
    for line, record in enumerate(records, start=1):
        call = opened(_CALL, record)
        read = ("unreadable", call) if isinstance(call, str) else _event(call, identity, received_at_us)
        if isinstance(read, PlaybackEvent):
            events.append(read)
        else:
            rejections.append(Rejection(line, *read, kept(record)))
    return events, rejections


def _reduced_record(record: bytes | msgspec.Raw, envelope: _Batch, name_of: Callable[..., bytes]) -> bytes:
    call = opened(_CALL, record)
    return b"null" if isinstance(call, str) else msgspec.json.encode(_reduced_call(call, envelope, name_of))


def _reduced_call(call: _Call, envelope: _Batch, name_of: Callable[..., bytes]) -> _Call:
    name = _name(call)
    if name not in MEANINGS:
        return _Call(type=shown_name(call.type), event=shown_name(call.event))
    said = call.properties if isinstance(call.properties, _Properties) else _Properties()
    context = call.context if isinstance(call.context, _Context) else envelope.context
    home, profile = text(call.user_id) or text(call.anonymous_id), text(said.profile_id)
    return _Call(
        event=name.title(),
        message_id=text(call.message_id),
        household=named(home and name_of("household", home), call.household),
        profile=named(home and profile and name_of("profile", home, profile), call.profile),
        original_timestamp=stated(call.original_timestamp),
        timestamp=stated(call.timestamp),
        sent_at=text(call.sent_at) or text(envelope.sent_at),
        received_at=text(call.received_at),
        properties=_Properties(
            session_id=text(said.session_id),
            asset_id=text(said.asset_id),
            content_asset_ids=_texts(said.content_asset_id) or _texts(said.content_asset_ids) or None,
            ad_asset_ids=_texts(said.ad_asset_id) or _texts(said.ad_asset_ids) or None,
            position=number(said.position),
            seek_position=number(said.seek_position),
            livestream=True if said.livestream is True else None,
        ),
        context=_Context(text(context.timezone), {"country": _country(context)})
        if isinstance(context, _Context)
        else None,
    )


def _country(context: _Context) -> str | None:
    return country_code(text(context.location.get("country")) or "") if isinstance(context.location, dict) else None


def _name(call: _Call) -> str:
    """The event in small letters, as `MEANINGS` has it; warehouses write it with underscores."""
    if call.type not in (None, "track") or not isinstance(call.event, str):
        return ""
    return " ".join(call.event.lower().replace("_", " ").split())


def _event(call: _Call, identity: Identity, received_at_us: int) -> PlaybackEvent | tuple[str, str]:
    """The event that a reduced call is, or the reason and the problem why it is none."""
    if call.type not in (None, "track"):
        return "unknown kind", f"Its type is {shown(call.type)}."
    if call.event is None:
        return "missing", "It has no event."
    name = _name(call)
    if name not in MEANINGS:
        return "unknown kind", f"Its event is {shown(call.event)}."
    kind, state = MEANINGS[name]
    said = call.properties if isinstance(call.properties, _Properties) else _Properties()
    session = text(said.session_id)
    content, advertisement = _assets(said, name)
    asset = content or advertisement
    if session is None:
        return "missing", "It has no session_id."
    if asset is None:
        needed = "asset_id" if name.startswith(("video content", "video ad")) else "content_asset_id"
        return "missing", f"It has no {needed}."
    household = identity.household or pseudonym_in(call.household)
    if household is None:
        return "missing", "It has no userId or anonymousId."
    occurred, sent = _times(call)
    occurred_at_us = received_at_us if occurred is None else instant(occurred)
    if occurred_at_us is None or not is_possible_time(occurred_at_us, received_at_us):
        return "impossible time", f"Its timestamp is {shown(occurred)}."
    sent_at_us = None if sent is None else instant(sent)
    context = call.context if isinstance(call.context, _Context) else _Context()
    time_zone = text(context.timezone) or identity.time_zone
    if time_zone is not None and time_zone not in time_zones():
        return "unknown time zone", f"Its time zone is {shown(time_zone)}."
    return PlaybackEvent(
        household=household,
        profile=identity.profile or pseudonym_in(call.profile),
        asset=asset,
        session=session if content else f"{session} ad",
        sequence=_PLACES[name],
        occurred_at_us=occurred_at_us,
        state=None if content is None else state,
        position_ms=None if content is None else _position(said, name),
        rate=None,
        event=kind,
        country=_country(context) or identity.country,
        time_zone=time_zone,
        device=None,
        kids=identity.kids,
        sent_at_us=sent_at_us if sent_at_us is None or is_possible_time(sent_at_us, received_at_us) else None,
        id=text(call.message_id),
    )


_PLACES = {name: place for place, name in enumerate(MEANINGS)}


def _assets(said: _Properties, name: str) -> tuple[str | None, str | None]:
    """The content that an event is about, or else the advertisement."""
    own = text(said.asset_id)
    if name.startswith("video ad"):
        return None, own
    several = _texts(said.content_asset_ids)
    playing = several[0] if several and (len(several) == 1 or name == "video playback started") else None
    content = (own or playing) if name.startswith("video content") else (playing or own)
    return content, next(iter(_texts(said.ad_asset_ids)), None)


def _position(said: _Properties, name: str) -> int | None:
    target_s = number(said.seek_position) if name == "video playback seek started" else None
    position_s = number(said.position) if target_s is None else target_s
    if position_s is None or said.livestream is True:
        return None
    if position_s and name.startswith("video playback") and _texts(said.ad_asset_ids):
        return None
    return round(position_s * 1000)


def _times(call: _Call) -> tuple[str | None, str | None]:
    """When it happened, and when it was sent if that is by the same clock."""
    own, corrected = stated(call.original_timestamp), stated(call.timestamp)
    if corrected is not None and text(call.received_at) is not None:
        return corrected, None
    return own or corrected, text(call.sent_at)


def _texts(value: object) -> list[str]:
    texts = [text(one) for one in value] if isinstance(value, list) else [text(value)]
    return [one for one in texts if one is not None]
