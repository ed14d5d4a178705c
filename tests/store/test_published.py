"""Published charts in a lake: editions side by side, each file in its place once."""

from __future__ import annotations

from datetime import date

import pytest

from matinee import instants
from matinee.errors import MatineeError
from matinee.imports.netflix_top10 import read_top10
from matinee.imports.published import to_places
from matinee.lake import Lake
from matinee.store.published import PLACES, PublishedShelf

GLOBAL = "week\tcategory\tweekly_rank\tshow_title\tseason_title\tweekly_hours_viewed\tcumulative_weeks_in_top_10"
COUNTRY = "country_iso2\tweek\tcategory\tweekly_rank\tshow_title\tseason_title\tcumulative_weeks_in_top_10"
DAILY = "As of,Rank,Title,Type,Netflix Release Date,Days In Top 10"


@pytest.fixture
def lake(tmp_path):
    return Lake.create(tmp_path / "lake")


@pytest.fixture
def write(tmp_path):
    """`write("top10.2021-11-17.tsv", header, rows)`: a file with these lines."""

    def writing(name, *lines):
        file = tmp_path / name
        file.write_text("".join(line + "\n" for line in lines))
        return file

    return writing


def week(rank, name, hours=10_000, sunday="2021-11-14", weeks=1):
    return f"{sunday}\tFilms (English)\t{rank}\t{name}\tN/A\t{hours}\t{weeks}"


def of_country(code, rank, name):
    return f"{code}\t2021-11-14\tFilms\t{rank}\t{name}\tN/A\t1"


def rows(lake):
    return to_places(lake.folder.tables.read(PLACES))


def told(one):
    """What became of a file: stored, duplicate, rejected, gone."""
    return (*one.taken, one.gone)


def test_a_lake_made_before_there_were_published_charts_has_none_until_one_is_imported(lake, write):
    assert lake.published.is_empty() and not lake.folder.tables.has(PLACES)
    assert lake.published.matching().matches == () and lake.published.restatements().compared == ()
    with pytest.raises(MatineeError) as error:
        lake.published.records("A")
    assert str(error.value) == (
        "There are no published charts in the lake.\n"
        "Import one: `matinee import netflix-top10 FILE`, `matinee import daily-top10 FILE`."
    )
    lake.published.import_netflix_top10([write("top10.2021-11-17.tsv", GLOBAL, week(1, "A"))])
    assert [place.name for place in rows(Lake(lake.folder.path))] == ["A"]


def test_the_same_file_again_changes_nothing(lake, write):
    file = write("top10.2021-11-17.tsv", GLOBAL, week(1, "A"), week(2, "B"), week(2, "B"), week(0, "C"))
    (first,) = lake.published.import_netflix_top10([file])
    version = lake.folder.tables.version(PLACES)
    (again,) = lake.published.import_netflix_top10([file])
    assert (told(first), told(again)) == ((2, 1, 1, 0), (0, 4, 0, 0))
    assert len(rows(lake)) == 2 and lake.folder.tables.version(PLACES) == version
    assert lake.status().counts["netflix-top10"] == {"received": 8, "stored": 2, "duplicate": 5, "rejected": 1}
    assert lake.rejections()["problem"] == ["weekly_rank is '0'."]
    assert lake.status().rows[PLACES] == 2


def test_a_file_in_another_order_says_the_same(lake, write):
    lake.published.import_netflix_top10([write("a.2021-11-17.tsv", GLOBAL, week(1, "A"), week(2, "B"))])
    (again,) = lake.published.import_netflix_top10([write("b.2021-11-17.tsv", GLOBAL, week(2, "B"), week(1, "A"))])
    assert told(again) == (0, 2, 0, 0)


def test_a_corrected_file_takes_the_place_of_what_its_edition_said(lake, write):
    lake.published.import_netflix_top10([write("a.2021-11-17.tsv", GLOBAL, week(1, "A"), week(2, "B"))])
    (again,) = lake.published.import_netflix_top10([write("a.2021-11-17.tsv", GLOBAL, week(1, "A"), week(2, "C"))])
    assert told(again) == (1, 1, 0, 1)
    assert str(again) == "a.2021-11-17.tsv (edition of 2021-11-17, by its name; 1 row that it had before is gone)"
    assert sorted(place.name for place in rows(lake)) == ["A", "C"]


