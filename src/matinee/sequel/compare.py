"""Titles side by side: the same days of each, the same age, the same definition.

Curves run as far as each title has days that are closed. Figures are told at **equal age**: in as many days as the youngest
of the titles has closed, since a title that is out for longer has had more evenings to be finished and watched again.
Hold is read at that age too, each title beside its like (`matinee.projection.hold`).

Adjusted numbers stand beside the counts (`matinee.projection.adjusted`). What days add to new households is learned from new households, what they add
to viewing from hours; completions are divided by what they add to viewing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from matinee import instants
from matinee.catalogue import Title
from matinee.errors import MatineeError
from matinee.metrics.definitions import Definition
from matinee.metrics.metric import completions, households_known, started
from matinee.metrics.named_dayparts import EVERYTHING
from matinee.projection.adjusted import CalendarDays, calendar_days
from matinee.projection.curves import Curve
from matinee.projection.hold import Hold, Run, holds
from matinee.reports.report import Report

MOST_TITLES = 8
"""More lines cannot be told apart."""
AGES_DAYS = (3, 7, 14, 21, 28, 56, 91)
"""At which completion and rewatches are compared, and at the equal age."""
FIGURES = (
    "reach",
    "hours",
    "views",
    "completion_rate",
    "rewatch_rate",
    "completions_per_completer",
    "viewing_per_household",
)
"""The metrics that are laid side by side, at equal age."""
_CLOSED = 28


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of a title since its release; `adjusted` ones as in a normal week.

    Attributes:
        day: 1 is the first.
        kind: The holiday it is; None for an ordinary day.
        assumed: Whether what that holiday adds is published, and was not measured here.
        new_households, hours, completions, reach_to_date: As counted.
        adjusted_new_households, adjusted_hours, adjusted_completions, adjusted_reach_to_date: As in normal weeks.
    """

    day: int
    kind: str | None
    assumed: bool
    new_households: int
    hours: float
    completions: int
    reach_to_date: int
    adjusted_new_households: float
    adjusted_hours: float
    adjusted_completions: float
    adjusted_reach_to_date: float


@dataclass(frozen=True, kw_only=True)
class Week:
    """What a week since the release brought, of what the week before brought.

    Attributes:
        week: 2 is the second.
        new_households, hours: As counted; None where the week before brought nothing.
        adjusted_new_households, adjusted_hours: As in normal weeks.
    """

    week: int
    new_households: float | None
    hours: float | None
    adjusted_new_households: float | None
    adjusted_hours: float | None


