"""The golden cases of the design, from reports of players to reports on titles, by the command line."""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from tests.player import Player

RUNTIME_S = 6000

CASES = {
    "whole": [Player("whole").play(0, 6000).end()],
    "half-twice": [Player("half-twice", day=day).play(0, 3000).stop() for day in (0, 1)],
    "four-quarters": [Player("four-quarters", day=d).play(d * 1500, d * 1500 + 1500).stop() for d in range(4)],
    "twice": [Player("twice", day=day).play(0, 6000).end() for day in (0, 1)],
    "whole-and-nine-tenths": [
        Player("whole-and-nine-tenths").play(0, 6000).end(),
        Player("whole-and-nine-tenths", day=1).play(0, 5400).stop(),
    ],
    "end-five-times": [
        Player("end-five-times").play(0, 6000).end(),
        *(Player("end-five-times", day=day).play(5400, 6000).end() for day in range(1, 6)),
    ],
    "jump": [Player("jump").play(0, 150).seek(5700).play(5700, 6000).end()],
    "faster": [Player("faster").play(0, 6000, rate=1.5).end()],
    "paused": [Player("paused").play(0, 3000).pause(3600).play(3000, 6000).end()],
    "two-short": [Player("two-short", day=day).play(0, 60).stop() for day in (0, 1)],
    "end-lost": [Player("end-lost").play(0, 5760).timer()],
    "preloaded": [Player("preloaded").preload(600), Player("preloaded", "other").play(0, 0).pause(600)],
    "two-profiles": [
        Player("two-profiles", profile="ann").play(0, 6000).end(),
        Player("two-profiles", profile="ben", day=1).play(0, 6000).end(),
    ],
    "two-countries": [
        Player("two-countries", country="GB").play(0, 6000).end(),
        Player("two-countries", country="BR", time_zone="America/Sao_Paulo", day=2).play(0, 6000).end(),
    ],
    "live": [Player("live").play(0, 900).stop()],
}

EXPECTED = {
    # viewing s, coverage, completions, reach by 2 minutes
    "whole": (6000, 1, 1, 1),
    "half-twice": (6000, 0.5, 0, 1),
    "four-quarters": (6000, 1, 1, 1),
    "twice": (12000, 1, 2, 1),
    "whole-and-nine-tenths": (11400, 1, 2, 1),
    "end-five-times": (9000, 1, 1, 1),
    "jump": (450, 0.075, 0, 1),
    "faster": (4000, 1, 1, 1),
    "paused": (6000, 1, 1, 1),
    "two-short": (120, 0.01, 0, 1),
    "end-lost": (5760, 0.96, 1, 1),
    "preloaded": (0, None, 0, 0),
    "two-profiles": (12000, 1, 2, 1),
    "two-countries": (12000, 1, 2, 1),
    "live": (900, None, None, 1),
}


def matinee(*arguments, lake):
    """Run the command line as a process of its own, and give what it printed."""
    command = [sys.executable, "-m", "matinee.cli", *arguments]
    done = subprocess.run(
        command, check=False, env={"MATINEE_LAKE": str(lake), "PATH": ""}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Every case in one lake, its reports shuffled and a fifth of them sent twice."""
    folder = tmp_path_factory.mktemp("golden")
    titles = ["asset_id,title_id,name,kind,runtime_s,released_at"]
    for name in CASES:
        runtime = "" if name == "live" else RUNTIME_S
        titles.append(f"{name},{name},Case {name},film,{runtime},2021-03-01T00:00:00+00:00")
    (folder / "titles.csv").write_text("\n".join(titles) + "\n")
    lines = [line for players in CASES.values() for player in players for line in player.lines]
    shuffler = random.Random(1)
    lines += shuffler.sample(lines, len(lines) // 5)
    shuffler.shuffle(lines)
    (folder / "events.cmcd").write_text("\n".join(lines))
    path = folder / "lake"
    matinee("init", str(path), lake=path)
    matinee("catalogue", "import", str(folder / "titles.csv"), lake=path)
    matinee("import", "cmcd", str(folder / "events.cmcd"), lake=path)
    matinee("refresh", lake=path)
    return path


def report(lake, name, *options):
    options = ("--days", "28", "--definition", "netflix.chose.2020", *options)
    return json.loads(matinee("report", f"Case {name}", *options, "--format", "json", lake=lake))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_case_gives(lake, name):
    metrics = report(lake, name)["metrics"]
    viewing_s, coverage, completions, reach = EXPECTED[name]
    assert metrics["hours"]["value"] == viewing_s / 3600
    assert metrics["coverage"]["value"] == coverage
    assert metrics["completions"]["value"] == completions
    assert metrics["reach"]["value"] == reach


def test_four_quarters_complete_on_the_fourth_day(lake):
    days = report(lake, "four-quarters")["daily"]
    assert [day["completions"] for day in days[:5]] == [0, 0, 0, 1, 0]


def test_two_short_sittings_start_on_the_day_of_the_crossing(lake):
    days = report(lake, "two-short")["daily"]
    assert [day["new_households"] for day in days[:3]] == [0, 1, 0]
    assert [day["reach"] for day in days[:3]] == [0, 1, 0]


def test_a_household_in_two_countries_is_one_in_each_and_one_in_all(lake):
    reach = [report(lake, "two-countries", *where)["metrics"]["reach"]["value"] for where in COUNTRIES]
    assert reach == [1, 1, 1]
    completions = [report(lake, "two-countries", *where)["metrics"]["completions"]["value"] for where in COUNTRIES]
    assert completions == [2, 1, 1]


COUNTRIES = ((), ("--country", "GB"), ("--country", "BR"))


def test_playing_across_sunday_midnight_counts_on_each_side_what_was_watched_there(tmp_path):
    # Sunday 7 March 2021, 23:00 UTC: an hour before midnight, forty minutes after.
    path = tmp_path / "lake"
    (tmp_path / "events.cmcd").write_text("\n".join(Player("late", day=6, at_s=4 * 3600).play(0, 6000).end().lines))
    matinee("init", str(path), lake=path)
    matinee("import", "cmcd", str(tmp_path / "events.cmcd"), lake=path)
    matinee("refresh", lake=path)
    for day, hours in (("2021-03-07", 1), ("2021-03-08", 2400 / 3600)):
        chart = json.loads(matinee("top10", "--week", day, "--format", "json", lake=path))
        assert [place["hours"] for place in chart["places"]] == [hours]
