"""The catalogue from a folder of files to a calendar, by the command line alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matinee import cli

HEROES = Path(__file__).parents[2] / "examples" / "heroes"

BAD = """\
[[title]]
id = "rebecca"
name = "Rebecca"
kind = "film"
year = 2020
[[rating]]
title = "rebecca"
source = "IMDb"
scale = 10
score = 53
[[role]]
title = "rebecca"
person = "nobody"
role = "cast"
"""


@pytest.fixture
def run(tmp_path):
    """`run(*arguments)`: status, output and error channel of a command on a lake of its own."""
    environment = {"MATINEE_LAKE": str(tmp_path / "lake"), "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}

    def running(*arguments):
        result = CliRunner().invoke(cli.app, [str(one) for one in arguments], env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    assert running("init")[0] == 0
    return running


def test_the_story_is_checked_imported_shown_and_scheduled(run):
    assert run("catalogue", "check", HEROES)[1].endswith("All of it fits together.\n")
    status, out, _ = run("catalogue", "import", HEROES)
    assert status == 0 and out.startswith("heroes.toml: 8 titles, 23 people, 2 universes, 32 roles, 3 franchises")
    assert run("catalogue", "import", HEROES)[1] == "heroes.toml: nothing new taken in, 92 already there.\n"
    said = " ".join(run("catalogue", "show", "We Can Be Heroes")[1].split())
    assert "YaYa Gosselin (11) as Missy Moreno" in said and "53 of 100 by Metacritic" in said
    assert "one figure, told in two ways" in said
    told = json.loads(run("catalogue", "show", "We Can Be Heroes 2", "--format", "json")[1])
    assert told["releases"] == [{"territory": "*", "released_at": None, "status": "green-lit"}]
    assert told["franchises"][0]["shares_it_with"] == [
        {"id": "sharkboy-and-lavagirl", "name": "Sharkboy and Lavagirl", "rights": "Dimension Films"}
    ]
    lines = run("catalogue", "schedule", "--format", "csv")[1].splitlines()
    assert lines[0] == "day,title,name,where,territory,status"
    assert [re.split(",", line)[0] for line in lines[1:]] == ["2020-12-09", "2020-12-23", "2020-12-25", ""]
    assert run("catalogue", "schedule", "--since", "2021-01-01")[1].count("to be decided") == 1
    assert run("catalogue", "check")[1].endswith("All of it fits together.\n")
    assert "elsewhere, 1995" in run("catalogue", "list")[1]


def test_what_is_refused_is_told_with_its_line_and_the_rest_is_there(run, tmp_path):
    (tmp_path / "bad.toml").write_text(BAD)
    status, out, err = run("catalogue", "check", tmp_path / "bad.toml")
    assert status == 1 and out.startswith("bad.toml: 1 title can be taken in, 2 rejected.\n")
    status, out, err = run("catalogue", "import", tmp_path / "bad.toml")
    assert (status, out) == (0, "bad.toml: 1 title taken in, 2 rejected.\n")
    assert err.splitlines() == [
        "  bad.toml, line 6: IMDb rates it 53 of 10. Give a score from 0 to the best of its scale.",
        (
            "  bad.toml, line 11: There is no person 'nobody'. "
            "Add the person to the catalogue, or name them by the id they have there."
        ),
    ]
    assert run("catalogue", "show", "Rebecca")[1].startswith("Rebecca  film, 2020")
    assert "Rejected records" in run("status")[1]
    assert run("catalogue", "import", tmp_path / "bad.toml")[1] == "bad.toml: nothing new taken in, 3 already there.\n"


def test_a_file_of_no_use_costs_only_itself(run, tmp_path):
    (tmp_path / "broken.toml").write_text("[[title]\n")
    status, out, err = run("catalogue", "import", tmp_path / "broken.toml", tmp_path / "absent.csv", HEROES)
    assert status == 1 and out.startswith("heroes.toml: 8 titles")
    assert "broken.toml cannot be read as TOML" in err and "absent.csv" in err


def test_without_files_or_a_lake_there_is_nothing_to_check():
    result = CliRunner().invoke(cli.app, ["catalogue", "check"], env={"MATINEE_LAKE": ""})
    assert str(result.exception) == "Nothing is named to check.\nName files, or a lake with `--lake FOLDER`."
