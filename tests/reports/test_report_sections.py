"""A report on paper and as one picture: complete, and without what tells of a few homes."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.metrics import CATALOGUE
from matinee.reports.report_sections import report_sections
from matinee.reports.sections_pdf import sections_pdf, sections_png
from tests.player import Player

TITLES = ['film,film,#strong[Fish] & "Chips",film,6000,2021-03-01T00:00:00+00:00']


@pytest.fixture
def report(make_lake):
    """Sixty homes start a film, twelve of them on the second day; five stop halfway."""
    homes = [
        Player("film", f"{home}", day=int(home >= 48)).play(0, 6000 if home >= 5 else 3000).end() for home in range(60)
    ]
    return make_lake(homes, TITLES).title("film").report()


def rows(told, name):
    return [row for section in told.sections if section.name == name for table in section.tables for row in table.rows]


def test_every_metric_every_day_and_every_picture_is_in_it(report):
    told = report_sections(report, 1)
    assert [row[0] for row in rows(told, "Figures")] == [metric.title for metric in CATALOGUE]
    assert rows(told, "Day by day")[:2] == [
        ("1", "48", "48", "48", "75.8 h", "43"),
        ("2", "12", "12", "60", "20 h", "12"),
    ]
    assert [one.name for one in told.sections if one.pictures] == [
        "Households by day",
        "Minute by minute",
        "When it is watched",
    ]


def test_what_tells_of_a_few_homes_is_left_out_and_said_to_be(report):
    told = report_sections(report, 20)
    figures = {row[0]: row[1] for row in rows(told, "Figures")}
    assert figures["Reach"] == "60" and figures["Completion rate"] == "left out"  # five did not finish
    assert [row[0] for row in rows(told, "Day by day")] == ["1"]
    assert "From day 2 on a day tells of fewer than 20 homes." in told.sections[-1].notes
    with pytest.raises(MatineeError, match="was watched in fewer than 61 homes in this window"):
        report_sections(report, 61)


def test_the_files_are_what_they_are_called_whatever_the_name_of_the_title(report):
    told = report_sections(report, 1)
    picture = sections_png(told)
    assert picture.startswith(b"\x89PNG") and int.from_bytes(picture[16:20], "big") == round(21 / 2.54 * 144)
    assert sections_pdf(told).startswith(b"%PDF-")
