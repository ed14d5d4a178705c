"""How well a sequel's reach is estimated: on 200 made-up services whose sequels' outcomes are known.

`make bench-sequel`. The services are of `tests/sequel/slates.py`, which says what is assumed of them; the estimator has none
of it. Printed are how often the outcome lies in the interval of 50 and of 80 times in 100, the median error, and beside it that of
the published drops alone, by how many sequels a service had.
"""

from __future__ import annotations

import numpy as np

from matinee.rollups.drops import ANCHORS
from matinee.sequel.estimate import estimate
from tests.sequel.slates import slate

SLATES = 200


def _row(name: str, slates: list[int], past: int | None = None, rough: float | None = None) -> str:
    inside = {50: 0, 80: 0}
    errors, published, widths, ratios = [], [], [], []
    drop = float(np.mean([np.log(second / first) for _, first, second in ANCHORS]))
    for seed in slates:
        made = slate(seed, past, rough)
        told = estimate(made.coming.homes, made.past, kids=made.coming.kids)
        outcome = made.coming.reach_second
        for level, ends in told.intervals.items():
            inside[level] += ends.low <= outcome <= ends.high
        errors.append(abs(np.log(told.median / outcome)))
        published.append(abs(np.log(made.coming.reach_first) + drop - np.log(outcome)))
        widths.append(np.log(told.intervals[80].high / told.intervals[80].low))
        ratios.append(made.coming.ratio)
    n = len(slates)
    error, beside = (100 * float(np.expm1(np.median(one))) for one in (errors, published))
    return (
        f"{name:<22}{inside[50] / n:>8.1%}{inside[80] / n:>8.1%}{error:>10.1f} %{beside:>12.1f} %"
        f"{float(np.exp(np.median(widths))):>12.2f}{float(np.median(ratios)):>10.2f}"
    )


def main() -> None:
    """Print the table."""
    print(f"{'sequels so far':<22}{'50':>8}{'80':>8}{'error':>12}{'drop alone':>14}{'high ÷ low':>12}{'2 ÷ 1':>10}")
    print(_row("0 to 24, as it comes", list(range(SLATES))))
    for past in (0, 2, 5, 10, 20):
        print(_row(str(past), list(range(1000 * past + 1000, 1000 * past + 1000 + SLATES)), past))
    for name, rough in (("titles much alike", 0.0), ("titles erratic", 1.0)):
        print(_row(name, list(range(SLATES)), rough=rough))


if __name__ == "__main__":
    main()
