"""Telling how far long work is."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, int, int], None]
"""Called while work goes on: what it is, how much is done, and of how much (0: unknown)."""


def silent(stage: str, done: int, of: int) -> None:
    """Tell nobody."""
