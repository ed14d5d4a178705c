"""The real processes: a collector in a process group of its own, commands beside it, and how they are killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from matinee.collector.keys import Keys
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.store.refresh import FACTS, SESSIONS
from matinee.store.settled import Settled, read_settled, replace_file
from tests.faults.load import COUNTRY, TIME_ZONE, TITLES, Address, House

MATINEE = (str(Path(sys.executable).with_name("matinee")),)
PATIENCE_S = 60
"""How long anything may take before the test says that it hangs."""

WRITTEN = {"rolling": ("events", "rejections"), "refreshing": ("spans", SESSIONS, FACTS)}
"""Which tables a process writes that does so."""

_LOOK_S = 0.005


def wait_until(what: str, holds: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    """Wait for something to come about.

    Raises:
        TimeoutError: It did not.
    """
    give_up = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > give_up:
            raise TimeoutError(f"After {within_s:.0f} s still not: {what}")
        time.sleep(_LOOK_S)


def write_settings(lake: Path, **settings: float) -> None:
    """Write a lake's settings: those of a collector in a hurry, and some."""
    hurry = {"roll_every_s": 0.2, "refresh_every_s": 0.5, "requests_per_minute": 1_000_000, "late_days": 100_000}
    lines = [f"{name} = {value}" for name, value in (hurry | settings).items()]
    replace_file(lake / "matinee.toml", "\n".join(lines).encode())


def new_lake(path: Path) -> Lake:
    """A lake whose collector is in a hurry, with the titles of `tests.faults.load` and a key."""
    lake = Lake.create(path)
    write_settings(path)
    titles = path.with_name(path.name + "-titles.csv")
    titles.write_text(TITLES)
    lake.import_catalogue(titles)
    Keys(path, lake.folder.secret).create("web")
    return Lake(path)


def is_writing(lake: Path, process: int) -> bool:
    """Whether a process holds a lake for writing."""
    file = str((lake / ".writing").stat().st_ino)
    locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return any(lock[1] == "FLOCK" and lock[4] == str(process) and lock[5].endswith(f":{file}") for lock in locks)


def settled(lake: Path) -> Settled | None:
    """What is safe of a lake now; None: it could not be read just now, for FUSE looks a file up and opens it in two steps."""
    try:
        return read_settled(lake / "settled.json")
    except MatineeError:
        return None


def rolled(lake: Path) -> int:
    """The number of the last request that is safe in the lake."""
    now = settled(lake)
    return now.spools.get("collector", 0) if now else 0


def unsettled(lake: Path, names: Sequence[str]) -> bool:
    """Whether one of these tables has a commit that is not settled."""
    now = settled(lake)
    if now is None:
        return False
    logs = ((lake / "tables" / name / "_delta_log", now.versions.get(name, -1)) for name in names)
    return any((log / f"{version + 1:020}.json").exists() for log, version in logs)


def set_aside(lake: Path) -> int:
    """How many commits, checkpoints and tables writers found unsettled and put aside."""
    return sum(1 for _ in (lake / "quarantine").glob("*/*"))


def households(lake: Lake, many: int) -> list[House]:
    """Households of a lake that may report."""
    keys = Keys(lake.folder.path, lake.folder.secret)
    return [
        House(name, keys.token(name, seconds=86_400, country=COUNTRY, time_zone=TIME_ZONE))
        for name in (f"home-{number}" for number in range(many))
    ]


class Collector:
    """`matinee serve --only collector`, as it is started again and again.

    Args:
        lake: The lake's folder.
        log: Where all it says is kept.
        command: What to run, up to `serve`.
    """

    def __init__(self, lake: Path, log: Path, command: Sequence[str] = MATINEE) -> None:
        self.lake = lake
        self.log = log
        self.address = Address(_free_port())
        self._command = command
        self._door: subprocess.Popen[bytes] | None = None
        self._groups: list[int] = []
        self._log_bytes = 0

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._log_bytes = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._door = subprocess.Popen(
                [*self._command, "serve", "--only", "collector", "--lake", self.lake, "--port", str(self.address.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._groups.append(self._door.pid)
        wait_until("the collector answers", self._answers_or_ended)
        assert self._door.poll() is None, self.last_words()
        self.address.is_back()

    def _answers_or_ended(self) -> bool:
        return self.door.poll() is not None or b"Collecting on http" in self.said()

    def said(self) -> bytes:
        """All that it said since it was started."""
        with self.log.open("rb") as log:
            log.seek(self._log_bytes)
            return log.read()

    @property
    def door(self) -> subprocess.Popen[bytes]:
        """The door's process."""
        assert self._door is not None, "it was never started"
        return self._door

    def roller(self) -> int | None:
        """The id of the roller's process, where there is one."""
        for child in _children(self.door.pid):
            if b"spawn_main" in _command_line(child):
                return child
        return None

    def is_at(self, work: str) -> bool:
        """Whether the roller has committed something and not settled it yet."""
        roller = self.roller()
        return roller is not None and unsettled(self.lake, WRITTEN[work]) and is_writing(self.lake, roller)

    def kill(self, *, alone: bool) -> None:
        """Kill the door alone, whose roller then finds itself alone and ends; or the whole process group at once."""
        if alone:
            self.door.kill()
        else:
            os.killpg(self.door.pid, signal.SIGKILL)
        self.door.wait(PATIENCE_S)

    def kill_roller(self) -> None:
        """Kill the roller alone, if it lives; the door starts another."""
        roller = self.roller()
        if roller is not None:
            os.kill(roller, signal.SIGKILL)
            wait_until("the roller is dead", lambda: not _command_line(roller))

    def stop(self) -> None:
        """Stop it as a supervisor does, and see that it ends well."""
        self.door.terminate()
        assert self.door.wait(PATIENCE_S) == 0, self.last_words()

    def end(self) -> None:
        """Kill whatever of it is left, at once."""
        for group in self._groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._door is not None:
            self._door.wait(PATIENCE_S)

    def command(self, *words: str) -> subprocess.Popen[bytes]:
        """Start another command on the lake, beside the collector."""
        with self.log.open("ab") as log:
            return subprocess.Popen([*MATINEE, *words, "--lake", self.lake], stdout=log, stderr=log)

    def run(self, *words: str) -> None:
        """Run another command on the lake, and see that it ends well."""
        assert self.command(*words).wait(2 * PATIENCE_S) == 0, self.last_words()

    def last_words(self) -> str:
        """The end of all that was said."""
        return self.log.read_text(errors="replace")[-5_000:]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except FileNotFoundError:  # it has just ended
            continue
    return found


def _command_line(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
