"""Measuring: the facts of a window, counted by a definition, become numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import ibis.expr.types as ir

from matinee.metrics import CATALOGUE, Metric
from matinee.metrics.definitions import Definition
from matinee.metrics.metric import Viewed
from matinee.store import Engine


@dataclass(frozen=True, kw_only=True)
class Number:
    """A measured number, with what it is one of and what it was counted by.

    Attributes:
        metric: Which metric.
        value: Exact; None where there was nothing to measure.
        definition: The id of the definition.
        counted, out_of: Numerator and denominator, where the metric is a ratio.
        left_out: Households left out for want of positions, where the metric needs them.
    """

    metric: Metric
    value: float | None
    definition: str
    counted: float | int | None = None
    out_of: float | int | None = None
    left_out: int | None = None


def households_by(facts: ir.Table, definition: Definition) -> ir.Table:
    """The facts as metrics see them: which households have started, by a definition."""
    at_us = facts[f"{definition.rule.name}_us"]
    return facts.mutate(
        started=at_us.notnull(),
        started_us=at_us,
        starts=facts[f"{definition.rule.name}_starts"],
    )


def measure(engine: Engine, viewed: Viewed, definition: Definition, known: Known) -> dict[str, Number]:
    """Measure every metric: facts in one pass, spans in one pass, and what asks more in a query of its own."""
    counts = engine.collect(_totals(viewed.households)).to_pylist()[0]
    sums = {metric.name: metric.of_spans for metric in CATALOGUE if metric.of_spans is not None}
    counts |= engine.collect(viewed.spans.aggregate(**sums)).to_pylist()[0]
    for metric in CATALOGUE:
        if metric.query is not None and known.answers(metric):
            row = engine.collect(metric.counted(viewed)).to_pylist()[0]
            counts |= {metric.name: row["value"], f"{metric.name}_over": row.get("over")}
    return {metric.name: _number(metric, counts, definition, known) for metric in CATALOGUE}


class Known(NamedTuple):
    """What is known before anything is counted.

    Attributes:
        begun: Whether anything can have been counted: the window has begun, and the service
            has measured. If not, every number is None.
        runtime: Whether the title's runtime is known.
        assets: How many films or episodes it consists of.
    """

    begun: bool
    runtime: bool
    assets: int

    def answers(self, metric: Metric) -> bool:
        """Whether there is something to measure, provided that somebody watched."""
        needs_runtime = metric.needs_runtime or metric.needs_position
        return self.begun and (self.runtime or not needs_runtime) and self.assets >= metric.least_assets


def _totals(households: ir.Table) -> ir.Table:
    """The counts of all metrics of facts in one row."""
    counts = {}
    for metric in CATALOGUE:
        if metric.value is not None:
            counts[metric.name] = metric.value
        if metric.over is not None:
            counts[f"{metric.name}_over"] = metric.over
        if metric.left_out is not None:
            counts[f"{metric.name}_left_out"] = metric.left_out
    return households.aggregate(**counts)


def _number(metric: Metric, counts: dict[str, float | None], definition: Definition, known: Known) -> Number:
    counted, out_of = counts.get(metric.name), counts.get(f"{metric.name}_over")
    left_out = counts.get(f"{metric.name}_left_out")
    value: float | None = None
    if known.answers(metric):
        # Nobody watched: sums over no household are null in SQL, and counts of them are zero.
        if counts["position_known_share_over"] is None:
            value = None if metric.shared_out else 0
        elif metric.parts is None:
            value = counted
        else:
            value = counted / out_of if out_of and counted is not None else None
    return Number(
        metric=metric,
        value=value,
        definition=definition.id,
        counted=counted if metric.parts is not None and known.answers(metric) else None,
        out_of=out_of if known.answers(metric) else None,
        left_out=int(left_out or 0) if metric.left_out is not None else None,
    )
