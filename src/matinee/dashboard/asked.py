"""What an address asks: title, days, definition, country, as of when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlencode

from matinee.errors import MatineeError
from matinee.metrics.definitions import DEFAULT


class Window(TypedDict):
    """What every question about a title takes."""

    days: int
    definition: str
    country: str | None
    as_of: str | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an address asks of a title, by the names that the command line has.

    Attributes:
        days: How many days of 24 hours from the release.
        definition: By which households count.
        country: Only viewing there; None: everywhere.
        as_of: An ISO 8601 instant: as if nothing had been watched from then on; None: now.
    """

    days: int = 28
    definition: str = DEFAULT
    country: str | None = None
    as_of: str | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """Read from an address.

        Raises:
            MatineeError: The days are no whole number.
        """
        return cls(
            days=whole(query.get("days") or "28", "days"),
            definition=query.get("definition") or DEFAULT,
            country=query.get("country") or None,
            as_of=query.get("as_of") or None,
        )

    def window(self) -> Window:
        """As arguments of a question."""
        return Window(days=self.days, definition=self.definition, country=self.country, as_of=self.as_of)

    def query(self, **more: str) -> str:
        """Of an address that asks the same, and more.

        >>> Asked(days=7).query(title="heroes")
        'title=heroes&days=7'
        """
        usual = Asked()
        mine = {
            name: str(value)
            for name, value in self.window().items()
            if value is not None and value != getattr(usual, name)
        }
        return urlencode(more | mine)


def whole(text: str, things: str) -> int:
    """A whole number out of an address.

    Raises:
        MatineeError: It is none.
    """
    try:
        return int(text)
    except ValueError:
        raise MatineeError(f"{text!r} is not a number of {things}.", "Write it in digits, like 28.") from None
