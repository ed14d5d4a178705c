"""Records of the service in a terminal, rounded for people: all of them, or how one title stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.charts.best_periods import UNITS, PeriodRecord
from matinee.charts.first_days import EARLIER, FEW, MEAN, METRICS, RANKED, RECENT_DAYS, UNKNOWN
from matinee.charts.first_records import FirstRecord, Running
from matinee.charts.longest_runs import RunPlace, RunRecord
from matinee.charts.record_sheets import Scope, ServiceRecords, TitleFigure, TitleRun, TitleStanding
from matinee.reports.chart_text import as_it_stands
from matinee.reports.on_record import TitleOnRecord
from matinee.reports.published_text import records_text
from matinee.units import NOTHING, Unit, show, some

_FIGURES = {"reach": "reach", "hours": "hours", "views": "views", MEAN: "completions"}
_KINDS = {"in_a_row": "in a row", "in_all": "in all", "at_no_1": "at no. 1"}
_SHOWN_RUNNING = 2
"""How many titles are shown that may still break a record; JSON and CSV have more."""


def service_records_table(records: ServiceRecords) -> RenderableType:
    """The records of a service: one line each, then what is still running, and what all this is of."""
    scope = records.scope
    if scope.since is None:
        return Text("Nothing was watched yet, so that there are no records.")
    table = _table(("record", "by", "", "held by", "from", "of"), right=("", "of"))
    for first in records.firsts:
        table.add_row(*map(as_it_stands, _first_row(first, scope)), end_section=first is records.firsts[-1])
    for period in records.periods:
        table.add_row(*map(as_it_stands, _period_row(period)), end_section=period is records.periods[-1])
    for run in records.runs:
        table.add_row(*map(as_it_stands, _run_row(run)))
    parts: list[RenderableType] = [as_it_stands(_heading("Records of the service", scope), "bold"), table]
    running = [*_running_rows(records.firsts), *_running_periods(records.periods)]
    if running:
        parts += [Text("Still running", style="bold"), _running_table(running)]
    return Group(*parts, Text("\n".join(_footnotes(scope, records.firsts, records.periods)), style="dim"), "")


def title_standing_table(records: TitleStanding) -> RenderableType:
    """How a title stands: its figures with their places, its runs, what a running one needs."""
    scope = records.scope
    if scope.since is None:
        return Text("Nothing was watched yet, so that there are no records.")
    table = _table(("record", "by", "", "place", "the record"), right=("",))
    for figure in records.figures:
        table.add_row(*map(as_it_stands, _figure_row(figure)))
    table.add_section()
    for run in records.runs:
        table.add_row(*map(as_it_stands, _title_run_row(run)))
    parts: list[RenderableType] = [
        as_it_stands(_heading(records.title.name, scope), "bold"),
        table,
        Text(_held(records)),
    ]
    rows = [
        _running_row(one.window, one.by, one.running, name=False)
        for one in records.figures
        if one.running and one.by != MEAN and one.running.is_ahead is not None
    ]
    if rows:
        parts += ["", Text("Still running", style="bold"), _running_table(rows)]
    return Group(*parts, Text("\n".join(_footnotes(scope)), style="dim"), "")


def on_record_text(told: TitleOnRecord) -> Iterator[RenderableType]:
    """What there is of a title: its own standing, then its records in published charts."""
    if told.own is not None:
        yield title_standing_table(told.own)
    if told.published is not None:
        yield Text("In published charts", style="bold")
        yield records_text(told.published)


def _heading(what: str, scope: Scope) -> str:
    where = f" in {scope.country}" if scope.country else ""
    return f"{what}{where} since {scope.since}: {scope.chart.title}"


def _first_row(record: FirstRecord, scope: Scope) -> tuple[str, ...]:
    best = record.best
    if best is None:
        return _window(record.window), _FIGURES[record.by], NOTHING, "nobody yet", "", NOTHING
    held = show(best.value, METRICS[record.by].unit)
    when = _day(best.from_us, scope)
    return _window(record.window), _FIGURES[record.by], held, best.title, when, f"{record.of:,}"


def _period_row(record: PeriodRecord) -> tuple[str, ...]:
    name = record.period.capitalize()
    if not record.places:
        return name, record.by, NOTHING, "none has ended yet", "", "0"
    best = record.places[0]
    when = str(best.first_day)
    return name, record.by, show(best.value, UNITS[record.by]), "", when, f"{record.of:,}"


def _run_row(record: RunRecord) -> tuple[str, ...]:
    name, by = _run(record), record.by
    if not record.places:
        return name, by, NOTHING, "nobody yet", "", "0"
    best = record.places[0]
    return name, by, some(best.value, record.period), best.title, _began(best), f"{record.of:,}"


def _figure_row(one: TitleFigure) -> tuple[str, ...]:
    unit = METRICS[one.by].unit
    place = f"no. {one.rank} of {one.of:,}" if one.state == RANKED else one.state
    if one.best is None:
        best = "nobody yet"
    elif one.rank == 1:
        best = "its own"
    else:
        best = f"{show(one.best.value, unit)}, {one.best.title}"
    return _window(one.window), _FIGURES[one.by], show(one.value, unit), place, best


def _title_run_row(run: TitleRun) -> tuple[str, ...]:
    record, place = run.record, run.place
    best = record.places[0]
    told = "its own" if place.rank == 1 else f"{some(best.value, record.period)}, {best.title}"
    value = f"{some(place.value, record.period)}"
    return _run(record), _lasted(place), value, f"no. {place.rank} of {record.of:,}", told


def _held(records: TitleStanding) -> str:
    names = [
        f"{_window(one.window)} by {_FIGURES[one.by]}" if isinstance(one, TitleFigure) else _run(one.record)
        for one in records.held
    ]
    return f"Holds {some(len(names), 'record')}: {'; '.join(names)}." if names else "Holds no record."


_Row = tuple[str, ...]


def _running_rows(records: Iterable[FirstRecord]) -> Iterator[_Row]:
    for record in (one for one in records if one.by != MEAN):
        to_break = [one for one in record.running if one.is_ahead is not None]
        for one in to_break[:_SHOWN_RUNNING]:
            yield _running_row(record.window, record.by, one)


def _running_row(window: str, by: str, one: Running, *, name: bool = True) -> _Row:
    unit = METRICS[by].unit
    lately = None if one.recently is None or not one.recent_days else one.recently / one.recent_days
    return (
        _window(window).removeprefix("First ").capitalize(),
        _FIGURES[by],
        one.title if name else "",
        show(one.value, unit),
        *_needs(one.needs, one.needs_per_day, one.is_ahead, unit),
        f"{one.days_left:.1f}",
        show(lately, unit),
        "" if one.chance is None else show(one.chance, Unit.SHARE),
    )


def _running_periods(records: Iterable[PeriodRecord]) -> Iterator[_Row]:
    for record in records:
        one, unit = record.running, UNITS[record.by]
        if one is not None:
            needs = _needs(one.needs, one.needs_per_day, one.is_ahead, unit)
            when = f"that of {one.first_day}"
            yield (
                record.period.capitalize(),
                record.by,
                when,
                show(one.value, unit),
                *needs,
                f"{one.days_left:.1f}",
                NOTHING,
                "",
            )


def _needs(needs: float | None, per_day: float | None, is_ahead: bool | None, unit: Unit) -> tuple[str, str]:
    """How much more draws level with the record, in all and a day."""
    if is_ahead is None:
        return NOTHING, NOTHING
    return ("ahead", "") if is_ahead else (show(needs, unit), show(per_day, unit))


def _running_table(rows: Sequence[_Row]) -> RichTable:
    told = any(row[-1] for row in rows)
    figures = ("so far", "needs over", "a day", "left", "lately", *(["chance"] if told else []))
    table = _table(("record", "by", "title", *figures), right=figures)
    for row in rows:
        table.add_row(*map(as_it_stands, row[: len(table.columns)]))
    return table


def _table(names: Sequence[str], right: Sequence[str]) -> RichTable:
    """A table of which only the names of titles, and who holds what, may take a second line."""
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in names:
        wraps = name in ("title", "held by", "the record")
        table.add_column(name, justify="right" if name in right else "left", no_wrap=not wraps, overflow="fold")
    return table


def _footnotes(scope: Scope, firsts: Iterable[FirstRecord] = (), periods: Iterable[PeriodRecord] = ()) -> Iterator[str]:
    assert scope.to_us is not None
    yield f"Data from {scope.since} to {_minute(scope.to_us, scope)} ({scope.time_zone}); a record is broken by more, not by as much."
    yield "Needs over: how much more draws level with the record; left: days."
    yield f"Lately: a day, in the last {RECENT_DAYS} days, or since the release. Completions: per household that completed the title."
    yield f"Runs: in the Top 10 by {scope.chart.by}; + goes on, ? may have begun earlier."
    yield f"Counted by {scope.definition.id}: {scope.definition.meaning}"
    left_out = {(record.window, record.by): record.left_out for record in firsts}
    earlier = left_out.get(("first_day", "reach"), {}).get(EARLIER, 0)
    if earlier:
        yield f"Left out, since they came out before the data begins: {some(earlier, 'title')}."
    parts = {record.period: record.left_out for record in periods}
    early = " and ".join(some(count, period) for period, count in parts.items() if count)
    if early:
        yield f"Left out, since the data begins within: {early}."
    if scope.undated:
        yield f"Left out, since nobody knows when they came out: {some(scope.undated, 'title')}."
    unknown = left_out.get(("first_day", "views"), {}).get(UNKNOWN, 0)
    if unknown:
        yield f"Left out of views, since their runtime is unknown: {some(unknown, 'title')}."
    few = max((counts.get(FEW, 0) for counts in left_out.values()), default=0)
    least = f"fewer than {scope.least_completing:,} households completed"
    if few:
        yield f"Left out of completions, since {least} them: {some(few, 'title')}."


def _window(window: str) -> str:
    return window.replace("_", " ").capitalize()


def _run(record: RunRecord) -> str:
    return f"{record.period.capitalize()}s {_KINDS[record.kind]}"


def _lasted(place: RunPlace) -> str:
    lasted = f"since {place.first_day}" if place.goes_on else _days(place.first_day, place.last_day)
    return f"{lasted}, may be longer" if place.may_be_longer else lasted


def _began(place: RunPlace) -> str:
    """When a run began; + where it goes on, ? where it may be longer."""
    return f"{place.first_day}{'+' if place.goes_on else ''}{'?' if place.may_be_longer else ''}"


def _days(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _day(instant_us: int, scope: Scope) -> str:
    return _local(instant_us, scope, "%Y-%m-%d")


def _minute(instant_us: int, scope: Scope) -> str:
    return _local(instant_us, scope, "%Y-%m-%d %H:%M")


def _local(instant_us: int, scope: Scope, form: str) -> str:
    return instants.to_datetime(instant_us).astimezone(ZoneInfo(scope.time_zone)).strftime(form)
