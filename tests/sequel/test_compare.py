"""Titles side by side are told at equal age, each by its own days."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from matinee.errors import MatineeError
from matinee.reports.page import sections_fragment, sections_page
from matinee.reports.sections_pdf import sections_pdf
from matinee.sequel.compare_pictures import comparison_picture, comparison_pictures
from matinee.sequel.compare_sections import comparison_sections
from tests.player import Player

TITLES = [
    "one,one,One,film,6000,2021-03-01T19:00:00+00:00",
    "two,two,Two <b>&</b>,film,6000,2021-03-04T19:00:00+00:00",
    "tbd,tbd,To Be,film,6000,TBD",
]


@pytest.fixture
def lake(make_lake):
    """Two films, out on Monday and on Thursday.

    Of One five homes on its first evening, three of which finish, one of them again on Wednesday; one more home a week later. Of Two
    two homes, one of which finishes. The last viewing is on Thursday of the week after.
    """
    whole = [Player("one", home, day=0).play(0, 6000).end() for home in "abc"]
    part = [Player("one", home, day=0).play(0, 600).stop() for home in "de"]
    again = [Player("one", "a", day=2).play(0, 6000).end(), Player("one", "f", day=8).play(0, 600).stop()]
    two = [Player("two", "a", day=3).play(0, 6000).end(), Player("two", "g", day=3).play(0, 600).stop()]
    last = [Player("two", "b", day=10, at_s=7200).play(0, 600).stop()]
    return make_lake([*whole, *part, *again, *two, *last], TITLES)


def test_figures_are_of_as_many_days_as_the_youngest_has_closed(lake):
    told = lake.compare("one", "two")
    assert (told.equal_age, [one.closed_days for one in told.titles]) == (7, [10, 7])
    one, two = told.titles
    numbers = [{name: number.value for name, number in each.report.numbers.items()} for each in (one, two)]
    assert (numbers[0]["reach"], numbers[1]["reach"]) == (5, 2)  # f came on day 9
    assert (numbers[0]["completion_rate"], numbers[1]["completion_rate"]) == (3 / 5, 1 / 2)
    assert (numbers[0]["rewatch_rate"], numbers[1]["rewatch_rate"]) == (1 / 3, 0)


def test_ages_that_are_over_have_a_row_each(lake):
    one, two = lake.compare("one", "two").titles
    assert [(age.days, age.starters, age.completers, age.rewatchers) for age in one.ages] == [
        (3, 5, 3, 1),
        (7, 5, 3, 1),
    ]
    assert [(age.days, age.starters, age.completers, age.rewatchers) for age in two.ages] == [
        (3, 2, 1, 0),
        (7, 2, 1, 0),
    ]
    assert one.ages[0].completion_rate == 0.6 and two.ages[0].rewatch_rate == 0


def test_curves_are_by_days_since_each_release(lake):
    one, two = lake.compare("one", "two").titles
    assert [day.new_households for day in one.days] == [5, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert [day.reach_to_date for day in one.days] == [5] * 8 + [6] * 2
    assert [day.completions for day in one.days[:3]] == [3, 0, 1]
    assert [day.new_households for day in two.days] == [2, 0, 0, 0, 0, 0, 0]
    assert one.days[0].hours == pytest.approx((3 * 6000 + 2 * 600) / 3600)
    assert one.adjusted_by == "no holiday among them"
    assert [day.adjusted_reach_to_date for day in one.days] == [day.reach_to_date for day in one.days]


def test_weeks_are_whole_and_of_the_week_before(lake):
    one, two = lake.compare("one", "two", days=91).titles
    assert one.weeks == two.weeks == ()  # ten days have no second whole week


def test_a_second_week_is_told_as_a_share_of_the_first(make_lake):
    players = [
        Player("one", f"{day}-{n}", day=day).play(0, 600).stop() for day, n in [(0, 1), (0, 2), (3, 3), (3, 4), (8, 5)]
    ]
    players += [Player("two", "z", day=15).play(0, 600).stop()]
    lake = make_lake(players, [*TITLES[:1], "two,two,Two,film,6000,2021-03-01T19:00:00+00:00"])
    one, two = lake.compare("one", "two").titles
    assert [(week.week, week.new_households, week.hours) for week in one.weeks] == [(2, 0.25, 0.25)]
    assert [(week.week, week.new_households) for week in two.weeks] == [(2, None)]


def test_the_day_that_is_asked_for_is_the_last(lake):
    told = lake.compare("one", "two", as_of="2021-03-07T19:00Z")
    assert told.equal_age == 3
    assert [one.closed_days for one in told.titles] == [6, 3]


def test_over_christmas_counts_and_normal_weeks_stand_side_by_side(make_lake):
    players = [Player("one", f"h{n}", day=-66 + n).play(0, 600).stop() for n in range(4)]
    title = "{id},{id},{id},film,6000,2020-12-25T00:00:00+00:00"
    lake = make_lake(players, [title.format(id="one"), title.format(id="two")])
    one, two = lake.compare("one", "two").titles
    assert one.released_on == date(2020, 12, 25) and one.days[0].kind == "Christmas Day"
    assert one.days[0].new_households == 1
    assert one.days[0].adjusted_new_households == pytest.approx(
        0.6065, abs=1e-4
    )  # 1 ÷ e to the power of 0.5, as published
    assert one.adjusted_by == "published" and one.days[0].assumed
    assert two.days[0].adjusted_new_households == 0


@pytest.mark.parametrize(
    ("titles", "problem"),
    [
        (["one"], "One title cannot be compared."),
        (["one", "one"], "One title is named twice."),
        (["one", "tbd"], "To Be has no day since its release that is closed and known."),
        (["one", "nowhere"], 'There is no title called "nowhere".'),
    ],
)
def test_what_cannot_be_compared_is_said(lake, titles, problem):
    with pytest.raises(MatineeError) as error:
        lake.compare(*titles)
    assert error.value.problem == problem


def test_json_and_csv_have_exact_figures(lake):
    told = lake.compare("one", "two")
    found = json.loads(told.to_json())
    assert found["titles"][0]["figures"]["completion_rate"] == 0.6
    assert found["titles"][1]["title"] == "Two <b>&</b>"
    rows = list(csv.DictReader(io.StringIO(told.to_csv())))
    assert len(rows) == 17 and rows[0]["title"] == "one" and rows[0]["new_households"] == "5"


def test_what_is_given_to_others_tells_of_no_small_cell(lake):
    told = lake.compare("one", "two")
    for least, says in ((0, "60.0 %"), (50, "fewer than 50 homes")):
        page = sections_page(comparison_sections(told, least=least))
        assert says in page
    assert "60.0 %" not in page and "<b>&</b>" not in page
    assert comparison_pictures(told, 50) == {}


def test_a_page_fetches_nothing_and_a_fragment_is_no_page(lake):
    sections = comparison_sections(lake.compare("one", "two"))
    page = sections_page(sections)
    assert page.count("<html") == 1 and "http://" not in page.replace("http://www.w3.org", "") and "<script" not in page
    assert page.count("<svg") == 7 - 1  # of hold there is nothing to see
    assert "<html" not in sections_fragment(sections)


def test_on_paper_it_is_a_pdf_whatever_the_names(lake):
    assert sections_pdf(comparison_sections(lake.compare("one", "two"))).startswith(b"%PDF-")


def test_one_picture_holds_all(lake):
    drawn = comparison_picture(lake.compare("one", "two")).svg()
    assert drawn.count("Completion rate by age") >= 1 and drawn.count("When it is watched") >= 1
