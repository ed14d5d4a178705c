"""The pages: what leads, every title's report, charts, records, definitions, how good the data is, and the settings.

They are for those who run the service, on this machine: nobody signs in, so they are never
served on the address that players report to. They write nothing, and fetch nothing from elsewhere; one small script brings
them up to date, and without it they are as they were when they were opened.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matinee.dashboard import beside, downloads, views
from matinee.dashboard.asked import Asked
from matinee.dashboard.frame import html, in_url, of_before, render, with_work
from matinee.dashboard.kept import Kept
from matinee.dashboard.state import state_of
from matinee.dashboard.title_page import DEFINITIONS, title_definitions_page, title_page
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.store.at_work import at_work

View = Callable[[Lake, Mapping[str, str]], str]

VIEWS: dict[str, View] = {
    "/": views.now_page,
    "/titles": views.titles_page,
    "/charts": views.charts_page,
    "/compare": beside.compare_page,
    "/franchises": beside.groups_page,
    "/sequel": beside.sequel_page,
    "/records": views.records_page,
    "/definitions": views.definitions_page,
    "/quality": views.quality_page,
    "/settings": views.settings_page,
}
"""The pages by address. Another page is a function, a line here and a line in `frame.NAVIGATION`."""

AHEAD = 30
"""Of how many titles the pages are made before anybody asks."""
_LONGEST_REST_S = 30.0
_KINDNESS = 10
PATIENCE_S = 3.0
"""How long a page may take to work out before one is told that it is being worked out."""
SHORTLY_S = 0.02
"""How long where there is one from before, which is shown with its time then."""


def application(path: Path, kept: Kept[str] | None = None, patience_s: float = PATIENCE_S) -> Starlette:
    """The pages of a lake, as an ASGI application.

    Args:
        path: The lake's folder.
        kept: Where pages are kept once they are made.
        patience_s: After how long a page that is being made says so.
    """
    pages = kept or Kept(path)

    under_way: dict[str, asyncio.Future[str]] = {}

    def making(question: str, make: Callable[[Lake], str]) -> asyncio.Future[str]:
        """The answer that is being made, for all who wait for it."""
        if question not in under_way:
            begun = asyncio.ensure_future(run_in_threadpool(pages.answer, question, make))
            under_way[question] = begun

            def ended(done: asyncio.Future[str]) -> None:
                under_way.pop(question, None)
                if not done.cancelled():
                    done.exception()  # whoever asks next is told

            begun.add_done_callback(ended)
        return under_way[question]

    async def shown(request: Request, question: str, make: Callable[[Lake], str]) -> Response:
        found = pages.find(question)
        if found is not None:
            return html(with_work(found, at_work(path)))
        last = pages.last(question)
        made = making(question, make)
        await asyncio.wait({made}, timeout=patience_s if last is None else min(SHORTLY_S, patience_s))
        if made.done():
            return html(with_work(made.result(), at_work(path)))
        if last is None:
            return html(with_work(render("working", "", address=str(request.url)), at_work(path)), 202, refresh="1")
        return html(with_work(of_before(last.answer, last.made_us), at_work(path)))

    async def view(request: Request) -> Response:
        made = VIEWS[request.scope["path"]]
        query = dict(request.query_params)
        return await shown(request, question_of(request.scope["path"], query), lambda lake: made(lake, query))

    async def title(request: Request) -> Response:
        asked, wanted = Asked.of(request.query_params), request.path_params["title"]
        is_compared = request.query_params.get("part") == DEFINITIONS
        question = question_of_title(wanted, asked, DEFINITIONS if is_compared else None)
        if pages.last(question) is None:
            await run_in_threadpool(pages.check_title, wanted)
        made = title_definitions_page if is_compared else title_page
        return await shown(request, question, lambda lake: made(lake, wanted, asked))

    def table(request: Request) -> Response:
        name, _, form = request.path_params["name"].partition(".")
        try:
            if (name, form) == ("picture", "svg"):
                drawn = downloads.picture(Lake(path), request.query_params)
                return Response(drawn.svg(), media_type="image/svg+xml", headers=_PLAIN)
            found = downloads.download(Lake(path), name, form, request.query_params)
        except MatineeError as error:
            return Response(downloads.explained(error), 404, media_type="application/json", headers=_PLAIN)
        told = _PLAIN | {"content-disposition": f'attachment; filename="{name}.{form}"'} if form != "json" else _PLAIN
        return Response(found, media_type=downloads.TYPES[form], headers=told)

    def state(request: Request) -> Response:  # noqa: ARG001  the framework's shape
        told = sha256(repr(state_of(path)).encode()).hexdigest()[:16]
        return Response(told, media_type="text/plain", headers=_PLAIN)

    def work(request: Request) -> Response:  # noqa: ARG001
        going_on = at_work(path)
        return Response(going_on.in_words() if going_on else "", media_type="text/plain", headers=_PLAIN)

    def script(request: Request) -> Response:  # noqa: ARG001
        return Response(_LIVE.read_text(encoding="utf-8"), media_type="text/javascript", headers=_PLAIN)

    def explained(request: Request, error: Exception) -> Response:  # noqa: ARG001  the framework's shape
        assert isinstance(error, MatineeError)
        return html(render("error", "", error=error), 404)

    def unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001
        problem = MatineeError(f"There is no page {request.scope['path']}.", "Where one can go stands above.")
        return html(render("error", "", error=problem), 404)

    def failed(request: Request, error: Exception) -> Response:  # noqa: ARG001
        problem = MatineeError(
            "This page could not be made, and that is our mistake.",
            "`matinee status` says whether the lake is whole; other pages may well show.",
        )
        return html(render("error", "", error=problem), 500)

    return Starlette(
        routes=[
            *(Route(address, view) for address in VIEWS),
            Route("/titles/{title:path}", title),
            Route("/v1/state", state),
            Route("/v1/work", work),
            Route("/v1/{name}", table),
            Route("/live.js", script),
        ],
        # A page of another site whose name points here must not read what is on this machine.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
        exception_handlers={MatineeError: explained, 404: unknown, 500: failed},
    )


_LIVE = Path(__file__).with_name("live.js")
_PLAIN = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def question_of(path: str, query: Mapping[str, str]) -> str:
    """A page by what is asked of it; what says nothing is left out.

    >>> question_of("/titles/a", {"days": "", "country": "GB"})
    '/titles/a?country=GB'
    """
    asked = "&".join(f"{in_url(name)}={in_url(value)}" for name, value in sorted(query.items()) if value)
    return f"{path}?{asked}" if asked else path


def question_of_title(id: str, asked: Asked, part: str | None = None) -> str:
    """A title's page by what is asked of it: a form sends what is usual, a link leaves it out, and they ask the same.

    >>> question_of_title("a", Asked.of({"days": "28", "country": "GB"}))
    '/titles/a?country=GB'
    """
    return question_of(f"/titles/{id}", dict(parse_qsl(asked.query())) | ({"part": part} if part else {}))


def make_ready(path: Path, kept: Kept[str], stop: threading.Event, look_s: float = 2.0) -> None:
    """Make the pages that will be asked for before they are, whenever the lake has changed; until stopped.

    The pages of titles that lead come first, then those of the newest. It rests after each page as long as
    the page took, for most of what is made ahead nobody looks at.

    Args:
        path: The lake's folder.
        kept: Where they are kept.
        stop: Set when it is time to end.
        look_s: How often to look whether the lake has changed.
    """
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _KINDNESS)
    while not stop.is_set():
        try:
            for question, make in [*_wanted(Lake(path)), *kept.lately()]:
                while kept.is_asked and not stop.is_set():  # who asks comes first
                    stop.wait(0.05)
                if stop.is_set():
                    return
                if kept.find(question) is None:
                    begun = time.monotonic()
                    kept.make_ahead(question, make)
                    stop.wait(min(time.monotonic() - begun, _LONGEST_REST_S))
        except Exception:  # noqa: BLE001, S110  who asks for the page is told what is wrong; here it must not end
            pass
        stop.wait(look_s)


def _wanted(lake: Lake) -> list[tuple[str, Callable[[Lake], str]]]:
    leads = [place.title_id for place in lake.top10().places] if lake.history.extent() else []
    released = {id: lake.catalogue.released_at_us(id) or 0 for id in lake.catalogue.titles}
    newest = sorted((id for id in released if id not in leads), key=lambda title: (-released[title], title))
    titles = [*leads, *newest][:AHEAD]

    def of_view(made: View) -> Callable[[Lake], str]:
        return lambda lake: made(lake, {})

    def of_title(id: str) -> Callable[[Lake], str]:
        return lambda lake: title_page(lake, id, Asked())

    def under_all(id: str) -> Callable[[Lake], str]:
        return lambda lake: title_definitions_page(lake, id, Asked())

    first: list[tuple[str, Callable[[Lake], str]]] = [(address, of_view(made)) for address, made in VIEWS.items()]
    last = [(question_of_title(id, Asked(), DEFINITIONS), under_all(id)) for id in leads]
    return [*first, *((question_of_title(id, Asked()), of_title(id)) for id in titles), *last]
