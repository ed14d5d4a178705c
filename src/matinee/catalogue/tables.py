"""The tables of a catalogue file: their keys, and the things their rows name.

A TOML file has them as `[[person]]`, a CSV file has one of them, told by its header. Each key stands here once,
with what its value is; a row with a key that has no place, or a value that is none, cannot be used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matinee import instants
from matinee.catalogue.cinemas import TheatricalRun
from matinee.catalogue.claims import Claim
from matinee.catalogue.countries import country_code
from matinee.catalogue.csv_file import LONGEST_RUNTIME_S
from matinee.catalogue.entries import Thing, UnusableError
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.catalogue.titles import EVERYWHERE, KINDS, STATUSES, Asset, Release, Title
from matinee.errors import MatineeError

Row = Mapping[str, Any]
"""Values by key, each of the kind that its table says."""

_TEXTS = (list,)
_NUMBER = (int, float)
_TIME = (str, date)
_MOST = 99_999
_YEARS = range(1870, 2200)
"""The first film is of 1888; its maker was born before."""
_BIRTHS = range(1500, 2200)
_MOST_SCREENS = 1_000_000
_MOST_VOTES = 10**12


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a catalogue file.

    Attributes:
        keys: What may stand in it, and of what kind each value is.
        required: What must.
        read: The thing that a row names.
    """

    keys: Mapping[str, type | tuple[type, ...]]
    required: tuple[str, ...]
    read: Callable[[Row], Thing]


