"""Sections: what a longer answer consists of, told once and shown in a terminal, on a page or on paper.

A comparison and the evidence for a sequel are made into sections; `sections_text`, `page` and `sections_pdf` show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import Shown


class Point(NamedTuple):
    """A statement, what it rests on, and the name of the code that a page links it to; "" where there is none."""

    says: str
    rests_on: str = ""
    code: str = ""


class Code(NamedTuple):
    """A text to be read as it stands, like a query: what it is of, and the text."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of an answer.

    Attributes:
        name: Its heading.
        words: Sentences that say it, a paragraph each.
        points: Statements one below the other.
        pictures: What can be seen of it.
        tables: Its figures.
        notes: What makes them a promise: definition, window, sample, what was left out.
        codes: Queries and the like; a page shows them when asked, a terminal and paper do not.
    """

    name: str
    words: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Shown, ...] = ()
    notes: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sections:
    """An answer in sections.

    Attributes:
        title: What it is about.
        subtitle: Window, definition, and until when it counts, in a line.
        sections: Its parts, in order.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
