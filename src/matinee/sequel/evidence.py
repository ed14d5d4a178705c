"""The evidence for a sequel: what is known of a title and its like, laid beside each other; no single score.

Everything here is read off elsewhere (`standing`, `estimate`, `cast`, `said`, the metrics, the hold); this file says what belongs to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from matinee import instants
from matinee.catalogue import Title
from matinee.catalogue.franchises import Franchise
from matinee.catalogue.ratings import Rating
from matinee.metrics.definitions import Definition
from matinee.projection.hold import Hold
from matinee.projection.rewatches import Share
from matinee.sequel.break_even import BreakEven
from matinee.sequel.cast import Cast
from matinee.sequel.estimate import Estimate, Followed
from matinee.sequel.said import Matter
from matinee.sequel.standing import Standing
from matinee.sequel.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a title that began alike.

    Attributes:
        title, name, released_on: Which.
        distance: How unlike it began (`matinee.projection.comparables`).
        reach: Households in the window.
        multiplier: Window ÷ the days they are compared by.
        completion_rate, rewatch_rate: Of the window; None where no positions are known.
        later: Names of later parts of its franchise, with their reach; None where they are not out, or not here.
    """

    title: str
    name: str
    released_on: date
    distance: float
    reach: float
    multiplier: float
    completion_rate: float | None
    rewatch_rate: float | None
    later: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A part that another followed, both on this service.

    Attributes:
        first, second: Names.
        own: Whether it is of the franchise that the evidence is about.
        told: What was counted.
    """

    first: str
    second: str
    own: bool
    told: Followed


@dataclass(frozen=True, kw_only=True)
class Query:
    """How a figure is known.

    Attributes:
        metric: Which.
        formula: In words.
        counts: What its query gave.
        query: The query.
        command: What asks for it again.
        fingerprint: The same for the same question to the same data.
    """

    metric: str
    formula: str
    counts: Mapping[str, Any]
    query: str
    command: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a sequel and against it.

    Attributes:
        title, released_on: Of the part that would be followed.
        franchise: That it belongs to; None: it is alone.
        universe: The name of the universe that it shares.
        shared_with: Names of other franchises of that universe, with who holds their rights; None where nobody says.
        later: Names and statuses of later parts that the catalogue knows.
        definition, country, days: How it is counted.
        age: Days closed, up to the window.
        counted_to_us: Up to when days can be closed.
        today: The day that is now.
        standings: Reach, completion, rewatches, hours per household among the slate.
        slate: What the slate consists of, in words.
        adjusted_reach: Households as in normal weeks.
        adjusted_by: What that rests on.
        projected: Median and 80 times in 100 of the window, while it runs.
        holds: At days 9, 14, 21 and 28, as far as they are closed.
        coming_back: Within how many days, and who came back so soon after finishing, at equal follow-up; None where too few were followed.
        ratings: By critics and viewers.
        outcomes: Titles that began alike and what became of them, failures too.
        compared_by: Days by which they began alike; None where there are none.
        followed: Sequels of the own slate that the estimate rests on, those of this franchise first.
        estimate: Reach of the sequel; None where it cannot be told.
        median_reach: What the middle title of the slate reaches in the window; None where none has closed it.
        chance_above_median: To reach more.
        break_even: The budget beside it; None where none was given.
        cast: Who plays, and how old they are and will be.
        matters: What is said of it and of its sequel.
        queries: How the figures are known.
        verdict: In words, with its reasons.
    """

    title: Title
    released_on: date
    franchise: Franchise | None
    universe: str | None
    shared_with: tuple[tuple[str, str | None], ...]
    later: tuple[tuple[str, str], ...]
    definition: Definition
    country: str | None
    days: int
    age: int
    counted_to_us: int
    today: date
    standings: tuple[Standing, ...]
    slate: str
    adjusted_reach: float
    adjusted_by: str
    projected: tuple[float, float, float] | None
    holds: tuple[Hold, ...]
    coming_back: tuple[int, Share] | None
    ratings: tuple[Rating, ...]
    outcomes: tuple[Outcome, ...]
    compared_by: int | None
    followed: tuple[Pair, ...]
    estimate: Estimate | None
    median_reach: float | None
    chance_above_median: float | None
    break_even: BreakEven | None
    cast: Cast
    matters: tuple[Matter, ...]
    queries: tuple[Query, ...]
    verdict: Verdict

    def standing(self, name: str) -> Standing:
        """One of the standings."""
        return next(one for one in self.standings if one.name == name)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures."""
        cast = asdict(self.cast)
        for member, told in zip(self.cast.members, cast["members"], strict=True):
            told["in_years"] = {str(year): asdict(age) for year, age in member.in_years.items()}
        return {
            "title_id": self.title.id,
            "title": self.title.name,
            "released_on": self.released_on,
            "franchise": self.franchise and asdict(self.franchise),
            "universe": self.universe,
            "shared_with": [{"franchise": name, "rights": rights} for name, rights in self.shared_with],
            "later_parts": [{"title": name, "status": status} for name, status in self.later],
            "definition": self.definition.id,
            "country": self.country,
            "days": self.days,
            "age": self.age,
            "counted_to": instants.show(self.counted_to_us),
            "today": self.today,
            "verdict": asdict(self.verdict),
            "standings": [asdict(one) for one in self.standings],
            "slate": self.slate,
            "adjusted_reach": self.adjusted_reach,
            "adjusted_by": self.adjusted_by,
            "projected": self.projected and dict(zip(("median", "low_80", "high_80"), self.projected, strict=True)),
            "holds": [asdict(one) | {"in_words": one.in_words()} for one in self.holds],
            "coming_back": self.coming_back and {"within_days": self.coming_back[0]} | asdict(self.coming_back[1]),
            "ratings": [asdict(one) for one in self.ratings],
            "compared_by_days": self.compared_by,
            "comparables": [
                asdict(one) | {"later": [{"title": name, "reach": reach} for name, reach in one.later]}
                for one in self.outcomes
            ],
            "own_sequels": [asdict(one) for one in self.followed],
            "estimate": self.estimate and asdict(self.estimate) | {"ratio": self.estimate.ratio},
            "median_reach": self.median_reach,
            "chance_above_median": self.chance_above_median,
            "break_even": self.break_even and asdict(self.break_even),
            "cast": cast,
            "said": [
                asdict(one) | {"differs": one.differs, "is_contradicted": one.is_contradicted} for one in self.matters
            ],
            "queries": [asdict(one) for one in self.queries],
        }

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False, default=str)

    def to_csv(self) -> str:
        """The reasons as CSV, one a line: where it points, what it says, what that rests on."""
        import csv
        import io

        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["title", "points", "says", "rests_on"])
        writer.writerows([self.title.id, one.points, one.says, one.rests_on] for one in self.verdict.reasons)
        return text.getvalue()

    def _repr_html_(self) -> str:
        from matinee.reports.page import sections_fragment
        from matinee.sequel.evidence_sections import evidence_sections

        return sections_fragment(evidence_sections(self))
