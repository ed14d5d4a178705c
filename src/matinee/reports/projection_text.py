"""Projections and their ledger in a terminal, rounded for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.projection.ledger import Issued
from matinee.projection.own_answers import TitleProjection
from matinee.reports.projection_tables import chance_of, seen_through, told_chance
from matinee.reports.table import Table
from matinee.units import NOTHING, Unit, show, some

_BARS = " ▁▂▃▄▅▆▇█"
_SHOWN_DAYS = 40
_WORTH_TELLING = 0.005
"""By what share the calendar must have changed a count."""


def projection_table(made: TitleProjection, *, adjusted: bool = False) -> RenderableType:
    """A projection: what is counted, what is expected, and what that rests on.

    Args:
        made: The projection.
        adjusted: Tell the count as in normal weeks even where it is the same or not known.
    """
    told = made.projection
    table = RichTable(box=box.SIMPLE, show_header=False, pad_edge=False, collapse_padding=True)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("", justify="right")
    table.add_row(f"Counted in {some(told.at, 'day')}", show(told.counted, Unit.HOUSEHOLDS), "")
    moved = told.adjusted is not None and abs(told.adjusted / told.counted - 1) >= _WORTH_TELLING
    if adjusted or moved:
        normal = None if told.adjusted is None else round(told.adjusted)
        table.add_row("  adjusted, as in normal weeks", show(normal, Unit.HOUSEHOLDS), "")
    table.add_row(f"Expected in {some(told.days, 'day')}", show(round(told.median), Unit.HOUSEHOLDS), "")
    for level, interval in told.intervals.items():
        ends = "refused" if interval is None else f"{round(interval.low):,} to {round(interval.high):,}"
        table.add_row(f"  {level} times in 100", ends, "")
    if made.passing is not None:
        table.add_row(chance_of(made), told_chance(made), "")
    through = _seen_through(made)
    way = [day.median for day in told.path][:_SHOWN_DAYS]
    parts: list[RenderableType] = [Text(heading(made), style="bold"), table]
    if way:
        parts.append(Text(f"The way there  {_spark([told.counted, *way])}  day {told.at} to {told.at + len(way)}"))
    parts += through
    return Group(*parts, Text("\n".join([*_why_not_adjusted(made, adjusted), *footnotes(made)]), style="dim"), "")


def _why_not_adjusted(made: TitleProjection, asked: bool) -> list[str]:
    told = made.projection
    if not asked or told.adjusted is not None:
        return []
    if told.state == "closed":
        return ["Adjusted counts are told of running titles: of a closed one, as of a day (--as-of)."]
    return ["Not adjusted: the service has not seen all holidays among these days in two years."]


def _seen_through(made: TitleProjection) -> list[RenderableType]:
    """Those who see it through: so far, expected, and what that rests on."""
    found = made.seen_through
    if found.totals is None or found.outlook is None:
        return [Text(_not_projected(made))]
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    shown = seen_through(made)
    for name in shown.columns:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for row in shown.rows:
        table.add_row(*row)
    back = came_back(made)
    return [table, Text(back)] if back else [table]


def _not_projected(made: TitleProjection) -> str:
    return f"Completions, rewatches and hours are not projected. {made.seen_through.why_not}"


def came_back(made: TitleProjection) -> str:
    """Who came back after finishing, at equal follow-up, in a sentence; nothing where too few were followed."""
    back = [
        f"{show(share.share, Unit.SHARE)} within {days} days ({show(share.low, Unit.SHARE)} to {show(share.high, Unit.SHARE)})"
        for days, share in made.seen_through.coming_back.items()
        if share is not None
    ]
    return f"Came back after finishing: {'; '.join(back)}." if back else ""


def _of_those_who_finish(made: TitleProjection) -> Iterator[str]:
    found, outlook = made.seen_through, made.seen_through.outlook
    if outlook is None:
        return
    if found.known_share is not None and found.known_share < 1:
        share = show(1 - found.known_share, Unit.SHARE)
        yield f"{share} of the households have no positions: they are among the hours, and in nothing else that is about finishing."
    if found.co_viewed:
        yield f"{found.co_viewed:,} of the completions are two profiles of one evening, and no rewatches."
    if made.projection.state != "closed":
        own, kind = show(outlook.own_share, Unit.SHARE), outlook.kind
        yield f"Rewatches: {outlook.state}; the title's own homes weigh {own}, titles like it the rest ({kind.name}: {kind.rests_on})."


def heading(made: TitleProjection) -> str:
    """What a projection is of, in a line."""
    where = f" in {made.country}" if made.country else ""
    return f"{made.title.name}: households in the first {some(made.projection.days, 'day')}{where}"


def footnotes(made: TitleProjection) -> Iterator[str]:
    """What makes it a promise: until when, of what, resting on what; a sentence or two each."""
    told, rests = made.projection, made.projection.rests_on
    released = f"Released {told.released_on}"
    yield f"{released}; days of 24 hours since; counted to {_minute(made.counted_to_us)} UTC."
    yield f"Counted by {made.definition.id}: {made.definition.meaning}"
    yield from _of_those_who_finish(made)
    if told.state == "closed":
        yield "The window has closed: this is the count, not a projection."
        return
    past = f"{some(rests.closed_titles, 'title')} of the service had closed"
    if rests.first and rests.last:
        past += f", released {rests.first} to {rests.last}"
    yield f"State: {told.state}. {past}."
    if told.state == "calibrated":
        yield f"Intervals from what {some(rests.compared_titles, 'title')} missed by: {rests.compared_with}."
    else:
        yield "Intervals from the spread of launches elsewhere; 95 times in 100 takes more titles of your own."
    if rests.adapted_titles:
        levels = ", ".join(f"{level} at {made_at:.1f}" for level, made_at in rests.adapted_levels.items())
        out = some(rests.adapted_titles, "projected title")
        yield f"Intervals are made at other levels than they state, after how {out} came out: {levels} %."
    if rests.unmeasured_share:
        share = show(rests.unmeasured_share, Unit.SHARE)
        yield f"{share} of what is to come falls on holidays that the service has not seen twice; the interval is wider for it."
    yield f"Model: {told.model}."


def projection_notes(made: TitleProjection) -> list[str]:
    """The same and what is said beside the tables, for a page."""
    if made.seen_through.totals is None:
        return [_not_projected(made), *footnotes(made)]
    return [one for one in (came_back(made), *footnotes(made)) if one]


def issued_table(issued: Sequence[Issued]) -> Table:
    """The ledger as rows: one a projection, with its outcome and error."""
    rows = [_row(one) for one in issued]
    return Table(pa.Table.from_pylist(rows) if rows else pa.table({"title": pa.array([], pa.string())}))


def _row(one: Issued) -> dict[str, Any]:
    told = {
        "title": one.title,
        "definition": one.definition,
        "country": one.country,
        "days": one.days,
        "at": one.at,
        "issued_at": one.issued_at,
        "cut_off_at": one.cut_off_at,
        "counted": one.counted,
        "median": one.median,
    }
    for level, interval in one.intervals.items():
        told |= {f"low_{level}": interval and interval[0], f"high_{level}": interval and interval[1]}
    kept = {"state": one.state, "closed_titles": one.closed_titles, "model": one.model}
    return told | kept | {"outcome": one.outcome, "error": one.error}


def history_table(issued: Table) -> RenderableType:
    """What was said when, and how it came out."""
    if not len(issued):
        return Text("Nothing was projected yet: `matinee project TITLE`.")
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in ("said on", "day", "of", "expected", "80 times in 100", "came out", "error"):
        table.add_column(name, justify="left" if name == "said on" else "right", no_wrap=True)
    for row in issued.to_dicts():
        low, high = row["low_80"], row["high_80"]
        ends = "refused" if low is None else f"{round(low):,} to {round(high):,}"
        error = NOTHING if row["error"] is None else f"{row['error'] * 100:+.1f} %"
        outcome = "running" if row["outcome"] is None else show(row["outcome"], Unit.HOUSEHOLDS)
        when = row["issued_at"][: len("2021-01-04T12:00")].replace("T", " ")
        table.add_row(when, str(row["at"]), str(row["days"]), f"{round(row['median']):,}", ends, outcome, error)
    return Group(table, Text("Times in UTC. Error: by how much the expected was too high.", style="dim"))


def _spark(values: list[float]) -> str:
    low, top = min(values), max(values) or 1
    span = (top - low) or 1
    return "".join(_BARS[1 + min(7, round(7 * (value - low) / span))] for value in values)


def _minute(instant_us: int) -> str:
    return instants.to_datetime(instant_us).strftime("%Y-%m-%d %H:%M")
