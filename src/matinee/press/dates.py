"""Days as articles write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d{2}"
DATE = (
    rf"{_YEAR}-\d\d-\d\d|{_MONTH} {_DAY}(?:, {_YEAR})?(?!\d)|{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH},? {_YEAR}"
    rf"|(?:last |this |next )?(?:spring|summer|fall|autumn|winter|Christmas)(?: (?:Day|Eve))?(?: {_YEAR})?|(?:last |next |this )(?:year|month|week|{_MONTH})"
    rf"|(?<=in )(?:{_MONTH}|{_YEAR})"
)
"""A day, a month, a year or a season of the year, in the ways English writes them."""
YEAR = rf"\b{_YEAR}\b"


def a_day(text: str) -> str | None:
    """The day or month of a text that names one with its year, in ISO 8601; None where it names none.

    >>> a_day("March 4, 2022 9:15am PT"), a_day("9 November 2021"), a_day("January 2024"), a_day("Sept. 30")
    ('2022-03-04', '2021-11-09', '2024-01', None)
    """
    if found := re.search(rf"({_YEAR})-(\d\d)-(\d\d)", text):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    for form in (rf"(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>{_YEAR})",
                 rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH}),? (?P<y>{_YEAR})",
                 rf"(?P<m>{_MONTH}),? (?P<y>{_YEAR})"):  # fmt: skip
        if found := re.search(form, text):
            month = next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(found["m"][:3].casefold()))
            day = found.groupdict().get("d")
            return _real(int(found["y"]), month, int(day)) if day else f"{found['y']}-{month:02}"
    return None


def _real(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
