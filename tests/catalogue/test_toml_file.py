"""A catalogue as a TOML file: read whole, or refused with what is wrong."""

from __future__ import annotations

import re

import pytest

from matinee import instants
from matinee.catalogue import Asset, Release, Title, toml_file
from matinee.catalogue.toml_file import read_catalogue
from matinee.errors import MatineeError


@pytest.fixture
def read(tmp_path):
    """`read(text)`: the catalogue that a file of this text gives."""

    def reading(text):
        (tmp_path / "titles.toml").write_text(text, encoding="utf-8")
        return read_catalogue(tmp_path / "titles.toml")

    return reading


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
KIND = "Give it a value of the kind the manual shows."
SECONDS = "Give a length above zero and up to a week, in seconds."
ISO = "Write it as ISO 8601 with an offset, like 2020-12-25T08:00:00+00:00 or 2020-12-25T08:00:00Z."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[film]]", "there is no table [[film]].\nThe tables are: [[title]], [[asset]], [[release]]."),
        ("id = 1", "there is no table [[id]].\nThe tables are: [[title]], [[asset]], [[release]]."),
        ('[title]\nid = "f"', "in [[title]]: it is not a list of tables.\nWrite each as [[title]]."),
        ("asset = [1, 2]", "in [[asset]]: it is not a list of tables.\nWrite each as [[asset]]."),
        (
            FILM + "year = 2020",
            "in [[title]]: there is no key 'year'.\nThe keys are: id, name, kind, series, season, language, kids.",
        ),
        (
            ASSET + "runtime = 6000",
            (
                "in [[asset]]: there is no key 'runtime'.\n"
                "The keys are: id, title, name, runtime_s, credits_at_s, released_at, episode."
            ),
        ),
        (
            RELEASE + 'country = "GB"',
            "in [[release]]: there is no key 'country'.\nThe keys are: title, territory, released_at, status.",
        ),
        ('[[title]]\nid = "f"\nkind = "film"', "in [[title]]: one has no name.\nEvery title needs: id, name, kind."),
        (
            '[[title]]\nid = ""\nname = "F"\nkind = "film"',
            "in [[title]]: one has no id.\nEvery title needs: id, name, kind.",
        ),
        ('[[asset]]\nid = "f"', "in [[asset]]: one has no title.\nEvery asset needs: id, title."),
        ('[[release]]\nstatus = "released"', "in [[release]]: one has no title.\nEvery release needs: title."),
        (
            FILM.replace("film", "episode"),
            "in [[title]]: kind is 'episode'.\nA title is one of: film, season.",
        ),
        (FILM + 'season = "2"', f"in [[title]]: season is '2'.\n{KIND}"),
        (FILM + "season = true", f"in [[title]]: season is True.\n{KIND}"),
        (FILM + "season = -1", "in [[title]]: season is -1.\nGive a number from 0 to 99999."),
        (FILM + "kids = 1", f"in [[title]]: kids is 1.\n{KIND}"),
        (ASSET + f"episode = {10**18}", f"in [[asset]]: episode is {10**18}.\nGive a number from 0 to 99999."),
        (ASSET + 'runtime_s = "6000"', f"in [[asset]]: runtime_s is '6000'.\n{KIND}"),
        (ASSET + "runtime_s = true", f"in [[asset]]: runtime_s is True.\n{KIND}"),
        (ASSET + "runtime_s = 0", f"in [[asset]]: runtime_s is 0.\n{SECONDS}"),
        (ASSET + "runtime_s = nan", f"in [[asset]]: runtime_s is nan.\n{SECONDS}"),
        (ASSET + "runtime_s = inf", f"in [[asset]]: runtime_s is inf.\n{SECONDS}"),
        (ASSET + "runtime_s = 604801", f"in [[asset]]: runtime_s is 604801.\n{SECONDS}"),
        (ASSET + "runtime_s = 9\ncredits_at_s = -1", f"in [[asset]]: credits_at_s is -1.\n{SECONDS}"),
        (
            ASSET + "runtime_s = 6000\ncredits_at_s = 6001",
            (
                "in [[asset]]: credits_at_s is 6001 and runtime_s is 6000.\n"
                "Give the start of the credits within the runtime."
            ),
        ),
        (
            ASSET + "credits_at_s = 5700",
            (
                "in [[asset]]: credits_at_s is 5700 and runtime_s is not given.\n"
                "Give the start of the credits within the runtime."
            ),
        ),
        (
            RELEASE + 'status = "soon"',
            (
                "in [[release]]: status is 'soon'.\n"
                "A release is one of: announced, in development, green-lit, shooting, scheduled, released."
            ),
        ),
        (
            RELEASE + 'territory = "UK"',
            "in [[release]]: territory is 'UK'.\nUse the two letters of ISO 3166-1.",
        ),
    ],
)
def test_what_does_not_belong_there_is_refused(read, text, message):
    with pytest.raises(MatineeError) as error:
        read(text)
    table, _, rest = message.partition(" ")
    assert str(error.value) == f"titles.toml{',' if table == 'in' else ':'} {table} {rest}"


@pytest.mark.parametrize("table", [ASSET, RELEASE])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"2020-12-25T08:00:00"', "2020-12-25T08:00:00"),
        ("2020-12-25T08:00:00", "2020-12-25 08:00:00"),
        ('"Christmas"', "Christmas"),
    ],
)
def test_a_time_without_an_offset_is_refused(read, table, written, shown):
    with pytest.raises(MatineeError) as error:
        read(f"{table}released_at = {written}")
    assert str(error.value) == f"titles.toml: '{shown}' is not a point in time.\n{ISO}"


def test_a_file_that_is_not_toml_is_refused(read, tmp_path):
    with pytest.raises(MatineeError) as error:
        read('[[title]]\nid = "f')
    assert error.value.problem.startswith(f"{tmp_path / 'titles.toml'} cannot be read as TOML: ")
    assert error.value.hint == "Mend that line and run the command again."
