"""Every setting of a lake once: its name, its default, what it does.

A lake's settings rest in `matinee.toml` in its folder. A setting that is not written
there has the default given here. Definitions of a service's own are tables named
`[definition."own.id"]` in the same file, its own charts tables named `[chart."own.id"]`, its
parts of the day tables named `[daypart."name"]`; `matinee.metrics.definitions`,
`matinee.charts.rules` and `matinee.metrics.week` read them.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast
from zoneinfo import available_timezones

from matinee.errors import MatineeError

T = TypeVar("T")


class Setting(NamedTuple):
    """One setting: its name in `matinee.toml`, its default, its help."""

    name: str
    default: int | float | str
    help: str


SETTINGS = (
    Setting(
        "report_interval_s",
        30,
        "How often a player reports when its own timer reports do not show it. CMCD players default to 30.",
    ),
    Setting(
        "report_grace_s",
        5,
        "How much later than its interval a report may come before playing time stops counting.",
    ),
    Setting(
        "completion_share",
        0.9,
        "Share of the runtime that makes a completion where the start of the end credits is unknown.",
    ),
    Setting(
        "school_holidays", "", "A CSV file beside the settings with the columns country, from, to: days without school."
    ),
    Setting("chart_time_zone", "UTC", "The time zone in which days and weeks of a chart begin."),
    Setting("eligible_households", 0, "How many households could watch; no projection goes above it. 0: not known."),
    Setting(
        "least_homes", 10, "Pages say of fewer homes only that they are fewer, and not how many. 1: they always say it."
    ),
    Setting("late_days", 30, "How many days late a report may come to the collector and still count."),
    Setting("roll_every_s", 10, "How long requests rest in the collector's spool before they go into the lake."),
    Setting("refresh_every_s", 300, "How often the collector brings spans and facts up to date."),
    Setting("spool_gb", 10, "How large the collector's spool may grow before it answers 503."),
    Setting(
        "spool_hours", 72, "How long the spool keeps requests that are in the lake, should it have to be restored."
    ),
    Setting(
        "requests_per_minute", 600, "How many requests a household may send in a minute before it is answered 429."
    ),
    Setting("engine", "duckdb", "What counts the reports on titles: duckdb, or spark (docs/engines.md)."),
    Setting("spark_master", "local[*]", "Where Spark runs: local[*], spark://HOST:PORT, yarn, k8s://…"),
)

OWN = ("definition", "chart", "daypart")
"""Tables of the settings file that hold what a service defines itself; other rooms read them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one lake; one field for each line of `SETTINGS`."""

    report_interval_s: float = 30
    report_grace_s: float = 5
    completion_share: float = 0.9
    school_holidays: str = ""
    chart_time_zone: str = "UTC"
    eligible_households: float = 0
    least_homes: float = 10
    late_days: float = 30
    roll_every_s: float = 10
    refresh_every_s: float = 300
    spool_gb: float = 10
    spool_hours: float = 72
    requests_per_minute: float = 600
    engine: str = "duckdb"
    spark_master: str = "local[*]"


def load(path: Path) -> Settings:
    """Read the settings a lake was given.

    Raises:
        MatineeError: The file is not TOML, or names a setting that does not exist, or
            gives a value of the wrong kind.
    """
    written = {name: value for name, value in read_toml(path).items() if name not in OWN}
    known = {field.name for field in fields(Settings)}
    for name, value in written.items():
        if name not in known:
            raise MatineeError(
                f"{path.name} sets {name!r}, which is not a setting.",
                f"The settings are: {', '.join(sorted(known))}.",
            )
        wanted = next(setting.default for setting in SETTINGS if setting.name == name)
        if not _fits(value, wanted):
            raise MatineeError(
                f"{path.name} sets {name} to {value!r}.",
                f"Give it a value like its default, {wanted!r}.",
            )
    settings = Settings(**cast("dict[str, Any]", written))  # kinds checked above
    if settings.chart_time_zone not in available_timezones():
        raise MatineeError(
            f"{path.name} sets chart_time_zone to {settings.chart_time_zone!r}.",
            "Use a name of the IANA time zone database, like Europe/London.",
        )
    if settings.completion_share > 1:
        raise MatineeError(
            f"{path.name} sets completion_share to {settings.completion_share}.", "Give it a share of up to 1."
        )
    return settings


def read_toml(path: Path) -> dict[str, object]:
    """A TOML file as a dictionary; a file that does not exist is an empty one.

    Raises:
        MatineeError: The file is not TOML.
    """
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise MatineeError(
            f"{path} cannot be read as TOML: {problem}.", "Mend that line and run the command again."
        ) from None


Kinds = Mapping[str, type | tuple[type, ...]]
"""What kind of value each key of a table takes."""


class NotUsableError(Exception):
    """What is wrong with a table of a service's own."""


def own_tables(
    written: Mapping[str, object], name: str, keys: Kinds, taken: Collection[str], example: str, read: Callable[..., T]
) -> tuple[T, ...]:
    """What a service defines itself: the tables `[name."own.id"]` of its settings file, read.

    Args:
        written: The settings file.
        name: What the tables define.
        keys: The keys they may have.
        taken: Ids that come with Matinee.
        example: One that is right.
        read: Called with the id and the table; raises `NotUsableError` with what is wrong.

    Raises:
        MatineeError: One of them is of no use.
    """

    def wrong(id: str, problem: object) -> MatineeError:
        return MatineeError(f"matinee.toml, in [{name}.{id!r}]: {problem}.", example)

    tables = written.get(name, {})
    if not isinstance(tables, dict):
        raise wrong(name, "it is not a table")
    made = []
    for id, table in tables.items():
        if not isinstance(table, dict):
            raise wrong(id, "it is not a table")
        for key, value in table.items():
            if key not in keys:
                raise wrong(id, f"there is no key {key!r}; the keys are {', '.join(keys)}")
            if not isinstance(value, keys[key]) or (isinstance(value, bool) and keys[key] is not bool):
                raise wrong(id, f"{key} is {value!r}")
        if id in taken:
            raise wrong(id, f"a {name} of that id comes with Matinee; choose another id")
        try:
            made.append(read(id, table))
        except NotUsableError as problem:
            raise wrong(id, problem) from None
    return tuple(made)


def named(id: str, things: Mapping[str, T], what: str, listing: str) -> T:
    """The thing of this id.

    Raises:
        MatineeError: There is none; the nearest is named, and where all are listed.
    """
    if id in things:
        return things[id]
    near = difflib.get_close_matches(id, list(things), n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    raise MatineeError(f'There is no {what} "{id}".', f"{meant}{listing}")


def _fits(value: object, default: float | str) -> bool:
    """Whether a value is of the kind of a default: text, or a number above zero."""
    if isinstance(default, str):
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
