"""What a terminal is told, as parts of a page: the same words and the same characters, for they are the same object.

Whatever answers a command with headings, tables and notes has a page by this alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text


class Cell(NamedTuple):
    """A cell: its text, and whether it stands to the right, as figures do."""

    text: str
    is_right: bool


class Part(NamedTuple):
    """A heading, a paragraph, a note in small print, or a table.

    Attributes:
        kind: "heading", "words", "note" or "table".
        lines: The lines of a text.
        columns: The names of a table's columns; none where it has no head.
        rows: Its cells.
    """

    kind: str
    lines: tuple[str, ...] = ()
    columns: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


def parts(told: RenderableType | Iterable[RenderableType]) -> list[Part]:
    """The parts of what a terminal is told, in order.

    >>> [part.kind for part in parts([Text("Held", "bold"), Text("by nobody."), ""])]
    ['heading', 'words']
    """
    if isinstance(told, str | Text | RichTable | Group):
        return list(_parts([told]))
    assert isinstance(told, Iterable)
    return list(_parts(told))


def _parts(told: Iterable[RenderableType]) -> Iterator[Part]:
    for one in told:
        if isinstance(one, Group):
            yield from _parts(one.renderables)
        elif isinstance(one, RichTable):
            yield _table(one)
        elif isinstance(one, Text | str):
            text = one if isinstance(one, str) else one.plain
            style = "" if isinstance(one, str) else str(one.style)
            if text.strip():
                kind = {"bold": "heading", "dim": "note"}.get(style, "words")
                yield Part(kind, tuple(line for line in text.split("\n") if line.strip()))


def _table(table: RichTable) -> Part:
    right = [column.justify == "right" for column in table.columns]
    cells = [[_plain(cell) for cell in column.cells] for column in table.columns]
    rows = tuple(
        tuple(Cell(text, is_right) for text, is_right in zip(row, right, strict=True))
        for row in zip(*cells, strict=True)
    )
    heads = tuple(Cell(_plain(column.header), is_right) for column, is_right in zip(table.columns, right, strict=True))
    return Part("table", columns=heads if table.show_header else (), rows=rows)


def _plain(cell: object) -> str:
    return cell.plain if isinstance(cell, Text) else str(cell)
