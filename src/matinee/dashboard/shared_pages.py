"""What read links open, as an application of its own: it knows no other page, and answers to any name."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from matinee.dashboard.frame import html, render
from matinee.dashboard.kept import Kept
from matinee.dashboard.sharing import Link, read_link, shared_page
from matinee.errors import MatineeError
from matinee.lake import Lake


def shared_application(path: Path, kept: Kept[str] | None = None) -> Starlette:
    """The pages that read links of a lake open, as an ASGI application.

    Args:
        path: The lake's folder.
        kept: Where pages are kept once they are made.
    """
    pages = kept or Kept(path)

    def answer(token: str) -> str:
        link: Link = read_link(Lake(path), token)
        return pages.answer(token, lambda lake: shared_page(lake, link))

    async def shared(request: Request) -> Response:
        return html(await run_in_threadpool(answer, request.path_params["token"]), 200, **_HEADERS)

    def explained(request: Request, error: Exception) -> Response:  # noqa: ARG001  the framework's shape
        assert isinstance(error, MatineeError)
        return html(render("shared_error", "", error=error), 404, **_HEADERS)

    def unknown(request: Request, error: Exception) -> Response:  # noqa: ARG001
        problem = MatineeError("There is nothing here.", "See whether the link was copied whole.")
        return html(render("shared_error", "", error=problem), 404, **_HEADERS)

    return Starlette(
        routes=[Route("/shared/{token}", shared)], exception_handlers={MatineeError: explained, 404: unknown}
    )


_HEADERS = {"x-robots-tag": "noindex"}
