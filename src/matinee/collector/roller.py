"""The roller: brings what rests in the spool into the lake, each record exactly once.

A batch of requests is read after the last number that is settled, parsed, screened, and put into
the tables; then the tables are made safe and the batch's last number is noted with them, in one
step. Whatever is interrupted before that step leaves nothing behind, and the same
batch comes again.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.collector import spool
from matinee.collector.door import identity_in
from matinee.collector.spool import Request
from matinee.events import cmcd, segment, snowplow
from matinee.events.event import EVENTS, Identity, PlaybackEvent, to_table
from matinee.events.screening import EVENT_RECORD, record_of, screen, screened_event
from matinee.imports import posted_spans
from matinee.progress import Tell
from matinee.rejections import Rejection
from matinee.store.folder import LakeFolder
from matinee.store.intake import Intake, KeptRejection, Sender, Taken
from matinee.store.shelf import read_titles
from matinee.viewing.spans import SPANS

SPOOLS = "spool"
READERS = {cmcd.SOURCE: cmcd.parse_body, segment.SOURCE: segment.parse_body, snowplow.SOURCE: snowplow.parse_body}

_MOST_REQUESTS = 50_000
_MOST_BYTES = 16_000_000


class Rolled(NamedTuple):
    """What came of the spool: how many requests, and what became of their records."""

    requests: int
    taken: Taken


class Read(NamedTuple):
    """What requests of one door hold: events, each with its time of arrival; and rejections, each with its sender."""

    events: list[PlaybackEvent]
    received_at_us: list[int]
    rejections: list[Rejection]
    senders: list[Sender]


class Roller:
    """Brings the spools of a lake into its tables.

    Args:
        folder: The lake.
    """

    def __init__(self, folder: LakeFolder) -> None:
        self._folder = folder
        self._late_us = folder.settings.late_days * instants.DAY_US

    def spools(self) -> list[Path]:
        """The folders of all spools of the lake."""
        place = self._folder.path / SPOOLS
        return sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []

    def backlog(self) -> tuple[int, int | None]:
        """How many requests are not in the lake yet, and when the oldest of them arrived."""
        settled = self._folder.settled.spools
        waiting = [spool.backlog(path, settled.get(path.name, 0)) for path in self.spools()]
        return sum(count for count, _ in waiting), min((since for _, since in waiting if since), default=None)

    def roll(self, tell: Tell, wait_s: float = 60) -> Rolled:
        """Bring into the lake all that rests in the spools now; what comes meanwhile is for the next time.

        Args:
            tell: Called as work goes on.
            wait_s: How long to wait for another writer of the lake.

        Raises:
            MatineeError: Another process is writing to the lake.
        """
        requests, taken = 0, Taken()
        of, _ = self.backlog()
        for path in self.spools():
            waiting, _ = spool.backlog(path, self._folder.settled.spools.get(path.name, 0))
            while waiting > 0:
                # Held for one batch at a time, so that nobody else waits long.
                with self._folder.writing(wait_s):
                    last = self._folder.settled.spools.get(path.name, 0)
                    batch = spool.read(path, last, _MOST_REQUESTS, _MOST_BYTES)
                    if not batch:
                        break
                    intake = Intake(self._folder)
                    taken += self._take(batch, intake, read_titles(self._folder.tables))
                    intake.settle({path.name: batch[-1].number})
                requests += len(batch)
                waiting -= len(batch)
                tell("Requests", requests, of)
        self.forget()
        return Rolled(requests, taken)

    def replay(self, reason: str | None = None) -> Taken:
        """Read rejected records again that came through the collector: what is of use now becomes events.

        Args:
            reason: Only those that were rejected for it.

        Returns:
            How many were stored, were there already, and are still rejected.
        """
        with self._folder.writing(60):
            intake = Intake(self._folder)
            by_door: dict[str, Read] = defaultdict(lambda: Read([], [], [], []))
            for row in intake.take_back(reason, tuple(READERS)):
                self._read_again(row, by_door[row.source], believe_robots=reason == "robot")
            taken = Taken()
            for door, read in by_door.items():
                taken += self._keep(door, read, intake)
            intake.settle()
        return taken

    def _take(self, requests: list[Request], intake: Intake, catalogue: Catalogue) -> Taken:
        by_door: dict[str, Read] = defaultdict(lambda: Read([], [], [], []))
        for request in requests:
            if request.door != posted_spans.SOURCE:
                self._read(request, by_door[request.door])
        spans = [request for request in requests if request.door == posted_spans.SOURCE]
        taken = self._take_spans(spans, intake, catalogue) if spans else Taken()
        for door, read in by_door.items():
            taken += self._keep(door, read, intake)
        return taken

    def _read(self, request: Request, into: Read) -> None:
        identity = identity_in(request.identity)
        at_us = request.received_at_us
        try:
            events, rejections = READERS[request.door](request.body, identity, at_us)
        except Exception as problem:  # noqa: BLE001  one body must not keep all that follow it out
            events, rejections = [], [_failed(problem, request.body.decode("utf-8", "replace"))]
        good, screened = screen(events, at_us, robot=request.robot, late_us=self._late_us)
        into.events.extend(good)
        into.received_at_us.extend([at_us] * len(good))
        into.rejections.extend(rejections + screened)
        into.senders.extend([Sender(identity, at_us)] * (len(rejections) + len(screened)))

    def _read_again(self, row: KeptRejection, into: Read, *, believe_robots: bool) -> None:
        identity, at_us = row.sender
        robot = row.reason == "robot" and not believe_robots
        try:
            if row.record.startswith(EVENT_RECORD):
                assert isinstance(identity.household, bytes)
                assert not isinstance(identity.profile, str)
                events = [screened_event(row.record, identity.household, identity.profile)]
                rejections: list[Rejection] = []
            else:
                events, rejections = READERS[row.source](row.record.encode(), identity, at_us)
        except Exception as problem:  # noqa: BLE001  it stays what it was, and the others go on
            events, rejections = [], [_failed(problem, row.record)]
        good, screened = screen(events, at_us, robot=robot, late_us=self._late_us)
        into.events.extend(good)
        into.received_at_us.extend([at_us] * len(good))
        into.rejections.extend(rejections + screened)
        into.senders.extend([row.sender] * (len(rejections) + len(screened)))

    def _keep(self, door: str, read: Read, intake: Intake) -> Taken:
        try:
            rows = self._rows(door, read.events, read.received_at_us)
        except Exception:  # noqa: BLE001  one event must not keep all that follow it out
            rows = self._rows_that_can_be(door, read)
        return intake.events(door, rows) + intake.rejections(door, read.rejections, read.senders)

    def _rows(self, door: str, events: list[PlaybackEvent], received_at_us: list[int]) -> pa.Table:
        return to_table(
            events,
            secret=self._folder.secret,
            buckets=self._folder.buckets,
            source=door,
            received_at_us=received_at_us,
        )

    def _rows_that_can_be(self, door: str, read: Read) -> pa.Table:
        """Rows of the events that can be rows; the others are rejected."""
        rows = [EVENTS.empty_table()]
        for event, at_us in zip(read.events, read.received_at_us, strict=True):
            try:
                rows.append(self._rows(door, [event], [at_us]))
            except Exception as problem:  # noqa: BLE001  as above
                read.rejections.append(_failed(problem, record_of(event)))
                read.senders.append(Sender(Identity(household=event.household, profile=event.profile), at_us))
        return pa.concat_tables(rows)

    def _take_spans(self, requests: list[Request], intake: Intake, catalogue: Catalogue) -> Taken:
        """All spans of a batch together: each commit has its price."""
        tables: list[pa.Table] = []
        rejections: list[Rejection] = []
        senders: list[Sender] = []
        for request in requests:
            try:
                rows, bad = posted_spans.parse_body(
                    request.body,
                    catalogue.title_of,
                    secret=self._folder.secret,
                    buckets=self._folder.buckets,
                    received_at_us=request.received_at_us,
                )
            except Exception as problem:  # noqa: BLE001  one body must not keep all that follow it out
                rows, bad = SPANS.empty_table(), [_failed(problem, "")]
            tables.append(rows)
            rejections += bad
            senders += [Sender(Identity(), request.received_at_us)] * len(bad)
        taken = intake.spans(posted_spans.SOURCE, pa.concat_tables(tables))
        return taken + intake.rejections(posted_spans.SOURCE, rejections, senders)

    def forget(self) -> None:
        """Delete what of the spools is in the lake, and old or in the way; also where nothing new comes."""
        settings, settled = self._folder.settings, self._folder.settled.spools
        for path in self.spools():
            spool.forget(path, settled.get(path.name, 0), settings.spool_hours * 3600, round(settings.spool_gb * 1e9))


def _failed(problem: Exception, record: str) -> Rejection:
    return Rejection(1, "failed", f"Reading it ended in {type(problem).__name__}.", record)
