"""Numbers, sums of money and stretches of time as articles write them."""

from __future__ import annotations

import re

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * place
    for place, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_LARGE = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "mil": 1_000_000, "mn": 1_000_000, "m": 1_000_000, "mln": 1_000_000,
    "billion": 1_000_000_000, "bn": 1_000_000_000, "b": 1_000_000_000, "bil": 1_000_000_000,
}  # fmt: skip
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = rf"(?:{'|'.join(_SMALL)})(?:[ -](?:{'|'.join(_SMALL)}))?"
_SCALE = r"(?:thousand|million|billion|mil|mln|mn|bil|bn|k|m|b)"
NUMBER = rf"(?<![\w.,$£€])(?:(?:{_FIGURES})(?:[ -]?{_SCALE}\b\.?(?=[\s,)]|$)|[ -]?{_SCALE}\b)?|\b{_WORDS}(?: (?:hundred|thousand|million|billion))\b|\b(?:{'|'.join(_SMALL)})(?=\s+(?:weeks|countries|theaters|households|territories|days)))(?!\w)"
MONEY = rf"(?:US|A|C)?[$£€] ?(?:{_FIGURES})(?:[ -]?{_SCALE}\b)?|(?:{_FIGURES})(?: {_SCALE})? (?:dollars|euros|pounds)\b"
WINDOW = (
    r"(?:(?:in|within|over|during|after|for|across) )?(?:(?:its|the|their|his|a|of) )*(?:first|opening) (?:(?:\d+|[a-z-]+) )?(?:days?|weeks?|months?|weekend)\b(?: of (?:its )?release)?"
    r"|(?:in|within|over|during) (?:\d+|two|three|four|five|six|seven|eight|ten|twelve|thirteen) (?:days|weeks|months)\b"
    r"|(?:(?:in|for|during) the )?(?:week|weekend) (?:of|ending|from) [A-Z][a-z]+\.? \d{1,2}(?: ?(?:-|–|to) ?(?:[A-Z][a-z]+\.? )?\d{1,2})?"
)
_ONE = (None, "first", "opening", "the", "a", "its", "debut", "entire")
_DAYS = {"day": 1, "week": 7, "month": 30, "weekend": 3}


def a_number(text: str) -> float | None:
    """The number a text begins with, in figures or in words; None where it begins with none.

    >>> [a_number(text) for text in ("44 million", "44m", "44 mil", "44,000,000", "forty-four million", "1.2bn", "ten")]
    [44000000.0, 44000000.0, 44000000.0, 44000000.0, 44000000.0, 1200000000.0, 10.0]
    """
    words = text.casefold().replace(",", "").replace("-", " ")
    found = re.match(r"(\d+(?:\.\d+)?)\s*([a-z]*)", words)
    if found:
        return round(float(found[1]) * _LARGE.get(found[2].rstrip("."), 1), 4)
    value, any_word = 0.0, False
    for word in words.split():
        if word in _SMALL:
            value, any_word = value + _SMALL[word], True
        elif word in _LARGE and any_word:
            value *= _LARGE[word]
        else:
            break
    return value if any_word else None


def a_sum(text: str) -> tuple[float, str] | None:
    """A sum of money and its currency.

    >>> a_sum("$412.5 million"), a_sum("£40m"), a_sum("30 million dollars")
    ((412500000.0, 'USD'), (40000000.0, 'GBP'), (30000000.0, 'USD'))
    """
    found = re.search(r"\d[\d.,]*\s?-?(?:[a-z]+)?", text, re.IGNORECASE)
    value = a_number(found[0]) if found else None
    if value is None:
        return None
    currency = "GBP" if "£" in text or "pound" in text else "EUR" if "€" in text or "euro" in text else "USD"
    return value, currency


def days_of(window: str) -> int | None:
    """How many days a stretch of time has; a month is told as 30.

    >>> [days_of(text) for text in ("in its first 28 days", "the first four weeks", "its first month", "opening weekend")]
    [28, 28, 30, 3]
    """
    found = re.search(r"(?:(\d+|[a-z]+) )?(day|week|month|weekend)s?\b", window.casefold())
    if not found:
        return None
    many = 1 if found[1] in _ONE else a_number(found[1])
    return int(many * _DAYS[found[2]]) if many else None
