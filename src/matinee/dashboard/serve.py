"""The dashboard's process."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from matinee.dashboard.kept import Kept
from matinee.dashboard.pages import application, make_ready

HOST = "127.0.0.1"
_LOOK_S = 0.5
_LAST_S = 20
"""How long a page that is being made may take when it is time to end."""


def serve(lake: Path, port: int, parent: int) -> None:
    """Show the pages of a lake on this machine, until stopped or left alone by the process beside which it runs."""
    asyncio.run(_serve(lake, port, parent))


async def _serve(lake: Path, port: int, parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    kept: Kept[str] = Kept(lake)
    done = threading.Event()
    ready = threading.Thread(target=make_ready, args=(lake, kept, done), daemon=True)
    ready.start()
    server = Server(
        application(lake, kept),
        address=HOST,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    while not stop.is_set() and os.getppid() == parent:
        await asyncio.wait({asyncio.create_task(stop.wait())}, timeout=_LOOK_S)
    done.set()
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=5)
    # What draws is compiled code, which aborts when the interpreter goes away under it.
    await asyncio.to_thread(kept.close)
    await asyncio.to_thread(ready.join, _LAST_S)
