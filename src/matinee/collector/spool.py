"""The spool: where requests rest as they came, safe before they are answered.

A folder of SQLite files, each named for the number of its first request. One thread writes:
it takes what is waiting, up to 512 requests, writes it as one row in one transaction, and SQLite
returns from the commit only when the disk has it (`synchronous = FULL`). Only then are those
requests answered. While one commit runs the next gathers, so that many requests share one wait
for the disk. One row for all, since each statement hands the interpreter from thread to thread.

A file is closed after 64 MB or an hour. It is deleted when all of it is in the lake and has been for
as long as the settings say, or earlier where the spool would grow over its bound.

Source: SQLite's documentation of write-ahead logging and `PRAGMA synchronous`.
"""

from __future__ import annotations

import fcntl
import os
import queue
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from matinee.errors import MatineeError
from matinee.store.settled import make_folder

_MOST_AT_ONCE = 512
_MOST_WAITING = 20_000
_SEGMENT_BYTES = 64_000_000
_SEGMENT_S = 3_600
_LEAST_FREE_BYTES = 200_000_000
_LOOK_S = 1.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS batches "
    "(last INTEGER PRIMARY KEY, first INTEGER NOT NULL, received_at_us INTEGER NOT NULL, requests BLOB NOT NULL)"
)


class Request(NamedTuple):
    """One request as it rests.

    Attributes:
        number: Its place in the spool; 0 before it has one.
        received_at_us: When it arrived.
        door: Which door it came through, a key of `matinee.collector.door.DOORS`.
        identity: Who sent it, as JSON of pseudonyms.
        robot: Whether it came from a robot, by what it says of itself.
        body: As received, without what identifies a person.
    """

    number: int
    received_at_us: int
    door: str
    identity: str
    robot: bool
    body: bytes


_UNPACK = msgspec.msgpack.Decoder(list[Request]).decode


class SpoolFull(Exception):  # noqa: N818  it is an answer, not a mistake of ours
    """There is no room now; the sender may come again."""


Tell = Callable[[list[Any], Exception | None], None]
"""Called from the writing thread with the waiters of some requests once they are safe (None), or are not."""


