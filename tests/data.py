"""Where the captures and vectors lie that are too large for the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data_folder() -> Path | None:
    """The folder that MATINEE_DATA names, or `../shared/data` beside the repository; None where there is neither."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("MATINEE_DATA") or beside)
    return folder if folder.is_dir() else None


needs_data = pytest.mark.skipif(
    data_folder() is None,
    reason="There is no folder of captures and vectors. Set MATINEE_DATA to it to run this test.",
)
