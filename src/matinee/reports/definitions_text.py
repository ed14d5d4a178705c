"""Definitions in a terminal: all in a table, one explained, one title under all."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.errors import MatineeError
from matinee.metrics import CATALOGUE, CURVES, DECLARED
from matinee.metrics.metric import prose
from matinee.metrics.terms import Plays, Quantity, Term
from matinee.reports.all_definitions import AllDefinitions
from matinee.reports.table import Table
from matinee.reports.text import footnote
from matinee.units import NOTHING, Unit, show


@dataclass(frozen=True)
class Listing:
    """Definitions, to be listed or explained."""

    terms: tuple[Term, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row a definition, all that is declared of it in words."""
        return [
            {
                "id": term.id,
                "version": term.version,
                "title": term.title,
                "rule": term.meaning,
                "counts": counts(term),
                "unit": str(term.unit),
                "window": term.window,
                "speed": term.speed,
                "rounding": term.rounding,
                "misleads": term.misleads,
                "source": term.source,
            }
            for term in self.terms
        ]

    def to_json(self) -> str:
        """As a list of objects."""
        return json.dumps(self.rows(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """One definition a line."""
        return Table(pa.Table.from_pylist(self.rows())).to_csv()


def counts(term: Term) -> str:
    """What is counted, in few words."""
    rule = term.counts
    if isinstance(rule, Quantity):
        return str(rule)
    if not isinstance(rule, Plays):
        return rule.name.replace("_", " ")
    least = "" if not rule.least else f" {'>' if rule.above else '≥'} {rule.least:g}"
    return f"{rule.telling}; a play is {rule.joining}; {rule.measured}{least}"


def find_terms(id: str | None, terms: Sequence[Term]) -> Listing:
    """The definition with this id, or all.

    Raises:
        MatineeError: There is none.
    """
    found = tuple(term for term in terms if id in (None, term.id))
    if not found:
        near = difflib.get_close_matches(str(id), [term.id for term in terms], n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise MatineeError(f'There is no definition "{id}".', f"{meant}`matinee definitions` lists all {len(terms)}.")
    return Listing(found)


def listing_table(listing: Listing) -> RenderableType:
    """All in a table; a single one explained."""
    if len(listing.terms) == 1:
        return explained(listing.terms[0])
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("id", "unit", "rule", "source"):
        table.add_column(name, no_wrap=name == "id")
    for term in listing.terms:
        table.add_row(term.id, str(term.unit), term.meaning, term.source)
    return table


def explained(term: Term) -> str:
    """One definition in its own words."""
    lines = [
        f"{term.title} ({term.id}, version {term.version}): {term.meaning}",
        "",
        f"Counts: {counts(term)}",
        f"Unit: {term.unit}",
        f"Usually quoted over: {term.window}",
        f"Speed: {term.speed}",
        f"Rounding where it is published: {term.rounding}",
        f"Misleads: {term.misleads}",
        f"Source: {term.source}",
    ]
    return "\n".join(lines)


def under_all_table(told: AllDefinitions) -> RenderableType:
    """A title under every definition, with the ratio to the first of each unit."""
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("definition", "value", "unit", "ratio", ""):
        table.add_column(name, justify="right" if name in ("value", "ratio") else "left", no_wrap=name == "definition")
    unit: Unit | None = None
    for one in told.said:
        if unit is not None and one.term.unit is not unit:
            table.add_section()
        unit = one.term.unit
        ratio = NOTHING if one.ratio is None else f"{one.ratio:.2f}"
        table.add_row(one.term.id, show(one.value, unit), str(unit), ratio, Text(one.why_not or "", style="dim"))
    window = footnote(told.report).split("\n")[0]
    closing = f"{window}\nA ratio is to the first definition of the same unit. `matinee definitions ID` explains one."
    heading = Text(f"{told.report.title.name} under every definition", style="bold")
    return Group(heading, table, Text(closing, style="dim"))


def explanation(name: str, terms: Sequence[Term]) -> str:
    """What a metric, a curve or a definition means, in its own words.

    Raises:
        MatineeError: Nothing is called that.
    """
    for metric in CATALOGUE:
        if metric.name == name:
            adds = ", ".join(metric.adds_up_over) or "nothing"
            lines = [prose(metric), "", f"Formula: {metric.formula}", f"Unit: {metric.unit}", f"Adds up over: {adds}"]
            return "\n".join(lines)
    for curve in CURVES:
        if curve.name == name:
            columns = [
                f"{column.name}: {column.meaning}{f' ({column.unit})' if column.unit else ''}"
                for column in curve.columns
            ]
            return "\n".join([prose(curve), "", f"A curve: {curve.formula}", *columns])
    for term in terms:
        if term.id == name:
            return explained(term)
    known = [one.name for one in DECLARED] + [term.id for term in terms]
    near = difflib.get_close_matches(name, known, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    raise MatineeError(f'Nothing is called "{name}".', f"{meant}There are: {', '.join(known)}.")
