"""Restatements: what a later edition of a published chart says otherwise."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from matinee.published.restatements import KINDS, by_chart, renames, restatements, restatements_of
from tests.data import needs_data

from .places import EDITIONS, edition, file, weekly

SUNDAY = "2023-07-23"
CHANGED = {"rank": 2, "hours": 1}


def row(name="A", rank=1, sunday=SUNDAY, **other):
    figures = {"hours": 3_000_000, "views": 2_000_000, "runtime": "1.5", "periods_in_chart": 1}
    return weekly(sunday, rank, name, **figures | other)


def between(earlier, later):
    """Kind, what was and what is, of each restatement between two editions."""
    found = restatements([file(*earlier, name="one"), file(*later, name="two")])
    assert all((one.earlier, one.later) == ("one", "two") and one.kind in KINDS for one in found)
    return [(one.kind, one.was, one.now) for one in found]


def test_editions_that_say_the_same_restate_nothing():
    assert between([row(), row("B", 2, hours=1)], [row("B", 2, hours=1), row()]) == []


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (row(hours=3_100_000), [("hours", "3,000,000", "3,100,000")]),
        (row(views=2_100_000), [("views", "2,000,000", "2,100,000")]),
        (row(runtime="1.6"), [("runtime", "1.5 h", "1.6 h")]),
        (row(runtime_h=None), [("runtime", "1.5 h", "none")]),
        (row(rank=2), [("rank", "1", "2")]),
        (row(periods_in_chart=2), [("periods in chart", "1", "2")]),
        (row("A!"), [("renamed", "A", "A!")]),
        (row(season="A: Season 1"), [("renamed", "A", "A: Season 1")]),
        (row("a", hours=1), [("renamed", "A", "a"), ("hours", "3,000,000", "1")]),
        (
            row("B", hours=1),
            [("row lost", "3,000,000 hours, 2,000,000 views", ""), ("row gained", "", "1 hours, 2,000,000 views")],
        ),
    ],
)
def test_each_change_has_its_kind(later, expected):
    assert between([row()], [later]) == expected


def test_a_column_that_the_earlier_layout_had_not_restates_nothing():
    assert between([row(views=None, runtime_h=None)], [row()]) == []


def test_a_new_week_restates_nothing_and_an_old_one_that_comes_or_goes_does():
    early, middle, late = (row(sunday=sunday) for sunday in ("2023-07-09", "2023-07-16", SUNDAY))
    assert between([early], [early, middle]) == []
    assert between([early, late], [early, middle, late]) == [("list gained", "", "1 place")]
    assert between([early, middle, late], [early, late]) == [("list lost", "1 place", "")]


def test_a_row_that_comes_back_was_regained():
    editions = [file(row(), row("B", 2, hours=1)), file(row()), file(row(), row("B", 2, hours=1))]
    assert [one.kind for one in restatements(editions)] == ["row lost", "row regained"]


def test_figures_that_several_titles_have_match_none_by_themselves():
    earlier, later = [row("A"), row("B", 2)], [row("C"), row("D", 2)]
    assert Counter(kind for kind, _, _ in between(earlier, later)) == {"row lost": 2, "row gained": 2}


def test_a_chart_without_figures_matches_by_name_and_rank():
    common = {"hours": None, "views": None, "runtime_h": None, "chart": "country", "country": "BR"}
    earlier = [row("A", season="Series", **common), row("B", 2, **common)]
    later = [row("A", season="Season 1", **common), row("C", 2, **common)]
    assert between(earlier, later) == [
        ("renamed", "A: Series", "A: Season 1"),
        ("row lost", "no. 2", ""),
        ("row gained", "", "no. 2"),
    ]


def test_titles_come_and_go_in_an_all_time_list_as_they_should():
    common = {"chart": "most popular", "period": "91 days", "period_start": None, "period_end": None}
    earlier = [row("A", 1, **common), row("B", 2, hours=5, **common)]
    later = [row("C", 1, hours=7, **common), row("A", 2, hours=6, **common)]
    assert between(earlier, later) == [("hours", "3,000,000", "6")]


def test_a_table_counts_them_by_kind():
    one, two, three = (
        file(row(**other), name=name) for name, other in (("one", {}), ("two", CHANGED), ("three", CHANGED))
    )
    found = restatements_of([[one, two, three]])
    assert found.compared == (("global", "one", "two"), ("global", "two", "three"))
    assert found.table() == [
        {"chart": "global", "earlier": "one", "later": "two", "kind": "hours", "restatements": 1},
        {"chart": "global", "earlier": "one", "later": "two", "kind": "rank", "restatements": 1},
    ]


def test_restatements_can_be_written_as_json_and_csv():
    found = restatements_of([[file(row(), name="one"), file(row(rank=2), name="two")]])
    told = json.loads(found.to_json())
    assert told["compared"] == [{"chart": "global", "earlier": "one", "later": "two"}]
    assert told["restatements"][0]["kind"] == "rank" and told["table"] == found.table()
    assert found.to_csv() == (
        "chart,earlier,later,kind,where,was,now\n"
        'global,one,two,rank,"week to 2023-07-23, Films (English), no. 1: A",1,2\n'
    )


def test_files_are_put_together_by_chart_and_country():
    brazil, states = ({"chart": "country", "country": country} for country in ("BR", "US"))
    files = [file(row(), name="g1"), file(row(**brazil), row(**states), name="c1"), file(row(**states), name="c2")]
    found = [[(edition.file, len(edition.places)) for edition in editions] for editions in by_chart(files)]
    assert found == [[("g1", 1)], [("c1", 1)], [("c1", 1), ("c2", 1)]]


def test_editions_are_called_by_their_day_where_it_tells_them_apart():
    early, late = date(2023, 7, 26), date(2023, 8, 2)
    files = [file(row(edition=day), name=str(number)) for number, day in enumerate((early, late, late))]
    assert [edition.file for edition in by_chart(files)[0]] == ["2023-07-26", "1", "2"]


def test_a_title_under_another_name_is_a_rename():
    found = renames([file(row("A"), row("B", 2, hours=1)), file(row("A!"), row("C", 2, hours=2))])
    assert [(was.name, now.name) for was, now in found] == [("A", "A!")]


@needs_data
def test_every_restatement_between_the_real_editions_is_found():
    """Counted again by comparing the files column by column."""
    found = restatements([edition(day) for day in EDITIONS])
    counts = Counter((one.later.split(".")[1], one.kind) for one in found)
    assert counts == {
        ("2021-12-08", "hours"): 30,
        ("2021-12-08", "rank"): 19,
        ("2021-12-08", "periods in chart"): 1,
        ("2021-12-08", "renamed"): 2,
        ("2021-12-08", "row lost"): 2,
        ("2021-12-08", "row gained"): 2,
        ("2022-06-29", "renamed"): 1,
        ("2023-05-31", "renamed"): 12,
        ("2023-07-26", "renamed"): 6,
        ("2024-01-03", "renamed"): 105,
        ("2024-08-28", "renamed"): 147,
        ("2024-09-04", "rank"): 2,
        ("2024-09-04", "renamed"): 11,
        ("2024-09-04", "row lost"): 1,
        ("2024-09-04", "row gained"): 1,
        ("2024-11-13", "renamed"): 1,
    }


@needs_data
def test_restatements_of_the_real_all_time_lists_are_found():
    days = ("2021-11-17", "2022-06-29", "2023-05-31", "2023-07-26", "2024-08-28")
    found = restatements([edition(day, "most-popular") for day in days])
    assert [(one.where.rpartition(": ")[2], one.kind, one.was, one.now) for one in found] == [
        ("The Forgotten Battle", "hours", "60,930,000", "60,940,000"),
        ("Part 5", "hours", "395,130,000", "792,230,000"),
        ("Stranger Things 4", "hours", "930,320,000", "1,352,090,000"),
        ("The Mother", "hours", "259,300,000", "265,900,000"),
        ("The Mother", "views", "133,000,000", "136,400,000"),
        ("AKA", "hours", "125,000,000", "125,900,000"),
        ("AKA", "views", "60,500,000", "60,900,000"),
    ]
