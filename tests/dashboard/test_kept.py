"""Pages are made once for a state of the lake, and some before anybody asks."""

from __future__ import annotations

import threading

import pytest

from matinee.dashboard.kept import GOOD_FOR_S, Kept
from matinee.dashboard.pages import make_ready, question_of
from matinee.errors import MatineeError
from matinee.lake import Lake

TITLES = "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00Z\n"


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


class Clock:
    def __init__(self):
        self.now_s = 0.0

    def __call__(self):
        return self.now_s


def test_an_answer_is_made_once_until_the_lake_changes_or_an_hour_is_over(lake, tmp_path):
    clock, made = Clock(), []
    kept = Kept(lake.folder.path, clock)

    def make(opened):
        made.append(len(opened.catalogue.titles))
        return "page"

    assert [kept.answer("/", make), kept.answer("/", make)] == ["page", "page"] and made == [0]
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    assert kept.find("/") is None
    kept.answer("/", make)
    assert made == [0, 1]
    clock.now_s = GOOD_FOR_S + 1
    kept.answer("/", make)
    assert made == [0, 1, 1]


def test_what_cannot_be_made_is_not_kept(lake):
    kept = Kept(lake.folder.path)

    def fail(_):
        raise MatineeError("No.", "Never.")

    with pytest.raises(MatineeError):
        kept.answer("/", fail)
    assert kept.answer("/", lambda _: "now") == "now"


def test_who_asks_at_the_same_time_shares_one_answer(lake):
    kept, made, begun, go_on = Kept(lake.folder.path), [], threading.Event(), threading.Event()

    def make(_):
        made.append(1)
        begun.set()
        assert go_on.wait(10)
        return "page"

    answers = []
    asking = [threading.Thread(target=lambda: answers.append(kept.answer("/", make))) for _ in range(3)]
    for one in asking:
        one.start()
    assert begun.wait(10) and kept.is_asked
    go_on.set()
    for one in asking:
        one.join(10)
    assert answers == ["page"] * 3 and made == [1] and not kept.is_asked


def test_pages_are_made_ahead_and_the_making_ends_when_told(lake, tmp_path):
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    lake.refresh()
    kept, stop = Kept(lake.folder.path), threading.Event()
    making = threading.Thread(target=make_ready, args=(lake.folder.path, kept, stop))
    making.start()
    for _ in range(600):
        if kept.find("/titles/film"):
            break
        stop.wait(0.1)
    stop.set()
    making.join(30)
    assert not making.is_alive() and "Film" in kept.find("/titles/film") and kept.find("/settings")


def test_a_closed_shelf_makes_nothing(lake):
    kept = Kept(lake.folder.path)
    kept.close()
    with pytest.raises(MatineeError, match="closing"):
        kept.answer("/", lambda _: "page")


def test_a_question_is_the_same_whatever_the_order_of_what_is_asked():
    assert question_of("/charts", {"week": "2021-01-04", "by": ""}) == "/charts?week=2021-01-04"
    assert question_of("/t", {"b": "1", "a": "x y"}) == question_of("/t", {"a": "x y", "b": "1"}) == "/t?a=x%20y&b=1"
