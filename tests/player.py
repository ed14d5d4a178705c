"""A player as the tests need it: it is told what to do and keeps the reports it would send."""

from __future__ import annotations

from matinee import instants

EVENING_S = instants.parse("2021-03-01T19:00:00+00:00") // 1_000_000
"""A Monday."""


class Player:
    """One session of a player that reports every 30 seconds, as CMCD v2 event mode has it.

    Args:
        asset: What it plays (`cid`).
        household, profile, country, time_zone: Who and where.
        session: Its id; by default one of its own for household, asset and time.
        day: On which evening it starts, counted from a Monday.
        at_s: How long after 19:00 UTC.
    """

    def __init__(
        self,
        asset,
        household="home",
        *,
        profile=None,
        country="GB",
        time_zone="Europe/London",
        session=None,
        day=0,
        at_s=0,
        positions=True,
    ):
        self.clock_ms = (EVENING_S + day * 86_400 + at_s) * 1000
        self.lines = []
        self._positions = positions
        self._identity = f'com.matinee-cc="{country}",com.matinee-hh="{household}",com.matinee-tz="{time_zone}"'
        if profile:
            self._identity += f',com.matinee-profile="{profile}"'
        self._session = session or f"{household}-{asset}-{self.clock_ms}"
        self._asset = asset
        self._position_ms = 0
        self._rate = 1

    def play(self, start_s, end_s, rate=1):
        """Play a stretch of the content, from a start or a seek."""
        self._position_ms, self._rate = round(start_s * 1000), rate
        self._report("ps", "s")
        self._report("ps", "p")
        left_ms = round((end_s - start_s) * 1000 / rate)
        while left_ms > 30_000:
            self._pass(30_000, rate)
            left_ms -= 30_000
            self._report("t", "p")
        self._pass(left_ms, rate)
        return self

    def pause(self, seconds):
        """Pause; the timer goes on reporting."""
        self._report("ps", "a")
        for _ in range(round(seconds) // 30):
            self._pass(30_000, 0)
            self._report("t", "a")
        self._pass(round(seconds * 1000) % 30_000, 0)
        return self

    def seek(self, target_s):
        """Jump; the report of seeking already has the target as its position."""
        self._position_ms = round(target_s * 1000)
        self._report("ps", "k")
        return self

    def end(self):
        """Come to the end."""
        self._report("ps", "e")
        return self

    def stop(self):
        """Be closed."""
        self._report("ps", "q")
        return self

    def preload(self, seconds):
        """Load and never play; the timer reports all the same."""
        self._report("ps", "d")
        for _ in range(round(seconds) // 30):
            self._pass(30_000, 0)
            self._report("t", "d")
        return self

    def timer(self):
        """Send a timer report of playing now."""
        self._report("t", "p")
        return self

    def _pass(self, milliseconds, rate):
        self.clock_ms += milliseconds
        self._position_ms += round(milliseconds * rate)

    def _report(self, event, state):
        rate = f"pr={self._rate}," if self._rate != 1 else ""
        position = f"pt={self._position_ms}," if self._positions else ""
        self.lines.append(
            f'cid="{self._asset}",{self._identity},e={event},{rate}{position}sid="{self._session}",'
            f"sn={len(self.lines)},sta={state},ts={self.clock_ms},v=2"
        )
