"""The list of read links: which there are, and which were taken back.

It holds what each opens, but not the link: that is signed with a key of the lake's and cannot be made from the list. A link that
is not in the list opens nothing, so that one that was taken back stays so if the list is lost.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from matinee import instants
from matinee.errors import MatineeError
from matinee.store.settled import replace_file

_FILE = "links.json"


@dataclass(frozen=True, kw_only=True)
class MadeLink:
    """A read link that was made.

    Attributes:
        id: What it is called in the list.
        page: "title" or "chart".
        asked: What is asked of it, by the names that an address has.
        until_s: Until when, in seconds since 1970.
        least: The fewest homes that a cell may be of.
        made_at: When it was made, ISO 8601.
        revoked_at: When it was taken back; None while it was not.
    """

    id: str
    page: str
    asked: dict[str, str]
    until_s: int
    least: int
    made_at: str
    revoked_at: str | None = None

    @property
    def state(self) -> str:
        """In a word or two: good, over, or taken back."""
        if self.revoked_at is not None:
            return f"taken back {self.revoked_at}"
        return "good" if time.time() < self.until_s else "over"


class Links:
    """The read links of a lake.

    Args:
        lake: The lake's folder.
    """

    def __init__(self, lake: Path) -> None:
        self._file = lake / _FILE

    def all(self) -> list[MadeLink]:
        """Every link there is, the oldest first."""
        try:
            return [MadeLink(**one) for one in json.loads(self._file.read_text(encoding="utf-8"))]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError) as problem:
            raise MatineeError(
                f"The list of read links, {_FILE}, cannot be read: {problem}.",
                "Put it back from a backup, or delete it: then no link that was made opens anything any more.",
            ) from None

    def note(self, page: str, asked: dict[str, str], *, until_s: int, least: int) -> MadeLink:
        """Write down a link that is about to be given away."""
        with self._changing() as known:
            made = MadeLink(
                id=secrets.token_hex(4), page=page, asked=asked, until_s=until_s, least=least, made_at=_now()
            )
            self._write([*known, made])
        return made

    def is_good(self, id: str) -> bool:
        """Whether a link is in the list and was not taken back."""
        return any(one.id == id and one.revoked_at is None for one in self.all())

    def revoke(self, id: str) -> MadeLink:
        """Take a link back: it opens nothing from now on.

        Raises:
            MatineeError: There is no such link.
        """
        with self._changing() as known:
            found = next((one for one in known if one.id == id), None)
            if found is None:
                raise MatineeError(
                    f"There is no read link {id!r}.", "`matinee share --list` shows all of them, each with its id."
                )
            revoked = replace(found, revoked_at=found.revoked_at or _now())
            self._write([revoked if one is found else one for one in known])
        return revoked

    @contextmanager
    def _changing(self) -> Iterator[list[MadeLink]]:
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.all()

    def _write(self, links: list[MadeLink]) -> None:
        replace_file(self._file, json.dumps([asdict(one) for one in links], indent=1).encode(), mode=0o600)


def _now() -> str:
    return instants.show(instants.now_us() // instants.SECOND_US * instants.SECOND_US)
