"""Rankings beside one scan of the columns they read: `make bench-rank`.

`python -m tools.bench_rank 1000000` makes a million household-titles of a slate of 300 films; without a
number five millions. The films differ in size as titles of a service do, and have 120 directors and 40 franchises.
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

TITLES = 300
RUNTIME_MS = 6_000_000
MINUTE_US = 60_000_000
FIRST_US = instants.parse("2021-03-01T00:00:00+00:00")
FOLLOWED_DAYS = 28
ROUNDS = 5
PART = 1_000_000
_UTC = pa.timestamp("us", "UTC")


def make_lake(folder: Path, household_titles: int) -> Lake:
    """A service of 300 films, one a day; each home watches a film within its first 28 days, one in four again."""
    lake = Lake.create(folder / "lake")
    lines = ["asset_id,title_id,name,kind,runtime_s,released_at"]
    for number in range(TITLES):
        lines.append(f"f{number},f{number},Film {number:03},film,6000,{instants.show(FIRST_US + number * DAY_US)}")
    (folder / "titles.csv").write_text("\n".join(lines) + "\n")
    lake.import_catalogue(folder / "titles.csv")
    random = np.random.default_rng(2021)
    size = random.lognormal(0, 1, TITLES)
    sizes = random.multinomial(household_titles, size / size.sum())
    homes = max(int(sizes.max()), household_titles // 4)
    titles = np.repeat(np.arange(TITLES), sizes)
    households = np.concatenate([random.choice(homes, many, replace=False) for many in sizes])
    order = random.permutation(len(titles))
    for first in range(0, len(order), PART):
        part = order[first : first + PART]
        pq.write_table(_spans(random, titles[part], households[part], first), folder / "spans.parquet")
        lake.import_spans([folder / "spans.parquet"])
    lake.refresh()
    return lake


def _spans(random: np.random.Generator, titles: np.ndarray, homes: np.ndarray, first: int) -> pa.Table:
    again = random.random(len(homes)) < 0.25
    titles, homes = np.concatenate([titles, titles[again]]), np.concatenate([homes, homes[again]])
    begins_us = FIRST_US + titles * DAY_US + random.integers(0, 27 * DAY_US // MINUTE_US, len(homes)) * MINUTE_US
    lasted_ms = np.minimum(random.integers(60_000, 9_000_000, len(homes)), RUNTIME_MS)
    return pa.table(
        {
            "household": pa.array([f"home-{home}" for home in homes.tolist()]),
            "asset": pa.array([f"f{title}" for title in titles.tolist()]),
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
