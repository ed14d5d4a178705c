"""The evidence for a sequel, on the simulated season with the people and claims of the story."""

from __future__ import annotations

import json
from datetime import date

import pytest

from matinee.catalogue import Catalogue, Release, Title
from matinee.catalogue.claims import Claim
from matinee.catalogue.franchises import Franchise, Universe
from matinee.catalogue.people import Person, Role
from matinee.catalogue.ratings import Rating
from matinee.demo import simulate_season
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.reports.page import sections_fragment, sections_page
from matinee.reports.sections_pdf import sections_pdf
from matinee.reports.sections_text import sections_text
from matinee.sequel.evidence_sections import evidence_sections
from matinee.store.shelf import write_catalogue
from tests.player import Player

NOW = "2021-02-01"
STORY = Catalogue.of(
    [Title(id="heroes-2", name="We Can Be Heroes 2", kind="film", kids=True)],
    releases=[Release(title="heroes-2", status="in development")],
    people=[
        Person(id="rodriguez", name="Robert Rodriguez", born=date(1968, 6, 20)),
        Person(id="gosselin", name="YaYa Gosselin", born=date(2009, 1, 9)),
        Person(id="finley", name="Hala Finley", born=date(2009, 5, 13)),
    ],
    roles=[
        Role(person="rodriguez", title="heroes", role="director", order=1),
        Role(person="gosselin", title="heroes", role="cast", character="Missy Moreno", order=2),
        Role(person="finley", title="heroes", role="cast", character="Ojo", order=3),
    ],
    franchises=[
        Franchise(id="heroics", name="Heroics", parts=("heroes", "heroes-2"), universe="kids", rights="the service"),
        Franchise(id="shark", name="Sharkboy and Lavagirl", universe="kids", rights="another studio"),
    ],
    universes=[Universe(id="kids", name="the children's universe")],
    ratings=[
        Rating(title="heroes", source="Metacritic", scale=100, score=53, as_of=date(2021, 1, 8)),
        Rating(title="heroes", source="IMDb", scale=10, score=4.8),
    ],
    claims=[
        Claim(subject="We Can Be Heroes 2", says="attached", value="nobody", outlet="One"),
        Claim(subject="We Can Be Heroes 2", says="attached", value="Robert Rodriguez", outlet="Two"),
    ],
)


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    folder = tmp_path_factory.mktemp("season")
    simulate_season(folder, scale=0.0001, seed=2020, write="lake", tell=lambda *_: None)
    lake = Lake(folder / "lake")
    with lake.folder.writing(10):
        write_catalogue(lake.folder.tables, lake.catalogue.with_more(STORY))
        lake.folder.settle()
    lake.__dict__.pop("catalogue")
    return lake


@pytest.fixture(scope="module")
def heroes(season):
    return season.sequel("We Can Be Heroes", as_of=NOW, budget=10_000, worth_household=2.5)


def test_the_family_film_speaks_for_a_sequel_and_says_on_how_thin_ground(heroes):
    assert heroes.verdict.in_words == "the evidence is for a sequel"
    about = [one.about for one in heroes.verdict.pointing("for")]
    assert about.count("behaviour") >= 2 and "against" not in {one.points for one in heroes.verdict.reasons}
    assert any("two published sequels" in ground for ground in heroes.verdict.grounds)


def test_the_drama_does_not_though_it_reached_more(season, heroes):
    sky = season.sequel("midnight-sky", as_of=NOW)
    assert sky.standing("reach").value > heroes.standing("reach").value
    assert sky.verdict.in_words != "the evidence is for a sequel"
    assert sky.standing("rewatch_rate").percentile < 0.5 < heroes.standing("rewatch_rate").percentile


def test_figures_are_those_of_the_report_at_that_age(season, heroes):
    report = season.title("heroes").report(days=28)
    for name in ("reach", "completion_rate", "rewatch_rate"):
        assert heroes.standing(name).value == report.numbers[name].value
    assert {one.metric: one.counts["value"] for one in heroes.queries}["reach"] == report.numbers["reach"].value
    by_depth = {part.name: part.homes for part in heroes.estimate.parts}
    reach, finished, again = (
        report.numbers[name].value for name in ("reach", "completing_households", "rewatching_households")
    )
    assert by_depth == {
        "left it": pytest.approx(reach - finished), "finished it": pytest.approx(finished - again),
        "came back": pytest.approx(again), "new to the franchise": pytest.approx(reach),
    }  # fmt: skip