@dataclass(frozen=True, kw_only=True)
class AtAge:
    """Who had finished a title, and who had come back, when it was so many days old.

    Attributes:
        days: The age.
        starters: Households with a start whose positions are known.
        completers: Of these, with a completion.
        rewatchers: Of these, with two or more.
    """

    days: int
    starters: int
    completers: int
    rewatchers: int

    @property
    def completion_rate(self) -> float | None:
        """Of those who started, how many had finished."""
        return self.completers / self.starters if self.starters else None

    @property
    def rewatch_rate(self) -> float | None:
        """Of those who had finished, how many had done so twice."""
        return self.rewatchers / self.completers if self.completers else None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One of the titles.

    Attributes:
        title, released_on: Which, and the day of its release.
        closed_days: Days of the window that are closed.
        report: Every metric at equal age.
        days: Each closed day.
        adjusted_by: What the adjusted numbers rest on: "measured", "published", or that there is no holiday.
        weeks: Holds from week to week, of whole weeks.
        hold: Beside its like, at equal age.
        ages: Completion and rewatches at ages that are over.
        dayparts: Share of viewing of known local time by part of the day, at equal age.
        by_hour: Share of that viewing by local hour, 24 of them; empty where no local time is known.
    """

    title: Title
    released_on: date
    closed_days: int
    report: Report = field(repr=False)
    days: tuple[Day, ...]
    adjusted_by: str
    weeks: tuple[Week, ...]
    hold: Hold
    ages: tuple[AtAge, ...]
    dayparts: Mapping[str, float]
    by_hour: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        numbers = self.report.numbers
        return {
            "title_id": self.title.id,
            "title": self.title.name,
            "kind": self.title.kind,
            "released_on": self.released_on.isoformat(),
            "closed_days": self.closed_days,
            "figures": {name: numbers[name].value for name in FIGURES},
            "fingerprint": self.report.fingerprint,
            "adjusted_by": self.adjusted_by,
            "days": [asdict(one) for one in self.days],
            "weeks": [asdict(one) for one in self.weeks],
            "hold": asdict(self.hold) | {"in_words": self.hold.in_words()},
            "ages": [
                asdict(one) | {"completion_rate": one.completion_rate, "rewatch_rate": one.rewatch_rate}
                for one in self.ages
            ],
            "dayparts": dict(self.dayparts),
            "by_hour": list(self.by_hour),
        }


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Titles side by side.

    Attributes:
        definition: By which a household counts.
        country: Where; None: everywhere.
        days: The window that was asked for.
        equal_age: Days at which figures are told: those that the youngest title has closed, up to the window.
        counted_to_us: Up to when days can be closed.
        titles: The titles, in the order asked for.
    """

    definition: Definition
    country: str | None
    days: int
    equal_age: int
    counted_to_us: int
    titles: tuple[Compared, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        return {
            "definition": self.definition.id,
            "country": self.country,
            "days": self.days,
            "equal_age": self.equal_age,
            "counted_to": instants.show(self.counted_to_us),
            "titles": [one.as_dict() for one in self.titles],
        }

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, default=str)

    def to_csv(self) -> str:
        """The curves as CSV, a day of a title a line."""
        text = io.StringIO()
        writer = csv.DictWriter(text, ["title", *Day.__annotations__], lineterminator="\n")
        writer.writeheader()
        for one in self.titles:
            writer.writerows({"title": one.title.id} | asdict(day) for day in one.days)
        return text.getvalue()

    def _repr_html_(self) -> str:
        from matinee.reports.page import sections_fragment
        from matinee.sequel.compare_sections import comparison_sections

        return sections_fragment(comparison_sections(self))


def compare(
    titles: Sequence[Title],
    runs: Sequence[Run],
    report: Callable[[Title, int], Report],
    *,
    definition: Definition,
    country: str | None,
    days: int,
    counted_to_us: int,
) -> Comparison:
    """Lay titles side by side.

    Args:
        titles: Which, two to eight of them.
        runs: All titles of the service as they run.
        report: Reports on a title's first so many days.
        definition: By which the runs and reports count.
        country: Where they count.
        days: The window; no curve is longer.
        counted_to_us: Up to when days can be closed.

    Raises:
        MatineeError: They are too few, too many or one twice, or one has no day that is closed.
    """
    _check(titles, days)
    by_title = {run.curve.title: run for run in runs}
    for title in titles:
        if title.id not in by_title:
            raise MatineeError(
                f"{title.name} has no day since its release that is closed and known.",
                "Compare titles whose release the catalogue knows, and whose first 24 hours the lake has whole.",
            )
    closed = {title.id: min(by_title[title.id].curve.closed_days, days) for title in titles}
    age = min(closed.values())
    held = _holds(titles, runs, age)
    return Comparison(
        definition=definition,
        country=country,
        days=days,
        equal_age=age,
        counted_to_us=counted_to_us,
        titles=tuple(
            _compared(title, by_title[title.id], runs, report, age=age, closed=closed[title.id], hold=hold)
            for title, hold in zip(titles, held, strict=True)
        ),
    )


def _check(titles: Sequence[Title], days: int) -> None:
    if days < 1:
        raise MatineeError(f"A window of {days} days is not possible.", "Ask for 1 day or more.")
    if len(titles) < 2:
        raise MatineeError("One title cannot be compared.", "Name two or more.")
    if len(titles) > MOST_TITLES:
        raise MatineeError(f"{len(titles)} titles are too many to tell apart.", f"Name up to {MOST_TITLES}.")
    twice = [title for place, title in enumerate(titles) if title in titles[:place]]
    if twice:
        raise MatineeError(f"{twice[0].name} is named twice.", "Name each title once.")