def read_row(name: str, row: Row) -> Thing:
    """The thing that a row of a table names.

    Raises:
        UnusableError: The row lacks something, or has something that does not belong there.
    """
    table = TABLES[name]
    for key, value in row.items():
        if key not in table.keys:
            raise UnusableError("unreadable", f"[[{name}]] has no key {key!r}; its keys are {', '.join(table.keys)}.")
        kind = table.keys[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise UnusableError("unreadable", f"{key} is {value!r}.")
        if isinstance(value, list) and not all(isinstance(one, str) and one for one in value):
            raise UnusableError("unreadable", f"{key} is {value!r}.")
    for key in table.required:
        if row.get(key) in (None, "", []):
            raise UnusableError("missing", f"{key} is not given; [[{name}]] needs {', '.join(table.required)}.")
    return table.read(row)


def _title(row: Row) -> Title:
    if row["kind"] not in KINDS:
        raise UnusableError("unknown kind", f"kind is {row['kind']!r}, not one of {', '.join(KINDS)}.")
    return Title(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        series=row.get("series"),
        season=_whole(row, "season"),
        language=row.get("language"),
        kids=row.get("kids"),
        studio=row.get("studio"),
        genres=tuple(row.get("genres", ())),
        year=_year(row),
        also=tuple(row.get("also", ())),
    )


def _asset(row: Row) -> Asset:
    runtime_ms, credits_at_ms = (_milliseconds(row, name) for name in ("runtime_s", "credits_at_s"))
    if credits_at_ms is not None and (runtime_ms is None or credits_at_ms > runtime_ms):
        raise UnusableError(
            "impossible duration",
            f"credits_at_s is {row['credits_at_s']}, runtime_s is {row.get('runtime_s', 'not given')}.",
        )
    return Asset(
        id=row["id"],
        title=row["title"],
        name=row.get("name", row["id"]),
        runtime_ms=runtime_ms,
        credits_at_ms=credits_at_ms,
        released_at_us=_instant(row, "released_at"),
        episode=_whole(row, "episode"),
    )


def _release(row: Row) -> Release:
    released_at_us = _instant(row, "released_at")
    return Release(
        title=row["title"],
        territory=_territory(row),
        released_at_us=released_at_us,
        status=_status(row, "announced" if released_at_us is None else "released"),
    )


def _person(row: Row) -> Person:
    born = row.get("born")
    also = tuple(row.get("also", ()))
    if born is None or (isinstance(born, str) and born.upper() in ("", "TBD")):
        return Person(id=row["id"], name=row["name"], also=also)
    year = int(born) if isinstance(born, int) or (isinstance(born, str) and re.fullmatch(r"\d{4}", born)) else None
    day = None if year is not None else _day(row, "born")
    if (year or (day.year if day else 0)) not in _BIRTHS:
        raise UnusableError("impossible birth", f"born is {born!r}.")
    return Person(id=row["id"], name=row["name"], born=day, born_year=year, also=also)


def _role(row: Row) -> Role:
    return Role(
        person=row["person"],
        title=row["title"],
        role=row["role"].strip().casefold(),
        character=row.get("character") or None,
        order=_whole(row, "order"),
    )


def _universe(row: Row) -> Universe:
    return Universe(id=row["id"], name=row["name"])


def _franchise(row: Row) -> Franchise:
    if row["id"] == row.get("within"):
        raise UnusableError("contains itself", f"{row['name']} lies within itself.")
    return Franchise(
        id=row["id"],
        name=row["name"],
        parts=tuple(row.get("parts", ())),
        universe=row.get("universe") or None,
        rights=row.get("rights") or None,
        within=row.get("within") or None,
    )


def _rating(row: Row) -> Rating:
    scale, score = float(row["scale"]), float(row["score"])
    if not (math.isfinite(scale) and scale > 0 and 0 <= score <= scale):
        raise UnusableError("impossible rating", f"{row['source']} rates it {score:g} of {scale:g}.")
    return Rating(
        title=row["title"],
        source=row["source"],
        scale=scale,
        score=score,
        as_of=_day(row, "as_of"),
        votes=_whole(row, "votes", _MOST_VOTES),
    )


def _run(row: Row) -> TheatricalRun:
    opened_on = _day(row, "opened_on")
    screens, countries = _whole(row, "screens", _MOST_SCREENS), _whole(row, "countries", 250)
    told = opened_on or screens or countries
    return TheatricalRun(
        title=row["title"],
        territory=_territory(row),
        opened_on=opened_on,
        screens=screens,
        countries=countries,
        distributor=row.get("distributor") or None,
        status=_status(row, "released" if told else "announced"),
    )


def _claim(row: Row) -> Claim:
    value = row["value"]
    if not (row.get("outlet") or row.get("said_by")):
        raise UnusableError("missing", "Neither outlet nor said_by is given: nobody makes the claim.")
    return Claim(
        subject=row["subject"],
        says=row["says"],
        value=value if isinstance(value, str) else float(value),
        window_days=_whole(row, "window_days"),
        projected=row.get("projected", False),
        denied=row.get("denied", False),
        as_of=None if row.get("as_of") is None else str(row["as_of"]),
        sentence=row.get("sentence", ""),
        unit=row.get("unit"),
        character=row.get("character"),
        window=row.get("window"),
        said_by=row.get("said_by"),
        service=row.get("service"),
        outlet=row.get("outlet"),
    )


TABLES: Mapping[str, Table] = {
    "title": Table(
        keys={
            "id": str,
            "name": str,
            "kind": str,
            "series": str,
            "season": int,
            "language": str,
            "kids": bool,
            "studio": str,
            "genres": _TEXTS,
            "year": int,
            "also": _TEXTS,
        },
        required=("id", "name", "kind"),
        read=_title,
    ),
    "asset": Table(
        keys={
            "id": str,
            "title": str,
            "name": str,
            "runtime_s": _NUMBER,
            "credits_at_s": _NUMBER,
            "released_at": _TIME,
            "episode": int,
        },
        required=("id", "title"),
        read=_asset,
    ),
    "release": Table(
        keys={"title": str, "territory": str, "released_at": _TIME, "status": str}, required=("title",), read=_release
    ),
    "person": Table(
        keys={"id": str, "name": str, "born": (str, date, int), "also": _TEXTS}, required=("id", "name"), read=_person
    ),
    "role": Table(
        keys={"title": str, "person": str, "role": str, "character": str, "order": int},
        required=("title", "person", "role"),
        read=_role,
    ),
    "universe": Table(keys={"id": str, "name": str}, required=("id", "name"), read=_universe),
    "franchise": Table(
        keys={"id": str, "name": str, "parts": _TEXTS, "universe": str, "rights": str, "within": str},
        required=("id", "name"),
        read=_franchise,
    ),
    "rating": Table(
        keys={"title": str, "source": str, "scale": _NUMBER, "score": _NUMBER, "as_of": _TIME, "votes": int},
        required=("title", "source", "scale", "score"),
        read=_rating,
    ),
    "cinema_run": Table(
        keys={
            "title": str,
            "territory": str,
            "opened_on": _TIME,
            "screens": int,
            "countries": int,
            "distributor": str,
            "status": str,
        },
        required=("title",),
        read=_run,
    ),
    "claim": Table(
        keys={
            "subject": str,
            "says": str,
            "value": (str, int, float),
            "unit": str,
            "character": str,
            "window": str,
            "window_days": int,
            "projected": bool,
            "denied": bool,
            "said_by": str,
            "service": str,
            "outlet": str,
            "as_of": _TIME,
            "sentence": str,
        },
        required=("subject", "says", "value"),
        read=_claim,
    ),
}
"""Every table that a catalogue file may have."""


def _status(row: Row, otherwise: str) -> str:
    status = str(row.get("status") or otherwise)
    if status not in STATUSES:
        raise UnusableError("unknown kind", f"status is {status!r}, not one of {', '.join(STATUSES)}.")
    return status


def _territory(row: Row) -> str:
    territory = row.get("territory") or EVERYWHERE
    code = EVERYWHERE if territory == EVERYWHERE else country_code(territory)
    if code is None:
        raise UnusableError("unknown country", f"territory is {territory!r}.")
    return code


def _whole(row: Row, name: str, most: int = _MOST) -> int | None:
    number: int | None = row.get(name)
    if number is not None and not 0 <= number <= most:
        raise UnusableError("impossible number", f"{name} is {number}, not from 0 to {most}.")
    return number


def _year(row: Row) -> int | None:
    year: int | None = row.get("year")
    if year is not None and year not in _YEARS:
        raise UnusableError("impossible number", f"year is {year}.")
    return year


def _milliseconds(row: Row, name: str) -> int | None:
    seconds: float | None = row.get(name)
    if seconds is None:
        return None
    if not 0.001 <= seconds <= LONGEST_RUNTIME_S:
        raise UnusableError("impossible duration", f"{name} is {seconds}.")
    return round(seconds * 1000)


def _is_open(value: object) -> bool:
    return value is None or str(value).upper() in ("", "TBD")


def _instant(row: Row, name: str) -> int | None:
    if _is_open(row.get(name)):
        return None
    try:
        return instants.parse(str(row[name]))
    except MatineeError as error:
        raise UnusableError("unreadable", f"{name}: {error.problem} {error.hint}") from None


def _day(row: Row, name: str) -> date | None:
    """A day: TOML's own, or as text."""
    value = row.get(name)
    if _is_open(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise UnusableError("unreadable", f"{name} is {value!r}, not a day like 2020-12-25.") from None
