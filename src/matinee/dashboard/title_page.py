"""The page of one title: what it did, where it is heading, how it holds, where it ranks, and by which definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from matinee import instants
from matinee.dashboard.asked import Asked
from matinee.dashboard.frame import render
from matinee.dashboard.told import Cell, Part, parts
from matinee.errors import MatineeError
from matinee.instants import DAY_US
from matinee.lake import Lake
from matinee.metrics.measure import Number
from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.reports.definition_pictures import definition_pictures
from matinee.reports.hold_text import hold_table, hold_words
from matinee.reports.pictures import Picture, pictures
from matinee.reports.projection_pictures import fan_picture, hold_picture, typical_picture
from matinee.reports.projection_tables import projection_tables
from matinee.reports.projection_text import projection_notes
from matinee.reports.records_text import on_record_text
from matinee.reports.report import Report
from matinee.reports.small_cells import few, homes, of_few
from matinee.reports.text import footnote, heading
from matinee.units import show

DEFINITIONS = "definitions"
"""What an address names as `part` to have a title under every definition."""
LEAD = ("reach", "completion_rate", "rewatch_rate", "hours")
"""The figures that a page begins with."""

HELD_ON = (9, 14, 21)
"""The days from which a page leads to how a title held until then: what is told of a whole window may hide its beginning."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Something that may have no answer yet: its pictures and parts, or why there are none."""

    pictures: tuple[Picture, ...] = ()
    parts: tuple[Part, ...] = ()
    says: str = ""
    why_not: MatineeError | None = None


def title_page(lake: Lake, title: str, asked: Asked) -> str:
    """The page of a title.

    Raises:
        MatineeError: There is no such title, or what is asked of it is not possible.
    """
    view = lake.title(title)
    report = view.report(**asked.window())
    # As of an instant: a page that is looked at issues nothing.
    until = asked.as_of or instants.show(instants.now_us())
    window = replace(asked, as_of=until).window()
    return render(
        "title",
        "/titles",
        report=report,
        heading=_capital(heading(report).removeprefix(f"{report.title.name}: ")),
        footnote=footnote(report).split("\n"),
        lead=[report.numbers[name] for name in LEAD if name in report.numbers],
        others=[number for name, number in report.numbers.items() if name not in LEAD],
        out_of=out_of,
        shown=lambda number: shown(report, number, lake.folder.settings.least_homes),
        is_few=lambda number: of_few(report.numbers, number, lake.folder.settings.least_homes),
        homes=lambda count: homes(count, lake.folder.settings.least_homes),
        least_homes=lake.folder.settings.least_homes,
        reception=lake.catalogue.ratings_of(report.title.id),
        pictures=pictures(report),
        projection=_tried(lambda: view.project(**window), _projected),
        hold=_tried(lambda: view.hold(**window), _held),
        held_before=_held_before(report, asked),
        standing=_tried(
            lambda: lake.on_record(
                report.title.id, country=asked.country, definition=asked.definition, as_of=asked.as_of
            ),
            lambda found: Tried(parts=tuple(parts(on_record_text(found)))),
        ),
        part=asked.query(part=DEFINITIONS),
        definitions=lake.definitions,
        asked=asked,
        query=asked.query(title=report.title.id),
        is_refreshed=lake.is_refreshed(),
        days_offered=_days_offered(asked.days),
    )


def title_definitions_page(lake: Lake, title: str, asked: Asked) -> str:
    """A title under every definition; a page of its own, since it goes through all viewing of the title.

    Raises:
        MatineeError: There is no such title, or what is asked of it is not possible.
    """
    told = lake.title(title).definitions(days=asked.days, country=asked.country, as_of=asked.as_of)
    return render(
        "title_definitions",
        "/titles",
        told=told,
        heading=_capital(heading(told.report).removeprefix(f"{told.report.title.name}: ")),
        footnote=footnote(told.report).split("\n")[0],
        pictures=definition_pictures(told),
        query=asked.query(title=told.report.title.id),
        back=asked.query(),
    )


def shown(report: Report, number: Number, least: float) -> str:
    """A figure as the terminal tells it, unless it is of fewer homes than a page tells of."""
    return few(least) if of_few(report.numbers, number, least) else show(number.value, number.metric.unit)


def out_of(number: Number) -> str:
    """The households behind a ratio, as the terminal tells them."""
    counted, whole = number.counted, number.out_of
    if number.metric.parts != "households" or counted is None or whole is None:
        return ""
    return f"{counted:,} of {whole:,}"


def _tried(ask: Callable[[], T], tell: Callable[[T], Tried]) -> Tried:
    try:
        return tell(ask())
    except MatineeError as problem:
        return Tried(why_not=problem)


def _projected(made: TitleProjection) -> Tried:
    tables = tuple(_part(table.columns, table.rows) for table in projection_tables(made) if not table.folded)
    notes = Part("note", tuple(projection_notes(made)))
    return Tried(pictures=(fan_picture(made),), parts=(*tables, notes))


def _held(found: TitleHold) -> Tried:
    told = parts(hold_table(found))
    says = hold_words(found)
    usual = typical_picture(found)
    drawn = (*((usual,) if usual else ()), *((hold_picture(found),) if found.hold.readings else ()))
    return Tried(pictures=drawn, parts=tuple(part for part in told if part.lines != (says,)), says=says)


def _held_before(report: Report, asked: Asked) -> list[tuple[int, str]]:
    """Days before the last one told, and of each the query for the page as it was then."""
    ends = [(day, report.window.from_us + day * DAY_US) for day in HELD_ON]
    return [(day, replace(asked, as_of=instants.show(end)).query()) for day, end in ends if end < report.to_us]


def _part(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Part:
    heads = tuple(Cell(name, at > 0) for at, name in enumerate(columns))
    return Part("table", columns=heads, rows=tuple(tuple(Cell(c, at > 0) for at, c in enumerate(row)) for row in rows))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _days_offered(days: int) -> list[int]:
    return sorted({1, 7, 28, 91, days})