def _holds(titles: Sequence[Title], runs: Sequence[Run], age: int) -> tuple[Hold, ...]:
    """How each holds at that age, looked at together with all that run."""
    by_title = {run.curve.title: run for run in runs}
    asked = [by_title[title.id] for title in titles]
    young = [replace(run, curve=run.curve.until(age), watched=run.watched[:age]) for run in asked]
    others = [run for run in runs if not any(run is one for one in asked)]
    running = [run for run in others if run.curve.closed_days < _CLOSED]
    past = [run for run in others if run.curve.closed_days >= _CLOSED]
    return holds([*young, *running], past)[: len(young)]


def _compared(
    title: Title,
    run: Run,
    runs: Sequence[Run],
    report: Callable[[Title, int], Report],
    *,
    age: int,
    closed: int,
    hold: Hold,
) -> Compared:
    whole = report(title, closed)
    equal = whole if closed == age else report(title, age)
    rest = [one for one in runs if one is not run]
    new = calendar_days(run.curve, [one.curve for one in rest])
    viewed = calendar_days(_of_hours(run), [_of_hours(one) for one in rest])
    days = _days(whole, new, viewed, closed)
    by_hour = [0.0] * 24
    for row in equal.dayparts.to_dicts():
        by_hour[row["hour"]] += row["hours"]
    told = sum(by_hour)
    return Compared(
        title=title,
        released_on=run.curve.released_on,
        closed_days=closed,
        report=equal,
        days=days,
        adjusted_by=new.basis,
        weeks=_weeks(days),
        hold=hold,
        ages=tuple(_at_age(whole, one) for one in sorted({*AGES_DAYS, age}) if one <= closed),
        dayparts={
            row["daypart"]: row["share"]
            for row in equal.curves["named_dayparts"].to_dicts()
            if row["daypart"] != EVERYTHING
        },
        by_hour=tuple(hours / told for hours in by_hour) if told else (),
    )


def _of_hours(run: Run) -> Curve:
    return replace(run.curve, new_households=run.watched)


def _days(report: Report, new: CalendarDays, viewed: CalendarDays, closed: int) -> tuple[Day, ...]:
    rows = report.daily.to_dicts()[:closed]
    normal_new = new.normal([row["new_households"] for row in rows])
    normal_hours = viewed.normal([row["hours"] for row in rows])
    normal_completions = viewed.normal([row["completions"] for row in rows])
    told, reach, adjusted = [], 0, 0.0
    for place, row in enumerate(rows):
        reach += row["new_households"]
        adjusted += normal_new[place]
        told.append(
            Day(
                day=row["day"],
                kind=new.kinds[place],
                assumed=new.assumed[place],
                new_households=row["new_households"],
                hours=row["hours"],
                completions=row["completions"],
                reach_to_date=reach,
                adjusted_new_households=normal_new[place],
                adjusted_hours=normal_hours[place],
                adjusted_completions=normal_completions[place],
                adjusted_reach_to_date=adjusted,
            )
        )
    return tuple(told)


def _weeks(days: Sequence[Day]) -> tuple[Week, ...]:
    def share(name: str, week: int) -> float | None:
        now, before = (sum(getattr(day, name) for day in days[7 * at : 7 * at + 7]) for at in (week - 1, week - 2))
        return now / before if before else None

    names = ("new_households", "hours", "adjusted_new_households", "adjusted_hours")
    return tuple(
        Week(week=week, **{name: share(name, week) for name in names}) for week in range(2, len(days) // 7 + 1)
    )


def _at_age(report: Report, days: int) -> AtAge:
    homes = report.asked.at_age(days)
    assert homes is not None  # the days are closed
    counted = homes.aggregate(
        starters=households_known(started),
        completers=households_known(started & (completions >= 1)),
        rewatchers=households_known(started & (completions >= 2)),
    )
    row = report.asked.rows(counted)[0]
    return AtAge(days=days, **{name: row[name] or 0 for name in ("starters", "completers", "rewatchers")})
