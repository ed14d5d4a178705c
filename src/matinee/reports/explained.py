"""A number explains itself: its meaning, its counts, what was left out, and the query that gave it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from matinee import instants
from matinee.errors import MatineeError
from matinee.metrics import CATALOGUE, DECLARED, Curve
from matinee.metrics.measure import Number
from matinee.metrics.metric import prose
from matinee.reports.report import Report
from matinee.reports.text import heading
from matinee.settings import named
from matinee.units import show


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A metric of a title, with everything it rests on.

    Attributes:
        report: The report it is from.
        number: The number.
        query: The query that counts it; the names in it are explained above it.
        counts: What that query gave.
    """

    report: Report
    number: Number
    query: str
    counts: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        report, number = self.report, self.number
        return {
            "title": report.title.id,
            "metric": number.metric.name,
            "value": number.value,
            "unit": str(number.metric.unit),
            "formula": number.metric.formula,
            "meaning": prose(number.metric),
            "numerator": number.counted,
            "denominator": number.out_of,
            "parts": number.metric.parts,
            "households_left_out": number.left_out,
            "adds_up_over": list(number.metric.adds_up_over),
            "definition": report.definition.id,
            "definition_meaning": report.definition.meaning,
            "from": instants.show(report.window.from_us),
            "to": instants.show(report.window.to_us),
            "counted_to": instants.show(report.to_us),
            "country": report.country,
            "fingerprint": report.fingerprint,
            "counts": self.counts,
            "query": self.query,
        }

    def to_json(self) -> str:
        """All of it as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """All of it as CSV, a thing a line."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("what", "value"), *self.as_dict().items()])
        return text.getvalue()


def explain(report: Report, name: str) -> Explained:
    """Explain a number of a report.

    Args:
        report: The report.
        name: Of a metric.

    Raises:
        MatineeError: No metric is called that.
    """
    known = {one.name: one for one in DECLARED}
    found = named(name, known, "metric", f"The metrics are {', '.join(one.name for one in CATALOGUE)}.")
    if isinstance(found, Curve):
        raise MatineeError(
            f"{name} is a curve, and not one number.",
            f"`matinee explain {name}` tells what it is, `matinee report … --format json` has its rows.",
        )
    expression = found.counted(report.asked.viewed)
    row = report.asked.rows(expression)[0]
    return Explained(report=report, number=report.numbers[name], query=report.asked.engine.told(expression), counts=row)


def explained_text(told: Explained) -> RenderableType:
    """The explanation as a person reads it."""
    report, number = told.report, told.number
    metric = number.metric
    lines = [f"{metric.title}: {show(number.value, metric.unit)}"]
    if number.value is not None:
        lines[0] += f"  (exactly {number.value!r} {metric.unit})"
    if number.out_of is not None:
        lines.append(f"= {number.counted:,} ÷ {number.out_of:,}  ({metric.parts})")
    lines.append(f"Formula: {metric.formula}")
    if number.left_out is not None:
        lines.append(f"Left out for want of positions: {number.left_out:,} households")
    adds = ", ".join(metric.adds_up_over) or "nothing"
    window = f"{instants.show(report.window.from_us)} to {instants.show(report.window.to_us)}"
    state = "closed" if report.closed else f"still running, counted to {instants.show(report.to_us)}"
    lines += [
        f"Adds up over: {adds}",
        f"Window: {window}, {state}{', ' + report.country if report.country else ''}",
        f"Counted by {report.definition.id}, version {report.definition.version}: {report.definition.meaning}",
        f"Fingerprint: {report.fingerprint}",
    ]
    return Group(
        Text(heading(report), style="bold"),
        Text("\n".join(lines) + "\n"),
        Text(prose(metric) + "\n", style="dim"),
        Text("The query that counts it\n", style="bold"),
        Text(told.query),
    )
