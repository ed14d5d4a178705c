"""How a title holds, in a terminal, rounded for people."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.projection.own_answers import TitleHold
from matinee.reports.projection_tables import Shown, comparables, readings
from matinee.units import Unit, show


def hold_table(found: TitleHold) -> RenderableType:
    """What was found, the readings behind it, and the comparables."""
    parts: list[RenderableType] = [Text(hold_words(found))]
    if found.hold.readings:
        parts.append(_table(readings(found)))
    compared = comparables(found)
    if compared.rows:
        parts += [Text(compared.name, style="bold"), _table(compared)]
    return Group(*parts, Text("\n".join(_notes(found)), style="dim"), "")


def hold_words(found: TitleHold) -> str:
    """What was found, in a sentence or two."""
    where = f" in {found.country}" if found.country else ""
    return found.hold.in_words().replace(found.hold.title, f"{found.title.name}{where}", 1)


def hold_notes(found: TitleHold) -> list[str]:
    """What is said below the tables of a page."""
    return [hold_words(found), *_notes(found)]


def _notes(found: TitleHold) -> list[str]:
    note = [
        "Hold: what a week brings, of what the week before brought, in normal weeks. z: in spreads of its like; before: a week ago.",
        f"Counted by {found.definition.id}: {found.definition.meaning}",
    ]
    if found.hold.q is not None:
        note.insert(
            1, f"Of titles as striking as this one {show(found.hold.q, Unit.SHARE)} are expected to be so by chance."
        )
    return note


def _table(shown: Shown) -> RichTable:
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in shown.columns:
        left = name in ("measure", "title", "released")
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "title")
    for row in shown.rows:
        table.add_row(*row)
    return table
