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
from matinee.catalogue import Catalogue
from matinee.catalogue.franchises import Franchise
from matinee.catalogue.people import Person, Role
from matinee.instants import DAY_US
from matinee.lake import Lake
from matinee.store.shelf import write_catalogue

TITLES = 300
RUNTIME_MS = 6_000_000
MINUTE_US = 60_000_000
FIRST_US = instants.parse("2021-03-01T00:00:00+00:00")
ROUNDS = 3
PART = 1_000_000
_UTC = pa.timestamp("us", "UTC")
COLUMNS = (
    "max(title)", "max(household)", "max(first_watched_at)", "max(last_watched_at)", "max(viewing_us)", "max(known_us)",
    "max(completions)", "max(len(completed_at))", "max(viewing_120s_at)",
)  # fmt: skip
"""What a ranking reads, each read whole."""
QUESTIONS = (
    {"by": "director", "metric": "rewatch_rate"},
    {"by": "director", "metric": "reach"},
    {"by": "cast", "metric": "completion_rate"},
    {"by": "franchise", "metric": "hold"},
)


def main(household_titles: int) -> None:
    """Make the lake, scan, rank."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        lake = make_lake(folder, household_titles)
        measure(lake)
    finally:
        shutil.rmtree(folder)


def measure(lake: Lake) -> None:
    """Print how long a scan takes, and each ranking; processor seconds beside them, since others may use the machine."""
    print(f"{lake.status().rows['household_titles']:,} household-titles of {TITLES} films")
    files = lake.folder.tables.files("household_titles")
    scan_s, scan_cpu_s = timed(lambda: lake.engine.sql(f"SELECT {', '.join(COLUMNS)} FROM read_parquet({files})"))
    print(f"one scan of the columns: {scan_s:.2f} s, of processors {scan_cpu_s:.2f} s")
    for asked in QUESTIONS:
        rank_s, cpu_s = timed(lambda asked=asked: lake.rank(**asked))  # type: ignore[misc]  # a default
        by = f"by {asked['by']}, {asked['metric']}"
        print(
            f"{by}: {rank_s:.2f} s, of processors {cpu_s:.2f} s · ratio {rank_s / scan_s:.1f}, {cpu_s / scan_cpu_s:.1f}"
        )


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """The median time of some rounds, after one that warms up, and that of the processors."""
    run()
    times = []
    for _ in range(ROUNDS):
        begun, cpu = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - begun, time.process_time() - cpu))
    return statistics.median(each for each, _ in times), statistics.median(cpu for _, cpu in times)


def make_lake(folder: Path, household_titles: int) -> Lake:
    """A service of 300 films, one a day; each home watches a film within its first 28 days, one in four again."""
    lake = Lake.create(folder / "lake")
    lines = ["asset_id,title_id,name,kind,runtime_s,released_at"] + [
        f"f{number},f{number},Film {number:03},film,6000,{instants.show(FIRST_US + number * DAY_US)}"
        for number in range(TITLES)
    ]
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
    _attribute(lake, random)
    lake.refresh()
    return lake


def _attribute(lake: Lake, random: np.random.Generator) -> None:
    """Give each film a director and five of the cast, and one in three a franchise."""
    ids = [f"f{number}" for number in range(TITLES)]
    people = [Person(id=f"p{number}", name=f"Person {number:03}") for number in range(400)]
    roles = [Role(person=f"p{random.integers(120)}", title=id, role="director") for id in ids]
    roles += [Role(person=f"p{120 + each}", title=id, role="cast") for id in ids for each in random.integers(0, 280, 5)]
    parts = [ids[at : at + 3] for at in range(0, 120, 3)]
    franchises = [Franchise(id=f"s{at}", name=f"Franchise {at:02}", parts=tuple(ids)) for at, ids in enumerate(parts)]
    with lake.folder.writing():
        more = Catalogue.of(people=people, roles=roles, franchises=franchises)
        write_catalogue(lake.folder.tables, lake.catalogue.with_more(more))
        lake.folder.settle()


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)
