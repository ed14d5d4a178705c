"""A refresh that was broken off, and questions asked while one runs."""

from __future__ import annotations

import json

import pytest

from matinee.lake import Lake
from matinee.store.refresh import FACTS, Refresh
from tests.player import Player


class BrokenOffError(Exception):
    """Stands for the power going out."""


def numbers(lake, title):
    report = lake.title(title).report()
    return report.numbers["reach"].value, report.numbers["hours"].value, pytest.approx(sum(report.daily["hours"]))


@pytest.fixture
def stopping(monkeypatch):
    """`stopping("_fold")`: the next refresh ends when it comes to that step."""

    def stop(step):
        def ends(*arguments, **options):
            raise BrokenOffError

        monkeypatch.setattr(Refresh, step, ends)
        return monkeypatch

    return stop


def test_a_title_that_took_over_an_asset_keeps_nothing_with_the_old_one(make_lake, stopping, tmp_path):
    titles = ["film,old,Old,film,6000,2021-03-01T00:00:00+00:00"]
    lake = make_lake([Player("film").play(0, 600).stop()], titles)
    moved = tmp_path / "moved.csv"
    moved.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,new,New,film,6000,2021-03-01T00:00:00+00:00\n"
    )
    lake.import_catalogue(moved)
    patch = stopping("_fold")
    with pytest.raises(BrokenOffError):
        lake.refresh()
    patch.undo()
    lake.refresh()
    assert numbers(lake, "old") == (0, 0, 0)
    assert numbers(lake, "new") == (1, 600 / 3600, 600 / 3600)
    assert [row["title"] for row in lake.folder.tables.read(FACTS).to_pylist()] == ["new"]


@pytest.mark.parametrize("step", ["_walk", "_fold"])
def test_a_refresh_that_was_broken_off_is_simply_run_again(make_lake, stopping, tmp_path, step):
    lake = make_lake([Player("film").play(0, 600).stop()])
    more = tmp_path / "more.cmcd"
    more.write_text("\n".join(Player("film", day=1).play(0, 6000).end().lines))
    lake.import_cmcd([more])
    patch = stopping(step)
    with pytest.raises(BrokenOffError):
        lake.refresh()
    patch.undo()
    assert numbers(lake, "film") == (1, 600 / 3600, 600 / 3600), "until then all is as it was"
    lake.refresh()
    assert numbers(lake, "film") == (1, 6600 / 3600, 6600 / 3600)


def test_facts_that_are_ahead_of_the_noted_progress_are_not_read(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 600).stop()])
    progress = (lake.folder.path / "progress.json").read_text()
    more = tmp_path / "more.cmcd"
    more.write_text("\n".join(Player("film", day=1).play(0, 3000).stop().lines))
    lake.import_cmcd([more])
    lake.refresh()
    (lake.folder.path / "progress.json").write_text(progress)
    assert numbers(lake, "film") == (1, 600 / 3600, 600 / 3600)
    lake.refresh()
    assert numbers(lake, "film") == (1, 1, 1)


def test_lost_progress_costs_time_and_nothing_else(make_lake):
    lake = make_lake([Player("film").play(0, 600).stop()])
    (lake.folder.path / "progress.json").unlink()
    lake.refresh()
    assert numbers(lake, "film") == (1, 600 / 3600, 600 / 3600)


def test_two_who_add_to_the_catalogue_lose_nothing(make_lake, tmp_path):
    one = make_lake()
    other = Lake(one.folder.path)
    assert set(one.catalogue.titles) == set(other.catalogue.titles) == {"film"}
    for lake, name in ((other, "x"), (one, "y")):
        file = tmp_path / f"{name}.csv"
        file.write_text(
            f"asset_id,title_id,name,kind,runtime_s,released_at\n{name},{name},{name},film,60,2021-03-01T00:00:00Z\n"
        )
        lake.import_catalogue(file)
    assert set(Lake(one.folder.path).catalogue.titles) == {"film", "x", "y"}


def test_a_lake_says_when_the_catalogue_has_changed_since_it_was_worked_out(make_lake, tmp_path):
    lake = make_lake([Player("e1").play(0, 600).stop()])
    assert lake.is_refreshed()
    season = tmp_path / "season.csv"
    season.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\ne1,season,One,episode,1800,2021-03-01T00:00:00Z\n"
    )
    lake.import_catalogue(season)
    assert not lake.is_refreshed() and not lake.status().refreshed
    lake.refresh()
    assert lake.is_refreshed()


def test_a_changed_silence_is_walked_anew(make_lake):
    # Two minutes of playing, told every 30 s and without positions, then five minutes of silence.
    player = Player("film", positions=False).play(0, 120)
    player.clock_ms += 300_000
    lake = make_lake([player.stop()])
    assert numbers(lake, "film")[1] == (90 + 35) / 3600
    (lake.folder.path / "matinee.toml").write_text("report_grace_s = 100")
    again = Lake(lake.folder.path)
    again.refresh()
    assert numbers(again, "film")[1] == (90 + 130) / 3600


def test_old_files_are_forgotten_and_the_newest_stay(make_lake):
    lake = make_lake([Player("film").play(0, 600).stop()])
    for name in ("spans", FACTS):
        lake.folder.tables.forget_old_files(name)
    assert numbers(lake, "film")[0] == 1
    assert json.loads((lake.folder.path / "lake.json").read_text()) == {"format": 2, "household_buckets": 16}
