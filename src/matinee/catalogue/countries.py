"""Country codes, as every table here writes them: ISO 3166-1 alpha-2, upper case."""

from __future__ import annotations

from functools import cache
from importlib import resources

from matinee.errors import MatineeError


@cache
def countries() -> dict[str, str]:
    """Code → English name, from the table that the time zone database ships (iso3166.tab)."""
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return dict(rows)


def country_code(text: str) -> str | None:
    """The code that a text names, in whatever case, or None where it names none.

    >>> country_code("gb"), country_code("Utopia")
    ('GB', None)
    """
    code = text.strip().upper()
    return code if code in countries() else None


def known_country(text: str | None) -> str | None:
    """The code that a person's text names; None where nothing is named.

    Raises:
        MatineeError: It names no country.
    """
    code = None if text is None else country_code(text)
    if text is not None and code is None:
        raise MatineeError(f"{text!r} is not a country.", "Use the two letters of ISO 3166-1, like GB or BR.")
    return code
