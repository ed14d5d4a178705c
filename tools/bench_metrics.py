"""All metrics of one title beside one scan of the columns they read: `make bench-metrics`.

`python -m tools.bench_metrics 1000000` makes a million household-titles of one film; without a
number ten millions. Half of the households come back for a second sitting.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matinee import instants
from matinee.instants import DAY_US
from matinee.lake import Lake

MINUTE_US = 60_000_000
RELEASED_US = instants.parse("2021-03-01T00:00:00+00:00")
RUNTIME_MS = 6_000_000
ROUNDS = 7
PART = 1_000_000
_UTC = pa.timestamp("us", "UTC")

FACTS = """SELECT sum(viewing_us), sum(known_us), sum(runtime_ms), sum(covered_ms), sum(completions), sum(len(completed_at)),
min(first_watched_at), max(last_watched_at), count(viewing_120s_at), sum(viewing_120s_starts)
FROM {files} WHERE title = 'film'"""
SPANS = "SELECT min(started_at), max(ended_at), sum(rate) FROM {files} WHERE title = 'film'"


def main(households: int) -> None:
    """Make the lake, scan, measure."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        lake = _lake(folder, households)
        print(f"{households:,} household-titles of one film, {lake.status().rows['spans']:,} spans")
        tables = lake.folder.tables
        scans = [
            text.format(files=f"read_parquet({tables.files(table)})")
            for table, text in (("household_titles", FACTS), ("spans", SPANS))
        ]
        rounds = _in_turns(
            lambda: [lake.engine.sql(text) for text in scans], lambda: lake.title("film").report(days=28).numbers
        )
        scan, metrics = (statistics.median(times) for times in zip(*rounds, strict=True))
        ratio = statistics.median(later / earlier for earlier, later in rounds)
        print(f"one scan of the columns: {scan:.2f} s · all metrics: {metrics:.2f} s · ratio {ratio:.1f}")
    finally:
        shutil.rmtree(folder)


def _lake(folder: Path, households: int) -> Lake:
    lake = Lake.create(folder / "lake")
    titles = folder / "titles.csv"
    titles.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00+00:00\n"
    )
    lake.import_catalogue(titles)
    for first in range(0, households, PART):
        file = folder / "spans.parquet"
        pq.write_table(_spans(first, min(first + PART, households)), file)
        lake.import_spans([file])
    lake.refresh()
    return lake


def _spans(first: int, last: int) -> pa.Table:
    rng = np.random.default_rng(first)
    homes = np.arange(first, last)
    homes = np.concatenate([homes, homes[rng.random(len(homes)) < 0.5]])
    begins_us = RELEASED_US + rng.integers(0, 27 * DAY_US // MINUTE_US, len(homes)) * MINUTE_US
    lasted_ms = np.minimum(rng.integers(60_000, 9_000_000, len(homes)), RUNTIME_MS)
    return pa.table(
        {
            "household": pa.array([f"home-{home}" for home in homes.tolist()]),
            "asset": pa.array(["film"] * len(homes)),
            "session": pa.array([f"s{first}-{number}" for number in range(len(homes))]),
            "started_at": pa.array(begins_us).cast(_UTC),
            "ended_at": pa.array(begins_us + lasted_ms * 1000).cast(_UTC),
            "position_start_ms": pa.array(np.zeros(len(homes), np.int64)),
            "position_end_ms": pa.array(lasted_ms),
            "rate": pa.array(np.ones(len(homes))),
            "time_zone": pa.array(["Europe/London"] * len(homes)),
            "country": pa.array(["GB"] * len(homes)),
        }
    )


def _in_turns(*runs: Callable[[], object]) -> list[list[float]]:
    """The times of some rounds of all, after one that warms up: what else the machine does meets all alike."""
    rounds = [[_timed(run) for run in runs] for _ in range(ROUNDS + 1)]
    return rounds[1:]


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
