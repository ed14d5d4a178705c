"""A comparison in sections, for a terminal, a page or paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matinee import instants
from matinee.projection.adjusted import MEASURED, PUBLISHED
from matinee.projection.hold import AGAIN, NEW
from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Section, Sections
from matinee.sequel.compare import FIGURES, AtAge, Compared, Comparison
from matinee.sequel.compare_cells import (
    few,
    figure,
    is_completion_told,
    is_few,
    is_rewatch_told,
    told_days,
    told_weeks,
)
from matinee.units import NOTHING, Unit, show, some


def comparison_sections(told: Comparison, *, least: int = 0, drawn: bool = True) -> Sections:
    """A comparison in sections.

    Args:
        told: The comparison.
        least: Cells of fewer homes are left out, as what is given to others has it; 0: none.
        drawn: Whether it has pictures.
    """
    pictures = {}
    if drawn:
        from matinee.sequel.compare_pictures import comparison_pictures

        pictures = comparison_pictures(told, least)
    of = {name: (picture,) for name, picture in pictures.items()}
    nothing = ()
    where = f" in {told.country}" if told.country else ""
    age = some(told.equal_age, "day")
    return Sections(
        title=joined([one.title.name for one in told.titles]),
        subtitle=f"The first {some(told.days, 'day')} since each release{where}; counted to {_minute(told.counted_to_us)} UTC; "
        f"figures at equal age, {age}.",
        sections=(
            Section(name=f"At equal age: the first {age}", words=beside(told, least), tables=(_figures(told, least),), notes=_notes(told, least)),
            Section(
                name="Reach, hours and completions by day",
                pictures=(*of.get("reach", nothing), *of.get("hours", nothing), *of.get("completions", nothing)),
                tables=(*_by_day(told, least),),
                notes=_adjusted(told),
            ),
            Section(
                name="Hold",
                words=tuple(_held(one) for one in told.titles),
                pictures=of.get("hold", nothing),
                tables=(_weeks(told, least),),
                notes=(
                    "Hold: what a week brings, of what the week before brought; whole weeks only. Hours, too, are those of all homes.",
                ),
            ),
            Section(
                name="Completion and rewatches at equal age",
                pictures=(*of.get("completion_rate", nothing), *of.get("rewatch_rate", nothing)),
                tables=(_ages(told, least),),
                notes=("Of the households whose positions are known. Rewatch rate: of those who finished, how many finished twice.",),
            ),
            Section(
                name="Parts of the day",
                pictures=of.get("by_hour", nothing),
                tables=(_dayparts(told, least),),
                notes=("Share of the viewing whose local time is known, at equal age. Parts may overlap and need not cover the day.",),
            ),
        ),
    )  # fmt: skip


def joined(names: Sequence[str]) -> str:
    """Names in a line.

    >>> joined(["A"]), joined(["A", "B", "C"])
    ('A', 'A, B and C')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def beside(told: Comparison, least: int) -> tuple[str, ...]:
    """The first title beside each of the others, at equal age, in a sentence each."""
    first, *others = told.titles
    said = []
    for other in others:
        reach, theirs = (one.report.numbers["reach"].value for one in (first, other))
        parts = [] if not reach or not theirs else [f"{reach / theirs:.2f} times the households of {other.title.name}"]
        for name, what in (("completion_rate", "of those who started finished"), ("rewatch_rate", "of those who finished came back to finish again")):  # fmt: skip
            mine, its = (figure(one, name, least) for one in (first, other))
            if mine != NOTHING or its != NOTHING:
                parts.append(f"{mine} against {its} {what}")
        said.append(f"{first.title.name} has {'; '.join(parts)}." if parts else "")
    return tuple(one for one in said if one)


def _figures(told: Comparison, least: int) -> Shown:
    rows: list[tuple[str, ...]] = []
    for name in FIGURES:
        title = told.titles[0].report.numbers[name].metric.title
        rows.append((title, *(figure(one, name, least) for one in told.titles)))
        if name == "reach":
            normal = (one.days[told.equal_age - 1].adjusted_reach_to_date for one in told.titles)
            rows.append(("… in normal weeks", *(show(round(count), Unit.HOUSEHOLDS) for count in normal)))
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _by_day(told: Comparison, least: int) -> tuple[Shown, ...]:
    columns = (
        "day",
        "new households",
        "normal week",
        "hours",
        "normal week ",
        "completions",
        "normal week  ",
        "holiday",
    )
    tables = []
    for one in told.titles:
        rows: list[tuple[str, ...]] = [
            (
                str(day.day),
                show(day.new_households, Unit.HOUSEHOLDS),
                show(round(day.adjusted_new_households), Unit.HOUSEHOLDS),
                show(day.hours, Unit.HOURS),
                show(day.adjusted_hours, Unit.HOURS),
                show(day.completions, Unit.COMPLETIONS),
                show(round(day.adjusted_completions), Unit.COMPLETIONS),
                day.kind or "",
            )
            for day in told_days(one, least)
        ]
        tables.append(Shown(f"{one.title.name}, day by day", columns, rows, folded=True))
    return tuple(tables)


