"""The Top 10: titles ranked by hours or views, of a day or of a week from Monday to Sunday.

Days and weeks begin at midnight in the chart's time zone; a film playing across it counts
for each side with what was watched there. Titles are ranked by exact figures, before
anything is rounded. Of titles with exactly the same figure the one whose name comes first
in the alphabet stands higher. Periods in chart are counted in all, not in a row.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.countries import country_code
from matinee.catalogue.titles import unknown_title
from matinee.errors import MatineeError
from matinee.store import Engine
from matinee.store.history import History, Window
from matinee.units import MICROSECONDS_PER_HOUR

BY = ("hours", "views")


class Place(NamedTuple):
    """One line of a chart; `previous_rank` is None for a title that was not in the chart before."""

    rank: int
    previous_rank: int | None
    title_id: str
    title: str
    hours: float
    views: float | None
    periods_in_chart: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart: who led in a period.

    Attributes:
        period: "day" or "week".
        first_day, last_day: The days it covers, in the chart's time zone.
        window: The same as instants.
        time_zone: Where its days begin.
        country: Where it was watched, or None for everywhere.
        by: What ranks: "hours" or "views".
        places: The lines, best first.
    """

    period: str
    first_day: date
    last_day: date
    window: Window
    time_zone: str
    country: str | None
    by: str
    places: tuple[Place, ...]

    def as_dict(self) -> dict[str, Any]:
        """The chart as JSON has it: exact figures."""
        return {
            "period": self.period,
            "from": instants.show(self.window.from_us),
            "to": instants.show(self.window.to_us),
            "first_day": self.first_day.isoformat(),
            "last_day": self.last_day.isoformat(),
            "time_zone": self.time_zone,
            "country": self.country,
            "by": self.by,
            "places": [place._asdict() for place in self.places],
        }

    def to_json(self) -> str:
        """The chart as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The chart as CSV, one title a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(Place._fields)
        writer.writerows(self.places)
        return text.getvalue()


class _Period(NamedTuple):
    number: int
    first_day: date
    last_day: date
    window: Window


def ranked(
    history: History,
    engine: Engine,
    catalogue: Catalogue,
    *,
    time_zone: str = "UTC",
    day: str | None = None,
    week: str | None = None,
    country: str | None = None,
    by: str = "hours",
    places: int = 10,
) -> Chart:
    """Rank the titles of a period.

    Args:
        history: What was watched.
        engine: To query it with.
        catalogue: For names and runtimes.
        time_zone: Where days begin.
        day: An ISO 8601 date: the chart of that day.
        week: An ISO 8601 date: the chart of the week, Monday to Sunday, with that day in it.
            With neither, the latest week in which anything was watched.
        country: Only what was watched in this country.
        by: "hours" or "views"; a title of unknown runtime has no views and is not ranked by them.
        places: How many places the chart has.

    Raises:
        MatineeError: An argument does not make sense.
    """
    if day is not None and week is not None:
        raise MatineeError("A chart is of a day or of a week, not of both.", "Give --day or --week.")
    if by not in BY:
        raise MatineeError(f"A chart cannot rank by {by!r}.", f"Rank by one of: {', '.join(BY)}.")
    if places < 1:
        raise MatineeError(f"A chart cannot have {places} places.", "Ask for one place or more.")
    if country is not None and country_code(country) is None:
        raise MatineeError(f"{country!r} is not a country.", "Use the two letters of ISO 3166-1, like GB or BR.")
    country = country and country_code(country)
    zone = ZoneInfo(time_zone)
    extent = history.extent()
    chosen = day or week
    latest = instants.to_datetime(extent.to_us - 1) if extent else datetime.now(zone)
    wanted = latest.astimezone(zone).date() if chosen is None else _date(chosen)
    periods = _periods(wanted, extent, zone, weekly=day is None)
    lists = _lists(history, engine, catalogue, periods, country, by, places)
    now, before = lists.get(len(periods) - 1, []), lists.get(len(periods) - 2, [])
    previous = {title: rank for rank, (title, _, _) in enumerate(before, start=1)}
    seen = Counter(title for entries in lists.values() for title, _, _ in entries)
    return Chart(
        period="week" if day is None else "day",
        first_day=periods[-1].first_day,
        last_day=periods[-1].last_day,
        window=periods[-1].window,
        time_zone=time_zone,
        country=country,
        by=by,
        places=tuple(
            Place(rank, previous.get(title), title, _name(catalogue, title), hours, views, seen[title])
            for rank, (title, hours, views) in enumerate(now, start=1)
        ),
    )


def _periods(wanted: date, extent: Window | None, zone: ZoneInfo, *, weekly: bool) -> list[_Period]:
    """Every period from the one in which viewing began to the wanted one, and the one before it."""
    length = 7 if weekly else 1

    def begin(moment: date) -> date:
        return moment - timedelta(days=moment.weekday()) if weekly else moment

    last = begin(wanted)
    first = last - timedelta(days=length)
    if extent is not None:
        first = min(first, begin(instants.to_datetime(extent.from_us).astimezone(zone).date()))
    count = (last - first).days // length + 1
    periods = []
    for number in range(count):
        opens = first + timedelta(days=number * length)
        closes = opens + timedelta(days=length)
        window = Window(*(instants.to_us(datetime.combine(each, time(), zone)) for each in (opens, closes)))
        periods.append(_Period(number, opens, closes - timedelta(days=1), window))
    return periods


_Entry = tuple[str, float, float | None]


def _lists(
    history: History,
    engine: Engine,
    catalogue: Catalogue,
    periods: list[_Period],
    country: str | None,
    by: str,
    places: int,
) -> dict[int, list[_Entry]]:
    """The list of each period in which anything was watched: title, hours, views, best first."""
    whole = Window(periods[0].window.from_us, periods[-1].window.to_us)
    spans = engine.table(history.spans(whole, country=country).select(["title", "started_at", "ended_at"]))
    bounds = engine.table(
        pa.table(
            {
                "period": [period.number for period in periods],
                "from_us": [period.window.from_us for period in periods],
                "to_us": [period.window.to_us for period in periods],
            }
        )
    )
    rows = engine.collect(viewing_by_period(spans, bounds)).to_pylist()
    lists: dict[int, list[_Entry]] = {}
    for row in rows:
        runtime_ms = catalogue.runtime_ms(row["title"], periods[row["period"]].window.to_us)
        hours = row["viewing_us"] / MICROSECONDS_PER_HOUR
        views = row["viewing_us"] / (runtime_ms * 1000) if runtime_ms else None
        if by == "hours" or views is not None:
            lists.setdefault(row["period"], []).append((row["title"], hours, views))
    place = BY.index(by) + 1

    def best_first(entry: _Entry) -> tuple[float, str]:
        figure = entry[place]
        assert isinstance(figure, float)
        return -figure, _name(catalogue, entry[0])

    return {number: sorted(entries, key=best_first)[:places] for number, entries in lists.items()}


def viewing_by_period(spans: ibis.Table, bounds: ibis.Table) -> ibis.Table:
    """Columns period, title, viewing_us: spans cut at the bounds of the periods they touch."""
    within = spans.join(bounds, [spans.started_us < bounds.to_us, spans.ended_us > bounds.from_us])
    viewing_us = ibis.least(within.ended_us, within.to_us) - ibis.greatest(within.started_us, within.from_us)
    return within.group_by("period", "title").aggregate(viewing_us=viewing_us.sum())


def _name(catalogue: Catalogue, title: str) -> str:
    return catalogue.titles.get(title, unknown_title(title)).name


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1995 <= day.year <= 2100:
        raise MatineeError(f"{text!r} is not a date.", "Write it as YYYY-MM-DD, like 2021-01-04.")
    return day
