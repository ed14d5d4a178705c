"""`matinee backtest` as a person meets it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from matinee import cli
from matinee.errors import MatineeError
from tests.projection.made import slate, table


@pytest.fixture
def run():
    def running(*arguments):
        result = CliRunner().invoke(cli.app, ["backtest", *map(str, arguments)], env={"COLUMNS": "90"})
        if isinstance(result.exception, MatineeError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return running


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "curves.csv"
    path.write_text("\n".join([*table(slate(60)), "A bad row,2021-01-01,1,many"]) + "\n")
    return path


def test_a_table_shows_ages_thirds_december_and_baselines(run, file):
    said = run("--curves", file, "--at", "3,11").stdout
    assert [line.split()[0] for line in said.splitlines() if " all " in line and "%" in line] == ["3", "11"]
    assert "…" not in said
    for word in ("December", "smallest", "largest", "constant", "analogue"):
        assert said.count(word) >= 2


def test_json_is_all_that_comes_out_and_bad_rows_are_told_beside_it(run, file):
    result = run("--curves", file, "--at", "7", "--history", "20", "--format", "json")
    assert json.loads(result.stdout)["ages"][0]["at"] == 7
    assert result.stderr.startswith("curves.csv, line 1682: new_households is 'many'.")
    assert result.stderr.endswith("1 row of curves.csv could not be used; all others were.\n")


def test_csv_has_every_forecast(run, file):
    lines = run("--curves", file, "--at", "7", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("title,released_on,at,days,state,closed_titles,counted,median,low_50,high_50,")
    assert len(lines) > 30


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "There is nothing to test on."),
        (("--curves", "a.csv", "--netflix-top10", "b.tsv"), "There are two things to test on."),
        (("--curves", "a.csv", "--at", "soon"), '"soon" are no days.'),
        (("--curves", "a.csv", "--test-from", "2021"), '"2021" is no date.'),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments, problem):
    with pytest.raises(MatineeError) as caught:
        run(*arguments)
    assert caught.value.problem == problem
