"""`matinee serve`: the door in this process, the roller and what else is served in others beside it.

If one of them dies it is started again; requests wait in the spool meanwhile. If the disk fails
the door stops taking requests and the process ends with status 74, for whoever supervises it to see.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_address
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from matinee.collector.door import Collector, tell
from matinee.collector.gauges import Gauges
from matinee.collector.keys import Keys
from matinee.collector.roller import SPOOLS, Roller
from matinee.collector.spool import Spool
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.store.folder import LakeFolder
from matinee.store.settled import read_settled

_DISK_FAILED = 74
_HEADERS_WITHIN_MS = 10_000
_LOOK_S = 0.5
_HURRY_S = 2
_SWITCH_S = 0.0002
"""How long the spool's thread waits for the interpreter when the disk is done: with the usual 5 ms it waits for nothing else."""
_KINDNESS = 10
"""The roller gives way to the door: requests that wait in the spool are safe, those that wait before the door are not."""


class Beside(NamedTuple):
    """What runs in a process of its own beside the door.

    Attributes:
        name: What it is.
        run: What it does there; its last argument is the number of the process beside which it runs.
        arguments: The others.
    """

    name: str
    run: Callable[..., None]
    arguments: tuple[object, ...]


def serve(
    lake: Path, *, host: str, port: int, name: str, say: Callable[[str], None], beside: Sequence[Beside] = ()
) -> None:
    """Take reports in until told to stop, by SIGTERM or SIGINT.

    Args:
        lake: The lake's folder.
        host: The address to listen on.
        port: The port; 0: any that is free.
        name: The name of the spool.
        say: Called with the line that says where to send reports, once they are taken, and with what goes wrong.
        beside: What else to run.

    Raises:
        MatineeError: The address cannot be had, or another collector has the spool.
    """
    folder = LakeFolder(lake)
    if not re.fullmatch("[a-z0-9-]{1,40}", name):
        raise MatineeError(f"A spool cannot be called {name!r}.", "Use small letters, digits and hyphens.")
    port = free_port(host, port)
    processes = [_Process(one) for one in (Beside("roller", keep_rolling, (lake,)), *beside)]
    asyncio.run(_serve(folder, host, port, name, say, processes))


async def _serve(
    folder: LakeFolder, host: str, port: int, name: str, say: Callable[[str], None], beside: Sequence[_Process]
) -> None:
    sys.setswitchinterval(_SWITCH_S)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    failed: list[Exception] = []

    def on_failure(problem: Exception) -> None:
        failed.append(problem)
        loop.call_soon_threadsafe(loop.call_later, _LOOK_S, stop.set)

    spool = Spool(
        folder.path / SPOOLS / name,
        most_bytes=round(folder.settings.spool_gb * 1e9),
        after=folder.settled.spools.get(name, 0),
        tell=partial(tell, loop),
        on_failure=on_failure,
    )
    door = Collector(
        spool,
        Keys(folder.path, folder.secret),
        requests_per_minute=folder.settings.requests_per_minute,
        metrics=Gauges(partial(read_settled, folder.path / "settled.json"), name),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = Server(
        door,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_WITHIN_MS),
        backlog=1024,
        log_enabled=False,
    )
    serving = asyncio.create_task(server.serve())
    for process in beside:
        process.start()
    try:
        await _until_it_answers(host, port)
        shown = f"[{host}]" if ":" in host else host
        say(f"Collecting on http://{shown}:{port} for the lake in {folder.path}.")
        while not stop.is_set():
            for process in beside:
                process.see_to(say)
            await asyncio.wait({asyncio.create_task(stop.wait())}, timeout=_LOOK_S)
    finally:
        for process in beside:
            process.stop()
        server.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait({serving}, timeout=5)
        if not failed:
            spool.close()
    if failed:
        say(f"The spool cannot be written: {failed[0]}. Nothing is taken any more.")
        sys.stdout.flush()
        os._exit(_DISK_FAILED)


class _Process:
    """A process beside the door."""

    def __init__(self, what: Beside) -> None:
        self._what = what
        self._process: BaseProcess | None = None
        self._started_at = 0.0

    def start(self) -> None:
        self._started_at = time.monotonic()
        context = multiprocessing.get_context("spawn")
        arguments = (*self._what.arguments, os.getpid())
        self._process = context.Process(target=self._what.run, args=arguments, name=self._what.name)
        self._process.start()

    def see_to(self, say: Callable[[str], None]) -> None:
        """Start it again if it died, but not in a hurry."""
        if self._process is None or self._process.is_alive() or time.monotonic() - self._started_at < _HURRY_S:
            return
        say(f"The {self._what.name} ended with status {self._process.exitcode}; it is started again.")
        self.start()

    def stop(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.terminate()
            self._process.join(30)


def keep_rolling(path: Path, parent: int) -> None:
    """The roller's process: roll and refresh whenever it is time, until stopped or alone."""
    os.nice(_KINDNESS)
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: stopping.append(number))
    refreshed_at = time.monotonic()
    while not stopping and os.getppid() == parent:
        lake = Lake(path)  # anew each time: settings, definitions and catalogue may have changed
        lake.wait_s = 5
        settings = lake.folder.settings
        roller = Roller(lake.folder)
        try:
            if _is_time(roller, settings.roll_every_s):
                roller.roll(lambda *_: None, wait_s=5)
            else:
                roller.forget()
            if time.monotonic() - refreshed_at >= settings.refresh_every_s:
                if not lake.is_refreshed():
                    lake.refresh()
                refreshed_at = time.monotonic()
        except MatineeError as error:  # another command is writing: the next time, then
            print(f"matinee: {error}", file=sys.stderr)  # noqa: T201  the log of a server
        time.sleep(min(_LOOK_S, settings.roll_every_s))


def _is_time(roller: Roller, roll_every_s: float) -> bool:
    waiting, since_us = roller.backlog()
    # What arrived in the future did so before the clock was set back.
    return waiting >= 50_000 or (since_us is not None and not 0 <= time.time() - since_us / 1e6 < roll_every_s)


def free_port(host: str, port: int) -> int:
    """The port, having seen that it can be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ip_address(host)
            trial.bind((host, port))
        except ValueError:
            raise MatineeError(f"{host!r} is no address.", "Give one in numbers, like 127.0.0.1 or 0.0.0.0.") from None
        except OSError as problem:
            raise MatineeError(
                f"Nothing can listen on {host}:{port}: {problem.strerror}.", "Name another with --host and --port."
            ) from None
        return int(trial.getsockname()[1])


async def _until_it_answers(host: str, port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return
    raise MatineeError(f"The server does not answer on {host}:{port}.", "See whether a firewall is in the way.")
