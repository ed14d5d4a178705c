"""What titles were watched in each day or week: spans cut at the bounds of the periods they touch, and counted."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matinee.catalogue.titles import EVERYWHERE
from matinee.periods import Periods

COUNTED = pa.schema(
    [
        ("title", pa.string()),
        ("country", pa.string()),
        ("first_day", pa.date32()),
        ("viewing_us", pa.int64()),
        ("reach", pa.int64()),
    ]
)
"""A row for each title, country and period in which it was watched there, and for each title and period one of country "*"."""

_Integers = npt.NDArray[np.int64]


def count_by_period(watched: pa.Table, periods: Periods, until_us: int | None = None) -> pa.Table:
    """Count the viewing and the reach of each title in each period, by country and everywhere.

    Args:
        watched: Columns title, household, country, started_us, ended_us, and crossed_us: when the household had
            started the title, null if never. In any order.
        periods: The days or weeks.
        until_us: As if nothing had been watched from then on; the spans end before it.

    Returns:
        A table of schema `COUNTED`. Reach is the households that watched in the period and had started by its end.
        Viewing of no known country counts everywhere and in no country.
    """
    if not watched.num_rows:
        return COUNTED.empty_table()
    started, ended = (watched[name].to_numpy() for name in ("started_us", "ended_us"))
    bounds = list(periods.between(int(started.min()), int(ended.max())))
    begins, ends = (
        np.array(column, np.int64) for column in ([one.from_us for one in bounds], [one.to_us for one in bounds])
    )
    span, period = _pieces(started, ended, begins)
    viewing_us = np.minimum(ended[span], ends[period]) - np.maximum(started[span], begins[period])
    never = np.iinfo(np.int64).max
    crossed = watched["crossed_us"].fill_null(never).to_numpy()[span]
    reached = crossed <= np.minimum(ends, never if until_us is None else until_us)[period]
    title, titles = _codes(watched["title"], span)
    country, countries = _codes(watched["country"], span)
    household, households = _codes(watched["household"], span)
    cells = title * len(bounds) + period
    here = country < len(countries)
    by_country = _count(
        cells[here] * len(countries) + country[here], household[here], len(households), viewing_us[here], reached[here]
    )
    everywhere = _count(cells, household, len(households), viewing_us, reached)
    first_days = pa.array([one.first_day for one in bounds], pa.date32())

    def table(cell: _Integers, country: pa.Array, viewing_us: _Integers, reach: _Integers) -> pa.Table:
        columns = [titles.take(pa.array(cell // len(bounds))), country, first_days.take(pa.array(cell % len(bounds)))]
        return pa.Table.from_arrays([*columns, pa.array(viewing_us), pa.array(reach)], schema=COUNTED)

    keys, *figures = by_country
    there = countries.take(pa.array(keys % max(1, len(countries))))
    some = table(keys // max(1, len(countries)), there, *figures)
    keys, *figures = everywhere
    return pa.concat_tables([some, table(keys, pa.repeat(EVERYWHERE, len(keys)), *figures)])


def _pieces(started: _Integers, ended: _Integers, begins: _Integers) -> tuple[_Integers, _Integers]:
    """For each span and each period that it touches: the number of the span, and that of the period."""
    first = np.searchsorted(begins, started, "right") - 1
    pieces = np.searchsorted(begins, ended - 1, "right") - first
    span = np.repeat(np.arange(len(started)), pieces)
    after = np.arange(len(span)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    return span, first[span] + after


def _codes(column: pa.ChunkedArray, rows: _Integers) -> tuple[_Integers, pa.Array]:
    """Values as numbers, and the values; null is one more than there are."""
    coded = column.combine_chunks().dictionary_encode()
    codes: npt.NDArray[Any] = coded.indices.fill_null(len(coded.dictionary)).to_numpy().astype(np.int64)
    return codes[rows], coded.dictionary


def _count(
    cells: _Integers, household: _Integers, households: int, viewing_us: _Integers, reached: npt.NDArray[np.bool_]
) -> tuple[_Integers, _Integers, _Integers]:
    """The cells there are, in order, with their viewing and how many households reached them."""
    order = np.argsort(cells, kind="stable")
    cells = cells[order]
    begins = np.flatnonzero(_first_of_equals(cells))
    viewing = np.add.reduceat(viewing_us[order], begins) if len(begins) else viewing_us[order]
    number = np.cumsum(_first_of_equals(cells)) - 1
    # Sorting is many times as fast here as numpy's `unique`, which hashes.
    homes = np.sort((number * households + household[order])[reached[order]])
    reach = np.bincount(homes[_first_of_equals(homes)] // max(1, households), minlength=len(begins))
    return cells[begins], viewing, reach.astype(np.int64)


def _first_of_equals(values: _Integers) -> npt.NDArray[np.bool_]:
    """Which of sorted values differ from the one before."""
    first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return first
