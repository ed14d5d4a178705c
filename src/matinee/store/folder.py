"""The folder of a lake: its tables, its secret, its settings, and how far it is worked out.

```
LAKE/
├── lake.json       how the lake is laid out, fixed when it is made
├── matinee.toml    settings, and definitions of the service's own
├── secret          what turns ids into pseudonyms; whoever has it can recognise a household
├── settled.json    which versions of the tables are safe; nothing else is read
├── progress.json   up to where the derived tables are worked out
├── tables/         Delta tables
├── spool/          what the collector took in and keeps, one folder a collector
└── quarantine/     what an interrupted writer left behind in the logs of the tables
```
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from matinee import settings
from matinee.errors import MatineeError
from matinee.events.event import EVENTS
from matinee.identity import new_secret
from matinee.store import shelf
from matinee.store.delta import Tables
from matinee.store.settled import (
    Settled,
    is_clean,
    make_checkpoint_safe,
    make_folder,
    make_safe,
    put_aside,
    read_settled,
    replace_file,
    write_settled,
)
from matinee.store.worked_out import WorkedOut
from matinee.viewing.spans import SESSION_QUALITY, SPANS

REJECTIONS = pa.schema(
    [
        ("source", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("problem", pa.string()),
        ("record", pa.string()),
        ("household", pa.binary()),
        ("profile", pa.binary()),
        ("country", pa.string()),
        ("time_zone", pa.string()),
        ("device", pa.string()),
        ("kids", pa.bool_()),
        ("received_at", pa.timestamp("us", "UTC")),
        ("rejection_key", pa.binary()),
        ("kept_at", pa.timestamp("us", "UTC")),
    ]
)
"""Records that could not be used, without what identifies a person.

What came through the collector carries when, and from whom as a pseudonym, so that it can be replayed after a fix;
of a file `received_at` is null, for the file can be imported again.
"""

FORMAT = 2
"""Of the files in the folder; what an earlier version of Matinee made is not read."""

BUCKETS = 16
"""Into how many parts a new lake is laid out by household; it stays with that."""

_COMMITS_WITHOUT_CHECKPOINT = 50

_NEW_SETTINGS = """\
# The settings of this lake. Each stands here with its default.

