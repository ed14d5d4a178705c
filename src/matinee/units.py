"""What one of a number is, and how a number is shown to a person.

Numbers stay exact everywhere else: shares run from 0 to 1, hours are unrounded,
and nothing to measure is `None`. Only this module rounds, and only here does a
share become a percentage.
"""

from __future__ import annotations

from enum import StrEnum

NOTHING = "–"
"""What a person sees where there was nothing to measure."""

MICROSECONDS_PER_HOUR = 3_600_000_000


class Unit(StrEnum):
    """What one of a number is."""

    HOUSEHOLDS = "households"
    STARTS = "starts"
    HOURS = "hours"
    VIEWS = "views"
    COMPLETIONS = "completions"
    PLAYS = "plays"
    MINUTES = "minutes"
    COMPLETIONS_PER_HOUSEHOLD = "completions per household"
    STREAMS = "streams"
    RATIO = "ratio"
    SHARE = "share"


def show(value: float | None, unit: Unit) -> str:
    """A number as a person reads it, rounded, with its unit where that is not plain.

    >>> show(4400, Unit.HOUSEHOLDS), show(0.68249, Unit.SHARE), show(None, Unit.SHARE)
    ('4,400', '68.2 %', '–')
    >>> show(10302.75, Unit.HOURS), show(3.456, Unit.HOURS)
    ('10,303 h', '3.46 h')
    """
    if value is None:
        return NOTHING
    if unit is Unit.SHARE:
        return f"{value * 100:.1f} %"
    if unit in (Unit.COMPLETIONS_PER_HOUSEHOLD, Unit.RATIO):
        return f"{value:.2f}"
    if unit is Unit.HOURS:
        return f"{_plain(value)} h"
    return _plain(value)


def households(count: int) -> str:
    """So many households, in words.

    >>> households(1), households(4400)
    ('1 household', '4,400 households')
    """
    return some(count, "household")


def some(count: int, things: str) -> str:
    """So many of something, one of which is called so."""
    return f"{count:,} {things}" if count == 1 else f"{count:,} {things}s"


def _plain(value: float) -> str:
    """Whole numbers whole, others with three figures at least."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"
