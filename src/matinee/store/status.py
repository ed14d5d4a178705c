"""What rests in a lake, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matinee.catalogue import Catalogue
from matinee.store.engine import Engine
from matinee.store.folder import LakeFolder
from matinee.store.history import History
from matinee.store.published import PLACES
from matinee.store.refresh import SESSIONS, basis, fingerprints, walk_basis
from matinee.viewing.rules import Rule
from matinee.viewing.spans import SESSION_QUALITY

COUNTED = ("events", "spans", "household_titles", PLACES, "rejections")


@dataclass(frozen=True, kw_only=True)
class Status:
    """What rests in a lake, and whether it is worked out.

    Attributes:
        rows: How many rows each table has.
        counts: For each door and kind of file, how many records were received, and of them stored,
            duplicate and rejected.
        rejections: How many records were rejected, by reason.
        from_us, to_us: First and last instant of viewing; None where there is none.
        refreshed: Whether all that was imported is worked out.
        unknown_titles: Titles that were watched and are not in the catalogue.
        sessions: How many sessions of players were walked through.
        clocks_set: In how many of them the clock was off by over a minute, and was set.
        impossible_advances: How often a position went ahead faster than time, which was not counted.
    """

    rows: dict[str, int]
    counts: dict[str, dict[str, int]]
    rejections: dict[str, int]
    from_us: int | None
    to_us: int | None
    refreshed: bool
    unknown_titles: list[str]
    sessions: int
    clocks_set: int
    impossible_advances: int


def is_refreshed(folder: LakeFolder, catalogue: Catalogue, rules: Sequence[Rule]) -> bool:
    """Whether all that was imported is worked out, by what the catalogue and the settings say now."""
    progress = folder.progress()
    if not progress:
        return not catalogue.titles and all(folder.tables.version(name) == 0 for name in ("events", "spans"))
    worked_out = all(progress.get(name) == folder.tables.version(name) for name in ("events", "spans"))
    worked_out = worked_out and progress["walk"] == walk_basis(folder)
    return worked_out and progress["titles"] == fingerprints(catalogue) and progress["facts"] == basis(folder, rules)


def status_of(
    folder: LakeFolder, engine: Engine, history: History, unknown_titles: list[str], *, refreshed: bool
) -> Status:
    """Count what rests in a lake."""
    tables = folder.tables
    reasons = tables.read("rejections").group_by("reason").aggregate([([], "count_all")]).to_pylist()
    extent = history.extent()
    engine.view("all_sessions", tables.files(SESSIONS), SESSION_QUALITY)
    sessions = engine.sql(
        "SELECT count(*) AS sessions, count(*) FILTER (clock_offset_ms <> 0) AS clocks_set, "
        "coalesce(sum(impossible_advances), 0)::BIGINT AS impossible_advances FROM all_sessions"
    )
    return Status(
        rows={name: engine.count(tables.files(name)) if tables.has(name) else 0 for name in COUNTED},
        counts=folder.settled.counts,
        rejections={row["reason"]: row["count_all"] for row in reasons},
        from_us=extent and extent.from_us,
        to_us=extent and extent.to_us,
        refreshed=refreshed,
        unknown_titles=unknown_titles,
        **sessions.to_pylist()[0],
    )
