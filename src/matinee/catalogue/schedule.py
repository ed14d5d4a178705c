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


def schedule(catalogue: Catalogue, since: date | None = None) -> list[Scheduled]:
    """Releases and runs in cinemas by day; those that are to be decided stand at the end, the furthest along first.

    Args:
        catalogue: What is known.
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
