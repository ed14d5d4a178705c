"""Definitions: who has started, by whose rule."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics.definitions import DEFAULT, PRESETS, find_definition, own_definitions
from tests.player import Player

EPISODES = [f"e{n},season,Episode {n},episode,1800,2021-03-01T00:00:00+00:00" for n in (1, 2)]
FILM = ["film,film,Film,film,6000,2021-03-01T00:00:00+00:00"]


@pytest.mark.parametrize(
    ("definition", "stretches", "reach"),
    [
        ("netflix.chose.2020", [(0, 120, 1)], 1),
        ("netflix.chose.2020", [(0, 119, 1)], 0),
        ("netflix.chose.2020", [(0, 60, 1), (0, 60, 1)], 1),
        ("netflix.chose.2020", [(0, 170, 1.5)], 0),  # 113 seconds of viewing
        ("five_minutes", [(0, 299, 1)], 0),
        ("five_minutes", [(0, 300, 1)], 1),
        ("barb.reach", [(0, 180, 1)], 1),
        ("barb.reach", [(0, 120, 1), (120, 240, 1)], 0),  # two sittings, neither of three minutes
        ("barb.reach", [(0, 600, 1.5)], 0),  # not at normal speed
        ("netflix.watcher.2019", [(0, 4199, 1)], 0),
        ("netflix.watcher.2019", [(0, 4200, 1)], 1),
        ("netflix.watcher.2019", [(0, 3000, 1), (0, 3000, 1)], 0),  # the same half twice
        ("netflix.completer.2019", [(0, 5399, 1)], 0),
        ("netflix.completer.2019", [(0, 3000, 1), (3000, 5400, 1)], 1),
        ("netflix.views.2023", [(0, 1, 1)], 1),
    ],
)
def test_a_film_is_started_by_the_rule(make_lake, definition, stretches, reach):
    players = [
        Player("film", day=day).play(start, end, rate).stop() for day, (start, end, rate) in enumerate(stretches)
    ]
    report = make_lake(players, FILM).title("film").report(definition=definition)
    assert report.numbers["reach"].value == reach
    assert {number.definition for number in report.numbers.values()} == {definition}


@pytest.mark.parametrize(
    ("definition", "reach"),
    [
        ("netflix.chose.2020", 1),  # 80 + 80 seconds, both episodes together
        ("netflix.starter.2019", 0),  # no episode for two minutes
    ],
)
def test_a_season_is_started_over_all_or_in_one_episode(make_lake, definition, reach):
    players = [Player("e1").play(0, 80).stop(), Player("e2", day=1).play(0, 80).stop()]
    assert make_lake(players, EPISODES).title("season").report(definition=definition).numbers["reach"].value == reach


def test_a_watcher_saw_one_episode_and_a_completer_the_season(make_lake):
    lake = make_lake([Player("e1").play(0, 1800).end()], EPISODES)
    reach = {
        id: lake.title("season").report(definition=id).numbers["reach"].value
        for id in ("netflix.watcher.2019", "netflix.completer.2019")
    }
    assert reach == {"netflix.watcher.2019": 1, "netflix.completer.2019": 0}


def test_the_default_stands_first_and_ids_are_told_apart():
    assert PRESETS[0].id == DEFAULT
    assert len({definition.id for definition in PRESETS}) == len(PRESETS)
    assert all(definition.source and definition.meaning.endswith(".") for definition in PRESETS)


def test_an_unknown_definition_is_refused_with_the_nearest():
    with pytest.raises(MatineeError) as error:
        find_definition("netflix.chose.2021")
    assert str(error.value) == (
        'There is no definition "netflix.chose.2021".\n'
        f"Did you mean netflix.chose.2020? `matinee definitions` lists all {len(PRESETS)}."
    )


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"measure": "viewing"}, "it needs measure (viewing, consecutive, coverage) and least"),
        ({"measure": "watching", "least": 3}, "it needs measure (viewing, consecutive, coverage) and least"),
        ({"measure": "viewing", "least": -3}, "least is -3"),
        ({"measure": "coverage", "least": 70}, "least is 70"),
        ({"measure": "viewing", "least": float("inf")}, "least is inf"),
        ({"measure": "viewing", "least": 1_000_000}, "least is 1000000"),
        ({"measure": "viewing", "least": True}, "least is True"),
        (
            {"measure": "viewing", "least": 3, "most": 4},
            "there is no key 'most'; the keys are title, meaning, measure, least, one_asset, source",
        ),
    ],
)
def test_a_definition_of_ones_own_that_is_none_is_refused(table, problem):
    with pytest.raises(MatineeError) as error:
        own_definitions({"definition": {"ours": table}})
    assert error.value.problem == f"matinee.toml, in [definition.'ours']: {problem}."


def test_nobody_redefines_a_definition_that_comes_with_matinee(make_lake):
    lake = make_lake()
    (lake.folder.path / "matinee.toml").write_text('[definition."barb.reach"]\nmeasure = "viewing"\nleast = 1\n')
    with pytest.raises(MatineeError) as error:
        _ = Lake(lake.folder.path).definitions
    assert "comes with Matinee" in error.value.problem


@pytest.mark.parametrize("least", [0.00001, 120.0004, 99_999])
def test_close_thresholds_are_told_apart(make_lake, least):
    lake = make_lake([Player("film").play(0, 120).stop()], FILM)
    (lake.folder.path / "matinee.toml").write_text(f'[definition."ours"]\nmeasure = "viewing"\nleast = {least}\n')
    again = Lake(lake.folder.path)
    again.refresh()
    assert again.title("film").report().numbers["reach"].value == 1
    assert again.title("film").report(definition="ours").numbers["reach"].value == (1 if least < 120 else 0)
