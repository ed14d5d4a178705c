"""Published charts made by hand, and the real ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from matinee.imports.daily_top10 import read_daily
from matinee.imports.netflix_top10 import edition_of, read_top10
from matinee.imports.published import PublishedFile, PublishedPlace
from tests.data import data_folder

DAILY = "us_daily_to_2021-06.csv"
EDITIONS = (
    "2021-11-17", "2021-12-01", "2021-12-08", "2022-06-29", "2023-05-31", "2023-07-26", "2024-01-03", "2024-08-28",
    "2024-09-04", "2024-11-13",
)  # fmt: skip
"""Those of the global file that are no broken ones."""


def weekly(sunday, rank, name, *, category="Films (English)", **other):
    """A place of a weekly chart; the runtime in hours, as text."""
    end = date.fromisoformat(sunday)
    runtime_h = Decimal(other.pop("runtime")) if "runtime" in other else None
    usual = {"source": "netflix", "edition": None, "chart": "global", "country": None, "period": "week", "season": None}
    return PublishedPlace(
        **usual | {"period_start": end - timedelta(days=6), "period_end": end, "runtime_h": runtime_h} | other,
        category=category,
        rank=rank,
        name=name,
    )


def daily(day, rank, name, **other):
    """A place of a daily chart."""
    end = date.fromisoformat(day)
    released = date.fromisoformat(other.pop("released", "2020-12-25"))
    usual = {"source": "daily", "edition": None, "chart": "daily", "category": None, "country": "US", "period": "day"}
    return PublishedPlace(
        **usual | {"period_start": end, "period_end": end, "released": released} | other, rank=rank, name=name
    )


def file(*places, name="top10.tsv"):
    return PublishedFile(name, [place._replace(line=line) for line, place in enumerate(places, start=2)], 0, [])


@cache
def real(name):
    """A real file, read once."""
    folder, read = ("daily_top10", read_daily) if name == DAILY else ("netflix_top10", read_top10)
    with (data_folder() / folder / name).open(encoding="utf-8") as lines:
        return read(lines, name, edition=edition_of(name))


def edition(day, kind="all-weeks-global"):
    """An edition of a file of Netflix's Top 10."""
    return real(f"{kind}.{day}.tsv")
