"""Terms of the field: what others call a reach, a play, a watch or a view, as data.

A term counts households past a threshold, plays that came far enough, or an amount of
viewing. Households are in the facts; plays and amounts are worked out from the spans of the
title that is asked for, so that a term which nobody charts by costs nothing at refresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from matinee.units import Unit
from matinee.viewing.rules import Rule


class Joining(StrEnum):
    """Which sessions of one person and one film or episode are one play."""

    SESSION = "each session"
    GAP = "sessions less than a gap apart"
    RESUMED = "sessions that go on behind the last, until it was watched"
    DAY = "sessions of one UTC day"
    EVER = "all sessions"


class Measured(StrEnum):
    """What is measured of a play."""

    SECONDS = "seconds played"
    PLAYED = "seconds played, repeats too, ÷ runtime"
    LAST = "last position ÷ runtime"
    FURTHEST = "furthest position ÷ runtime"


class Telling(StrEnum):
    """What is told of the plays."""

    COUNT = "how many there are"
    SHARE = "their share of all plays"
    MEAN = "the mean of what is measured of them"


class Quantity(StrEnum):
    """Amounts of viewing."""

    VIEWING = "all viewing"
    VIEWING_BY_RUNTIME = "all viewing ÷ runtime"
    NORMAL_BY_RUNTIME = "viewing at normal speed ÷ runtime"
    NORMAL_BY_RUNTIME_AND_REACH = "viewing at normal speed ÷ runtime ÷ reach"
    FURTHEST = "the furthest positions of the sessions together"
    COVERAGE = "mean coverage of the households whose positions are known"


@dataclass(frozen=True, kw_only=True)
class Plays:
    """Plays past a threshold.

    Attributes:
        joining: Which sessions are one play.
        gap_s: For `Joining.GAP`, from which break on a new play begins.
        full: For `GAP` and `RESUMED`, the progress from which on the next session is a new play.
        session_least_s: Shorter sessions are ignored.
        measured: What is measured of a play.
        least: Seconds or a share.
        above: Whether it must be passed, and not only reached.
        credits: Whether the start of the end credits is enough where it comes earlier.
        telling: What is told.
    """

    joining: Joining = Joining.SESSION
    gap_s: float = 0
    full: float = 1
    session_least_s: float = 0
    measured: Measured = Measured.SECONDS
    least: float = 0
    above: bool = False
    credits: bool = False
    telling: Telling = Telling.COUNT

    @property
    def needs_position(self) -> bool:
        """Whether it is unknown where players tell no position."""
        return self.measured in (Measured.LAST, Measured.FURTHEST) or self.joining is Joining.RESUMED

    @property
    def needs_runtime(self) -> bool:
        """Whether it is unknown for what has no runtime."""
        return self.measured is not Measured.SECONDS or self.joining in (Joining.RESUMED, Joining.GAP)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A definition of the field, with what counts it.

    Attributes:
        id: Owner and name.
        version: Grows when what is behind an id changes.
        title: What its owner calls it.
        meaning: The rule in words.
        unit: What one of it is.
        counts: A household's threshold, a rule for plays, or an amount.
        window: Over what it is usually quoted.
        speed: What of viewing at other than normal speed counts.
        rounding: How its owner rounds.
        source: Where the rule is written down.
        misleads: When it says something else than it seems to.
    """

    id: str
    version: int = 1
    title: str
    meaning: str
    unit: Unit
    counts: Rule | Plays | Quantity
    window: str = "any"
    speed: str = "any, by the clock"
    rounding: str = "none"
    source: str
    misleads: str
