"""Clocks of devices: what runs ahead is set back, what came late is not."""

from __future__ import annotations

import pytest

from tests.player import EVENING_S, Player

DAY_S = 86_400


def captured(lines, received_s):
    """Requests as a server kept them: one a line, each with its time of arrival."""
    blocks = []
    for line, at_s in zip(lines, received_s, strict=True):
        blocks.append(f"### t={at_s}\nPOST /v1/cmcd HTTP/1.1\ncontent-type: application/cmcd\n\n{line}\n")
    return "".join(blocks)


@pytest.fixture
def report_of(make_lake, tmp_path):
    def report(captures, splits=1):
        lake = make_lake()
        for part in range(splits):
            file = tmp_path / f"{part}.http"
            file.write_text("".join(captures[part::splits]))
            lake.import_cmcd([file])
            lake.refresh()
        return lake.title("film").report().as_dict()

    return report


def requests(player, *, ahead_s=0, late_s=0):
    """The reports of a player whose clock is ahead, or whose reports come late; a second on the way."""
    times = [int(line.split("ts=")[1].split(",")[0]) / 1000 for line in player.lines]
    told = [
        line.replace(f"ts={round(at * 1000)}", f"ts={round((at + ahead_s) * 1000)}")
        for line, at in zip(player.lines, times, strict=True)
    ]
    return [captured([line], [at + 1 + late_s]) for line, at in zip(told, times, strict=True)]


def days(report):
    return [(day["new_households"], round(day["hours"], 6)) for day in report["daily"][:5]]


@pytest.mark.parametrize("splits", [1, 2, 5])
def test_a_clock_three_days_ahead_is_as_if_on_time(report_of, splits):
    found = report_of(requests(Player("film").play(0, 6000).end(), ahead_s=3 * DAY_S), splits)
    assert days(found) == [(1, round(6000 / 3600, 6)), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert found["metrics"]["completions"]["value"] == 1


@pytest.mark.parametrize("splits", [1, 3])
def test_reports_twenty_six_days_late_count_for_when_they_were_made(report_of, splits):
    found = report_of(requests(Player("film").play(0, 6000).end(), late_s=26 * DAY_S), splits)
    assert days(found)[0] == (1, round(6000 / 3600, 6))


def test_a_few_seconds_ahead_are_left_alone(report_of):
    found = report_of(requests(Player("film").play(0, 600).stop(), ahead_s=30))
    assert found["daily"][0]["hours"] == 600 / 3600


def test_the_evening_begins_when_the_tests_say():
    assert EVENING_S == 1_614_625_200
