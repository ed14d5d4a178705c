"""A roll and a refresh broken off before any of their operations on the disk: the next ones make up for it."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
from pathlib import Path

import pytest

from matinee.collector.roller import Roller
from matinee.lake import Lake
from tests.faults.checks import must_be_there, must_be_whole, one_import
from tests.faults.door import Door
from tests.faults.power import Disk, what_is_missing
from tests.faults.runs import PATIENCE_S, new_lake, set_aside
from tests.player import Player

SEED = 7
BREAKS = 15
ROLLS_BEFORE = 49
"""So that the next roll has a checkpoint to make."""

KILL = {"keeps_bytes": 1, "keeps_names": 1}
DISKS = (
    KILL,
    {"keeps_bytes": 0, "keeps_names": 1},
    {"keeps_bytes": 0, "keeps_names": 0},
    {"keeps_bytes": 0.5, "keeps_names": 0.5},
)

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="FUSE is mounted as on Linux. Use Linux."),
    pytest.mark.skipif(bool(what_is_missing()), reason=str(what_is_missing())),
]


def work(path: Path) -> None:
    """What the roller does."""
    lake = Lake(path)
    Roller(lake.folder).roll(lambda *_: None)
    lake.refresh()


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A disk with a lake that has been rolled into 49 times and refreshed, and has a spool to roll; what it was told."""
    folder = tmp_path_factory.mktemp("begun")
    with Disk(folder) as disk:
        disk.mount(**KILL)
        lake = new_lake(disk.place / "lake")
        door = Door(lake)
        for number in range(ROLLS_BEFORE):
            home = f"home-{number % 9}"
            door.take(home, Player("film", home, session=f"before {number}").play(0, 90).stop())
            Roller(lake.folder).roll(lambda *_: None)
        lake.refresh()
        for number in range(12):
            home = f"home-{number}"
            door.take(home, Player("e1", home, session=f"now {number}", day=1).play(0, 1000).pause(60).end())
        door.spool.close()
        secret = lake.folder.secret
        disk.unmount()
    other = one_import(tmp_path_factory.mktemp("other"), secret, door.told)
    return disk.image, door.told, other


class Attempts:
    """Runs pieces of work, each in a process that ends with it, whatever becomes of the disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["matinee.lake", "matinee.collector.roller", "ibis.backends.duckdb"])

    def run(self) -> int:
        """Roll and refresh; the status of the process."""
        process = self._context.Process(target=work, args=(self._disk.place / "lake",))
        process.start()
        process.join(PATIENCE_S)
        assert process.exitcode is not None, "it hangs"
        return process.exitcode


def test_a_roll_and_a_refresh_may_break_off_anywhere(tmp_path, begun):
    seed = int(os.environ.get("MATINEE_SEED", SEED))
    rng = random.Random(seed)
    image, told, other = begun
    found = 0
    with Disk(tmp_path) as disk:
        attempts, lake = Attempts(disk), disk.place / "lake"
        steps = in_peace(disk, image, attempts)
        for number in range(BREAKS):
            print(f"seed {seed}, break {number} of {steps} steps")
            shutil.copy(image, disk.image)
            for _ in range(rng.randint(1, 3)):
                options = rng.choice(DISKS) | {"seed": rng.randrange(10**9), "die_at": rng.randint(1, steps)}
                print(options)
                disk.mount(**options)
                attempts.run()
                if disk.has_power():
                    disk.cut()
                disk.clear()
            disk.mount(**KILL)
            before = set_aside(lake)
            must_be_there(lake, told)
            found += set_aside(lake) > before
            assert attempts.run() == 0
            must_be_whole(lake, told, other)
            disk.unmount()
    print(f"In {found} of {BREAKS} cases something was put aside.")


def in_peace(disk, image, attempts):
    """How many operations on the disk a roll and a refresh are that nothing breaks off."""
    shutil.copy(image, disk.image)
    disk.mount(**KILL)
    assert attempts.run() == 0
    return disk.unmount()
