"""What several titles have together is counted by households, each once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from matinee import instants
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.metrics import CATALOGUE
from matinee.metrics.definitions import PRESETS
from matinee.rollups.together import together
from matinee.rollups.ways import ROLLED_UP, Way, rolled_up, way_of
from matinee.store.household_sets import HouseholdSets
from matinee.store.openings import Opening, Openings
from matinee.units import Unit
from tests.conftest import HEADER
from tests.player import Player
from tests.rollups.watched import completers, histories, starters

RELEASED = "2021-03-01T00:00:00+00:00"
FILMS = ("one", "two", "three", "four")
LINES = [f"{film},{film},Film {film},film,6000,{RELEASED}" for film in FILMS]
GROUPS = {"both": ("one", "two"), "all": FILMS, "last": ("four",), "none": ()}
BEGIN_US = instants.parse(RELEASED)


def rolled(lake, groups, metrics=ROLLED_UP, days=28, country=None, titles=FILMS, released=None):
    openings = Openings(lake.folder, lake.engine, lake.catalogue, lake.rules)
    begins = {title: instants.parse((released or {}).get(title, RELEASED)) for title in titles}
    windows = [Opening("w", title, begin, begin + days * instants.DAY_US) for title, begin in begins.items()]
    return together(HouseholdSets(openings, lake.engine), lake.engine, windows, groups, metrics, PRESETS[0], country)


@pytest.fixture
def lake(make_lake):
    """Ann sees One twice and Two; Ben sees Two; Cy begins One and Four; Dee looks at Two for a minute."""
    return make_lake(
        [
            Player("one", "ann").play(0, 6000).end(),
            Player("one", "ann", day=1).play(0, 6000).end(),
            Player("two", "ann", day=2).play(0, 6000).end(),
            Player("two", "ben").play(0, 5700).stop(),
            Player("one", "cy", positions=False).play(0, 1200).stop(),
            Player("four", "cy", day=1).play(0, 1200).stop(),
            Player("two", "dee").play(0, 60).stop(),
        ],
        LINES,
    )


def test_a_home_of_two_titles_is_one_home(lake):
    found = rolled(lake, GROUPS)
    reach = found["all"]["reach"]
    assert (reach.whole.value, reach.naive.value, reach.times_larger) == (3, 5, pytest.approx(5 / 3))
    assert {title: one.value for title, one in reach.titles.items()} == {"one": 2, "two": 2, "four": 1}
    done, again = found["all"]["completing_households"], found["all"]["rewatching_households"]
    assert (done.whole.value, done.naive.value, again.whole.value) == (2, 3, 1)
    rate = found["all"]["rewatch_rate"]
    assert (rate.whole.counted, rate.whole.out_of, rate.whole.value) == (1, 2, 0.5)
    assert (rate.naive.counted, rate.naive.out_of, rate.times_larger) == (1, 3, None)


def test_a_home_is_known_where_one_title_of_the_group_knows_it(lake):
    found = rolled(lake, GROUPS | {"first": ("one",)})
    assert found["first"]["completion_rate"].whole.out_of == 1
    assert found["first"]["completion_rate"].whole.left_out == 1
    whole = found["all"]["completion_rate"].whole
    assert (whole.counted, whole.out_of, whole.left_out) == (2, 3, 0)


def test_what_adds_up_is_added_up_and_shared_out_over_homes(lake):
    found = rolled(lake, GROUPS)["all"]
    hours = (12000 + 6000 + 5700 + 1200 + 1200 + 60) / 3600
    assert found["hours"].whole.value == pytest.approx(hours)
    assert (found["completions"].whole.value, found["starts"].whole.value) == (4, 6)
    assert found["completions_per_completer"].whole.value == 4 / 2
    assert found["completions_per_completer"].naive.value == 4 / 3
    assert found["viewing_per_household"].whole.value == pytest.approx((hours - 60 / 3600) / 3)


def test_of_nobody_counts_are_zero_and_rates_null(lake):
    found = rolled(lake, {"none": (), "unwatched": ("three",)})
    for group in found.values():
        assert {name: one.whole.value for name, one in group.items()} == {
            metric.name: None if metric.shared_out else 0 for metric in ROLLED_UP
        }


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)
def test_every_metric_is_rolled_up_as_its_declaration_says(metric, lake):
    """Sums only of what adds up over titles, sets for what counts households, and nothing else at all."""
    way = way_of(metric)
    assert (way is Way.SUMMED) == ("titles" in metric.adds_up_over)
    if way is Way.REFUSED:
        with pytest.raises(MatineeError, match="several titles have none together"):
            rolled_up(metric.name)
        return
    # The same homes in every title: what adds up doubles, and what counts homes stays as it is.
    twice = rolled(lake, {"twice": ("one", "one"), "once": ("one",)}, [metric])
    assert twice["twice"][metric.name].whole == twice["once"][metric.name].whole
    one = rolled(lake, {"once": ("one",)}, [metric])["once"][metric.name]
    assert one.whole.value == lake.title("one").report().numbers[metric.name].value
    if way is Way.BY_SETS and metric.unit is Unit.HOUSEHOLDS:
        every = rolled(lake, {"all": FILMS}, [metric])["all"][metric.name]
        assert max(alone.value or 0 for alone in every.titles.values()) <= every.whole.value <= every.naive.value


def test_a_metric_that_nobody_knows_is_refused():
    with pytest.raises(MatineeError) as refused:
        rolled_up("popularity")
    assert refused.value.problem == 'There is no metric "popularity".'
    assert "rewatch_rate" in refused.value.hint


SITTINGS = st.lists(
    st.tuples(
        st.sampled_from(FILMS),
        st.integers(0, 5),  # household
        st.sampled_from([(0, 6000), (0, 3000), (3000, 6000), (300, 5900), (0, 100), (0, 240)]),
        st.integers(-2, 12),  # day
        st.sampled_from(["GB", "BR"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sittings=SITTINGS, days=st.sampled_from([3, 28]), country=st.sampled_from([None, "GB"]))
def test_it_is_what_sets_of_python_over_the_spans_say(tmp_path_factory, sittings, days, country):
    folder = tmp_path_factory.mktemp("together")
    lake = Lake.create(folder / "lake")
    (folder / "titles.csv").write_text("\n".join([HEADER, *LINES]) + "\n")
    lake.import_catalogue(folder / "titles.csv")
    players = [
        Player(film, f"home-{home}", day=day, at_s=7000 * number, country=where).play(*stretch).stop()
        for number, (film, home, stretch, day, where) in enumerate(sittings)
    ]
    (folder / "events.cmcd").write_text("\n".join(line for player in players for line in player.lines))
    lake.import_cmcd([folder / "events.cmcd"])
    lake.refresh()
    windows = dict.fromkeys(FILMS, (BEGIN_US, BEGIN_US + days * instants.DAY_US))
    depths, seconds = histories(lake, windows, country)
    found = rolled(lake, GROUPS, days=days, country=country)
    for group, films in GROUPS.items():
        by_set = starters(seconds, films), completers(depths, films), completers(depths, films, 2)
        names = ("reach", "completing_households", "rewatching_households")
        for name, homes in zip(names, by_set, strict=True):
            assert (found[group][name].whole.value or 0) == len(homes), (group, name)
        naive = sum(len(starters(seconds, (film,))) for film in films)
        assert found[group]["reach"].naive.value == naive >= len(by_set[0])
