"""Ratings: how critics and viewers scored a title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Rating:
    """The score that a source gave a title.

    Attributes:
        title: The id of the title.
        source: Who rates: "Metacritic", "IMDb".
        scale: The best score there is, 100 or 10; the worst is 0 or 1.
        score: The score, on that scale.
        as_of: As of which day; None where nobody says.
        votes: How many rated; None where nobody says.
    """

    title: str
    source: str
    scale: float
    score: float
    as_of: date | None = None
    votes: int | None = None
