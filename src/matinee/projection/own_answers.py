"""What is answered of the service's own titles: how one holds, and what is expected of it; as JSON and CSV too."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from matinee import instants
from matinee.catalogue import Title
from matinee.metrics.definitions import Definition
from matinee.projection.comparables import Comparable, Comparables
from matinee.projection.hold import Hold
from matinee.projection.own_rewatches import OwnRewatches
from matinee.projection.project import Projection
from matinee.projection.typical import Typical


@dataclass(frozen=True, kw_only=True)
class TitleHold:
    """How a title of the service holds.

    Attributes:
        title: Which.
        definition: By which a household counts.
        country: Where; None: everywhere.
        hold: What was found.
        comparables: Titles that began like it; None once its window has closed.
        names: Of all titles, by id.
        so_far: Its households up to the end of each closed day.
        typical: The middle half of the service's titles of its kind at the same age; None where there are too few.
    """

    title: Title
    definition: Definition
    country: str | None
    hold: Hold
    comparables: Comparables | None
    names: Mapping[str, str]
    so_far: tuple[float, ...] = ()
    typical: Typical | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        told = {
            "title_id": self.title.id,
            "title": self.title.name,
            "definition": self.definition.id,
            "country": self.country,
        }
        compared = None
        if self.comparables is not None:
            compared = asdict(self.comparables) | {"state": self.comparables.state}
        beside = {"so_far": list(self.so_far), "typical": self.typical and asdict(self.typical)}
        return told | asdict(self.hold) | {"in_words": self.hold.in_words(), "comparables": compared} | beside

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, default=str)

    def to_csv(self) -> str:
        """The comparables as CSV, one a line."""
        text = io.StringIO()
        names = [field.name for field in fields(Comparable) if field.name != "parts"]
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        for one in self.comparables.nearest if self.comparables else ():
            writer.writerow(getattr(one, name) for name in names)
        return text.getvalue()


@dataclass(frozen=True, kw_only=True)
class TitleProjection:
    """What is expected of a title of the service.

    Attributes:
        title: Which.
        definition: By which a household counts.
        country: Where; None: everywhere.
        counted_to_us: Up to when days can be closed.
        cut_off_at: Up to when what came in is counted, ISO 8601.
        projection: The households.
        so_far: Households up to the end of each closed day.
        seen_through: Completions, rewatches and hours.
        passing: The number whose chance was asked for.
        record: The title that holds it, where the record was asked for.
        chance: To end above it; None where nothing was asked.
    """

    title: Title
    definition: Definition
    country: str | None
    counted_to_us: int
    cut_off_at: str
    projection: Projection
    so_far: tuple[float, ...]
    seen_through: OwnRewatches
    passing: float | None
    record: Title | None
    chance: float | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        made = self.projection
        return {
            "title_id": self.title.id,
            "title": self.title.name,
            "definition": self.definition.id,
            "country": self.country,
            "released_on": made.released_on.isoformat(),
            "days": made.days,
            "at": made.at,
            "counted_to": instants.show(self.counted_to_us),
            "cut_off_at": self.cut_off_at,
            "counted": made.counted,
            "adjusted": made.adjusted,
            "median": made.median,
            "intervals": {
                str(level): interval and {"low": interval.low, "high": interval.high}
                for level, interval in made.intervals.items()
            },
            "state": made.state,
            "rests_on": asdict(made.rests_on)
            | {
                "first": made.rests_on.first and made.rests_on.first.isoformat(),
                "last": made.rests_on.last and made.rests_on.last.isoformat(),
                "members": list(made.rests_on.members),
                "adapted_levels": {str(level): made_at for level, made_at in made.rests_on.adapted_levels.items()},
            },
            "passing": self.passing,
            "record": self.record and {"title_id": self.record.id, "title": self.record.name},
            "chance": self.chance,
            "chance_bound": None if self.passing is None else self.projection.chance_bound(self.passing),
            "seen_through": self.seen_through.as_dict(),
            "so_far": [{"day": day, "households": count} for day, count in enumerate(self.so_far, start=1)],
            "path": [
                {"day": day.day, "median": day.median}
                | {f"{end}_{one.level}": getattr(one, end) for one in day.intervals for end in ("low", "high")}
                for day in made.path
            ],
            "model": made.model,
            "seed": made.seed,
        }

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """As CSV, a number a line: households by each day to come, and what of the window is said beside them."""
        told = self.as_dict()
        rows = [{"what": "households", "counted": told["counted"]} | day for day in told["path"]]
        if not rows:
            rows = [{"what": "households", "day": told["days"], "counted": told["counted"], "median": told["median"]}]
        for what in ("completing_households", "rewatches", "completions", "hours"):
            one = told["seen_through"].get(what)
            if one is not None:
                ends = {
                    f"{end}_{level}": value
                    for level, interval in one["intervals"].items()
                    for end, value in (interval or {}).items()
                }
                rows.append(
                    {"what": what, "day": told["days"], "counted": one["counted"], "median": one["median"]} | ends
                )
        text = io.StringIO()
        levels = [f"{end}_{level}" for level in told["intervals"] for end in ("low", "high")]
        writer = csv.DictWriter(text, ["what", "day", "counted", "median", *levels], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()
