"""Scores: how well forecasts did, in figures that mean the same for any of them.

Errors are of the count, projected ÷ counted − 1; their median and not their mean, which a few titles rule. wMAPE weighs by
size: the sum of all errors ÷ the sum of all counts. Coverage is the share of outcomes inside an interval,
of those for which it was stated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One projection that was due, and how it came out.

    Attributes:
        title, released_on: Of the title.
        at, days: When it was made, and for which window.
        counted, actual: Households then, and at the end of the window.
        median: As projected.
        intervals: By level, low and high; None where the model did not state it.
        state: As the projection has it.
        closed_titles: What it rests on.
        december: Whether the title was released in December.
        baselines: What simpler rules would have said, by their name.
    """

    title: str
    released_on: str
    at: int
    days: int
    counted: float
    actual: float
    median: float
    intervals: dict[int, tuple[float, float] | None]
    state: str
    closed_titles: int
    december: bool
    baselines: dict[str, float]


def score(forecasts: Sequence[Forecast]) -> dict[str, Any]:
    """The scores of forecasts: all null, and a count of 0, where there are none."""
    found: dict[str, Any] = {"n": len(forecasts)} | errors(forecasts, lambda one: one.median)
    stated = {}
    for level in (50, 80, 95):
        inside = [_inside(one, level) for one in forecasts if one.intervals[level] is not None]
        found[f"coverage_{level}"] = sum(inside) / len(inside) if inside else None
        stated[f"stated_{level}"] = len(inside)
    widths = [ends[1] / ends[0] for one in forecasts if (ends := one.intervals[80]) is not None and ends[0] > 0]
    found["width_80"] = float(np.median(widths)) if widths else None
    return found | stated


def errors(forecasts: Sequence[Forecast], said: Callable[[Forecast], float]) -> dict[str, float | None]:
    """How far off what was said was."""
    if not forecasts:
        return {"median_ape": None, "wmape": None, "bias": None}
    actual = np.array([one.actual for one in forecasts])
    off = np.array([said(one) for one in forecasts]) - actual
    return {
        "median_ape": float(np.median(np.abs(off / actual))),
        "wmape": float(np.abs(off).sum() / actual.sum()),
        "bias": float(np.median(off / actual)),
    }


def terciles(forecasts: Sequence[Forecast]) -> list[list[Forecast]]:
    """The forecasts in three parts of one size, the smallest projected titles first."""
    ranked = sorted(forecasts, key=lambda one: (one.median, one.released_on, one.title))
    cuts = [round(len(ranked) * part / 3) for part in range(4)]
    return [ranked[low:high] for low, high in pairwise(cuts)]


def _inside(one: Forecast, level: int) -> bool:
    ends = one.intervals[level]
    assert ends is not None
    return ends[0] <= one.actual <= ends[1]
