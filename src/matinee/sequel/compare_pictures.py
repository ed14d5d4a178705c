"""Pictures of a comparison: reach, hours and completions by day, holds, completion and rewatches by age, hours of the day."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from matinee.reports.pictures import Picture
from matinee.sequel.compare import Compared, Comparison, Week
from matinee.sequel.compare_cells import is_completion_told, is_rewatch_told, told_days, told_hours, told_weeks
from matinee.sequel.lines import Axes, Line, configured, lines_panel, lines_picture
from matinee.units import NOTHING, Unit, show

_DASHED = "Dashed: as in normal weeks."
_HOURS = (0, 3, 6, 9, 12, 15, 18, 21)

Drawn = tuple[Axes, list[Line], str]


def comparison_pictures(told: Comparison, least: int = 0) -> dict[str, Picture]:
    """The pictures, by name: reach, hours, completions, hold, completion_rate, rewatch_rate, by_hour.

    Args:
        told: The comparison.
        least: Points of fewer homes are left out.
    """
    return {name: lines_picture(*drawn) for name, drawn in _drawn(told, least).items()}


def comparison_picture(told: Comparison, least: int = 0) -> Picture:
    """All of them as one picture, to save."""
    drawn = _drawn(told, least)
    panels = [lines_panel(axes, lines) for axes, lines, _ in drawn.values()]
    rows = [alt.hconcat(*panels[at : at + 2], spacing=190) for at in range(0, len(panels), 2)]
    names = " and ".join(one.title.name for one in told.titles)
    words = " ".join(words for _, _, words in drawn.values())
    return Picture(names, words, configured(alt.vconcat(*rows, spacing=40)))


def _drawn(told: Comparison, least: int) -> dict[str, Drawn]:
    drawn = {
        "reach": _by_day(told, "Households reached", "reach_to_date", Unit.HOUSEHOLDS, least),
        "hours": _by_day(told, "Hours, each day", "hours", Unit.HOURS, least),
        "completions": _by_day(told, "Completions, each day", "completions", Unit.COMPLETIONS, least),
        "hold": _hold(told, least),
        "completion_rate": _by_age(told, "Completion rate by age", "completion_rate", least),
        "rewatch_rate": _by_age(told, "Rewatch rate by age", "rewatch_rate", least),
        "by_hour": _by_hour(told, least),
    }
    return {name: one for name, one in drawn.items() if any(y is not None for line in one[1] for _, y in line.points)}


def _by_day(told: Comparison, title: str, name: str, unit: Unit, least: int) -> Drawn:
    lines, words = [], []
    for place, one in enumerate(told.titles):
        days = told_days(one, least)
        lines.append(_line(one, place, [(day.day, getattr(day, name)) for day in days]))
        if any(day.kind for day in days):
            points = [(day.day, getattr(day, f"adjusted_{name}")) for day in days]
            lines.append(_line(one, place, points, adjusted=True))
        end = f"{show(getattr(days[-1], name), unit)} on day {days[-1].day}" if days else "not told"
        words.append(f"{one.title.name}: {end}.")
    dashed = [_DASHED] if any(line.adjusted for line in lines) else []
    axes = Axes(title=title, below=dashed, across="days since the release")
    return axes, lines, f"{title}. {' '.join(words)}"


def _hold(told: Comparison, least: int) -> Drawn:
    lines, words = [], []
    for place, one in enumerate(told.titles):
        weeks: Sequence[Week] = told_weeks(one, least)
        lines.append(_line(one, place, [(week.week, week.new_households) for week in weeks]))
        if any(day.kind for day in one.days):
            lines.append(
                _line(one, place, [(week.week, week.adjusted_new_households) for week in weeks], adjusted=True)
            )
        shares = ", ".join(show(week.new_households, Unit.SHARE) for week in weeks) or NOTHING
        words.append(f"{one.title.name}: {shares}.")
    last = max((week.week for one in told.titles for week in one.weeks), default=2)
    axes = Axes(
        title="Hold of new households",
        below=["What a week brings, of what the week before brought.", *([_DASHED] if any(line.adjusted for line in lines) else [])],
        across="week since the release",
        format=".0%",
        marks=True,
        level=1.0,
        ticks=range(2, last + 1),
    )  # fmt: skip
    return axes, lines, f"{axes.title}, week by week. {' '.join(words)}"


def _by_age(told: Comparison, title: str, name: str, least: int) -> Drawn:
    finished = name == "completion_rate"
    may = is_completion_told if finished else is_rewatch_told
    lines, words = [], []
    for place, one in enumerate(told.titles):
        points = [(age.days, getattr(age, name)) for age in one.ages if may(age, least)]
        lines.append(_line(one, place, points))
        shares = ", ".join(f"{show(rate, Unit.SHARE)} at {days} days" for days, rate in points) or NOTHING
        words.append(f"{one.title.name}: {shares}.")
    axes = Axes(
        title=title,
        below=[f"Of the {'starting' if finished else 'finishing'} households whose positions are known."],
        across="days since the release",
        format=".0%",
        marks=True,
    )
    return axes, lines, f"{title}. {' '.join(words)}"


def _by_hour(told: Comparison, least: int) -> Drawn:
    lines, words = [], []
    for place, one in enumerate(told.titles):
        hours = told_hours(one, least)
        lines.append(_line(one, place, list(enumerate(hours))))
        known = [(share, hour) for hour, share in enumerate(hours) if share is not None]
        words.append(f"{one.title.name}: most from {max(known)[1]}:00." if known else f"{one.title.name}: not told.")
    axes = Axes(
        title="When it is watched",
        below=[f"Share of the viewing of the first {told.equal_age} days by local hour."],
        across="local hour",
        format=".0%",
        ticks=_HOURS,
    )
    return axes, lines, f"{axes.title}. {' '.join(words)}"


def _line(one: Compared, place: int, points: Sequence[tuple[float, float | None]], *, adjusted: bool = False) -> Line:
    return Line(name=one.title.name, place=place, points=points, adjusted=adjusted)
