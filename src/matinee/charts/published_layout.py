"""A chart in the layout in which others publish theirs, so that what reads those reads it too.

| chart | layout |
|---|---|
| a week, everywhere | `all-weeks-global.tsv`: hours, runtime, views, cumulative weeks |
| a week, one country | `all-weeks-countries.tsv`: ranks and cumulative weeks, no figures |
| a day | the daily Top 10 as others collected it: rank, release, days in the chart |

Figures are rounded to what the rule says, halves up, after ranking; so views may differ from hours ÷
runtime of the file by a step, as Netflix's do. `week` is the Sunday that ends the week, so only weeks
from Monday to Sunday have this layout. Minutes are written as hours, which give the same order. Reach
has no column: of the whole world it is refused, while the other two layouts have ranks only, whatever ranks.

A column stays empty where we do not know what it asks for: whether a title is exclusive, the rank of
seven days before, the score; runtime and views where the runtime is unknown; weeks or days in the Top
10 where the chart has more or fewer places. No layout names the edition, the time zone or the rule,
and the daily one no country: keep those with the file.

Source: the files below netflix.com/tudum/top10/data, in their layout since June 2023.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.countries import countries
from matinee.catalogue.names import split_season
from matinee.catalogue.spelling import full_name
from matinee.catalogue.titles import unknown_title
from matinee.charts.chart import Chart, Place
from matinee.errors import MatineeError

_GLOBAL = (
    "week", "category", "weekly_rank", "show_title", "season_title", "weekly_hours_viewed", "runtime", "weekly_views",
    "cumulative_weeks_in_top_10",
)  # fmt: skip
_BY_COUNTRY = (
    "country_name", "country_iso2", "week", "category", "weekly_rank", "show_title", "season_title",
    "cumulative_weeks_in_top_10",
)  # fmt: skip
_DAILY = (
    "As of", "Rank", "Last Week Rank", "Title", "Type", "Netflix Exclusive", "Netflix Release Date", "Days In Top 10",
    "Viewership Score",
)  # fmt: skip
_TYPES = {"film": "Movie", "season": "TV Show"}
_NO_SEASON = "N/A"
_UNKNOWN = ""
_SUNDAY = 6
_PLACES = 10
_CALLED = {"GB": "United Kingdom", "KR": "South Korea", "TT": "Trinidad and Tobago"}
"""Countries that the time zone database calls otherwise than the published files do."""
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
"""What would end a line or a column for one reader or another."""


def to_tsv(chart: Chart, catalogue: Catalogue) -> str:
    """A chart as a published file has it, with its header; several of one kind go below one header.

    Args:
        chart: As it is now, or as it was published.
        catalogue: For series, kinds and releases; names are those of the chart.

    Raises:
        MatineeError: Its week does not end on a Sunday, or it ranks by reach in all countries.
    """
    if chart.period == "day":
        return _tsv(_DAILY, _daily(chart, catalogue))
    if chart.last_day.weekday() != _SUNDAY:
        raise MatineeError(
            f"The weeks of the chart {chart.rule.id} end on a {chart.last_day:%A}, and the published layout names a "
            "week by the Sunday that ends it.",
            "Write this chart with `--format csv`.",
        )
    if chart.country is not None:
        return _tsv(_BY_COUNTRY, _of_country(chart, chart.country, catalogue))
    if chart.by == "reach":
        raise MatineeError(
            "The published layout has hours and views and no reach, so that the ranks would rest on nothing in it.",
            "Write this chart with `--format csv`, or rank it by hours or views.",
        )
    return _tsv(_GLOBAL, _everywhere(chart, catalogue))


def country_name(code: str) -> str:
    """The English name of a country, as the published files have it.

    >>> country_name("GB"), country_name("RE")
    ('United Kingdom', 'Réunion')
    """
    return _CALLED.get(code) or countries()[code]


def _everywhere(chart: Chart, catalogue: Catalogue) -> Iterator[list[object]]:
    step = chart.rule.rounded_to
    for place in chart.places:
        name = _name(place, catalogue)
        yield [
            chart.last_day, chart.rule.title, place.rank, name.show, name.season, _rounded(place.hours, step),
            _hours(place.runtime_s), _rounded(place.views, step), _periods(place, chart),
        ]  # fmt: skip


def _of_country(chart: Chart, country: str, catalogue: Catalogue) -> Iterator[list[object]]:
    for place in chart.places:
        name = _name(place, catalogue)
        yield [
            country_name(country), country, chart.last_day, chart.rule.title, place.rank, name.show, name.season,
            _periods(place, chart),
        ]  # fmt: skip


def _daily(chart: Chart, catalogue: Catalogue) -> Iterator[list[object]]:
    for place in chart.places:
        title = catalogue.titles.get(place.title_id) or unknown_title(place.title_id)
        released_us = catalogue.released_at_us(place.title_id, chart.country)
        zone = ZoneInfo(chart.time_zone)
        released = None if released_us is None else instants.to_datetime(released_us).astimezone(zone).date()
        yield [
            _american(chart.first_day), place.rank, _UNKNOWN, place.title, _TYPES.get(title.kind, _UNKNOWN), _UNKNOWN,
            _american(released), _periods(place, chart), _UNKNOWN,
        ]  # fmt: skip


class _Name(NamedTuple):
    """What a published file calls a title: a film or a series, and its season."""

    show: str
    season: str


def _name(place: Place, catalogue: Catalogue) -> _Name:
    title = catalogue.titles.get(place.title_id) or unknown_title(place.title_id)
    if title.kind != "season":
        return _Name(place.title, _NO_SEASON)
    series = title.series or split_season(place.title)[0]
    return _Name(series, full_name(series, place.title))


def _periods(place: Place, chart: Chart) -> object:
    """In the Top 10, which is what the column is called."""
    return place.periods_in_chart if chart.asked == _PLACES else _UNKNOWN


def _rounded(figure: float | None, step: int) -> object:
    return _UNKNOWN if figure is None else int((2 * figure + step) // (2 * step) * step)


def _hours(runtime_s: float | None) -> str:
    """Hours of up to 4 decimals, without the zeros that end them."""
    return _UNKNOWN if runtime_s is None else f"{runtime_s / 3600:.4f}".rstrip("0").rstrip(".")


def _american(day: date | None) -> str:
    """A date as the daily files have it: M/D/YYYY."""
    return _UNKNOWN if day is None else f"{day.month}/{day.day}/{day.year}"


def _tsv(header: tuple[str, ...], rows: Iterator[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_BREAKS.sub(" ", str(value)) for value in row] for row in rows)
    return text.getvalue()
