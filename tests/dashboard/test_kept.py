"""Pages are made once for a state of the lake, and some before anybody asks."""

from __future__ import annotations

import html
import threading
import time

import pytest

from matinee.dashboard.asked import Asked
from matinee.dashboard.kept import GOOD_FOR_US, Kept
from matinee.dashboard.page_shelf import PageShelf
from matinee.dashboard.pages import application, make_ready, question_of, question_of_title
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT
from tests.dashboard.visitor import Visitor

TITLES = "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00Z\n"


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


class Clock:
    def __init__(self):
        self.now_us = 0

    def __call__(self):
        return self.now_us


def slow(begun, go_on):
    def make(_):
        begun.set()
        assert go_on.wait(60)
        return "slow"

    return make


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
    clock.now_us = GOOD_FOR_US + 1
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


def test_an_unknown_title_is_told_at_once_while_another_page_is_being_made(lake, tmp_path):
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    kept, begun, go_on = Kept(lake.folder.path), threading.Event(), threading.Event()
    making = threading.Thread(target=lambda: kept.answer("/", slow(begun, go_on)))
    making.start()
    assert begun.wait(10)
    visitor = Visitor(application(lake.folder.path, kept, patience_s=0.1))
    unknown = visitor.get("/titles/Flim")
    go_on.set()
    making.join(10)
    assert unknown.status == 404 and 'There is no title called "Flim".' in html.unescape(unknown.text)


def test_who_waits_for_a_page_is_told_so(lake):
    kept, begun, go_on = Kept(lake.folder.path), threading.Event(), threading.Event()
    making = threading.Thread(target=lambda: kept.answer("/", slow(begun, go_on)))
    making.start()
    assert begun.wait(10)
    waiting = Visitor(application(lake.folder.path, kept, patience_s=0.1)).get("/titles")
    go_on.set()
    making.join(10)
    assert waiting.status == 202 and waiting.headers["refresh"] == "1" and "Working it out" in waiting.text


def test_the_page_of_before_is_shown_with_its_time_until_the_next_is_made(lake, tmp_path):
    kept, begun, go_on = Kept(lake.folder.path, lambda: 1_610_000_000_000_000), threading.Event(), threading.Event()
    visitor = Visitor(application(lake.folder.path, kept))
    assert visitor.get("/titles").status == 200
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    making = threading.Thread(target=lambda: kept.answer("/other", slow(begun, go_on)))
    making.start()
    assert begun.wait(10)
    before = visitor.get("/titles")
    go_on.set()
    making.join(10)
    assert before.status == 200 and "The catalogue is empty." in before.text
    assert "As of 2021-01-07 06:13:20 UTC." in before.text and " data-stale" in before.text
    for _ in range(600):
        after = visitor.get("/titles")
        if " data-stale" not in after.text:
            break
        time.sleep(0.1)
    assert "Film" in after.text and " data-stale" not in after.text


def test_pages_are_there_after_a_new_start_and_good_as_long_as_they_were(lake, tmp_path):
    first = Kept(lake.folder.path, shelf=PageShelf(lake.folder.path))
    assert first.answer("/", lambda _: "made") == "made"
    again = Kept(lake.folder.path, shelf=PageShelf(lake.folder.path))
    assert again.find("/") == "made" and again.find("/titles") is None
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    assert again.find("/") is None and again.last("/").answer == "made"
    assert (lake.folder.path / "pages").stat().st_mode & 0o077 == 0


def test_a_page_that_rests_broken_is_made_anew(lake):
    kept = Kept(lake.folder.path, shelf=PageShelf(lake.folder.path))
    kept.answer("/", lambda _: "made")
    (file,) = (lake.folder.path / "pages").iterdir()
    file.write_text(file.read_text()[:20])
    assert Kept(lake.folder.path, shelf=PageShelf(lake.folder.path)).answer("/", lambda _: "anew") == "anew"


def test_what_can_be_made_no_longer_is_not_shown_as_it_was(lake, tmp_path):
    kept = Kept(lake.folder.path, shelf=PageShelf(lake.folder.path))
    kept.answer("/", lambda _: "made")
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")

    def fail(_):
        raise MatineeError("No.", "Never.")

    with pytest.raises(MatineeError):
        kept.answer("/", fail)
    assert kept.last("/") is None and list((lake.folder.path / "pages").iterdir()) == []


def test_what_was_asked_for_last_is_made_ahead_again(lake, tmp_path):
    kept, stop = Kept(lake.folder.path), threading.Event()
    visitor = Visitor(application(lake.folder.path, kept))
    visitor.get("/titles?q=film")
    (tmp_path / "titles.csv").write_text(TITLES)
    lake.import_catalogue(tmp_path / "titles.csv")
    making = threading.Thread(target=make_ready, args=(lake.folder.path, kept, stop))
    making.start()
    for _ in range(600):
        if kept.find("/titles?q=film"):
            break
        stop.wait(0.1)
    stop.set()
    making.join(30)
    assert "Film" in kept.find("/titles?q=film")


def test_a_form_that_sends_what_is_usual_asks_for_the_same_page():
    sent = {"days": "28", "definition": DEFAULT, "country": "", "as_of": ""}
    assert question_of_title("a/b", Asked.of(sent)) == question_of_title("a/b", Asked()) == "/titles/a/b"


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
