"""The fold of a stream: spans that come in order of their groups, a batch at a time.

Where a group is larger than a batch its batches are put together first; no group is split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyarrow as pa

from matinee.viewing.spans import SPANS

GROUP = ("title", "household")
"""What the spans of one row of facts have in common."""


def fold_stream(batches: Iterable[pa.RecordBatch], fold: Callable[[pa.Table], pa.Table]) -> Iterator[pa.RecordBatch]:
    """Fold spans as they come.

    Args:
        batches: Spans, each group's behind each other.
        fold: Takes spans of whole groups, gives their facts.
    """
    for spans in _whole_groups(batches):
        yield from fold(spans).combine_chunks().to_batches()


def _whole_groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The spans as tables that split no group."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        begins = _last_group(batch)
        if begins or (held and _group(held[-1], -1) != _group(batch, 0)):
            yield _together([*held, batch.slice(0, begins)])
            held = []
        held.append(batch.slice(begins))
    if held:
        yield _together(held)


def _last_group(batch: pa.RecordBatch) -> int:
    """The row at which the last group of a batch begins."""
    row = int(batch.num_rows) - 1
    while row and _group(batch, row - 1) == _group(batch, -1):
        row -= 1
    return row


def _group(batch: pa.RecordBatch, row: int) -> tuple[object, ...]:
    return tuple(batch[name][row].as_py() for name in GROUP)


def _together(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(batches).select(SPANS.names).cast(SPANS)
