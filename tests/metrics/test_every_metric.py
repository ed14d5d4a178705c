"""Every metric: what no author of one should have to remember."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matinee.metrics
from matinee.lake import Lake
from matinee.metrics import CATALOGUE
from matinee.metrics.definitions import PRESETS
from matinee.metrics.metric import prose
from matinee.units import Unit
from tests.player import Player

ROOM = Path(matinee.metrics.__file__).parent
DOCS = Path(__file__).parents[2] / "docs"

names = pytest.mark.parametrize("metric", CATALOGUE, ids=lambda metric: metric.name)


@names
def test_it_has_a_file_of_its_name_that_tells_what_it_is(metric):
    text = prose(metric)
    assert (ROOM / f"{metric.name}.py").is_file()
    assert text.split(":")[0] == metric.title or text.startswith(metric.title.split(" ", maxsplit=1)[0])
    assert len(text.split()) > 30, "what it is, how to read it, what is left out"


@names
def test_its_page_in_the_docs_is_there(metric):
    page = (DOCS / "metrics.md").read_text()
    assert f"## {metric.title}" in page and f"`{metric.name}`" in page and metric.formula in page


def test_titles_and_names_are_told_apart():
    assert len({metric.name for metric in CATALOGUE}) == len({metric.title for metric in CATALOGUE}) == len(CATALOGUE)
    assert all(re.fullmatch(r"[a-z][a-z_0-9]*", metric.name) for metric in CATALOGUE)


def counts(metric):
    """Whether it counts something, rather than sharing it out."""
    return not metric.shared_out


def values_of(report):
    return {name: number.value for name, number in report.numbers.items()}


def test_nothing_to_measure_is_null(make_lake):
    """An empty lake has measured nothing; nor has a title that is not out yet."""
    nothing = dict.fromkeys(values_of(make_lake().title("film").report()))
    assert values_of(make_lake().title("film").report()) == nothing
    lake = make_lake([Player("other").play(0, 600).stop()])
    assert values_of(lake.title("film").report(as_of="2021-02-01T00:00:00+00:00")) == nothing


def test_nobody_is_zero_of_what_is_counted_and_null_of_what_is_shared_out(make_lake):
    """The service measured, and no household watched this one."""
    found = values_of(make_lake([Player("other").play(0, 600).stop()]).title("film").report())
    assert found == {metric.name: 0 if counts(metric) else None for metric in CATALOGUE}


def test_unknown_runtime_leaves_unknown_what_needs_it(make_lake):
    lake = make_lake([Player("live").play(0, 900).stop()], ["live,live,Live,film,,2021-03-01T00:00:00+00:00"])
    unknown = {name for name, value in values_of(lake.title("live").report()).items() if value is None}
    assert unknown == {
        metric.name for metric in CATALOGUE if metric.needs_position or metric.needs_runtime or metric.least_assets > 1
    }


SITTING = st.tuples(
    st.integers(0, 4),  # household
    st.integers(0, 5900),  # from
    st.integers(10, 6000),  # seconds
    st.integers(0, 5),  # day
    st.sampled_from(["GB", "BR"]),
    st.booleans(),  # positions
)


def players_of(sittings, prefix="home"):
    return [
        Player("film", f"{prefix}-{home}", day=day, at_s=9_000 * number, country=country, positions=positions).play(
            start, min(start + lasts, 6000)
        )
        for number, (home, start, lasts, day, country, positions) in enumerate(sittings)
    ]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """`measured(sittings, …)`: the values of all metrics, from a fresh lake."""

    def measure(sittings, prefix="home", **options):
        folder = tmp_path_factory.mktemp("measured")
        lake = Lake.create(folder / "lake")
        titles = folder / "titles.csv"
        titles.write_text(
            "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00+00:00\n"
        )
        lake.import_catalogue(titles)
        file = folder / "events.cmcd"
        file.write_text("\n".join(line for player in players_of(sittings, prefix) for line in player.stop().lines))
        lake.import_cmcd([file])
        lake.refresh()
        return lake, lambda **asked: {
            name: number.value for name, number in lake.title("film").report(**options, **asked).numbers.items()
        }

    return measure


LAWS = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAWS
@given(sittings=st.lists(SITTING, min_size=1, max_size=8))
def test_shares_lie_between_none_and_all_under_every_definition(measured, sittings):
    _, values = measured(sittings)
    for definition in PRESETS:
        found = values(definition=definition.id)
        for metric in CATALOGUE:
            value = found[metric.name]
            assert value is None or value >= 0
            assert metric.unit is not Unit.SHARE or value is None or value <= 1
        assert found["completing_households"] is None or found["completing_households"] <= found["reach"]


@LAWS
@given(sittings=st.lists(SITTING, min_size=1, max_size=8))
def test_a_filter_never_raises_a_count(measured, sittings):
    _, values = measured(sittings)
    everything = values()
    for narrower in ({"country": "GB"}, {"country": "BR"}, {"days": 2}, {"as_of": "2021-03-02T20:00:00+00:00"}):
        some = values(**narrower)
        for metric in CATALOGUE:
            if counts(metric) and everything[metric.name] is not None:
                assert (some[metric.name] or 0) <= everything[metric.name], (metric.name, narrower)


@LAWS
@given(sittings=st.lists(SITTING, min_size=1, max_size=8))
def test_what_adds_up_over_days_and_countries_does(measured, sittings):
    lake, values = measured(sittings)
    everything, countries = values(), [values(country=country) for country in ("GB", "BR")]
    for metric in CATALOGUE:
        if "countries" in metric.adds_up_over:
            assert sum(one[metric.name] or 0 for one in countries) == pytest.approx(everything[metric.name])
    report = lake.title("film").report()
    assert sum(report.daily["hours"]) == pytest.approx(everything["hours"])
    assert sum(report.daily["new_households"]) == everything["reach"] == report.daily["reach_to_date"][-1]
    assert sum(report.daily["completions"]) == (everything["completions"] or 0)
    assert all(new <= reach for new, reach in zip(report.daily["new_households"], report.daily["reach"], strict=True))
    assert sum(report.dayparts["hours"]) == pytest.approx(everything["hours"])


@LAWS
@given(sittings=st.lists(SITTING, min_size=1, max_size=8))
def test_renaming_households_changes_nothing(measured, sittings):
    assert measured(sittings)[1]() == measured(sittings, prefix="someone else")[1]()