_WEEKS = (
    ("new_households", "New households, week {week}"),
    ("adjusted_new_households", "… in normal weeks"),
    ("hours", "Hours, week {week}"),
    ("adjusted_hours", "… in normal weeks"),
)


def _weeks(told: Comparison, least: int) -> Shown:
    by_title = [{week.week: week for week in told_weeks(one, least)} for one in told.titles]
    rows: list[tuple[str, ...]] = []
    for number in sorted({week for weeks in by_title for week in weeks}):
        for name, label in _WEEKS:
            cells = [show(getattr(weeks.get(number), name, None), Unit.SHARE) for weeks in by_title]
            rows.append((label.format(week=number), *cells))
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _held(one: Compared) -> str:
    """Beside its like, in a sentence."""
    hold = one.hold
    if not hold.readings:
        return f"{one.title.name}, day {hold.day}: {hold.state}."
    said = []
    for reading in hold.readings:
        what = {NEW: "New households held", AGAIN: "What was watched for each of them held"}[reading.measure]
        said.append(
            f"{what} {show(reading.hold, Unit.SHARE)}, its like {show(reading.median, Unit.SHARE)} "
            f"({show(reading.low, Unit.SHARE)} to {show(reading.high, Unit.SHARE)}; z {reading.z:+.1f})"
        )
    cause = f", {hold.cause}" if hold.cause else ""
    compared = some(hold.compared, "comparable title")
    return f"{one.title.name}, day {hold.day}: {hold.state}{cause}. {'. '.join(said)}; of {compared}."


def _ages(told: Comparison, least: int) -> Shown:
    ages = sorted({age.days for one in told.titles for age in one.ages})
    rows: list[tuple[str, ...]] = []
    for days in ages:
        equal = ", equal age" if days == told.equal_age else ""
        at = [next((age for age in one.ages if age.days == days), None) for one in told.titles]
        finished = [_rate(age, "completion_rate", is_completion_told, least) for age in at]
        back = [_rate(age, "rewatch_rate", is_rewatch_told, least) for age in at]
        rows += [(f"Finished by day {days}{equal}", *finished), (f"Came back by day {days}{equal}", *back)]
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _rate(age: AtAge | None, name: str, may: Callable[[AtAge, int], bool], least: int) -> str:
    if age is None:
        return NOTHING
    return show(getattr(age, name), Unit.SHARE) if may(age, least) else few(least)


def _dayparts(told: Comparison, least: int) -> Shown:
    names = list(dict.fromkeys(name for one in told.titles for name in one.dayparts))
    rows: list[tuple[str, ...]] = []
    for name in names:
        cells = []
        for one in told.titles:
            share = one.dayparts.get(name)
            small = share is not None and is_few(one, share, least)
            cells.append(few(least) if small else show(share, Unit.SHARE))
        rows.append((name, *cells))
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _notes(told: Comparison, least: int) -> tuple[str, ...]:
    notes = [f"Counted by {told.definition.id}: {told.definition.meaning}"]
    released = "; ".join(f"{one.title.name} {one.released_on}" for one in told.titles)
    notes.append(
        f"Released: {released}. The query of each figure: matinee explain METRIC --title TITLE --days {told.equal_age}."
    )
    unknown = [one for one in told.titles if (one.report.numbers["position_known_share"].value or 0) < 1]
    notes += [
        f"{one.title.name}: {show(one.report.numbers['position_known_share'].value, Unit.SHARE)} of the viewing has a known "
        "position; completion and rewatches are of those homes."
        for one in unknown
    ]  # fmt: skip
    if least:
        notes.append(f"What tells of {few(least)} is left out: curves end before the first such day.")
    return tuple(notes)


def _adjusted(told: Comparison) -> tuple[str, ...]:
    by: dict[str, list[str]] = {}
    for one in told.titles:
        by.setdefault(one.adjusted_by, []).append(one.title.name)
    said = {
        MEASURED: "what their holidays add was measured on other titles of this service",
        PUBLISHED: "what some of their holidays add is the published figure, not yet measured here in two years: an assumption",
    }
    kept = [f"{', '.join(names)}: {said[basis]}." for basis, names in by.items() if basis in said]
    return ("In a normal week: without what the holidays among these days add; a second number, never in place of the count.", *kept)  # fmt: skip


def _minute(instant_us: int) -> str:
    return instants.to_datetime(instant_us).strftime("%Y-%m-%d %H:%M")
