"""A file system in memory that keeps on its disk only what the disk has got: killing it with SIGKILL is a power loss.

    python lossy.py DISK MOUNTPOINT [--bytes SHARE] [--names SHARE] [--seed SEED] [--die-at STEP]

Bytes reach the disk with the fsync of their file, names (files made, renamed, deleted) with that of their folder.
Of what nobody synced, each write and each change of names also reaches the disk by itself with the probability given, in
whatever order; so pages may be torn, and a later change there without an earlier one. `--bytes 1 --names 1` loses nothing: a
power loss is then like the death of whoever wrote. `--names 1` is a journal of names that the disk always has.

The disk is one file, a list of what reached it in order, read again at the next mount. Names change as a whole, a
rename too; a file whose name reached the disk before its bytes is there and empty. With `--die-at` the power goes by itself before that
operation that changes something, counted from the mount; at a clean unmount, how many there were is in DISK.steps.

Source: POSIX on `fsync`; the man page fsync(2) on names ("an explicit fsync() on ... the directory is also needed").
"""

from __future__ import annotations

import argparse
import errno
import itertools
import os
import pickle
import random
import signal
import stat
import time
from pathlib import Path
from typing import Any

import mfusepy

_ROOT = 1
_BLOCK = 4096
_BLOCKS = 1 << 24


class Node:
    """A file or a folder.

    Attributes:
        content: A file's bytes as they are read now.
        unsynced: What was done to the bytes since they were synced: an offset with bytes, or a new size with None.
        names: A folder's names as they are now.
        renamed: Folders that it exchanged names with since it was synced: they reach the disk together.
    """

    def __init__(self, number: int, mode: int) -> None:
        self.number = number
        self.mode = mode
        self.links = 0
        self.changed_ns = time.time_ns()
        self.content = bytearray()
        self.unsynced: list[tuple[int, bytes | None]] = []
        self.names: dict[str, int] = {}
        self.is_synced = True
        self.renamed: set[int] = set()

    def do(self, offset: int, new: bytes | None) -> None:
        """Write bytes at an offset, or cut or lengthen the content to it."""
        end = offset + len(new or b"")
        if new is None:
            del self.content[end:]
        if end > len(self.content):
            self.content.extend(bytes(end - len(self.content)))
        self.content[offset:end] = new or b""
        self.changed_ns = time.time_ns()


class Disk:
    """What reached the disk, as a list of records in a file.

    Args:
        file: Where the list is kept.
    """

    def __init__(self, file: Path) -> None:
        self.nodes = {_ROOT: Node(_ROOT, stat.S_IFDIR | 0o755)}
        if file.exists():
            with file.open("rb") as records:
                self._read(records)
        self._keep_what_has_a_name()
        fresh = file.with_name(file.name + ".new")
        self._file = fresh.open("wb", buffering=0)
        for node in self.nodes.values():
            self.write("made", node.number, node.mode, node.changed_ns)
            self.write("bytes", node.number, [(0, bytes(node.content))])
            self.write("folder", node.number, node.names)
        fresh.replace(file)

    def write(self, *record: object) -> None:
        """Put a record on the disk, in one piece."""
        self._file.write(pickle.dumps(record))

    def _read(self, records: Any) -> None:
        while True:
            try:
                kind, *parts = pickle.load(records)
            except (EOFError, pickle.UnpicklingError):  # the last may be torn: nobody was told that it is there
                return
            if kind == "made":
                number, mode, changed_ns = parts
                node = self.nodes[number] = Node(number, mode)
                node.changed_ns = changed_ns
            elif kind == "bytes":
                number, done = parts
                for offset, new in done:
                    self.nodes[number].do(offset, new)
            elif kind == "folder":
                number, names = parts
                self.nodes[number].names = dict(names)
            elif kind == "names":
                for folder, name, number in parts[0]:
                    self._change(folder, name, number)

    def _change(self, folder: int, name: str, number: int | None) -> None:
        names = self.nodes[folder].names
        names.pop(name, None)
        if number is not None:
            names[name] = number

    def _keep_what_has_a_name(self) -> None:
        """Forget what no name leads to; count the names of the rest."""
        kept = {_ROOT: self.nodes[_ROOT]}
        waiting = [_ROOT]
        while waiting:
            for number in self.nodes[waiting.pop()].names.values():
                node = kept[number] = self.nodes[number]
                node.links += 1
                if stat.S_ISDIR(node.mode) and node.links == 1:
                    waiting.append(number)
        self.nodes = kept


