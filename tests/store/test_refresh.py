"""A refresh works out only what changed, and comes to the same as working out everything anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.lake import Lake
from matinee.store.refresh import FACTS
from matinee.viewing.fold import fold
from matinee.viewing.spans import SPANS
from tests.player import Player

TITLES = """asset_id,title_id,name,kind,runtime_s,released_at
a,a,A,film,600,2021-03-01T00:00:00+00:00
b,b,B,film,900,2021-03-01T00:00:00+00:00
"""

SITTING = st.tuples(
    st.sampled_from(["one", "two", "three"]),
    st.sampled_from(["a", "b", "nobody knows"]),
    st.integers(0, 8),
    st.integers(0, 500),
    st.integers(30, 400),
    st.sampled_from(["GB", "BR"]),
)


def rows_of(lake, table):
    """The rows of a table, without the order in which they came, and ids as each lake has them."""
    rows = lake.folder.tables.read(table).to_pylist()
    return sorted(rows, key=repr)


def lines_of(sittings):
    lines = []
    for number, (household, asset, day, start_s, lasts_s, country) in enumerate(sittings):
        player = Player(asset, household, day=day, at_s=number * 7, country=country, session=f"s{number % 5}")
        lines += player.play(start_s, start_s + lasts_s).stop().lines
    return lines


def new_lake(folder: Path, secret: bytes) -> Lake:
    lake = Lake.create(folder)
    (folder / "secret").write_bytes(secret)
    (folder.parent / "titles.csv").write_text(TITLES)
    lake.import_catalogue(folder.parent / "titles.csv")
    return lake


def take_in(lake, lines):
    file = lake.folder.path.parent / "part.cmcd"
    file.write_text("\n".join(lines))
    lake.import_cmcd([file])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SITTING, min_size=1, max_size=10), st.integers(2, 4), st.integers(0, 2**16))
def test_in_parts_is_the_same_as_at_once(tmp_path_factory, sittings, parts, seed):
    folder = tmp_path_factory.mktemp("law")
    lines = lines_of(sittings)
    at_once = new_lake(folder / "at-once", b"s" * 32)
    take_in(at_once, lines)
    at_once.refresh()
    shuffled = lines + lines[::3]
    random.Random(seed).shuffle(shuffled)
    in_parts = new_lake(folder / "in-parts", b"s" * 32)
    for part in range(parts):
        take_in(in_parts, shuffled[part::parts])
        in_parts.refresh()
    for table in ("spans", FACTS):
        assert rows_of(in_parts, table) == rows_of(at_once, table)


def test_one_evening_after_the_other_is_folded_onto_the_evenings_before(tmp_path):
    """The ordinary case: every refresh brings later viewing of households already known."""
    evenings = [[Player("a", home, day=day).play(0, 600).end() for home in "xy"] for day in range(4)]
    daily = new_lake(tmp_path / "daily", b"s" * 32)
    for players in evenings:
        take_in(daily, [line for player in players for line in player.lines])
        daily.refresh()
    facts = rows_of(daily, FACTS)
    assert [row["completions"] for row in facts] == [4, 4]
    anew = fold(daily.folder.tables.read("spans"), daily.catalogue, daily.rules)
    assert facts == sorted(anew.to_pylist(), key=repr)


def test_nothing_new_changes_nothing(make_lake):
    lake = make_lake([Player("film").play(0, 600).stop()])
    before = rows_of(lake, FACTS)
    done = lake.refresh()
    assert (done.sessions, done.facts) == (0, 0) and rows_of(lake, FACTS) == before


def test_a_corrected_runtime_changes_what_rests_on_it(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 5000).stop()])
    assert lake.title("film").report().numbers["completions"].value == 0
    shorter = tmp_path / "shorter.csv"
    shorter.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,5400,2021-03-01T00:00:00+00:00\n"
    )
    lake.import_catalogue(shorter)
    assert lake.title("film").report().numbers["completions"].value == 1, "the catalogue speaks at once"
    assert lake.refresh().facts == 1
    assert lake.title("film").report().numbers["completions"].value == 1
    assert [row["completions"] for row in rows_of(lake, FACTS)] == [1]


def test_an_asset_that_the_catalogue_learns_of_joins_its_title(make_lake, tmp_path):
    lake = make_lake([Player("later").play(0, 600).end()])
    assert lake.unknown_titles() == ["later"]
    more = tmp_path / "more.csv"
    more.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nlater,its-title,Later,film,600,2021-03-01T00:00:00+00:00\n"
    )
    lake.import_catalogue(more)
    lake.refresh()
    assert lake.unknown_titles() == []
    assert lake.title("Later").report().numbers["completions"].value == 1
    assert [row["title"] for row in rows_of(lake, FACTS)] == ["its-title"]


def test_a_definition_of_ones_own_is_counted_after_the_next_question(make_lake):
    lake = make_lake([Player("film").play(0, 700).stop(), Player("film", "other").play(0, 500).stop()])
    settings_file = lake.folder.path / "matinee.toml"
    settings_file.write_text('[definition."ours.ten_minutes"]\nmeasure = "viewing"\nleast = 600\n')
    again = Lake(lake.folder.path)
    assert again.title("film").report(definition="ours.ten_minutes").numbers["reach"].value == 1
    again.refresh()
    assert again.title("film").report(definition="ours.ten_minutes").numbers["reach"].value == 1
    assert again.title("film").report().numbers["reach"].value == 2


@pytest.mark.parametrize("days", [1, 2, 3, 28])
@pytest.mark.parametrize("country", [None, "GB", "BR"])
def test_facts_at_rest_are_what_folding_the_window_gives(make_lake, days, country):
    lake = make_lake(
        [Player("film", "one", day=day, country="GB" if day < 3 else "BR").play(0, 3000).stop() for day in range(5)]
        + [Player("film", "two", day=1, country="BR").play(0, 6000).end()]
    )
    history = lake.history
    begin = lake.catalogue.released_at_us("film")
    window = type(history.extent())(begin, begin + days * 86_400_000_000)
    at_rest = lake.engine.collect(history.facts("film", window, country))
    spans = lake.engine.collect(history.spans(window, title="film", country=country))
    anew = fold(spans.select(SPANS.names), lake.catalogue, lake.rules)
    assert sorted(at_rest.select(anew.schema.names).to_pylist(), key=repr) == sorted(anew.to_pylist(), key=repr)
