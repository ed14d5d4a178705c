"""The back-test: what may be learned from when, what is scored how, and that figures come again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matinee.errors import MatineeError
from matinee.projection.backtest import backtest
from matinee.projection.backtest_files import backtest_curves
from matinee.projection.scores import Forecast, score, terciles

from .made import curve, slate, table

SCORES = {
    "n", "median_ape", "wmape", "bias", "coverage_50", "coverage_80", "coverage_95", "width_80",
    "stated_50", "stated_80", "stated_95",
}  # fmt: skip


def forecast(median, actual, *, ends=(None, None, None), **other):
    usual = {"title": "Film", "released_on": "2021-03-05", "at": 3, "days": 28, "counted": 1.0, "state": "calibrated"}
    usual |= {"closed_titles": 50, "december": False, "baselines": {}}
    intervals = dict(zip((50, 80, 95), ends, strict=True))
    return Forecast(**usual | other, median=median, actual=actual, intervals=intervals)


# --- scores, by hand ---


def test_errors_are_of_counts_and_the_median_of_titles():
    """Off by +10 %, −20 % and +50 %; 10 + 40 + 50 of 400 households."""
    found = score([forecast(110, 100), forecast(160, 200), forecast(150, 100)])
    assert found["median_ape"] == pytest.approx(0.2)
    assert found["wmape"] == pytest.approx(100 / 400)
    assert found["bias"] == pytest.approx(0.1)


def test_coverage_counts_only_where_an_interval_was_stated():
    stated = forecast(100, 100, ends=((95, 105), (90, 110), (50, 150)))
    missed = forecast(100, 130, ends=((95, 105), (90, 120), None))
    found = score([stated, missed])
    assert [found[f"coverage_{level}"] for level in (50, 80, 95)] == [0.5, 0.5, 1.0]
    assert [found[f"stated_{level}"] for level in (50, 80, 95)] == [2, 2, 1]
    assert found["width_80"] == pytest.approx((110 / 90 + 120 / 90) / 2)


def test_what_nobody_stated_is_null():
    found = score([forecast(100, 100)])
    assert found["coverage_95"] is None and found["stated_95"] == 0 and found["width_80"] is None


def test_nothing_to_score_is_null_and_not_zero():
    found = score([])
    assert found["n"] == 0 and found["median_ape"] is None and found["coverage_80"] is None


def test_thirds_are_of_the_projection_smallest_first():
    parts = terciles([forecast(median, 1) for median in (5, 3, 1, 4, 2, 6, 7)])
    assert [[one.median for one in part] for part in parts] == [[1, 2], [3, 4, 5], [6, 7]]


# --- rolling origin ---


def test_every_title_is_tested_that_has_ten_closed_before_it():
    titles = [curve(*[100] * 28, title=f"{n:02}", released=date(2021, 1, 1) + timedelta(weeks=n)) for n in range(20)]
    found = backtest(titles, ages=(3,))
    # The first closes after 28 days, before day 3 of the one four weeks later ends: that one knows 1, and so on.
    known = {one.title: one.closed_titles for one in found.forecasts[3]}
    assert known == {f"{n:02}": n - 3 for n in range(13, 20)}
    assert found.left_out == {3: {"too few titles closed before": 13}}


def test_a_history_takes_the_titles_that_closed_last():
    titles = [curve(*[100] * 28, title=f"{n:02}", released=date(2021, 1, 1) + timedelta(weeks=n)) for n in range(20)]
    doubled = [*titles[:8], *(replace(one, new_households=(100,) * 3 + (200,) * 25) for one in titles[8:])]
    found = backtest(doubled, ages=(3,), history=2)
    assert {one.closed_titles for one in found.forecasts[3]} == {2}
    assert found.forecasts[3][-1].baselines["constant_multiplier"] == 300 * (300 + 25 * 200) / 300


def test_titles_before_the_first_tested_day_are_learned_from_only():
    found = backtest(slate(), ages=(3,), test_from=slate()[150].released_on)
    assert len(found.forecasts[3]) == sum(one.released_on >= slate()[150].released_on for one in slate())


def test_what_happened_later_changes_no_forecast():
    """Of the last title tested everything is scrambled that was not closed when it was projected."""
    at, tested = 7, slate()[-1]
    then = tested.released_on + timedelta(days=at)
    scrambled = []
    for one in slate():
        closed = one.released_on + timedelta(days=28) < then
        known = 28 if closed else max(at if one is tested else 0, (then - one.released_on).days)
        scrambled.append(replace(one, new_households=(*one.new_households[:known], *[7] * (28 - known))))
    before = backtest(slate(), ages=(at,), test_from=tested.released_on).forecasts[at][-1]
    after = backtest(scrambled, ages=(at,), test_from=tested.released_on).forecasts[at][-1]
    assert before.title == tested.title
    assert (before.median, before.intervals, before.baselines) == (after.median, after.intervals, after.baselines)
    assert before.actual != after.actual


def test_a_title_with_a_gap_is_tested_and_one_that_is_not_over_is_left_out():
    gap = replace(
        slate()[-1], new_households=(*slate()[-1].new_households[:20], None, *slate()[-1].new_households[21:])
    )
    running = replace(slate()[-2], new_households=slate()[-2].new_households[:27])
    found = backtest([*slate()[:-2], running, gap], ages=(3,), test_from=gap.released_on - timedelta(days=400))
    assert gap.title in {one.title for one in found.forecasts[3]}
    assert running.title not in {one.title for one in found.forecasts[3]}
    assert found.left_out[3] == {"fewer than 28 days closed and known": 1}


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"ages": (28,)}, "A projection at day 28 of 28 days makes no sense."),
        ({"history": 0}, "A history of 0 titles is none."),
        ({"test_from": date(2090, 1, 1)}, "None of 200 titles could be tested."),
    ],
)
def test_what_makes_no_sense_is_said(other, problem):
    with pytest.raises(MatineeError) as caught:
        backtest(slate(), **other)
    assert caught.value.problem == problem


# --- as it is printed ---


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("curves") / "curves.csv"
    path.write_text("\n".join([*table(slate()), "A bad row,2021-01-01,1,many"]) + "\n")
    return path


def test_the_json_has_all_scores_of_each_age_and_nothing_else(file):
    found = json.loads(backtest_curves(file, days=28, ages=(3, 11)).to_json())
    assert list(found) == ["ages"]
    assert [age["at"] for age in found["ages"]] == [3, 11]
    for age in found["ages"]:
        assert set(age) == SCORES | {"at", "december", "terciles", "baselines"}
        assert set(age["december"]) == SCORES and [set(part) for part in age["terciles"]] == [SCORES] * 3
        assert sum(part["n"] for part in age["terciles"]) == age["n"]
        assert {name: set(one) for name, one in age["baselines"].items()} == {
            "constant_multiplier": {"median_ape", "wmape", "bias"},
            "analogue_median": {"median_ape", "wmape", "bias"},
        }


def test_the_same_file_and_seed_give_the_same_bytes(file):
    first = backtest_curves(file, days=28, ages=(7,), seed=5)
    second = backtest_curves(file, days=28, ages=(7,), seed=5)
    assert first.to_json() == second.to_json() and first.to_csv() == second.to_csv()


def test_a_bad_row_is_told_and_costs_nothing_else(file):
    found = backtest_curves(file, days=28, ages=(3,))
    assert [one.problem for one in found.rejections] == ["new_households is 'many'."]
    assert len(found.forecasts[3]) == len(backtest(slate(), ages=(3,)).forecasts[3])


def test_ten_titles_refuse_95_percent_with_null(file):
    age = json.loads(backtest_curves(file, days=28, ages=(3,), history=10).to_json())["ages"][0]
    assert age["coverage_95"] is None and age["stated_95"] == 0 and age["stated_80"] == age["n"]


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(MatineeError) as caught:
        backtest_curves(tmp_path / "none.csv", days=28, ages=(3,))
    assert caught.value.problem == f"{tmp_path / 'none.csv'} cannot be read: No such file or directory."
