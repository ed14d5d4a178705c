"""A catalogue as a TOML file: its tables read, and those of no use refused with their line."""

from __future__ import annotations

import re

import pytest

from matinee import instants
from matinee.catalogue import Asset, Catalogue, Release, Title, toml_file
from matinee.catalogue.assembly import assemble
from matinee.catalogue.toml_file import read_sheet
from matinee.errors import MatineeError


@pytest.fixture
def read():
    """`read(text)`: the catalogue that a file of this text gives."""

    def reading(text):
        sheet = read_sheet(text, "titles.toml")
        assert sheet.rejections == []
        return assemble([sheet], Catalogue()).catalogue

    return reading


def refused(text):
    """The lines that are refused of a file of this text, as a person reads them."""
    return [one.sentence("titles.toml") for one in read_sheet(text, "titles.toml").rejections]


def test_the_example_of_the_manual_is_a_film_in_development(read):
    example = re.search(r"```toml\n(.*?)```", toml_file.__doc__, re.DOTALL)[1]
    catalogue = read(example)
    assert catalogue.titles == {"heroes-2": Title(id="heroes-2", name="We Can Be Heroes 2", kind="film")}
    assert catalogue.releases == {
        ("heroes-2", "US"): Release(title="heroes-2", territory="US", released_at_us=None, status="in development")
    }
    assert catalogue.assets == {
        "heroes-2": Asset(id="heroes-2", title="heroes-2", name="heroes-2", runtime_ms=6_000_000)
    }


def test_every_key_has_its_place(read):
    catalogue = read("""
        [[title]]
        id = "dark-2"
        name = "Dark: Season 2"
        kind = "season"
        series = "Dark"
        season = 2
        language = "de"
        kids = false
        [[asset]]
        id = "dark-2-1"
        title = "dark-2"
        name = "Beginnings and Endings"
        runtime_s = 3180.5
        credits_at_s = 3000
        released_at = "2019-06-21T09:00:00+02:00"
        episode = 1
    """)
    assert catalogue.titles["dark-2"] == Title(
        id="dark-2", name="Dark: Season 2", kind="season", series="Dark", season=2, language="de", kids=False
    )
    assert catalogue.assets["dark-2-1"] == Asset(
        id="dark-2-1",
        title="dark-2",
        name="Beginnings and Endings",
        runtime_ms=3_180_500,
        credits_at_ms=3_000_000,
        released_at_us=instants.parse("2019-06-21T07:00:00Z"),
        episode=1,
    )


@pytest.mark.parametrize(
    ("keys", "release"),
    [
        ("", Release(title="f", territory="*", released_at_us=None, status="announced")),
        ('territory = "gb"', Release(title="f", territory="GB", released_at_us=None, status="announced")),
        ('released_at = "2020-12-25"', Release(title="f", released_at_us=1_608_854_400_000_000)),
        ("released_at = 2020-12-25", Release(title="f", released_at_us=1_608_854_400_000_000)),
        ("released_at = 2020-12-25T01:00:00+01:00", Release(title="f", released_at_us=1_608_854_400_000_000)),
        (
            'released_at = "2020-12-25"\nstatus = "scheduled"',
            Release(title="f", released_at_us=1_608_854_400_000_000, status="scheduled"),
        ),
    ],
)
def test_a_release_is_everywhere_and_announced_until_it_says_more(read, keys, release):
    catalogue = read(f'[[release]]\ntitle = "f"\n{keys}')
    assert catalogue.releases == {("f", release.territory): release}


def test_an_empty_file_is_an_empty_catalogue(read):
    catalogue = read("# nothing yet\n")
    assert (catalogue.titles, catalogue.assets, catalogue.releases) == ({}, {}, {})


