"""What Snowplow's media events say: which asset, which session, what the player did.

Version 1 is one event, `media_player_event`, whose `type` is what happened; version 2 has an
event for each. With both comes the entity `media_player`, which says where the playhead is.

- **Asset**: version 2, the player's `label`, or else the id of the player on the page. Version 1,
  that id, as Snowplow's own model has it, or else the event's `label`.
- **Session**: version 2, `mediaSessionId`; version 1, the page view. A visit where there is neither.
- **State**: what the event says, or else what the player says by the way: buffering, `paused`,
  `ended`. Version 1 on YouTube says `paused: false` while it is paused, so that this is not
  believed there; the state before holds. Version 2 leaves `ended` true when it plays again.
- **Seeking**: version 1 on YouTube tells of a seek after it was made, at the target, and says
  so of each half second at twice the speed: `seek` is no state.
- **Advertisements**: the content's place is unknown meanwhile. One that is laid over content which plays on
  (`breakType` nonlinear or companion) changes nothing.
- **Timer**: `ping_event` and `timeupdate`. Progress told at per cents of the runtime is none: the
  gaps between them are no interval of reporting.
- **Position**: `currentTime` in seconds; a live stream's is no place in an asset, and unknown.

Sources: Iglu Central, `com.snowplowanalytics.snowplow` and `com.snowplowanalytics.snowplow.media`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from matinee.events.cmcd import FASTEST
from matinee.events.json_records import number, text

PLAYER_EVENT = "com.snowplowanalytics.snowplow/media_player_event"
"""Version 1."""
_MEDIA = "com.snowplowanalytics.snowplow.media/"
"""Version 2."""

_Meanings = Mapping[str, tuple[str, str | None]]
"""Of each event, one of `KINDS`, and one of `STATES` or None where it does not say."""

TYPES: _Meanings = {
    "play": ("state change", "playing"),
    "playing": ("state change", "playing"),
    "pause": ("state change", "paused"),
    "ended": ("state change", "ended"),
    "seeking": ("state change", "seeking"),
    "seek": ("state change", None),
    "seeked": ("state change", None),
    "waiting": ("state change", "rebuffering"),
    "buffering": ("state change", "rebuffering"),
    "emptied": ("state change", "starting"),
    "loadstart": ("state change", "starting"),
    "timeupdate": ("timer", None),
    "ratechange": ("rate change", None),
    "playbackratechange": ("rate change", None),
    "playbackqualitychange": ("bitrate change", None),
    "error": ("error", None),
}
"""Version 1. Other types are known to Snowplow and say nothing of viewing: `other`."""

EVENTS: _Meanings = {
    "play_event": ("state change", "playing"),
    "pause_event": ("state change", "paused"),
    "end_event": ("state change", "ended"),
    "seek_start_event": ("state change", "seeking"),
    "seek_end_event": ("state change", None),
    "buffer_start_event": ("state change", "rebuffering"),
    "buffer_end_event": ("state change", None),
    "ready_event": ("state change", None),
    "ping_event": ("timer", None),
    "playback_rate_change_event": ("rate change", None),
    "quality_change_event": ("bitrate change", None),
    "error_event": ("error", None),
    "ad_break_start_event": ("ad break start", None),
    "ad_break_end_event": ("ad break end", None),
    "ad_start_event": ("ad start", None),
    "ad_complete_event": ("ad end", None),
    "ad_skip_event": ("skip", None),
}
"""Version 2. Other events of its vendor are `other`."""


class Facts(msgspec.Struct, omit_defaults=True, rename="camel"):
    """The fields of events and entities that are read. What comes in can be of any type; `cleaned` sees to it."""

    type: Any = None
    label: Any = None
    new_rate: Any = None
    current_time: Any = None
    ended: Any = None
    paused: Any = None
    playback_rate: Any = None
    is_live: Any = None
    livestream: Any = None
    html_id: Any = None
    player_id: Any = None
    buffering: Any = None
    id: Any = None
    media_session_id: Any = None
    session_id: Any = None
    event_index: Any = None
    user_id: Any = None
    break_type: Any = None


_PLAYER = ("label", "current_time", "ended", "paused", "playback_rate", "is_live", "livestream")
ENTITIES = {
    "com.snowplowanalytics.snowplow/media_player": _PLAYER,
    f"{_MEDIA}player": _PLAYER,
    f"{_MEDIA}session": ("media_session_id",),
    f"{_MEDIA}ad_break": ("break_type",),
    "org.whatwg/media_element": ("html_id",),
    "com.youtube/youtube": ("player_id", "buffering"),
    "com.snowplowanalytics.snowplow/web_page": ("id",),
    "com.snowplowanalytics.snowplow/client_session": ("session_id", "event_index", "user_id"),
}
"""The entities that are read, and of each the fields. `user_id` leaves the door as a pseudonym."""

_FLAGS = frozenset({"ended", "paused", "is_live", "livestream", "buffering"})
_OVERLAID = ("nonlinear", "companion")


class Said(NamedTuple):
    """What an event and its entities say together; each is as in `PlaybackEvent`."""

    asset: str | None
    session: str | None
    sequence: int | None
    state: str | None
    position_ms: int | None
    rate: float | None
    kind: str


def is_media(event: str) -> bool:
    """Whether an event, as `vendor/name`, is one of those read here."""
    return event == PLAYER_EVENT or (event.startswith(_MEDIA) and event.endswith("_event"))


def event_fields(event: str) -> tuple[str, ...]:
    """The fields of an event that are read."""
    return ("type", "label") if event == PLAYER_EVENT else ("new_rate",)


def cleaned(facts: object, fields: tuple[str, ...]) -> Facts:
    """Some of the facts, each of the type that it should have or None."""
    if not isinstance(facts, Facts):
        return Facts()
    return Facts(**{field: _cleaned(field, getattr(facts, field)) for field in fields})


def said(event: str, facts: Facts, entities: Mapping[str, Facts]) -> Said:
    """Read an event.

    Args:
        event: Its name, as `vendor/name`.
        facts: Its own fields, cleaned.
        entities: The entities that came with it, cleaned, by name.
    """
    first_version = event == PLAYER_EVENT
    player = entities.get(f"{_MEDIA}player") or entities.get("com.snowplowanalytics.snowplow/media_player") or Facts()
    youtube = entities.get("com.youtube/youtube", Facts())
    visit = entities.get("com.snowplowanalytics.snowplow/client_session", Facts())
    element = youtube.player_id or entities.get("org.whatwg/media_element", Facts()).html_id
    media_session = entities.get(f"{_MEDIA}session", Facts()).media_session_id
    page_view = entities.get("com.snowplowanalytics.snowplow/web_page", Facts()).id
    if first_version:
        kind, state = TYPES.get(facts.type, ("other", None))
    else:
        kind, state = EVENTS.get(event.removeprefix(_MEDIA), ("other", None))
        if entities.get(f"{_MEDIA}ad_break", Facts()).break_type in _OVERLAID and _is_advertising(kind):
            kind = "other"
    advertising = _is_advertising(kind)
    unplaced = advertising or player.is_live is True or player.livestream is True
    return Said(
        asset=(element or facts.label) if first_version else (player.label or element),
        session=media_session or page_view or visit.session_id,
        sequence=visit.event_index,
        state=None if advertising else state or _by_the_way(player, youtube, first_version),
        position_ms=None if unplaced or player.current_time is None else round(player.current_time * 1000),
        rate=player.playback_rate if facts.new_rate is None else facts.new_rate,
        kind=kind,
    )


def _by_the_way(player: Facts, youtube: Facts, first_version: bool) -> str | None:
    """The state that the player tells although the event is about something else."""
    if youtube.buffering is True:
        return "rebuffering"
    if player.paused is False and not (first_version and youtube.player_id is not None):
        return "playing"
    if player.ended is True:
        return "ended"
    return "paused" if player.paused is True else None


def _is_advertising(kind: str) -> bool:
    return kind.startswith("ad ") or kind == "skip"


def _cleaned(field: str, value: object) -> object:
    if field in _FLAGS:
        return value if isinstance(value, bool) else None
    if field in ("playback_rate", "new_rate"):
        return number(value, FASTEST)
    if field == "event_index":
        return number(value, 2**31) if isinstance(value, int) else None
    return number(value) if field == "current_time" else text(value)
