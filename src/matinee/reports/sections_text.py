"""Sections in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Sections

_FIRST_COLUMN = 40
"""Letters up to which the first column of a table is not broken into lines."""


def sections_text(told: Sections) -> RenderableType:
    """An answer in sections: headings, sentences and tables; what is folded on a page is left out."""
    parts: list[RenderableType] = [Text(told.title, style="bold"), Text(told.subtitle, style="dim")]
    for section in told.sections:
        parts.append(Text(f"\n{section.name}", style="bold"))
        parts += [Text(words) for words in section.words]
        for point in section.points:
            parts.append(Padding(Text(f"• {point.says}"), (0, 0, 0, 2)))
            if point.rests_on:
                parts.append(Padding(Text(point.rests_on, style="dim"), (0, 0, 0, 4)))
        for shown in section.tables:
            if not shown.folded:
                parts += [Text(shown.name, style="italic")] if shown.name else []
                parts.append(table(shown))
        parts += [Text(note, style="dim") for note in section.notes]
    return Group(*parts, "")


def table(shown: Shown) -> RichTable:
    """A table: its first column names what a row is of, the others are figures."""
    made = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    narrow = max((len(row[0]) for row in shown.rows), default=0) <= _FIRST_COLUMN
    for place, name in enumerate(shown.columns):
        left = place == 0 or name in shown.wide
        made.add_column(name, justify="left" if left else "right", no_wrap=place == 0 and narrow)
    for row in shown.rows:
        made.add_row(*row)
    return made
