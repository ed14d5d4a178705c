"""Theatrical runs: titles in cinemas, which are no releases on this service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HYBRID_DAYS = 45
"""A title whose first day in cinemas and first day on the service lie no further apart has a hybrid release."""


@dataclass(frozen=True, kw_only=True)
class TheatricalRun:
    """A title in cinemas.

    Attributes:
        title: The id of the title.
        territory: ISO 3166-1 alpha-2; "*" for all territories of the run together.
        opened_on: Its first day there; None where it is to be decided, or nobody says.
        screens: In how many cinemas it was shown.
        countries: In how many countries.
        distributor: Who brought it to them.
        status: One of the statuses of a release.
    """

    title: str
    territory: str = "*"
    opened_on: date | None = None
    screens: int | None = None
    countries: int | None = None
    distributor: str | None = None
    status: str = "released"
