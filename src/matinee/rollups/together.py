"""What groups of titles had together, each household once, beside the sum of what each title had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from matinee.metrics import Metric
from matinee.metrics.definitions import Definition
from matinee.metrics.measure import households_by
from matinee.rollups.ways import Way, way_of
from matinee.store import Engine
from matinee.store.household_sets import HouseholdSets
from matinee.store.openings import Opening


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A metric of one title, or of several together.

    Attributes:
        value: Exact; None where there was nothing to measure.
        counted, out_of: Numerator and denominator, where it is a ratio.
        left_out: Households left out for want of positions, where it needs them.
    """

    value: float | None
    counted: float | None = None
    out_of: float | None = None
    left_out: int | None = None


@dataclass(frozen=True, kw_only=True)
class Together:
    """A metric of several titles.

    Attributes:
        metric: Which.
        way: How it was rolled up.
        whole: Each household once.
        naive: The titles added up: of a ratio, its numerators and denominators.
        titles: Of each title alone; those that nobody started are absent.
    """

    metric: Metric
    way: Way
    whole: Counted
    naive: Counted
    titles: Mapping[str, Counted]

    @property
    def times_larger(self) -> float | None:
        """How many times as large the sum over the titles is; None where it is no sum, or there is nothing."""
        if self.metric.parts is not None or not self.whole.value or self.naive.value is None:
            return None
        return self.naive.value / self.whole.value


def together(
    sets: HouseholdSets,
    engine: Engine,
    windows: Sequence[Opening],
    groups: Mapping[str, Sequence[str]],
    metrics: Iterable[Metric],
    definition: Definition,
    country: str | None,
) -> dict[str, dict[str, Together]]:
    """What each group had.

    Args:
        sets: To count with.
        engine: The same that these have.
        windows: Of each title that counts, of one kind.
        groups: The titles of each; those without a window count nothing.
        metrics: Which; none that is refused.
        definition: By which a household has started.
        country: Only what was watched there; None: everywhere.

    Returns:
        By group and by the name of the metric.

    Raises:
        MatineeError: Facts have not been worked out by these rules yet.
    """
    asked = list(metrics)
    assert all(way_of(metric) is not Way.REFUSED for metric in asked)
    counted = {window.title for window in windows}
    inside = {name: [title for title in dict.fromkeys(titles) if title in counted] for name, titles in groups.items()}
    rows = _rows(sets, engine, windows, inside, asked, definition, country)
    found: dict[str, dict[str, Together]] = {}
    for name, titles in inside.items():
        found[name] = {}
        for metric in asked:
            alone = {title: _one(metric, rows.get((False, title))) for title in titles if (False, title) in rows}
            naive = summed(metric, [alone[title] for title in alone])
            way = way_of(metric)
            whole = naive if way is Way.SUMMED else _one(metric, rows.get((True, name)))
            if way is Way.SUM_BY_SET:
                whole = _ratio(naive.counted, whole.out_of, whole.left_out)
            found[name][metric.name] = Together(metric=metric, way=way, whole=whole, naive=naive, titles=alone)
    return found


def _rows(
    sets: HouseholdSets,
    engine: Engine,
    windows: Sequence[Opening],
    groups: Mapping[str, Sequence[str]],
    metrics: Sequence[Metric],
    definition: Definition,
    country: str | None,
) -> dict[tuple[bool, str], dict[str, Any]]:
    """The counts of each title (False) and each group (True)."""
    rows: dict[tuple[bool, str], dict[str, Any]] = defaultdict(dict)
    of_homes = [metric for metric in metrics if not _needs_facts(metric)]
    of_facts = [metric for metric in metrics if _needs_facts(metric)]
    counts = _counts(of_homes)
    counts |= {f"{metric.name}_over": metric.over for metric in of_facts if metric.over is not None}
    if windows and counts:
        states = sets.states(windows, groups, definition.rule, country)
        # Each of these counts says of a household what it counts for: of all in one state that is so many times.
        worth = engine.table(states.append_column("state", pa.array(range(states.num_rows), pa.int64())))
        of_state = worth.group_by("state").aggregate(**counts)
        for one in engine.collect(of_state).to_pylist():
            row = states.slice(one.pop("state"), 1).to_pylist()[0]
            found = rows[row["of_group"], row["name"]]
            for name, each in one.items():
                # Null says that none of the state is known; others of the title may be.
                known = found.get(name)
                found[name] = known if each is None else (known or 0) + each * row["homes"]
    if windows and of_facts:
        facts = households_by(sets.facts(windows, definition.rule, country), definition)
        for row in engine.collect(facts.group_by("title").aggregate(**_counts(of_facts))).to_pylist():
            rows[False, row.pop("title")] |= row
    return rows


def _needs_facts(metric: Metric) -> bool:
    """Whether it is of more than who started and completed: of how long they watched, of how often they sat down."""
    return way_of(metric) is not Way.BY_SETS and not metric.needs_position


def _counts(metrics: Iterable[Metric]) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    for metric in metrics:
        parts = {"": metric.value, "_over": metric.over, "_left_out": metric.left_out}
        counts |= {f"{metric.name}{ending}": part for ending, part in parts.items() if part is not None}
    return counts


def _one(metric: Metric, row: Mapping[str, Any] | None) -> Counted:
    """A metric from its counts; no counts: nobody started."""
    if row is None or not {metric.name, f"{metric.name}_over"} & set(row):
        left_out = None if metric.left_out is None else 0
        return Counted(value=None if metric.shared_out else 0, left_out=left_out)
    value, left_out = row.get(metric.name), row.get(f"{metric.name}_left_out")
    if metric.over is None:
        return Counted(value=value, left_out=left_out)
    return _ratio(value, row.get(f"{metric.name}_over"), left_out)


def _ratio(counted: float | None, out_of: float | None, left_out: int | None) -> Counted:
    value = counted / out_of if counted is not None and out_of else None
    return Counted(value=value, counted=counted, out_of=out_of, left_out=left_out)


def summed(metric: Metric, parts: Sequence[Counted]) -> Counted:
    """Parts added up: of a ratio its numerators, and its denominators."""
    left_out = None if metric.left_out is None else sum(part.left_out or 0 for part in parts)
    if metric.over is None:
        known = [part.value for part in parts if part.value is not None]
        nothing = 0 if not parts and not metric.shared_out else None
        return Counted(value=sum(known) if known else nothing, left_out=left_out)
    over = [part for part in parts if part.out_of]
    if not over:
        return Counted(value=None, left_out=left_out)
    return _ratio(sum(part.counted or 0 for part in over), sum(part.out_of or 0 for part in over), left_out)
