"""A set of titles rolled up is counted of households, whatever its parts are: titles, countries, weeks."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from matinee import instants
from matinee.catalogue.franchises import Franchise
from matinee.errors import MatineeError
from matinee.rollups.ways import ROLLED_UP
from tests.player import Player
from tests.rollups.watched import completers, histories, starters, told_of

FILMS = ("one", "two", "three")
LINES = [f"{film},{film},Film {film},film,6000,2021-03-01T00:00:00+00:00" for film in FILMS]
DAYS = 28


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """Sixty homes that watch three films, in two countries, over four weeks."""
    from matinee.lake import Lake
    from tests.conftest import HEADER

    random = np.random.default_rng(7)
    folder = tmp_path_factory.mktemp("season")
    lake = Lake.create(folder / "lake")
    (folder / "titles.csv").write_text("\n".join([HEADER, *LINES]) + "\n")
    lake.import_catalogue(folder / "titles.csv")
    players = []
    for home in range(60):
        for number in range(random.integers(1, 6)):
            film, day = FILMS[random.integers(3)], int(random.integers(0, DAYS))
            seconds = int(random.choice([60, 90, 900, 5700, 6000]))
            country = "GB" if random.random() < 0.7 else "BR"
            player = Player(film, f"home-{home}", day=day, at_s=int(number) * 900, country=country)
            players.append(player.play(0, seconds).stop())
    (folder / "events.cmcd").write_text("\n".join(line for player in players for line in player.lines))
    lake.import_cmcd([folder / "events.cmcd"])
    return told_of(lake, franchises=[Franchise(id="f", name="All of them", parts=FILMS)])


def rolled(lake, *names, **asked):
    return lake.rollups.roll_up(*(names or FILMS), **{"least_homes": 1} | asked)


def both(told, name="reach"):
    number = told.numbers[name]
    return number.whole.value, number.added_up.value, number.times_larger


def test_titles(season):
    depths, seconds = histories(season)
    whole = len(starters(seconds, FILMS))
    alone = [len(starters(seconds, (film,))) for film in FILMS]
    told = rolled(season)
    assert both(told) == (whole, sum(alone), sum(alone) / whole)
    assert sum(alone) > 1.3 * whole, "by how much the sum is too large"
    assert list(told.parts.values()) == alone
    done = len(completers(depths, FILMS)), sum(len(completers(depths, (film,))) for film in FILMS)
    assert both(told, "completing_households")[:2] == done
    assert rolled(season, "f", by="franchise").numbers == told.numbers


def test_countries(season):
    told = rolled(season, over="countries")
    each = {}
    for country in ("BR", "GB"):
        _, seconds = histories(season, country=country)
        each[country] = len(starters(seconds, FILMS))
    _, seconds = histories(season)
    assert told.parts == each
    assert both(told)[:2] == (len(starters(seconds, FILMS)), sum(each.values()))
    assert told.numbers["reach"].times_larger > 1.1 and not told.numbers["reach"].adds_up
    assert told.numbers["hours"].adds_up
    assert told.numbers["hours"].added_up.value == pytest.approx(told.numbers["hours"].whole.value)


def test_weeks(season):
    told = rolled(season, over="weeks")
    week_us = 7 * instants.DAY_US
    begin_us = instants.parse("2021-03-01")
    each = []
    for number in range(4):
        window = (begin_us + number * week_us, begin_us + (number + 1) * week_us)
        _, seconds = histories(season, dict.fromkeys(FILMS, window))
        each.append(len(starters(seconds, FILMS)))
    assert list(told.parts.values())[:4] == each
    assert both(told)[1] == sum(each) > both(told)[0]


def test_a_part_of_the_time_and_days_of_its_own(season):
    first = rolled(season, to_day="2021-03-07")
    own = rolled(season, days=7)
    assert first.numbers == own.numbers and own.days == 7
    assert rolled(season, from_day="2021-03-22", days=7).left_out == ()
    assert rolled(season, from_day="2021-03-24", days=7).left_out == FILMS


def test_every_metric_of_several_titles_is_there(season):
    told = rolled(season)
    assert set(told.numbers) == {metric.name for metric in ROLLED_UP}
    made = json.loads(told.to_json())
    assert made["metrics"]["hours"]["times_larger"] == 1 and made["metrics"]["hours"]["adds_up"]
    lines = {line["metric"]: line for line in csv.DictReader(io.StringIO(told.to_csv()))}
    assert float(lines["reach"]["value"]) == made["metrics"]["reach"]["value"]


def test_figures_of_few_homes_are_not_told(season):
    told = rolled(season, least_homes=1000)
    assert all(number.whole is None for number in told.numbers.values())
    assert set(told.parts.values()) == {None}


def test_what_cannot_be_is_refused(season):
    for asked, problem in (
        ({"over": "moons"}, "A roll-up has no 'moons' to add up."),
        ({"over": "weeks", "days": 7}, "Titles of which each has 7 days of its own have no weeks together."),
        ({"over": "countries", "country": "GB"}, "GB has no countries to add up."),
    ):
        with pytest.raises(MatineeError) as refused:
            rolled(season, **asked)
        assert refused.value.problem == problem and refused.value.hint
