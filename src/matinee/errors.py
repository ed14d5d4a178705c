"""Mistakes we can explain to the person who made them: a problem and a hint.

Bad input from players and files is not an error but a rejection
(`matinee.events.rejection`): it is counted, kept with its reason, and the good
records beside it go through.
"""

from __future__ import annotations


class MatineeError(Exception):
    """A mistake of a user, said in two sentences: what is wrong, then what to do.

    Args:
        problem: What is wrong, with the value that is wrong.
        hint: What to do about it.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        self.problem = problem
        self.hint = hint
        super().__init__(f"{problem}\n{hint}" if hint else problem)
