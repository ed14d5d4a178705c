"""A report, in every shape it is told in."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from rich.console import Console

import matinee
from matinee.errors import MatineeError
from matinee.metrics import CATALOGUE
from matinee.reports.chart_text import chart_table
from matinee.reports.page import page
from matinee.reports.text import report_table
from tests.player import Player


@pytest.fixture
def lake(make_lake):
    return make_lake(
        [
            Player("film", "a").play(0, 6000).end(),
            Player("film", "a", day=1).play(0, 6000).end(),
            Player("film", "b").play(0, 3000).stop(),
            Player("film", "c", positions=False).play(0, 600).stop(),
        ],
        ["film,film,Fish & <Chips>,film,6000,2021-03-01T00:00:00+00:00"],
    )


@pytest.fixture
def report(lake):
    return lake.title("film").report()


def printed(what, width=80):
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(what)
    return console.file.getvalue()


def test_json_has_the_promised_keys(report):
    told = json.loads(report.to_json())
    assert set(told["title"]) == {"id", "name", "kind", "runtime_s", "in_catalogue"}
    assert {"days", "from", "to", "closed"} <= set(told["window"])
    assert (told["window"]["from"], told["window"]["to"]) == ("2021-03-01T00:00:00+00:00", "2021-03-29T00:00:00+00:00")
    assert list(told["metrics"]) == [metric.name for metric in CATALOGUE]
    for metric in told["metrics"].values():
        assert {"value", "unit", "definition", "formula"} <= set(metric)
    assert {"day", "new_households", "reach", "hours"} <= set(told["daily"][0])
    assert len(told["daily"]) == 28 and len(told["retention"]) == 100 and len(told["dayparts"]) == 7 * 24


def test_ratios_carry_their_parts_and_what_was_left_out(report):
    rate = json.loads(report.to_json())["metrics"]["completion_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (0.5, 1, 2)
    assert (rate["parts"], rate["households_left_out"]) == ("households", 1)


def test_csv_has_a_line_for_each_metric_with_its_unit_and_definition(report):
    rows = list(csv.DictReader(io.StringIO(report.to_csv())))
    assert [row["metric"] for row in rows] == [metric.name for metric in CATALOGUE]
    hours = next(row for row in rows if row["metric"] == "hours")
    assert float(hours["value"]) == 15_600 / 3600
    assert (hours["unit"], hours["definition"], hours["days"]) == ("hours", "netflix.chose.2020", "28")


def test_every_shape_shows_the_same_number(report):
    told = json.loads(report.to_json())["metrics"]
    lines = {row["metric"]: row["value"] for row in csv.DictReader(io.StringIO(report.to_csv()))}
    for name, number in report.numbers.items():
        assert told[name]["value"] == number.value
        assert lines[name] == ("" if number.value is None else str(number.value))


def test_a_terminal_shows_figures_window_and_definition(report):
    text = printed(report_table(report))
    assert "Completion rate" in text and "50.0 %" in text and "1 of 2" in text
    assert "Window: 2021-03-01 00:00 to 2021-03-29 00:00 UTC, closed." in text
    assert "Counted by netflix.chose.2020" in text
    assert "Left out of completion, since their players tell no position: 1 household." in text


def test_a_running_window_says_up_to_when_it_counts(lake):
    report = lake.title("film").report(as_of="2021-03-02T00:00:00+00:00")
    assert report.closed is False
    assert "still running, counted to 2021-03-02 00:00 UTC." in printed(report_table(report), width=120)
    assert report.numbers["reach"].value == 3 and len(report.daily) == 1


def test_a_title_without_a_release_begins_with_its_first_viewing(make_lake):
    report = make_lake([Player("unheard-of", day=3).play(0, 600).stop()], []).title("unheard-of").report()
    told = report.as_dict()
    assert told["window"]["basis"] == "first viewing" and told["window"]["from"] == "2021-03-04T19:00:00+00:00"
    assert told["title"] == {
        "id": "unheard-of",
        "name": "unheard-of",
        "kind": "unknown",
        "runtime_s": None,
        "in_catalogue": False,
    }
    assert "since it was first watched" in printed(report_table(report))


def test_a_country_has_its_own_release(make_lake, tmp_path):
    lake = make_lake([Player("film", "b", country="GB").play(0, 600).stop()])
    file = tmp_path / "britain.csv"
    file.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at,territory\n"
        "film,film,Film,film,6000,2021-03-02T00:00:00+00:00,GB\n"
    )
    lake.import_catalogue(file)
    assert lake.title("film").report().numbers["reach"].value == 1
    assert lake.title("film").report(country="GB").numbers["reach"].value == 0, "watched the day before its release"


class Reader(HTMLParser):
    """Counts what a page fetches, and keeps its text."""

    def __init__(self):
        super().__init__()
        self.fetched, self.text, self.labels = [], [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in ("script", "link", "iframe", "img", "image"):
            self.fetched.append(tag)
        self.fetched += [value for name, value in attrs if name in ("src", "href", "xlink:href") and value[0] != "#"]
        if tag == "figure":
            self.labels.append(attributes["aria-label"])

    def handle_data(self, data):
        self.text.append(data)


def test_a_page_stands_alone_and_its_pictures_are_told_in_words(report, lake):
    reader = Reader()
    html = page([report], [lake.top10()])
    reader.feed(html)
    assert reader.fetched == []
    assert html.count("<svg") == len(reader.labels) == 4 and all(reader.labels)
    assert "Fish & <Chips>" in "".join(reader.text), "a title's name is text, not markup"
    assert "url(http" not in html and "@import" not in html


def test_an_empty_report_is_a_page_too(make_lake):
    report = make_lake().title("film").report()
    html = page([report])
    assert "<svg" not in html and "–" in html
    assert "–" in printed(report_table(report))


def test_a_notebook_shows_the_report_and_its_tables(report):
    assert "<svg" in report._repr_html_()
    assert report.daily._repr_html_().startswith("<table>") and report.daily._repr_html_().count("<tr>") == 29


def test_tables_reach_arrow_polars_and_pandas(report):
    assert isinstance(report.daily.to_arrow(), pa.Table)
    assert isinstance(report.daily.to_pandas(), pd.DataFrame) and len(report.daily.to_pandas()) == 28
    assert isinstance(report.daily.to_polars(), pl.DataFrame)
    assert pl.DataFrame(report.daily).equals(report.daily.to_polars())
    assert report.daily["new_households"][0] == 3


def test_the_chart_in_a_terminal(lake):
    text = printed(chart_table(lake.top10(week="2021-03-01")))
    assert "Top 10 by hours, week 2021-03-01 to 2021-03-07 (UTC)" in text
    assert re.search(r"1\s+–\s+Fish & <Chips>\s+4\.33 h\s+2\.60\s+3\s+1\s+1\s+1", text)
    assert "Nothing was watched in this week." in printed(chart_table(lake.top10(week="2022-03-01")))


def test_the_package_opens_a_lake(lake):
    again = matinee.open(lake.folder.path)
    assert again.title("fish & <chips>").report().to_json() == lake.title("film").report().to_json()
    assert repr(again) == f"<Matinee lake in {lake.folder.path}>"
    assert next(definition.id for definition in matinee.definitions) == "netflix.chose.2020"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"days": 0}, "A window of 0 days is not possible."),
        ({"country": "Narnia"}, "'Narnia' is not a country."),
        ({"as_of": "yesterday"}, "'yesterday' is not a point in time."),
        ({"definition": "mine"}, 'There is no definition "mine".'),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(lake, asked, problem):
    with pytest.raises(MatineeError) as error:
        lake.title("film").report(**asked)
    assert error.value.problem == problem


def test_one_title_under_all_definitions_is_the_same_in_every_shape(lake):
    told = lake.title("film").definitions()
    entries = json.loads(told.to_json())["definitions"]
    lines = list(csv.DictReader(io.StringIO(told.to_csv())))
    assert [entry["definition"] for entry in entries] == [line["definition"] for line in lines]
    assert [line["value"] for line in lines] == [str(entry["value"]) for entry in entries]
    first = entries[0]
    assert (first["definition"], first["value"], first["ratio"]) == ("netflix.chose.2020", 3, 1)
    assert next(one for one in entries if one["definition"] == "netflix.completer.2019")["ratio"] == 1 / 3
    html = told._repr_html_()
    assert all(entry["definition"] in html for entry in entries) and "<svg" in html and "http-equiv" not in html
