"""The folder of a lake: its tables, its secret, its settings, and how far it is worked out.

```
LAKE/
├── lake.json       how the lake is laid out, fixed when it is made
├── matinee.toml    settings, and definitions of the service's own
├── secret          what turns ids into pseudonyms; whoever has it can recognise a household
├── progress.json   up to where the derived tables are worked out
└── tables/         Delta tables
```
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from matinee import settings
from matinee.errors import MatineeError
from matinee.events.event import EVENTS
from matinee.identity import new_secret
from matinee.store import shelf
from matinee.store.delta import Tables
from matinee.viewing.spans import SPANS

REJECTIONS = pa.schema(
    [
        ("source", pa.string()),
        ("line", pa.int64()),
        ("reason", pa.string()),
        ("problem", pa.string()),
        ("record", pa.string()),
        ("rejection_key", pa.binary()),
        ("kept_at", pa.timestamp("us", "UTC")),
    ]
)
"""Records that could not be used, without what identifies a person."""

BUCKETS = 16
"""Into how many parts a new lake is laid out by household; it stays with that."""

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
        self.tables = Tables(path / "tables")

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
        try:
            (path / "tables").mkdir(parents=True)
            handle = os.open(path / "secret", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(new_secret())
            lines = "\n".join(f"# {one.help}\n# {one.name} = {json.dumps(one.default)}\n" for one in settings.SETTINGS)
            (path / "lake.json").write_text(json.dumps({"format": 1, "household_buckets": BUCKETS}), encoding="utf-8")
            (path / "matinee.toml").write_text(_NEW_SETTINGS.format(lines=lines), encoding="utf-8")
        except OSError as problem:
            raise MatineeError(f"{path} cannot be written to: {problem.strerror}.", "Name another folder.") from None
        tables = Tables(path / "tables")
        for name, schema in (
            ("events", EVENTS),
            ("spans", SPANS),
            ("rejections", REJECTIONS),
            ("titles", shelf.TITLES),
            ("assets", shelf.ASSETS),
            ("releases", shelf.RELEASES),
        ):
            tables.create(name, schema)
        return cls(path)

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
        """Say up to where the derived tables are worked out; a whole file or the old one."""
        fresh = self.path / "progress.json.new"
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(progress, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / "progress.json")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lake for writing: one writer at a time, readers as they like.

        Raises:
            MatineeError: Another process is writing.
        """
        try:
            lock = (self.path / ".writing").open("w")
        except OSError as problem:
            raise MatineeError(
                f"The lake in {self.path} cannot be written to: {problem.strerror}.",
                "Run the command as whoever owns the lake, or give yourself the right to write.",
            ) from None
        with lock as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise MatineeError(
                    f"Another command is writing to the lake in {self.path}.",
                    "Wait until it has ended, and run this one again.",
                ) from None
            yield


def _check_name(path: Path) -> None:
    """Refuse the few characters that the libraries below take for something else."""
    odd = sorted(set(str(path.resolve())) & set("[]%*?"))
    if odd:
        raise MatineeError(f"A lake cannot rest in {path}: its path has {' '.join(odd)}.", "Choose another folder.")
