"""The frame of every page: where one can go, how it looks, and what may be fetched."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from matinee import instants
from matinee.reports import chart_words
from matinee.reports.pictures import Picture
from matinee.store.at_work import AtWork
from matinee.units import NOTHING, Unit, show


class Place(NamedTuple):
    """A place to go: its address, and what it is called."""

    address: str
    name: str


NAVIGATION = (
    Place("/", "Now"),
    Place("/titles", "Titles"),
    Place("/charts", "Charts"),
    Place("/compare", "Compare"),
    Place("/franchises", "Franchises"),
    Place("/sequel", "Sequel"),
    Place("/records", "Records"),
    Place("/definitions", "Definitions"),
    Place("/quality", "Data quality"),
    Place("/settings", "Settings"),
)
"""Every page that is not of a single title, in order; one that is added here stands in the frame of all."""

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


_NAMES = re.compile(r'\bid="|url\(#|href="#')


@cache
def templates() -> jinja2.Environment:
    """The templates of the pages; those of reports are at hand in them."""
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("matinee.dashboard", "templates"),
                jinja2.PackageLoader("matinee.reports", "templates"),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals |= {"NOTHING": NOTHING, "Unit": Unit, "words": chart_words, "navigation": NAVIGATION}
    made.filters |= {"show": show, "in_url": in_url, "drawing": drawing, "with_code": with_code}
    return made


def render(template: str, at: str, **told: Any) -> str:
    """A whole page.

    Args:
        template: Its name, without `.html`.
        at: The address in `NAVIGATION` to which it belongs.
        told: What it shows.
    """
    return templates().get_template(f"{template}.html").render(at=at, **told)


def html(text: str, status: int = 200, **more: str) -> Response:
    """A page as an answer: it may fetch nothing from elsewhere, and run no script but our own."""
    return HTMLResponse(text, status, headers=_HEADERS | more)


_WORK_HERE = "<!-- at work -->"
"""Where a page says what goes on in the lake."""


def with_work(page: str, going_on: AtWork | None) -> str:
    """A page with what goes on in the lake above it, which `live.js` keeps up to date; a page that was made holds no such line."""
    said = escape(going_on.in_words()) if going_on else ""
    hidden = "" if going_on else " hidden"
    return page.replace(_WORK_HERE, f'<p class="work" role="status" data-work{hidden}>{said}</p>', 1)


_HERE = "<!-- of before -->"
"""Where a page that is good no longer says so."""


def of_before(page: str, made_us: int) -> str:
    """A page that was good before the lake changed, with its time; `live.js` shows the next once that is made.

    Args:
        page: As it was made.
        made_us: When that was.
    """
    made_at = instants.to_datetime(made_us).strftime("%Y-%m-%d %H:%M:%S")
    said = (
        f'<p class="card stale" role="status" data-stale>As of {made_at} UTC. It is being worked out anew from what '
        "came in since, and shows by itself.</p>"
    )
    return page.replace(_HERE, said, 1)


def in_url(text: str) -> str:
    """An id as a part of an address.

    >>> in_url("a/b?")
    'a%2Fb%3F'
    """
    return quote(text, safe="")


def drawing(picture: Picture) -> Markup:
    """A picture, to stand in a page beside others: what it names within itself has names of its own."""
    drawn = picture.svg()
    own = hashlib.sha256(drawn.encode()).hexdigest()[:8]
    return Markup(_NAMES.sub(rf"\g<0>{own}-", drawn))  # noqa: S704  our own drawing


def with_code(text: str) -> Markup:
    """A text in which what stands between backquotes is a command.

    >>> str(with_code("`matinee refresh` & look"))
    '<code>matinee refresh</code> &amp; look'
    """
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped before
