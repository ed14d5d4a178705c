"""Watching, in the words of a test: seconds of content, on one evening after the other."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pytest

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Title
from matinee.viewing.fold import fold as fold_table
from matinee.viewing.rules import Measure, Rule
from matinee.viewing.spans import SPANS

EVENING_US = instants.parse("2021-03-01T19:00:00+00:00")
TWO_MINUTES = Rule(measure=Measure.VIEWING, least=120)
RULES = (
    TWO_MINUTES,
    Rule(measure=Measure.VIEWING, least=120, one_asset=True),
    Rule(measure=Measure.CONSECUTIVE, least=180),
    Rule(measure=Measure.COVERAGE, least=0.7, one_asset=True),
    Rule(measure=Measure.COVERAGE, least=0.9),
)


@dataclass(frozen=True)
class Watching:
    """One stretch: from and to in seconds of content, when in seconds since the evening."""

    start_s: float
    end_s: float
    at_s: float | None = None
    rate: float = 1.0
    day: int = 0
    session: str | None = None
    household: str = "home"
    profile: str | None = None
    country: str | None = "GB"
    asset: str = "film"
    title: str = "film"
    known: bool = True

    def row(self, at_s: float, number: int) -> dict[str, object]:
        begin_us = EVENING_US + self.day * instants.DAY_US + round(at_s * 1_000_000)
        lasted_us = round((self.end_s - self.start_s) / self.rate * 1_000_000)
        return {
            "bucket": 0,
            "household": self.household.encode().ljust(16, b"."),
            "profile": self.profile and self.profile.encode().ljust(16, b"."),
            "asset": self.asset,
            "title": self.title,
            "session": (self.session or f"session {number}").encode().ljust(16, b"."),
            "started_at": instants.to_datetime(begin_us),
            "ended_at": instants.to_datetime(begin_us + lasted_us),
            "position_start_ms": round(self.start_s * 1000) if self.known else None,
            "position_end_ms": round(self.end_s * 1000) if self.known else None,
            "rate": self.rate,
            "country": self.country,
            "time_zone": "Europe/London",
            "device": None,
            "source": "test",
        }


def spans_table(watchings: list[Watching]) -> pa.Table:
    """Stretches as spans; one without a time begins when the one before it has ended."""
    rows, at_s, day = [], 0.0, 0
    for number, watching in enumerate(watchings):
        at_s = 0.0 if watching.day != day else at_s
        day = watching.day
        begin_s = at_s if watching.at_s is None else watching.at_s
        rows.append(watching.row(begin_s, number))
        at_s = begin_s + (watching.end_s - watching.start_s) / watching.rate
    return pa.Table.from_pylist(rows, schema=SPANS)


def film(runtime_s: float | None = 6000, credits_at_s: float | None = None) -> Catalogue:
    runtime_ms = None if runtime_s is None else round(runtime_s * 1000)
    credits_at_ms = None if credits_at_s is None else round(credits_at_s * 1000)
    asset = Asset(id="film", title="film", name="Film", runtime_ms=runtime_ms, credits_at_ms=credits_at_ms)
    return Catalogue.of([Title(id="film", name="Film", kind="film")], [asset])


@pytest.fixture
def watched():
    """`watched(0, 3000)`: seconds 0 to 3,000 of the content, right after what came before."""
    return Watching


@pytest.fixture
def fold():
    """`fold([watched(0, 3000)], runtime_s=6000)`: the facts of the one household that watched."""

    def folded(watchings, runtime_s=6000, credits_at_s=None, catalogue=None, **options):
        catalogue = catalogue or film(runtime_s, credits_at_s)
        rows = fold_table(spans_table(watchings), catalogue, RULES, **options).to_pylist()
        assert len(rows) == 1
        return rows[0]

    return folded
