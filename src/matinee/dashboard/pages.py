"""The pages: what rests in the lake and what leads, and the report of each title.

They are for those who run the service, on this machine: nobody signs in, so they are never
served on the address that players report to.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import jinja2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT
from matinee.reports.chart_text import chart_heading
from matinee.reports.page import page
from matinee.reports.text import OUTCOMES
from matinee.units import NOTHING, Unit, show

_TEMPLATES = jinja2.Environment(
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
_TEMPLATES.globals |= {"NOTHING": NOTHING, "OUTCOMES": OUTCOMES, "Unit": Unit, "chart_heading": chart_heading}
_TEMPLATES.filters |= {"show": show, "in_url": lambda text: quote(text, safe="")}

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def application(path: Path) -> Starlette:
    """The pages of a lake, as an ASGI application."""

    def first(request: Request) -> Response:  # noqa: ARG001  the framework's shape
        lake = Lake(path)
        titles = sorted(lake.catalogue.titles.values(), key=lambda title: title.name)
        return _html(
            _TEMPLATES.get_template("first.html").render(
                lake=lake.folder.path.name,
                status=lake.status(),
                chart=lake.top10() if lake.history.extent() else None,
                titles=titles,
            )
        )

    def title(request: Request) -> Response:
        asked = request.query_params
        report = (
            Lake(path)
            .title(request.path_params["title"])
            .report(
                days=_whole(asked.get("days", "28")),
                definition=asked.get("definition", DEFAULT),
                country=asked.get("country") or None,
                as_of=asked.get("as_of") or None,
            )
        )
        return _html(page([report]))

    def explained(request: Request, error: Exception) -> Response:  # noqa: ARG001  the framework's shape
        assert isinstance(error, MatineeError)
        return _html(_TEMPLATES.get_template("error.html").render(error=error), 404)

    return Starlette(
        routes=[Route("/", first), Route("/titles/{title:path}", title)],
        # A page of another site whose name points here must not read what is on this machine.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        exception_handlers={MatineeError: explained},
    )


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers=_HEADERS)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise MatineeError(f"{text!r} is not a number of days.", "Write it in digits, like 28.") from None
