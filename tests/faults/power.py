"""A disk whose power can be cut: `tests.faults.lossy`, mounted in a process of its own."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.faults.runs import PATIENCE_S, wait_until

_LOSSY = Path(__file__).with_name("lossy.py")


def what_is_missing() -> str | None:
    """What to install or allow so that a file system of one's own can be mounted; None: nothing."""
    if not (ctypes.util.find_library("fuse") or ctypes.util.find_library("fuse3")):
        return "There is no libfuse. Install libfuse2 or fuse3 of the system's packages to run this test."
    if unmounter() is None:
        return "There is no fusermount. Install fuse3 of the system's packages to run this test."
    if importlib.util.find_spec("mfusepy") is None:
        return "There is no mfusepy. Run `make test`, which installs it, to run this test."
    try:
        os.close(os.open("/dev/fuse", os.O_RDWR))
    except OSError as problem:
        return f"/dev/fuse cannot be opened: {problem.strerror}. Allow FUSE on this machine to run this test."
    return None


def unmounter() -> str | None:
    """The program that unmounts."""
    return shutil.which("fusermount3") or shutil.which("fusermount")


class Disk:
    """A disk, and the place where it is mounted while it has power.

    Args:
        folder: An empty one, for both.
    """

    def __init__(self, folder: Path) -> None:
        self.image = folder / "disk"
        self.place = folder / "mounted"
        self.place.mkdir()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing mounted."""
        if self.has_power():
            self.cut()
        self.clear()

    def mount(self, *, keeps_bytes: float, keeps_names: float, seed: int = 0, die_at: int = 0) -> None:
        """Give it power; see `tests.faults.lossy` for what it keeps when that goes."""
        options = {"--bytes": keeps_bytes, "--names": keeps_names, "--seed": seed, "--die-at": die_at}
        said = [str(part) for option in options.items() for part in option]
        self._process = subprocess.Popen([sys.executable, _LOSSY, self.image, self.place, *said])
        wait_until("the disk is mounted", lambda: self.is_mounted() or not self.has_power())
        assert self.is_mounted(), "The disk could not be mounted."

    def is_mounted(self) -> bool:
        """Whether it is there to be used."""
        try:
            return os.path.ismount(self.place)
        except OSError:
            return False

    def has_power(self) -> bool:
        """Whether it is still at work; it may have lost its power by itself."""
        return self._process is not None and self._process.poll() is None

    def cut(self) -> None:
        """Take the power away: what is not on the disk by now is lost."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE_S)

    def clear(self) -> None:
        """After the power went: take away what is left of the mount, so that it can be mounted anew."""
        self._unmount()

    def unmount(self) -> int:
        """Unmount it in peace; how many operations changed something since it was mounted."""
        assert self._process is not None
        self._unmount()
        self._process.wait(PATIENCE_S)
        return int(self.image.with_name(self.image.name + ".steps").read_text())

    def _unmount(self) -> None:
        subprocess.run([unmounter() or "", "-u", "-z", "-q", self.place], check=False)
        wait_until("the disk is unmounted", lambda: not _is_listed(self.place))


def _is_listed(place: Path) -> bool:
    return f" {place.resolve()} " in Path("/proc/self/mounts").read_text()
