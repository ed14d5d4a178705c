"""Parts of the day by name, and the school days behind them."""

from __future__ import annotations

from datetime import date
from itertools import starmap

import pytest

from matinee.errors import MatineeError
from matinee.metrics.week import read_week
from tests.player import Player

EPOCH = date(1970, 1, 1)
MORNING_S = -12 * 3600
"""07:00 of the day on which a player starts by default."""


def school_day(week, country, day):
    number = (date.fromisoformat(day) - EPOCH).days
    return week.school_days(country, number, number)[0]


def test_school_days_know_weekends_and_public_holidays(tmp_path):
    week = read_week({}, tmp_path)
    assert school_day(week, "GB", "2021-03-01") and not school_day(week, "GB", "2021-03-06")
    # Good Friday 2021, and a Labour Day that Brazil has and the United States do not have in May.
    assert not school_day(week, "GB", "2021-04-02")
    assert not school_day(week, "BR", "2019-05-01") and school_day(week, "US", "2019-05-01")
    # A country the library does not know, and one that is unknown: weekdays.
    assert school_day(week, "", "2021-01-01") and not school_day(week, "", "2021-01-02")


def test_a_calendar_file_adds_school_holidays(tmp_path):
    (tmp_path / "school.csv").write_text("country,from,to\nGB,2021-02-15,2021-02-19\n")
    week = read_week({"school_holidays": "school.csv"}, tmp_path)
    days = [f"2021-02-{day}" for day in (12, 15, 19, 22)]
    assert list(starmap(school_day, ((week, "GB", day) for day in days))) == [True, False, False, True]
    assert school_day(week, "FR", "2021-02-15")


@pytest.mark.parametrize(
    ("line", "number"), [("GB,2021-02-15,soon", 2), ("XQ,2021-02-15,2021-02-19", 2), ("GB,2021-02-19,2021-02-15", 2)]
)
def test_a_calendar_that_is_no_use_says_where(tmp_path, line, number):
    (tmp_path / "school.csv").write_text(f"country,from,to\n{line}\n")
    with pytest.raises(MatineeError, match=f"school.csv, line {number}"):
        read_week({"school_holidays": "school.csv"}, tmp_path)


@pytest.mark.parametrize(
    "table",
    [
        {"days": "school", "from": "06:00"},
        {"days": "sometimes", "from": "06:00", "to": "09:00"},
        {"days": "all", "from": "06:05", "to": "09:00"},
        {"days": "all", "from": "22:00", "to": "02:00"},
        {"days": "all", "from": "20:00", "to": "23:00", "countries": ["Spain"]},
        {"days": "all", "from": "20:00", "to": "23:00", "until": "24:00"},
    ],
)
def test_a_part_of_the_day_that_is_no_use_is_refused(tmp_path, table):
    with pytest.raises(MatineeError, match="supper"):
        read_week({"daypart": {"supper": table}}, tmp_path)


def shares(lake):
    rows = lake.title("film").report().curves["named_dayparts"].to_dicts()
    return {row["daypart"]: (row["hours"], row["share"]) for row in rows}


def test_viewing_by_part_of_the_day(make_lake):
    # Monday 07:00 to 08:00 in London, the same in São Paulo, which is 04:00 there; Saturday 07:00 to 08:00
    # in London; Monday from 22:30 to 23:30 there.
    lake = make_lake(
        [
            Player("film", "a", at_s=MORNING_S).play(0, 3600).stop(),
            Player("film", "b", at_s=MORNING_S, country="BR", time_zone="America/Sao_Paulo").play(0, 3600).stop(),
            Player("film", "c", at_s=MORNING_S, day=5).play(0, 3600).stop(),
            Player("film", "d", at_s=3.5 * 3600).play(0, 3600).stop(),
        ]
    )
    assert shares(lake) == {
        "before school": (1, 0.25),
        "after school": (0, 0),
        "prime": (0.5, 0.125),
        "everything": (4, 1),
    }


def test_a_country_may_have_its_own(make_lake):
    lake = make_lake(
        [
            Player("film", "a", at_s=3 * 3600, country="ES", time_zone="Europe/Madrid").play(0, 3600).stop(),
            Player("film", "b", at_s=3 * 3600).play(0, 3600).stop(),
        ]
    )
    # 22:00 to 23:00 in London, 23:00 to 24:00 in Madrid.
    assert shares(lake)["prime"] == (1, 0.5)
    with (lake.folder.path / "matinee.toml").open("a") as settings:
        settings.write(
            '[daypart."late prime"]\ndays = "all"\nfrom = "22:00"\nto = "24:00"\n'
            'countries = ["ES"]\ninstead_of = "prime"\n'
        )
    assert shares(type(lake)(lake.folder.path))["prime"] == (1, 0.5)
    assert shares(type(lake)(lake.folder.path))["late prime"] == (1, 0.5)
