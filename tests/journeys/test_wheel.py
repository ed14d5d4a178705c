"""The wheel, installed by pip into an empty environment, does the main job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options).stdout


@pytest.fixture(scope="module")
def matinee(tmp_path_factory):
    """The installed command; skipped, aloud, where pip cannot reach an index."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    run(sys.executable, "-m", "pip", *build)
    (wheel,) = folder.glob("matinee-*.whl")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    try:
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    except subprocess.CalledProcessError as failed:
        if "Could not find a version" in failed.stderr or "No matching distribution" in failed.stderr:
            pytest.skip("NOT TESTED: the wheel's dependencies cannot be fetched here")
        raise
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MATINEE"))}

    def command(*arguments):
        return run(folder / "venv" / "bin" / "matinee", *arguments, cwd=elsewhere, env=environment)

    return command


def test_it_simulates_imports_and_reports(matinee):
    matinee("simulate", "season", "--scale", "0.000005")
    matinee("init", "lake")
    matinee("catalogue", "import", "season/titles.csv", "--lake", "lake")
    matinee("import", "cmcd", "season/events.cmcd", "--lake", "lake")
    matinee("refresh", "--lake", "lake")
    report = json.loads(matinee("report", "heroes", "--format", "json", "--html", "heroes.html", "--lake", "lake"))
    assert report["metrics"]["reach"]["value"] == 220


def test_it_says_what_a_number_means(matinee):
    assert "Completion rate" in matinee("explain", "completion_rate")