def test_nothing_beside_its_chart_its_countries_and_its_edition_is_replaced(lake, write):
    published = lake.published
    published.import_netflix_top10(
        [
            write("global.2021-11-17.tsv", GLOBAL, week(1, "A")),
            write("global.2021-11-24.tsv", GLOBAL, week(1, "A")),
            write("countries.2021-11-17.tsv", COUNTRY, of_country("BR", 1, "A"), of_country("US", 1, "A")),
        ]
    )
    published.import_daily_top10([write("daily.csv", DAILY, "1/1/21,1,A,Movie,,1")], edition="2021-11-17")
    published.import_daily_top10([write("daily.csv", DAILY, "1/1/21,1,A,Movie,,1")], country="br", edition="2021-11-17")
    published.import_netflix_top10(
        [
            write("global.2021-11-17.tsv", GLOBAL, week(1, "B")),
            write("countries.2021-11-17.tsv", COUNTRY, of_country("US", 1, "C")),
        ]
    )
    published.import_daily_top10([write("daily.csv", DAILY, "1/1/21,1,D,Movie,,1")], edition="2021-11-17")
    there = {(place.chart, place.country, str(place.edition)): place.name for place in rows(lake)}
    assert len(rows(lake)) == 6 and there == {
        ("global", None, "2021-11-17"): "B",
        ("global", None, "2021-11-24"): "A",
        ("country", "BR", "2021-11-17"): "A",
        ("country", "US", "2021-11-17"): "C",
        ("daily", "US", "2021-11-17"): "D",
        ("daily", "BR", "2021-11-17"): "A",
    }


def test_two_files_of_one_command_do_not_take_the_place_of_each_other(lake, write):
    one = write("one.csv", DAILY, "1/1/21,1,A,Movie,,1")
    other = write("other.csv", DAILY, "1/2/21,1,A,Movie,,2")
    done = lake.published.import_daily_top10([one, other, one], edition="2021-11-17")
    assert [str(each.error) for each in done if each.error] == [
        (
            "other.csv would take the place of one.csv, which is the same chart in the same edition, 2021-11-17.\n"
            "Import each with the edition it is, by `--edition`; or put their rows into one file."
        )
    ]
    assert told(done[2]) == (0, 1, 0, 0)
    assert lake.status().counts["daily-top10"] == {"received": 2, "stored": 1, "duplicate": 1, "rejected": 0}


def test_the_edition_is_what_is_said_else_in_the_name_else_today(lake, write):
    dated, undated = (write(name, GLOBAL, week(1, "A")) for name in ("top10.2021-11-17.tsv", "top10.tsv"))
    today = instants.to_datetime(instants.now_us()).date()
    published = lake.published
    assert [str(published.import_netflix_top10([file])[0].edition) for file in (dated, undated)] == [
        "edition of 2021-11-17, by its name",
        f"edition of {today}, today",
    ]
    (said,) = published.import_netflix_top10([dated], edition="2021-12-01")
    assert str(said.edition) == "edition of 2021-12-01, as you say"
    assert {place.edition for place in rows(lake)} == {date(2021, 11, 17), date(2021, 12, 1), today}
    with pytest.raises(MatineeError) as error:
        published.import_netflix_top10([dated], edition="Tuesday")
    assert str(error.value) == "'Tuesday' is not a date.\nWrite it as YYYY-MM-DD, like 2021-01-04."


def test_a_file_that_is_no_use_costs_only_itself(lake, write, tmp_path):
    files = [
        write("null.tsv", "null"),
        write("empty.tsv"),
        write("moved.tsv", "<a>Moved Permanently</a>"),
        tmp_path,
        write("good.2021-11-17.tsv", GLOBAL, week(1, "A")),
    ]
    done = lake.published.import_netflix_top10(files)
    assert [each.error.problem if each.error else told(each) for each in done] == [
        "null.tsv holds the word null and nothing else.",
        "empty.tsv is empty.",
        "moved.tsv is a web page, not the published Top 10.",
        f"{tmp_path} is a folder.",
        (1, 0, 0, 0),
    ]


def test_a_file_of_a_country_that_is_none_is_not_imported(lake, write):
    with pytest.raises(MatineeError) as error:
        lake.published.import_daily_top10([write("daily.csv", DAILY)], country="Utopia")
    assert str(error.value) == "'Utopia' is not a country.\nUse the two letters of ISO 3166-1, like GB or BR."


def test_a_file_without_places_replaces_nothing(lake, write):
    lake.published.import_netflix_top10([write("a.2021-11-17.tsv", GLOBAL, week(1, "A"))])
    (done,) = lake.published.import_netflix_top10([write("a.2021-11-17.tsv", GLOBAL)])
    assert told(done) == (0, 0, 0, 0) and len(rows(lake)) == 1


