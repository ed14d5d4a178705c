"""A file of views for DuckDB: the tables of a lake as they are safe now, by their names, for tools that speak SQL."""

from __future__ import annotations

from pathlib import Path

from matinee.store.folder import LakeFolder


def views_sql(folder: LakeFolder) -> str:
    """SQL that makes a view of each table of a lake.

    A view names the Parquet files of one state of its table. Files that a later state does without are
    deleted some time after; so the file is made anew after a refresh.

    Args:
        folder: The lake.
    """
    views = [
        "-- The tables of a Matinee lake, as they stood when this was written: `matinee views` writes it anew.",
        "-- duckdb -init FILE",
    ]
    for name in sorted(folder.settled.versions):
        if not folder.tables.has(name):
            continue
        files = folder.tables.files(name)
        if files:
            listed = ",\n  ".join(f"'{_quoted(file)}'" for file in files)
            views.append(
                f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([\n  {listed}\n], "
                "union_by_name = true, hive_partitioning = true);"
            )
    return "\n".join(views) + "\n"


def _quoted(file: str) -> str:
    return str(Path(file).absolute()).replace("'", "''")
