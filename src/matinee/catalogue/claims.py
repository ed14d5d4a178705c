"""Claims: what somebody says of a title, kept with who says so and where.

Claims that contradict each other lie side by side: none is merged with another or replaced by it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is said of a title.

    Attributes:
        subject: The title it is about, by its name or id.
        says: What is claimed: "households", "status", "director", "rating", "sequel of" …
        value: What it is: a number, a name, a word.
        unit: What one of it is, where it is a number: a rater's name and scale, a currency.
        character: Whom a person plays.
        window: The stretch of time, as told.
        window_days: Its days; None where none is told.
        projected: Whether it was still to come.
        denied: Whether it is said not to be so.
        said_by: Who says so, where it is not the outlet itself.
        service: Whose the figure is: who says so if it counts, else the service that the article names most.
        outlet: Where it stands.
        as_of: As of when: a day or a month in ISO 8601.
        sentence: What it rests on.
        rule: The rule of the press room that read it; empty where a person wrote it into a file.
        file: The file it came in.
    """

    subject: str
    says: str
    value: float | str
    unit: str | None = None
    character: str | None = None
    window: str | None = None
    window_days: int | None = None
    projected: bool = False
    denied: bool = False
    said_by: str | None = None
    service: str | None = None
    outlet: str | None = None
    as_of: str | None = None
    sentence: str = ""
    rule: str = ""
    file: str = ""
