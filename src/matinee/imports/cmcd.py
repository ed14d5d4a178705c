"""Files of CMCD reports: bodies as they were posted, or requests as they were captured.

A plain file holds the bodies of CMCD v2 event reports, one record a line. A file whose
first line begins with `###` holds captured requests, one a block: a line of what the
server knew, the request with its headers, an empty line and the body. There the identity
may stand in the query, as `hh`, `profile`, `cc` and `tz`, and the time of arrival behind
`t=`, in seconds since 1970.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from io import TextIOWrapper
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pyarrow as pa

from matinee.errors import MatineeError
from matinee.events import cmcd
from matinee.events.event import Identity, PlaybackEvent, to_table
from matinee.rejections import Rejection

_ARRIVAL = re.compile(r"\bt=([0-9]{1,10}(?:\.[0-9]+)?)(?![0-9])")
_BATCH_LINES = 100_000
_MOST_REQUESTS = 10_000
_LARGE_BYTES = 50_000_000


class Batch(NamedTuple):
    """Numbered lines that share an identity and a time of arrival, and how far the file was read for them."""

    lines: list[tuple[int, str]]
    identity: Identity
    received_at_us: int | None
    bytes_read: int


def parse_file(
    path: Path, *, secret: bytes, buckets: int, now_us: int, processes: int = 1
) -> Iterator[tuple[pa.Table, list[Rejection], int]]:
    """Parse a file of reports, where it is large in several processes.

    Yields:
        Events of schema `matinee.events.EVENTS`, rejected records, and about how many bytes
        of the file have been read for them; at the end, all. Never more than a few batches are held at once.

    Raises:
        MatineeError: The file cannot be read.
    """
    parse = partial(_parse, secret=secret, buckets=buckets, now_us=now_us)
    try:
        batches = _gathered(read_batches(path))
        if processes == 1 or path.stat().st_size < _LARGE_BYTES:
            yield from map(parse, batches)
            return
        with ProcessPoolExecutor(max_workers=processes, mp_context=get_context("spawn")) as pool:
            running: deque[Future[tuple[pa.Table, list[Rejection], int]]] = deque()
            for batch in batches:
                running.append(pool.submit(parse, batch))
                if len(running) > 2 * processes:
                    yield running.popleft().result()
            for future in running:
                yield future.result()
    except OSError as problem:
        raise MatineeError(f"{path} cannot be read: {problem.strerror}.", "Check the file and its folder.") from None


def _parse(batches: list[Batch], *, secret: bytes, buckets: int, now_us: int) -> tuple[pa.Table, list[Rejection], int]:
    """Parse some batches together into one table."""
    events: list[PlaybackEvent] = []
    received: list[int | None] = []
    rejections: list[Rejection] = []
    for batch in batches:
        good, bad = cmcd.parse_records(batch.lines, batch.identity, now_us)
        events += good
        received += [batch.received_at_us] * len(good)
        rejections += bad
    rows = to_table(
        events,
        secret=secret,
        buckets=buckets,
        source=cmcd.SOURCE,
        received_at_us=received,
    )
    return rows, rejections, batches[-1].bytes_read


def _gathered(batches: Iterator[Batch]) -> Iterator[list[Batch]]:
    """Small batches together, so that each parse has enough to do."""
    gathered: list[Batch] = []
    lines = 0
    for batch in batches:
        gathered.append(batch)
        lines += len(batch.lines)
        if lines >= _BATCH_LINES or len(gathered) >= _MOST_REQUESTS:
            yield gathered
            gathered, lines = [], 0
    if gathered:
        yield gathered


def read_batches(path: Path) -> Iterator[Batch]:
    """The records of a file, a bounded number at a time.

    Raises:
        OSError: The file cannot be opened or read.
    """
    with (
        path.open("rb") as raw,
        TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="\n") as file,
    ):
        lines = enumerate(file, start=1)
        first = next(lines, None)
        if first is None:
            return
        read = _requests if first[1].startswith("###") else _bodies
        yield from read(chain([first], lines), raw.tell)


def _bodies(lines: Iterator[tuple[int, str]], bytes_read: Callable[[], int]) -> Iterator[Batch]:
    batch: list[tuple[int, str]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH_LINES:
            yield Batch(batch, Identity(), None, bytes_read())
            batch = []
    yield Batch(batch, Identity(), None, bytes_read())


def _requests(lines: Iterator[tuple[int, str]], bytes_read: Callable[[], int]) -> Iterator[Batch]:
    """One batch a request, more for a very long body; requests that are not a POST have no records."""
    arrival: int | None = None
    identity: Identity | None = None
    body: list[tuple[int, str]] = []
    in_headers = False
    for number, line in lines:
        if line.startswith("###"):
            if identity is not None:
                yield Batch(body, identity, arrival, bytes_read())
            found = _ARRIVAL.search(line)
            arrival = round(float(found[1]) * 1_000_000) if found else None
            identity, body, in_headers = None, [], True
        elif in_headers and line.startswith("POST "):
            identity = _identity_in(line.split(" ")[1])
        elif in_headers and not line.strip():
            in_headers = False
        elif not in_headers and identity is not None:
            body.append((number, line))
            if len(body) == _BATCH_LINES:
                yield Batch(body, identity, arrival, bytes_read())
                body = []
    if identity is not None:
        yield Batch(body, identity, arrival, bytes_read())


def _identity_in(target: str) -> Identity:
    query = parse_qs(target.partition("?")[2])

    def said(name: str) -> str | None:
        return query.get(name, [None])[0]

    return Identity(household=said("hh"), profile=said("profile"), country=said("cc"), time_zone=said("tz"))
