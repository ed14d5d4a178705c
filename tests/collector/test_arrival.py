"""How late reports came and how far clocks were off, by hand."""

from __future__ import annotations

import pytest

from tests.collector.test_roller import NOW_US, Lines, session
from tests.player import Player

HOUR_US = 3_600_000_000


@pytest.fixture
def lines(tmp_path):
    one = Lines(tmp_path / "lake")
    yield one
    one.close()


def test_nothing_came_yet(lines):
    assert lines.lake.arrival() == ([], [])


def test_a_session_that_came_hours_later_was_that_late(lines):
    """It plays for 600 s and is sent 2 hours after its first report: the first was 7,200 s late, the last 6,600 s."""
    lines.post(session(), at_us=NOW_US + 2 * HOUR_US)
    lines.roll()
    lines.lake.refresh()
    (lag,) = lines.lake.arrival().lags
    assert lag.source == "cmcd" and lag.latest == 7200 and 6600 <= lag.median <= 7200
    assert lag.over_a_day == 0


def test_what_came_after_more_than_a_day_is_counted(lines):
    lines.post(session(), at_us=NOW_US + 600_000_000)
    lines.post(
        "\n".join(Player("film", "late").play(0, 600).stop().lines), at_us=NOW_US + 25 * HOUR_US, household="late"
    )
    lines.roll()
    lines.lake.refresh()
    (lag,) = lines.lake.arrival().lags
    assert 0 < lag.over_a_day == lag.events // 2


def test_clocks_are_counted_by_how_far_they_were_off(lines):
    lines.post(session(), at_us=NOW_US + 600_000_000)
    lines.roll()
    lines.lake.refresh()
    clocks = lines.lake.arrival().clocks
    assert [(one.slow, one.fast) for one in clocks] == [(1, 0), (0, 0), (0, 0), (0, 0)]
