"""Runs: how long a title has been in a chart, how long in a row, and how high it stood.

For any chart, published or our own: places with a list (what is ranked together, like a
country's films), a title, the number of the period (one more for the next day or week) and
a rank. A run is broken by every period in which the title has no place, also by one that
the chart itself is missing. A title that stands in a list twice in one period counts once,
where it stands higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

NEW, BACK = "new entry", "re-entry"
"""How a title came into a list: for the first time, or after an absence."""

_Integers = npt.NDArray[np.int64]
_HIGH = 1 << 32
"""More than any rank."""


def standings(places: pa.Table, *, lists: Sequence[str], titles: Sequence[str]) -> pa.Table:
    """Each place with what led up to it.

    Args:
        places: With the columns `number` (of the period) and `rank`, and those named here.
        lists: The columns that tell lists apart; nulls are a value like others.
        titles: The columns that tell titles apart.

    Returns:
        The places in the order given, with the columns `periods` (in the list so far, this one
        included), `in_a_row` (of those, without a break up to this one), `peak_rank` (so far),
        `periods_at_1` (so far), `previous_rank` (in the period before; null if it had none) and
        `entry` ("new entry", "re-entry"; null for a title that was there the period before, and
        in the first period of a list, of which nobody can tell).
    """
    walked = _Walk(places, lists, titles)
    entry = np.full(len(walked), None, object)
    comes = walked.run_begins & (walked.number != walked.of_list(np.minimum))
    entry[comes & walked.title_begins] = NEW
    entry[comes & ~walked.title_begins] = BACK
    previous = np.roll(walked.rank, 1)
    columns = {
        "periods": pa.array(walked.periods),
        "in_a_row": pa.array(walked.in_a_row),
        "peak_rank": pa.array(walked.peak_rank()),
        "periods_at_1": pa.array(walked.at_1()),
        "previous_rank": pa.array(previous, mask=walked.run_begins),
        "entry": pa.array(entry.tolist(), pa.string()),
    }
    for name, column in columns.items():
        places = places.append_column(name, column.take(pa.array(walked.place_of_row)))
    return places


def histories(places: pa.Table, *, lists: Sequence[str], titles: Sequence[str]) -> pa.Table:
    """Each title of each list with its whole history there.

    Args:
        places: As for `standings`.
        lists: The columns that tell lists apart.
        titles: The columns that tell titles apart.

    Returns:
        The columns named here, and `periods` (in all), `first`, `last` (numbers of periods),
        `longest_run` with `longest_from` and `longest_to` (the earliest of equal ones),
        `current_run` (0 for a title that is not in the latest period of its list), `peak_rank`,
        `peak_number` (when it first stood there) and `periods_at_1`; in the order of their first places.
    """
    walked = _Walk(places, lists, titles)
    begins = np.flatnonzero(walked.title_begins)
    ends = np.append(begins, len(walked))[1:] - 1
    longest_to = walked.first_highest(walked.in_a_row, begins)
    peak = walked.first_highest(-walked.rank, begins)
    latest = walked.of_list(np.maximum)
    columns: dict[str, Any] = {
        "periods": walked.periods[ends],
        "first": walked.number[begins],
        "last": walked.number[ends],
        "longest_run": walked.in_a_row[longest_to],
        "longest_from": walked.number[longest_to] - walked.in_a_row[longest_to] + 1,
        "longest_to": walked.number[longest_to],
        "current_run": np.where(walked.number[ends] == latest[ends], walked.in_a_row[ends], 0),
        "peak_rank": walked.rank[peak],
        "peak_number": walked.number[peak],
        "periods_at_1": walked.at_1()[ends],
    }
    named = {name: places[name].take(pa.array(walked.row[begins])) for name in (*lists, *titles)}
    found = pa.table(named | {name: pa.array(column) for name, column in columns.items()})
    return found.take(pa.array(np.argsort(walked.row[begins], kind="stable")))


class _Walk:
    """Places by list, title and period, each once, and where each of them begins.

    Attributes:
        row: The row of the table that a place comes from.
        place_of_row: The other way round; of rows that are one place, all have it.
        number, rank: Of its period; in it.
        title_begins, run_begins: Whether it is the first of its title in its list, of its run.
        periods, in_a_row: Counted from there.
    """

    def __init__(self, places: pa.Table, lists: Sequence[str], titles: Sequence[str]) -> None:
        group = _codes(places, lists)
        title = _codes(places, titles)
        number = np.asarray(places["number"], np.int64)
        rank = np.asarray(places["rank"], np.int64)
        order = np.lexsort((rank, number, title, group))
        group, title, number = group[order], title[order], number[order]
        changes = _changes(group, title)
        first = changes | _changes(number)
        self.row: _Integers = order[first]
        self.place_of_row = np.empty(len(order), np.int64)
        self.place_of_row[order] = np.cumsum(first) - 1
        self.number: _Integers = number[first]
        self.rank: _Integers = rank[self.row]
        self._group = group[first]
        self.title_begins = changes[first]
        self.run_begins = self.title_begins.copy()
        self.run_begins[1:] |= self.number[1:] != self.number[:-1] + 1
        self.periods = self._since(self.title_begins)
        self.in_a_row = self._since(self.run_begins)

    def __len__(self) -> int:
        return len(self.row)

    def of_list(self, extreme: np.ufunc) -> _Integers:
        """The number of the first (minimum) or latest (maximum) period of each place's list."""
        begins = _changes(self._group)
        if not len(self):
            return self.number
        found = extreme.reduceat(self.number, np.flatnonzero(begins))
        return np.asarray(found[np.cumsum(begins) - 1], np.int64)

    def peak_rank(self) -> _Integers:
        """The best rank of the title up to each place."""
        fall = np.cumsum(self.title_begins) * _HIGH
        return np.asarray(np.minimum.accumulate(self.rank - fall) + fall, np.int64)

    def at_1(self) -> _Integers:
        """How often the title stood at no. 1 up to each place."""
        total = np.cumsum(self.rank == 1)
        before = np.maximum.accumulate(np.where(self.title_begins, total - (self.rank == 1), 0))
        return np.asarray(total - before, np.int64)

    def first_highest(self, values: _Integers, begins: _Integers) -> _Integers:
        """For each title the first place at which a value is as high as it ever is."""
        if not len(self):
            return begins
        title = np.cumsum(self.title_begins) - 1
        highest = np.maximum.reduceat(values, begins)[title]
        places = np.flatnonzero(values == highest)
        return places[np.unique(title[places], return_index=True)[1]]

    def _since(self, begins: npt.NDArray[np.bool_]) -> _Integers:
        """How many places there are since the last beginning, it included."""
        here = np.arange(len(begins))
        return here - np.maximum.accumulate(np.where(begins, here, 0)) + 1


def _changes(*columns: _Integers) -> npt.NDArray[np.bool_]:
    """Whether a row differs from the one before it; the first one does."""
    changes = np.ones(len(columns[0]), bool)
    if len(changes):
        changes[1:] = False
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    return changes


def _codes(places: pa.Table, columns: Sequence[str]) -> _Integers:
    """A number for each row, the same where all these columns are."""
    codes = np.zeros(places.num_rows, np.int64)
    for name in columns:
        column = places[name].combine_chunks().dictionary_encode(null_encoding="encode")
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        one = np.asarray(column.indices, np.int64)
        codes = np.unique(codes * (one.max(initial=0) + 1) + one, return_inverse=True)[1].reshape(-1)
    return codes
