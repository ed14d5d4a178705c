"""Pages that were made, as files beside the lake's tables: after a new start the last ones are shown at once.

They hold what pages show, counts of homes and no home, and can be deleted at any time. Nothing else reads them.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Protocol, TypeVar

from matinee.dashboard.state import State
from matinee.version import __version__

T = TypeVar("T")

FOLDER = "pages"
"""Within the folder of the lake."""
MOST_FILES = 2000
"""How many pages rest; a page of a title is about 150 KB. Above that the oldest go."""


class Shelf(Protocol[T]):
    """Where answers rest."""

    def get(self, question: str) -> tuple[State, int, T] | None:
        """What rests of a question: of which state of the lake, made when, the answer; None: nothing."""

    def put(self, question: str, state: State, made_us: int, answer: T) -> None:
        """Let an answer rest."""

    def drop(self, question: str) -> None:
        """Forget an answer."""


class PageShelf:
    """Pages in files of a folder, which only the lake's owner may read.

    A file that cannot be written or read is as if it were not there: it is only made again.

    Args:
        lake: The lake's folder.
    """

    def __init__(self, lake: Path) -> None:
        self._folder = lake / FOLDER

    def get(self, question: str) -> tuple[State, int, str] | None:
        """What rests of a question, made by this version of Matinee; None: nothing."""
        try:
            head, _, text = self._file(question).read_text(encoding="utf-8").partition("\n")
            told = json.loads(head)
            if (told["version"], told["question"]) != (__version__, question):
                return None
            return tuple((int(at), int(inode)) for at, inode in told["state"]), int(told["made_us"]), text
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, question: str, state: State, made_us: int, answer: str) -> None:
        """Let a page rest; a reader sees the one before or this one."""
        head = json.dumps({"version": __version__, "question": question, "state": state, "made_us": made_us})
        file = self._file(question)
        fresh = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            fresh.write_text(f"{head}\n{answer}", encoding="utf-8")
            fresh.replace(file)
            self._tidy()
        except OSError:
            fresh.unlink(missing_ok=True)

    def drop(self, question: str) -> None:
        """Forget a page."""
        self._file(question).unlink(missing_ok=True)

    def _file(self, question: str) -> Path:
        return self._folder / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.html"

    def _tidy(self) -> None:
        files = list(self._folder.iterdir())
        if len(files) > MOST_FILES:
            for file in sorted(files, key=lambda one: one.stat().st_mtime)[: len(files) - MOST_FILES]:
                file.unlink(missing_ok=True)
