"""The tables of a lake in other tools: views for DuckDB, and the queries of docs/bi.md."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from matinee.lake import Lake
from matinee.store.views_file import views_sql

QUERIES = re.findall(r"```sql\n(.*?)```", (Path(__file__).parents[2] / "docs/bi.md").read_text(), re.DOTALL)


@pytest.fixture(scope="module")
def tool(season):
    """A DuckDB that ran the file of views, in the time zone of the lake."""
    with duckdb.connect() as tool:
        tool.execute("SET TimeZone = 'UTC'")
        tool.execute(views_sql(season.folder))
        yield tool


def test_every_table_is_there_with_all_its_rows(season, tool):
    rows = season.status().rows
    assert tool.execute("SELECT count(*) FROM spans").fetchone() == (rows["spans"],)
    assert tool.execute("SELECT count(*) FROM household_titles").fetchone() == (rows["household_titles"],)
    assert tool.execute("SELECT count(*) FROM titles").fetchone() == (12,)


def test_the_query_of_the_docs_counts_as_the_report_does(season, tool):
    found = {title: counts for title, *counts in tool.execute(QUERIES[0]).fetchall()}
    assert set(found) == set(season.catalogue.titles)
    for title, counts in found.items():
        numbers = season.title(title).report().numbers
        names = ("reach", "completing_households", "rewatching_households")
        assert counts == [numbers[name].value for name in names]


def test_hours_by_day_add_up_to_all_viewing(season, tool):
    hours = sum(row[2] for row in tool.execute(QUERIES[1]).fetchall() if row[0] == "midnight-sky")
    assert hours == pytest.approx(season.title("midnight-sky").report(days=91).numbers["hours"].value)


def test_a_lake_whose_name_has_a_quote_can_be_read(season, tmp_path):
    moved = tmp_path / "the service's"
    moved.symlink_to(season.folder.path.parent)
    with duckdb.connect() as tool:
        tool.execute(views_sql(Lake(moved / "lake").folder))
        assert tool.execute("SELECT count(*) FROM titles").fetchone() == (12,)
