"""The command line as a person meets it: help, results, mistakes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matinee import cli, terminal
from tests.player import Player

GOLDEN = Path(__file__).parents[1] / "golden"

COMMANDS = [
    (),
    ("init",),
    ("catalogue",),
    ("catalogue", "check"),
    ("catalogue", "import"),
    ("catalogue", "list"),
    ("catalogue", "schedule"),
    ("catalogue", "show"),
    ("catalogue", "match"),
    ("catalogue", "matches"),
    ("import",),
    ("import", "cmcd"),
    ("import", "netflix"),
    ("import", "spans"),
    ("import", "netflix-top10"),
    ("import", "daily-top10"),
    ("refresh",),
    ("status",),
    ("serve",),
    ("roll",),
    ("replay",),
    ("token",),
    ("keys",),
    ("keys", "create"),
    ("keys", "list"),
    ("keys", "revoke"),
    ("report",),
    ("top10",),
    ("project",),
    ("hold",),
    ("compare",),
    ("rank",),
    ("rollup",),
    ("retention",),
    ("sequel",),
    ("press",),
    ("digest",),
    ("share",),
    ("views",),
    ("backtest",),
    ("charts",),
    ("editions",),
    ("restatements",),
    ("records",),
    ("conformance",),
    ("conformance", "netflix-top10"),
    ("conformance", "daily-top10"),
    ("definitions",),
    ("explain",),
    ("simulate",),
    ("demo",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "matinee")
def test_help_reads_as_it_was_agreed(command):
    """To change it on purpose: MATINEE_GOLDEN=write make test, and read the difference."""
    result = CliRunner().invoke(
        cli.app,
        [*command, "--help"],
        prog_name="matinee",
        env={"COLUMNS": "90", "TERM": "dumb", "NO_COLOR": "1", "MATINEE_LAKE": ""},
    )
    text = "\n".join(line.rstrip() for line in result.stdout.splitlines()) + "\n"
    golden = GOLDEN / f"help-{'-'.join(command) or 'matinee'}.txt"
    if os.environ.get("MATINEE_GOLDEN") == "write":
        golden.write_text(text)
    assert text == golden.read_text()


def test_the_whole_way(run, tmp_path):
    lake, titles, events = tmp_path / "lake", tmp_path / "titles.csv", tmp_path / "events.cmcd"
    titles.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\n"
        "film,film,Film,film,6000,2021-03-01T00:00:00+00:00\n"
        "wrong,wrong,Wrong,film,-5,2021-03-01T00:00:00+00:00\n"
    )
    events.write_text("\n".join([*Player("film").play(0, 6000).end().lines, 'e=t,ts=7,v=2,sid="s",cid="c"', ""]))
    assert run("init", lake)[:2] == (
        0,
        f"Made a lake in {lake}.\nTell the other commands with `export MATINEE_LAKE={lake}`, or with `--lake {lake}`.\n",
    )
    status, out, err = run("catalogue", "import", titles, "--lake", lake)
    assert (status, out) == (0, "titles.csv: 1 asset taken in, 1 rejected.\n")
    assert err == ("  titles.csv, line 3: runtime_s is '-5'. Give a length of time above zero and below a week.\n")
    status, out, err = run("import", "cmcd", events, "--lake", lake)
    assert (status, out) == (0, "events.cmcd: 202 events taken in, 1 rejected.\n")
    assert err == (
        "  events.cmcd, line 203: It has no com.matinee-hh. "
        "Give the field a value; without it the record cannot be placed.\n"
    )
    assert run("report", "film", "--lake", lake)[2] == (
        "Some of what was imported is not in these figures yet: run `matinee refresh`.\n"
    )
    assert run("refresh", "--lake", lake)[:2] == (0, "Walked through 1 session, worked out 1 title of households.\n")
    status, out, err = run("report", "film", "--format", "json", "--html", tmp_path / "film.html", "--lake", lake)
    assert json.loads(out)["metrics"]["completions"]["value"] == 1
    assert err == f"Wrote {tmp_path / 'film.html'}\n" and "<svg" in (tmp_path / "film.html").read_text()
    assert run("import", "cmcd", events, "--lake", lake)[1] == "events.cmcd: 0 events taken in, 203 already there.\n"
    said = run("status", "--rejected", 5, "--lake", lake)[1]
    assert "Rejected records" in said and "It has no com.matinee-hh." in said
    assert "Film" in run("catalogue", "list", "--lake", lake)[1]
    assert run("top10", "--format", "csv", "--lake", lake)[1].splitlines()[1].startswith("1,,,film,Film,1.666")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("report", "film"),
            (
                "Error: No lake is named.\n"
                "Name its folder with `--lake FOLDER`, or once with `export MATINEE_LAKE=FOLDER`.\n"
            ),
        ),
        (
            ("report", "film", "--lake", "/nowhere"),
            "Error: There is no lake in /nowhere.\nMake one with `matinee init /nowhere`.\n",
        ),
        (("init",), "Error: No folder is named for the lake.\nName one: `matinee init LAKE`.\n"),
        (
            ("simulate", "/tmp/never", "--scale", "3"),
            "Error: A scale of 3.0 is not possible.\nGive one from 0.000001 to 1; 0.0001 is 1:10,000.\n",
        ),
    ],
)
def test_a_mistake_is_explained(run, arguments, said):
    assert run(*arguments) == (1, "", said)


def test_a_title_that_is_not_there_is_answered_with_the_nearest(run, make_lake):
    lake = make_lake(titles=["h,h,We Can Be Heroes,film,6000,2020-12-25T08:00:00Z"]).folder.path
    assert run("report", "We Can Be Heros", "--lake", lake) == (
        1,
        "",
        (
            'Error: There is no title called "We Can Be Heros".\n'
            'Did you mean "We Can Be Heroes" (film, 2020)? `matinee catalogue list` shows all 1.\n'
        ),
    )


def test_a_file_that_is_not_there_ends_with_one_and_the_others_go_through(run, make_lake, tmp_path):
    lake = make_lake().folder.path
    good = tmp_path / "good.cmcd"
    good.write_text("\n".join(Player("film").play(0, 60).stop().lines))
    status, out, err = run("import", "cmcd", tmp_path / "absent", good, "--lake", lake)
    assert (status, out) == (1, "good.cmcd: 4 events taken in.\n")
    assert err == f"Error: There is no file {tmp_path / 'absent'}.\nCheck the name and the folder.\n"


def test_the_meaning_of_the_completion_rate_is_one_command_away(run):
    status, out, _ = run("explain", "completion_rate")
    assert status == 0
    assert out.startswith("Completion rate: of the households that started the title, how many finished it.\n")
    assert "Formula: households with a start and at least one completion ÷ households with a start\n" in out


def test_progress_says_nothing_where_no_terminal_is_watching(capfd):
    with terminal.progress() as tell:
        tell("Working", 1, 2)
    assert capfd.readouterr() == ("", "")
