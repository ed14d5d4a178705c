"""Baselines: what simpler rules say, to see what the model is worth.

The constant multiplier takes every closed title's, and their median. The analogue median takes the median multiplier of the
`ANALOGUES` closed titles whose first days look most like those of the title: Euclidean distance of the logs of each day's share.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matinee.projection.curves import LEAST_COUNT, Launches

Integers = npt.NDArray[np.int64]

CONSTANT, ANALOGUE = "constant_multiplier", "analogue_median"
ANALOGUES = 10


def baselines(launches: Launches, past: Integers, row: int, *, at: int, days: int) -> dict[str, float]:
    """What the baselines project for a title: its count times the multipliers of closed ones."""
    multipliers = launches.counts[past, :days].sum(axis=1) / launches.counts[past, :at].sum(axis=1)
    first = np.maximum(launches.counts[np.append(past, row), :at], LEAST_COUNT)
    shares = np.log(first / first.sum(axis=1, keepdims=True))
    distance = ((shares[:-1] - shares[-1]) ** 2).sum(axis=1)
    nearest = np.argsort(distance, kind="stable")[:ANALOGUES]
    counted = float(launches.counts[row, :at].sum())
    return {
        CONSTANT: counted * float(np.median(multipliers)),
        ANALOGUE: counted * float(np.median(multipliers[nearest])),
    }