{lines}
"""


class LakeFolder:
    """The folder of a lake, opened.

    Raises:
        MatineeError: There is no lake in the folder.
    """

    def __init__(self, path: Path) -> None:
        if not (path / "tables").is_dir():
            raise MatineeError(f"There is no lake in {path}.", f"Make one with `matinee init {path}`.")
        _check_name(path)
        self.path = path
        self._held: Settled | None = None
        self.worked_out = WorkedOut()
        self.tables = Tables(path / "tables", lambda: {} if self._held else self.settled.versions)
        if not is_clean(path / "tables", self.settled):
            self._tidy_up()

    @classmethod
    def create(cls, path: Path) -> LakeFolder:
        """Make a new, empty lake.

        Raises:
            MatineeError: The folder is not empty, or cannot be written to.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            what = "already a lake" if (path / "tables").is_dir() else "not an empty folder"
            raise MatineeError(f"{path} is {what}.", "Name a folder that is empty or does not exist yet.")
        _check_name(path)
        lines = "\n".join(f"# {one.help}\n# {one.name} = {json.dumps(one.default)}\n" for one in settings.SETTINGS)
        try:
            make_folder(path / "tables")
            path.chmod(0o700)  # nobody else on this machine reads viewing histories
            replace_file(path / "secret", new_secret(), mode=0o600)
            replace_file(path / "lake.json", json.dumps({"format": FORMAT, "household_buckets": BUCKETS}).encode())
            replace_file(path / "matinee.toml", _NEW_SETTINGS.format(lines=lines).encode())
        except OSError as problem:
            raise MatineeError(f"{path} cannot be written to: {problem.strerror}.", "Name another folder.") from None
        tables = Tables(path / "tables")
        for name, schema in (
            ("events", EVENTS),
            ("spans", SPANS),
            ("rejections", REJECTIONS),
            ("sessions", SESSION_QUALITY),
            ("titles", shelf.TITLES),
            ("assets", shelf.ASSETS),
            ("releases", shelf.RELEASES),
        ):
            tables.create(name, schema)
            make_safe(path / "tables" / name, -1, 0)
        write_settled(path / "settled.json", Settled(versions=dict.fromkeys(tables.names(), 0)))
        return cls(path)

    @property
    def settled(self) -> Settled:
        """What of the lake is safe."""
        return self._held or read_settled(self.path / "settled.json")

    @cached_property
    def settings(self) -> settings.Settings:
        """The settings as the lake's file gives them."""
        return settings.load(self.path / "matinee.toml")

    @cached_property
    def secret(self) -> bytes:
        """What turns ids into pseudonyms."""
        try:
            return (self.path / "secret").read_bytes()
        except OSError:
            raise MatineeError(
                f"The lake in {self.path} has lost its secret.",
                "Put the file `secret` back from a backup: without it new viewing cannot be told "
                "to be that of a household already there.",
            ) from None

    @cached_property
    def buckets(self) -> int:
        """Into how many parts the lake is laid out by household."""
        layout = json.loads((self.path / "lake.json").read_text(encoding="utf-8"))
        return int(layout["household_buckets"])

    def progress(self) -> dict[str, object]:
        """Up to where the derived tables are worked out; empty where nothing is."""
        file = self.path / "progress.json"
        if not file.exists():
            return {}
        progress: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
        return progress

    def note_progress(self, progress: dict[str, object]) -> None:
        """Say up to where the derived tables are worked out; of tables that are settled."""
        replace_file(self.path / "progress.json", json.dumps(progress, indent=1).encode())

    def settle(
        self, counts: Mapping[str, Mapping[str, int]] | None = None, spools: Mapping[str, int] | None = None
    ) -> None:
        """Make the disk write all that was committed, and note it as safe, with what goes with it.

        Args:
            counts: For each door, what to add to its counts.
            spools: For each spool that was read, the number of the last request that is in the tables now.
        """
        held = self._held
        assert held is not None, "only who holds the lake for writing can settle it"
        versions = {}
        for name in self.tables.names():
            versions[name] = self.tables.version(name)
            make_safe(self.path / "tables" / name, held.versions.get(name, -1), versions[name])
        known = {door: dict(counted) for door, counted in held.counts.items()}
        for door, more in (counts or {}).items():
            counted = known.setdefault(door, {})
            for what, number in more.items():
                counted[what] = counted.get(what, 0) + number
        self._note(replace(held, versions=versions, counts=known, spools=held.spools | dict(spools or {})))
        self._sum_up()

    def _note(self, settled: Settled) -> None:
        if settled != self._held:
            write_settled(self.path / "settled.json", settled)
            self._held = settled

    def _sum_up(self) -> None:
        """Make a checkpoint of each table that has grown a long log, now that all of it is safe."""
        assert self._held is not None
        checkpoints = dict(self._held.checkpoints)
        for name, version in self._held.versions.items():
            if version - checkpoints.get(name, 0) >= _COMMITS_WITHOUT_CHECKPOINT:
                checkpoints[name] = self.tables.checkpoint(name)
                make_checkpoint_safe(self.path / "tables" / name, checkpoints[name])
        self._note(replace(self._held, checkpoints=checkpoints))

    @contextmanager
    def writing(self, wait_s: float = 0) -> Iterator[None]:
        """Hold the lake for writing: one writer at a time, readers as they like.

        What an earlier writer did not settle is put aside first. Nobody sees what this one does until it settles.

        Args:
            wait_s: How long to wait for another writer to end.

        Raises:
            MatineeError: Another process is writing.
        """
        with self._lock_file() as file:
            _lock(file, wait_s, self.path)
            self._held = read_settled(self.path / "settled.json")
            try:
                put_aside(self.path / "tables", self._held, self.path / "quarantine")
                yield
            finally:
                self._held = None

    def _lock_file(self) -> TextIO:
        try:
            return (self.path / ".writing").open("w")
        except OSError as problem:
            raise MatineeError(
                f"The lake in {self.path} cannot be written to: {problem.strerror}.",
                "Run the command as whoever owns the lake, or give yourself the right to write.",
            ) from None

    def _tidy_up(self) -> None:
        """Put aside what a writer left behind, unless one is at work or we may not."""
        try:
            with self.writing():
                pass
        except MatineeError:
            return


def _lock(file: TextIO, wait_s: float, path: Path) -> None:
    give_up = time.monotonic() + wait_s
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= give_up:
                raise MatineeError(
                    f"Another command is writing to the lake in {path}.",
                    "Wait until it has ended, and run this one again.",
                ) from None
        time.sleep(0.05)


def _check_name(path: Path) -> None:
    """Refuse the few characters that the libraries below take for something else."""
    odd = sorted(set(str(path.resolve())) & set("[]%*?"))
    if odd:
        raise MatineeError(f"A lake cannot rest in {path}: its path has {' '.join(odd)}.", "Choose another folder.")
