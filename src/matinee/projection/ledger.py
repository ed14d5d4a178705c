"""The ledger: every projection that was issued, as it was issued, and how it came out.

One row of the lake's table `projections` an issue, never changed. What is issued again from the
same data by the same model is the same projection and is not kept twice. Only projections of
what is known now go in: one made for a day in the past knows how it was meant to come out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from matinee.projection.intervals import LEVELS
from matinee.projection.project import Projection
from matinee.store.delta import Tables

PROJECTIONS = "projections"
SCHEMA = pa.schema(
    [
        ("title", pa.string()),
        ("definition", pa.string()),
        ("country", pa.string()),
        ("released_on", pa.date32()),
        ("days", pa.int64()),
        ("at", pa.int64()),
        ("counted", pa.float64()),
        ("median", pa.float64()),
        *((f"{end}_{level}", pa.float64()) for level in LEVELS for end in ("low", "high")),
        ("state", pa.string()),
        ("closed_titles", pa.int64()),
        ("model", pa.string()),
        ("seed", pa.int64()),
        ("cut_off_at", pa.string()),
        ("issued_at", pa.string()),
    ]
)
"""The lake's table. `at` is the day up to which it was counted; an interval that was refused is null."""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A projection as it was issued, and the count that its window closed with.

    Attributes:
        title, definition, country, released_on, days, at, counted, median, state, closed_titles, model, seed: As issued.
        intervals: By level, low and high; None where it was refused.
        cut_off_at, issued_at: Up to when what came in was counted, and when it was issued; ISO 8601.
        outcome: Households by the end of the window; None while it runs.
    """

    title: str
    definition: str
    country: str | None
    released_on: date
    days: int
    at: int
    counted: float
    median: float
    intervals: Mapping[int, tuple[float, float] | None]
    state: str
    closed_titles: int
    model: str
    seed: int
    cut_off_at: str
    issued_at: str
    outcome: float | None = None

    @property
    def error(self) -> float | None:
        """By what share the median was too high, below zero too low; None while the window runs."""
        return None if not self.outcome else self.median / self.outcome - 1

    def covered(self, level: int) -> bool | None:
        """Whether the outcome lies in the interval; None while the window runs, or where it was refused."""
        interval = self.intervals[level]
        if interval is None or self.outcome is None:
            return None
        return interval[0] <= self.outcome <= interval[1]


def issue(tables: Tables, projection: Projection, *, country: str | None, cut_off_at: str, issued_at: str) -> bool:
    """Put a projection into the ledger of a lake that is held for writing; whether it was not there yet."""
    row = _row(projection, country, cut_off_at, issued_at)
    if not tables.has(PROJECTIONS):
        tables.create(PROJECTIONS, SCHEMA)
    if any(_identity(one) == _identity(row) for one in tables.read(PROJECTIONS).to_pylist()):
        return False
    tables.append(PROJECTIONS, pa.Table.from_pylist([row], schema=SCHEMA))
    return True


def read(tables: Tables, outcomes: Mapping[tuple[str, str, str | None, int], float]) -> list[Issued]:
    """All that was issued, the earliest first.

    Args:
        tables: Of the lake.
        outcomes: Households of windows that have closed, by title, definition, country and days.
    """
    if not tables.has(PROJECTIONS):
        return []
    rows = sorted(tables.read(PROJECTIONS).to_pylist(), key=lambda row: (row["issued_at"], row["title"], row["days"]))
    return [_issued(row, outcomes.get((row["title"], row["definition"], row["country"], row["days"]))) for row in rows]


def first_of_each(issued: Sequence[Issued]) -> list[Issued]:
    """Of the issues of one title, window and day the first: one that is made again is no further test of the model."""
    found: dict[Hashable, Issued] = {}
    for one in issued:
        found.setdefault((one.title, one.definition, one.country, one.days, one.at), one)
    return list(found.values())


def _row(projection: Projection, country: str | None, cut_off_at: str, issued_at: str) -> dict[str, Any]:
    ends = {
        f"{end}_{level}": interval and getattr(interval, end)
        for level, interval in projection.intervals.items()
        for end in ("low", "high")
    }
    return {
        "title": projection.title,
        "definition": projection.threshold,
        "country": country,
        "released_on": projection.released_on,
        "days": projection.days,
        "at": projection.at,
        "counted": projection.counted,
        "median": projection.median,
        **ends,
        "state": projection.state,
        "closed_titles": projection.rests_on.closed_titles,
        "model": projection.model,
        "seed": projection.seed,
        "cut_off_at": cut_off_at,
        "issued_at": issued_at,
    }


def _identity(row: Mapping[str, Any]) -> Hashable:
    """What makes an issue the same: all but when it was issued, and how much came in that changed nothing."""
    return tuple(row[name] for name in SCHEMA.names if name not in ("issued_at", "cut_off_at"))


def _issued(row: dict[str, Any], outcome: float | None) -> Issued:
    intervals = {
        level: None if row[f"low_{level}"] is None else (row[f"low_{level}"], row[f"high_{level}"]) for level in LEVELS
    }
    ends = {f"{end}_{level}" for level in LEVELS for end in ("low", "high")}
    told = {name: value for name, value in row.items() if name not in ends}
    return Issued(**told, intervals=intervals, outcome=outcome)