FILM = '[[title]]\nid = "f"\nname = "F"\nkind = "film"\n'
ASSET = '[[asset]]\nid = "f"\ntitle = "f"\n'
RELEASE = '[[release]]\ntitle = "f"\n'
FORMAT = "Send the record in the format that the documentation of this door shows."
VALUE = "Give the field a value; without it the record cannot be placed."
KIND = "Use one of the kinds that the documentation shows."
NUMBER = "Give a plain number within the range that the documentation shows."
LENGTH = "Give a length of time above zero and below a week."
TITLE_KEYS = "id, name, kind, series, season, language, kids, studio, genres, year, also"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FILM + "rating = 2020", f"[[title]] has no key 'rating'; its keys are {TITLE_KEYS}. {FORMAT}"),
        (
            ASSET + "runtime = 6000",
            (
                "[[asset]] has no key 'runtime'; its keys are id, title, name, runtime_s, credits_at_s, released_at, "
                f"episode. {FORMAT}"
            ),
        ),
        (
            RELEASE + 'country = "GB"',
            f"[[release]] has no key 'country'; its keys are title, territory, released_at, status. {FORMAT}",
        ),
        ('[[title]]\nid = "f"\nkind = "film"', f"name is not given; [[title]] needs id, name, kind. {VALUE}"),
        ('[[title]]\nid = ""\nname = "F"\nkind = "film"', f"id is not given; [[title]] needs id, name, kind. {VALUE}"),
        ('[[asset]]\nid = "f"', f"title is not given; [[asset]] needs id, title. {VALUE}"),
        ('[[release]]\nstatus = "released"', f"title is not given; [[release]] needs title. {VALUE}"),
        (FILM.replace('"film"', '"episode"'), f"kind is 'episode', not one of film, season. {KIND}"),
        (FILM + 'season = "2"', f"season is '2'. {FORMAT}"),
        (FILM + "season = true", f"season is True. {FORMAT}"),
        (FILM + "season = -1", f"season is -1, not from 0 to 99999. {NUMBER}"),
        (FILM + "kids = 1", f"kids is 1. {FORMAT}"),
        (FILM + "genres = [1]", f"genres is [1]. {FORMAT}"),
        (FILM + "year = 20", f"year is 20. {NUMBER}"),
        (ASSET + f"episode = {10**18}", f"episode is {10**18}, not from 0 to 99999. {NUMBER}"),
        (ASSET + 'runtime_s = "6000"', f"runtime_s is '6000'. {FORMAT}"),
        (ASSET + "runtime_s = true", f"runtime_s is True. {FORMAT}"),
        (ASSET + "runtime_s = 0", f"runtime_s is 0. {LENGTH}"),
        (ASSET + "runtime_s = nan", f"runtime_s is nan. {LENGTH}"),
        (ASSET + "runtime_s = inf", f"runtime_s is inf. {LENGTH}"),
        (ASSET + "runtime_s = 604801", f"runtime_s is 604801. {LENGTH}"),
        (ASSET + "runtime_s = 9\ncredits_at_s = -1", f"credits_at_s is -1. {LENGTH}"),
        (
            ASSET + "runtime_s = 6000\ncredits_at_s = 6001",
            f"credits_at_s is 6001, runtime_s is 6000. {LENGTH}",
        ),
        (ASSET + "credits_at_s = 5700", f"credits_at_s is 5700, runtime_s is not given. {LENGTH}"),
        (
            RELEASE + 'status = "soon"',
            f"status is 'soon', not one of announced, in development, green-lit, shooting, scheduled, released. {KIND}",
        ),
        (
            RELEASE + 'territory = "UK"',
            "territory is 'UK'. Use the two letters of ISO 3166-1, like GB or BR.",
        ),
        (
            '[[person]]\nid = "a"\nname = "A"\nborn = 31',
            "born is 31. Check the day of birth, and the year of the film.",
        ),
        (
            '[[person]]\nid = "a"\nname = "A"\nborn = "2009-02-30"',
            f"born is '2009-02-30', not a day like 2020-12-25. {FORMAT}",
        ),
        (
            '[[rating]]\ntitle = "f"\nsource = "IMDb"\nscale = 10\nscore = 53',
            "IMDb rates it 53 of 10. Give a score from 0 to the best of its scale.",
        ),
        (
            '[[franchise]]\nid = "a"\nname = "A"\nwithin = "a"',
            "A lies within itself. Take it out of what it lies within.",
        ),
        (
            '[[claim]]\nsubject = "F"\nsays = "households"\nvalue = 44_000_000',
            f"Neither outlet nor said_by is given: nobody makes the claim. {VALUE}",
        ),
    ],
)
def test_a_table_of_no_use_is_refused_with_its_line_and_the_rest_is_read(text, message):
    good = '[[universe]]\nid = "u"\nname = "U"\n\n'
    assert refused(good + text) == [f"titles.toml, line 5: {message}"]
    assert len(read_sheet(good + text, "titles.toml").entries) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[film]]", "there is no table [[film]]."),
        ("id = 1", "there is no table [[id]]."),
        ('[title]\nid = "f"', "[[title]] is not a list of tables."),
        ("asset = [1, 2]", "[[asset]] is not a list of tables."),
    ],
)
def test_what_is_no_table_of_a_catalogue_is_a_mistake_of_the_whole_file(text, message):
    with pytest.raises(MatineeError) as error:
        read_sheet(text, "titles.toml")
    assert error.value.problem == f"titles.toml: {message}"


def test_lines_are_found_below_text_of_several_lines():
    text = 'claim = [{subject = "F"}]\n' + FILM
    assert refused(text)[0].startswith("titles.toml, line 1: says is not given")
    text = '[[claim]]\nsubject = "F"\nsays = "status"\nvalue = "shot"\noutlet = "O"\nsentence = """\n[[title]]\n"""\n[[title]]\n'
    assert refused(text) == [f"titles.toml, line 9: id is not given; [[title]] needs id, name, kind. {VALUE}"]


@pytest.mark.parametrize("table", [ASSET, RELEASE])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"2020-12-25T08:00:00"', "2020-12-25T08:00:00"),
        ("2020-12-25T08:00:00", "2020-12-25 08:00:00"),
        ('"Christmas"', "Christmas"),
    ],
)
def test_a_time_without_an_offset_is_refused(table, written, shown):
    assert refused(f"{table}released_at = {written}") == [
        (
            f"titles.toml, line 1: released_at: '{shown}' is not a point in time. Write it as ISO 8601 with an offset, "
            f"like 2020-12-25T08:00:00+00:00 or 2020-12-25T08:00:00Z. {FORMAT}"
        )
    ]


def test_a_file_that_is_not_toml_is_refused():
    with pytest.raises(MatineeError) as error:
        read_sheet('[[title]]\nid = "f', "titles.toml")
    assert error.value.problem.startswith("titles.toml cannot be read as TOML: ")
    assert error.value.hint == "Mend that line and run the command again."
