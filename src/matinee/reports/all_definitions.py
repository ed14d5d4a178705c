"""One title under every definition: what each says of the same viewing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import pyarrow as pa

from matinee.catalogue import Catalogue
from matinee.metrics.definitions import DEFAULT
from matinee.metrics.plays import amounts, reached, sessions, told
from matinee.metrics.terms import Plays, Quantity, Term
from matinee.reports.report import Report
from matinee.store import Engine
from matinee.store.history import History, Window
from matinee.units import MICROSECONDS_PER_HOUR, Unit
from matinee.viewing.rules import Measure, Rule

NO_RUNTIME = "no runtime is known"
NO_POSITIONS = "no player told a position"
NOBODY = "nobody watched"
NOT_BEGUN = "the window has not begun, or nothing was measured"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one definition says.

    Attributes:
        term: The definition.
        value: Exact; None: not computable.
        ratio: To what is compared with: `against` for thresholds of households, else the first of its unit.
        against: The id of that definition.
        why_not: Why there is no value.
    """

    term: Term
    value: float | None
    ratio: float | None
    against: str
    why_not: str | None


@dataclass(frozen=True, kw_only=True)
class AllDefinitions:
    """A title under every definition.

    Attributes:
        report: The report by the default definition: title and window.
        said: What each definition says, grouped by unit.
        draw: Makes the HTML that a notebook shows.
    """

    report: Report
    said: tuple[Said, ...]
    draw: Callable[[AllDefinitions], str] = field(repr=False, compare=False)

    def __getitem__(self, id: str) -> float | None:
        """What one definition says, by its id."""
        return next(one.value for one in self.said if one.term.id == id)

    def rows(self) -> list[dict[str, Any]]:
        """One row a definition, as JSON and CSV have it."""
        return [
            {
                "definition": one.term.id,
                "version": one.term.version,
                "title": one.term.title,
                "value": one.value,
                "unit": str(one.term.unit),
                "ratio": one.ratio,
                "ratio_to": one.against,
                "why_not": one.why_not,
            }
            for one in self.said
        ]

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact numbers, what cannot be computed null, with the reason."""
        whole = self.report.as_dict()
        return {"title": whole["title"], "window": whole["window"], "definitions": self.rows()}

    def to_json(self) -> str:
        """As JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """As CSV, one definition a line."""
        text = io.StringIO()
        rows = self.rows()
        writer = csv.DictWriter(text, ["of", *rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"of": self.report.title.id} | row for row in rows)
        return text.getvalue()

    def _repr_html_(self) -> str:
        return self.draw(self)


def under_all(
    report: Report,
    history: History,
    engine: Engine,
    catalogue: Catalogue,
    terms: Sequence[Term],
    draw: Callable[[AllDefinitions], str],
) -> AllDefinitions:
    """Count a title by every definition, within the window of its report."""
    title = report.title.id
    counted = Window(report.window.from_us, report.to_us)
    begun = counted.to_us > counted.from_us and history.has_measured()
    spans = history.spans(counted, title=title, country=report.country)
    rules = [term.counts for term in terms if isinstance(term.counts, Rule)]
    facts = history.facts(title, counted, report.country)
    homes = engine.collect(reached(facts, list({rule.name: rule for rule in rules}.values()))).to_pylist()[0]
    rows = engine.collect(sessions(spans, engine.table(_assets(catalogue, title, counted))))
    table = engine.table(rows)
    sums = engine.collect(amounts(table)).to_pylist()[0]
    position_known = rows["last_ms"].null_count < rows.num_rows
    plays = [
        told(table, term.counts).mutate(id=ibis.literal(term.id)) for term in terms if isinstance(term.counts, Plays)
    ]
    rows_told = {row["id"]: row for row in engine.collect(ibis.union(*plays)).to_pylist()}
    found = []
    for term in terms:
        value: float | None
        counts = term.counts
        if isinstance(counts, Plays):
            row = rows_told[term.id]
            value = row["value"] if row["known"] or not sums["sessions"] else None
        elif isinstance(counts, Rule):
            value = homes[counts.name]
        else:
            value = _amount(counts, term.unit, sums, homes, report.runtime_ms)
        why_not = _why_not(term, begun, bool(sums["sessions"]), position_known, report.runtime_ms)
        found.append((term, None if why_not else value, why_not))
    return AllDefinitions(report=report, said=tuple(_with_ratios(found)), draw=draw)


def _with_ratios(found: Sequence[tuple[Term, float | None, str | None]]) -> list[Said]:
    """Each value beside the first of its unit; for households that is the service's default."""
    base: dict[Unit, tuple[str, float | None]] = {}
    for term, value, _ in found:
        base.setdefault(term.unit, (term.id, value))
    said = []
    for term, value, why_not in found:
        against, of = base[term.unit]
        ratio = value / of if value is not None and of else None
        reason = why_not or (NOBODY if value is None else None)
        said.append(Said(term=term, value=value, ratio=ratio, against=against, why_not=reason))
    assert base[Unit.HOUSEHOLDS][0] == DEFAULT
    units = list(base)
    return sorted(said, key=lambda one: units.index(one.term.unit))


def _why_not(term: Term, begun: bool, watched: bool, position_known: bool, runtime_ms: int | None) -> str | None:
    counts = term.counts
    if isinstance(counts, Rule):
        needs_position = needs_runtime = counts.measure is Measure.COVERAGE
    elif isinstance(counts, Plays):
        needs_position, needs_runtime = counts.needs_position, counts.needs_runtime
    else:
        needs_position = counts in (Quantity.FURTHEST, Quantity.COVERAGE)
        needs_runtime = counts not in (Quantity.FURTHEST, Quantity.VIEWING)
    if not begun:
        return NOT_BEGUN
    if needs_runtime and not runtime_ms:
        return NO_RUNTIME
    if needs_position and watched and not position_known:
        return NO_POSITIONS
    return None


def _amount(
    quantity: Quantity, unit: Unit, sums: dict[str, Any], homes: dict[str, Any], runtime_ms: int | None
) -> float | None:
    viewing_us, normal_us = sums["viewing_us"] or 0, sums["normal_us"] or 0
    runtime_us = (runtime_ms or 0) * 1000
    if quantity is Quantity.COVERAGE:
        coverage: float | None = homes["coverage"]
        return coverage
    if quantity in (Quantity.VIEWING, Quantity.FURTHEST):
        us = viewing_us if quantity is Quantity.VIEWING else (sums["furthest_ms"] or 0) * 1000
        return float(us / (MICROSECONDS_PER_HOUR if unit is Unit.HOURS else 60_000_000))
    if not runtime_us:
        return None
    if quantity is Quantity.VIEWING_BY_RUNTIME:
        return float(viewing_us / runtime_us)
    audience = float(normal_us / runtime_us)
    if quantity is Quantity.NORMAL_BY_RUNTIME:
        return audience
    reach = homes[Rule(measure=Measure.CONSECUTIVE, least=180).name]
    return audience / reach if reach else None


def _assets(catalogue: Catalogue, title: str, counted: Window) -> pa.Table:
    rows = [
        {"asset": asset.id, "runtime_ms": asset.runtime_ms, "credits_at_ms": asset.credits_at_ms}
        for asset in catalogue.assets_of(title, counted.to_us)
    ]
    types = [("asset", pa.string()), ("runtime_ms", pa.int64()), ("credits_at_ms", pa.int64())]
    return pa.Table.from_pylist(rows, schema=pa.schema(types))
