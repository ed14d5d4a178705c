"""Processes killed with SIGKILL at random moments under load: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter

import pytest

from tests.faults.checks import must_be_whole, one_import
from tests.faults.load import Crowd
from tests.faults.runs import PATIENCE_S, WRITTEN, Collector, households, is_writing, new_lake, unsettled, wait_until

SEED = 7
PLAN = {
    ("roller", "whenever"): 6,
    ("roller", "rolling"): 7,
    ("roller", "refreshing"): 7,
    ("door", "whenever"): 8,
    ("everything", "whenever"): 6,
    ("everything", "rolling"): 4,
    ("everything", "refreshing"): 4,
    ("matinee roll", "writing"): 4,
    ("matinee refresh", "writing"): 4,
}
"""Who is killed when, and how often: 50 times."""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="Who writes, and whose child it is, is read from /proc. Use Linux."
)


class Killer:
    """Kills one process after another of a collector that is at work.

    Attributes:
        hits: Of the kills of each kind, how many left something behind that was not settled.
        took_s: How long they took.
    """

    def __init__(self, collector: Collector, crowd: Crowd, rng: random.Random) -> None:
        self._collector = collector
        self._lake = collector.lake
        self._crowd = crowd
        self._rng = rng
        self.hits: Counter[tuple[str, str]] = Counter()
        self.took_s: Counter[str] = Counter()

    def kill(self, victim: str, moment: str) -> None:
        """Wait for a moment, kill, and start again what does not start by itself."""
        began_s = time.monotonic()
        before = self._crowd.requests_acknowledged()
        wait_until("a request is acknowledged", lambda: self._crowd.requests_acknowledged() > before)
        if victim.startswith("matinee"):
            self._kill_command(victim.removeprefix("matinee "))
        elif victim == "roller":
            wait_until("there is a roller", lambda: self._collector.roller() is not None)
            self._wait_for(moment)
            self._collector.kill_roller()
        else:
            self._wait_for(moment)
            self._collector.kill(alone=victim == "door")
        self.hits[victim, moment] += any(unsettled(self._lake, names) for names in WRITTEN.values())
        if victim in ("door", "everything"):
            self._collector.start()
        self.took_s[victim] += time.monotonic() - began_s

    def _wait_for(self, moment: str) -> None:
        if moment == "whenever":
            time.sleep(self._rng.uniform(0, 0.6))
            return
        wait_until(f"something is {moment}", lambda: self._collector.is_at(moment))
        time.sleep(self._rng.uniform(0, 0.03))

    def _kill_command(self, word: str) -> None:
        """Kill a command that runs beside the collector while it holds the lake; it may be faster."""
        give_up_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_s:
            command = self._collector.command(word)
            wait_until(
                f"{word} writes or is done",
                lambda: is_writing(self._lake, command.pid) or command.poll() is not None,  # noqa: B023  run at once
            )
            if command.poll() is None:
                time.sleep(self._rng.uniform(0, 0.2))
            command.kill()
            if command.wait(PATIENCE_S) == -signal.SIGKILL:
                return
        raise TimeoutError(f"`matinee {word}` was never caught at work")


def test_fifty_kills_lose_nothing_and_count_nothing_twice(tmp_path):
    seed = int(os.environ.get("MATINEE_SEED", SEED))
    print(f"seed {seed}")
    rng = random.Random(seed)
    lake = new_lake(tmp_path / "lake")
    collector = Collector(tmp_path / "lake", tmp_path / "log")
    crowd = Crowd(households(lake, 20), collector.address, viewers=4, seed=seed)
    killer = Killer(collector, crowd, rng)
    try:
        collector.start()
        with crowd:
            for victim, moment in rng.sample(list(PLAN), counts=PLAN.values(), k=sum(PLAN.values())):
                killer.kill(victim, moment)
                crowd.must_be_well()
            crowd.finish()
        collector.stop()
    finally:
        collector.end()
    collector.run("roll")
    collector.run("refresh")
    told = crowd.acknowledged()
    counted = must_be_whole(tmp_path / "lake", told, one_import(tmp_path, lake.folder.secret, told))
    print(f"left something unsettled: {dict(killer.hits)}; took {dict(killer.took_s)} s")
    print(f"{crowd.story()}\n{counted}")
    assert "Traceback" not in collector.log.read_text(errors="replace"), collector.last_words()
    assert killer.hits.total() >= 10, "hardly a kill came at an interesting moment"
