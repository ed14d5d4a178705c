"""Viewers who report to a collector that is killed under them, and who keep what was promised to them.

A viewer sends the reports of its sessions in batches. What is answered 204 is acknowledged; what is not answered, or
otherwise, may have arrived or not, and is sent again as players do, until it is acknowledged.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from tests.player import Player

ASSETS = ("film", "short", "e1", "e2")
TITLES = """asset_id,title_id,name,kind,runtime_s,released_at
film,film,Film,film,6000,2021-03-01T00:00:00+00:00
short,short,Short,film,900,2021-03-01T00:00:00+00:00
e1,season,One,episode,1800,2021-03-01T00:00:00+00:00
e2,season,Two,episode,1800,2021-03-01T00:00:00+00:00
"""
USELESS = 'cid="film",e=ps,v=2'
"""A report that is rejected: it does not say when."""
COUNTRY, TIME_ZONE = "GB", "Europe/London"

_ANSWER_WITHIN_S = 20
_LAST_ANSWER_WITHIN_S = 60
_MOST_LINES = 12
_LONGEST_PAUSE_S = 0.12


class House(NamedTuple):
    """A household, and the token that speaks for it."""

    name: str
    token: str


@dataclass
class Told:
    """What a viewer has told the collector, and what became of it.

    Attributes:
        acknowledged: For each household, the lines that were answered 204, in order; each once.
        requests: How many requests were sent.
        answers: How many were answered, by status; None: not answered.
        repeats: How many requests were sent again though they had been acknowledged.
    """

    acknowledged: dict[str, list[str]] = field(default_factory=dict)
    requests: int = 0
    answers: Counter[int | None] = field(default_factory=Counter)
    repeats: int = 0


class Address:
    """Where the collector answers now; viewers that found it gone wait for it to come back."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.generation = 0
        self._changed = threading.Condition()

    def is_back(self) -> None:
        """Tell all who wait."""
        with self._changed:
            self.generation += 1
            self._changed.notify_all()

    def wait(self, generation: int) -> None:
        """Wait until it is back, or a moment: it may not have been gone."""
        with self._changed:
            self._changed.wait_for(lambda: self.generation != generation, timeout=0.1)


class Viewer(threading.Thread):
    """One client with a connection that is kept.

    Args:
        name: Its own among all viewers.
        houses: The households whose players it plays.
        address: Where to report.
        seed: Of all it does.
    """

    def __init__(self, name: str, houses: list[House], address: Address, seed: int) -> None:
        super().__init__(name=f"viewer {name}", daemon=True)
        self.told = Told({house.name: [] for house in houses})
        self.problem: str | None = None
        self._houses = houses
        self._address = address
        self._rng = random.Random(f"{seed} {name}")
        self._over = threading.Event()
        self._end_s = float("inf")
        self._connection: http.client.HTTPConnection | None = None
        self._sessions = 0

    def finish(self) -> None:
        """Let it come to the end of what it is just sending."""
        self._end_s = time.monotonic() + _LAST_ANSWER_WITHIN_S
        self._over.set()

    def run(self) -> None:
        """Watch until told to finish."""
        self._watch()
        if self._connection is not None:
            self._connection.close()

    def _watch(self) -> None:
        while not self._over.is_set() and self.problem is None:
            house = self._rng.choice(self._houses)
            lines = self._session(house).lines
            while lines and not self._over.is_set():
                many = self._rng.randint(1, _MOST_LINES)
                batch, lines = lines[:many], lines[many:]
                if self._rng.random() < 0.05:
                    batch.append(USELESS)
                if not self._send(house, batch):
                    return
                self._over.wait(self._rng.uniform(0, _LONGEST_PAUSE_S))

    def _session(self, house: House) -> Player:
        self._sessions += 1
        player = Player(
            self._rng.choice(ASSETS),
            house.name,
            country=COUNTRY,
            time_zone=TIME_ZONE,
            session=f"{self.name} {self._sessions}",
            day=self._rng.randrange(28),
            at_s=self._rng.randrange(4 * 3600),
        )
        for _ in range(self._rng.randint(1, 3)):
            start_s = self._rng.randrange(900)
            player.play(start_s, start_s + self._rng.randint(30, 600))
            if self._rng.random() < 0.3:
                player.pause(self._rng.randint(10, 100))
        return player.end() if self._rng.random() < 0.5 else player.stop()

    def _send(self, house: House, batch: list[str]) -> bool:
        """Send a batch until it is acknowledged; False: it never was."""
        body = "\n".join(batch).encode()
        while True:
            generation = self._address.generation
            status = self._post(house, body)
            self.told.requests += 1
            self.told.answers[status] += 1
            if status == 204:
                break
            if status not in (None, 503):
                self.problem = f"{self.name} was answered {status}."
                return False
            if time.monotonic() > self._end_s:
                self.problem = f"{self.name} was not answered for {_LAST_ANSWER_WITHIN_S} s."
                return False
            self._address.wait(generation)
        self.told.acknowledged[house.name].extend(batch)
        if self._rng.random() < 0.03:
            again = self._post(house, body)
            self.told.requests += 1
            self.told.repeats += again == 204
            self.told.answers[again] += 1
        return True

    def _post(self, house: House, body: bytes) -> int | None:
        """The status of the answer; None where none came."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._address.port, timeout=_ANSWER_WITHIN_S)
        try:
            self._connection.request("POST", f"/v1/cmcd?hh={house.token}", body, {"Content-Type": "application/cmcd"})
            with self._connection.getresponse() as answer:
                answer.read()
                return answer.status
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            return None


class Crowd:
    """Viewers, all at once.

    Args:
        houses: The households, shared out among the viewers.
        address: Where to report.
        viewers: How many they are.
        seed: Of all they do.
    """

    def __init__(self, houses: list[House], address: Address, *, viewers: int, seed: int) -> None:
        self.viewers = [Viewer(f"{n}", houses[n::viewers], address, seed) for n in range(viewers)]

    def __enter__(self) -> Self:
        for viewer in self.viewers:
            viewer.start()
        return self

    def __exit__(self, *_: object) -> None:
        for viewer in self.viewers:
            viewer.finish()

    def finish(self) -> None:
        """Let all come to an end, with what they are just sending acknowledged."""
        for viewer in self.viewers:
            viewer.finish()
        for viewer in self.viewers:
            viewer.join(2 * _LAST_ANSWER_WITHIN_S)
            assert not viewer.is_alive(), f"{viewer.name} hangs"
        self.must_be_well()

    def must_be_well(self) -> None:
        """See that nobody was turned away."""
        assert [viewer.problem for viewer in self.viewers if viewer.problem] == []

    def acknowledged(self) -> dict[str, list[str]]:
        """For each household, the lines that are acknowledged by now."""
        return {home: list(lines) for viewer in self.viewers for home, lines in viewer.told.acknowledged.items()}

    def requests_acknowledged(self) -> int:
        """How many requests were answered 204 by now."""
        return sum(viewer.told.answers[204] for viewer in self.viewers)

    def story(self) -> str:
        """What was sent, in a line."""
        told = [viewer.told for viewer in self.viewers]
        answers: Counter[int | None] = sum((one.answers for one in told), Counter())
        lines = sum(len(lines) for one in told for lines in one.acknowledged.values())
        return (
            f"{sum(one.requests for one in told):,} requests sent, {answers[204]:,} acknowledged with {lines:,} records, "
            f"{answers[None]:,} not answered, {answers[503]:,} refused, {sum(one.repeats for one in told):,} repeated"
        )
