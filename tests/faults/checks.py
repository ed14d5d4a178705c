"""What must hold of a lake, whatever happened to the processes that filled it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyarrow as pa

import matinee
from matinee.collector import spool
from matinee.collector.roller import SPOOLS
from matinee.collector.spool import Request
from matinee.identity import pseudonym
from matinee.lake import Lake
from matinee.store.refresh import FACTS
from tests.faults.load import TITLES, USELESS

_REPORT = re.compile(r'cid="([^"]*)".*,e=(\w+),.*?pt=(\d+),sid="([^"]*)",sn=(\d+),sta=(\w),ts=(\d+)')
_STATES = {"s": "starting", "p": "playing", "a": "paused", "e": "ended", "q": "quit"}

Report = tuple[bytes, int, int, int, str]
"""Session, sequence, time in milliseconds, position, state: what a line must have become."""


def expected(secret: bytes, told: dict[str, list[str]]) -> list[Report]:
    """What the lines that viewers sent must have become, each once."""
    reports = [
        report
        for name, lines in told.items()
        for report in _reports(secret, pseudonym(secret, "household", name), lines)
    ]
    assert len(set(reports)) == len(reports), "the viewers themselves repeat themselves"
    return reports


@cache
def _place(secret: bytes, home: bytes, session: str, asset: str) -> bytes:
    return pseudonym(secret, "session", home, session, asset)


def _reports(secret: bytes, home: bytes, lines: Iterable[str]) -> list[Report]:
    return [
        (_place(secret, home, session, asset), int(sequence), int(at), int(position), _STATES[state])
        for asset, _, position, session, sequence, state, at in _matched(lines)
    ]


def stored(lake: Lake) -> list[Report]:
    """What the lake has of reports."""
    events = lake.folder.tables.read("events")
    keys = events["event_key"].to_pylist()
    assert len(set(keys)) == len(keys), "an event is there twice"
    at_ms = [at // 1000 for at in events["occurred_at"].cast(pa.int64()).to_pylist()]
    columns = (events[name].to_pylist() for name in ("session", "sequence", "position_ms", "state"))
    session, sequence, position, state = columns
    return list(zip(session, sequence, at_ms, position, state, strict=True))


def spooled(lake: Path, after: dict[str, int]) -> list[Request]:
    """The requests that rest in the spools, behind a number in each; those in the lake rest there too for some days."""
    requests = []
    for folder in (lake / SPOOLS).glob("*/"):
        more = spool.read(folder, after.get(folder.name, 0), 10**9, 10**12)
        numbers = [request.number for request in more]
        assert len(set(numbers)) == len(numbers), "two requests have one number"
        requests += more
    return requests


def must_be_there(path: Path, told: dict[str, list[str]]) -> None:
    """Whatever was acknowledged is in the lake, or in the spool and will be; whether a collector runs or not."""
    lake = matinee.open(path)
    lake.status()
    settled = lake.folder.settled.spools
    there = {report[:2] for report in stored(lake)}
    secret = lake.folder.secret
    for request in spooled(path, settled):
        home = bytes.fromhex(json.loads(request.identity)[0])
        there |= {report[:2] for report in _reports(secret, home, request.body.decode().splitlines())}
    wanted = {report[:2] for report in expected(secret, told)}
    assert wanted <= there, f"{len(wanted - there)} of {len(wanted)} acknowledged reports are lost"


def must_be_whole(path: Path, told: dict[str, list[str]], other: Lake) -> str:
    """All that was told is in the lake once, the counts close, and it is worked out as if it had come at once.

    Args:
        path: The lake, rolled and refreshed.
        told: For each household, the lines that were acknowledged.
        other: A lake to which the same lines came at once; see `one_import`.

    Returns:
        What was counted, in a line.
    """
    lake = matinee.open(path)
    wanted, found = Counter(expected(lake.folder.secret, told)), Counter(stored(lake))
    assert not wanted - found, f"{(wanted - found).total()} acknowledged reports are missing"
    assert not found - wanted, f"{(found - wanted).total()} reports are there that nobody sent, or twice"
    counts = lake.folder.settled.counts["cmcd"]
    rejections = lake.folder.tables.read("rejections")
    assert counts["received"] == counts["stored"] + counts["duplicate"] + counts["rejected"]
    assert counts["stored"] == found.total()
    requests = spooled(path, {})
    useless = {one.received_at_us for one in requests if USELESS.encode() in one.body}
    assert counts["rejected"] == rejections.num_rows == len(useless)
    assert counts["received"] == sum(len(one.body.splitlines()) for one in requests)
    assert lake.is_refreshed()
    for name in ("spans", "sessions", FACTS):
        assert _rows(lake, name) == _rows(other, name), f"{name} is not what all the events give at once"
    return f"{counts}, {lake.folder.tables.version('events')} commits, {orphans(lake)} files that no table has"


def orphans(lake: Lake) -> int:
    """How many Parquet files no version of a table has: what is left of writers that never came to a commit."""
    found = 0
    for name in ("events", "spans", "sessions", FACTS):
        log = lake.folder.path / "tables" / name / "_delta_log"
        logged = "".join(commit.read_text() for commit in log.glob("*.json"))
        files = (lake.folder.path / "tables" / name).glob("bucket=*/*.parquet")
        found += sum(file.name not in logged for file in files)
    return found


def one_import(folder: Path, secret: bytes, told: dict[str, list[str]]) -> Lake:
    """A lake into which all lines came in one import, and that was worked out once.

    Args:
        folder: Where to make it.
        secret: Of the lake that it is compared with, so that the same household has the same name.
        told: For each household, its lines.
    """
    Lake.create(folder / "beside")
    (folder / "beside" / "secret").write_bytes(secret)
    lake = Lake(folder / "beside")
    lines = [line for lines in told.values() for line in lines if _REPORT.search(line)]
    for name, text in (("titles.csv", TITLES), ("all.cmcd", "\n".join(lines) + "\n")):
        (folder / name).write_text(text)
    lake.import_catalogue(folder / "titles.csv")
    lake.import_cmcd([folder / "all.cmcd"])
    lake.refresh()
    return lake


def _rows(lake: Lake, name: str) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in lake.folder.tables.read(name).to_pylist())


def _matched(lines: Iterable[str]) -> list[tuple[str, ...]]:
    return [found.groups() for line in lines if (found := _REPORT.search(line))]
