"""What goes on in a lake is told to those who look on, and no longer once it has ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from matinee.dashboard.pages import application
from matinee.lake import Lake
from matinee.progress import silent
from matinee.store.at_work import at_work, telling
from tests.dashboard.visitor import Visitor
from tests.player import Player


def test_a_refresh_and_an_import_tell_how_far_they_are(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    (tmp_path / "events.cmcd").write_text("\n".join(Player("film", "a").play(0, 600).stop().lines))
    seen = []

    def look(*_):
        found = at_work(lake.folder.path)
        seen.append(found and (found.what, found.process))

    lake.import_cmcd([tmp_path / "events.cmcd"], tell=look)
    lake.refresh(tell=look)
    assert {("import", os.getpid()), ("refresh", os.getpid())} == set(seen)
    assert at_work(lake.folder.path) is None


def test_a_page_says_what_goes_on_and_hides_the_line_otherwise(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    visitor = Visitor(application(lake.folder.path, patience_s=600))
    assert '<p class="work" role="status" data-work hidden></p>' in visitor.get("/titles").text
    with telling(lake.folder.path, "refresh", silent):
        page, line = visitor.get("/titles").text, visitor.get("/v1/work").text
        assert line.startswith("Refresh since ") and line.endswith(" UTC.")
        assert f'<p class="work" role="status" data-work>{line}</p>' in page
    assert visitor.get("/v1/work").text == "" and "Refresh since" not in visitor.get("/titles").text


def test_work_that_failed_or_was_killed_is_not_told(tmp_path):
    def fail():
        with telling(tmp_path, "import", silent):
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert at_work(tmp_path) is None
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left = {"what": "import", "begun_at": "2021-01-01T00:00:00+00:00", "process": int(gone.stdout)}
    (tmp_path / "at_work.json").write_text(json.dumps(left))
    assert at_work(tmp_path) is None


def test_progress_is_passed_on_as_it_was(tmp_path):
    told = []
    with telling(tmp_path, "import", lambda *one: told.append(one)) as tell:
        tell("titles.csv", 1, 2)
    assert told == [("titles.csv", 1, 2)]
