"""The calendar of releases: what comes when, what came, and what is to be decided."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from matinee import instants
from matinee.catalogue.titles import EVERYWHERE, STATUSES, Catalogue


class Scheduled(NamedTuple):
    """A line of the calendar.

    Attributes:
        day: The day in UTC; None where it is to be decided.
        title: The id of the title.
        name: Its name.
        where: "service", or "cinemas".
        territory: ISO 3166-1 alpha-2; "*" for all others.
        status: One of the statuses of a release.
    """

    day: date | None
    title: str
    name: str
    where: str
    territory: str
    status: str


def status_on(today: date, day: date | None, status: str) -> str:
    """The status of a release on a day: what has a day to come is scheduled, whatever a file took it for.

    >>> status_on(date(2021, 1, 1), date(2021, 3, 1), "released"), status_on(date(2021, 1, 1), None, "shooting")
    ('scheduled', 'shooting')
    """
    return "scheduled" if status == "released" and day is not None and day > today else status


def schedule(catalogue: Catalogue, today: date, since: date | None = None) -> list[Scheduled]:
    """Releases and runs in cinemas by day; those that are to be decided stand at the end, the furthest along first.

    Args:
        catalogue: What is known.
        today: The day it is asked for; what comes later is not released yet.
        since: Without what came before that day.
    """
    lines = [
        Scheduled(
            None if release.released_at_us is None else instants.to_datetime(release.released_at_us).date(),
            release.title,
            _name(catalogue, release.title),
            "service",
            release.territory,
            release.status,
        )
        for release in catalogue.releases.values()
    ]
    lines += [
        Scheduled(run.opened_on, run.title, _name(catalogue, run.title), "cinemas", run.territory, run.status)
        for run in catalogue.runs
    ]
    lines = [line._replace(status=status_on(today, line.day, line.status)) for line in lines]
    kept = [line for line in lines if since is None or line.day is None or line.day >= since]
    return sorted(kept, key=_order)


def _order(line: Scheduled) -> tuple[bool, date, int, str, str, str]:
    along = -STATUSES.index(line.status) if line.day is None and line.status in STATUSES else 0
    return (
        line.day is None,
        line.day or date.max,
        along,
        line.name,
        line.where,
        line.territory.replace(EVERYWHERE, ""),
    )


def _name(catalogue: Catalogue, title: str) -> str:
    known = catalogue.titles.get(title)
    return known.name if known else title
