"""The story as a catalogue: `examples/heroes` has its facts, fits together, and meets what the simulation measures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from matinee import cli
from matinee.catalogue import Rating
from matinee.catalogue.findings import findings
from matinee.imports.catalogue_files import read_files
from matinee.lake import Lake
from matinee.press.rulebook import Rulebook
from matinee.press.tellings import Verdict, tellings
from matinee.simulation.slate import SLATE, catalogue_csv

FILE = Path(__file__).parents[2] / "examples" / "heroes" / "heroes.toml"


@pytest.fixture(scope="module")
def story():
    catalogue, (done,) = read_files([FILE])
    assert done.rejections == [] and done.ambiguous == () and done.error is None
    return catalogue


def test_it_fits_together(story):
    assert findings(story) == ()
    result = CliRunner().invoke(cli.app, ["catalogue", "check", str(FILE)], env={"MATINEE_LAKE": "", "NO_COLOR": "1"})
    assert result.exit_code == 0 and result.stdout.endswith("All of it fits together.\n")


def test_two_universes_three_franchises_and_who_holds_their_rights(story):
    assert {one.name: (one.universe, one.rights) for one in story.franchises.values()} == {
        "We Can Be Heroes": ("heroics", "Netflix"),
        "Sharkboy and Lavagirl": ("heroics", "Dimension Films"),
        "Spy Kids": ("spies", "Dimension Films"),
    }
    assert set(story.universes) == {"heroics", "spies"}
    assert [one.parts for one in story.franchises_of("heroes")] == [("heroes", "heroes-2")]


def test_the_cast_is_credited_as_characters_with_the_births_that_are_known(story):
    cast = {story.people[role.person].name: role for role in story.roles_of("heroes") if role.role == "cast"}
    assert {name: role.character for name, role in cast.items() if role.character} == {
        "YaYa Gosselin": "Missy Moreno",
        "Vivien Lyra Blair": "Guppy",
        "Andy Walken": "Wheels",
        "Isaiah Russell-Bailey": "Rewind",
        "Akira Akbar": "Fast Forward",
        "Lyon Daniels": "Noodles",
        "Nathan Blair": "Wild Card",
        "Lotus Blossom": "A Capella",
        "Dylan Henry Lau": "Slo-Mo",
        "Andrew Diaz": "Facemaker",
        "Taylor Dooley": "Lavagirl",
    }
    assert story.people["yaya-gosselin"].age_on(date(2020, 12, 25)) == 11
    assert story.people["andy-walken"].age_on(date(2020, 12, 25)) is None, "not known, and not guessed"
    assert [role.role for role in story.roles_of("heroes") if role.person == "robert-rodriguez"] == [
        "director",
        "writer",
    ]
    assert len(story.titles_of("robert-rodriguez", "director")) == 6


def test_releases_ratings_and_cinemas_are_as_they_were_told(story):
    sequel = story.releases["heroes-2", "*"]
    assert (sequel.released_at_us, sequel.status) == (None, "green-lit")
    assert {(one.source, one.score, one.scale) for one in story.ratings_of("heroes")} == {
        ("Metacritic", 53, 100),
        ("IMDb", 4.8, 10),
    }
    (run,) = story.runs
    assert (run.title, run.screens, run.countries) == ("midnight-sky", 800, 16)
    assert story.is_hybrid("midnight-sky") is True and story.is_hybrid("heroes") is False


def test_the_44_million_are_one_figure_told_in_two_ways_and_the_director_is_a_conflict(story):
    told = {
        (one.subject, one.about): one
        for one in tellings(story.claims, Rulebook().told)
        if one.verdict is not Verdict.ALONE
    }
    figure = told["We Can Be Heroes", "households"]
    assert figure.verdict is Verdict.TWO_WAYS
    assert {(claim.outlet, claim.projected) for claim in figure.claims} == {
        ("PopCulture.com", True),
        ("CinemaBlend", False),
        ("ComicBook.com", False),
    }
    people = told["We Can Be Heroes 2", "who is attached"]
    assert people.verdict is Verdict.CONFLICTING
    assert {claim.outlet for claim in people.claims} == {"PopCulture.com", "ComicBook.com", "Collider"}


def test_it_meets_the_titles_of_the_simulated_season_and_changes_nothing_that_is_measured(tmp_path):
    lake = Lake.create(tmp_path / "lake")
    (tmp_path / "titles.csv").write_text(catalogue_csv())
    lake.import_catalogue(tmp_path / "titles.csv")
    before = lake.catalogue
    done = lake.import_catalogue(FILE)
    assert done.rejections == [] and done.ambiguous == ()
    now = Lake(tmp_path / "lake").catalogue
    assert {title.name for title in now.titles.values()} >= {title.name for title in before.titles.values()}
    assert len(now.titles) == len(SLATE) + 6, "six of the eight are no titles of the season"
    assert now.assets == before.assets
    assert {key: now.releases[key] for key in before.releases} == before.releases
    heroes = now.titles["heroes"]
    assert (heroes.language, heroes.kids, heroes.studio, heroes.year) == ("en", True, "Netflix", 2020)
    assert now.runtime_ms("heroes") == before.runtime_ms("heroes") and now.runtime_ms("desperado") is None
    assert now.claims == read_files([FILE])[0].claims
    again = Lake(tmp_path / "lake").import_catalogue(FILE)
    assert (again.fresh, again.again) == (0, done.fresh + done.again)


def test_a_rating_of_another_day_stands_beside_the_first(story):
    later = Rating(title="heroes", source="IMDb", scale=10, score=4.7, as_of=date(2022, 1, 1))
    more = story.with_more(type(story).of(ratings=[later]))
    assert len(more.ratings) == 3 and later in more.ratings_of("heroes") and len(more.ratings_of("heroes")) == 2
