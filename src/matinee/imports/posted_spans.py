"""Spans that a service's own server posts: what a file of spans holds, as JSON.

A body is a list of spans, an object with the list as `spans`, or one span a line. A span has the
fields that a file's columns have (`matinee.imports.spans`); others are dropped at the door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pyarrow as pa

from matinee.imports.spans import COLUMNS, SOURCE, checked, with_pseudonyms
from matinee.rejections import Rejection

__all__ = ["SOURCE", "parse_body", "reduced"]

_UNREADABLE = "It is not a list of spans in JSON."


def reduced(body: bytes, name_of: Callable[..., bytes]) -> bytes:
    """The body as a list of spans with pseudonyms in the place of ids; of what is no span, nothing but that."""
    try:
        rows = _rows(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.json.encode(None)
    return msgspec.json.encode([_named(row, name_of) if isinstance(row, dict) else None for row in rows])


def parse_body(
    body: bytes, title_of: Callable[[str], str], *, secret: bytes, buckets: int, received_at_us: int
) -> tuple[pa.Table, list[Rejection]]:
    """Read a reduced body: spans of schema `matinee.viewing.spans.SPANS`, and rejected rows."""
    rows = msgspec.json.decode(body)
    if not isinstance(rows, list):
        rows, broken = [], [Rejection(1, "unreadable", _UNREADABLE)]
    else:
        broken = [Rejection(line, "unreadable", _UNREADABLE) for line, row in enumerate(rows, 1) if row is None]
    lines = [line for line, row in enumerate(rows, 1) if row is not None]
    spans = [row for row in rows if row is not None]
    table = pa.table({name: pa.array([row.get(name) for row in spans], pa.string()) for name in COLUMNS})
    good, rejections = checked(table, lines, "The request", received_at_us)
    named = with_pseudonyms(good, title_of, bytes.fromhex, _profile, secret, buckets)
    return named, sorted(broken + rejections)


def _rows(body: bytes) -> list[Any]:
    text = body.strip()
    if text.startswith(b"["):
        rows: list[Any] = msgspec.json.decode(text)
        return rows
    lines = [msgspec.json.decode(line) for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and isinstance(lines[0], dict) and isinstance(lines[0].get("spans"), list):
        listed: list[Any] = lines[0]["spans"]
        return listed
    return lines


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
