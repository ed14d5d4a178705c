"""Small cells: which figures tell of too few homes to be given to others."""

from __future__ import annotations

from matinee.metrics.measure import Number
from matinee.reports.report import Report
from matinee.units import Unit

LEAST = 50
"""The fewest homes that a cell of something given to others may be of, unless more are asked for."""
OF_HOMES = {
    "hours": "reach",
    "views": "reach",
    "starts": "reach",
    "coverage": "reach",
    "average_audience": "reach",
    "loyalty": "reach",
    "viewing_per_household": "reach",
    "viewing_90th_percentile": "reach",
    "peak_concurrency": "reach",
    "share_of_viewing": "reach",
    "time_to_completion": "completing_households",
    "completions": "completing_households",
    "completions_per_completer": "completing_households",
}
"""Figures that are no counts of homes and no ratios of such, with the metric that counts the homes that they tell of."""


def is_small(report: Report, number: Number, least: int) -> bool:
    """Whether a figure tells of fewer homes than that: itself, a part of its ratio, or what is left of the whole.

    A metric of which it is not known whose homes it tells of is never told.
    """
    reach = report.numbers["reach"].value or 0
    counts: list[float | None]
    if number.metric.unit is Unit.HOUSEHOLDS:
        counts = [number.value, reach - (number.value or 0)]
    elif number.metric.parts == "households" and number.counted is not None and number.out_of is not None:
        counts = [number.counted, number.out_of, number.out_of - number.counted, reach - number.out_of]
    elif number.metric.name in OF_HOMES:
        counts = [report.numbers[OF_HOMES[number.metric.name]].value]
    else:
        return number.value is not None
    return any(count is not None and 0 < count < least for count in counts)
