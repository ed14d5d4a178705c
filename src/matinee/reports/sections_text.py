"""Sections in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Sections


def sections_text(told: Sections) -> RenderableType:
    """An answer in sections: headings, sentences and tables; what is folded on a page is left out."""
    parts: list[RenderableType] = [Text(told.title, style="bold"), Text(told.subtitle, style="dim")]
    for section in told.sections:
        parts.append(Text(f"\n{section.name}", style="bold"))
        parts += [Text(words) for words in section.words]
        parts += [Text(f"  • {point}") for point in section.points]
        for shown in section.tables:
            if not shown.folded:
                parts += [Text(shown.name, style="italic")] if shown.name else []
                parts.append(table(shown))
        parts += [Text(note, style="dim") for note in section.notes]
    return Group(*parts, "")


def table(shown: Shown) -> RichTable:
    """A table: its first column names what a row is of, the others are figures."""
    made = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for place, name in enumerate(shown.columns):
        made.add_column(name, justify="right" if place else "left")
    for row in shown.rows:
        made.add_row(*row)
    return made
