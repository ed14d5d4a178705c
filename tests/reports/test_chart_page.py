"""A chart as a page and as a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest

from matinee import instants
from matinee.charts.chart import Edition
from matinee.charts.editions import Restated
from matinee.errors import MatineeError
from matinee.reports.chart_pictures import chart_picture, ranks_picture, save_picture, write_picture
from matinee.reports.page import chart_page, page
from tests.charts.made import day, place, week

HOSTILE = "<script>alert(1)</script> & \"Sons\" 'n' {{ 7 * 7 }}"
NAMES = [HOSTILE, "فيلم قصير عن الحب (2020)", "千と千尋の神隠し", "Ω" * 300, "bell\x07, null\x00, \ud800"]


class Reader(HTMLParser):
    """Keeps the rows of the tables of a page, its lists of notes, and what it would fetch or run."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.notes, self.changed, self.fetched, self.isolated = [], {}, [], [], []
        self._at, self._row = [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.fetched += [tag] if tag in ("script", "link", "iframe", "img", "image", "object") else []
        self.fetched += [name for name in given if name in ("src", "href", "xlink:href") or name.startswith("on")]
        if tag == "meta":
            return
        self._at.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "li":
            self.changed.append("")
        if tag == "bdi":
            self.isolated.append("")

    def handle_endtag(self, tag):
        assert self._at.pop() == tag, "elements close in the order in which they open"

    def handle_data(self, data):
        if "td" in self._at or "th" in self._at:
            self.rows[-1][-1] += data
        if "li" in self._at:
            self.changed[-1] += data
        if "bdi" in self._at:
            self.isolated[-1] += data
        if "dt" in self._at:
            self._term = data
        if "dd" in self._at:
            self.notes[self._term] = data


def read(*charts, restated=()):
    return Reader(chart_page(charts, restated))


def test_a_page_has_rank_change_title_and_the_figure_that_ranks_before_the_others():
    chart = week(
        "2021-01-04",
        place(1, "We Can Be Heroes", hours=3328.4, views=1996.9, reach=1805, previous_rank=2, periods_in_chart=3,
              in_a_row=2, peak_rank=1, periods_at_1=2),
    )  # fmt: skip
    assert read(chart).rows == [
        ["rank", "change", "title", "hours", "views", "reach", "weeks", "in a row", "peak", "at no. 1"],
        ["1", "▲ 1up 1, from 2", "We Can Be Heroes", "3,328 hours", "1,997", "1,805", "3", "2", "1", "2"],
    ]


@pytest.mark.parametrize(
    ("by", "header", "figures"),
    [
        ("views", ["views", "hours", "reach"], ["500 views", "1,000", "300"]),
        ("reach", ["households", "hours", "views"], ["300 households", "1,000", "500"]),
        ("minutes", ["minutes", "views", "reach"], ["60,000 minutes", "500", "300"]),
    ],
)
def test_what_ranks_stands_first(by, header, figures):
    chart = day("2021-01-04", place(1, "x"), by=by)
    told = read(chart).rows
    assert [row[3:6] for row in told] == [header, figures]
    assert told[0][6] == "days"
    assert told[1][2] == ("x 2 h 00 min" if by == "views" else "x")


def test_changes_are_told_in_signs_and_in_words():
    chart = week(
        "2021-01-04",
        place(1, "a", previous_rank=3),
        place(2, "b", previous_rank=2),
        place(3, "c", previous_rank=1),
        place(4, "d", entry="new entry"),
        place(5, "e", entry="re-entry"),
        place(6, "f"),
    )
    assert [row[1] for row in read(chart).rows[1:]] == [
        "▲ 2up 2, from 3", "=unchanged", "▼ 2down 2, from 1", "newnew entry", "backre-entry", "–first week on record",
    ]  # fmt: skip


def test_a_figure_that_is_unknown_is_a_dash_and_has_no_bar():
    html = chart_page([week("2021-01-04", place(1, "a"), place(2, "b", views=None, runtime_s=None), by="views")])
    assert [row[2:4] for row in Reader(html).rows[1:]] == [
        ["a 2 h 00 min", "500 views"],
        ["b runtime unknown", "– views"],
    ]
    assert re.findall(r'style="width: ([\d.]+)%"', html) == ["100.0", "0.0"]
    nothing = chart_page([week("2021-01-04", place(1, "a", hours=0.0))])
    assert re.findall(r'style="width: ([\d.]+)%"', nothing) == ["0.0"]


def test_equal_figures_stand_in_the_order_of_the_chart_and_the_rule_says_why():
    told = read(week("2021-01-04", place(1, "a"), place(2, "b")))
    assert [row[0] + row[2] for row in told.rows[1:]] == ["1a", "2b"]
    assert told.notes["Rule"].endswith(
        "; of titles with exactly the same figure the one whose name comes first in the alphabet stands higher."
    )


def test_the_rule_is_told_by_what_ranks_not_by_what_usually_does():
    assert "ranked by reach before" in read(week("2021-01-04", by="reach")).notes["Rule"]


def test_a_page_says_what_its_figures_rest_on():
    chart = week(
        "2021-07-05",
        place(1, "a"),
        chart="netflix.films.english",
        country="GB",
        time_zone="Europe/London",
        left_out=1,
        counted_to_us=instants.parse("2021-07-07T12:30:00+00:00"),
    )
    html = chart_page([chart])
    assert "<title>Films (English): Top 10 by views, Monday 5 to Sunday 11 July 2021, United Kingdom</title>" in html
    assert Reader(html).notes == {
        "Rule": chart.rule.in_words(),
        "Days": "2021-07-05 00:00 to 2021-07-12 00:00, Europe/London (2021-07-04 23:00 to 2021-07-11 23:00 UTC); "
        "only what was watched before 2021-07-07 12:30 UTC counts.",
        "Reach": "Households that watched in this week and had started the title by its end, by netflix.chose.2020: "
        "The household chose to watch the title and did so for at least two minutes, all episodes together.",
        "Views": "Hours ÷ the runtime of what was released by then.",
        "Edition": "None: worked out when this was written, and not published. What comes in later may change it.",
        "Left out": "1 title that was watched: the catalogue does not know the runtime, the kind or the language.",
        "Chart": "netflix.films.english, version 1. Source of the rule: Netflix Top 10, rules since 20 June 2023.",
    }


def test_reach_by_a_definition_of_the_service_is_told_by_its_name():
    told = read(week("2021-01-04", definition="ours.ten_minutes")).notes["Reach"]
    assert told == "Households that watched in this week and had started the title by its end, by ours.ten_minutes."


PUBLISHED = Edition(2, "2021-01-12T09:00:17.123456+00:00", "2021-01-12T08:59:00+00:00")
RESTATED = Restated(
    chart="all", period="week", first_day=date(2021, 1, 4), last_day=date(2021, 1, 10), time_zone="UTC",
    country=None, by="hours", places=10, edition=2, published_at=PUBLISHED.published_at, title_id="a", title="A", rank_was=2, rank_now=1, hours_was=900.0,
    hours_now=1000.0, views_was=1.0, views_now=2.0, reach_was=3, reach_now=4, why="late data; corrected runtime",
)  # fmt: skip


def test_an_edition_says_when_it_was_published_and_what_it_says_otherwise():
    chart = week("2021-01-04", place(1, "A"), edition=PUBLISHED)
    gone = RESTATED._replace(title="<B>", rank_was=10, rank_now=None, hours_now=None, why="catalogue")
    others = [
        RESTATED._replace(edition=3),
        RESTATED._replace(country="GB"),
        RESTATED._replace(places=20),
        RESTATED._replace(time_zone="Asia/Kolkata"),
        RESTATED._replace(by="views"),
        RESTATED._replace(first_day=date(2020, 12, 28)),
    ]
    told = read(chart, restated=[RESTATED, *others, gone])
    assert told.changed == [
        "A rank 2 → 1 hours 900 → 1,000 late data; corrected runtime",
        "<B> rank 10 → out hours 900 → – catalogue",
    ]
    assert told.notes["Edition"] == (
        "2, published 2021-01-12 09:00 UTC; what had come in by 2021-01-12 08:59 UTC counts. A published edition is "
        "never changed; a later one may differ."
    )
    assert list(told.notes)[-3:] == ["Late data", "Corrected runtime", "Catalogue"]
    assert read(replace(chart, edition=None), restated=[RESTATED]).changed == []
    unknown = replace(chart, edition=PUBLISHED._replace(cut_off_at="None"))
    assert read(unknown).notes["Edition"].startswith("2, published 2021-01-12 09:00 UTC. A published")


def test_names_are_text_in_whatever_script_and_length():
    told = read(week("2021-01-04", *[place(rank, name) for rank, name in enumerate(NAMES[:-1], start=1)]))
    assert told.isolated == NAMES[:-1] == [row[2] for row in told.rows[1:]]


def test_a_page_fetches_nothing_and_runs_nothing():
    told = read(week("2021-01-04", place(1, HOSTILE)), day("2021-01-04", place(1, "b")))
    assert told.fetched == [] and len(told.rows) == 4


def test_an_empty_chart_says_so():
    assert "Nothing was watched in this week." in chart_page([week("2021-01-04")])
    assert "No title that this chart can rank was watched on this day." in chart_page([day("2021-01-04", chart="kids")])
    assert "No title that this chart can rank was watched in this week." in chart_page([week("2021-01-04", left_out=3)])


def test_a_page_of_several_charts_is_named_after_the_first():
    html = chart_page([week("2021-01-04"), week("2020-12-28", country="BR")])
    assert (
        "<title>All titles: Top 10 by hours, Monday 4 to Sunday 10 January 2021, all countries and 1 more</title>"
        in html
    )
    assert "Top 10 by hours, Monday 28 December 2020 to Sunday 3 January 2021, Brazil" in html


def test_a_report_shows_its_chart_the_same_way():
    chart = week("2021-01-04", place(1, HOSTILE))
    alone, among = chart_page([chart]), page([], [chart])
    section = re.compile(r'<section class="matinee-top10">.*?</section>', re.DOTALL)
    assert section.findall(alone) == section.findall(among) != []


# --- pictures ---


def values(picture):
    """The rows that a picture is drawn from."""
    spec = picture.chart.to_dict()
    (rows,) = spec.get("datasets", {"": spec["data"].get("values")}).values()
    return rows


def test_a_picture_has_rank_change_name_and_figure():
    chart = week("2021-01-04", place(1, "a", previous_rank=2, hours=3328.4), place(2, "b", hours=86.75))
    told = [
        [row[name] for name in ("rank", "change", "name", "figure", "shown")] for row in values(chart_picture(chart))
    ]
    assert told == [["1", "▲ 1", "a", 3328.4, "3,328"], ["2", "–", "b", 86.75, "86.8"]]
    assert chart_picture(chart).alt == (
        "All titles, Top 10 by hours, Monday 4 to Sunday 10 January 2021, all countries. 1, a: 3,328 hours, up 1, "
        "from 2. 2, b: 86.8 hours, first week on record."
    )


def test_a_picture_says_which_figures_days_and_edition(tmp_path):
    chart = week("2021-01-04", place(1, "a"), by="reach", time_zone="Asia/Tokyo", edition=PUBLISHED)
    save_picture(chart, tmp_path / "chart.svg")
    assert (
        "Households by netflix.chose.2020. Days begin at midnight, Asia/Tokyo. Edition 2, published 2021-01-12 09:00 UTC."
    ) in drawn_text(tmp_path / "chart.svg")


def drawn_text(path):
    return [text for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text") for text in element.itertext()]


def test_an_svg_has_its_names_as_text_and_its_words_for_those_who_do_not_see_it(tmp_path):
    chart = week("2021-01-04", *[place(rank, name, views=None) for rank, name in enumerate(NAMES, start=1)])
    save_picture(chart, tmp_path / "chart.svg")
    text = drawn_text(tmp_path / "chart.svg")
    assert {*NAMES[:3], "bell , null ,"} <= {one.strip() for one in text}
    cut = next(name for name in text if name.startswith("ΩΩ"))
    assert cut.endswith("…") and len(cut) < 100
    root = ET.parse(tmp_path / "chart.svg").getroot()
    assert root.get("role") == "img" and HOSTILE in root.get("aria-label")
    assert {"script", "image", "a"}.isdisjoint(element.tag.rpartition("}")[2] for element in root.iter())


@pytest.mark.parametrize(("suffix", "begins"), [(".svg", b"<svg"), (".png", b"\x89PNG"), (".PDF", b"%PDF")])
def test_the_suffix_says_what_is_written(tmp_path, suffix, begins):
    for number, chart in enumerate((week("2021-01-04", place(1, "a")), week("2021-01-04"))):
        path = tmp_path / f"{number}{suffix}"
        save_picture(chart, path)
        assert path.read_bytes().startswith(begins)


def test_an_empty_chart_is_a_picture_that_says_so(tmp_path):
    save_picture(week("2021-01-04"), tmp_path / "chart.svg")
    assert "Nothing was watched in this week." in drawn_text(tmp_path / "chart.svg")


def test_what_cannot_be_written_is_refused(tmp_path):
    chart = week("2021-01-04", place(1, "a"))
    for name, ending in (("chart.gif", ".gif"), ("chart", "nothing")):
        with pytest.raises(MatineeError) as error:
            save_picture(chart, tmp_path / name)
        assert error.value.problem == (
            f"{tmp_path / name} is no picture that can be written: its name ends in {ending}."
        )
        assert error.value.hint == "Let it end in .svg, .png or .pdf."
    with pytest.raises(MatineeError, match="cannot be written: No such file or directory"):
        save_picture(chart, tmp_path / "nowhere" / "chart.svg")
    with pytest.raises(MatineeError, match="A picture of 101 places is too long to look at"):
        chart_picture(week("2021-01-04", *[place(rank, f"{rank}") for rank in range(1, 102)]))


def lists(chart, ranks):
    """What `lists_until` gives: title → ranks in the last periods, the last of them that of the chart; 0 for none."""
    now = chart.first_day.toordinal() // (7 if chart.period == "week" else 1)
    rows = [
        {"number": now - back, "rank": rank, "title": title}
        for title, stood in ranks.items()
        for back, rank in enumerate(reversed(stood))
        if rank
    ]
    return pa.Table.from_pylist(rows)


def test_ranks_are_lines_over_the_last_periods_that_break_where_a_title_was_absent():
    chart = week("2021-01-11", place(1, "A", title_id="a"), place(2, "B", title_id="b"))
    picture = ranks_picture(chart, lists(chart, {"a": [3, 0, 2, 1], "b": [1, 1, 1, 2], "gone": [2, 2, 3, 0]}))
    told = {(row["name"], row["period"]): (row["rank"], row["run"]) for row in values(picture)}
    assert told == {
        ("A", "21 Dec"): (3, "0.0"), ("A", "4 Jan"): (2, "0.1"), ("A", "11 Jan"): (1, "0.1"),
        ("B", "21 Dec"): (1, "1.0"), ("B", "28 Dec"): (1, "1.0"), ("B", "4 Jan"): (1, "1.0"),
        ("B", "11 Jan"): (2, "1.0"),
    }  # fmt: skip
    assert picture.title == "All titles: ranks, week by week"
    assert picture.alt == (
        "Ranks by week, from 21 Dec. A: 3 on 21 Dec, 2 on 4 Jan, 1 on 11 Jan. "
        "B: 1 on 21 Dec, 1 on 28 Dec, 1 on 4 Jan, 2 on 11 Jan."
    )


def test_ranks_go_back_twelve_periods_and_follow_ten_titles(tmp_path):
    chart = day("2021-03-01", *[place(rank, f"Film {rank}", title_id=f"{rank}") for rank in range(1, 13)], asked=12)
    picture = ranks_picture(chart, lists(chart, {f"{rank}": [rank] * 20 for rank in range(1, 13)}))
    rows = values(picture)
    assert len(rows) == 12 * 10
    assert sorted({row["back"] for row in rows}) == list(range(12)) and rows[0]["period"] == "18 Feb"
    assert len({row["colour"] for row in rows}) == 10
    write_picture(picture, tmp_path / "ranks.svg")
    assert {"Film 1", "Film 10", "18 Feb", "1 Mar"} <= set(drawn_text(tmp_path / "ranks.svg"))


def test_an_empty_chart_has_no_ranks_and_is_a_picture_all_the_same(tmp_path):
    chart = week("2021-01-04")
    nothing = pa.table({name: pa.array([], pa.int64()) for name in ("number", "rank", "title")})
    write_picture(ranks_picture(chart, nothing), tmp_path / "ranks.svg")
    assert "Nothing was watched in this week." in ranks_picture(chart, nothing).alt
