"""Matinee: open audience measurement for streaming video.

import matinee

lake = matinee.open("lake")
lake.title("We Can Be Heroes").report(days=28)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.errors import MatineeError
from matinee.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from matinee.lake import Lake

__all__ = ["Lake", "MatineeError", "__version__", "definitions", "open"]


def open(path: str | Path) -> Lake:
    """Open the lake in a folder.

    Raises:
        MatineeError: There is no lake there; `matinee init` makes one.
    """
    from matinee.lake import Lake  # the engine is loaded when it is needed

    return Lake(path)


def __getattr__(name: str) -> object:
    """`Lake` and `definitions`, loaded when they are asked for."""
    if name == "Lake":
        from matinee.lake import Lake

        return Lake
    if name == "definitions":
        from matinee.metrics.definitions import PRESETS

        return PRESETS
    raise AttributeError(f"module 'matinee' has no attribute {name!r}")
