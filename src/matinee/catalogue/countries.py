"""Country codes, as every table here writes them: ISO 3166-1 alpha-2, upper case."""

from __future__ import annotations

from functools import cache
from importlib import resources


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
