"""What the catalogue knows of ratings, franchises and people stands on the pages: the example that comes along, over the season."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from matinee.dashboard.pages import application
from matinee.lake import Lake
from tests.dashboard.visitor import Visitor

EXAMPLE = Path(__file__).parents[2] / "examples/heroes/heroes.toml"


@pytest.fixture(scope="module")
def visitor(season, tmp_path_factory):
    path = tmp_path_factory.mktemp("reception") / "lake"
    shutil.copytree(season.folder.path, path)
    lake = Lake(path)
    lake.import_catalogue(EXAMPLE)
    lake.refresh()
    return Visitor(application(path, patience_s=600))


def test_critics_and_viewers_stand_beside_what_homes_did(visitor):
    """53 of 100 on Metacritic and 4.8 of 10 on IMDb, as the example has it."""
    page = visitor.get("/titles/heroes").text
    part = page.split('id="reception"')[1].split("</section>")[0]
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)</t", row) for row in re.findall("<tr>.*?</tr>", part)]
    assert [row[:3] for row in rows[1:]] == [["IMDb", "4.8", "10"], ["Metacritic", "53", "100"]] or [
        row[:3] for row in rows[1:]
    ] == [["Metacritic", "53", "100"], ["IMDb", "4.8", "10"]]
    rate = page.split('data-metric="completion_rate"')[1].split("<dd>")[1].split("</dd>")[0]
    assert f"completion rate {rate}, rewatch rate" in part
    assert "The catalogue knows no ratings of this title." in visitor.get("/titles/garage").text


def test_franchises_are_ranked_and_offered_to_be_followed(visitor):
    page = visitor.get("/franchises").text
    assert "By franchise" in page and '<a href="/franchises?by=franchise&amp;franchise=We%20Can%20Be%20Heroes">' in page
    assert "Robert Rodriguez" in visitor.get("/franchises?by=director").text
    assert visitor.get("/franchises?by=colour").status == 404
    nobody = visitor.get("/franchises?by=franchise&franchise=Spy%20Kids")
    assert nobody.status == 200 and "Who came back for the next part" in nobody.text
