"""The digest of a week."""

from __future__ import annotations

import email
import email.policy
import re

import pytest

from matinee.dashboard.digest import make_digest
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.units import Unit, show


@pytest.fixture(scope="module")
def digest(season):
    """The week after New Year: two titles came out in it."""
    return make_digest(season, "2021-01-06")


def test_the_chart_is_that_of_the_week_with_the_same_figures(season, digest):
    chart = season.top10(week="2021-01-04")
    text = digest.to_text()
    for place in chart.places:
        assert f"{place.rank:3}. {place.title}: {show(place.hours, Unit.HOURS)}" in text
        assert show(place.hours, Unit.HOURS) in digest.to_html()


def test_what_came_out_in_the_week_is_new(digest):
    assert digest.released == ("Letters to the Lighthouse", "Static")


def test_where_titles_are_heading_is_told_as_was_known_at_the_weeks_end(season, digest):
    heroes = next(one for one in digest.running if one["id"] == "heroes")
    told = season.title("heroes").project(as_of="2021-01-11T00:00Z").projection
    assert heroes["day"] == "17" and heroes["so_far"] == show(told.counted, Unit.HOUSEHOLDS)
    assert heroes["expected"] == show(round(told.median), Unit.HOUSEHOLDS)
    assert {one["id"] for one in digest.running}.isdisjoint({"harbour-lights", "ninth-wave"})


def test_records_that_fell_hold_at_the_weeks_end_and_did_not_before(season):
    """The first week of the data: whatever is best then was nobody's before."""
    christmas = make_digest(season, "2020-12-21")
    week = [line for line in christmas.records if line.startswith("Best day by hours")]
    assert len(week) == 1 and "that of 2020-12-2" in week[0]
    assert any(line.startswith("First day by reach") and "held it." in line for line in christmas.records)


def test_a_mail_has_both_forms_and_fetches_nothing(digest):
    mail = email.message_from_bytes(digest.to_mail(), policy=email.policy.default)
    assert mail["subject"] == digest.subject and mail["to"] is None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    html = mail.get_body(("html",)).get_content()
    assert not re.search(r"src=|href=|url\(|<script|<svg|<link", html)
    assert digest.to_mail().decode("ascii")


def test_a_week_without_viewing_has_a_digest_that_says_so(season):
    text = make_digest(season, "2019-01-04").to_text()
    assert "Nothing was watched in this week." in text and "Records that fell" not in text


def test_a_lake_that_is_not_worked_out_says_what_to_do(tmp_path):
    with pytest.raises(MatineeError, match=r"Nothing in this lake is worked out yet\.") as raised:
        make_digest(Lake.create(tmp_path / "lake"), "2021-01-04")
    assert raised.value.hint == "Run `matinee refresh` and ask again."


def test_a_week_that_is_no_date_is_explained(season):
    with pytest.raises(MatineeError, match="someday"):
        make_digest(season, "someday")
