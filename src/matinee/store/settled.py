"""What is safe: up to which version each table has reached the disk, noted in one small file.

A Delta commit on a local disk is there for every reader at once, and lost or torn after a power
cut, for nothing makes it wait for the disk. So a writer of a lake works in three steps:
it commits, it makes the disk write what it committed, and it notes the versions that are
now safe. The note is replaced as a whole. It also carries, with the versions they belong to,
how far each spool has been read and what became of all records; so a batch of the spool and the
mark behind it are there together or not at all.

Readers read the noted versions and nothing newer. What a writer left behind without a note is
put aside by the next one, and comes again: from the spool, or when the command is run again.

Source: Delta Lake's transaction protocol, on commits and checkpoints.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import unquote

from matinee.errors import MatineeError

_COMMIT = re.compile(r"(\d{20})\.json")
_CHECKPOINT = re.compile(r"(\d{20})\.checkpoint\..*parquet")
_LAST = "_last_checkpoint"


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What of a lake is safe.

    Attributes:
        versions: For each table, its latest version that has reached the disk.
        checkpoints: For each table that has one, the version of its latest checkpoint.
        spools: For each spool, the number of the last request that is in the tables.
        counts: For each door, how many records were received, stored, duplicate, rejected.
    """

    versions: dict[str, int] = field(default_factory=dict)
    checkpoints: dict[str, int] = field(default_factory=dict)
    spools: dict[str, int] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def read_settled(file: Path) -> Settled:
    """The note as it stands.

    Raises:
        MatineeError: There is none, or it is not readable.
    """
    try:
        return Settled(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise MatineeError(
            f"The lake in {file.parent} has no readable {file.name}.",
            "Restore the folder from a backup, or make a new lake and import again: without that file nobody "
            "knows what of the lake is whole.",
        ) from None


def write_settled(file: Path, settled: Settled) -> None:
    """Put a note in the place of the one that stands, on the disk; whole, or the old one."""
    replace_file(file, json.dumps(asdict(settled), indent=1).encode())


def replace_file(file: Path, content: bytes, mode: int = 0o644) -> None:
    """Put a file in the place of another, so that after a power cut one of the two is there, whole."""
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())
    fresh.replace(file)
    _sync(file.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are not there, so that after a power cut they are."""
    fresh = [one for one in (folder, *folder.parents) if one == folder or not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in fresh:
        _sync(one.parent)


def make_safe(table: Path, since: int, until: int) -> None:
    """Make the disk write what the commits of a table after one version up to another added."""
    log = table / "_delta_log"
    folders = {log, table, table.parent}
    for version in range(since + 1, until + 1):
        commit = log / f"{version:020}.json"
        for added in _added(commit):
            file = table / added
            _sync(file)
            folders.add(file.parent)
        _sync(commit)
    for folder in folders:
        _sync(folder)


def make_checkpoint_safe(table: Path, version: int) -> None:
    """Make the disk write a checkpoint of a table."""
    log = table / "_delta_log"
    for file in [*log.glob(f"{version:020}.checkpoint.*"), log / _LAST, log]:
        _sync(file)


def put_aside(tables: Path, settled: Settled, quarantine: Path) -> list[str]:
    """Take out of the tables what no note says is safe.

    Commits, checkpoints and tables above the note go into the quarantine; the rows of such commits
    are deleted, since they come again.

    Returns:
        The tables where something was found.
    """
    found = []
    for table in sorted(path for path in tables.iterdir() if path.is_dir()):
        whole, unsafe = settled.versions.get(table.name, -1), []
        for file, version, kind in _log_files(table):
            if kind == "commit" and version > whole:
                unsafe.append(file)
                _delete_added(table, file)
            elif kind == "checkpoint" and version > settled.checkpoints.get(table.name, -1):
                unsafe.append(file)
        if _misleads(table, settled):
            unsafe.append(table / "_delta_log" / _LAST)
        aside = quarantine / table.name
        for file in unsafe:
            aside.mkdir(parents=True, exist_ok=True)
            file.replace(_free_name(aside / file.name))
        if unsafe:
            found.append(table.name)
        if whole < 0:
            aside.mkdir(parents=True, exist_ok=True)
            table.replace(_free_name(aside / "table"))
    return found


def is_clean(tables: Path, settled: Settled) -> bool:
    """Whether the tables have nothing that no note says is safe; looks at names, and where a checkpoint is said to be."""
    return all(
        not _misleads(table, settled)
        and all(
            version <= (settled.versions if kind == "commit" else settled.checkpoints).get(table.name, -1)
            for _, version, kind in _log_files(table)
        )
        for table in tables.iterdir()
    )


def _misleads(table: Path, settled: Settled) -> bool:
    """Whether the file that says where the last checkpoint is names another than the noted one, which may not be there."""
    last = table / "_delta_log" / _LAST
    return last.exists() and _version_in(last) != settled.checkpoints.get(table.name)


def _log_files(table: Path) -> Iterator[tuple[Path, int, str]]:
    log = table / "_delta_log"
    for file in log.iterdir() if log.is_dir() else []:
        for kind, pattern in (("commit", _COMMIT), ("checkpoint", _CHECKPOINT)):
            if found := pattern.fullmatch(file.name):
                yield file, int(found[1]), kind


def _added(commit: Path) -> list[str]:
    """The files that a commit added and that are still there: a later one may have removed them again."""
    actions = [json.loads(line) for line in commit.read_text(encoding="utf-8").splitlines() if line]
    paths = [unquote(action["add"]["path"]) for action in actions if "add" in action]
    return [path for path in paths if (commit.parent.parent / path).exists()]


def _delete_added(table: Path, commit: Path) -> None:
    try:
        added = _added(commit)
    except (ValueError, KeyError, TypeError):
        return  # torn: what it added is not known, and is found by a full vacuum
    for path in added:
        (table / path).unlink(missing_ok=True)


def _version_in(last: Path) -> int | None:
    try:
        return int(json.loads(last.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _free_name(path: Path) -> Path:
    number = 0
    while (free := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    return free


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
