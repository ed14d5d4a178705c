"""The simulated season as files: what players would report, or spans, and the truth beside them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matinee.errors import MatineeError
from matinee.progress import Tell, silent
from matinee.simulation.slate import PLACES, POPULATION, SLATE, catalogue_csv
from matinee.simulation.truth import Plays, Truth, plays_of
from matinee.simulation.viewings import BLOCK_HOUSEHOLDS, blocks

REPORT_INTERVAL_MS = 120_000
"""How often the simulated players report while they play. Players default to 30 s; a season
of their reports says the same in four times the room."""

PROFILES = ("one", "two", "kids")
FORMATS = ("cmcd", "spans")


class Season(NamedTuple):
    """Where a simulated season was written."""

    catalogue: Path
    viewing: Path
    truth: Path


def simulate(
    folder: Path,
    *,
    seed: int = 2020,
    scale: float = 0.0001,
    write: str = "cmcd",
    tell: Tell = silent,
) -> Season:
    """Make up a season and write it to a folder, with the exact answers about it.

    Args:
        folder: Where to write `titles.csv`, `events.cmcd` or `spans.parquet`, and `truth.json`.
        seed: From which everything is drawn; the same seed gives the same bytes.
        scale: Households for each household of the real service.
        write: "cmcd" for the reports of players, "spans" for a Parquet file of spans.
        tell: Called with blocks done and in all.

    Raises:
        MatineeError: The scale or the format is impossible, or the folder cannot be written to.
    """
    if not 1e-6 <= scale <= 1:
        raise MatineeError(f"A scale of {scale} is not possible.", "Give one from 0.000001 to 1; 0.0001 is 1:10,000.")
    if write not in FORMATS:
        raise MatineeError(f"There is no format {write!r}.", f"Write one of: {', '.join(FORMATS)}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        catalogue, truth_file = folder / "titles.csv", folder / "truth.json"
        catalogue.write_text(catalogue_csv(), encoding="utf-8")
        viewing = folder / ("events.cmcd" if write == "cmcd" else "spans.parquet")
        truth = Truth()
        (_write_cmcd if write == "cmcd" else _write_spans)(viewing, _counted(seed, scale, truth, tell))
        answers = {"seed": seed, "scale": scale, "titles": truth.as_dict()}
        truth_file.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    except OSError as problem:
        raise MatineeError(f"{folder} cannot be written to: {problem.strerror}.", "Name another folder.") from None
    return Season(catalogue, viewing, truth_file)


def _counted(seed: int, scale: float, truth: Truth, tell: Tell) -> Iterator[Plays]:
    count = -(-round(POPULATION * scale) // BLOCK_HOUSEHOLDS)
    for number, (_, sittings) in enumerate(blocks(seed, scale)):
        tell("Simulating", number, count)
        plays = plays_of(sittings)
        truth.add(plays)
        yield plays
    tell("Simulating", count, count)


def _write_cmcd(path: Path, parts: Iterator[Plays]) -> None:
    with path.open("w", encoding="ascii") as file:
        for plays in parts:
            for lines in _reports(plays):
                file.write(lines)


class _Play(NamedTuple):
    """One row of `Plays`."""

    household: int
    title: int
    asset: int
    passing: int
    place: int
    profile: int
    sitting: int
    start_ms: int
    end_ms: int
    from_ms: int
    to_ms: int
    speed: int
    skips: bool


class _Session:
    """The reports of one session, as a player would send them."""

    def __init__(self, one: _Play) -> None:
        country, time_zone, _ = PLACES[one.place]
        asset = SLATE[one.title].assets[one.asset]
        self._head = (
            f'cid="{asset}",com.matinee-cc="{country}",com.matinee-hh="{one.household:09d}",'
            f'com.matinee-profile="{PROFILES[one.profile]}",com.matinee-tz="{time_zone}",'
        )
        self._id = f'sid="{one.household:09d}-{one.title}-{one.start_ms}"'
        self._rate = "pr=1.5," if one.speed == 3 else ""
        self.lines: list[str] = []

    def report(self, event: str, state: str, at_ms: int, position_ms: int) -> None:
        self.lines.append(
            f"{self._head}e={event},{self._rate}pt={position_ms},{self._id},"
            f"sn={len(self.lines)},sta={state},ts={at_ms},v=2\n"
        )


def _reports(plays: Plays) -> Iterator[str]:
    """The reports of each sitting, as one text."""
    bounds = np.append(np.flatnonzero(np.diff(plays.sitting, prepend=-1)), len(plays.sitting)).tolist()
    columns = [column.tolist() for column in plays]
    for first, last in itertools.pairwise(bounds):
        rows = [_Play(*values) for values in zip(*(column[first:last] for column in columns), strict=True)]
        yield "".join(_sitting(rows))


def _sitting(rows: list[_Play]) -> list[str]:
    """The reports of a sitting: it starts, plays, may pause or jump and play on, and ends."""
    one, final = rows[0], rows[-1]
    session = _Session(one)
    session.report("ps", "s", one.start_ms - 900, one.from_ms)
    for row, following in itertools.zip_longest(rows, rows[1:]):
        session.report("ps", "p", row.start_ms, row.from_ms)
        for at_ms in range(row.start_ms + REPORT_INTERVAL_MS, row.end_ms, REPORT_INTERVAL_MS):
            session.report("t", "p", at_ms, row.from_ms + (at_ms - row.start_ms) * row.speed // 2)
        if following is None:
            continue
        if following.start_ms == row.end_ms:
            session.report("ps", "k", row.end_ms, following.from_ms)
        else:
            session.report("ps", "a", row.end_ms, row.to_ms)
            session.report("t", "a", (row.end_ms + following.start_ms) // 2, row.to_ms)
    to_the_end = final.to_ms == SLATE[one.title].runtimes_s[one.asset] * 1000
    session.report("ps", "e" if to_the_end else "q", final.end_ms, final.to_ms)
    return session.lines


def _write_spans(path: Path, parts: Iterator[Plays]) -> None:
    assets = pa.array([asset for title in SLATE for asset in title.assets])
    first_asset = np.cumsum([0, *(len(title.assets) for title in SLATE)])
    countries, zones = pa.array([place[0] for place in PLACES]), pa.array([place[1] for place in PLACES])
    writer = None
    try:
        for plays in parts:
            household = pa.array(plays.household).cast(pa.string())
            began_ms = np.repeat(*_first_starts(plays))
            rows = pa.table(
                {
                    "household": household,
                    "profile": pa.array(PROFILES).take(pa.array(plays.profile)),
                    "asset": assets.take(pa.array(first_asset[plays.title] + plays.asset)),
                    "session": pa.array(began_ms).cast(pa.string()),
                    "started_at": pa.array(plays.start_ms * 1000).cast(pa.timestamp("us", "UTC")),
                    "ended_at": pa.array(plays.end_ms * 1000).cast(pa.timestamp("us", "UTC")),
                    "position_start_ms": plays.from_ms,
                    "position_end_ms": plays.to_ms,
                    "rate": plays.speed / 2,
                    "country": countries.take(pa.array(plays.place)),
                    "time_zone": zones.take(pa.array(plays.place)),
                }
            )
            writer = writer or pq.ParquetWriter(path, rows.schema)
            writer.write_table(rows)
    finally:
        if writer is not None:
            writer.close()


def _first_starts(plays: Plays) -> tuple[np.ndarray, np.ndarray]:
    """The start of each sitting, and how many plays it is made of."""
    first = np.flatnonzero(np.diff(plays.sitting, prepend=-1))
    return plays.start_ms[first], np.diff(np.append(first, len(plays.sitting)))
