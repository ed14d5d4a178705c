"""Small cells: which figures tell of too few homes to be given to others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pyarrow.compute as pc

from matinee.errors import MatineeError
from matinee.metrics import CURVES
from matinee.metrics.measure import Number
from matinee.reports.report import Report
from matinee.reports.table import Table
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


class ShownCell(NamedTuple):
    """A figure of a shared page."""

    name: str
    title: str
    shown: str
    formula: str


def without_small_cells(report: Report, least: int, *, hours: bool = False) -> tuple[list[ShownCell], Report]:
    """The figures of a report with small ones left out, and its curves as far as they may be drawn.

    Args:
        report: The report.
        least: The fewest homes that a cell may be of.
        hours: Whether hours of the week are told that have as much of the viewing as so many homes have. How many homes it was
            is not known of an hour.

    Raises:
        MatineeError: Fewer homes than that watched the title.
    """
    reach = report.numbers["reach"].value
    if reach is None or reach < least:
        raise MatineeError(
            f"{report.title.name} was watched in {few(least)} in this window.", "So little is not shared."
        )
    left_out = "left out"
    cells = [
        ShownCell(
            name,
            number.metric.title,
            left_out if is_small(report, number, least) else show(number.value, number.metric.unit),
            number.metric.formula,
        )
        for name, number in report.numbers.items()
    ]
    numbers = {name: number for name, number in report.numbers.items() if not is_small(report, number, least)}
    told = replace(
        report,
        numbers=numbers,
        curves={
            **{curve.name: Table(curve.schema.empty_table()) for curve in CURVES},
            "daily": _days(report.daily, least),
            # A minute of a few homes is a few homes; of the rest nobody knows how many there were.
            "retention": _minutes(report.retention, reach, least),
            "rewatches_by_gap": _gaps(report, least),
            **({"dayparts": _hours(report.dayparts, reach, least)} if hours else {}),
        },
    )
    return cells, told


def _days(daily: Table, least: int) -> Table:
    """The days until the first on which fewer homes watched, were new or came back."""
    whole = 0
    for row in daily.to_dicts():
        counts = (row["new_households"], row["reach"], row["reach"] - row["new_households"], row["completions"])
        if any(0 < count < least for count in counts):
            break
        whole += 1
    return Table(daily.to_arrow().slice(0, whole))


def _minutes(retention: Table, homes: float, least: int) -> Table:
    """The minutes, or none where one of them tells of fewer homes."""
    rows = retention.to_arrow()
    if not rows.num_rows or pc.min(rows["share"]).as_py() * homes < least:
        return Table(rows.slice(0, 0))
    again = pc.multiply(rows["rewatched"], homes)
    if pc.any(pc.and_(pc.greater(again, 0), pc.less(again, least))).as_py():
        return Table(rows.slice(0, 0))
    return retention


def _gaps(report: Report, least: int) -> Table:
    """Rewatches by gap, or none where fewer homes came back, or a gap has fewer rewatches than that."""
    rows = report.curves["rewatches_by_gap"].to_arrow()
    again = report.numbers["rewatching_households"].value
    small = pc.and_(pc.greater(rows["rewatches"], 0), pc.less(rows["rewatches"], least))
    return Table(rows.slice(0, 0) if again is None or again < least or pc.any(small).as_py() else rows)


def _hours(dayparts: Table, homes: float, least: int) -> Table:
    """The hours of the week that have as much of the viewing as so many homes have."""
    rows = dayparts.to_arrow()
    whole = pc.sum(rows["hours"]).as_py() or 0
    return Table(
        rows.filter(pc.or_(pc.equal(rows["hours"], 0), pc.greater_equal(rows["hours"], whole * least / homes)))
    )
