"""Charts, editions and restatements in a terminal, rounded for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.charts.chart import Chart, Place
from matinee.charts.rules import ChartRule
from matinee.charts.runs import BACK, NEW
from matinee.periods import WEEKDAYS
from matinee.reports.chart_words import clean, counted_to, figure_of, left_out, nothing, others
from matinee.reports.table import Table
from matinee.units import NOTHING, Unit, show

_USUAL_PLACES = 10
_INSTANTS = ("of", "published", "counts until")


def chart_table(chart: Chart) -> RenderableType:
    """A chart: one line a title, what ranks first of its figures."""
    if not chart.places:
        return Group(as_it_stands(chart_heading(chart), "bold"), Text(nothing(chart)))
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    figures = [chart.by, *others(chart.by)]
    for name in ("", "before", "title", *figures, f"{chart.period}s", "row", "peak"):
        if name == "title":
            table.add_column(name, min_width=17, overflow="fold")
        else:
            table.add_column(name, justify="right", no_wrap=True)
    for place in chart.places:
        shown = [_shown(place, name) for name in figures]
        table.add_row(
            str(place.rank),
            before(place),
            as_it_stands(place.title),
            *shown,
            str(place.periods_in_chart),
            str(place.in_a_row),
            str(place.peak_rank),
        )
    return Group(as_it_stands(chart_heading(chart), "bold"), table, Text(chart_footnote(chart), style="dim"))


def as_it_stands(text: str, style: str = "") -> Text:
    """A text with names in it, for a terminal: brackets are no styles, and nothing in it steers the terminal."""
    return Text(clean(text), style)


def chart_heading(chart: Chart) -> str:
    """What a chart is of, in a line."""
    where = f" in {chart.country}" if chart.country else ""
    when = chart.first_day.isoformat()
    if chart.period == "week":
        when = f"{when} to {chart.last_day.isoformat()}"
    of = "" if chart.rule.has_all else f", {chart.rule.title}"
    edition = "" if chart.edition is None else f", edition {chart.edition.number}"
    return f"Top {chart.asked}{of}{where} by {chart.by}, {chart.period} {when} ({chart.time_zone}){edition}"


def chart_footnote(chart: Chart) -> str:
    """Rule, definition and what was left out: what makes a chart a promise."""
    lines = [
        replace(chart.rule, by=chart.by).in_words(),
        f"Reach: households that watched in the {chart.period} and had started by its end ({chart.definition}).",
    ]
    if chart.left_out:
        lines.append(f"Left out: {left_out(chart)}")
    if chart.counted_to_us is not None:
        lines.append(f"As of then: {counted_to(chart)}.")
    if chart.edition is not None:
        known = _minute(chart.edition.cut_off_at)
        lines.append(f"Published {_minute(chart.edition.published_at)}, counting what came in until {known} (UTC).")
    return "\n".join(lines)


def before(place: Place) -> str:
    """Where a title stood in the period before."""
    words = {NEW: "new", BACK: "back"}
    if place.previous_rank is not None:
        return str(place.previous_rank)
    return words.get(place.entry or "", NOTHING)


def _shown(place: Place, name: str) -> str:
    """A figure of a line, as a person reads it."""
    if name == "minutes":
        return f"{figure_of(place, name):,.0f} min"
    return show(figure_of(place, name), Unit.HOURS if name == "hours" else Unit.VIEWS)


def rules_table(rules: Sequence[ChartRule]) -> RenderableType:
    """Every chart there is."""
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("id", "title", "by", "weeks from", "source"):
        table.add_column(name, no_wrap=name == "id")
    for rule in rules:
        week = f"{WEEKDAYS[rule.week_starts].capitalize()}{', ' + rule.time_zone if rule.time_zone else ''}"
        table.add_row(*map(as_it_stands, (rule.id, rule.title, rule.by, week, rule.source)))
    return table


def editions_table(editions: Table) -> RenderableType:
    """Every edition of every published chart."""
    if not len(editions):
        return Text("No chart was published yet: `matinee top10 --week DATE --publish`.")
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("chart", "of", "where", "by", "edition", "published", "counts until"):
        table.add_column(name, justify="right" if name == "edition" else "left", no_wrap=name in _INSTANTS)
    for row in editions.to_dicts():
        times = (_minute(row[name]) for name in ("published_at", "cut_off_at"))
        cells = (row["chart"], _when(row), row["country"] or "everywhere", row["by"], str(row["edition"]), *times)
        table.add_row(*map(as_it_stands, cells))
    return table


def restatements_text(restatements: Table) -> RenderableType:
    """Every line that a later edition says otherwise, below its edition."""
    if not len(restatements):
        return Text("No published chart was restated.")
    parts: list[Text] = []
    for of, rows in groupby(restatements.to_dicts(), key=_edition):
        parts.append(as_it_stands(of, "bold"))
        parts += [as_it_stands(f"  {_restated(row)}") for row in rows]
    return Group(*parts)


def _edition(row: dict[str, Any]) -> str:
    where = f" in {row['country']}" if row["country"] else ""
    published = _minute(row["published_at"])
    places = "" if row["places"] == _USUAL_PLACES else f", {row['places']} places"
    return f"{row['chart']}{where} by {row['by']}, {_when(row)}{places}, edition {row['edition']} of {published} (UTC)"


def _restated(row: dict[str, Any]) -> str:
    """A line that is another: `Short: no. 2 → 1, 0.83 h → 1.67 h (+100.0 %), late data`."""
    was, now = row["rank_was"], row["rank_now"]
    said = [f"no. {now}" if was == now else f"no. {was or NOTHING} → {now or NOTHING}"]
    name = "hours" if row["by"] == "minutes" else row["by"]
    unit = {"hours": Unit.HOURS, "views": Unit.VIEWS, "reach": Unit.HOUSEHOLDS}[name]
    before, after = row[f"{name}_was"], row[f"{name}_now"]
    if before != after:
        change = f" ({(after / before - 1) * 100:+.1f} %)" if before and after is not None else ""
        said.append(f"{show(before, unit)} → {show(after, unit)}{change}")
    return f"{row['title']}: {', '.join(said)}: {row['why']}"


def _when(row: dict[str, Any]) -> str:
    return f"{row['period']} {row['first_day']}"


def _minute(instant: str) -> str:
    return instant[: len("2021-01-04T12:00")].replace("T", " ")
