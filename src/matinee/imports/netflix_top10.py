"""Netflix's published Top 10: the weekly global file, the weekly file by country, the all-time lists.

All three are tab-separated and read by the names of their columns, so that every layout is
read: without runtime and views (until June 2023), with them, with `is_staggered_launch`,
`episode_launch_details` or `episode_launch_dtls`, and `runtime_override_flag`. `week` is the
Sunday that ends it; `N/A` stands for no season. A runtime of 0 means that countries had
different numbers of episodes, so that there is no single one.

The country files of 2021 call their two lists "Films (English)" and "TV (English)", though
they hold titles in every language; later ones say "Films" and "TV", and so do we.

Source: the files below netflix.com/tudum/top10/data, which are published anew each week.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from matinee.errors import MatineeError
from matinee.imports.published import PublishedFile, PublishedPlace, without_repeats
from matinee.imports.published_rows import LARGEST, Fields, Sheet, read_sheet
from matinee.rejections import Rejection

SOURCE = "netflix"
_WHAT = "the published Top 10"
_WEEKLY = ("week", "category", "weekly_rank", "show_title", "weekly_hours_viewed")
_BY_COUNTRY = ("country_iso2", "week", "category", "weekly_rank", "show_title")
_ALL_TIME = re.compile(r"(hours_viewed|views)_first_(\d{1,3})_days")
_SINCE_LAUNCH = ("category", "rank", "show_title")
_NOT_ENGLISH = "(Non-English)"
_ENGLISH = " (English)"
_MOST_EPISODES = 100_000


class _Layout(NamedTuple):
    """Where a kind of file has what all kinds have."""

    chart: str
    period: str
    rank: str
    hours: str
    views: str
    needed: tuple[str, ...]


def read_top10(lines: Iterable[str], file: str, *, edition: date | None = None) -> PublishedFile:
    """Read a published Top 10, whichever of the three files it is.

    Args:
        lines: The lines of the file.
        file: Its name, for messages.
        edition: When it was published, if that is known.

    Raises:
        MatineeError: It is none of the three: empty, a web page, the word null, something else.
    """
    sheet = read_sheet(lines, file, _WHAT, ", ".join(_WEEKLY))
    layout = _layout(sheet, file)
    rejections: list[Rejection] = []
    places = list(_places(sheet, layout, edition, rejections))
    if layout.chart == "country" and not any((place.category or "").endswith(_NOT_ENGLISH) for place in places):
        places = [place._replace(category=(place.category or "").removesuffix(_ENGLISH)) for place in places]
    return without_repeats(file, places, rejections)


def edition_of(file: str) -> date | None:
    """The day that a file name carries, as those of saved editions do.

    >>> edition_of("all-weeks-global.2021-11-17.tsv"), edition_of("all-weeks-global.tsv")
    (datetime.date(2021, 11, 17), None)
    """
    found = re.search(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)", file)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _layout(sheet: Sheet, file: str) -> _Layout:
    windows = {found[2] for name in sheet.header if (found := _ALL_TIME.fullmatch(name))}
    if windows:
        days = max(windows, key=int)
        period = f"{int(days)} days"
        hours, views = f"hours_viewed_first_{days}_days", f"views_first_{days}_days"
        layout = _Layout("most popular", period, "rank", hours, views, _SINCE_LAUNCH)
    elif "country_iso2" in sheet.header:
        layout = _Layout("country", "week", "weekly_rank", "weekly_hours_viewed", "weekly_views", _BY_COUNTRY)
    else:
        layout = _Layout("global", "week", "weekly_rank", "weekly_hours_viewed", "weekly_views", _WEEKLY)
    missing = sheet.missing(layout.needed)
    if len(missing) == len(layout.needed):
        raise MatineeError(
            f"{file}, line {sheet.line}: this is not the header of {_WHAT}.",
            f"The weekly file has the columns {', '.join(_WEEKLY)}, in any order.",
        )
    if missing:
        raise MatineeError(
            f"{file}, line {sheet.line}: the header has no column {', '.join(missing)}.",
            f"This file of {_WHAT} needs the columns {', '.join(layout.needed)}, in any order.",
        )
    return layout


def _places(
    sheet: Sheet, layout: _Layout, edition: date | None, rejections: list[Rejection]
) -> Iterator[PublishedPlace]:
    """The rows that are good; the others go to the rejections."""
    for row in sheet.rows:
        fields = sheet.fields(row)
        if isinstance(fields, Rejection):
            rejections.append(fields)
            continue
        place = _place(fields, layout, edition)
        if fields.rejection:
            rejections.append(fields.rejection)
        else:
            yield place


def _place(fields: Fields, layout: _Layout, edition: date | None) -> PublishedPlace:
    """One row; where something is wrong with it, the fields know."""
    sunday = _sunday(fields) if layout.period == "week" else None
    runtime_h = fields.runtime_h("runtime")
    fewest, most = _episodes(fields)
    return PublishedPlace(
        source=SOURCE,
        edition=edition,
        chart=layout.chart,
        category=fields.needed("category"),
        country=fields.country("country_iso2") if layout.chart == "country" else None,
        period=layout.period,
        period_start=sunday - timedelta(days=6) if sunday else None,
        period_end=sunday,
        rank=fields.rank(layout.rank),
        name=fields.needed("show_title"),
        season=fields.given("season_title"),
        hours=fields.count(layout.hours, most=LARGEST, needed=layout.hours in layout.needed),
        views=fields.count(layout.views, most=LARGEST),
        runtime_h=runtime_h,
        runtime_s=None if runtime_h is None else round(runtime_h * Decimal(3600)),
        runtime_overridden=fields.flag("runtime_override_flag"),
        staggered=fields.flag("is_staggered_launch"),
        episodes_least=fewest,
        episodes_most=most,
        periods_in_chart=fields.count("cumulative_weeks_in_top_10", least=1),
        line=fields.line,
    )


def _sunday(fields: Fields) -> date | None:
    day = fields.day("week", needed=True)
    if day and day.isoweekday() != 7:
        fields.reject("unreadable", f"week is {day}, a {day:%A}; a week is named by the Sunday that ends it.")
        return None
    return day


def _episodes(fields: Fields) -> tuple[int | None, int | None]:
    """How many episodes were out, in the country with the fewest and the most; unknown where the text is cut off."""
    text = fields.given("episode_launch_details") or fields.given("episode_launch_dtls")
    if text is None:
        return None, None
    try:
        launches = json.loads(text)
    except (ValueError, RecursionError):
        return None, None
    known = launches if isinstance(launches, list) else []
    found = [launch.get("episodesLaunched") for launch in known if isinstance(launch, dict)]
    counts = [count for count in found if type(count) is int and 0 <= count <= _MOST_EPISODES]
    return min(counts, default=None), max(counts, default=None)
