"""What every journey on the command line needs."""

from __future__ import annotations

import pytest

from matinee import cli


@pytest.fixture
def run(monkeypatch, capfd):
    """`run("report", "film")`: exit status, what was printed, and what was said on the side."""
    monkeypatch.delenv("MATINEE_LAKE", raising=False)

    def running(*arguments):
        monkeypatch.setattr("sys.argv", ["matinee", *map(str, arguments)])
        capfd.readouterr()
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        said = capfd.readouterr()
        return status, said.out, said.err

    return running


@pytest.fixture
def lake(run, tmp_path):
    """The folder of a new lake, made by the command."""
    assert run("init", tmp_path / "lake")[0] == 0
    return tmp_path / "lake"
