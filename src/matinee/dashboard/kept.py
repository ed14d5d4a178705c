"""Pages that were made, kept until the lake says otherwise.

A lake's figures change when a writer settles, and never else. So what was made of one state of the
lake is good until the next, for an hour at most: the windows of titles that run go on meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from matinee.errors import MatineeError
from matinee.lake import Lake

T = TypeVar("T")

MOST = 2000
"""How many answers are kept; a page of a title is about 150 KB."""

GOOD_FOR_S = 3600
_SAYS = ("settled.json", "progress.json", "matinee.toml", "keys.json")
"""The files of a lake of which one is replaced whenever an answer may change."""

State = tuple[tuple[int, int], ...]


def state_of(lake: Path) -> State:
    """What tells one state of a lake from another; costs four looks at the folder."""
    found = []
    for name in _SAYS:
        try:
            file = (lake / name).stat()
            found.append((file.st_mtime_ns, file.st_ino))
        except FileNotFoundError:
            found.append((0, 0))
    return tuple(found)


class Kept(Generic[T]):
    """Answers by question, each worked out once for a state of the lake.

    Args:
        path: The lake's folder.
        clock: Seconds that only go up.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._guard = threading.Lock()
        self._making = threading.Lock()
        self._answers: OrderedDict[str, tuple[State, float, T]] = OrderedDict()
        self._waiting = 0
        self._is_closed = False
        self._lake: tuple[State, Lake] | None = None
        self._naming = threading.Lock()
        self._named: tuple[State, Lake] | None = None

    def check_title(self, wanted: str) -> None:
        """See that there is such a title; needs no working out, and waits for no answer that is being made.

        Args:
            wanted: Its id or its name.

        Raises:
            MatineeError: There is none, or there are several.
        """
        with self._naming:
            state = state_of(self._path)
            if self._named is None or self._named[0] != state:
                self._named = state, Lake(self._path)
            lake = self._named[1]
            if wanted not in lake.catalogue.titles:
                lake.title(wanted)

    def find(self, question: str) -> T | None:
        """What was answered, where that is still good."""
        with self._guard:
            found = self._answers.get(question)
            if found is None:
                return None
            state, made_at, answer = found
            if state != state_of(self._path) or self._clock() - made_at > GOOD_FOR_S:
                del self._answers[question]
                return None
            self._answers.move_to_end(question)
            return answer

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for an answer now."""
        return self._waiting > 0

    def answer(self, question: str, make: Callable[[Lake], T]) -> T:
        """What was answered, or what is made now; one at a time, since each takes the whole engine.

        Args:
            question: What tells this answer from all others.
            make: Called with the lake as it stands.

        Raises:
            MatineeError: It is closed, or what `make` raises.
        """
        found = self.find(question)
        if found is not None:
            return found
        with self._guard:
            self._waiting += 1
        try:
            return self._answer(question, make)
        finally:
            with self._guard:
                self._waiting -= 1

    def close(self) -> None:
        """Wait for the answer that is being made, and make no other."""
        with self._making:
            self._is_closed = True

    def _answer(self, question: str, make: Callable[[Lake], T]) -> T:
        with self._making:
            found = self.find(question)
            if found is not None:
                return found
            if self._is_closed:
                raise MatineeError("These pages are closing.", "Start them again with `matinee serve`.")
            state = state_of(self._path)
            made = make(self._opened(state))
            with self._guard:
                self._answers[question] = (state, self._clock(), made)
                while len(self._answers) > MOST:
                    self._answers.popitem(last=False)
            return made

    def _opened(self, state: State) -> Lake:
        if self._lake is None or self._lake[0] != state:
            self._lake = state, Lake(self._path)
        return self._lake[1]
