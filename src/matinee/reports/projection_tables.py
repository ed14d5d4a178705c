"""The tables of projections and holds as people read them: names of columns and rounded cells, for a page or a terminal."""

from __future__ import annotations

from typing import NamedTuple

from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.projection.project import Interval
from matinee.units import NOTHING, Unit, show, some


class Shown(NamedTuple):
    """A table to be shown.

    Attributes:
        name: What it is of; "" where that is plain.
        columns: Their names; the first is what a row is of.
        rows: Cells.
        folded: Whether a page shows it only when asked.
        wide: The columns whose cells are sentences, and not figures.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    folded: bool = False
    wide: tuple[str, ...] = ()


def chance_of(made: TitleProjection) -> str:
    """What the chance is of, where one was asked for."""
    record = "" if made.record is None else f", the record, of {made.record.name}"
    return f"Chance of more than {made.passing:,.0f}{record}"


def told_chance(made: TitleProjection) -> str:
    """The chance itself, as a bound where it is no more."""
    bound = None if made.passing is None else made.projection.chance_bound(made.passing)
    return f"{bound} {show(made.chance, Unit.SHARE)}" if bound else show(made.chance, Unit.SHARE)


def seen_through(made: TitleProjection) -> Shown:
    """Completing households, rewatches, completions and hours: so far, expected, 80 times in 100; no rows where it is not told."""
    found, closed = made.seen_through, made.projection.state == "closed"
    columns = ("", "so far") if closed else ("", "so far", f"in {some(made.projection.days, 'day')}", "80 times in 100")
    rows: list[tuple[str, ...]] = []
    if found.totals is not None and found.outlook is not None:
        counted = (found.outlook.completers, found.outlook.rewatches, found.completions, found.hours)
        totals = (found.totals.completers, found.totals.rewatches, found.totals.completions, found.totals.hours)
        names = ("Completing households", "Rewatches", "Completions", "Hours")
        for name, so_far, total in zip(names, counted, totals, strict=True):
            expected = (f"{round(total.median):,}", _ends(total.intervals[80])) if total else (NOTHING, NOTHING)
            rows.append((name, f"{round(so_far):,}", *expected)[: len(columns)])
    return Shown("Those who see it through", columns, rows)


def fan(made: TitleProjection) -> Shown:
    """The fan, day by day."""
    told = made.projection
    levels = [level for level, interval in told.intervals.items() if interval is not None and told.path]
    columns = ("day", "households", *(f"{level} times in 100" for level in levels))
    rows: list[tuple[str, ...]] = [
        (str(day), f"{count:,.0f} counted", *(NOTHING for _ in levels))
        for day, count in enumerate(made.so_far, start=1)
    ]
    for day in told.path:
        ends = {one.level: _ends(one) for one in day.intervals}
        rows.append((str(day.day), f"{round(day.median):,} expected", *(ends[level] for level in levels)))
    return Shown("Day by day, as a table", columns, rows, folded=True)


def projection_tables(made: TitleProjection) -> list[Shown]:
    """What a page shows below the fan."""
    told = made.projection
    rows: list[tuple[str, ...]] = [(f"Counted in {some(told.at, 'day')}", show(told.counted, Unit.HOUSEHOLDS))]
    if told.adjusted is not None:
        rows.append(("Adjusted, as in normal weeks", show(round(told.adjusted), Unit.HOUSEHOLDS)))
    if told.state != "closed":
        rows.append((f"Expected in {some(told.days, 'day')}", show(round(told.median), Unit.HOUSEHOLDS)))
        rows += [
            (f"{level} times in 100", "refused" if interval is None else _ends(interval))
            for level, interval in told.intervals.items()
        ]
    if made.passing is not None:
        rows.append((chance_of(made), told_chance(made)))
    through = seen_through(made)
    return [Shown("", ("households", ""), rows), *([through] if through.rows else []), fan(made)]


def readings(found: TitleHold) -> Shown:
    """By measure, the title's hold beside its like."""
    rows: list[tuple[str, ...]] = []
    for one in found.hold.readings:
        shares = (show(value, Unit.SHARE) for value in (one.hold, one.median, one.low, one.high))
        before = NOTHING if one.z_before is None else f"{one.z_before:+.1f}"
        rows.append((one.measure, *shares, f"{one.z:+.1f}", before))
    return Shown("", ("measure", "hold", "its like", "from", "to", "z", "before"), rows)


def comparables(found: TitleHold) -> Shown:
    """The titles that began most like it, how each came out, and what it alone would imply; no rows without any."""
    compared = found.comparables
    if compared is None:
        return Shown("", (), [])
    days = compared.days
    rows: list[tuple[str, ...]] = []
    for one in compared.nearest:
        legs = NOTHING if one.legs_7 is None else f"{one.legs_7:.2f}"
        implied = show(round(one.implied), Unit.HOUSEHOLDS)
        name = found.names.get(one.title, one.title)
        rows.append((name, str(one.released_on), f"{one.distance:.2f}", f"{one.multiplier:.2f}", legs, implied))
    columns = ("title", "released", "distance", f"{days} days ÷ now", f"{days} ÷ 7", "would imply")
    return Shown(f"Began most like it, of {some(compared.candidates, 'closed title')}", columns, rows)


def hold_tables(found: TitleHold) -> list[Shown]:
    """What a page shows below the picture of a hold."""
    return [one for one in (readings(found), comparables(found)) if one.rows]


def _ends(interval: Interval | None) -> str:
    return NOTHING if interval is None else f"{round(interval.low):,} to {round(interval.high):,}"
