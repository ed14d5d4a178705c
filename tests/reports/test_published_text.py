"""Published charts in a terminal."""

from __future__ import annotations

from rich.console import Console

from matinee.published.checked import checked
from matinee.published.records import TitleRecords, ambiguity, chart_records
from matinee.published.restatements import restatements_of
from matinee.reports.published_text import checked_text, records_text, restatements_text
from tests.published.places import daily, file, weekly


def printed(parts):
    console = Console(width=80)
    with console.capture() as said:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str))
    return said.get()


def test_records_begin_with_whom_the_name_may_mean():
    places = [daily("2021-01-01", rank, "Cats", released=f"202{rank}-01-01") for rank in (0, 1)]
    places = [place._replace(rank=place.rank + 1) for place in places]
    found = chart_records(places, "cats")
    assert records_text(TitleRecords(records=found, ambiguity=ambiguity(found, "cats"))) == (
        "2 titles may be meant by 'cats', each told by itself: Cats (released 2020-01-01); Cats (released 2021-01-01).\n"
        "Cats (daily, US): 1 day in a row, from 2021-01-01 to 2021-01-01, best rank 1.\n"
        "Cats (daily, US): 1 day in a row, from 2021-01-01 to 2021-01-01, best rank 2."
    )


def test_of_no_two_editions_nothing_is_restated():
    assert printed(restatements_text(restatements_of([]))) == "There are no two editions of one chart.\n"


def test_a_row_that_came_or_went_says_with_what():
    gone = file(weekly("2022-01-02", 1, "A", hours=10_000), name="one"), file(weekly("2022-01-02", 1, "B"), name="two")
    assert printed(restatements_text(restatements_of([gone]))).endswith(
        "global, one to two\n"
        "  row lost: week to 2022-01-02, Films (English), no. 1: A (10,000 hours)\n"
        "  row gained: week to 2022-01-02, Films (English), no. 1: B (no. 1)\n"
    )


def test_a_file_without_rows_says_so():
    assert printed(checked_text(checked([file()]))) == "top10.tsv\nIt has no rows.\n\n"
