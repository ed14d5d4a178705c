"""Files of CMCD reports: bodies as they were posted, or requests as they were captured.

A plain file holds the bodies of CMCD v2 event reports, one record a line. A file whose
first line begins with `###` holds captured requests, one a block: a line of what the
server knew, the request with its headers, an empty line and the body. There the identity
may stand in the query, as `hh`, `profile`, `cc` and `tz`, and the time of arrival behind
`t=`, in seconds since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from matinee.events.event import Identity

_ARRIVAL = re.compile(r"\bt=(\d+(?:\.\d+)?)")
_BATCH_LINES = 200_000


class Batch(NamedTuple):
    """Numbered lines that share an identity and a time of arrival."""

    lines: list[tuple[int, str]]
    identity: Identity
    received_at_us: int | None


def read_batches(path: Path) -> Iterator[Batch]:
    """The records of a file, a bounded number at a time.

    Raises:
        OSError: The file cannot be opened or read.
    """
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        lines = enumerate(file, start=1)
        first = next(lines, None)
        if first is None:
            return
        numbered = _chain(first, lines)
        yield from _requests(numbered) if first[1].startswith("###") else _bodies(numbered)


def _chain(first: tuple[int, str], rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield first
    yield from rest


def _bodies(lines: Iterator[tuple[int, str]]) -> Iterator[Batch]:
    batch: list[tuple[int, str]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH_LINES:
            yield Batch(batch, Identity(), None)
            batch = []
    yield Batch(batch, Identity(), None)


def _requests(lines: Iterator[tuple[int, str]]) -> Iterator[Batch]:
    """One batch a request; requests that are not a POST have no records."""
    arrival: int | None = None
    identity: Identity | None = None
    body: list[tuple[int, str]] = []
    in_headers = False
    for number, line in lines:
        if line.startswith("###"):
            if identity is not None:
                yield Batch(body, identity, arrival)
            found = _ARRIVAL.search(line)
            arrival = round(float(found[1]) * 1_000_000) if found else None
            identity, body, in_headers = None, [], True
        elif in_headers and line.startswith("POST "):
            identity = _identity_in(line.split(" ")[1])
        elif in_headers and not line.strip():
            in_headers = False
        elif not in_headers:
            body.append((number, line))
    if identity is not None:
        yield Batch(body, identity, arrival)


def _identity_in(target: str) -> Identity:
    query = parse_qs(urlsplit(target).query)

    def said(name: str) -> str | None:
        return query.get(name, [None])[0]

    return Identity(household=said("hh"), profile=said("profile"), country=said("cc"), time_zone=said("tz"))
