"""What is said of a chart and its lines, the same on a page and in a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from matinee import instants
from matinee.charts.chart import Chart, Place
from matinee.charts.editions import REASONS, Restated
from matinee.charts.published_layout import country_name
from matinee.charts.runs import BACK, NEW
from matinee.errors import MatineeError
from matinee.metrics.definitions import PRESETS
from matinee.units import NOTHING, Unit, show, some

UNITS = {"hours": "hours", "views": "views", "reach": "households", "minutes": "minutes"}
"""What one of a figure is called, by what ranks."""
_OUT = "out"
"""Stands for the rank of a title that has no place."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufffe\uffff\ud800-\udfff]+")
"""What would steer a terminal, break or turn round a line, or what an SVG may not hold."""


class Change(NamedTuple):
    """How a line stands to the period before: in a word, as a sign to see, and in words that say the same."""

    way: str
    sign: str
    words: str


class RestatedLine(NamedTuple):
    """A line that an edition says otherwise than the one before, in words."""

    title: str
    rank: str
    figure: str
    why: str


def subject(chart: Chart) -> str:
    """What a chart is of, below its title: `Top 10 by views, Monday 4 to Sunday 10 January 2021, United Kingdom`."""
    where = "all countries" if chart.country is None else country_name(chart.country)
    return f"Top {chart.asked} by {chart.by}, {days(chart.first_day, chart.last_day)}, {where}"


def days(first: date, last: date) -> str:
    """A day, or the days from one to another.

    >>> days(date(2020, 12, 28), date(2021, 1, 3)), days(date(2021, 1, 4), date(2021, 1, 4))
    ('Monday 28 December 2020 to Sunday 3 January 2021', 'Monday 4 January 2021')
    """
    if first == last:
        return f"{first:%A} {first.day} {first:%B %Y}"
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    begins = f"{first:%A} {first.day}" + ("" if same_month else f" {first:%B}") + ("" if same_year else f" {first:%Y}")
    return f"{begins} to {last:%A} {last.day} {last:%B %Y}"


def change(place: Place, period: str) -> Change:
    """How a line stands to the period before."""
    if place.entry == NEW:
        return Change("new", "new", NEW)
    if place.entry == BACK:
        return Change("back", "back", BACK)
    if place.previous_rank is None:
        return Change("unknown", NOTHING, f"first {period} on record")
    up = place.previous_rank - place.rank
    if not up:
        return Change("same", "=", "unchanged")
    way, sign = ("up", "▲") if up > 0 else ("down", "▼")
    return Change(way, f"{sign} {abs(up)}", f"{way} {abs(up)}, from {place.previous_rank}")


def figure(hours: float | None, views: float | None, reach: float | None, by: str) -> float | None:
    """The one of these that is called so; minutes are hours by another unit."""
    minutes = None if hours is None else hours * 60
    return {"hours": hours, "views": views, "reach": reach, "minutes": minutes}[by]


def figure_of(place: Place, by: str) -> float | None:
    """The one of a line's figures that is called so."""
    return figure(place.hours, place.views, place.reach, by)


def share_of_most(place: Place, chart: Chart) -> float:
    """How long the bar of a line is, of that of the longest: from 0 to 1."""
    most = max(figure_of(one, chart.by) or 0 for one in chart.places)
    return (figure_of(place, chart.by) or 0) / most if most else 0


def clean(text: str) -> str:
    r"""A name as it can be shown anywhere: it may come from a file, or from a player.

    >>> clean("Red\x1b[31m\nAlert")
    'Red [31m Alert'
    """
    return _CONTROL.sub(" ", text)


def plain(value: float | None) -> str:
    """A figure without its unit, rounded for people."""
    return show(value, Unit.VIEWS)


def runtime(seconds: float | None) -> str:
    """A runtime to the minute; views rest on it.

    >>> runtime(6000), runtime(None)
    ('1 h 40 min', 'runtime unknown')
    """
    if seconds is None:
        return "runtime unknown"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def others(by: str) -> list[str]:
    """The figures that stand beside the one that ranks."""
    beside = {"hours": ["views", "reach"], "views": ["hours", "reach"], "reach": ["hours", "views"]}
    return beside.get(by, ["views", "reach"])


