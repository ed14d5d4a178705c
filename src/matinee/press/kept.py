"""Claims that a person took over, at rest in the lake's catalogue with their source and the sentence they rest on.

Claims that contradict each other lie side by side: none is merged with another or replaced by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from matinee.press.propose import Proposal
from matinee.store.folder import LakeFolder
from matinee.store.shelf import add_claims, read_claims


def kept_claims(folder: LakeFolder) -> tuple[Proposal, ...]:
    """The claims that were taken over, in that order."""
    return read_claims(folder.tables)


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
        fresh = add_claims(folder.tables, claims)
        if fresh:
            folder.settle()
    return fresh
