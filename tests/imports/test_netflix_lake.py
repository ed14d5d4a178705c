"""A Netflix viewing history in a lake: as many seconds as a plain count of the file gives."""

from __future__ import annotations

from collections import Counter

import pytest

from matinee import instants
from matinee.catalogue import Catalogue
from matinee.catalogue.names import Names
from matinee.imports.netflix import read_activity, to_spans
from matinee.lake import Lake

from .history import CLASSIC, SINCE_2025, realistic_rows, seconds_by_title, with_scars, written

TITLES = """asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode
heroes,heroes,We Can Be Heroes,film,6060,2019-01-01T00:00:00+00:00,,,
fallout,fallout,Mission: Impossible - Fallout,film,8820,2019-01-01T00:00:00+00:00,,,
""" + "".join(
    f"dark-2-{number},dark-2,{name},episode,3000,2019-01-01T00:00:00+00:00,Dark,2,{number}\n"
    for number, name in enumerate(["Night 1", "Night 2", "Third", "Fourth", "Night 5", "Night 6", "x", "Night 8"], 1)
)


@pytest.fixture
def lake(tmp_path):
    """A lake that knows two films and a season."""
    lake = Lake.create(tmp_path / "lake")
    (tmp_path / "titles.csv").write_text(TITLES)
    assert lake.import_catalogue(tmp_path / "titles.csv").rejections == []
    return lake


def imported(lake, path, text):
    path.write_text(text, encoding="utf-8")
    done = lake.import_netflix([path])[0]
    assert done.error is None
    lake.refresh()
    return done


def hours(lake, name):
    return lake.title(name).report(days=3660).numbers["hours"].value


@pytest.mark.parametrize("columns", [CLASSIC, SINCE_2025])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_history_of_some_years_has_the_seconds_that_the_csv_module_counts(columns, header, seed):
    text = with_scars(written(realistic_rows(seed), columns, header=header), seed)
    judged = seconds_by_title(text, columns)
    activity = read_activity(text.splitlines(keepends=True), "ViewingActivity.csv", instants.now_us())
    spans = to_spans(activity, "home", Names(Catalogue()), secret=b"k", buckets=4)
    counted = Counter()
    for span in spans.to_pylist():
        counted[span["title"]] += round((span["ended_at"] - span["started_at"]).total_seconds())
    assert counted == judged and len(judged) == 9 and sum(judged.values()) > 100_000
    assert {"unreadable", "not the title", "impossible duration", "impossible time"} == {
        rejection.reason for rejection in activity.rejections
    }
    rows = sum(1 for line in text.splitlines() if line) - header
    assert len(activity.rows) + activity.repeated + len(activity.rejections) == rows and activity.repeated > 0


def test_hours_of_a_title_are_those_of_the_file(lake, tmp_path):
    text = with_scars(written(realistic_rows(7)), 7)
    judged = seconds_by_title(text, CLASSIC)
    imported(lake, tmp_path / "ViewingActivity.csv", text)
    for name, title in (
        ("We Can Be Heroes", "We Can Be Heroes"),
        ("mission: impossible - fallout", "Mission: Impossible - Fallout"),
        ("dark-2", "Dark: Season 2"),
        ("Crazy, Stupid, Love", "Crazy, Stupid, Love"),
        ("O Mecanismo: Temporada 1", "O Mecanismo: Temporada 1"),
        ("Maniac: Limited Series", "Maniac: Limited Series"),
    ):
        assert hours(lake, name) == judged[title] / 3600
    assert lake.unknown_titles() == [
        "1917",
        "Avatar: The Last Airbender: Book 1",
        "Crazy, Stupid, Love",
        "Don't Look Up",
        "Maniac: Limited Series",
        "O Mecanismo: Temporada 1",
    ]


def test_importing_a_history_again_stores_nothing(lake, tmp_path):
    text = written(realistic_rows(8))
    first = imported(lake, tmp_path / "ViewingActivity.csv", text).taken
    before = hours(lake, "We Can Be Heroes")
    again = imported(lake, tmp_path / "ViewingActivity.csv", text).taken
    assert first.stored > 100 and first.received == text.count("\n") - 1
    assert (again.stored, again.rejected, again.duplicate) == (0, 0, first.received)
    assert hours(lake, "We Can Be Heroes") == before


def test_a_later_export_adds_only_what_is_new(lake, tmp_path):
    rows = realistic_rows(9)
    early, late = (
        written(rows[150:]),
        written([row | {"Latest Bookmark": "Not latest view"} for row in rows], SINCE_2025),
    )
    before, after = seconds_by_title(early, CLASSIC), seconds_by_title(late, SINCE_2025)
    first = imported(lake, tmp_path / "2023.csv", early).taken
    assert hours(lake, "We Can Be Heroes") == before["We Can Be Heroes"] / 3600
    second = imported(lake, tmp_path / "2024.csv", late).taken
    whole = read_activity(late.splitlines(keepends=True), "2024.csv", instants.now_us())
    assert first.stored + second.stored == len(whole.rows)
    assert hours(lake, "We Can Be Heroes") == after["We Can Be Heroes"] / 3600 > before["We Can Be Heroes"] / 3600
    assert lake.title("We Can Be Heroes").report(days=3660).numbers["reach"].value == 1


def test_each_file_is_a_household_of_its_own_unless_one_is_named(lake, tmp_path):
    files = [tmp_path / "one.csv", tmp_path / "other.csv"]
    for file, seed in zip(files, (10, 11), strict=True):
        file.write_text(written(realistic_rows(seed)), encoding="utf-8")
    lake.import_netflix(files)
    lake.refresh()
    assert lake.title("We Can Be Heroes").report(days=3660).numbers["reach"].value == 2
    together = Lake.create(tmp_path / "together")
    together.import_netflix(files, household="the-smiths")
    together.refresh()
    assert together.title("We Can Be Heroes").report(days=3660).numbers["reach"].value == 1


def test_a_title_that_the_catalogue_learns_of_later_moves_to_its_own(lake, tmp_path):
    text = written(realistic_rows(12))
    imported(lake, tmp_path / "ViewingActivity.csv", text)
    (tmp_path / "more.csv").write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\n1917-film,1917-film,1917,film,7140,2019-01-01\n"
    )
    lake.import_catalogue(tmp_path / "more.csv")
    lake.refresh()
    assert lake.title("1917").title.kind == "film"
    assert hours(lake, "1917") == seconds_by_title(text, CLASSIC)["1917"] / 3600
