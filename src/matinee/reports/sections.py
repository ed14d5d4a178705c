"""Sections: what a longer answer consists of, told once and shown in a terminal, on a page or on paper.

A comparison and the evidence for a sequel are made into sections; `sections_text`, `page` and `sections_pdf` show them.
"""

from __future__ import annotations

from dataclasses import dataclass

from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import Shown


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
    """

    name: str
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Shown, ...] = ()
    notes: tuple[str, ...] = ()


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
