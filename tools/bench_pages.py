"""Pages at scale: `make bench-pages`.

Simulates a season, and serves it. Tells how long the pages of titles take to work out, one after
the other in a process that has nothing yet; how long the first view of each takes once the pages were made ahead, as
`matinee serve` does after each refresh, after a new start, and while they are being made anew; and how long the questions
of a peer's page of a title take on the same plays.

`python -m tools.bench_pages 0.001` is a thousandth of the real service: 260,000 households' titles.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matinee import demo
from matinee.dashboard.asked import Asked
from matinee.dashboard.kept import Kept
from matinee.dashboard.page_shelf import FOLDER, PageShelf
from matinee.dashboard.pages import application
from matinee.dashboard.title_page import title_page
from matinee.lake import Lake
from matinee.progress import silent
from tools import bench_peers

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
    shutil.rmtree(path / FOLDER, ignore_errors=True)
    kept: Kept[str] = Kept(path, shelf=PageShelf(path))
    titles = list(lake.catalogue.titles)
    making = [_timed(lambda one=one: kept.make_ahead(f"/titles/{one}", _maker(one))) for one in titles]  # type: ignore[misc]  # a default
    first, *later = making
    print(f"made from nothing: the first {_ms(first)}, others {_told(later)}")
    print(f"first view, made ahead: {_told(_views(application(path, kept), titles))}")
    after: Kept[str] = Kept(path, shelf=PageShelf(path))
    print(f"first view after a new start: {_told(_views(application(path, after), titles, 1))}")
    os.utime(path / "progress.json")  # as a refresh does that has just ended
    begun, end = threading.Event(), threading.Event()
    busy = threading.Thread(target=lambda: after.make_ahead("/busy", lambda _: begun.set() or str(end.wait())))
    busy.start()
    begun.wait()
    print(f"first view after a refresh, while pages are made: {_told(_views(application(path, after), titles, 1))}")
    closing = threading.Thread(target=after.close)
    closing.start()
    end.set()
    busy.join()
    closing.join()
    bench_peers.measure(lake, titles)


def _maker(title: str) -> Callable[[Lake], str]:
    return lambda lake: title_page(lake, title, Asked())


def _views(pages: Callable[..., Any], titles: list[str], times: int = VIEWS) -> list[float]:
    return [_timed(lambda one=one: _view(pages, f"/titles/{one}")) for _ in range(times) for one in titles]  # type: ignore[misc]


def _told(seconds: list[float]) -> str:
    found = sorted(seconds)
    late = found[min(len(found) - 1, int(0.95 * len(found)))]
    return f"median {_ms(statistics.median(found))}, 95 % within {_ms(late)}, slowest {_ms(found[-1])}"


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
