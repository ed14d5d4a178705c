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
    other = Lake(lake.folder.path)
    other.wait_s = 0
    with lake.folder.writing(), pytest.raises(MatineeError) as error:
        other.refresh()
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
    assert status.rows == {"events": 4, "spans": 1, "household_titles": 1, "published_places": 0, "rejections": 1}
    assert status.rejections == {"unreadable": 1}
    assert status.refreshed and status.unknown_titles == []


@pytest.mark.parametrize("name", ["with space", "déjà vu", "a#b", "it's", 'quo"te', "{curly}"])
def test_a_lake_may_rest_in_a_folder_of_any_ordinary_name(tmp_path, name):
    lake = Lake.create(tmp_path / name / "lake")
    events = tmp_path / name / "events.cmcd"
    events.write_text("\n".join(Player("film").play(0, 600).stop().lines))
    lake.import_cmcd([events])
    lake.refresh()
    assert lake.title("film").report().numbers["reach"].value == 1
    assert lake.import_cmcd([events])[0].taken.stored == 0


@pytest.mark.parametrize("name", ["50%20", "films[1]", "what?", "a*b"])
def test_a_folder_that_libraries_take_for_something_else_is_refused(tmp_path, name):
    with pytest.raises(MatineeError) as error:
        Lake.create(tmp_path / name)
    assert error.value.hint == "Choose another folder."


def test_spans_and_events_of_one_session_both_count(make_lake, tmp_path):
    lake = make_lake([Player("film", session="s").play(0, 600).stop()])
    spans = tmp_path / "spans.csv"
    spans.write_text(
        "household,asset,session,started_at,ended_at\nhome,film,s,2021-03-02T19:00:00Z,2021-03-02T19:50:00Z\n"
    )
    lake.import_spans([spans])
    late = tmp_path / "late.cmcd"
    late.write_text("\n".join(Player("film", session="s", day=2).play(0, 600).stop().lines))
    lake.import_cmcd([late])
    lake.refresh()
    assert lake.title("film").report().numbers["hours"].value == pytest.approx((600 + 3000 + 600) / 3600)


def test_viewing_of_unknown_country_is_in_no_country(make_lake):
    nowhere = Player("film", day=1).play(600, 3600).stop()
    nowhere.lines = [line.replace('com.matinee-cc="GB",', "") for line in nowhere.lines]
    lake = make_lake([Player("film").play(0, 600).stop(), nowhere])
    report = lake.title("film").report(country="GB")
    assert report.numbers["hours"].value == 600 / 3600 and report.numbers["coverage"].value == 0.1


def test_an_asset_is_known_by_its_id_whatever_titles_are_called(make_lake):
    lake = make_lake([Player("My Film").play(0, 6000).end()], ["f1,f1,My Film,film,6000,2021-03-01T00:00:00+00:00"])
    assert lake.unknown_titles() == ["My Film"]
    assert lake.title("f1").report().numbers["reach"].value == 0


def test_a_later_territory_leaves_the_first_release_as_it_was(make_lake, tmp_path):
    lake = make_lake([Player("film").play(0, 6000).end()])
    brazil = tmp_path / "brazil.csv"
    brazil.write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at,territory\n"
        "film,film,Film,film,6000,2021-05-10T00:00:00+00:00,BR\n"
    )
    lake.import_catalogue(brazil)
    lake.refresh()
    report = lake.title("film").report(days=7)
    assert (report.numbers["views"].value, report.numbers["completions"].value) == (1, 1)


def test_what_is_wrong_in_a_catalogue_is_kept_too(make_lake, tmp_path):
    lake = make_lake()
    bad = tmp_path / "bad.csv"
    bad.write_text("asset_id,title_id,name,kind,runtime_s,released_at\na,a,A,opera,60,2021-03-01T00:00:00Z\n")
    lake.import_catalogue(bad)
    assert lake.status().rejections == {"unknown kind": 1}


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31"])
def test_a_chart_of_no_possible_week_is_refused(make_lake, week):
    with pytest.raises(MatineeError):
        make_lake().top10(week=week)


def test_a_household_that_loops_a_clip_all_day_is_folded_in_a_moment(make_lake, tmp_path):
    """4,000 loops, one of them at the same time as another."""
    rows = ["household,asset,session,started_at,ended_at,position_start_ms,position_end_ms"]
    begin = 1_614_625_200
    for loop in range(4000):
        at = begin + loop * 60 - (1 if loop == 2000 else 0)
        rows.append(f"home,clip,{loop},{at * 1_000_000},{(at + 60) * 1_000_000},0,60000")
    file = tmp_path / "loops.csv"
    file.write_text("\n".join(rows) + "\n")
    lake = make_lake(titles=["clip,clip,Clip,film,60,2021-03-01T00:00:00+00:00"])
    lake.import_spans([file])
    lake.refresh()
    assert lake.title("clip").report().numbers["completions"].value == 4000
