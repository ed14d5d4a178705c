"""The question of our story on the command line: does it behave like any other, and where is it heading?"""

from __future__ import annotations

import json

import pytest

from matinee.demo import simulate_season

DAY_14 = ("--as-of", "2021-01-08T09:00Z")
"""Fourteen days after Christmas 2020, when the family film came out."""


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    folder = tmp_path_factory.mktemp("season")
    simulate_season(folder, scale=0.0001, seed=2020, write="lake", tell=lambda *_: None)
    return folder / "lake"


def test_the_family_film_behaves_differently_by_day_14_and_says_why(run, season):
    status, out, _ = run("hold", "We Can Be Heroes", *DAY_14, "--format", "json", "--lake", season)
    found = json.loads(out)
    assert status == 0 and found["state"] == "behaves differently" and found["day"] == 14
    assert "rewatch-driven" in found["cause"]
    shown = run("hold", "We Can Be Heroes", *DAY_14, "--lake", season)[1]
    assert shown.startswith("We Can Be Heroes, day 14: behaves differently. ")
    projected = json.loads(run("project", "heroes", *DAY_14, "--format", "json", "--lake", season)[1])
    assert any("behaves differently" in member or "flag" in member for member in projected["rests_on"]["members"])


def test_the_drama_is_not_flagged(run, season):
    for day in ("2021-01-04", "2021-01-08", "2021-01-15"):
        found = json.loads(run("hold", "The Midnight Sky", "--as-of", day, "--format", "json", "--lake", season)[1])
        assert found["state"] != "behaves differently"


def test_before_day_9_it_is_too_early_to_tell(run, season):
    found = json.loads(run("hold", "heroes", "--as-of", "2021-01-01T09:00Z", "--format", "json", "--lake", season)[1])
    assert (found["day"], found["state"], found["readings"]) == (7, "too early", [])


def test_comparables_are_shown_with_what_they_would_imply(run, season):
    table = run("hold", "static", "--as-of", "2021-01-25T09:00Z", "--format", "csv", "--lake", season)[1].splitlines()
    assert table[0] == "title,released_on,kind,kids,language,distance,weight,multiplier,legs_3,legs_7,implied"
    assert len(table) >= 6
