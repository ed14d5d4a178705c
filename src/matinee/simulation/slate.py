"""What the simulated service shows: a season like Christmas 2020.

Two films carry the story. *We Can Be Heroes*, for families, opens smaller, is finished by
most and watched again before and after school for weeks. *The Midnight Sky*, a drama, opens
bigger, loses many on the way and falls fast. 44 and 72 million households start them in
their first 28 days, as was reported of the real ones; all else about them here is made up,
and so are the other titles.
"""

from __future__ import annotations

from dataclasses import dataclass

from matinee import instants

MILLION = 1_000_000
POPULATION = 204 * MILLION
"""Households of the service at scale 1: Netflix's memberships at the end of 2020."""

LAST_US = instants.parse("2021-02-01T00:00:00+00:00")
WINDOW_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A title, and how its audience behaves.

    Attributes:
        id, name, series: Names.
        released_at: ISO 8601.
        starters: Households that start it within 28 days, at scale 1.
        runtimes_s: Runtime of the film, or of each episode.
        fall: By what share new households fall from day to day; weekends lift them.
        finish: Share of starting households that go on to the end.
        again: Chance that a home which finished it, and has children, watches it again.
        again_others: The same for homes without.
        family: Share of starting households that have children.
        kids: Whether it is for children; it is then watched before and after school too.
    """

    id: str
    name: str
    series: str | None = None
    released_at: str
    starters: int
    runtimes_s: tuple[int, ...]
    fall: float
    finish: float
    again: float = 0.06
    again_others: float = 0.04
    family: float = 0.3
    kids: bool = False

    @property
    def released_us(self) -> int:
        """The instant of its release."""
        return instants.parse(self.released_at)

    @property
    def assets(self) -> list[str]:
        """Ids of the film, or of the episodes."""
        if self.series is None:
            return [self.id]
        return [f"{self.id}-e{number}" for number in range(1, len(self.runtimes_s) + 1)]


def _film(id: str, name: str, day: str, millions: float, runtime_min: int, **behaviour: float | bool) -> Shown:
    return Shown(
        id=id,
        name=name,
        released_at=f"{day}T08:00:00+00:00",
        starters=round(millions * MILLION),
        runtimes_s=(runtime_min * 60,),
        **behaviour,  # type: ignore[arg-type]  # numbers, and kids, which is a boolean
    )


HEROES = _film(
    "heroes", "We Can Be Heroes", "2020-12-25", 44, 100,
    fall=0.055, finish=0.86, again=0.62, again_others=0.12, family=0.78, kids=True,
)  # fmt: skip
MIDNIGHT_SKY = _film(
    "midnight-sky", "The Midnight Sky", "2020-12-23", 72, 118, fall=0.16, finish=0.52, again=0.02, again_others=0.02
)

SLATE = (
    HEROES,
    MIDNIGHT_SKY,
    Shown(
        id="paper-moons-1",
        name="Paper Moons",
        series="Paper Moons",
        released_at="2020-12-25T08:00:00+00:00",
        starters=24 * MILLION,
        runtimes_s=(2700, 2640, 2580, 2760, 2700, 3000),
        fall=0.07,
        finish=0.6,
    ),
    _film("harbour-lights", "Harbour Lights", "2020-12-04", 18, 104, fall=0.12, finish=0.58),
    _film("small-winter", "A Small Winter", "2020-12-11", 14, 96, fall=0.11, finish=0.64),
    _film(
        "garage",
        "Grandfather's Garage",
        "2020-12-18",
        12,
        90,
        fall=0.08,
        finish=0.74,
        again=0.3,
        family=0.6,
        kids=True,
    ),
    _film("night-ferry", "Night Ferry", "2020-12-16", 10, 111, fall=0.15, finish=0.5),
    _film("long-table", "The Long Table", "2020-12-30", 9, 127, fall=0.12, finish=0.55),
    _film("static", "Static", "2021-01-08", 11, 93, fall=0.14, finish=0.61),
    _film("copper-valley", "Copper Valley", "2021-01-01", 7, 99, fall=0.1, finish=0.6),
    _film("ninth-wave", "The Ninth Wave", "2020-12-09", 6, 134, fall=0.13, finish=0.48),
    _film("letters", "Letters to the Lighthouse", "2021-01-06", 5, 88, fall=0.1, finish=0.66),
)

PLACES = (
    ("US", "America/New_York", 0.14),
    ("US", "America/Chicago", 0.09),
    ("US", "America/Los_Angeles", 0.08),
    ("BR", "America/Sao_Paulo", 0.09),
    ("GB", "Europe/London", 0.08),
    ("DE", "Europe/Berlin", 0.07),
    ("MX", "America/Mexico_City", 0.07),
    ("FR", "Europe/Paris", 0.06),
    ("CA", "America/Toronto", 0.05),
    ("ES", "Europe/Madrid", 0.05),
    ("AU", "Australia/Sydney", 0.05),
    ("IN", "Asia/Kolkata", 0.05),
    ("JP", "Asia/Tokyo", 0.04),
    ("IT", "Europe/Rome", 0.04),
    ("PL", "Europe/Warsaw", 0.02),
    ("AR", "America/Argentina/Buenos_Aires", 0.02),
)
"""Where households live: country, time zone, share. No clock there changes in the season."""


def catalogue_csv() -> str:
    """The slate as a catalogue file."""
    lines = ["asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode,language,kids"]
    for title in SLATE:
        kids = "true" if title.kids else "false"
        for number, (asset, runtime_s) in enumerate(zip(title.assets, title.runtimes_s, strict=True), start=1):
            if title.series is None:
                what = f"{title.name},film,{runtime_s},{title.released_at},,,"
            else:
                what = f"Chapter {number},episode,{runtime_s},{title.released_at},{title.series},1,{number}"
            lines.append(f"{asset},{title.id},{what},en,{kids}")
    return "\n".join(lines) + "\n"
