"""What the doors that take JSON have in common: reading what may be anything, and naming nobody.

A body that cannot be read becomes one of a few sentences, which give nothing of it away; a value of
the wrong kind says nothing, and costs only itself.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from matinee import instants
from matinee.errors import MatineeError

# What comes in can be of any type: it is `Any` until a reader has looked at it.
Scalar = str | int | float | bool | None
Other = list[Any] | Scalar
"""Anything in JSON that is not an object."""

_T = TypeVar("_T")
_LONGEST = 1000
_SHOWN = 40
_FARTHEST_S = 100 * 86_400
_NAME = re.compile(r"[A-Za-z][A-Za-z ._/-]{0,59}")
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]+)?")
_ESCAPE = re.compile(
    rb"""(?:\\[^u])+
        |\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}
        |(\\u[dD][89a-fA-F][0-9a-fA-F]{2})""",
    re.VERBOSE,
)
"""Escapes in JSON; the group is half of a character, as scripts leave it that cut texts to a length."""
MOST_RECORDS = 10_000
"""In a body of 1 MB there is no room for more that say anything."""
TOO_MANY = b"It has more than 10000 records."
_BYTE = re.compile(r"\(byte ([0-9]+)\)$")
PROBLEM = re.compile(
    rb"It is (?:not UTF-8|nested too deeply|not of a form that this door takes|not JSON(?:: byte [0-9]+ does not fit)?)\."
    rb"|" + re.escape(TOO_MANY)
)
"""What `opened` says of a body that cannot be read, and `reduced` writes in its place."""


def opened(decoder: msgspec.json.Decoder[_T], raw: bytes | msgspec.Raw) -> _T | str:
    """What JSON holds, or else what is wrong with it, in words that give nothing of it away."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        return "It is not of a form that this door takes."
    except msgspec.DecodeError as error:
        whole = bytes(raw)
        mended = _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], whole)
        if mended != whole:
            return opened(decoder, mended)
        byte = _BYTE.search(str(error))
        return f"It is not JSON: byte {byte[1]} does not fit." if byte else "It is not JSON."
    except ValueError:
        return "It is not UTF-8."
    except RecursionError:
        return "It is nested too deeply."


def text(value: object) -> str | None:
    """A text, or a whole number where a text is meant; an empty or endless one says nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else None
    return value if isinstance(value, str) and len(value) <= _LONGEST and value.strip() else None


def stated(time: object) -> str | None:
    """What was given as a time, be it one or not; None only where nothing was."""
    return None if time in (None, "") else text(time) or "…"


def number(value: object, most: float = _FARTHEST_S) -> float | None:
    """A number from zero to the most that is believed, or a text that is one."""
    if isinstance(value, str):
        value = float(value) if _NUMBER.fullmatch(value) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most else None


def instant(written: str) -> int | None:
    """An ISO 8601 instant in microseconds, or None where it is none."""
    try:
        return instants.parse(written)
    except MatineeError:
        return None


def named(pseudonym: bytes | str | None, reduced: object) -> str | None:
    """A pseudonym as a reduced body has it: made now, or there already."""
    found = pseudonym if isinstance(pseudonym, bytes) else pseudonym_in(reduced)
    return None if found is None else found.hex()


def pseudonym_in(reduced: object) -> bytes | None:
    """The pseudonym that a reduced body has."""
    return bytes.fromhex(reduced) if isinstance(reduced, str) and _PSEUDONYM.fullmatch(reduced) else None


def shown_name(value: object) -> str | None:
    """The name of something that is not read, unless it looks like more than a name."""
    if value is None:
        return None
    return value if isinstance(value, str) and _NAME.fullmatch(value) else "…"


def shown(value: object) -> str:
    """A value in a sentence."""
    return repr(value[:_SHOWN] if isinstance(value, str) else value)


def kept(record: bytes | msgspec.Raw) -> str:
    """The start of a record as a rejection keeps it, without control characters."""
    start = bytes(record)[: 4 * _LONGEST].decode("utf-8", "replace")[:_LONGEST]
    return "".join(c if c.isprintable() else "�" for c in start)
