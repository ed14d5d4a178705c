"""Reports as tables in a terminal, rounded for people."""

from __future__ import annotations

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.metrics.dayparts import WEEKDAYS
from matinee.metrics.measure import Number
from matinee.metrics.named_dayparts import EVERYTHING
from matinee.reports.report import Report
from matinee.reports.table import Table
from matinee.store.status import Status
from matinee.units import NOTHING, Unit, households, show

_BARS = " ▁▂▃▄▅▆▇█"


def report_table(report: Report) -> RenderableType:
    """A report: every metric, then a line each for days, minutes and hours of the week."""
    table = RichTable(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("", style="dim")
    for number in report.numbers.values():
        table.add_row(number.metric.title, show(number.value, number.metric.unit), _out_of(number))
    return Group(Text(heading(report), style="bold"), table, Text(footnote(report), style="dim"), *_curves(report), "")


def _out_of(number: Number) -> str:
    """The households behind a ratio."""
    counted, out_of = number.counted, number.out_of
    if number.metric.parts != "households" or counted is None or out_of is None:
        return ""
    return f"{counted:,} of {out_of:,}"


def heading(report: Report) -> str:
    """What a report is of, in a line."""
    where = f" in {report.country}" if report.country else ""
    days = "day" if report.days == 1 else f"{report.days} days"
    since = "since its release" if report.basis == "release" else "since it was first watched"
    return f"{report.title.name}: the first {days}{where} {since}"


def footnote(report: Report) -> str:
    """Window, definition and what was left out: what makes a number a promise."""
    window = f"{_minute(report.window.from_us)} to {_minute(report.window.to_us)} UTC"
    state = "closed" if report.closed else f"still running, counted to {_minute(report.to_us)} UTC"
    lines = [
        f"Window: {window}, {state}.",
        f"Counted by {report.definition.id}: {report.definition.meaning}",
    ]
    left_out = report.numbers["completion_rate"].left_out
    if left_out and report.runtime_ms is not None:
        lines.append(f"Left out of completion, since their players tell no position: {households(left_out)}.")
    if report.title.kind == "unknown":
        lines.append("The catalogue does not know this title, so that its runtime and completion are unknown.")
    return "\n".join(lines)


def _curves(report: Report) -> Iterable[RenderableType]:
    days = report.daily["new_households"]
    if any(days):
        shown = days[:40]
        yield Text(f"\nNew households by day  {_spark(shown)}  day 1: {days[0]:,}, day {len(shown)}: {shown[-1]:,}")
    shares = report.retention["share"]
    if shares:
        tens = [shares[at] for at in range(0, len(shares), -(-len(shares) // 36))]
        yield Text(f"Watched, by minute     {_spark(tens, most=1)}  {_percent(shares[0])} to {_percent(shares[-1])}")
    hours = report.dayparts.to_dicts()
    if hours:
        top = max(hours, key=lambda row: row["hours"])
        by_hour = [sum(row["hours"] for row in hours if row["hour"] == hour) for hour in range(24)]
        when = f"{WEEKDAYS[top['weekday']]} {top['hour']}:00"
        yield Text(f"Viewing by local hour  {_spark(by_hour)}  most on {when}")
    parts = [row for row in report.curves["named_dayparts"].to_dicts() if row["daypart"] != EVERYTHING]
    if parts:
        yield Text("                       " + ", ".join(f"{row['daypart']} {_percent(row['share'])}" for row in parts))
    gaps = report.curves["rewatches_by_gap"].to_dicts()
    again = sum(row["rewatches"] for row in gaps)
    if again:
        told = (f"{row['gap']} {_percent(row['rewatches'] / again)}" for row in gaps)
        yield Text(f"Rewatches after        {', '.join(told)}  of {again:,}")


def _spark(values: list[float], most: float | None = None) -> str:
    top = most or max(values) or 1
    return "".join(_BARS[min(8, round(8 * value / top))] for value in values)


def _percent(share: float) -> str:
    return show(share, Unit.SHARE)


def _minute(instant_us: int) -> str:
    return instants.to_datetime(instant_us).strftime("%Y-%m-%d %H:%M")


def titles_table(catalogue: Catalogue, unknown: list[str], *, only_unknown: bool) -> RenderableType:
    """All titles, those of the catalogue first; or only those it does not know."""
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("id", "title", "kind", "runtime", "released"):
        table.add_column(name, justify="right" if name == "runtime" else "left")
    for title in () if only_unknown else sorted(catalogue.titles.values(), key=lambda one: one.name):
        runtime_ms = catalogue.runtime_ms(title.id)
        runtime = NOTHING if runtime_ms is None else f"{runtime_ms / 60_000:,.0f} min"
        released_us = catalogue.released_at_us(title.id)
        released = _released(title, catalogue) if released_us is None else _minute(released_us)
        table.add_row(title.id, title.name, title.kind, runtime, released)
    for name in unknown:
        table.add_row(name, name, "unknown", NOTHING, NOTHING)
    if not table.row_count:
        return Text("Every title that was watched is in the catalogue." if only_unknown else "No titles yet.")
    return table


def _released(title: Title, catalogue: Catalogue) -> str:
    """What to say of a title without a day: a release that is to come, or that it is no title of this service."""
    if catalogue.is_here(title.id):
        return "to be decided"
    return NOTHING if title.year is None else f"elsewhere, {title.year}"


OUTCOMES = ("received", "stored", "duplicate", "rejected")


def status_table(status: Status, waiting: int) -> RenderableType:
    """What rests in a lake, and how many requests of the collector are not in it yet."""
    table = RichTable(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column("")
    table.add_column("", justify="right")
    names = {
        "events": "Events",
        "spans": "Spans",
        "household_titles": "Households' titles",
        "published_places": "Places of published charts",
        "rejections": "Rejected records",
    }
    for name, label in names.items():
        table.add_row(label, f"{status.rows[name]:,}")
    for reason, count in sorted(status.rejections.items()):
        table.add_row(f"  {reason}", f"{count:,}")
    if status.from_us is not None and status.to_us is not None:
        table.add_row("Viewing from", f"{_minute(status.from_us)} UTC")
        table.add_row("Viewing to", f"{_minute(status.to_us)} UTC")
    table.add_row("Sessions of players", f"{status.sessions:,}")
    table.add_row("  whose clock was set", f"{status.clocks_set:,}")
    table.add_row("  advances faster than time, not counted", f"{status.impossible_advances:,}")
    table.add_row("Requests waiting in the spool", f"{waiting:,}")
    table.add_row("Titles not in the catalogue", f"{len(status.unknown_titles):,}")
    table.add_row("Worked out", "yes" if status.refreshed else "no: run `matinee refresh`")
    counts = RichTable(box=box.SIMPLE, pad_edge=False)
    counts.add_column("Records")
    for what in OUTCOMES:
        counts.add_column(what, justify="right")
    for door, counted in sorted(status.counts.items()):
        counts.add_row(door, *(f"{counted[what]:,}" for what in OUTCOMES))
    return Group(table, counts) if status.counts else table


def rejections_text(rejections: Table) -> str:
    """Rejected records, the last first: door, line, problem and reason, and below it the record."""
    lines = []
    for row in rejections.to_dicts():
        lines.append(f"{row['source']}, line {row['line']}: {row['problem']} ({row['reason']})")
        lines.append(f"    {row['record']}")
    return "\n".join(lines) or "No record was rejected."
