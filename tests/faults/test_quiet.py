"""A collector to which nothing new comes still does what is due."""

from __future__ import annotations

import sys

import pytest

from matinee import instants
from matinee.collector.roller import SPOOLS, Roller
from matinee.collector.spool import segments
from tests.faults.door import Door
from tests.faults.runs import Collector, new_lake, rolled, wait_until, write_settings
from tests.player import Player

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="The collector's processes are told apart as on Linux. Use Linux."
)


@pytest.fixture
def collector(tmp_path):
    """A collector that is not started yet, and ends with the test."""
    made = Collector(tmp_path / "lake", tmp_path / "log")
    yield made
    made.end()


def session(number):
    return Player("film", session=f"{number}").play(0, 60).stop()


def test_what_came_before_the_clock_was_set_back_is_rolled_all_the_same(tmp_path, collector):
    door = Door(new_lake(tmp_path / "lake"))
    door.take("home", session(1), at_us=instants.now_us() + instants.DAY_US)
    door.spool.close()
    collector.start()
    wait_until("it is rolled", lambda: rolled(tmp_path / "lake") == 1)


def test_what_is_in_the_lake_and_old_is_deleted_though_nothing_new_comes(tmp_path, collector):
    lake = new_lake(tmp_path / "lake")
    for number in range(3):
        door = Door(lake)
        door.take("home", session(number))
        door.spool.close()
    Roller(lake.folder).roll(lambda *_: None)
    folder = tmp_path / "lake" / SPOOLS / "collector"
    assert len(segments(folder)) == 3
    write_settings(tmp_path / "lake", spool_hours=1e-9)
    collector.start()
    wait_until("only the newest is left", lambda: len(segments(folder)) == 1)
