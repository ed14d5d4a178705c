"""Claims that a person took over, at rest in the lake with their source and the sentence they rest on.

Claims that contradict each other lie side by side: none is merged with another or replaced by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from matinee import instants
from matinee.press.propose import Proposal
from matinee.store.folder import LakeFolder

CLAIMS = "press_claims"
CLAIMED = pa.schema(
    [
        ("subject", pa.string()),
        ("says", pa.string()),
        ("number", pa.float64()),
        ("text", pa.string()),
        ("unit", pa.string()),
        ("character", pa.string()),
        ("window", pa.string()),
        ("window_days", pa.int64()),
        ("projected", pa.bool_()),
        ("denied", pa.bool_()),
        ("said_by", pa.string()),
        ("service", pa.string()),
        ("outlet", pa.string()),
        ("as_of", pa.string()),
        ("sentence", pa.string()),
        ("rule", pa.string()),
        ("file", pa.string()),
        ("accepted_at", pa.timestamp("us", "UTC")),
    ]
)
"""A claim; its value is `number` or `text`, the other is null."""


def kept_claims(folder: LakeFolder) -> tuple[Proposal, ...]:
    """The claims that were taken over, in that order."""
    if not folder.tables.has(CLAIMS):
        return ()
    rows = folder.tables.read(CLAIMS).sort_by("accepted_at").drop_columns(["accepted_at"]).to_pylist()
    return tuple(_claim(row) for row in rows)


def keep_claims(folder: LakeFolder, claims: Iterable[Proposal], wait_s: float) -> int:
    """Keep claims that are not kept yet, and say how many those are.

    Args:
        folder: The lake.
        claims: What a person took over.
        wait_s: How long to wait for another writer.

    Raises:
        MatineeError: Another process is writing.
    """
    with folder.writing(wait_s):
        known = set(kept_claims(folder))
        fresh = [claim for claim in dict.fromkeys(claims) if claim not in known]
        if fresh:
            if not folder.tables.has(CLAIMS):
                folder.tables.create(CLAIMS, CLAIMED)
            now = instants.now_us()
            rows = [_row(claim) | {"accepted_at": now + place} for place, claim in enumerate(fresh)]
            folder.tables.append(CLAIMS, pa.Table.from_pylist(rows, schema=CLAIMED))
            folder.settle()
    return len(fresh)


def _row(claim: Proposal) -> dict[str, Any]:
    row = asdict(claim)
    value = row.pop("value")
    number = isinstance(value, float)
    return row | {"number": value if number else None, "text": None if number else value}


def _claim(row: dict[str, Any]) -> Proposal:
    number, text = row.pop("number"), row.pop("text")
    return Proposal(value=text if number is None else number, **row)
