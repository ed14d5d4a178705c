"""A title's first days in the records are its report's, and what pure arithmetic says."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from matinee import instants
from matinee.catalogue import Catalogue, Release
from matinee.charts.first_days import DAYS, WEEKEND, releases, windows_of
from matinee.instants import DAY_US
from matinee.lake import Lake
from matinee.periods import Periods
from matinee.simulation.slate import SLATE
from matinee.simulation.write import simulate
from matinee.store.history import Window
from tests.charts.own_records import at, episode, film, first, lake_of, records, watched

TITLES = ["early", "late", "show-1"]
CHOSE, WATCHER, BARB = "netflix.chose.2020", "netflix.watcher.2019", "barb.reach"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Three months of evenings, with all that can go wrong about first days.

    Viewing before the release and through it, in two countries with releases of their own, on two devices at once,
    of unknown positions, past the ends of windows; a season whose episodes come out week by week; clocks change.
    """
    shuffled = random.Random(11)
    titles = [
        film("early", at(2, 8), territory="*"),
        film("early", at(4, 3), territory="BR"),
        film("late", at(12, 20)),
        *(episode(number, at(week * 7, 8)) for number, week in enumerate((0, 1, 2, 6), start=1)),
    ]
    spans = []
    for number in range(420):
        asset = shuffled.choice(["early", "late", "show-1-e1", "show-1-e2", "show-1-e3", "show-1-e4"])
        longest = 1800 if asset.startswith("show") else 6000
        begins = shuffled.choice([0, 0, 0, 300, 900])
        start = at(shuffled.choice([0, 1, 2, 3, 4, 5, 12, 13, 20, 27, 30, 33, 40, 60, 93, 110]))
        start += timedelta(seconds=shuffled.randrange(0, 86_400))
        spans.append(
            watched(
                f"home {shuffled.randrange(90)}",
                asset,
                start,
                shuffled.choice([45, 90, 150, 1200, longest - begins]),
                country=shuffled.choice(["GB", "GB", "GB", "BR"]),
                position_s=None if number % 10 == 0 else begins,
            )
        )
    # At the edges: two devices over the release, a threshold reached at the very end of the first day, one just past it.
    spans += [
        watched("edge 1", "early", at(2, 7, 59), 180),
        watched("edge 1", "early", at(2, 8, 0), 90, position_s=2000),
        watched("edge 2", "early", at(3, 7, 58), 300),
        watched("edge 3", "early", at(3, 7, 59), 300),
        watched("edge 4", "early", at(1, 7, 59), 300),
        watched("edge 4", "early", at(40, 7, 59), 300, country="BR"),
    ]
    return lake_of(tmp_path_factory.mktemp("edges"), spans, titles, 'chart_time_zone = "Europe/London"\n')


@pytest.mark.parametrize(
    ("definition", "country", "as_of"),
    [
        (CHOSE, None, None),
        (CHOSE, "BR", None),
        (CHOSE, None, at(33, 9)),
        (WATCHER, None, None),
        (WATCHER, "GB", at(33, 9)),
        (BARB, "BR", None),
    ],
)
def test_first_days_are_those_of_the_report(lake, definition, country, as_of):
    asked = records(lake, definition=definition, country=country, as_of=as_of, least_completing=1)
    for title in TITLES:
        figures = asked.of_title(lake.catalogue.titles[title]).figures
        for window, days in DAYS.items():
            instant = None if as_of is None else as_of.isoformat()
            report = lake.title(title).report(days=days, definition=definition, country=country, as_of=instant)
            mine = {one.by: one.value for one in figures if one.window == window}
            assert repr(mine) == repr({by: report.numbers[by].value for by in mine}), (title, window)


@pytest.mark.parametrize(("definition", "country"), [(CHOSE, None), (CHOSE, "BR"), (WATCHER, None)])
def test_the_first_weekend_is_the_fold_of_what_was_watched_in_it(lake, definition, country):
    asked = records(lake, definition=definition, country=country)
    rule = next(one.rule for one in lake.definitions if one.id == definition)
    for title in TITLES:
        mine = {one.by: one for one in asked.of_title(lake.catalogue.titles[title]).figures if one.window == WEEKEND}
        reach = mine["reach"]
        facts = lake.engine.collect(lake.history.facts(title, Window(reach.from_us, reach.to_us), country))
        assert reach.value == len(facts) - facts[f"{rule.name}_at"].null_count
        assert mine["hours"].value == sum(facts["viewing_us"].to_pylist()) / 3_600_000_000


