"""What a power loss may leave on the disk, made by hand: no reader stumbles over it."""

from __future__ import annotations

import os
import shutil
import time

import pytest

from matinee.lake import Lake
from tests.faults.runs import new_lake
from tests.player import Player


@pytest.fixture
def log(tmp_path):
    """The log of the events of a lake that has four."""
    lake = new_lake(tmp_path / "lake")
    (tmp_path / "one.cmcd").write_text("\n".join(Player("film").play(0, 60).stop().lines))
    lake.import_cmcd([tmp_path / "one.cmcd"])
    return tmp_path / "lake" / "tables" / "events" / "_delta_log"


@pytest.mark.parametrize(
    "said",
    ['{"version":1,"size":2,"sizeInBytes":9000,"numOfAddFiles":1}', "", '{"version":1,"si', "\0" * 40],
    ids=["lost its checkpoint", "empty", "torn", "zeros"],
)
def test_a_mark_of_a_checkpoint_that_never_reached_the_disk_misleads_nobody(tmp_path, log, said):
    (log / "_last_checkpoint").write_text(said)
    assert Lake(tmp_path / "lake").folder.tables.read("events").num_rows == 4


def test_a_file_that_no_commit_came_to_name_is_deleted_when_it_is_old(tmp_path, log):
    named = next(log.parent.glob("bucket=*/*.parquet"))
    long_ago = time.time() - 2 * 3600
    for name, at in (("old.parquet", long_ago), ("new.parquet", time.time())):
        shutil.copy(named, named.with_name(name))
        os.utime(named.with_name(name), (at, at))
    os.utime(named, (long_ago, long_ago))
    Lake(tmp_path / "lake").refresh()
    assert {file.name for file in named.parent.iterdir()} == {named.name, "new.parquet"}


@pytest.mark.parametrize("said", ["", '{"commitInfo":{}}\n{"add":{"pa', "\0" * 40], ids=["empty", "torn", "zeros"])
def test_a_commit_that_nobody_settled_is_not_read(tmp_path, log, said):
    (log / f"{2:020}.json").write_text(said)
    lake = Lake(tmp_path / "lake")
    assert lake.folder.tables.read("events").num_rows == 4
    assert lake.folder.tables.version("events") == 1
