"""The power goes under load, of the collector and of its disk: what was acknowledged is still there, and counts once."""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.checks import must_be_there, must_be_whole, one_import
from tests.faults.load import Crowd
from tests.faults.power import Disk, what_is_missing
from tests.faults.runs import MATINEE, Collector, households, new_lake, rolled, set_aside, wait_until

SEED = 7
ROUNDS = 20
CARELESS = (sys.executable, str(Path(__file__).with_name("careless.py")))

JOURNALLED = {"keeps_bytes": 0, "keeps_names": 1}
"""A disk that has names as soon as they are given, and no bytes before they are synced."""
FORGETFUL = {"keeps_bytes": 0, "keeps_names": 0}
"""One that has nothing before it is synced."""
RANDOM = {"keeps_bytes": 0.5, "keeps_names": 0.5}
"""One that has some of it, as it happens, and not in order."""

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="FUSE is mounted as on Linux. Use Linux."),
    pytest.mark.skipif(bool(what_is_missing()), reason=str(what_is_missing())),
]


class House:
    """A lake on a disk, a collector, and viewers who know nothing of power losses.

    Args:
        folder: Where the log is kept.
        disk: Where the lake rests.
        seed: Of everything.
        command: What to run as `matinee`.
    """

    def __init__(self, folder: Path, disk: Disk, seed: int, command: tuple[str, ...]) -> None:
        self.rng = random.Random(seed)
        self.disk = disk
        self.lake = self.disk.place / "lake"
        self.disk.mount(**FORGETFUL)
        made = new_lake(self.lake)
        self.secret = made.folder.secret
        self.found_work = 0
        homes = households(made, 20)
        self.collector = Collector(self.lake, folder / "log", command)
        self.crowd = Crowd(homes, self.collector.address, viewers=4, seed=seed)
        self.lose_power()

    def lose_power(self) -> None:
        """Let all end at the same time, in one order or the other."""
        ends = [self.disk.cut, self.collector.end]
        for end in self.rng.sample(ends, 2):
            end()
        self.disk.clear()

    def run_a_while(self) -> None:
        """Let the collector take reports until it has rolled some, and a moment longer: chosen blindly, or at work."""
        self.collector.start()
        before = rolled(self.lake)
        wait_until("the roller rolls", lambda: rolled(self.lake) > before)
        moment = self.rng.choice(["whenever", "rolling", "refreshing"])
        if moment != "whenever":
            wait_until(f"it is {moment}", lambda: self.collector.is_at(moment))
        time.sleep(self.rng.uniform(0, 1.0 if moment == "whenever" else 0.05))
        self.crowd.must_be_well()
        assert b"The roller ended" not in self.collector.said(), self.collector.last_words()


@contextmanager
def house(folder, command=MATINEE):
    """A house with everybody in it; at the end, nothing is left running."""
    seed = int(os.environ.get("MATINEE_SEED", SEED))
    print(f"seed {seed}")
    with Disk(folder) as disk:
        made = House(folder, disk, seed, command)
        try:
            with made.crowd:
                yield made
        finally:
            made.collector.end()


def test_twenty_power_losses_lose_nothing_and_count_nothing_twice(tmp_path):
    with house(tmp_path) as at:
        for number in range(ROUNDS):
            disk = at.rng.choice([JOURNALLED, FORGETFUL, RANDOM])
            at.disk.mount(**disk, seed=number)
            before = set_aside(at.lake)
            must_be_there(at.lake, at.crowd.acknowledged())
            at.found_work += set_aside(at.lake) > before
            at.run_a_while()
            at.lose_power()
        at.disk.mount(**FORGETFUL)
        must_be_there(at.lake, at.crowd.acknowledged())
        at.collector.start()
        at.crowd.finish()
        at.collector.stop()
        at.collector.run("roll")
        at.collector.run("refresh")
        told = at.crowd.acknowledged()
        counted = must_be_whole(at.lake, told, one_import(tmp_path, at.secret, told))
        print(f"in {at.found_work} rounds something was put aside\n{at.crowd.story()}\n{counted}")


@pytest.mark.parametrize(
    ("how", "disk"),
    [("spool", JOURNALLED), ("tables", JOURNALLED), ("names", FORGETFUL)],
    ids=["spool", "tables", "names"],
)
def test_a_careless_collector_is_found_out(tmp_path, monkeypatch, how, disk):
    monkeypatch.setenv("CARELESS", how)
    with house(tmp_path, CARELESS) as at:
        found = None
        for number in range(5):
            at.disk.mount(**disk, seed=number)
            at.run_a_while()
            at.lose_power()
            at.disk.mount(**disk, seed=number)
            found = what_is_lost(at)
            at.disk.cut()
            at.disk.clear()
            if found:
                break
        print(f"after {number + 1} rounds: {found}")
        assert found


def what_is_lost(at):
    """How a house is not as it should be; None: it is."""
    try:
        must_be_there(at.lake, at.crowd.acknowledged())
    except Exception as problem:  # noqa: BLE001  of a broken lake any may come
        return f"{type(problem).__name__}: {problem}"
    return None
