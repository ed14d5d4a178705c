"""Read links: one page of a title or a chart, for somebody without a lake, until a day, with small cells left out.

A link carries what it shows, until when, and the fewest homes that a cell may be of, signed with a key
that follows from the lake's secret. A changed one opens nothing, and neither does one that was taken back: `matinee.dashboard.links`.

Left out is every count of homes below the threshold; every ratio of which either part, or what is left of the
whole, is below it; curves from the first day on that is below it, and minutes and hours of the week where any
cell is, or may be. A count that can be worked out from two links to one page (of day 7 and day 8, say) is not prevented.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import digest

import jwt
from rich.console import RenderableType
from rich.table import Table as RichTable

from matinee import instants
from matinee.charts.chart import Chart
from matinee.dashboard.asked import Asked
from matinee.dashboard.frame import render
from matinee.dashboard.links import Links, MadeLink
from matinee.dashboard.views import WantedChart
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.reports.pictures import Picture, pictures
from matinee.reports.report import Report
from matinee.reports.small_cells import LEAST, without_small_cells
from matinee.reports.text import footnote, heading

FEWEST = 10
"""The fewest that may be asked for."""
LONGEST_DAYS = 366
_LEAST_DAYS = 3
_ALGORITHM = "HS256"
_PURPOSE = b"matinee read links, version 1"


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a read link opens.

    Attributes:
        page: "title" or "chart".
        asked: What is asked of it, by the names that an address has.
        until_s: Until when, in seconds since 1970.
        least: The fewest homes that a cell may be of.
    """

    page: str
    asked: dict[str, str]
    until_s: int
    least: int = LEAST


def make_link(lake: Lake, page: str, asked: dict[str, str], *, days: float = 7, least: int = LEAST) -> str:
    """Make a read link, after a look whether there is what it opens.

    Args:
        lake: Which lake.
        page: "title" or "chart".
        asked: What is asked of it; of a title its id or name as `title`.
        days: For how long it is good.
        least: The fewest homes that a cell may be of.

    Returns:
        The path of its address, from `/shared/` on.

    Raises:
        MatineeError: There is no such page, or it may not be shared so.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise MatineeError(f"A link cannot be good for {days:g} days.", f"Give up to {LONGEST_DAYS} days.")
    if least < FEWEST:
        raise MatineeError(
            f"A shared page cannot show cells of {least} homes.", f"Give {FEWEST} or more; without it is {LEAST}."
        )
    link = Link(page=page, asked=asked, until_s=round(time.time() + days * 86_400), least=least)
    if page == "title":
        link = replace(link, asked=asked | {"title": lake.title(asked["title"]).title.id})
    shared_page(lake, link)
    made = Links(lake.folder.path).note(link.page, link.asked, until_s=link.until_s, least=link.least)
    claims = {"id": made.id, "page": link.page, "asked": link.asked, "least": link.least, "exp": link.until_s}
    return f"/shared/{jwt.encode(claims, _key(lake), algorithm=_ALGORITHM)}"


def read_link(lake: Lake, token: str) -> Link:
    """What a link opens.

    Raises:
        MatineeError: It is over, was taken back, or was not made by this lake.
    """
    try:
        claims = jwt.decode(token, _key(lake), algorithms=[_ALGORITHM], options={"require": ["exp"]})
        link = Link(
            page=claims["page"], asked=claims["asked"], until_s=claims["exp"], least=max(FEWEST, claims["least"])
        )
        id = claims["id"]
    except jwt.ExpiredSignatureError:
        raise MatineeError("This link is over.", "Ask who sent it for a new one.") from None
    except (jwt.InvalidTokenError, KeyError, TypeError):
        raise MatineeError("This link opens nothing.", "See whether it was copied whole.") from None
    if not Links(lake.folder.path).is_good(id):
        raise MatineeError("This link was taken back.", "Ask who sent it for a new one.")
    return link


def links_table(links: Sequence[MadeLink]) -> RenderableType:
    """The read links there are, the newest first, for people."""
    if not links:
        return "No read link was made yet. `matinee share TITLE` makes one."
    table = RichTable(box=None, header_style="dim", pad_edge=False)
    for name in ("id", "opens", "made", "until", "fewest homes", "state"):
        table.add_column(name, justify="right" if name == "fewest homes" else "left")
    for one in reversed(links):
        asked = {name: value for name, value in one.asked.items() if name != "title"}
        opens = " ".join([one.page, one.asked.get("title", ""), *(f"{name}={value}" for name, value in asked.items())])
        until = instants.show(one.until_s * instants.SECOND_US)
        table.add_row(one.id, " ".join(opens.split()), one.made_at, until, f"{one.least:,}", one.state)
    return table


def shared_page(lake: Lake, link: Link) -> str:
    """The page that a link opens.

    Raises:
        MatineeError: There is no such page any more, or fewer homes than may be told of watched the title.
    """
    until = f"{instants.show(link.until_s * 1_000_000)[:16].replace('T', ' ')} UTC"
    if link.page == "chart":
        asked = WantedChart.of(link.asked)
        found = (
            lake.edition(asked.edition, **asked.scope()) if asked.edition is not None else lake.top10(**asked.scope())
        )
        chart, missing = without_small_places(found, link.least)
        return render("shared_chart", "", chart=chart, missing=missing, until=until, least=link.least)
    report = lake.title(link.asked["title"]).report(**Asked.of(link.asked).window())
    cells, told = without_small_cells(report, link.least)
    return render(
        "shared_title",
        "",
        report=told,
        heading=heading(report).removeprefix(f"{report.title.name}: "),
        footnote=footnote(report).split("\n")[:2],
        cells=cells,
        pictures=_drawn(told),
        until=until,
        least=link.least,
    )


def _drawn(told: Report) -> list[Picture]:
    """The pictures of what may be told; days where there are a few of them."""
    if len(told.daily) < _LEAST_DAYS:
        reach = replace(told.numbers["reach"], value=None)
        told = replace(told, numbers=told.numbers | {"reach": reach})
    return pictures(told)


def without_small_places(chart: Chart, least: int) -> tuple[Chart, int]:
    """A chart without the places of fewer homes, and how many those are."""
    places = tuple(place for place in chart.places if place.reach >= least)
    return replace(chart, places=places), len(chart.places) - len(places)


def _key(lake: Lake) -> bytes:
    return digest(lake.folder.secret, _PURPOSE, sha256)
