"""A sentence with its names and numbers recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matinee.press.article import Block


@dataclass(frozen=True, kw_only=True)
class Entity:
    """Something recognised in a sentence.

    Attributes:
        kind: "T" a title, "S" a title's next part, "P" a person, "O" an organisation, "N" a number, "M" money,
            "D" a date, "Y" a year, "W" a stretch of time.
        name: The title's, person's or organisation's name; the words of anything else.
        part: Which part or season of the title; None where none is named.
        governed: Whether it is what the sentence's title is compared with.
        by_name: Whether it is called by its name.
    """

    kind: str
    name: str
    part: int | None = None
    season: bool = False
    governed: bool = False
    by_name: bool = True

    @property
    def told(self) -> str:
        """A title with its part."""
        if self.part is None:
            return self.name
        return f"{self.name}: Season {self.part}" if self.season else f"{self.name} {self.part}"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence, as it is written and as it is read.

    Attributes:
        text: As it is written, with straight quotes.
        marked: With entities in place of names and numbers.
        entities: Those, by their number.
        block: What it stands in.
        topic: The title the sentences before speak of.
        part: The next part they spoke of last.
        heading: The title that the heading above names.
        speaker: Who speaks, where it is speech.
        organisation: Who "the streamer" is.
    """

    text: str
    marked: str
    entities: tuple[Entity, ...]
    block: Block
    topic: Entity | None
    part: Entity | None
    heading: Entity | None
    speaker: str | None
    organisation: str | None

    def entity(self, mark: str) -> Entity:
        """The entity that a mark like `<P3>` stands for."""
        return self.entities[int(mark[2:-1])]

    def entities_in(self, marked: str) -> list[Entity]:
        """All entities of a stretch, in order."""
        return [self.entity(found) for found in re.findall(r"<[A-Z]\d+>", marked)]

    def unmarked(self, marked: str) -> str:
        """A stretch as it is written."""
        return re.sub(r"<[A-Z]\d+>", lambda found: self.entity(found[0]).name, marked)
