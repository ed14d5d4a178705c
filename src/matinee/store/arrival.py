"""How late reports came in, and how far the clocks of players were off.

Lag is from when an event occurred, its device's clock set where it said when it sent, to when the collector had it; of
the last seven days in which something came. What came from files has no time of arrival and is left out. A report is late
because a player collects before it sends, was without a network, or was closed with reports unsent.
"""

from __future__ import annotations

from typing import NamedTuple

from matinee.events.event import EVENTS
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.refresh import SESSIONS
from matinee.viewing.spans import SESSION_QUALITY

RECENT_DAYS = 7
OFF_BY = (
    ("none, or within a minute", 0),
    ("up to an hour", 3_600_000),
    ("up to a day", 86_400_000),
    ("more than a day", None),
)
"""How far a clock may be off, in steps, with the most milliseconds of each."""


class Lag(NamedTuple):
    """How late the reports of a door came, in seconds.

    Attributes:
        source: The door.
        events: How many events it is of.
        median, late, latest: Half of them came within the first, 95 in 100 within the second, all within the third.
        over_a_day: How many came after more than a day.
    """

    source: str
    events: int
    median: float
    late: float
    latest: float
    over_a_day: int


class Off(NamedTuple):
    """How many sessions had a clock that was off so far: slow ones were set forward, fast ones back."""

    by: str
    slow: int
    fast: int


class Arrival(NamedTuple):
    """How late reports came, and the clocks; both empty where nothing came from players."""

    lags: list[Lag]
    clocks: list[Off]


def arrival_of(folder: LakeFolder, engine: Engine) -> Arrival:
    """How late reports came, by door, and how far clocks were off."""
    tables = folder.tables
    engine.view("all_events", tables.files("events"), EVENTS)
    recent = "received_at > (SELECT max(received_at) FROM all_events) - INTERVAL 7 DAY"
    lag = "(epoch_us(received_at) - epoch_us(occurred_at) - coalesce(clock_offset_ms, 0) * 1000) / 1e6"
    rows = engine.sql(
        f"SELECT source, count(*) AS events, quantile_cont(lag_s, 0.5) AS median, quantile_cont(lag_s, 0.95) AS late, "
        "max(lag_s) AS latest, count(*) FILTER (lag_s > 86400) AS over_a_day "
        f"FROM (SELECT source, greatest({lag}, 0) AS lag_s FROM all_events WHERE {recent}) GROUP BY source ORDER BY source"
    )
    engine.view("all_sessions", tables.files(SESSIONS), SESSION_QUALITY)
    clocks, least = [], -1
    for by, most in OFF_BY:
        within = f"abs(clock_offset_ms) > {least}" + ("" if most is None else f" AND abs(clock_offset_ms) <= {most}")
        counts = engine.sql(
            "SELECT count(*) FILTER (clock_offset_ms >= 0) AS slow, count(*) FILTER (clock_offset_ms < 0) AS fast "
            f"FROM all_sessions WHERE {within}"
        ).to_pylist()[0]
        clocks.append(Off(by, counts["slow"], counts["fast"]))
        least = most if most is not None else least
    has_sessions = any(one.slow or one.fast for one in clocks)
    return Arrival([Lag(**row) for row in rows.to_pylist()], clocks if has_sessions else [])