def notes(chart: Chart) -> Iterator[tuple[str, str]]:
    """What makes a chart a promise: rule, days, reach, edition, what was left out."""
    rule = replace(chart.rule, by=chart.by)
    yield "Rule", rule.in_words()
    yield "Days", _window(chart)
    meant = next((one.meaning for one in PRESETS if one.id == chart.definition), "")
    reach = f"Households that watched {'on' if chart.period == 'day' else 'in'} this {chart.period} and had started the title by its end, by {chart.definition}"
    yield "Reach", f"{reach}: {meant}" if meant else f"{reach}."
    if chart.by == "views" or "views" in others(chart.by):
        yield "Views", "Hours ÷ the runtime of what was released by then."
    yield "Edition", _edition(chart)
    if chart.left_out:
        yield "Left out", left_out(chart)
    yield "Chart", f"{rule.id}, version {rule.version}. Source of the rule: {rule.source}."


def left_out(chart: Chart) -> str:
    """How many titles could not be ranked, and why."""
    titles = f"{some(chart.left_out, 'title')} that {'was' if chart.left_out == 1 else 'were'} watched"
    return f"{titles}: the catalogue does not know the runtime, the kind or the language."


def nothing(chart: Chart) -> str:
    """What an empty chart says."""
    what = "Nothing" if chart.rule.has_all and not chart.left_out else "No title that this chart can rank"
    return f"{what} was watched {'on' if chart.period == 'day' else 'in'} this {chart.period}."


def restated_lines(chart: Chart, restated: Sequence[Restated]) -> list[RestatedLine]:
    """What this edition says otherwise than the one before; what is of other charts or editions is left aside."""
    number = chart.edition.number if chart.edition else None
    mine = (
        chart.rule.id, chart.period, chart.first_day, chart.time_zone, chart.country, chart.by, chart.asked, number,
    )  # fmt: skip
    return [
        RestatedLine(
            title=one.title,
            rank=f"{one.rank_was or _OUT} → {one.rank_now or _OUT}",
            figure=f"{_figure_was(one)} → {_figure_now(one)}",
            why=one.why,
        )
        for one in restated
        if (one.chart, one.period, one.first_day, one.time_zone, one.country, one.by, one.places, one.edition) == mine
    ]


def reasons(lines: Sequence[RestatedLine]) -> list[tuple[str, str]]:
    """The reasons that these lines give, each with what it means."""
    given = " ".join(line.why for line in lines)
    return [(reason, meaning) for reason, meaning in REASONS.items() if reason in given]


def published(chart: Chart) -> str:
    """Which edition a chart is, in a few words; empty for one that was not published."""
    if chart.edition is None:
        return ""
    return f"edition {chart.edition.number}, published {_minute_of(chart.edition.published_at)}"


def counted_to(chart: Chart) -> str:
    """Up to when viewing counts; empty for a chart of its whole period."""
    if chart.counted_to_us is None:
        return ""
    return f"only what was watched before {_minute(chart.counted_to_us)} UTC counts"


def _window(chart: Chart) -> str:
    first, last = (_minute(instant_us, chart.time_zone) for instant_us in chart.window)
    text = f"{first} to {last}, {chart.time_zone}"
    in_utc = [_minute(instant_us) for instant_us in chart.window]
    if in_utc != [first, last]:
        text += f" ({' to '.join(in_utc)} UTC)"
    known = counted_to(chart)
    return f"{text}; {known}." if known else f"{text}."


def _edition(chart: Chart) -> str:
    if chart.edition is None:
        return "None: worked out when this was written, and not published. What comes in later may change it."
    cut_off = _minute_of(chart.edition.cut_off_at)
    known = f"; what had come in by {cut_off} counts" if cut_off else ""
    return f"{published(chart).removeprefix('edition ')}{known}. A published edition is never changed; a later one may differ."


def _minute_of(text: str) -> str:
    """An ISO 8601 instant to the minute; empty where it is none."""
    try:
        return f"{_minute(instants.parse(text))} UTC"
    except MatineeError:
        return ""


def _minute(instant_us: int, time_zone: str = "UTC") -> str:
    moment: datetime = instants.to_datetime(instant_us).astimezone(ZoneInfo(time_zone))
    return moment.strftime("%Y-%m-%d %H:%M")


def _figure_was(one: Restated) -> str:
    return plain(figure(one.hours_was, one.views_was, one.reach_was, one.by))


def _figure_now(one: Restated) -> str:
    return plain(figure(one.hours_now, one.views_now, one.reach_now, one.by))
