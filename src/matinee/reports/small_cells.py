"""Small cells: which figures tell of too few homes to be given to others."""

from __future__ import annotations

from collections.abc import Mapping

from matinee.metrics.measure import Number
from matinee.reports.report import Report
from matinee.units import Unit, show

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


def few(least: float) -> str:
    """What stands in a cell of fewer homes.

    >>> few(10)
    'fewer than 10 homes'
    """
    return f"fewer than {least:g} homes"


def homes(count: float | None, least: float) -> str:
    """A count of homes as a page shows it: nobody is 0, a few are not told apart.

    >>> homes(0, 10), homes(9, 10), homes(9, 0)
    ('0', 'fewer than 10 homes', '9')
    """
    return few(least) if count is not None and 0 < count < least else show(count, Unit.HOUSEHOLDS)


def of_few(numbers: Mapping[str, Number], number: Number, least: float) -> bool:
    """Whether a figure is of fewer homes than that: itself, or a part of its ratio that is not nobody.

    For those who run the service; what is given to others needs `is_small`, which also guards what can be reckoned back.
    """
    counts: list[float | None] = [numbers[OF_HOMES[number.metric.name]].value] if number.metric.name in OF_HOMES else []
    if number.metric.unit is Unit.HOUSEHOLDS:
        counts.append(number.value)
    if number.metric.parts == "households":
        counts += [number.counted, number.out_of]
    return any(count is not None and 0 < count < least for count in counts)


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
