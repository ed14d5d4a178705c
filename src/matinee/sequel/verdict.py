"""The verdict in words: reasons that point one way or another, what they come to by a stated rule, and what would change it.

No score. A reason points "for", "against" or nowhere ("open"). Figures point for where their whole interval among the slate lies above its
middle, against where it lies below. Rules, in this order:

- *too early*: fewer than nine days are closed;
- *for*: two reasons about behaviour (completion, rewatches, hold) point for and none against, and neither reach nor the estimate points against;
- *against*: two reasons or more point against, and no more than one for;
- *mixed* in all other cases.

What it stands on is said with it: a slate of fewer than `FEW_TITLES` or fewer than `FEW_SEQUELS` own sequels is thin ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FOR, AGAINST, OPEN = "for", "against", "open"
TOO_EARLY, IS_FOR, IS_AGAINST, MIXED = "too early to say", "the evidence is for a sequel", "the evidence is against a sequel", "the evidence is mixed"  # fmt: skip
FEW_TITLES, FEW_SEQUELS = 20, 3
LEAST_DAYS = 9
LIKELY = 0.8


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason.

    Attributes:
        points: "for", "against" or "open".
        about: "reach", "behaviour", "estimate", "budget", "cast" or "plans".
        says: In a sentence.
        rests_on: Definition, sample and interval, in words.
        homes: The fewest homes that it tells of; None where it tells of none.
        query: The metric whose query it rests on; None where it is not one.
    """

    points: str
    about: str
    says: str
    rests_on: str
    homes: float | None = None
    query: str | None = None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the reasons come to.

    Attributes:
        in_words: One of the four verdicts.
        grounds: What makes the ground thin; none where it is not.
        reasons: All of them: those for, those against, those that are open.
        would_change: What would change it.
    """

    in_words: str
    grounds: tuple[str, ...]
    reasons: tuple[Reason, ...]
    would_change: tuple[str, ...]

    def pointing(self, where: str) -> list[Reason]:
        """The reasons that point there."""
        return [one for one in self.reasons if one.points == where]


def points(low: float | None, high: float | None, middle: float = 0.5) -> str:
    """Where an interval among the slate points.

    >>> points(0.6, 0.9), points(0.1, 0.3), points(0.4, 0.6), points(None, None)
    ('for', 'against', 'open', 'open')
    """
    if low is None or high is None:
        return OPEN
    if low > middle:
        return FOR
    return AGAINST if high < middle else OPEN


def chance_points(chance: float | None) -> str:
    """Where a chance points.

    >>> chance_points(0.85), chance_points(0.5), chance_points(0.2)
    ('for', 'open', 'against')
    """
    if chance is None:
        return OPEN
    if chance >= LIKELY:
        return FOR
    return AGAINST if chance <= 1 - LIKELY + 1e-9 else OPEN


def weigh(reasons: Sequence[Reason], closed_days: int) -> str:
    """What reasons come to, by the rule above."""
    if closed_days < LEAST_DAYS:
        return TOO_EARLY
    behaviour = [one.points for one in reasons if one.about == "behaviour"]
    breadth = [one.points for one in reasons if one.about in ("reach", "estimate")]
    if behaviour.count(FOR) >= 2 and AGAINST not in behaviour and AGAINST not in breadth:
        return IS_FOR
    all_points = [one.points for one in reasons]
    return IS_AGAINST if all_points.count(AGAINST) >= 2 and all_points.count(FOR) <= 1 else MIXED
