"""Pages that were made, kept until the lake says otherwise, and as the last ones until there are others.

A lake's figures change when a writer settles, and never else. So what was made of one state of the
lake is good until the next, for an hour at most: the windows of titles that run go on meanwhile.
What is good no longer is still the last that is known: it is shown with its time while the next is made.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from matinee import instants
from matinee.dashboard.page_shelf import Shelf
from matinee.dashboard.state import State, state_of
from matinee.errors import MatineeError
from matinee.lake import Lake

T = TypeVar("T")

MOST = 500
"""How many answers are kept; a page of a title is about 150 KB."""

GOOD_FOR_US = 3600 * 1_000_000
LATELY = 30
"""How many of the answers that were asked for last are made anew, unasked, when the lake has changed."""


class Last(NamedTuple, Generic[T]):
    """An answer that was good, and of when it is, in microseconds."""

    answer: T
    made_us: int


class _Made(NamedTuple, Generic[T]):
    state: State
    made_us: int
    answer: T


class Kept(Generic[T]):
    """Answers by question, each worked out once for a state of the lake.

    Args:
        path: The lake's folder.
        now_us: The clock, in microseconds.
        shelf: Where answers rest that are to be there after a new start; None: nowhere.
    """

    def __init__(self, path: Path, now_us: Callable[[], int] = instants.now_us, shelf: Shelf[T] | None = None) -> None:
        self._path = path
        self._now_us = now_us
        self._shelf = shelf
        self._guard = threading.Lock()
        self._making = threading.Lock()
        self._answers: OrderedDict[str, _Made[T]] = OrderedDict()
        self._lately: OrderedDict[str, Callable[[Lake], T]] = OrderedDict()
        self._waiting = 0
        self._is_closed = False
        self._lake: tuple[State, int, Lake] | None = None
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
        made = self._made(question)
        if made is None or made.state != state_of(self._path) or self._now_us() - made.made_us > GOOD_FOR_US:
            return None
        return made.answer

    def last(self, question: str) -> Last[T] | None:
        """What was answered last, good or not; None: nothing ever was."""
        made = self._made(question)
        return None if made is None else Last(made.answer, made.made_us)

    def lately(self) -> list[tuple[str, Callable[[Lake], T]]]:
        """What was asked for last, and how it is made."""
        with self._guard:
            return list(self._lately.items())[::-1]

    def _made(self, question: str) -> _Made[T] | None:
        with self._guard:
            found = self._answers.get(question)
            if found is None and self._shelf is not None:
                rested = self._shelf.get(question)
                if rested is not None:
                    found = self._answers[question] = _Made(*rested)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    @property
    def is_asked(self) -> bool:
        """Whether somebody waits for an answer now."""
        return self._waiting > 0

    def answer(self, question: str, make: Callable[[Lake], T]) -> T:
        """What was answered, or what is made now for somebody who asks; one at a time, since each takes the whole engine.

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
            self._lately[question] = make
            self._lately.move_to_end(question)
            while len(self._lately) > LATELY:
                self._lately.popitem(last=False)
        try:
            return self._answer(question, make)
        finally:
            with self._guard:
                self._waiting -= 1

    def close(self) -> None:
        """Wait for the answer that is being made, and make no other."""
        with self._making:
            self._is_closed = True

    def make_ahead(self, question: str, make: Callable[[Lake], T]) -> None:
        """Make an answer that nobody asks for yet.

        Raises:
            MatineeError: It is closed, or what `make` raises.
        """
        self._answer(question, make)

    def _answer(self, question: str, make: Callable[[Lake], T]) -> T:
        with self._making:
            found = self.find(question)
            if found is not None:
                return found
            if self._is_closed:
                raise MatineeError("These pages are closing.", "Start them again with `matinee serve`.")
            state = state_of(self._path)
            made_us = self._now_us()
            try:
                answer = make(self._opened(state, made_us))
            except Exception:
                self._forget(question)  # what is wrong is said, and not what was right before
                raise
            with self._guard:
                self._answers[question] = _Made(state, made_us, answer)
                while len(self._answers) > MOST:
                    self._answers.popitem(last=False)
            if self._shelf is not None:
                self._shelf.put(question, state, made_us, answer)
            return answer

    def _forget(self, question: str) -> None:
        with self._guard:
            self._answers.pop(question, None)
            if self._shelf is not None:
                self._shelf.drop(question)

    def _opened(self, state: State, now_us: int) -> Lake:
        """The lake as it stands; what was worked out of it is kept with it, for as long as answers are good."""
        if self._lake is None or self._lake[0] != state or now_us - self._lake[1] > GOOD_FOR_US:
            self._lake = state, now_us, Lake(self._path)
        return self._lake[2]
