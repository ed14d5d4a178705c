"""Pages at scale: `make bench-pages`.

Simulates a season, and serves it. Tells how long the pages of titles take to work out, one after
the other in a process that has nothing yet; and how long the first view of each takes once the
pages were made ahead, as `matinee serve` does after each refresh.

`python -m tools.bench_pages 0.001` is a thousandth of the real service: 260,000 households' titles.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matinee import demo
from matinee.dashboard.asked import Asked
from matinee.dashboard.kept import Kept
from matinee.dashboard.pages import application
from matinee.dashboard.title_page import title_page
from matinee.lake import Lake
from matinee.progress import silent

VIEWS = 20
"""How often each page is looked at."""


def main(scale: float = 0.001, folder: Path | None = None) -> None:
    """Simulate unless there is a lake, make pages, look at them."""
    made = folder or Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        if not (made / "lake").exists():
            seconds = _timed(lambda: demo.simulate_season(made, scale=scale, seed=2020, write="lake", tell=silent))
            print(f"simulated, imported and refreshed in {seconds:.0f} s")
        _measure(made / "lake")
    finally:
        if folder is None:
            shutil.rmtree(made)


def _measure(path: Path) -> None:
    lake = Lake(path)
    rows = lake.status().rows
    print(
        f"{rows['household_titles']:,} households' titles, {rows['spans']:,} spans, {len(lake.catalogue.titles)} titles"
    )
    kept: Kept[str] = Kept(path)
    titles = list(lake.catalogue.titles)
    making = sorted(
        _timed(lambda one=one: kept.answer(f"/titles/{one}", lambda lake: title_page(lake, one, Asked())))  # type: ignore[misc]  # a default
        for one in titles
    )
    print(f"made from nothing: median {_ms(statistics.median(making))}, slowest {_ms(making[-1])}")
    pages = application(path, kept)
    looking = sorted(_timed(lambda one=one: _view(pages, f"/titles/{one}")) for _ in range(VIEWS) for one in titles)  # type: ignore[misc]
    late = looking[int(0.95 * len(looking))]
    print(f"first view after a refresh, made ahead: median {_ms(statistics.median(looking))}, 95 % within {_ms(late)}")


def _view(pages: Callable[..., Any], path: str) -> None:
    """Ask for a page, in this process."""
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "root_path": "", "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    asyncio.run(pages(scope, receive, send))
    assert said[0]["status"] == 200


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    given = os.environ.get("MATINEE_BENCH_FOLDER")
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.001, Path(given) if given else None)
