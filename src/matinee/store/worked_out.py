"""What was worked out of a lake, kept in memory for whoever asks the same of it again.

Of a title's page most is asked of all titles: launch curves, first days, the homes of those that closed. What is kept
is known by the versions of the tables it was counted from, so that it is never told of others.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

MOST = 512
"""How many answers are kept; those that were not asked for the longest go."""


class WorkedOut:
    """Answers by question."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def find(self, question: Hashable) -> object | None:
        """What was worked out; None: nothing."""
        with self._guard:
            if question in self._answers:
                self._answers.move_to_end(question)
            return self._answers.get(question)

    def keep(self, question: Hashable, answer: T) -> T:
        """Keep an answer, which nobody may change from now on; the same."""
        with self._guard:
            self._answers[question] = answer
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return answer

    def once(self, question: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out, or is now.

        Args:
            question: What tells this answer from all others, the versions it rests on among it.
            work_out: Makes it; never None.
        """
        found = self.find(question)
        return found if found is not None else self.keep(question, work_out())  # type: ignore[return-value]  # what was kept for it
