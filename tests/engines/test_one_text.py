"""Two engines, one text: every number that DuckDB gives, Spark gives, from executors of their own.

All in one file, so that one application serves the whole run.
"""

from __future__ import annotations

import os
import random
from functools import partial

import pyarrow as pa
import pytest

from matinee.cli import main
from matinee.errors import MatineeError
from matinee.metrics.definitions import PRESETS
from matinee.store import open_engine
from matinee.viewing.fold import facts_schema, fold
from tests.journeys.test_golden_cases import CASES as GOLDEN
from tests.journeys.test_golden_cases import EXPECTED, RUNTIME_S
from tests.metrics.test_every_metric import players_of
from tests.metrics.test_peers import CASES as TRAPS
from tests.metrics.test_peers import FILM
from tests.player import Player
from tests.viewing.conftest import RULES, TWO_MINUTES, Watching, film, spans_table
from tests.viewing.plain_fold import (
    judged,
    judged_instants,
    judged_starts,
    plain_facts,
    plain_instants,
    plain_starts,
)

pytestmark = [
    pytest.mark.usefixtures("spark_session"),
    # PySpark leaves it to the garbage collector to close the sockets through which results come.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
RELEASED = "2021-03-01T00:00:00+00:00"


def both(lake, title="film", **asked):
    """The report of a title by Spark, the same to the last digit as by DuckDB."""
    spark, duckdb = (lake.title(title, engine).report(**asked) for engine in ("spark", "duckdb"))
    assert spark.as_dict() == duckdb.as_dict()
    return spark


def numbers_by_both(lake, title="film", **asked):
    """The same without the curves, which take most of the time."""
    spark, duckdb = (lake.title(title, engine).report(**asked).numbers for engine in ("spark", "duckdb"))
    assert spark == duckdb
    return spark


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    """All golden cases in one lake."""
    return lake_of(
        tmp_path_factory.mktemp("golden"),
        [player for players in GOLDEN.values() for player in players],
        [f"{name},{name},Case {name},film,{'' if name == 'live' else RUNTIME_S},{RELEASED}" for name in GOLDEN],
    )


def lake_of(folder, players, titles):
    from matinee.lake import Lake
    from tests.conftest import HEADER

    lake = Lake.create(folder / "lake")
    (folder / "titles.csv").write_text("\n".join([HEADER, *titles]) + "\n")
    lake.import_catalogue(folder / "titles.csv")
    (folder / "events.cmcd").write_text("\n".join(line for player in players for line in player.lines))
    lake.import_cmcd([folder / "events.cmcd"])
    lake.refresh()
    return lake


@pytest.mark.parametrize("name", EXPECTED)
def test_a_golden_case_gives(golden, name):
    numbers = numbers_by_both(golden, name)
    viewing_s, coverage, completions, reach = EXPECTED[name]
    assert numbers["hours"].value == viewing_s / 3600
    assert numbers["coverage"].value == coverage
    assert numbers["completions"].value == completions
    assert numbers["reach"].value == reach


def test_a_household_in_two_countries_is_one_in_each_and_one_in_all(golden):
    told = [numbers_by_both(golden, "two-countries", country=country) for country in ("GB", "BR")]
    assert [(one["reach"].value, one["completions"].value) for one in told] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("case", TRAPS, ids=lambda case: case.__name__)
def test_a_trap_tells_the_definitions_apart(make_lake, case):
    lake = make_lake(case(), FILM)
    told = lake.title("film", "spark").definitions()
    assert told.rows() == lake.title("film").definitions().rows()
    said = {one.term.id: one.value for one in told.said}
    said["completions"] = told.report.numbers["completions"].value
    assert {id: said[id] for id in TRAPS[case]} == pytest.approx(TRAPS[case], abs=1e-9)


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """Forty sittings of eight homes, here and there, a few without positions."""
    chance = random.Random(7)
    sittings = [
        (
            chance.randrange(8),
            chance.randrange(5900),
            chance.randrange(10, 6000),
            chance.randrange(6),
            chance.choice(["GB", "BR"]),
            chance.random() < 0.9,
        )
        for _ in range(40)
    ]
    return lake_of(
        tmp_path_factory.mktemp("busy"),
        [player.stop() for player in players_of(sittings)],
        [f"film,film,Film,film,6000,{RELEASED}"],
    )


FILTERS = (
    {},
    {"country": "GB"},
    {"days": 2},
    {"as_of": "2021-03-02T20:00:00+00:00"},
    {"as_of": "2021-02-01T00:00:00+00:00"},
)


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_every_metric_and_curve_is_the_same_whatever_is_left_out(busy, asked):
    both(busy, **asked)


@pytest.mark.parametrize("definition", [one.id for one in PRESETS])
def test_every_metric_is_the_same_under_every_definition(busy, definition):
    numbers_by_both(busy, definition=definition, days=3)


def test_nobody_nothing_and_no_runtime_are_told_apart(make_lake):
    assert {one.value for one in numbers_by_both(make_lake()).values()} == {None}
    titles = [f"film,film,Film,film,6000,{RELEASED}", f"live,live,Live,film,,{RELEASED}"]
    lake = make_lake([Player("live").play(0, 900).stop()], titles)
    assert numbers_by_both(lake)["reach"].value == 0
    told = both(lake, "live").numbers
    assert (told["reach"].value, told["views"].value, told["completions"].value) == (1, None, None)


def test_a_night_in_which_clocks_change_and_a_title_that_needs_quotes(make_lake):
    # From 0:30 UTC; in London the hour after 1:00 on 28 March 2021 does not exist.
    player = Player("film", day=26, at_s=5.5 * 3600).play(0, 3600).stop()
    lake = make_lake([player], [f"film,it's \\ odd,Film,film,6000,{RELEASED}"])
    hours = both(lake, "Film").dayparts.to_dicts()
    assert {(row["weekday"], row["hour"]): row["hours"] for row in hours if row["hours"]} == {(6, 0): 0.5, (6, 2): 0.5}


def test_a_season_grows_by_its_episodes(make_lake):
    episodes = [f"e{n},season,Episode {n},episode,1800,2021-03-0{n}T00:00:00+00:00" for n in (1, 2)]
    players = [
        Player("e1").play(0, 1800).end(),
        Player("e2", day=2).play(0, 900).stop(),
        Player("e2", day=3).play(0, 1800).end(),
    ]
    lake = make_lake(players, episodes)
    assert numbers_by_both(lake, "season", days=1)["completions"].value == 1
    assert both(lake, "season").numbers["completions"].value == 1


# --- the fold -----------------------------------------------------------------------------


def many_spans(homes=60):
    """Homes with up to thirty sittings each, far more than a batch holds; some at the same time, some given twice."""
    chance = random.Random(3)
    rows = []
    for home in range(homes):
        for number in range(chance.randrange(1, 30)):
            a = chance.randrange(90)
            rows.append(
                Watching(
                    a,
                    min(a + chance.randrange(1, 60), 100),
                    at_s=chance.randrange(300),
                    rate=chance.choice([0.5, 1.0, 2.0]),
                    day=chance.randrange(3),
                    session=f"s{number % 4}",
                    household=f"home {home}",
                    country=chance.choice(["GB", "BR", None]),
                    known=chance.random() < 0.9,
                )
            )
    rows += chance.choices(rows, k=20)
    chance.shuffle(rows)
    return spans_table(rows)


def folding():
    return partial(fold, catalogue=film(100), rules=RULES)


def test_the_fold_on_executors_gives_the_facts_of_the_fold_in_the_process(tmp_path):
    spans, schema = many_spans(), facts_schema(RULES)
    engine = open_engine(tmp_path, "spark")
    engine.give("spans", spans)
    facts = engine.sql(f"SELECT * FROM {engine.folded('SELECT * FROM spans', folding(), schema)}").cast(schema)
    assert facts.sort_by("household").to_pylist() == folding()(spans).sort_by("household").to_pylist()


def process_of(spans):
    """Not facts: in which process they would have been worked out, by household."""
    rows = spans.group_by(["household"]).aggregate([])
    return rows.append_column("process", pa.array([os.getpid()] * rows.num_rows, pa.int64()))


def test_households_are_folded_in_processes_of_their_own_each_household_in_one(tmp_path):
    engine = open_engine(tmp_path, "spark")
    engine.give("spans", many_spans())
    schema = pa.schema([("household", pa.binary()), ("process", pa.int64())])
    rows = engine.sql(f"SELECT * FROM {engine.folded('SELECT * FROM spans', process_of, schema)}")
    assert rows.num_rows == len(set(rows["household"].to_pylist())) == 60
    processes = set(rows["process"].to_pylist())
    assert len(processes) == 2 and os.getpid() not in processes


def test_plain_sql_on_spark_judges_the_fold(tmp_path):
    spans = many_spans(20)
    engine = open_engine(tmp_path, "spark")
    assert plain_facts(engine, spans, runtime_ms=100_000) == judged(folding()(spans))


def test_plain_sql_on_spark_judges_when_completions_and_starts_happen(tmp_path):
    chance = random.Random(5)
    begins = [chance.randrange(90) for _ in range(150)]
    spans = spans_table(
        [
            Watching(
                a,
                min(a + chance.randrange(1, 100), 100),
                at_s=number * 1000,
                session=f"s{number}",
                household=f"home {number % 12}",
            )
            for number, a in enumerate(begins)
        ]
    )
    engine, facts = open_engine(tmp_path, "spark"), folding()(spans)
    assert len(judged_instants(facts)) > 12
    assert plain_instants(engine, spans, need_s=90) == judged_instants(facts)
    assert plain_starts(engine, spans, need_us=120_000_000) == judged_starts(facts, TWO_MINUTES)


# --- which engine -------------------------------------------------------------------------


def test_the_command_line_and_the_settings_name_the_engine(golden, capsys, monkeypatch):
    monkeypatch.setenv("MATINEE_LAKE", str(golden.folder.path))
    told = []
    for engine in ("duckdb", "spark"):
        command = ["matinee", "report", "Case twice", "--engine", engine, "--format", "json"]
        monkeypatch.setattr("sys.argv", [*command, "--as-of", "2021-04-01T00:00Z"])
        with pytest.raises(SystemExit) as done:
            main()
        assert done.value.code == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] and '"completions"' in told[0]


def test_an_engine_that_does_not_exist_is_named(golden):
    with pytest.raises(MatineeError, match=r"'polars' is not an engine\.") as problem:
        golden.title("twice", "polars")
    assert problem.value.hint == "Use one of duckdb or spark."
