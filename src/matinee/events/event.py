"""A playback event: one report of a player, whatever wire format it came in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

import numpy as np
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
        ("source", pa.string()),
        ("event_key", pa.binary()),
    ]
)
"""The lake's table of events; ids are pseudonyms, times UTC, one row an event as first received."""

EARLIEST_US = instants.parse("1995-01-01")
LONGEST_AHEAD_US = 366 * instants.DAY_US


class Identity(NamedTuple):
    """Who and where, as a door knows it; a record that says it itself goes first."""

    household: str | None = None
    profile: str | None = None
    country: str | None = None
    time_zone: str | None = None
    device: str | None = None


class PlaybackEvent(NamedTuple):
    """One report of a player, with ids as they came in.

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
    """

    household: str
    profile: str | None
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


def is_possible_time(occurred_at_us: int, now_us: int) -> bool:
    """Whether a device clock can be believed at all: since 1995, at most a year ahead."""
    return EARLIEST_US <= occurred_at_us <= now_us + LONGEST_AHEAD_US


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zone database; `localtime` is the machine's, not the world's."""
    return frozenset(available_timezones() - {"localtime"})


def to_table(
    events: Sequence[PlaybackEvent],
    keys: Sequence[bytes],
    *,
    secret: bytes,
    buckets: int,
    source: str,
    received_at_us: Sequence[int | None] | int,
) -> pa.Table:
    """Events as rows of the lake's table, every id replaced by its pseudonym.

    Args:
        events: The events.
        keys: For each, what makes it the same event when it comes again.
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

    def name(*parts: str) -> bytes:
        if parts not in named:
            named[parts] = pseudonym(secret, *parts)
        return named[parts]

    households = [name("household", event.household) for event in events]
    profiles = [event.profile and name("profile", event.household, event.profile) for event in events]
    sessions = [name("session", event.household, event.session, event.asset) for event in events]
    return pa.table(
        [
            pa.array([bucket_of(household, buckets) for household in households], pa.int32()),
            pa.array(households, pa.binary()),
            pa.array(profiles, pa.binary()),
            pa.array(column["asset"], pa.string()),
            pa.array(sessions, pa.binary()),
            pa.array(column["sequence"], pa.int64()),
            _instants(column["occurred_at_us"]),
            _instants(received),
            pa.array(np.zeros(len(events), np.int64)),
            pa.array(column["state"], pa.string()),
            pa.array(column["position_ms"], pa.int64()),
            pa.array(column["rate"], pa.float64()),
            pa.array(column["event"], pa.string()),
            pa.array(column["country"], pa.string()),
            pa.array(column["time_zone"], pa.string()),
            pa.array(column["device"], pa.string()),
            pa.repeat(pa.scalar(source), len(events)),
            pa.array(keys, pa.binary()),
        ],
        schema=EVENTS,
    )


def _instants(column: object) -> pa.Array:
    return pa.array(column, pa.int64()).cast(pa.timestamp("us", "UTC"))
