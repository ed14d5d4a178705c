"""A lake: what comes in once, what rests in it, and who may look."""

from __future__ import annotations

import stat

import duckdb
import pytest

from matinee.errors import MatineeError
from matinee.lake import Lake
from tests.player import Player


def test_importing_the_same_file_again_changes_nothing(make_lake, tmp_path):
    lake = make_lake()
    file = tmp_path / "events.cmcd"
    file.write_text("\n".join([*Player("film").play(0, 600).stop().lines, "no record", "e=t,v=3,ts=1"]))
    first = lake.import_cmcd([file])[0].taken
    again = lake.import_cmcd([file])[0].taken
    assert (first.stored, first.duplicate, first.rejected) == (22, 0, 2)
    assert (again.stored, again.duplicate, again.rejected) == (0, 24, 0)
    assert lake.folder.tables.read("events").num_rows == 22
    assert lake.folder.tables.read("rejections").num_rows == 2


def test_a_file_that_is_no_use_costs_only_itself(make_lake, tmp_path):
    lake = make_lake()
    good = tmp_path / "good.cmcd"
    good.write_text("\n".join(Player("film").play(0, 60).stop().lines))
    bad, fine = lake.import_cmcd([tmp_path / "absent.cmcd", good])
    assert str(bad.error) == f"There is no file {tmp_path / 'absent.cmcd'}.\nCheck the name and the folder."
    assert fine.error is None and fine.taken.stored == 4


def test_no_id_of_a_person_comes_to_rest(make_lake, tmp_path):
    lake = make_lake([Player("film", "the-smiths", profile="little-ann", session="their-session").play(0, 60).stop()])
    file = tmp_path / "bad.cmcd"
    file.write_text('e=t,ts=5,v=2,sid="their-session",cid="film",com.matinee-hh="the-smiths"\n"the-smiths')
    lake.import_cmcd([file])
    history = tmp_path / "ViewingActivity.csv"
    history.write_text(
        "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,"
        "Latest Bookmark,Country\n"
        "little-ann,2021-03-02 20:00:00,00:10:00,,Film,,TV,,,GB (United Kingdom)\n"
        "little-ann,1970-01-01 00:00:00,00:10:00,,Film,,TV,,,GB (United Kingdom)\n"
    )
    lake.import_netflix([history])
    lake.refresh()
    for row in lake.folder.tables.read("rejections").to_pylist():
        assert "little-ann" not in str(row)
        assert 'com.matinee-hh="the-smiths"' not in str(row)
    for table in ("events", "spans", "household_titles"):
        text = str(lake.folder.tables.read(table).to_pylist())
        assert not any(name in text for name in ("the-smiths", "little-ann", "their-session"))


def test_the_same_household_has_another_name_in_another_lake(make_lake):
    player = Player("film").play(0, 60).stop()
    one, other = (
        lake.folder.tables.read("spans")["household"][0].as_py() for lake in (make_lake([player]), make_lake([player]))
    )
    assert len(one) == 16 and one != other


def test_the_secret_is_for_its_owner_only(make_lake):
    secret = make_lake().folder.path / "secret"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600 and len(secret.read_bytes()) == 32


def test_the_engine_reads_the_lake_and_nothing_else(make_lake, tmp_path):
    (tmp_path / "elsewhere.csv").write_text("a\n1\n")
    with pytest.raises(duckdb.PermissionException):
        make_lake().engine.sql(f"SELECT * FROM read_csv('{tmp_path / 'elsewhere.csv'}')")


def test_one_writer_at_a_time(make_lake, tmp_path):
    lake = make_lake()
    with lake.folder.writing(), pytest.raises(MatineeError) as error:
        Lake(lake.folder.path).refresh()
    assert str(error.value) == (
        f"Another command is writing to the lake in {lake.folder.path}.\n"
        "Wait until it has ended, and run this one again."
    )


def test_there_must_be_a_lake(tmp_path):
    with pytest.raises(MatineeError) as error:
        Lake(tmp_path)
    assert str(error.value) == f"There is no lake in {tmp_path}.\nMake one with `matinee init {tmp_path}`."


def test_a_lake_is_not_made_over_something_else(tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(MatineeError) as error:
        Lake.create(tmp_path)
    assert error.value.problem == f"{tmp_path} is not an empty folder."


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("report_interval = 30", "matinee.toml sets 'report_interval', which is not a setting."),
        ("report_interval_s = 0", "matinee.toml sets report_interval_s to 0."),
        ('completion_share = "most"', "matinee.toml sets completion_share to 'most'."),
    ],
)
def test_a_setting_that_is_none_is_refused(make_lake, line, problem):
    lake = make_lake()
    (lake.folder.path / "matinee.toml").write_text(line)
    with pytest.raises(MatineeError) as error:
        Lake(lake.folder.path).refresh()
    assert error.value.problem == problem


def test_status_counts_what_is_there_and_what_was_rejected(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 60).stop()], refresh=False)
    assert lake.status().refreshed is False
    lake.refresh()
    file = tmp_path / "bad.cmcd"
    file.write_text("no record")
    lake.import_cmcd([file])
    status = lake.status()
    assert status.rows == {"events": 4, "spans": 1, "household_titles": 1, "rejections": 1}
    assert status.rejections == {"unreadable": 1}
    assert status.refreshed and status.unknown_titles == []
