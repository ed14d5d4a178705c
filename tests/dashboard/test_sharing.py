"""Read links: what they open, to whom, until when, and what they leave out."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pyarrow as pa
import pytest

from matinee.dashboard import sharing
from matinee.dashboard.links import Links
from matinee.dashboard.shared_pages import shared_application
from matinee.dashboard.sharing import Link, make_link, read_link, shared_page
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.reports.small_cells import is_small, without_small_cells
from matinee.reports.table import Table
from matinee.units import show
from tests.dashboard.visitor import Visitor


@pytest.fixture(scope="module")
def visitor(season):
    return Visitor(shared_application(season.folder.path))


@pytest.fixture(scope="module")
def report(season):
    return season.title("heroes").report()


def counted(report, name, value=None, counted=None, out_of=None):
    """A number of a report, with other counts."""
    return replace(report.numbers[name], value=value, counted=counted, out_of=out_of)


def test_a_link_opens_its_page_with_the_reports_own_characters(season, visitor, report):
    answer = visitor.get(make_link(season, "title", {"title": "We Can Be Heroes"}))
    assert answer.status == 200 and answer.headers["x-robots-tag"] == "noindex"
    for name in ("reach", "hours", "completion_rate", "rewatch_rate"):
        block = answer.text.split(f'data-metric="{name}"')[1].split("</div>")[0]
        assert f"<dd>{show(report.numbers[name].value, report.numbers[name].metric.unit)}</dd>" in block
    assert not re.search(r'<a |href="/|<form|<script', answer.text)


def test_a_link_to_a_chart_opens_the_chart_without_places_of_few_homes(season, visitor):
    chart = season.top10(week="2021-01-25")
    answer = visitor.get(make_link(season, "chart", {"week": "2021-01-25"}, least=20))
    shown = [place.title for place in chart.places if place.reach >= 20]
    assert 0 < len(shown) < len(chart.places)
    for place in chart.places:
        assert (f"<bdi>{place.title}</bdi>".replace("'", "&#39;") in answer.text) == (place.title in shown)
    assert f"{len(chart.places) - len(shown)} of the places are left out." in answer.text


def test_nothing_else_is_there(visitor):
    for address in ("/", "/titles", "/titles/heroes", "/v1/report.json?title=heroes", "/settings", "/shared/"):
        assert visitor.get(address).status == 404


def test_a_link_that_was_changed_or_is_of_another_lake_opens_nothing(season, visitor, tmp_path):
    path = make_link(season, "title", {"title": "heroes"})
    head, body, signature = path.removeprefix("/shared/").split(".")
    changed = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    answer = visitor.get(f"/shared/{head}.{body}.{changed}")
    assert answer.status == 404 and "This link opens nothing." in answer.text
    with pytest.raises(MatineeError, match=r"This link opens nothing\."):
        read_link(Lake.create(tmp_path / "lake"), path.removeprefix("/shared/"))


def test_a_link_is_over_when_it_says_so(season, visitor, monkeypatch):
    eight_days_ago = time.time() - 8 * 86_400
    monkeypatch.setattr(sharing.time, "time", lambda: eight_days_ago)
    path = make_link(season, "title", {"title": "heroes"}, days=7)
    monkeypatch.undo()
    answer = visitor.get(path)
    assert answer.status == 404 and "This link is over." in answer.text


@pytest.mark.parametrize(("more", "problem"), [({"days": 0}, "good for 0 days"), ({"days": 400}, "400 days"), ({"least": 9}, "cells of 9 homes")])  # fmt: skip
def test_a_link_that_may_not_be_is_refused(season, more, problem):
    with pytest.raises(MatineeError, match=problem):
        make_link(season, "title", {"title": "heroes"}, **more)


def test_a_title_that_few_watched_is_not_shared_at_all(season):
    watched = season.title("heroes").report().numbers["reach"].value
    with pytest.raises(MatineeError, match=f"fewer than {watched + 1:.0f} homes"):
        make_link(season, "title", {"title": "heroes"}, least=int(watched) + 1)


def test_a_count_is_small_itself_or_by_what_is_left_of_the_whole(report):
    reach = replace(report, numbers=report.numbers | {"reach": counted(report, "reach", 100)})
    finished = {
        value: is_small(reach, counted(reach, "completing_households", value), 20) for value in (0, 19, 20, 80, 81, 100)
    }
    assert finished == {0: False, 19: True, 20: False, 80: False, 81: True, 100: False}


def test_a_ratio_is_small_by_either_part_and_by_what_is_left(report):
    reach = replace(report, numbers=report.numbers | {"reach": counted(report, "reach", 100)})
    parts = [(50, 100), (19, 100), (81, 100), (50, 90), (10, 19), (0, 100), (100, 100)]
    small = [is_small(reach, counted(reach, "completion_rate", a / b, a, b), 20) for a, b in parts]
    assert small == [False, True, True, True, True, False, False]


def test_completions_tell_of_those_who_finished(report):
    few = replace(
        report, numbers=report.numbers | {"completing_households": counted(report, "completing_households", 5)}
    )
    assert is_small(few, few.numbers["completions"], 20) and not is_small(few, few.numbers["hours"], 20)


def test_a_metric_of_which_nobody_knows_whose_homes_it_tells_is_left_out(report):
    number = report.numbers["hours"]
    unknown = replace(number, metric=replace(number.metric, name="something_new"))
    assert is_small(report, unknown, 20)


def test_days_end_before_the_first_of_few_homes_and_hours_of_the_week_are_never_told(report):
    rows = report.daily.to_dicts()[:4]
    for row, new, reach in zip(rows, (60, 50, 10, 60), (60, 75, 80, 120), strict=True):
        row |= {"new_households": new, "reach": reach, "completions": 0}
    told = replace(report, curves={**report.curves, "daily": Table(pa.Table.from_pylist(rows))})
    _, shared = without_small_cells(told, 20)
    assert shared.daily["day"] == [1, 2] and len(shared.dayparts) == 0


def test_a_shared_page_keeps_its_threshold_even_if_a_link_asks_for_less(season):
    link = Link(page="title", asked={"title": "heroes"}, until_s=round(time.time()) + 60, least=50)
    assert "fewer than 50 homes" in shared_page(season, link)


def test_a_link_that_was_taken_back_opens_nothing_and_others_still_do(season, visitor):
    kept, back = (make_link(season, "title", {"title": "heroes"}, days=days) for days in (1, 2))
    links = Links(season.folder.path)
    assert visitor.get(back).status == 200
    made = links.all()[-1]
    assert (made.page, made.asked["title"], made.least, made.state) == ("title", "heroes", 50, "good")
    links.revoke(made.id)
    answer = visitor.get(back)
    assert answer.status == 404 and "This link was taken back." in answer.text
    assert visitor.get(kept).status == 200
    assert [one.state.startswith("taken back 20") for one in links.all()[-2:]] == [False, True]


def test_without_its_list_no_link_opens_anything(tmp_path, season):
    address = make_link(season, "title", {"title": "heroes"})
    file = season.folder.path / "links.json"
    assert file.stat().st_mode & 0o077 == 0 and address.removeprefix("/shared/") not in file.read_text()
    file.rename(tmp_path / "links.json")
    with pytest.raises(MatineeError, match="This link was taken back"):
        read_link(season, address.removeprefix("/shared/"))
    (tmp_path / "links.json").rename(file)
    assert read_link(season, address.removeprefix("/shared/")).page == "title"


def test_what_is_not_in_the_list_cannot_be_taken_back(season):
    with pytest.raises(MatineeError) as error:
        Links(season.folder.path).revoke("0000")
    assert str(error.value.problem) == "There is no read link '0000'."
