"""A comparison in sections, for a terminal, a page or paper."""

from __future__ import annotations

from matinee import instants
from matinee.projection.adjusted import MEASURED, PUBLISHED
from matinee.projection.hold import AGAIN, NEW
from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Section, Sections
from matinee.sequel.compare import FIGURES, Compared, Comparison, Week
from matinee.sequel.compare_cells import few, figure, is_few, told_ages, told_days, told_weeks
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
        title=" and ".join(one.title.name for one in told.titles),
        subtitle=f"The first {some(told.days, 'day')} since each release{where}; counted to {_minute(told.counted_to_us)} UTC; "
        f"figures at equal age, {age}.",
        sections=(
            Section(name=f"At equal age: the first {age}", tables=(_figures(told, least),), notes=_notes(told, least)),
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


def _figures(told: Comparison, least: int) -> Shown:
    rows = []
    for name in FIGURES:
        title = told.titles[0].report.numbers[name].metric.title
        rows.append((title, *(figure(one, name, least) for one in told.titles)))
        if name == "reach":
            rows.append(("  as in normal weeks", *(_normal_reach(told, one, least) for one in told.titles)))
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _normal_reach(told: Comparison, one: Compared, least: int) -> str:
    days = told_days(one, least)[: told.equal_age]
    if len(days) < told.equal_age:
        return few(least)
    return show(round(days[-1].adjusted_reach_to_date), Unit.HOUSEHOLDS)


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
        rows = [
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


def _weeks(told: Comparison, least: int) -> Shown:
    weeks: dict[int, dict[str, Week]] = {}
    for one in told.titles:
        for week in told_weeks(one, least):
            weeks.setdefault(week.week, {})[one.title.id] = week
    rows = []
    for number, by_title in sorted(weeks.items()):
        for label, name in (("new households", "new_households"), ("  as in normal weeks", "adjusted_new_households"), ("hours", "hours"), ("  as in normal weeks", "adjusted_hours")):  # fmt: skip
            cells = (
                show(getattr(by_title[one.title.id], name), Unit.SHARE) if one.title.id in by_title else NOTHING
                for one in told.titles
            )
            first = f"week {number}: {label}" if not label.startswith(" ") else f"  {label}"
            rows.append((first, *cells))
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
    by_age: dict[int, dict[str, tuple[str, str]]] = {}
    for one in told.titles:
        shown = {age.days for age in told_ages(one, least)}
        for age in one.ages:
            cells = (show(age.completion_rate, Unit.SHARE), show(age.rewatch_rate, Unit.SHARE))
            by_age.setdefault(age.days, {})[one.title.id] = cells if age.days in shown else (few(least), few(least))
    rows = []
    for days, by_title in sorted(by_age.items()):
        equal = " (equal age)" if days == told.equal_age else ""
        for place, name in enumerate(("finished", "came back")):
            cells = (by_title[one.title.id][place] if one.title.id in by_title else NOTHING for one in told.titles)
            rows.append((f"{days} days{equal}: {name}" if place == 0 else f"    {name}", *cells))
    return Shown("", ("", *(one.title.name for one in told.titles)), rows)


def _dayparts(told: Comparison, least: int) -> Shown:
    names = list(dict.fromkeys(name for one in told.titles for name in one.dayparts))
    rows = []
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
        f"Released: {released}. The query of each figure: `matinee explain METRIC --title TITLE --days {told.equal_age}`."
    )
    unknown = [one for one in told.titles if (one.report.numbers["position_known_share"].value or 0) < 1]
    notes += [
        f"{one.title.name}: {show(one.report.numbers['position_known_share'].value, Unit.SHARE)} of the viewing has a known "
        "position; completion and rewatches are of those homes."
        for one in unknown
    ]  # fmt: skip
    if least:
        notes.append(f"What tells of {few(least)} is left out.")
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
