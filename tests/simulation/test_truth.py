"""A simulated season, imported as it would arrive, gives exactly what is true of it."""

from __future__ import annotations

import json
import random

import pytest

from matinee import instants
from matinee.lake import Lake
from matinee.simulation.slate import SLATE
from matinee.simulation.write import simulate

COUNTED = ("reach", "hours", "completions", "completing_households", "rewatching_households", "peak_concurrency")
DAILY = ("day", "new_households", "reach", "hours", "completions")


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """1:50,000 of the season: 880 and 1,440 households start the two films."""
    return simulate(tmp_path_factory.mktemp("season"), scale=0.00002)


@pytest.fixture(scope="module")
def truth(season):
    return json.loads(season.truth.read_text())["titles"]


@pytest.fixture(scope="module")
def lake(season, tmp_path_factory):
    """Its reports shuffled, a fifth sent twice, in three parts with a refresh after each."""
    folder = tmp_path_factory.mktemp("arriving")
    lines = season.viewing.read_text().splitlines()
    shuffler = random.Random(7)
    lines += shuffler.sample(lines, len(lines) // 5)
    shuffler.shuffle(lines)
    lake = Lake.create(folder / "lake")
    lake.import_catalogue(season.catalogue)
    for part in range(3):
        file = folder / f"part-{part}.cmcd"
        file.write_text("\n".join(lines[part::3]) + "\n")
        taken = lake.import_cmcd([file])[0].taken
        assert taken.received == len(lines[part::3])
        lake.refresh()
    return lake


def answers(report):
    return (
        {name: report["metrics"][name]["value"] for name in COUNTED},
        [{name: day[name] for name in DAILY} for day in report["daily"]],
    )


def true_answers(entry):
    return {name: entry[name] for name in COUNTED}, [{name: day[name] for name in DAILY} for day in entry["daily"]]


@pytest.mark.parametrize("title", [title.id for title in SLATE])
def test_the_report_is_the_truth(lake, truth, title):
    report = lake.title(title).report().as_dict()
    assert answers(report) == true_answers(truth[title]["overall"])


@pytest.mark.parametrize("title", ["heroes", "midnight-sky", "paper-moons-1"])
def test_the_report_of_each_country_is_the_truth(lake, truth, title):
    assert len(truth[title]["countries"]) == 14
    for country, entry in truth[title]["countries"].items():
        report = lake.title(title).report(country=country).as_dict()
        assert answers(report) == true_answers(entry), country


@pytest.mark.parametrize("title", ["heroes", "paper-moons-1"])
def test_what_follows_from_the_truth_is_reported(lake, truth, title):
    entry, report = truth[title]["overall"], lake.title(title).report()
    runtime_ms, value = report.runtime_ms, {name: one.value for name, one in report.numbers.items()}
    everything_ms = sum(
        row["viewing_us"] // 1000
        for row in lake.engine.sql(
            "SELECT (sum(epoch_us(least(ended_at, $until)) - epoch_us(greatest(started_at, $since))))::BIGINT "
            f"AS viewing_us FROM {lake.history._spans} WHERE started_at < $until AND ended_at > $since",
            since=instants.to_datetime(report.window.from_us),
            until=instants.to_datetime(report.window.to_us),
        ).to_pylist()
    )
    assert value["average_audience"] == entry["viewing_ms_at_normal_speed"] / runtime_ms
    assert value["loyalty"] == entry["viewing_ms_at_normal_speed"] / (runtime_ms * entry["reach"])
    assert value["viewing_per_household"] == pytest.approx(entry["viewing_ms_of_reach"] / 3_600_000 / entry["reach"])
    assert value["share_of_viewing"] == pytest.approx(entry["viewing_ms"] / everything_ms)
    assert value["completion_rate"] == entry["completing_households"] / entry["reach"]
    assert value["rewatch_rate"] == entry["rewatching_households"] / entry["completing_households"]
    assert value["views"] == entry["viewing_ms"] / runtime_ms
    gaps = {row["gap"]: row["rewatches"] for row in report.curves["rewatches_by_gap"].to_dicts()}
    assert gaps == {gap: entry[f"rewatches_{gap.replace(' ', '_')}"] for gap in ("same day", "week", "later")}
    hours = report.curves["completions_by_hour"].to_dicts()
    assert sum(row["rewatches"] for row in hours) == sum(gaps.values())
    last = {row["days"]: row for row in report.curves["ages"].to_dicts()}[28]
    assert (last["starters"], last["completers"]) == (entry["reach"], entry["completing_households"])


def test_countries_add_up_to_more_households_than_there_are(truth):
    """Some fly to another country between two viewings: reach is no sum."""
    overall = truth["heroes"]["overall"]["reach"]
    assert sum(entry["reach"] for entry in truth["heroes"]["countries"].values()) > overall


def test_as_many_households_start_the_two_films_as_was_reported(truth):
    assert truth["heroes"]["overall"]["reach"] == 44_000_000 // 50_000
    assert truth["midnight-sky"]["overall"]["reach"] == 72_000_000 // 50_000


def test_the_family_film_is_finished_rewatched_and_holds_where_the_drama_is_not(truth):
    family, drama = truth["heroes"]["overall"], truth["midnight-sky"]["overall"]
    assert family["completing_households"] / family["reach"] > 0.8 > drama["completing_households"] / drama["reach"]
    again = [entry["rewatching_households"] / entry["completing_households"] for entry in (family, drama)]
    assert again[0] > 0.4 and again[1] < 0.05

    def hold(entry):
        days = [day["reach"] for day in entry["daily"]]
        return sum(days[14:21]) / sum(days[:7])

    assert hold(family) > 0.5 and hold(drama) < 0.15


def test_the_same_seed_gives_the_same_bytes(season, tmp_path):
    again = simulate(tmp_path, scale=0.00002)
    for one, other in zip(season, again, strict=True):
        assert one.read_bytes() == other.read_bytes()
    other = simulate(tmp_path, scale=0.00002, seed=2021)
    assert other.viewing.read_bytes() != season.viewing.read_bytes()


def test_spans_tell_the_same_as_reports(season, truth, tmp_path):
    written = simulate(tmp_path, scale=0.00002, write="spans")
    lake = Lake.create(tmp_path / "lake")
    lake.import_catalogue(written.catalogue)
    lake.import_spans([written.viewing])
    lake.refresh()
    assert answers(lake.title("heroes").report().as_dict()) == true_answers(truth["heroes"]["overall"])
