"""Back-test: what the model would have said of past titles, each with no more than was known on its day.

Rolling origin: a title that is tested at day n may learn only from titles whose own window had closed before the day after day n
began. The model is fitted anew for each such day, with nothing carried over.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matinee.errors import MatineeError
from matinee.progress import Tell
from matinee.projection.baselines import ANALOGUE, CONSTANT, baselines
from matinee.projection.calendar_lifts import Steps
from matinee.projection.curves import Curve, Launches
from matinee.projection.intervals import LEAST_OWN, state
from matinee.projection.outlook import Outlook
from matinee.projection.project import bounds, counts_of
from matinee.projection.scores import Forecast, errors, score, terciles
from matinee.rejections import Rejection
from matinee.units import some


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """What a back-test found.

    Attributes:
        days: The window.
        ages: The ages tested at, in the order asked for.
        forecasts: Every forecast, by age.
        left_out: Titles that could not be tested, by age, with the reason and how many.
        rejections: Rows of the file that could not be used.
    """

    days: int
    ages: tuple[int, ...]
    forecasts: dict[int, tuple[Forecast, ...]]
    left_out: dict[int, dict[str, int]]
    rejections: tuple[Rejection, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The scores as JSON has them."""
        return {"ages": [{"at": at} | _scores(self.forecasts[at]) for at in self.ages]}

    def to_json(self) -> str:
        """The scores as JSON; shares from 0 to 1, what could not be measured null."""
        return json.dumps(self.as_dict(), indent=2)

    def to_csv(self) -> str:
        """Every forecast with its outcome, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        ends = [f"{end}_{level}" for level in (50, 80, 95) for end in ("low", "high")]
        head = ["title", "released_on", "at", "days", "state", "closed_titles", "counted", "median", *ends]
        writer.writerow([*head, "actual", CONSTANT, ANALOGUE])
        for at in self.ages:
            for one in self.forecasts[at]:
                values = [value for level in (50, 80, 95) for value in one.intervals[level] or ("", "")]
                said = [one.state, one.closed_titles, one.counted, one.median, *values, one.actual]
                plain = [one.baselines[CONSTANT], one.baselines[ANALOGUE]]
                writer.writerow([one.title, one.released_on, one.at, one.days, *said, *plain])
        return text.getvalue()


def _scores(forecasts: Sequence[Forecast]) -> dict[str, Any]:
    of_december = [one for one in forecasts if one.december]
    return score(forecasts) | {
        "december": score(of_december),
        "terciles": [score(part) for part in terciles(forecasts)],
        "baselines": {name: errors(forecasts, _said_by(name)) for name in (CONSTANT, ANALOGUE)},
    }


def _said_by(baseline: str) -> Callable[[Forecast], float]:
    return lambda one: one.baselines[baseline]


def backtest(
    curves: Sequence[Curve],
    *,
    days: int = 28,
    ages: Sequence[int] = (3, 7, 11, 13),
    test_from: date | None = None,
    history: int | None = None,
    seed: int = 0,
    tell: Tell | None = None,
) -> Backtest:
    """Test the model on these titles.

    Args:
        curves: The titles, all of one threshold.
        days: The window that is projected.
        ages: How many days are closed when the projections are made.
        test_from: Titles released before it are learned from, and not tested.
        history: Learn from only so many titles, those that closed last.
        seed: As for `project`.
        tell: Hears how far it is: the stage, how much is done, of how much.

    Returns:
        What it found. A title is tested only where ten were closed, or as many as `history` allows.

    Raises:
        MatineeError: An age or the history makes no sense, or no title could be tested.
    """
    for at in ages:
        if not 1 <= at < days:
            raise MatineeError(f"A projection at day {at} of {days} days makes no sense.", "Give days before the last.")
    if history is not None and history < 1:
        raise MatineeError(f"A history of {history} titles is none.", "Give at least 1.")
    launches = Launches(curves, days)
    steps = Steps(launches, days)
    ages = tuple(dict.fromkeys(ages))
    forecasts, left_out = {}, {}
    for at in ages:
        run = _Age(launches, steps, at=at, days=days, test_from=test_from, history=history, seed=seed)
        forecasts[at] = run.forecasts(tell)
        left_out[at] = run.left_out
    if not any(forecasts.values()):
        raise MatineeError(
            f"None of {some(len(curves), 'title')} could be tested.",
            f"A title needs {days} closed days, and {LEAST_OWN} others that closed before it.",
        )
    return Backtest(days=days, ages=ages, forecasts=forecasts, left_out=left_out)


class _Age:
    """The back-test at one age."""

    def __init__(
        self,
        launches: Launches,
        steps: Steps,
        *,
        at: int,
        days: int,
        test_from: date | None,
        history: int | None,
        seed: int,
    ) -> None:
        self._launches, self._steps, self._at, self._days = launches, steps, at, days
        self._history, self._seed = history, seed
        self.left_out: dict[str, int] = {}
        tested = np.ones(len(launches), bool)
        if test_from is not None:
            tested = launches.released >= test_from.toordinal()
        closed, known = launches.usable(days), launches.usable(at)
        self._leave_out(f"fewer than {days} days closed and known", int((tested & ~closed).sum()))
        self._leave_out(f"day {at} not projectable", int((tested & closed & ~known).sum()))
        self._rows: dict[int, list[int]] = defaultdict(list)
        for row in np.flatnonzero(tested & closed & known).tolist():
            self._rows[int(launches.released[row])].append(row)

    def forecasts(self, tell: Tell | None) -> tuple[Forecast, ...]:
        """The forecasts, in order of release."""
        found: list[Forecast] = []
        for done, (released, rows) in enumerate(self._rows.items(), start=1):
            found += self._of_day(released, rows)
            if tell is not None:
                tell(f"Day {self._at}", done, len(self._rows))
        return tuple(found)

    def _of_day(self, released: int, rows: list[int]) -> list[Forecast]:
        """The forecasts of the titles that were released on one day: they know the same."""
        launches, at, days = self._launches, self._at, self._days
        past = launches.closed_before(released + at, days)
        if self._history is not None:
            past = past[-self._history :]
        if len(past) < min(LEAST_OWN, self._history or LEAST_OWN):
            self._leave_out("too few titles closed before", len(rows))
            return []
        outlook = Outlook(launches, past, self._steps, at=at, days=days, instant=released + at, seed=self._seed)
        found = []
        for row, expectation in zip(rows, outlook.expect(np.array(rows)), strict=True):
            curve = launches.curves[row]
            counted = float(launches.counts[row, :at].sum())
            bounded = bounds(counted, None)
            found.append(
                Forecast(
                    title=curve.title,
                    released_on=curve.released_on.isoformat(),
                    at=at,
                    days=days,
                    counted=counted,
                    actual=float(launches.counts[row, :days].sum()),
                    median=bounded(expectation.median),
                    intervals=counts_of(expectation, bounded),
                    state=state(len(past)),
                    closed_titles=len(past),
                    december=curve.released_on.month == 12,
                    baselines=baselines(launches, past, row, at=at, days=days),
                )
            )
        return found

    def _leave_out(self, why: str, titles: int) -> None:
        if titles:
            self.left_out[why] = self.left_out.get(why, 0) + titles
