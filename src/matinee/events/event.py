"""A playback event: one report of a player, whatever wire format it came in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

import pyarrow as pa

from matinee import instants
from matinee.identity import bucket_of, pseudonym

STATES = (
    "starting",
    "playing",
    "seeking",
    "rebuffering",
    "paused",
    "ended",
    "failed",
    "quit",
    "preloading",
    "waiting",
    "not rendered",
)
"""What a player can be doing. Viewing time counts while it is playing; nothing else is viewing."""

KINDS = (
    "state change",
    "timer",
    "rate change",
    "ad break start",
    "ad break end",
    "ad start",
    "ad end",
    "skip",
    "error",
    "background change",
    "bitrate change",
    "content change",
    "host change",
    "mute",
    "unmute",
    "player collapse",
    "player expand",
    "response",
    "custom",
    "other",
)
"""Why a player reported. Kinds that nobody reads tell apart events of one millisecond."""

EVENTS = pa.schema(
    [
        ("bucket", pa.int32()),
        ("household", pa.binary()),
        ("profile", pa.binary()),
        ("asset", pa.string()),
        ("session", pa.binary()),
        ("sequence", pa.int64()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("received_at", pa.timestamp("us", "UTC")),
        ("clock_offset_ms", pa.int64()),
        ("state", pa.string()),
        ("position_ms", pa.int64()),
        ("rate", pa.float64()),
        ("event", pa.string()),
        ("country", pa.string()),
        ("time_zone", pa.string()),
        ("device", pa.string()),
        ("kids", pa.bool_()),
        ("source", pa.string()),
        ("event_key", pa.binary()),
    ]
)
"""The lake's table of events; ids are pseudonyms, times UTC, one row an event as first received.

`occurred_at` is what the device's clock said; `clock_offset_ms` is how far that clock was behind
ours when the report was sent, null where the report does not say when that was.
"""

EARLIEST_US = instants.parse("1995-01-01")
LONGEST_AHEAD_US = 366 * instants.DAY_US


Name = str | bytes
"""Who it is: an id as it came in, or, in bytes, the pseudonym that a door has made of it."""


class Identity(NamedTuple):
    """Who and where, as a door knows it; in a file, a record that says it itself goes first."""

    household: Name | None = None
    profile: Name | None = None
    country: str | None = None
    time_zone: str | None = None
    device: str | None = None
    kids: bool | None = None


class PlaybackEvent(NamedTuple):
    """One report of a player.

    Attributes:
        household: The account.
        profile: A person's place inside it, or None.
        asset: What was playing.
        session: One playback on one device, as the player names it.
        sequence: The player's own count of its reports, or None.
        occurred_at_us: When, by the player's clock.
        state: One of `STATES`, or None where the report does not say: the state before holds.
        position_ms: The playhead from the start of the asset (of the epoch, for live), or None.
        rate: Seconds of content a second, or None where the report does not say: 1.
        event: One of `KINDS`.
        country: ISO 3166-1 alpha-2, or None.
        time_zone: IANA name, or None.
        device: Kind of device, or None.
        kids: Whether the profile is marked as that of children, or None.
        sent_at_us: When it was sent, by the same clock, or None: what tells a wrong clock from a late report.
        id: What the sender calls this report, or None where it has no name.
    """

    household: Name
    profile: Name | None
    asset: str
    session: str
    sequence: int | None
    occurred_at_us: int
    state: str | None
    position_ms: int | None
    rate: float | None
    event: str
    country: str | None
    time_zone: str | None
    device: str | None
    kids: bool | None = None
    sent_at_us: int | None = None
    id: str | None = None


def is_possible_time(occurred_at_us: int, now_us: int) -> bool:
    """Whether a device clock can be believed at all: since 1995, at most a year ahead."""
    return EARLIEST_US <= occurred_at_us <= now_us + LONGEST_AHEAD_US


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zone database; `localtime` is the machine's, not the world's."""
    return frozenset(available_timezones() - {"localtime"})


def to_table(
    events: Sequence[PlaybackEvent],
    *,
    secret: bytes,
    buckets: int,
    source: str,
    received_at_us: Sequence[int | None] | int,
) -> pa.Table:
    """Events as rows of the lake's table, every id replaced by its pseudonym.

    What makes an event the same when it comes again, its key, is its sender's name for it, or
    else the household, session, asset, kind, time and sequence. Session and sequence are not
    enough: players start the sequence again when they load another source in one session. The
    position is no part of it: some players stamp a report anew when they send it again. Nor is the
    time of an event that its sender names, for a call without a time has that of its arrival.

    Args:
        events: The events.
        secret: The lake's secret.
        buckets: How many buckets the lake has.
        source: Which door they came through.
        received_at_us: When they arrived: for each, or for all.
    """
    if not events:
        return EVENTS.empty_table()
    column = dict(zip(PlaybackEvent._fields, zip(*events, strict=True), strict=True))
    received = [received_at_us] * len(events) if isinstance(received_at_us, int) else received_at_us
    named: dict[object, bytes] = {}

    def name(*parts: Name) -> bytes:
        if parts not in named:
            named[parts] = pseudonym(secret, *parts)
        return named[parts]

    def household_of(event: PlaybackEvent) -> bytes:
        home = event.household
        return home if isinstance(home, bytes) else name("household", home)

    def profile_of(event: PlaybackEvent) -> bytes | None:
        if not event.profile or isinstance(event.profile, bytes):
            return event.profile or None
        return name("profile", event.household, event.profile)

    def key_of(event: PlaybackEvent, household: bytes) -> bytes:
        if event.id is not None:
            return pseudonym(secret, "event", household, event.id)
        return pseudonym(
            secret, household, event.session, event.asset, event.event, event.occurred_at_us, event.sequence
        )

    households = [household_of(event) for event in events]
    sessions = [
        name("session", home, event.session, event.asset) for home, event in zip(households, events, strict=True)
    ]
    offsets = [
        None if at is None or event.sent_at_us is None else (at - event.sent_at_us) // 1000
        for at, event in zip(received, events, strict=True)
    ]
    return pa.table(
        [
            pa.array([bucket_of(household, buckets) for household in households], pa.int32()),
            pa.array(households, pa.binary()),
            pa.array([profile_of(event) for event in events], pa.binary()),
            pa.array(column["asset"], pa.string()),
            pa.array(sessions, pa.binary()),
            pa.array(column["sequence"], pa.int64()),
            _instants(column["occurred_at_us"]),
            _instants(received),
            pa.array(offsets, pa.int64()),
            pa.array(column["state"], pa.string()),
            pa.array(column["position_ms"], pa.int64()),
            pa.array(column["rate"], pa.float64()),
            pa.array(column["event"], pa.string()),
            pa.array(column["country"], pa.string()),
            pa.array(column["time_zone"], pa.string()),
            pa.array(column["device"], pa.string()),
            pa.array(column["kids"], pa.bool_()),
            pa.repeat(pa.scalar(source), len(events)),
            pa.array([key_of(event, home) for home, event in zip(households, events, strict=True)], pa.binary()),
        ],
        schema=EVENTS,
    )


def _instants(column: object) -> pa.Array:
    return pa.array(column, pa.int64()).cast(pa.timestamp("us", "UTC"))
