"""Charts that others publish, as a person meets them on the command line."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from matinee import instants
from matinee.lake import Lake

GLOBAL = "week\tcategory\tweekly_rank\tshow_title\tseason_title\tweekly_hours_viewed\tcumulative_weeks_in_top_10"
DAILY = "As of,Rank,Title,Type,Netflix Release Date,Days In Top 10"
TITLES = "asset_id,title_id,name,kind,runtime_s,released_at,series,season,episode"


@pytest.fixture
def write(tmp_path):
    """`write("top10.tsv", header, rows)`: a file with these lines."""

    def writing(name, *lines):
        file = tmp_path / name
        file.write_text("".join(line + "\n" for line in lines))
        return file

    return writing


def whole_week(sunday="2021-11-14", names=None, hours=None, weeks=1):
    """Ten films, with hours that fall from rank to rank."""
    named, given = names or {}, hours or {}
    return [
        f"{sunday}\tFilms (English)\t{rank}\t{named.get(rank, f'Film {rank}')}\tN/A"
        f"\t{given.get(rank, 110_000 - 10_000 * rank)}\t{weeks}"
        for rank in range(1, 11)
    ]


def test_files_are_taken_in_by_edition_and_once(run, lake, write):
    rows = whole_week()
    file = write("all-weeks-global.2021-11-17.tsv", GLOBAL, *rows, rows[0].replace("\t1\t", "\t0\t"))
    label = "all-weeks-global.2021-11-17.tsv (edition of 2021-11-17, by its name)"
    none = "10 titles in the charts, none in the catalogue.\n"
    assert run("import", "netflix-top10", file, "--lake", lake) == (
        0,
        f"{label}: 10 places taken in, 1 rejected.\n{none}",
        (
            "  all-weeks-global.2021-11-17.tsv, line 12: weekly_rank is '0'. "
            "Give a plain number within the range that the documentation shows.\n"
        ),
    )
    again = run("import", "netflix-top10", file, "--lake", lake)
    assert again[:2] == (0, f"{label}: 0 places taken in, 11 already there.\n{none}")
    mended = write("all-weeks-global.2021-11-17.tsv", GLOBAL, *whole_week(names={3: "Film 3!"}))
    assert run("import", "netflix-top10", mended, "--lake", lake)[1].splitlines()[0] == (
        "all-weeks-global.2021-11-17.tsv (edition of 2021-11-17, by its name; 1 row that it had before is gone): "
        "1 place taken in, 9 already there."
    )
    said = run("status", "--lake", lake)[1]
    assert re.search(r"Places of published charts +10 ", said)
    assert re.search(r"netflix-top10 +32 +11 +20 +1 ", said)


def test_a_file_that_does_not_tell_its_edition_is_of_today_or_of_when_one_says(run, lake, write):
    file = write("daily.csv", DAILY, "1/1/21,1,Rango,Movie,28-Dec-20,1")
    today = instants.to_datetime(instants.now_us()).date()
    assert run("import", "daily-top10", file, "--lake", lake)[1] == (
        f"daily.csv (edition of {today}, today): 1 place taken in.\n1 title in the charts, none in the catalogue.\n"
    )
    assert run("import", "daily-top10", file, "--edition", "2021-07-01", "--country", "br", "--lake", lake)[1] == (
        "daily.csv (edition of 2021-07-01, as you say): 1 place taken in.\n"
        "1 title in the charts, none in the catalogue.\n"
    )
    assert run("import", "daily-top10", file, "--edition", "July", "--lake", lake) == (
        1,
        "",
        "Error: 'July' is not a date.\nWrite it as YYYY-MM-DD, like 2021-01-04.\n",
    )
    places = Lake(lake).folder.tables.read("published_places")
    there = zip(places["country"].to_pylist(), map(str, places["edition"].to_pylist()), strict=True)
    assert set(there) == {("US", str(today)), ("BR", "2021-07-01")}


def test_broken_editions_are_refused_and_the_others_go_on(run, lake, write):
    files = [
        write("moved.tsv", '<a href="https://example.org">Moved Permanently</a>.'),
        write("null.tsv", "null"),
        write("empty.tsv"),
        write("good.2021-11-17.tsv", GLOBAL, *whole_week()),
    ]
    status, out, err = run("import", "netflix-top10", *files, "--lake", lake)
    assert (status, out.splitlines()[0]) == (
        1,
        "good.2021-11-17.tsv (edition of 2021-11-17, by its name): 10 places taken in.",
    )
    assert err == (
        "Error: moved.tsv is a web page, not the published Top 10.\n"
        "The address answered with a page, as it does where it has moved; download the file that the page leads to.\n"
        "Error: null.tsv holds the word null and nothing else.\n"
        "It was published like this once; take another edition of the published Top 10.\n"
        "Error: empty.tsv is empty.\n"
        "Take a file of the published Top 10, with the columns week, category, weekly_rank, show_title, "
        "weekly_hours_viewed.\n"
    )
    assert run("import", "netflix-top10", files[1], "--lake", lake)[1] == ""


# --- conformance ---


def test_conformance_needs_no_lake_and_prints_a_table(run, write):
    status, out, err = run("conformance", "netflix-top10", write("top10.tsv", GLOBAL, *whole_week()))
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "top10.tsv"
    assert [line.split() for line in out.splitlines() if line.startswith(" hours")] == [
        ["hours", "rounded", "rows", "10", "10", "0", "0"]
    ]
    assert out.endswith("\nNothing is unexplained.\n\n")


def test_what_is_unexplained_is_told_first_and_ends_with_one(run, write):
    weeks = [("2021-11-14", 1), ("2021-11-21", 2), ("2021-12-05", 1)]
    noise = [line for sunday, count in weeks for line in whole_week(sunday, {1: "Noise"}, {7: 41_234}, count)[:1]]
    counted = [(sunday, count) for count, (sunday, _) in enumerate(weeks, start=1)]
    rest = [line for sunday, count in counted for line in whole_week(sunday, hours={7: 41_234}, weeks=count)[1:]]
    file = write("top10.tsv", GLOBAL, *noise, *rest, "2021-12-05\tFilms (English)\t11\t\tN/A\t1\t1")
    status, out, err = run("conformance", "netflix-top10", file)
    assert (status, err) == (1, "")
    told = out[out.index("Unexplained: ") :]
    assert told.startswith(
        "Unexplained: 5.\n\n"
        "Unexplained: rows can be read, 1 row. "
        "Every row has a period, a list, a rank and a title, and numbers where numbers belong.\n"
        "  line 32: show_title is empty. It reads: 2021-12-05,Films (English),11,,N/A,1,1\n\n"
        "Unexplained: periods complete, 1 list. From the first period of a list to its last none is missing.\n"
        "  line 3, week to 2021-11-28, Films (English): published no list, by the rules a list\n\n"
        "Unexplained: hours rounded, 3 rows. Hours are rounded to 10,000 until the week to 2023-06-11, to 100,000 since.\n"
        "  line 10, week to 2021-11-14, Films (English), no. 7: Film 7: published 41,234 hours, "
        "by the rules a multiple of 10,000\n"
    )
    assert told.endswith(
        "\nExplained: periods in chart, a namesake, 1 row\n"
        "  Noise: the count begins again at 1 on 2021-11-29, so this is another title\n"
        "    line 4, week to 2021-12-05, Films (English), no. 1: published 1, by the rules 3\n\n"
    )


def test_conformance_as_json_and_csv(run, write):
    file = write("top10.tsv", GLOBAL, *whole_week(hours={7: 41_234}))
    status, out, _ = run("conformance", "netflix-top10", file, "--format", "json")
    (told,) = json.loads(out)["files"]
    assert (status, told["file"], told["conforms"]) == (1, "top10.tsv", False)
    assert told["exceptions"][0]["published"] == "41,234 hours"
    status, out, _ = run("conformance", "netflix-top10", file, "--format", "csv")
    checks = list(csv.DictReader(io.StringIO(out)))
    assert (status, checks[-2]["check"], checks[-2]["unexplained"]) == (1, "hours rounded", "1")


def test_conformance_of_several_editions_shows_what_the_later_ones_say_otherwise(run, write):
    files = [
        write("b.2021-11-24.tsv", GLOBAL, *whole_week(names={3: "Third"}, hours={1: 200_000})),
        write("a.2021-11-17.tsv", GLOBAL, *whole_week()),
        write("c.2021-12-01.tsv", GLOBAL, *whole_week(names={3: "Third"}, hours={1: 200_000})),
    ]
    status, out, _ = run("conformance", "netflix-top10", *files)
    assert status == 0 and [line for line in out.splitlines() if line.endswith(".tsv")] == [
        "a.2021-11-17.tsv",
        "b.2021-11-24.tsv",
        "c.2021-12-01.tsv",
    ]
    table = out[out.index("What later editions say otherwise") :]
    assert [line.split() for line in table.splitlines()[4:7]] == [
        ["global", "2021-11-17", "2021-11-24", "hours", "1"],
        ["renamed", "1"],
        ["global", "2021-11-24", "2021-12-01", "nothing"],
    ]
    assert table.endswith("`--restatements` lists each of them.\n")
    assert run("conformance", "netflix-top10", *files, "--restatements")[1].endswith(
        "global, 2021-11-17 to 2021-11-24\n"
        "  hours: week to 2021-11-14, Films (English), no. 1: Film 1: 100,000 is now 200,000\n"
        "  renamed: week to 2021-11-14, Films (English), no. 3: Film 3: Film 3 is now Third\n"
    )


def test_a_file_that_is_no_chart_does_not_conform_and_the_others_are_checked(run, write):
    good, null = write("good.tsv", GLOBAL, *whole_week()), write("null.tsv", "null")
    status, out, err = run("conformance", "netflix-top10", null, good)
    assert (status, out.splitlines()[0]) == (1, "good.tsv")
    assert err.startswith("Error: null.tsv holds the word null and nothing else.\n")


# --- matching ---


@pytest.fixture
def with_titles(run, lake, write):
    titles = write(
        "titles.csv",
        TITLES,
        "a,heroes,Film 1,film,6000,2021-01-05T07:00:00Z",
        "b,noise-2004,Noise,film,6000,2004-01-05T07:00:00Z",
        "c,noise-2021,Noise,film,6000,2021-11-05T07:00:00Z",
    )
    run("catalogue", "import", titles, "--lake", lake)
    return lake


def test_titles_are_matched_and_what_is_open_is_asked_for_and_decided(run, with_titles, write):
    file = write("g.2021-11-17.tsv", GLOBAL, *whole_week(names={2: "Noise"}))
    assert run("catalogue", "matches", "--lake", with_titles)[1] == (
        "There are no published charts in the lake. Import one: `matinee import netflix-top10 FILE`.\n"
    )
    asks = (
        "10 titles in the charts: 1 matched with the catalogue, 1 ambiguous, 8 not in it.\n"
        "Which are meant: `matinee catalogue matches --ambiguous` asks, "
        '`matinee catalogue match "NAME" TITLE_ID` decides.\n'
    )
    assert run("import", "netflix-top10", file, "--lake", with_titles)[1].endswith(f": 10 places taken in.\n{asks}")
    matched = "Film 1 (film): heroes, Film 1 (film, 2021)\n"
    asked = (
        "Noise (film): which? 2 titles are called so\n"
        "    noise-2004, Noise (film, 2004)\n"
        "    noise-2021, Noise (film, 2021)\n"
    )
    hint = "Those that are not in it: `matinee catalogue matches --unmatched`.\n"
    assert run("catalogue", "matches", "--lake", with_titles)[1] == f"{matched}{asked}\n{asks}{hint}"
    assert run("catalogue", "matches", "--ambiguous", "--lake", with_titles)[1] == f"{asked}\n{asks}"
    unmatched = "".join(f"Film {number} (film)\n" for number in (10, *range(3, 10)))
    assert run("catalogue", "matches", "--unmatched", "--lake", with_titles)[1] == f"{unmatched}\n{asks}"
    assert run("catalogue", "match", "noise", "noise-2021", "--lake", with_titles) == (
        0,
        "Noise (film) in the published charts: noise-2021, Noise (film, 2021).\n",
        "",
    )
    assert run("import", "netflix-top10", file, "--lake", with_titles)[1].endswith(
        "10 titles in the charts: 2 matched with the catalogue, 0 ambiguous, 8 not in it.\n"
    )
    assert (
        "Noise (film): noise-2021, Noise (film, 2021), decided\n"
        in run("catalogue", "matches", "--lake", with_titles)[1]
    )
    assert run("catalogue", "match", "Noise", "--none", "--lake", with_titles)[1] == (
        "Noise (film) in the published charts: none of the catalogue's titles.\n"
    )
    assert (
        "Noise (film): none of the catalogue's, decided\n"
        in (run("catalogue", "matches", "--unmatched", "--lake", with_titles)[1])
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("Noise",),
            'Error: It is not said which title "Noise" is.\nGive the id of a title of the catalogue, or `--none`.\n',
        ),
        (
            ("Nose", "noise-2021"),
            (
                'Error: There is no title called "Nose" in the published charts.\n'
                'Did you mean "Noise"? '
                "`matinee catalogue matches --unmatched` and `--ambiguous` list those that are open.\n"
            ),
        ),
        (
            ("Noise", "noise-2020"),
            (
                'Error: There is no title called "noise-2020".\n'
                'Did you mean "Noise" (film, 2004)? `matinee catalogue list` shows all 3.\n'
            ),
        ),
    ],
)
def test_a_mistake_is_explained(run, with_titles, write, arguments, said):
    file = write("g.2021-11-17.tsv", GLOBAL, *whole_week(names={2: "Noise"}))
    run("import", "netflix-top10", file, "--lake", with_titles)
    assert run("catalogue", "match", *arguments, "--lake", with_titles) == (1, "", said)
