"""The figures that were set for projections, on made-up services that the model was not tuned on.

Each differs from those it was developed on in tails, noise, sizes and seasons. These guard what was reached; the errors that a service's
noise allows differ a little from those that were set, and how it does on real launches is what `matinee backtest` is for.
"""

from __future__ import annotations

import pytest

from matinee.projection.backtest import backtest
from matinee.projection.scores import errors, score

from .launches import Service
from .made import slate

CALM = Service(hold_sd=0.15, wander_sd=0.12, day_sd=0.03, tails=8.0, closes=0.01, odd=0.0, shock_sd=0.02, holiday=0.5)
TREND = Service(hold_sd=0.16, wander_sd=0.2, day_sd=0.06, tails=4.0, trend=-0.02, size_on_hold=0.04, summer=0.5)
QUIET = Service(hold_sd=0.14, wander_sd=0.24, day_sd=0.08, holiday=0.0, christmas=0.5, summer=0.0, tails=4.0)


def outside_december(forecasts):
    return [one for one in forecasts if not one.december]


def constant(forecasts):
    return errors(forecasts, lambda one: one.baselines["constant_multiplier"])["median_ape"]


@pytest.mark.parametrize("service", [CALM, TREND, QUIET], ids=["calm", "trend", "quiet"])
def test_with_many_titles_behind_it(service):
    titles = slate(700, seed=2001, service=service)
    found = backtest(titles, test_from=titles[300].released_on)
    for at, error, gain, width in (
        (3, 0.125, 0.15, 1.65),
        (7, 0.085, 0.20, 1.45),
        (11, 0.047, 0.30, 1.27),
        (13, 0.043, 0, 9),
    ):
        made = outside_december(found.forecasts[at])
        scores = score(made)
        assert scores["median_ape"] <= error
        assert 1 - scores["median_ape"] / constant(made) >= gain
        assert scores["width_80"] <= width
        assert 0.75 <= scores["coverage_80"] <= 0.85 and 0.91 <= scores["coverage_95"] <= 0.985
        assert abs(scores["bias"]) <= 0.03


@pytest.mark.parametrize("history", [30, 10])
def test_with_few_titles_behind_it_it_is_better_than_the_constant(history):
    titles = slate(500, seed=2002, service=QUIET)
    found = backtest(titles, test_from=titles[150].released_on, history=history)
    for at in (3, 7, 11, 13):
        made = outside_december(found.forecasts[at])
        assert score(made)["median_ape"] <= constant(made)
        assert score(made)["coverage_80"] >= 0.76
