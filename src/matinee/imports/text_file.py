"""The lines of a text file, while someone is told how far it is read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

from matinee.errors import MatineeError
from matinee.progress import Tell

_LINES_AT_ONCE = 2_000


def read_lines(path: Path, tell: Tell) -> Iterator[str]:
    """The lines of a file, one after the other.

    Args:
        path: The file.
        tell: Called with the name of the file, the bytes that were read, and those there are.

    Raises:
        MatineeError: It is not there, or is no text.
    """
    must_exist(path)
    size, done = path.stat().st_size, 0
    try:
        opened = gzip.open if path.suffix.lower() == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            for number, line in enumerate(file):
                if number % _LINES_AT_ONCE == 0:
                    tell(path.name, done, size)
                done += len(line.encode())
                yield line
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as problem:
        raise MatineeError(f"{path} cannot be read: {problem}.", "Save it as UTF-8 text.") from None
    tell(path.name, size, size)


def must_exist(path: Path) -> None:
    """Refuse what is no file.

    Raises:
        MatineeError: It is not there, or is a folder.
    """
    if path.is_dir():
        raise MatineeError(f"{path} is a folder.", "Name the files in it.")
    if not path.is_file():
        raise MatineeError(f"There is no file {path}.", "Check the name and the folder.")
