"""What was worked out of a lake is told again, and never of another state of it."""

from __future__ import annotations

import pytest

from matinee.lake import Lake
from matinee.store.worked_out import MOST, WorkedOut
from tests.player import Player

AS_OF = "2021-03-20T00:00Z"
TITLES = """asset_id,title_id,name,kind,runtime_s,released_at
a,a,A,film,6000,2021-03-01T00:00:00Z
b,b,B,film,6000,2021-03-02T00:00:00Z
"""


def more(lake, folder, *players):
    file = folder / f"events-{len(list(folder.glob('events-*')))}.cmcd"
    file.write_text("\n".join(line for player in players for line in player.lines) + "\n")
    lake.import_cmcd([file])
    lake.refresh()


@pytest.fixture
def lake(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    more(lake, tmp_path, *(Player(title, home).play(0, 6000).end() for title in "ab" for home in ("one", "two")))
    return lake


def told(lake):
    records = lake.on_record("a", as_of=AS_OF).own
    return [(figure.window, figure.by, figure.value, figure.rank) for figure in records.figures]


def test_an_answer_is_worked_out_once_and_the_oldest_goes():
    kept, made = WorkedOut(), []
    for _ in range(2):
        assert kept.once("a", lambda: made.append(1) or "answer") == "answer"
    assert made == [1]
    for number in range(MOST):
        kept.keep(number, "other")
    assert kept.find("a") is None and kept.find(0) == "other"


def test_the_same_is_told_again_and_by_another_who_opens_the_lake(lake):
    first = told(lake)
    assert told(lake) == first == told(Lake(lake.folder.path))


def test_what_came_in_since_is_told_by_the_same_lake(lake, tmp_path):
    before, titles = told(lake), lake.unknown_titles()
    assert ("first_day", "reach", 2, 1) in before and titles == []
    more(lake, tmp_path, Player("a", "three").play(0, 6000).end(), Player("c", "one").play(0, 6000).end())
    assert ("first_day", "reach", 3, 1) in told(lake) and lake.unknown_titles() == ["c"]
    assert told(lake) == told(Lake(lake.folder.path))


def test_what_the_catalogue_says_otherwise_is_told_otherwise(lake, tmp_path):
    assert ("first_day", "views", 2.0, 1) in told(lake)
    (tmp_path / "titles.csv").write_text(TITLES.replace("a,a,A,film,6000", "a,a,A,film,12000"))
    lake.import_catalogue(tmp_path / "titles.csv")
    lake.refresh()
    assert ("first_day", "views", 1.0, 1) in told(lake)