def test_progress_is_told_in_bytes(lake, write):
    file = write("a.2021-11-17.tsv", GLOBAL, week(1, "A"))
    steps = []
    lake.published.import_netflix_top10([file], tell=lambda *step: steps.append(step))
    size = file.stat().st_size
    assert steps == [(file.name, 0, size), (file.name, size, size)]


def test_many_small_files_are_put_together(lake, write):
    names = [f"g.2021-11-{day:02}.tsv" for day in range(1, 27)]
    lake.published.import_netflix_top10([write(name, GLOBAL, week(1, name)) for name in names])
    assert len(lake.folder.tables.files(PLACES)) == 1
    assert sorted(place.name for place in rows(Lake(lake.folder.path))) == names


# --- asking ---


def test_records_are_of_the_newest_edition_of_each_chart(lake, write):
    lake.published.import_netflix_top10(
        [
            write("g.2021-11-17.tsv", GLOBAL, week(3, "A")),
            write("g.2021-11-24.tsv", GLOBAL, week(2, "A"), week(2, "A", sunday="2021-11-21", weeks=2)),
            write("c.2021-11-17.tsv", COUNTRY, of_country("BR", 5, "A"), of_country("US", 6, "A")),
            write("c.2021-11-24.tsv", COUNTRY, of_country("BR", 1, "A")),
        ]
    )
    found = lake.published.records("a")
    assert [(one.chart, one.country, one.best_rank, one.in_a_row, str(one.edition)) for one in found.records] == [
        ("country", "BR", 1, 1, "2021-11-24"),
        ("country", "US", 6, 1, "2021-11-17"),
        ("global", None, 2, 2, "2021-11-24"),
    ]
    assert [one.country for one in lake.published.records("A", "us").records] == ["US"]
    with pytest.raises(MatineeError) as error:
        lake.published.records("A", "GB")
    assert error.value.problem == "There are no published charts of GB in the lake."


def test_records_are_found_by_the_title_of_the_catalogue(lake, write, tmp_path):
    titles = write(
        "titles.csv",
        "asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode",
        "q,gambit,Openings,episode,3600,2020-10-23T07:00:00Z,The Queen's Gambit,1,1",
    )
    lake.import_catalogue(titles)
    daily = write("daily.csv", DAILY, "10/24/20,1,The Queen_____ Gambit,TV Show,23-Oct-20,1")
    lake.published.import_daily_top10([daily], edition="2021-07-01")
    for name in ("gambit", "The Queen's Gambit: Season 1", "the queen’s gambit"):
        assert [one.title.name for one in lake.published.records(name).records] == ["The Queen_____ Gambit"]


def test_restatements_are_found_between_the_editions_of_each_chart_and_country(lake, write):
    lake.published.import_netflix_top10(
        [
            write("g.2021-11-17.tsv", GLOBAL, week(1, "A"), week(2, "B")),
            write("g.2021-11-24.tsv", GLOBAL, week(1, "A"), week(2, "B", hours=0)),
            write("g.2021-12-01.tsv", GLOBAL, week(1, "A"), week(2, "B", hours=0)),
            write("c.2021-11-17.tsv", COUNTRY, of_country("BR", 1, "A"), of_country("US", 1, "A")),
            write("c.2021-11-24.tsv", COUNTRY, of_country("BR", 1, "A")),
            write("c.2021-12-01.tsv", COUNTRY, of_country("BR", 1, "A"), of_country("US", 1, "B")),
        ]
    )
    found = lake.published.restatements()
    assert found.compared == (
        ("country", "2021-11-17", "2021-11-24"),
        ("country", "2021-11-24", "2021-12-01"),
        ("country", "2021-11-17", "2021-12-01"),
        ("global", "2021-11-17", "2021-11-24"),
        ("global", "2021-11-24", "2021-12-01"),
    )
    assert [tuple(one) for one in found.found] == [
        ("country", "2021-11-17", "2021-12-01", "row lost", "week to 2021-11-14, US, Films, no. 1: A", "no. 1", ""),
        ("country", "2021-11-17", "2021-12-01", "row gained", "week to 2021-11-14, US, Films, no. 1: B", "", "no. 1"),
        (
            "global",
            "2021-11-17",
            "2021-11-24",
            "hours",
            "week to 2021-11-14, Films (English), no. 2: B",
            "10,000",
            "0",
        ),
    ]


# --- matching ---


@pytest.fixture
def with_noise(lake, write):
    """A lake with two films of one name in its catalogue, and a weekly chart that has one."""
    titles = write(
        "titles.csv",
        "asset_id,title_id,name,kind,runtime_s,released_at",
        "n1,noise-2004,Noise,film,6000,2004-01-05T07:00:00Z",
        "n2,noise-2021,Noise,film,6000,2021-11-05T07:00:00Z",
    )
    lake.import_catalogue(titles)
    lake.published.import_netflix_top10([write("g.2021-11-17.tsv", GLOBAL, week(1, "Noise"), week(2, "Other"))])
    return lake


