"""Records that cannot be used: counted, and kept with the reason.

A rejection is a result, not an error. It says which line of which file, what value is
wrong and, by its reason, what to do; the good records beside it go through.
"""

from __future__ import annotations

from typing import NamedTuple

REASONS = {
    "unreadable": "Send the record in the format that the documentation of this door shows.",
    "missing": "Give the field a value; without it the record cannot be placed.",
    "unknown version": "This version of Matinee reads CMCD version 2; take a newer one or send version 2.",
    "impossible time": "Check the clock of the device; times before 1995 or over a year ahead are not believed.",
    "impossible duration": "Give a length of time above zero and below a week.",
    "impossible position": "Give positions from the start of the asset, the later one last.",
    "impossible number": "Give a plain number within the range that the documentation shows.",
    "told twice": "Give each day of a title once; the first row holds.",
    "too late": "Raise `late_days` in the lake's settings and run `matinee replay`, if such reports are to count.",
    "failed": "A mistake of ours: tell the developers, and run `matinee replay` with the version that mends it.",
    "robot": "Nothing to do: a robot is not a household.",
    "unknown country": "Use the two letters of ISO 3166-1, like GB or BR.",
    "unknown time zone": "Use a name of the IANA time zone database, like Europe/London.",
    "unknown kind": "Use one of the kinds that the documentation shows.",
    "unknown title": "Add the title to the catalogue, or name it by the id it has there.",
    "unknown person": "Add the person to the catalogue, or name them by the id they have there.",
    "unknown franchise": "Add it to the file, or name it by its id.",
    "ambiguous": "Name the one that is meant by its id; until then it is left out.",
    "two of one name": "Give each its `year`, or a public id in `also`; or use one id for both where they are one.",
    "part twice": "Name each part once; the first holds.",
    "contains itself": "Take it out of what it lies within.",
    "impossible birth": "Check the day of birth, and the year of the film.",
    "impossible rating": "Give a score from 0 to the best of its scale.",
    "not the title": "Nothing to do: trailers, recaps and previews are not viewing of the title.",
    "no viewing time": "The short history has dates only; ask for the full export of the account, which has durations.",
}
"""Every reason a record can be rejected for, and what to do about it."""


class Rejection(NamedTuple):
    """A record that cannot be used.

    Attributes:
        line: Its line in the file or body, counted from 1.
        reason: One of `REASONS`.
        problem: What is wrong with it, with the value.
        record: The record, without what identifies a person.
    """

    line: int
    reason: str
    problem: str
    record: str = ""

    def sentence(self, file: str) -> str:
        """The rejection as a person reads it: file, line, value and what to do."""
        return f"{file}, line {self.line}: {self.problem} {REASONS[self.reason]}"
