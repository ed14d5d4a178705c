"""The dashboard's process."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.applications import Starlette

from matinee.dashboard.kept import Kept
from matinee.dashboard.page_shelf import PageShelf
from matinee.dashboard.pages import application, make_ready
from matinee.dashboard.shared_pages import shared_application

HOST = "127.0.0.1"
_LOOK_S = 0.5
_LAST_S = 20
"""How long a page that is being made may take when it is time to end."""


def serve(lake: Path, port: int, parent: int) -> None:
    """Show the pages of a lake on this machine, until stopped or left alone by the process beside which it runs."""
    kept: Kept[str] = Kept(lake, shelf=PageShelf(lake))
    done = threading.Event()
    ready = threading.Thread(target=make_ready, args=(lake, kept, done), daemon=True)
    ready.start()
    asyncio.run(_serve(application(lake, kept), kept, HOST, port, parent))
    done.set()
    ready.join(_LAST_S)


def serve_shared(lake: Path, host: str, port: int, parent: int) -> None:
    """Show to others what read links open, and nothing else."""
    kept: Kept[str] = Kept(lake)
    asyncio.run(_serve(shared_application(lake, kept), kept, host, port, parent))


async def _serve(pages: Starlette, kept: Kept[str], host: str, port: int, parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = Server(
        pages,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    while not stop.is_set() and os.getppid() == parent:
        await asyncio.wait({asyncio.create_task(stop.wait())}, timeout=_LOOK_S)
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=5)
    # What draws is compiled code, which aborts when the interpreter goes away under it.
    await asyncio.to_thread(kept.close)