def outcome(lake):
    return {
        one.charted.name: one.question or (one.title.id if one.title else None)
        for one in lake.published.matching().matches
    }


def test_a_decision_survives_what_is_imported_later(with_noise, write):
    published = with_noise.published
    assert outcome(with_noise) == {"Noise": "2 titles are called so", "Other": None}
    decided = published.decide("NOISE", "noise-2021")
    assert ([one.told for one in decided.charted], decided.title.id) == (["Noise (film)"], "noise-2021")
    published.import_netflix_top10([write("g.2021-11-17.tsv", GLOBAL, week(1, "Noise"), week(2, "Third"))])
    published.import_netflix_top10([write("g.2021-11-24.tsv", GLOBAL, week(1, "Noise"))])
    assert outcome(Lake(with_noise.folder.path)) == {"Noise": "noise-2021"}
    published.decide("Noise", none=True)
    assert outcome(with_noise) == {"Noise": None}


def test_a_decision_holds_when_a_later_edition_has_another_name(with_noise, write):
    published = with_noise.published
    published.decide("Noise", "noise-2004")
    published.import_netflix_top10([write("g.2021-11-24.tsv", GLOBAL, week(1, "Noise: The Film"), week(2, "Other", 0))])
    published.import_netflix_top10([write("g.2021-12-01.tsv", GLOBAL, week(1, "Loud Noise"), week(2, "Other", 0))])
    assert outcome(with_noise) == {"Loud Noise": "noise-2004", "Other": None}


def test_a_title_that_a_daily_chart_renamed_half_way_is_one(lake, write):
    titles = write(
        "titles.csv",
        "asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode",
        "d1,dare-1,Pilot,episode,2400,2020-12-29T07:00:00Z,Dare Me,1,1",
        "d2,dare-2,Pilot,episode,2400,2021-12-29T07:00:00Z,Dare Me,2,1",
    )
    lake.import_catalogue(titles)
    days = ["12/31/20,1,Dare Me: Season 1,TV Show,29-Dec-20,1", "1/1/21,1,Dare Me,TV Show,29-Dec-20,2"]
    lake.published.import_daily_top10([write("daily.csv", DAILY, *days)])
    assert outcome(lake) == {"Dare Me": "dare-1", "Dare Me: Season 1": "dare-1"}


def test_a_list_that_counts_a_name_from_1_again_had_two_titles_of_it(lake, write):
    lake.import_catalogue(
        write(
            "titles.csv",
            "asset_id,title_id,name,kind,runtime_s,released_at",
            "n,noise,Noise,film,6000,2021-01-05T07:00:00Z",
        )
    )
    weeks = [week(1, "Noise", sunday=sunday) for sunday in ("2021-11-14", "2021-11-28")]
    lake.published.import_netflix_top10([write("g.2021-12-01.tsv", GLOBAL, *weeks)])
    assert outcome(lake) == {"Noise": "the charts had several titles of this name"}


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ("Noise",),
            {},
            'It is not said which title "Noise" is.\nGive the id of a title of the catalogue, or `--none`.',
        ),
        (
            ("Noise", "noise-2004"),
            {"none": True},
            '"Noise" cannot be noise-2004 and none.\nGive the id of a title of the catalogue, or `--none`.',
        ),
        (
            ("Noise", "noise"),
            {},
            "2 titles are called 'noise'.\nSay which by its id: noise-2004 (film), noise-2021 (film).",
        ),
    ],
)
def test_a_decision_says_what_it_is(with_noise, arguments, options, message):
    with pytest.raises(MatineeError) as error:
        with_noise.published.decide(*arguments, **options)
    assert str(error.value) == message


def test_a_writer_that_was_broken_off_leaves_what_was_there(lake, write):
    published, path = lake.published, lake.folder.path
    published.import_netflix_top10([write("g.2021-11-17.tsv", GLOBAL, week(1, "A"))])
    file = write("g.2021-11-17.tsv", GLOBAL, week(1, "B"))
    with file.open() as lines, lake.folder.writing():
        rows_ = read_top10(lines, file.name, edition=date(2021, 11, 17)).to_table()
        PublishedShelf(lake.folder).put(rows_)  # and nobody settles it
    assert [place.name for place in rows(Lake(path))] == ["A"]
    published.import_netflix_top10([file])
    assert [place.name for place in rows(Lake(path))] == ["B"]
