"""The catalogue at rest in a lake: it comes back as it was put there."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pytest

from matinee.catalogue import (
    Asset,
    Catalogue,
    Claim,
    Franchise,
    Person,
    Rating,
    Release,
    Role,
    TheatricalRun,
    Title,
    Universe,
)
from matinee.store import shelf
from matinee.store.folder import LakeFolder
from matinee.store.shelf import read_catalogue, write_catalogue

WHOLE = Catalogue.of(
    [
        Title(
            id="harbor",
            name="Tin Harbor",
            kind="film",
            studio="Ours",
            genres=("Family", "Action"),
            year=2020,
            also=("tt1",),
        ),
        Title(id="old", name="Old Harbor", kind="film", studio="Theirs", year=2001),
    ],
    [Asset(id="harbor", title="harbor", name="Tin Harbor", runtime_ms=6_000_000)],
    [Release(title="harbor", territory="US", released_at_us=None, status="green-lit")],
    people=[Person(id="ana", name="Ana Reyes", born=date(2009, 1, 9), also=("nm1",)), Person(id="bo", name="Bo")],
    roles=[
        Role(person="ana", title="harbor", role="cast", character="Captain", order=2),
        Role(person="bo", title="harbor", role="director"),
    ],
    franchises=[
        Franchise(
            id="harbors", name="Harbors", parts=("old", "harbor"), universe="sea", rights="Theirs", within="wider"
        ),
        Franchise(id="wider", name="Wider"),
    ],
    universes=[Universe(id="sea", name="The Sea")],
    ratings=[
        Rating(title="harbor", source="Metacritic", scale=100, score=53),
        Rating(title="harbor", source="IMDb", scale=10, score=4.8, as_of=date(2021, 1, 5), votes=12),
    ],
    claims=[
        Claim(subject="Tin Harbor", says="households", value=44e6, projected=True, outlet="The Ledger", file="a.toml"),
        Claim(subject="Tin Harbor 2", says="attached", value="nobody", outlet="The Post", file="a.toml"),
    ],
    runs=[TheatricalRun(title="old", opened_on=date(2001, 3, 30), screens=800, countries=16, distributor="Theirs")],
)


@pytest.fixture
def folder(tmp_path):
    return LakeFolder.create(tmp_path / "lake")


def _keep(folder, catalogue):
    with folder.writing():
        write_catalogue(folder.tables, catalogue)
        folder.settle()


def test_a_catalogue_comes_back_as_it_was_put_there(folder):
    assert read_catalogue(folder.tables) == Catalogue()
    _keep(folder, WHOLE)
    assert read_catalogue(LakeFolder(folder.path).tables) == WHOLE


def test_claims_are_added_and_none_is_lost_or_told_twice(folder):
    _keep(folder, WHOLE)
    another = Claim(subject="Tin Harbor", says="households", value=44e6, outlet="The Post", file="b.toml")
    _keep(folder, WHOLE.with_more(Catalogue.of(claims=[another, WHOLE.claims[0]])))
    assert read_catalogue(folder.tables).claims == (*WHOLE.claims, another)


def test_what_is_put_there_again_writes_no_table_again(folder):
    _keep(folder, WHOLE)
    before = {name: folder.tables.version(name) for name in ("people", "roles", "franchises", "ratings", "runs")}
    _keep(folder, WHOLE)
    assert {name: folder.tables.version(name) for name in before} == before


def test_a_lake_made_before_titles_had_studios_is_read(folder):
    older = pa.table(
        {
            "id": ["f"],
            "name": ["F"],
            "kind": ["film"],
            "series": [None],
            "season": [None],
            "language": ["en"],
            "kids": [True],
        }
    )
    with folder.writing():
        folder.tables.replace("titles", older)
        folder.settle()
    assert read_catalogue(folder.tables).titles == {
        "f": Title(id="f", name="F", kind="film", language="en", kids=True, genres=(), also=())
    }


def test_what_was_not_settled_is_not_there_and_can_be_put_there_again(folder):
    with folder.writing():
        write_catalogue(folder.tables, WHOLE)
    again = LakeFolder(folder.path)
    assert read_catalogue(again.tables) == Catalogue()
    _keep(again, WHOLE)
    assert read_catalogue(LakeFolder(folder.path).tables) == WHOLE


def test_no_column_is_a_word_of_sql():
    """By DuckDB's own list, and what Trino and Spark reserve beyond it."""
    reserved = {
        word
        for (word,) in duckdb.sql(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
        ).fetchall()
    }
    reserved |= {"order", "values", "rows", "current_date", "escape", "exists", "extract", "using", "cross", "natural"}
    schemas = (
        shelf.TITLES,
        shelf.ASSETS,
        shelf.RELEASES,
        shelf.PEOPLE,
        shelf.ROLES,
        shelf.FRANCHISES,
        shelf.UNIVERSES,
        shelf.RATINGS,
        shelf.RUNS,
    )
    assert not {name for schema in schemas for name in schema.names} & reserved
