"""What a power loss may leave on the disk, made by hand: no reader stumbles over it."""

from __future__ import annotations

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


@pytest.mark.parametrize("said", ["", '{"commitInfo":{}}\n{"add":{"pa', "\0" * 40], ids=["empty", "torn", "zeros"])
def test_a_commit_that_nobody_settled_is_not_read(tmp_path, log, said):
    (log / f"{2:020}.json").write_text(said)
    lake = Lake(tmp_path / "lake")
    assert lake.folder.tables.read("events").num_rows == 4
    assert lake.folder.tables.version("events") == 1
