"""A door without a server: for tests that need no more than a spool with something in it."""

from __future__ import annotations

import threading

from matinee import instants
from matinee.collector.door import written
from matinee.collector.roller import SPOOLS
from matinee.collector.spool import Request, Spool
from matinee.events import cmcd
from matinee.events.event import Identity
from matinee.identity import pseudonym
from matinee.lake import Lake
from tests.faults.load import COUNTRY, TIME_ZONE, USELESS
from tests.faults.runs import PATIENCE_S
from tests.player import Player


class Door:
    """Puts requests into the spool of a lake, as the door does.

    Args:
        lake: The lake.
    """

    def __init__(self, lake: Lake) -> None:
        self.told: dict[str, list[str]] = {}
        self._secret = lake.folder.secret
        self.spool = Spool(
            lake.folder.path / SPOOLS / "collector",
            most_bytes=10**9,
            after=lake.folder.settled.spools.get("collector", 0),
            tell=lambda waiters, _: [safe.set() for safe in waiters],
            on_failure=print,
        )

    def take(self, home: str, session: Player, at_us: int | None = None) -> None:
        """Take all reports of a session, now or at another time, with a line that is of no use; wait until they are safe."""
        identity = Identity(pseudonym(self._secret, "household", home), None, COUNTRY, TIME_ZONE)
        lines = [*session.lines, USELESS]
        body = cmcd.reduced("\n".join(lines).encode(), lambda *_: b"")
        safe = threading.Event()
        self.spool.add(Request(0, at_us or instants.now_us(), cmcd.SOURCE, written(identity), False, body), safe)
        assert safe.wait(PATIENCE_S)
        self.told.setdefault(home, []).extend(lines)