def test_the_slate_is_counted_as_reports_count_it(season, heroes):
    others = ["harbour-lights", "small-winter", "garage", "night-ferry", "long-table", "copper-valley", "ninth-wave", "midnight-sky"]  # fmt: skip
    rates = [season.title(one).report(days=28).numbers["completion_rate"].value for one in others]
    told = heroes.standing("completion_rate")
    assert told.others == len(others)
    assert told.below == sum(rate < told.value for rate in rates)
    assert told.middle == pytest.approx(sorted(rates)[3] / 2 + sorted(rates)[4] / 2)


def test_what_began_alike_has_its_outcome_whatever_that_was(season, heroes):
    outcomes = {one.title: one for one in heroes.outcomes}
    assert len(outcomes) >= 5 and "heroes" not in outcomes
    ferry = next(iter(outcomes.values()))
    report = season.title(ferry.title).report(days=28)
    assert (ferry.reach, ferry.rewatch_rate) == (report.numbers["reach"].value, report.numbers["rewatch_rate"].value)


def test_people_plans_and_rights_come_from_the_catalogue(heroes):
    assert [str(one.at_release) for one in heroes.cast.members] == ["11", "11"]
    assert str(heroes.cast.members[0].in_years[2024]) == "15"
    assert heroes.later == (("We Can Be Heroes 2", "in development, release to be decided"),)
    assert (heroes.universe, heroes.shared_with) == (
        "the children's universe",
        (("Sharkboy and Lavagirl", "another studio"),),
    )
    assert [one.is_contradicted for one in heroes.matters] == [True]


def test_a_franchise_is_its_last_part_that_was_watched(season, heroes):
    assert season.sequel("heroics", as_of=NOW).title == heroes.title


def test_while_it_runs_the_window_is_projected_and_the_estimate_wider(season, heroes):
    young = season.sequel("heroes", as_of="2021-01-08T09:00Z")
    assert (young.age, heroes.age, heroes.projected) == (14, 28, None)
    assert young.projected is not None and young.estimate.reach_first == pytest.approx(young.projected[0])
    wide, less = (one.estimate.intervals[80].high / one.estimate.intervals[80].low for one in (young, heroes))
    assert wide > less
    assert any("14 of 28 days are closed" in ground for ground in young.verdict.grounds)
    assert season.sequel("heroes", as_of="2021-01-01T09:00Z").verdict.in_words == "too early to say"


def test_json_has_all_of_it(heroes):
    found = json.loads(heroes.to_json())
    assert found["verdict"]["in_words"] == heroes.verdict.in_words
    assert found["estimate"]["intervals"]["80"]["low"] == heroes.estimate.intervals[80].low
    assert found["cast"]["members"][0]["in_years"]["2022"] == {"least": 13, "most": 13}
    assert {"metric", "query", "command", "fingerprint"} <= set(found["queries"][0])
    assert heroes.to_csv().splitlines()[0] == "title,points,says,rests_on"


def test_a_page_says_it_first_and_links_each_figure_to_its_query(heroes):
    page = sections_page(evidence_sections(heroes, least=50))
    assert page.index("The evidence is for a sequel") < page.index("What speaks for it") < page.index("Where it stands")
    assert 'href="#the-query-of-rewatch_rate"' in page and 'id="the-query-of-rewatch_rate"' in page
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") == 2 and "<html" not in sections_fragment(evidence_sections(heroes))
    assert sections_pdf(evidence_sections(heroes, least=50)).startswith(b"%PDF-")


def test_what_is_given_to_others_tells_of_no_few_homes(make_lake):
    titles = ["one,one,One,film,6000,2021-03-01T19:00:00+00:00", "two,two,Two,film,6000,2021-03-01T19:00:00+00:00"]
    players = [Player("one", f"h{n}", day=n % 3).play(0, 6000).end() for n in range(12)]
    players += [Player("two", f"h{n}", day=12).play(0, 600).stop() for n in range(3)]
    made = make_lake(players, titles).sequel("one")
    assert "12" in str(made.standing("reach").value)
    with pytest.raises(MatineeError) as error:
        evidence_sections(made, least=50)
    assert error.value.problem == "One was watched in fewer than 50 homes."
    assert "12" in "".join(point.says for one in evidence_sections(made, drawn=False).sections for point in one.points)
    sections_text(evidence_sections(made, drawn=False))


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"name": "nowhere"}, 'There is no title called "nowhere".'),
        ({"name": "shark"}, "No part of Sharkboy and Lavagirl was watched here."),
        ({"name": "heroes-2"}, "We Can Be Heroes 2 has no day since its release that is closed and known."),
        ({"name": "heroes", "worth_hour": 2}, "There is a worth and no budget."),
        ({"name": "heroes", "days": 0}, "A window of 0 days is not possible."),
    ],
)
def test_what_cannot_be_told_is_said(season, asked, problem):
    with pytest.raises(MatineeError) as error:
        season.sequel(asked.pop("name"), as_of=NOW, **asked)
    assert error.value.problem == problem
