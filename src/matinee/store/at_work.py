"""What is at work on a lake now, for whoever looks on: an import, a refresh, and how far it is.

One small file in the lake's folder, replaced as work goes on. What a killed process left behind is not told.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from matinee import instants
from matinee.progress import Tell

_FILE = "at_work.json"
_EVERY_S = 0.5


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """A piece of work that goes on.

    Attributes:
        what: "import" or "refresh".
        stage: What of it: a file, sessions, facts; "" before the first is begun.
        done, of: How much of the stage is done, and of how much; 0: unknown.
        begun_at: Since when, ISO 8601.
        process: Who is at it.
    """

    what: str
    stage: str = ""
    done: int = 0
    of: int = 0
    begun_at: str
    process: int

    def in_words(self) -> str:
        """In a line.

        >>> AtWork(what="refresh", stage="Facts", done=3, of=16, begun_at="2021-01-08T08:00:00+00:00", process=1).in_words()
        'Refresh since 08:00 UTC: facts, 3 of 16.'
        """
        name = self.stage if self.what == "import" else self.stage.lower()
        far = f", {self.done:,} of {self.of:,}" if self.of else f", {self.done:,}" if self.done else ""
        stage = f": {name}{far}" if name else ""
        return f"{self.what.capitalize()} since {self.begun_at[11:16]} UTC{stage}."


def at_work(lake: Path) -> AtWork | None:
    """What goes on in a lake; None: nothing."""
    try:
        found = AtWork(**json.loads((lake / _FILE).read_text(encoding="utf-8")))
        os.kill(found.process, 0)
    except (OSError, ValueError, TypeError):
        return None
    return found


@contextmanager
def telling(lake: Path, what: str, tell: Tell) -> Iterator[Tell]:
    """Tell those who look on how far work is, beside whoever asked for it.

    Where the file cannot be written, nobody is told, and the work goes on.

    Args:
        lake: The lake's folder.
        what: "import" or "refresh".
        tell: Called as before.
    """
    begun_at, told_at = instants.show(instants.now_us()), float("-inf")

    def say(stage: str = "", done: int = 0, of: int = 0) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < _EVERY_S:
            return
        told_at = time.monotonic()
        now = AtWork(what=what, stage=stage, done=done, of=of, begun_at=begun_at, process=os.getpid())
        fresh = lake / f".{_FILE}.{os.getpid()}"
        try:
            fresh.write_text(json.dumps(asdict(now)), encoding="utf-8")
            fresh.replace(lake / _FILE)
        except OSError:
            return

    def tell_both(stage: str, done: int, of: int) -> None:
        say(stage, done, of)
        tell(stage, done, of)

    say()
    try:
        yield tell_both
    finally:
        found = at_work(lake)
        if found is not None and found.process == os.getpid():
            (lake / _FILE).unlink(missing_ok=True)