@pytest.mark.parametrize(
    ("released", "opens", "closes"),
    [
        # Wednesday, Friday morning, Saturday, Sunday's last minute, Monday's first.
        (at(2, 8), at(4), at(7)),
        (at(4, 8), at(4, 8), at(7)),
        (at(5, 8), at(5, 8), at(7)),
        (at(6, 23, 59), at(6, 23, 59), at(7)),
        (at(7), at(11), at(14)),
        # Clocks go forward on Sunday, 28 March: that weekend ends an hour earlier.
        (at(25, 8), at(25, 8), at(27, 23)),
        (at(24, 8), at(25), at(27, 23)),
    ],
)
def test_the_first_weekend_is_the_first_that_ends_after_the_release(released, opens, closes):
    windows = windows_of(instants.to_us(released), Periods("day", "Europe/London"))
    assert windows[WEEKEND] == (instants.to_us(opens), instants.to_us(closes))
    assert windows["first_7_days"][1] - windows["first_7_days"][0] == 7 * DAY_US


def test_releases_are_those_of_the_catalogue():
    catalogue = Catalogue.of(
        releases=[
            Release(title="a", territory="*", released_at_us=5),
            Release(title="a", territory="BR", released_at_us=3),
            Release(title="b", territory="GB"),
            Release(title="c", territory="JP", released_at_us=7),
        ]
    )
    assert releases(catalogue, None) == {"a": 3, "c": 7}
    for title in "abc":
        assert catalogue.released_at_us(title) == releases(catalogue, None).get(title)


def test_facts_at_rest_and_a_fold_of_all_spans_say_the_same(lake):
    asked, anew = (records(lake, least_completing=1) for _ in range(2))
    # As if the catalogue had said otherwise when the facts were worked out.
    anew._openings._progress = asked._openings._progress | {"titles": {}}
    assert anew.of_service() == asked.of_service()


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A lake of a simulated season, and its spans by title and household."""
    folder = tmp_path_factory.mktemp("season")
    files = simulate(folder, scale=0.00001, write="spans")
    lake = Lake.create(folder / "lake")
    lake.import_catalogue(files.catalogue)
    assert lake.import_spans([files.viewing])[0].error is None
    lake.refresh()
    of = lake.catalogue.title_of
    spans = defaultdict(list)
    for row in pq.read_table(files.viewing).to_pylist():
        spans[of(row["asset"])].append((row["household"], _us(row["started_at"]), _us(row["ended_at"]), row["country"]))
    return lake, spans


def _us(value):
    return value if isinstance(value, int) else instants.to_us(value)


def _reach(spans, from_us, to_us):
    """How many households watched two minutes in a window: all its seconds of them, added up."""
    watched_us = defaultdict(int)
    for household, start_us, end_us, _ in spans:
        watched_us[household] += max(0, min(end_us, to_us) - max(start_us, from_us))
    return sum(one >= 120_000_000 for one in watched_us.values()), sum(watched_us.values()) / 3_600_000_000


@pytest.mark.parametrize("country", [None, "GB"])
def test_a_season_ranks_as_plain_arithmetic_does(season, country):
    lake, spans = season
    found = records(lake, country=country).of_service(places=100)
    days = Periods("day")
    data_to_us = max(end_us for rows in spans.values() for _, _, end_us, _ in rows)
    for window in ("first_day", WEEKEND, "first_7_days", "first_28_days", "first_91_days"):
        wanted = []
        for title in SLATE:
            from_us, to_us = windows_of(title.released_us, days)[window]
            rows = [row for row in spans[title.id] if country in (None, row[3])]
            if to_us <= data_to_us:
                wanted.append((title, *_reach(rows, from_us, to_us), from_us))
        for by, column in (("reach", 1), ("hours", 2)):
            best = sorted(wanted, key=lambda one: (-one[column], one[3], one[0].name))
            told = [(place.title_id, place.value) for place in first(found, window, by).places]
            earlier = first(found, window, by).left_out.get("began before the data", 0)
            assert len(told) + earlier == len(best)
            assert told == [(one[0].id, one[column]) for one in best if one[0].id in dict(told)]


def test_the_households_of_a_period_are_a_set(season):
    lake, spans = season
    found = records(lake).of_service(places=100)
    names = {"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m"}
    for period, form in names.items():
        homes, hours = defaultdict(set), defaultdict(int)
        for household, start_us, end_us, _ in (row for rows in spans.values() for row in rows):
            for day in range(start_us // DAY_US, (end_us - 1) // DAY_US + 1):
                name = datetime.fromtimestamp(day * 86_400, UTC).strftime(form)
                homes[name].add(household)
                hours[name] += min(end_us, (day + 1) * DAY_US) - max(start_us, day * DAY_US)
        for record in (one for one in found.periods if one.period == period):
            expected = {
                "hours": {name: value / 3_600_000_000 for name, value in hours.items()},
                "households": {name: len(homes[name]) for name in homes},
            }[record.by]
            assert record.places
            for place in record.places:
                assert place.value == expected.get(place.first_day.strftime(form), 0)
            values = [place.value for place in record.places]
            assert values == sorted(values, reverse=True)
