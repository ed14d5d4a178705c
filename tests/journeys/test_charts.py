"""Charts on the command line: shown, published, restated, listed."""

from __future__ import annotations

import json

import pytest

from tests.player import Player

TITLES = [
    "long,long,Long,film,12000,2021-03-01T00:00:00+00:00",
    "short,short,Short,film,3000,2021-03-01T00:00:00+00:00",
]
WEEK = ("--week", "2021-03-01")


@pytest.fixture
def lake(make_lake):
    return make_lake([Player("long", "a").play(0, 6000).stop(), Player("short", "b").play(0, 3000).end()], TITLES)


def test_a_chart_is_published_and_restated_when_the_truth_comes_late(run, lake, tmp_path):
    path = lake.folder.path
    status, out, _ = run("top10", *WEEK, "--publish", "--lake", path)
    assert status == 0
    assert out.startswith("Top 10 by hours, week 2021-03-01 to 2021-03-07 (UTC), edition 1\n")
    first = run("top10", *WEEK, "--edition", 1, "--format", "json", "--lake", path)[1]
    late = tmp_path / "late.cmcd"
    late.write_text("\n".join(Player("short", "c", day=2).play(0, 3000).end().lines))
    run("import", "cmcd", late, "--lake", path)
    assert run("top10", *WEEK, "--publish", "--lake", path) == (
        1,
        "",
        "Error: Some of what was imported is not in the figures yet.\nRun `matinee refresh`, then publish.\n",
    )
    run("refresh", "--lake", path)
    assert run("top10", *WEEK, "--edition", 1, "--format", "json", "--lake", path)[1] == first
    newest = json.loads(run("top10", *WEEK, "--edition", 0, "--format", "json", "--lake", path)[1])
    assert newest["edition"]["number"] == 2
    assert newest["places"] == json.loads(run("top10", *WEEK, "--format", "json", "--lake", path)[1])["places"]
    assert (
        run("editions", "--format", "csv", "--lake", path)[1]
        .splitlines()[1]
        .startswith("all,week,2021-03-01,2021-03-07,UTC,,hours,1,")
    )
    told = run("restatements", "--format", "csv", "--lake", path)[1].splitlines()
    assert told[0].startswith(
        "chart,period,first_day,last_day,time_zone,country,by,places,edition,published_at,title_id,title,rank_was,"
    )
    assert len(told) == 2 and told[1].endswith(",2.0,1,2,late data")  # views, reach and why of Short
    shown = run("restatements", "--lake", path)[1].splitlines()
    assert shown[0].startswith("all by hours, week 2021-03-01, edition 2 of ")
    assert shown[1:] == ["  Short: no. 2, 0.83 h → 1.67 h (+100.0 %): late data"]


def test_nothing_published_is_said_so(run, lake):
    path = lake.folder.path
    assert run("editions", "--lake", path)[1] == "No chart was published yet: `matinee top10 --week DATE --publish`.\n"
    assert run("restatements", "--lake", path)[1] == "No published chart was restated.\n"
    assert run("top10", *WEEK, "--edition", 1, "--lake", path)[2] == (
        "Error: The chart all of 2021-03-01 was not published.\n"
        "`matinee editions` lists what was; `matinee top10 --publish` publishes it.\n"
    )


def test_a_chart_of_ones_own_is_a_few_lines_of_settings(run, lake):
    path = lake.folder.path
    (path / "matinee.toml").write_text('[chart."ours"]\ntitle = "Ours"\ntitles = ["short"]\nby = "views"\n')
    assert "Ours" in run("charts", "--lake", path)[1]
    shown = run("top10", *WEEK, "--chart", "ours", "--lake", path)[1]
    assert shown.startswith("Top 10, Ours by views, week 2021-03-01 to 2021-03-07 (UTC)\n")
    assert "Short" in shown and "Long" not in shown


def test_a_published_chart_is_of_all_that_came_in(run, lake):
    said = run("top10", *WEEK, "--publish", "--as-of", "2021-03-05", "--lake", lake.folder.path)
    assert said == (
        1,
        "",
        (
            "Error: A published chart is of all that came in, and has the default definition.\n"
            "Leave out --as-of and --definition.\n"
        ),
    )


def test_a_name_with_brackets_or_control_characters_is_shown_and_steers_nothing(run, make_lake):
    names = ["[/nothing]", "[bold red]Noise", "[rec]", "Bell\x07\x1b[31m"]
    lake = make_lake(
        [Player(f"t{number}", f"h{number}").play(0, 600).stop() for number in range(len(names))],
        [f"t{number},t{number},{name},film,600,2021-03-01T00:00:00+00:00" for number, name in enumerate(names)],
    )
    path = lake.folder.path
    (path / "matinee.toml").write_text('[chart."[/x]"]\ntitle = "[/y]"\nsource = "[/z]"\n')
    assert run("top10", "--chart", "[/x]", *WEEK, "--publish", "--lake", path)[0] == 0
    shown = run("top10", "--chart", "[/x]", *WEEK, "--lake", path)
    assert shown[0] == 0 and all(name in shown[1] for name in [*names[:3], "Bell [31m"])
    for command in (["records"], ["records", "--title", "t0"], ["charts"], ["editions"]):
        status, out, _ = run(*command, "--lake", path)
        assert status == 0 and "[" in out and "\x1b" not in out


def test_a_chart_is_either_published_or_shown_as_it_was(run, lake):
    said = run("top10", *WEEK, "--publish", "--edition", 1, "--lake", lake.folder.path)
    assert said == (
        1,
        "",
        "Error: --publish makes the next edition, and --edition 1 shows one that is there.\nGive one of the two.\n",
    )
    assert not len(lake.editions())
