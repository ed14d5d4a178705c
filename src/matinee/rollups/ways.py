"""How a metric of titles becomes one of several titles together: what its declaration lets be done.

- *summed*: it adds up over titles (hours, starts, completions): the sum of the titles;
- *by sets*: it counts households, or divides households by households (reach, completion rate): counted anew, each household
  once. A household has completed a group as often as the title of it that it completed most often;
- *sum by set*: what adds up over titles, for each household of the group (completions per completing household);
- *refused*: all else. Views, audiences and quantiles of titles of several runtimes are not those of one thing.
"""

from __future__ import annotations

from enum import StrEnum

from matinee.errors import MatineeError
from matinee.metrics import CATALOGUE, Metric
from matinee.units import Unit


class Way(StrEnum):
    """How a metric is rolled up over titles."""

    SUMMED = "summed"
    BY_SETS = "by sets"
    SUM_BY_SET = "sum by set"
    REFUSED = "refused"


def way_of(metric: Metric) -> Way:
    """How a metric is rolled up over titles, by its declaration alone."""
    if metric.value is None:
        return Way.REFUSED
    if "titles" in metric.adds_up_over:
        return Way.SUMMED
    if metric.parts == "households" or (metric.parts is None and metric.unit is Unit.HOUSEHOLDS):
        return Way.BY_SETS
    if metric.parts is not None and metric.parts.endswith(", households"):
        return Way.SUM_BY_SET
    return Way.REFUSED


ROLLED_UP: tuple[Metric, ...] = tuple(metric for metric in CATALOGUE if way_of(metric) is not Way.REFUSED)
"""Every metric that several titles have together."""


def rolled_up(name: str) -> Metric:
    """The metric of this name, which several titles have together.

    Raises:
        MatineeError: There is none, or several titles do not have it together.
    """
    found = next((metric for metric in CATALOGUE if metric.name == name), None)
    possible = f"Ask for one of {', '.join(metric.name for metric in ROLLED_UP)}."
    if found is None:
        raise MatineeError(f'There is no metric "{name}".', possible)
    if way_of(found) is Way.REFUSED:
        raise MatineeError(
            f"{found.title} does not add up over titles, and is no count of households: several titles have none together.",
            possible,
        )
    return found
