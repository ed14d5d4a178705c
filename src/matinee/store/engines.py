"""The engines there are."""

from __future__ import annotations

from pathlib import Path

from matinee.store.duckdb import DuckDB
from matinee.store.engine import Engine


def open_engine(folder: Path) -> Engine:
    """An engine over a lake.

    Args:
        folder: The folder of the lake.
    """
    return DuckDB(folder)
