"""Measuring: the facts of a window, counted by a definition, become numbers."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import pyarrow as pa

from matinee.metrics import CATALOGUE, Metric
from matinee.metrics.definitions import Definition
from matinee.units import Unit


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


def households_by(facts: ibis.Table, definition: Definition) -> ibis.Table:
    """The facts as metrics see them: which households have started, by a definition."""
    started_at = facts[f"{definition.rule.name}_at"]
    return facts.mutate(
        started=started_at.notnull(),
        started_us=facts[f"{definition.rule.name}_us"],
        starts=facts[f"{definition.rule.name}_starts"],
    )


def totals(households: ibis.Table) -> ibis.Table:
    """Every metric's counts in one row: one pass over the facts."""
    counts = {}
    for metric in CATALOGUE:
        counts[metric.name] = metric.value
        if metric.over is not None:
            counts[f"{metric.name}_over"] = metric.over
        if metric.left_out is not None:
            counts[f"{metric.name}_left_out"] = metric.left_out
    return households.aggregate(**counts)


def numbers(row: pa.Table, definition: Definition, *, begun: bool, runtime_known: bool) -> dict[str, Number]:
    """Turn the counts into numbers.

    Args:
        row: What `totals` gave.
        definition: By which it was counted.
        begun: Whether anything can have been counted: the window has begun, and the
            service has measured. If not, every number is None.
        runtime_known: Whether the title's runtime is known.
    """
    counts = row.to_pylist()[0]
    return {metric.name: _number(metric, counts, definition, begun, runtime_known) for metric in CATALOGUE}


def _number(
    metric: Metric, counts: dict[str, float | None], definition: Definition, begun: bool, runtime_known: bool
) -> Number:
    counted, out_of = counts[metric.name], counts.get(f"{metric.name}_over")
    left_out = counts.get(f"{metric.name}_left_out")
    # Nobody watched: sums over no household are null in SQL, and counts of them are zero.
    nobody = counts["position_known_share_over"] is None
    # What is shared out among households is nothing where there are none; views are not.
    shared_out = metric.over is not None and metric.unit is not Unit.VIEWS
    needs_runtime = metric.needs_position or metric.unit is Unit.VIEWS
    value: float | None = None
    if begun and nobody:
        value = 0 if not shared_out and (runtime_known or not needs_runtime) else None
    elif begun and (runtime_known or not metric.needs_position):
        value = counted if metric.over is None else counted / out_of if out_of and counted is not None else None
    return Number(
        metric=metric,
        value=value,
        definition=definition.id,
        counted=counted if metric.over is not None else None,
        out_of=out_of,
        left_out=int(left_out or 0) if metric.left_out is not None else None,
    )
