"""The engines there are."""

from __future__ import annotations

from pathlib import Path

from matinee.errors import MatineeError
from matinee.store.duckdb import DuckDB
from matinee.store.engine import Engine

DEFAULT_ENGINE = "duckdb"
ENGINES = (DEFAULT_ENGINE, "spark")


def open_engine(folder: Path, name: str = DEFAULT_ENGINE, master: str = "local[*]") -> Engine:
    """An engine over a lake.

    Args:
        folder: The folder of the lake.
        name: One of `ENGINES`.
        master: Where Spark runs.

    Raises:
        MatineeError: There is no such engine, or what it needs is not installed.
    """
    if name == DEFAULT_ENGINE:
        return DuckDB(folder)
    if name == "spark":
        from matinee.store.spark import Spark

        return Spark(master)
    raise MatineeError(f"{name!r} is not an engine.", f"Use one of {' or '.join(ENGINES)}.")
