"""`matinee`, careless of the disk in one way: the proof that the tests of power loss would find it.

    CARELESS=spool python careless.py serve ...

- `spool`: SQLite commits without waiting for the disk.
- `tables`: what is committed to the tables is noted as safe at once.
- `names`: no folder is ever synced.

The roller's process reads this file again, as `spawn` has it, and is as careless.
"""

from __future__ import annotations

import os
import sqlite3
import stat

from matinee.store import folder

_sync = os.fsync


class Lax(sqlite3.Connection):
    """A connection that makes less of what it is asked for."""

    def execute(self, sql, *values):
        return super().execute(sql.replace("synchronous = FULL", "synchronous = NORMAL"), *values)


def _sync_files_only(handle):
    if stat.S_ISREG(os.fstat(handle).st_mode):
        _sync(handle)


match os.environ["CARELESS"]:
    case "spool":
        _connect = sqlite3.connect
        sqlite3.connect = lambda *values, **options: _connect(*values, factory=Lax, **options)
    case "tables":
        folder.make_safe = lambda *_: None
    case "names":
        os.fsync = _sync_files_only

if __name__ == "__main__":
    from matinee.cli import main

    main()