class Lossy(mfusepy.Operations):
    """The file system.

    Args:
        file: The disk.
        keeps_bytes, keeps_names: With what probability an unsynced write, or change of names, reaches the disk by itself.
        seed: Of those probabilities.
        die_at: Before which operation the power goes; 0: never by itself.
    """

    use_ns = True
    flag_nullpath_ok = flag_nopath = True
    """What is open is known by its handle: it may have no name any more."""

    def __init__(self, file: Path, *, keeps_bytes: float, keeps_names: float, seed: int, die_at: int) -> None:
        self._steps_file = file.with_name(file.name + ".steps")
        self._disk = Disk(file)
        self._nodes = self._disk.nodes
        self._next = itertools.count(max(self._nodes) + 1)
        self._opened: dict[int, Node] = {}
        self._handles = itertools.count(1)
        self._rng = random.Random(seed)
        self._keeps_bytes, self._keeps_names = keeps_bytes, keeps_names
        self._steps, self._die_at = 0, die_at

    def _step(self) -> None:
        self._steps += 1
        if self._steps == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _node(self, path: str | None, fh: int | None = None) -> Node:
        if fh is not None and fh in self._opened:
            return self._opened[fh]
        if path is None:
            raise mfusepy.FuseOSError(errno.ENOENT)
        node = self._nodes[_ROOT]
        for part in path.split("/"):
            if part:
                if part not in node.names:
                    raise mfusepy.FuseOSError(errno.ENOENT)
                node = self._nodes[node.names[part]]
        return node

    def _place(self, path: str) -> tuple[Node, str]:
        folder, _, name = path.rpartition("/")
        return self._node(folder), name

    def _rename(self, *changes: tuple[Node, str, Node | None]) -> None:
        """Change names, all at once."""
        folders = {folder.number for folder, _, _ in changes}
        for folder, name, node in changes:
            before = folder.names.pop(name, None)
            if before is not None:
                self._nodes[before].links -= 1
            if node is not None:
                folder.names[name] = node.number
                node.links += 1
            folder.is_synced = False
            folder.changed_ns = time.time_ns()
            folder.renamed |= folders - {folder.number}
        if self._rng.random() < self._keeps_names:
            self._disk.write("names", [(folder.number, name, node and node.number) for folder, name, node in changes])

    def _do(self, node: Node, offset: int, new: bytes | None) -> None:
        node.do(offset, new)
        node.unsynced.append((offset, new))
        if self._rng.random() < self._keeps_bytes:
            self._disk.write("bytes", node.number, [(offset, new)])

    def _make(self, path: str, mode: int) -> Node:
        self._step()
        folder, name = self._place(path)
        if name in folder.names:
            raise mfusepy.FuseOSError(errno.EEXIST)
        node = Node(next(self._next), mode)
        self._nodes[node.number] = node
        self._disk.write("made", node.number, mode, node.changed_ns)
        self._rename((folder, name, node))
        return node

    def _open(self, node: Node) -> int:
        handle = next(self._handles)
        self._opened[handle] = node
        return handle

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        node = self._node(path, fh)
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), node.changed_ns)
        size = len(node.content)
        return times | {
            "st_ino": node.number,
            "st_mode": node.mode,
            "st_nlink": max(node.links, 1),
            "st_size": size,
            "st_blocks": -(-size // 512),
            "st_uid": os.getuid(),
            "st_gid": os.getgid(),
        }

    def opendir(self, path: str) -> int:
        return self._open(self._node(path))

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *self._node(path, fh).names]

    def releasedir(self, path: str, fh: int) -> int:
        return self.release(path, fh)

    def mkdir(self, path: str, mode: int) -> int:
        self._make(path, stat.S_IFDIR | mode)
        return 0

    def create(self, path: str, mode: int, fi: object = None) -> int:
        return self._open(self._make(path, stat.S_IFREG | mode))

    def open(self, path: str, flags: int) -> int:
        node = self._node(path)
        if flags & os.O_TRUNC:
            self._step()
            self._do(node, 0, None)
        return self._open(node)

    def release(self, path: str, fh: int) -> int:
        self._opened.pop(fh, None)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self._node(path, fh).content[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        self._step()
        self._do(self._node(path, fh), offset, bytes(data))
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._step()
        self._do(self._node(path, fh), length, None)
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._step()
        node = self._node(path, fh)
        if node.unsynced:
            self._disk.write("bytes", node.number, node.unsynced)
            node.unsynced = []
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        self._step()
        waiting = [self._node(path, fh)]
        while waiting:
            folder = waiting.pop()
            if not folder.is_synced:
                self._disk.write("folder", folder.number, folder.names)
                folder.is_synced = True
                waiting.extend(self._nodes[number] for number in folder.renamed)
                folder.renamed = set()
        return 0

    def unlink(self, path: str) -> int:
        self._step()
        folder, name = self._place(path)
        self._node(path)
        self._rename((folder, name, None))
        return 0

    def rmdir(self, path: str) -> int:
        if self._node(path).names:
            raise mfusepy.FuseOSError(errno.ENOTEMPTY)
        return self.unlink(path)

    def rename(self, old: str, new: str) -> int:
        self._step()
        node = self._node(old)
        (folder, name), (new_folder, new_name) = self._place(old), self._place(new)
        there = new_folder.names.get(new_name)
        if there == node.number:
            return 0
        if there is not None and self._nodes[there].names:
            raise mfusepy.FuseOSError(errno.ENOTEMPTY)
        self._rename((folder, name, None), (new_folder, new_name, node))
        return 0

    def link(self, target: str, source: str) -> int:
        """A second name, `target`, for what has the name `source`."""
        self._step()
        folder, name = self._place(target)
        if name in folder.names:
            raise mfusepy.FuseOSError(errno.EEXIST)
        self._rename((folder, name, self._node(source)))
        return 0

    def chmod(self, path: str, mode: int) -> int:
        node = self._node(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return 0

    def chown(self, path: str, uid: int, gid: int) -> int:
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        self._node(path).changed_ns = times[1] if times else time.time_ns()
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        sizes = {"f_bsize": _BLOCK, "f_frsize": _BLOCK, "f_namemax": 255}
        return sizes | dict.fromkeys(("f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree"), _BLOCKS)

    def destroy(self, path: str) -> None:
        self._steps_file.write_text(str(self._steps))


class Mounted(mfusepy.FUSE):
    """The file system in its place."""

    def truncate_fuse_3(self, path: bytes | None, length: int, fip: Any) -> int:
        """With libfuse 3, mfusepy does not say by which handle; the file may have no name any more."""
        return self.ftruncate(path, length, fip)


if __name__ == "__main__":
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("disk", type=Path)
    wanted.add_argument("mountpoint")
    wanted.add_argument("--bytes", type=float, default=0)
    wanted.add_argument("--names", type=float, default=0)
    wanted.add_argument("--seed", type=int, default=0)
    wanted.add_argument("--die-at", type=int, default=0)
    said = wanted.parse_args()
    kept = {"keeps_bytes": said.bytes, "keeps_names": said.names}
    system = Lossy(said.disk, seed=said.seed, die_at=said.die_at, **kept)
    # Without hard_remove libfuse would put a file that is open out of the way before another is renamed onto it.
    Mounted(system, said.mountpoint, foreground=True, nothreads=True, hard_remove=True)
