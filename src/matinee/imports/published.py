"""Charts that others published: one schema for all of them, one row a place.

Figures stand as they were published, rounding included; what was not published is null.
A title is known by its name, its season and, where the chart has it, the day of its
release: a name alone is no id, for remakes share one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa

from matinee.catalogue.spelling import full_name
from matinee.rejections import Rejection

DAYS_IN = {"day": 1, "week": 7}
"""Periods that follow each other; a week is named by the Sunday that ends it."""

PUBLISHED = pa.schema(
    [
        ("source", pa.string()),
        ("edition", pa.date32()),
        ("chart", pa.string()),
        ("category", pa.string()),
        ("country", pa.string()),
        ("period", pa.string()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("rank", pa.int32()),
        ("name", pa.string()),
        ("season", pa.string()),
        ("kind", pa.string()),
        ("exclusive", pa.bool_()),
        ("released", pa.date32()),
        ("hours", pa.int64()),
        ("views", pa.int64()),
        ("runtime_h", pa.decimal128(9, 4)),
        ("runtime_s", pa.int32()),
        ("runtime_overridden", pa.bool_()),
        ("staggered", pa.bool_()),
        ("episodes_least", pa.int32()),
        ("episodes_most", pa.int32()),
        ("periods_in_chart", pa.int32()),
        ("rank_a_week_before", pa.int32()),
        ("score", pa.int32()),
        ("line", pa.int32()),
    ]
)
"""The lake's table of published charts: the fields of `PublishedPlace`, which says what they are."""


class Title(NamedTuple):
    """What a published chart knows a title by."""

    name: str
    season: str | None
    released: date | None

    def __str__(self) -> str:
        """The title as a person reads it."""
        return full_name(self.name, self.season)


class List(NamedTuple):
    """What makes a list of a chart: places are ranked within one, period by period."""

    source: str
    chart: str
    category: str | None
    country: str | None
    period: str

    def __str__(self) -> str:
        """The list as a person reads it."""
        return ", ".join(part for part in (self.country, self.category) if part) or self.chart


class PublishedPlace(NamedTuple):
    """One place of a published chart.

    Attributes:
        source: Whose chart, as `matinee.imports` names it.
        edition: When the file was published, if known. A later edition may say otherwise.
        chart: "global", "country", "most popular" or "daily".
        category: The list within the chart, like "Films (English)"; None where there is one list.
        country: ISO 3166-1; None for the whole world.
        period: "week", "day", or the window of an all-time list: "28 days", "91 days".
        period_start, period_end: Its first and last day; None for an all-time list.
        rank: 1 is the best.
        name, season: As published; season is None for a film and where none is given.
        kind: What the chart says the title is, in its own words.
        exclusive: Whether it is the service's alone.
        released: The day of its release on the service.
        hours, views: As published, rounded.
        runtime_h: Hours of 4 decimals, as published; None for 0, which means that there is no single one.
        runtime_s: The same in seconds.
        runtime_overridden: Whether the file says that the runtime was set by hand.
        staggered: Whether its episodes came out at different times in different countries.
        episodes_least, episodes_most: How many episodes were out, in the country with the fewest and the most.
        periods_in_chart: Counted by the publisher, in all and not in a row, this period included.
        rank_a_week_before: In a daily chart; None for a title that was not in it.
        score: In a daily chart: 10 for each day at no. 1, 9 at no. 2, down to 1, summed up.
        line: Of the file.
    """

    source: str
    edition: date | None
    chart: str
    category: str | None
    country: str | None
    period: str
    period_start: date | None
    period_end: date | None
    rank: int
    name: str
    season: str | None = None
    kind: str | None = None
    exclusive: bool | None = None
    released: date | None = None
    hours: int | None = None
    views: int | None = None
    runtime_h: Decimal | None = None
    runtime_s: int | None = None
    runtime_overridden: bool | None = None
    staggered: bool | None = None
    episodes_least: int | None = None
    episodes_most: int | None = None
    periods_in_chart: int | None = None
    rank_a_week_before: int | None = None
    score: int | None = None
    line: int = 0

    @property
    def list(self) -> List:
        """The list it stands in."""
        return List(self.source, self.chart, self.category, self.country, self.period)

    @property
    def title(self) -> Title:
        """What stands there."""
        return Title(self.name, self.season, self.released)

    @property
    def number(self) -> int | None:
        """The number of its period: one more for the next; None for an all-time list."""
        return None if self.period_end is None else self.period_end.toordinal() // DAYS_IN[self.period]


class PublishedFile(NamedTuple):
    """What a file holds: places, how often a row stands there again, and rejected rows."""

    file: str
    places: list[PublishedPlace]
    repeated: int
    rejections: list[Rejection]

    def to_table(self) -> pa.Table:
        """The places as a table of schema `PUBLISHED`."""
        return to_table(self.places)


def without_repeats(file: str, places: Iterable[PublishedPlace], rejections: list[Rejection]) -> PublishedFile:
    """What a file holds, rows that are alike in every column counted once."""
    read = list(places)
    assert PublishedPlace._fields[-1] == "line"
    kept: dict[tuple[Any, ...], PublishedPlace] = {}
    for place in read:
        kept.setdefault(place[:-1], place)
    return PublishedFile(file, list(kept.values()), len(read) - len(kept), rejections)


def to_table(places: Iterable[PublishedPlace]) -> pa.Table:
    """Places as a table of schema `PUBLISHED`."""
    columns = list(zip(*places, strict=True)) or [()] * len(PUBLISHED)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, PUBLISHED, strict=True)]
    return pa.Table.from_arrays(arrays, schema=PUBLISHED)


def to_places(table: pa.Table) -> list[PublishedPlace]:
    """The rows of a table of schema `PUBLISHED` as places."""
    columns = [table[name].to_pylist() for name in PUBLISHED.names]
    return [PublishedPlace(*values) for values in zip(*columns, strict=True)]


def days_of(period: str, number: int) -> tuple[date, date]:
    """The first and last day of the period with this number.

    >>> [day.isoformat() for day in days_of("week", 105408)]
    ['2021-03-01', '2021-03-07']
    """
    last = date.fromordinal(number * DAYS_IN[period])
    return last - timedelta(days=DAYS_IN[period] - 1), last