class Spool:
    """The writing side of a spool. One process may have it open.

    Args:
        folder: Where it rests.
        most_bytes: How large it may grow.
        after: The last number that is known to be in the lake: numbers go on above it.
        tell: Told which requests are safe.
        on_failure: Called when the disk fails: from then on nothing more is taken.

    Raises:
        MatineeError: Another collector has it open.
    """

    def __init__(
        self,
        folder: Path,
        *,
        most_bytes: int,
        after: int,
        tell: Tell,
        on_failure: Callable[[Exception], None],
    ) -> None:
        make_folder(folder.parent)
        make_folder(folder)
        self._folder = folder
        self._most_bytes = most_bytes
        self._tell = tell
        self._on_failure = on_failure
        self._lock = (folder / ".writing").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise MatineeError(
                f"Another collector is writing to {folder}.", "Stop it, or give this one a name of its own with --name."
            ) from None
        last = segments(folder)[-1:]
        self._next = max([after + 1, *(_last_number(file) + 1 for file in last)])
        self._waiting: queue.SimpleQueue[tuple[Request, Any] | None] = queue.SimpleQueue()
        self._open_segment()
        self.full: str | None = None
        self.committed = self.commits = 0
        self._looked_at = 0.0
        self._look()
        self._thread = threading.Thread(target=self._write, name="spool", daemon=True)
        self._thread.start()

    def add(self, request: Request, waiter: object) -> None:
        """Hand in a request; its waiter is told of when it is safe.

        Raises:
            SpoolFull: There is no room.
        """
        if self.full is not None or self._waiting.qsize() > _MOST_WAITING:
            raise SpoolFull(self.full or "too many requests are waiting")
        self._waiting.put((request, waiter))

    @property
    def folder(self) -> Path:
        """Where it rests."""
        return self._folder

    @property
    def last_number(self) -> int:
        """The number of the last request that is safe."""
        return self._next - 1

    @property
    def waiting(self) -> int:
        """How many requests wait to be written."""
        return self._waiting.qsize()

    def close(self) -> None:
        """Write what is waiting, and let go of the spool."""
        self._waiting.put(None)
        self._thread.join()
        self._database.close()
        self._lock.close()

    def _write(self) -> None:
        batch: list[tuple[Request, Any]] = []
        while True:
            try:
                batch = self._next_batch()
                if not batch:
                    return
                self._commit([request for request, _ in batch])
            except Exception as problem:  # noqa: BLE001  whatever it is, who waits must hear of it
                full = getattr(problem, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
                self.full = "the disk is full" if full else "the disk fails"
                self._tell([waiter for _, waiter in batch], SpoolFull(self.full))
                if not full:
                    self._on_failure(problem)
                    return
            else:
                self._tell([waiter for _, waiter in batch], None)

    def _next_batch(self) -> list[tuple[Request, Any]]:
        """What is waiting, or else the next that comes; nothing: the spool is to be closed."""
        while True:
            try:
                first = self._waiting.get(timeout=_LOOK_S)
                break
            except queue.Empty:
                self._look()
        batch = [first]
        while len(batch) < _MOST_AT_ONCE:
            try:
                batch.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        if None in batch:
            self._waiting.put(None)  # to be met again, alone
        if time.monotonic() - self._looked_at > _LOOK_S:
            self._look()
        return [one for one in batch if one is not None]

    def _commit(self, requests: list[Request]) -> None:
        if self._written > _SEGMENT_BYTES or time.monotonic() - self._opened_at > _SEGMENT_S:
            self._rotate()
        numbered = [(self._next + place, *request[1:]) for place, request in enumerate(requests)]
        packed = msgspec.msgpack.encode(numbered)
        row = (numbered[-1][0], self._next, requests[0].received_at_us, packed)
        with self._database:
            self._database.execute("INSERT INTO batches VALUES (?, ?, ?, ?)", row)
        self._next += len(numbered)
        self._written += len(packed)
        self.committed += len(numbered)
        self.commits += 1

    def _rotate(self) -> None:
        self._database.close()
        self._open_segment()

    def _open_segment(self) -> None:
        file = self._folder / f"{self._next:020}.sqlite"
        self._database = sqlite3.connect(file, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        with self._database:
            self._database.execute(_TABLE)
        handle = os.open(self._folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        self._written, self._opened_at = 0, time.monotonic()

    def _look(self) -> None:
        """See whether there is room."""
        self._looked_at = time.monotonic()
        if shutil.disk_usage(self._folder).free < _LEAST_FREE_BYTES:
            self.full = "the disk is full"
        elif size_bytes(self._folder) > self._most_bytes:
            self.full = "the spool is full"
            if self._written:  # begin a new file, so that this one can go when it is in the lake
                self._rotate()
        else:
            self.full = None


def segments(folder: Path) -> list[Path]:
    """The files of a spool, oldest first."""
    return sorted(folder.glob("*.sqlite"))


def size_bytes(folder: Path) -> int:
    """How large a spool is, with what SQLite keeps beside its files."""
    total = 0
    for file in folder.iterdir():
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # SQLite has just removed it
            continue
    return total


def read(folder: Path, after: int, most_requests: int, most_bytes: int) -> list[Request]:
    """The requests that follow a number, a bounded lot."""
    found: list[Request] = []
    size = 0
    for request in _requests(folder, after):
        found.append(request)
        size += len(request.body)
        if len(found) >= most_requests or size >= most_bytes:
            break
    return found


def backlog(folder: Path, after: int) -> tuple[int, int | None]:
    """How many requests follow a number, and when the oldest of them arrived."""
    count, oldest = 0, None
    for file in _from(folder, after):
        query = "SELECT sum(last - max(first - 1, ?)), min(received_at_us) FROM batches WHERE last > ?"
        for some, since in _query(file, query, after, after):
            count += some or 0
            oldest = since if oldest is None else oldest
    return count, oldest


def forget(folder: Path, settled: int, keep_s: float, most_bytes: int) -> None:
    """Delete files that are in the lake as a whole, and old, or in the way; never the newest."""
    files = segments(folder)
    for file, following in pairwise(files):
        if int(following.stem) > settled + 1:
            return
        try:
            old = time.time() - file.stat().st_mtime > keep_s
        except FileNotFoundError:  # another process was faster
            continue
        if not old and size_bytes(folder) < 0.8 * most_bytes:
            return
        for part in ("-shm", "-wal", ""):  # the file itself last: by it the others are found again
            file.with_name(file.name + part).unlink(missing_ok=True)


def _requests(folder: Path, after: int) -> Iterator[Request]:
    for file in _from(folder, after):
        with closing(sqlite3.connect(file, timeout=10)) as database:
            if not _has_table(database):
                continue
            for (packed,) in database.execute("SELECT requests FROM batches WHERE last > ? ORDER BY last", (after,)):
                yield from (request for request in _UNPACK(packed) if request.number > after)


def _from(folder: Path, after: int) -> list[Path]:
    """The files that may have requests after a number."""
    files = segments(folder)
    return [
        file
        for file, following in zip(files, [*files[1:], None], strict=False)
        if following is None or int(following.stem) > after + 1
    ]


def _last_number(file: Path) -> int:
    numbers = [number for (number,) in _query(file, "SELECT max(last) FROM batches") if number is not None]
    return max(numbers, default=int(file.stem) - 1)


def _query(file: Path, query: str, *values: object) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(file, timeout=10)) as database:
        return list(database.execute(query, values)) if _has_table(database) else []


def _has_table(database: sqlite3.Connection) -> bool:
    """A file that was begun when the power went may have none."""
    return bool(database.execute("SELECT 1 FROM sqlite_master WHERE name = 'batches'").fetchall())
