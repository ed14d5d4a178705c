"""Pseudonyms: the only names of households, profiles and sessions that come to rest.

An id that arrives at a door is turned into 128 bits by BLAKE2b, keyed with a secret
of the lake, before anything is written. The same id gives the same pseudonym within
one lake and never across two; without the secret nobody can go from one to the other.

Source: RFC 7693, keyed hashing.
"""

from __future__ import annotations

import hashlib
import secrets

import numpy as np
import numpy.typing as npt
import pyarrow as pa

PSEUDONYM_BYTES = 16
SECRET_BYTES = 32


def new_secret() -> bytes:
    """A fresh secret for a lake, from the operating system's random source."""
    return secrets.token_bytes(SECRET_BYTES)


def pseudonym(secret: bytes, *parts: str | bytes | int | None) -> bytes:
    """The 128-bit name that stands for these parts, in this order, under this secret.

    >>> pseudonym(b"k", "home-1") == pseudonym(b"k", "home-1") != pseudonym(b"k", "home-2")
    True
    >>> pseudonym(b"k", "ab", "c") == pseudonym(b"k", "a", "bc")
    False
    """
    digest = hashlib.blake2b(key=secret, digest_size=PSEUDONYM_BYTES)
    for part in parts:
        raw = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(len(raw).to_bytes(4, "little"))
        digest.update(raw)
    return digest.digest()


def bucket_of(household: bytes, buckets: int) -> int:
    """Which of the lake's buckets holds this household."""
    return int.from_bytes(household[:2], "big") % buckets


def words(pseudonyms: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.uint64]:
    """Pseudonyms as rows of two 64-bit words, shape (n, 2), in the order of their bytes.

    Comparing the words compares the pseudonyms. There must be no nulls.
    """
    if isinstance(pseudonyms, pa.ChunkedArray):
        pseudonyms = pseudonyms.combine_chunks()
    fixed = pseudonyms.cast(pa.binary(PSEUDONYM_BYTES))
    assert fixed.null_count == 0
    raw = np.frombuffer(fixed.buffers()[1], dtype=">u8", count=2 * (fixed.offset + len(fixed)))
    return raw.astype(np.uint64).reshape(-1, 2)[fixed.offset :]
