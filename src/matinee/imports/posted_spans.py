"""Spans that a service's own server posts: what a file of spans holds, as JSON.

A body is a list of spans, an object with the list as `spans`, or one span a line. A span has the
fields that a file's columns have (`matinee.imports.spans`); others are dropped at the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pyarrow as pa

from matinee.events.json_records import MOST_RECORDS, TOO_MANY, opened
from matinee.imports.spans import COLUMNS, SOURCE, checked, with_pseudonyms
from matinee.rejections import Rejection
from matinee.viewing.spans import SPANS

__all__ = ["SOURCE", "parse_body", "reduced"]

_UNREADABLE = "It is no span in JSON."
_ANYTHING: msgspec.json.Decoder[object] = msgspec.json.Decoder()


def reduced(body: bytes, name_of: Callable[..., bytes]) -> bytes:
    """The body as a list of spans with pseudonyms in the place of ids; of what is no span, nothing but that."""
    rows = _rows(body)
    if len(rows) > MOST_RECORDS:
        return TOO_MANY
    return msgspec.json.encode([_named(row, name_of) if isinstance(row, dict) else None for row in rows])


def parse_body(
    body: bytes, title_of: Callable[[str], str], *, secret: bytes, buckets: int, received_at_us: int
) -> tuple[pa.Table, list[Rejection]]:
    """Read a reduced body: spans of schema `matinee.viewing.spans.SPANS`, and rejected rows."""
    if body == TOO_MANY:
        return SPANS.empty_table(), [Rejection(1, "unreadable", body.decode())]
    rows = msgspec.json.decode(body)
    broken = [Rejection(line, "unreadable", _UNREADABLE) for line, row in enumerate(rows, 1) if row is None]
    lines = [line for line, row in enumerate(rows, 1) if row is not None]
    spans = [row for row in rows if row is not None]
    table = pa.table({name: pa.array([row.get(name) for row in spans], pa.string()) for name in COLUMNS})
    good, rejections = checked(table, lines, "The request", received_at_us)
    named = with_pseudonyms(good, title_of, bytes.fromhex, _profile, secret, buckets)
    return named, sorted(broken + rejections)


def _rows(body: bytes) -> list[Any]:
    """What a body lists; None in the place of what cannot be read."""
    whole = opened(_ANYTHING, body)
    if isinstance(whole, dict) and isinstance(whole.get("spans"), list):
        whole = whole["spans"]
    if isinstance(whole, list):
        return whole
    read = (opened(_ANYTHING, line) for line in body.splitlines() if line.strip())
    return [row if isinstance(row, dict) else None for row in read]


def _named(row: dict[str, Any], name_of: Callable[..., bytes]) -> dict[str, str]:
    """The known fields as text, ids of persons as pseudonyms in hex."""
    said = {name: _text(row[name]) for name in COLUMNS if row.get(name) is not None}
    home = said.get("household", "")
    if home:
        said["household"] = name_of("household", home).hex()
        if said.get("profile"):
            said["profile"] = name_of("profile", home, said["profile"]).hex()
    else:
        said.pop("profile", None)
    return said


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _profile(home: str, profile: str) -> bytes:  # noqa: ARG001  the door has seen to whose it is
    return bytes.fromhex(profile)
