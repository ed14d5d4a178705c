"""How a title holds, in a terminal, rounded for people."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.projection.hold_readings import Reading
from matinee.projection.own import TitleHold
from matinee.units import NOTHING, Unit, show, some


def hold_table(found: TitleHold) -> RenderableType:
    """What was found, the readings behind it, and the comparables."""
    told = found.hold
    where = f" in {found.country}" if found.country else ""
    words = told.in_words().replace(told.title, f"{found.title.name}{where}", 1)
    parts: list[RenderableType] = [Text(words)]
    if told.readings:
        parts.append(_readings(told.readings))
    compared = found.comparables
    if compared is not None and compared.nearest:
        parts += [Text(f"Began most like it, of {some(compared.candidates, 'closed title')}", style="bold")]
        parts.append(_comparables(found))
    note = [
        "Hold: what a week brings, of what the week before brought, in normal weeks. z: in spreads of its like; before: a week ago.",
        f"Counted by {found.definition.id}: {found.definition.meaning}",
    ]
    if told.q is not None:
        note.insert(1, f"Of titles as striking as this one {show(told.q, Unit.SHARE)} are expected to be so by chance.")
    return Group(*parts, Text("\n".join(note), style="dim"), "")


def _readings(readings: tuple[Reading, ...]) -> RichTable:
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in ("measure", "hold", "its like", "from", "to", "z", "before"):
        table.add_column(name, justify="left" if name == "measure" else "right", no_wrap=True)
    for one in readings:
        shares = (show(value, Unit.SHARE) for value in (one.hold, one.median, one.low, one.high))
        before = NOTHING if one.z_before is None else f"{one.z_before:+.1f}"
        table.add_row(one.measure, *shares, f"{one.z:+.1f}", before)
    return table


def _comparables(found: TitleHold) -> RichTable:
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    assert found.comparables is not None
    days = found.comparables.days
    for name in ("title", "released", "distance", f"{days} days ÷ now", f"{days} ÷ 7", "would imply"):
        table.add_column(name, justify="left" if name in ("title", "released") else "right", no_wrap=name != "title")
    for one in found.comparables.nearest:
        legs = NOTHING if one.legs_7 is None else f"{one.legs_7:.2f}"
        title = found.names.get(one.title, one.title)
        implied = show(round(one.implied), Unit.HOUSEHOLDS)
        table.add_row(title, str(one.released_on), f"{one.distance:.2f}", f"{one.multiplier:.2f}", legs, implied)
    return table
