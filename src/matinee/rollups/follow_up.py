"""Equal follow-up: every title is counted over the same number of days, old ones too.

A title's days begin with its release, or, for one that came out before the service measured, with the first day of
the measuring: a *library title*. They begin with `--from` where that is later. A title without a date of release
begins with its first viewing. One whose days are not over is left out, so that no group is low for being young.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.errors import MatineeError
from matinee.periods import Period, Periods, parse_day
from matinee.store.history import History, Window
from matinee.store.openings import Opening

MOST_DAYS = 3660
FIRST_WEEKS_DAYS = 14
KIND = "followed"


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Over which time each title is counted.

    Attributes:
        days: How many days of 24 hours.
        measured: From when to when viewing may count.
        windows: Of the titles that are counted.
        library: Those of them that came out before their days begin.
        too_young: Titles whose days are not over.
        absent: Titles that were not on the service by then: not released, or without a date and never watched.
    """

    days: int
    measured: Window
    windows: tuple[Opening, ...]
    library: frozenset[str]
    too_young: frozenset[str]
    absent: frozenset[str]


def measured_time(
    history: History,
    days: Periods,
    country: str | None,
    *,
    from_day: str | None,
    to_day: str | None,
    as_of: str | None,
) -> Window:
    """From when to when viewing may count: all of the measuring, or what was asked for of it.

    It ends with the day of the last viewing of the service, since nobody knows what came later.

    Args:
        history: What was watched.
        days: The days of the lake.
        country: Where.
        from_day: The first day to count.
        to_day: The last.
        as_of: As if nothing had been watched from this instant on.

    Raises:
        MatineeError: Nothing was measured then, or what is asked for is no day or no instant.
    """
    extent = history.extent()
    there = extent if country is None else history.extent(country=country)
    where = f" in {country}" if country else ""
    if extent is None or there is None:
        raise MatineeError(f"Nothing was watched{where} yet.", "Import viewing, then run `matinee refresh`.")
    until_us = min(instants.now_us() if as_of is None else instants.parse(as_of), days.at(extent.to_us - 1).to_us)
    begin_us = days.at(there.from_us).from_us
    if from_day is not None:
        begin_us = max(begin_us, _day(days, from_day).from_us)
    if to_day is not None:
        until_us = min(until_us, _day(days, to_day).to_us)
    if begin_us >= until_us:
        first, last = (instants.to_datetime(instant_us).date().isoformat() for instant_us in extent)
        raise MatineeError(
            f"Nothing was measured{where} in that time.",
            f"There is viewing from {first} to {last}: ask for a part of that.",
        )
    return Window(begin_us, until_us)


def follow(
    titles: Iterable[str],
    catalogue: Catalogue,
    first_viewing: Callable[[Collection[str]], Mapping[str, int]],
    measured: Window,
    *,
    days: int,
    country: str | None,
) -> FollowUp:
    """Over which time each of some titles is counted.

    Args:
        titles: Which.
        catalogue: For their releases.
        first_viewing: Gives the instant of the first viewing of titles; of those that nobody watched none.
        measured: From when to when viewing may count.
        days: How many days each is counted.
        country: Where: for the release there.

    Raises:
        MatineeError: The number of days is impossible.
    """
    if not 1 <= days <= MOST_DAYS:
        raise MatineeError(f"A window of {days} days is not possible.", f"Ask for 1 to {MOST_DAYS} days.")
    windows: list[Opening] = []
    library, too_young, absent = set(), set(), set()
    released = {title: catalogue.released_at_us(title, country) for title in sorted(set(titles))}
    seen = first_viewing([title for title, released_us in released.items() if released_us is None])
    for title, released_us in released.items():
        begin_us = seen.get(title) if released_us is None else released_us
        if begin_us is None or begin_us >= measured.to_us:
            absent.add(title)
            continue
        from_us = max(begin_us, measured.from_us)
        if from_us + days * instants.DAY_US > measured.to_us:
            too_young.add(title)
            continue
        if released_us is None or released_us < measured.from_us:
            library.add(title)
        windows.append(Opening(KIND, title, from_us, from_us + days * instants.DAY_US))
    return FollowUp(
        days=days,
        measured=measured,
        windows=tuple(windows),
        library=frozenset(library),
        too_young=frozenset(too_young),
        absent=frozenset(absent),
    )


def of_launches(followed: FollowUp) -> FollowUp:
    """The same without library titles, whose first weeks nobody measured.

    Raises:
        MatineeError: Two weeks are not followed.
    """
    if followed.days < FIRST_WEEKS_DAYS:
        raise MatineeError(
            f"Hold takes two weeks, and titles are followed for {followed.days} days.", "Ask for 14 days or more."
        )
    launched = tuple(window for window in followed.windows if window.title not in followed.library)
    return replace(followed, windows=launched, absent=followed.absent | followed.library, library=frozenset())


def _day(days: Periods, text: str) -> Period:
    return days.of(parse_day(text))
