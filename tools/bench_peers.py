"""The questions of a peer's page of a title, asked of the same plays; see `tools.bench_pages`.

A history is laid out as Tautulli's (one row a play: who, what, from, to, how far) and indexed by item. Its page of an item
asks how long it was watched and in how many plays in the last day, week, month and ever, and who watched it how often; its
graphs ask for plays by day, weekday and hour. They are asked of SQLite, as there, and of DuckDB over Parquet. Neither tells
completions across sittings, a curve of minutes, a projection, a hold or a record.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from matinee.lake import Lake

_PLAYS = (
    "SELECT title AS item, household AS user_id, min(epoch_us(started_at)) // 1000000 AS started, "
    "max(epoch_us(ended_at)) // 1000000 AS stopped, max(position_end_ms) AS view_offset "
    "FROM spans GROUP BY title, household, coalesce(session, household), date_trunc('day', started_at)"
)
"""A play: what a household watched of a title in a session, on a day where no session is known."""
_LENGTH = "sum(stopped - started)"
_QUESTIONS = (
    *(f"SELECT {_LENGTH}, count(*) FROM plays WHERE item = ? AND stopped >= {{end}} - {86400 * days}" for days in (1, 7, 30, 36500)),
    f"SELECT user_id, count(*) AS plays, {_LENGTH} FROM plays WHERE item = ? GROUP BY user_id ORDER BY plays DESC LIMIT 10",
    "SELECT (started - {begin}) / 86400, count(*), " + _LENGTH + " FROM plays WHERE item = ? GROUP BY 1",
    "SELECT (started / 86400) % 7, count(*) FROM plays WHERE item = ? GROUP BY 1",
    "SELECT (started / 3600) % 24, count(*) FROM plays WHERE item = ? GROUP BY 1",
)  # fmt: skip


def measure(lake: Lake, titles: list[str]) -> None:
    """Lay the plays out and ask for each title, each time in a connection of its own."""
    with tempfile.TemporaryDirectory() as folder:
        plays = Path(folder) / "plays.parquet"
        version = lake.folder.progress()["spans"]
        assert isinstance(version, int)
        files = lake.folder.tables.files("spans", version)
        with duckdb.connect(str(Path(folder) / "made.duckdb")) as made:
            made.execute("SET TimeZone = 'UTC'")
            made.execute(f"CREATE VIEW spans AS SELECT * FROM read_parquet({files!r}, hive_partitioning = true)")
            made.execute(f"COPY ({_PLAYS} ORDER BY item, started) TO '{plays}' (FORMAT parquet)")
        history = Path(folder) / "history.db"
        count, begin, end = _lay_out(plays, history)
        questions = [one.format(begin=begin, end=end) for one in _QUESTIONS]

        def in_sqlite(title: str) -> None:
            with sqlite3.connect(history) as opened:
                for one in questions:
                    opened.execute(one, (title,)).fetchall()

        def in_duckdb(title: str) -> None:
            with duckdb.connect() as opened:
                opened.execute(f"CREATE VIEW plays AS SELECT * FROM read_parquet('{plays}')")
                for one in questions:
                    opened.execute(one, [title]).fetchall()

        for name, ask in (("SQLite", in_sqlite), ("DuckDB", in_duckdb)):
            took = sorted(_timed(partial(ask, title)) for title in titles)
            print(f"a peer's questions on {count:,} plays, {name}: median {statistics.median(took) * 1000:,.0f} ms, slowest {took[-1] * 1000:,.0f} ms")  # fmt: skip


def _lay_out(plays: Path, history: Path) -> tuple[int, int, int]:
    """Fill SQLite's table; how many plays, and when the first and the last were."""
    with sqlite3.connect(history) as opened:
        opened.execute(
            "CREATE TABLE plays (id INTEGER PRIMARY KEY, item TEXT, user_id BLOB, started INT, stopped INT, view_offset INT)"
        )
        for batch in pq.ParquetFile(plays).iter_batches(100_000):
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            opened.executemany(
                "INSERT INTO plays (item, user_id, started, stopped, view_offset) VALUES (?, ?, ?, ?, ?)", rows
            )
        opened.execute("CREATE INDEX of_item ON plays (item)")
        count, begin, end = opened.execute("SELECT count(*), min(started), max(stopped) FROM plays").fetchone()
    return int(count), int(begin), int(end)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
