"""Of a few homes the pages say that they are few, and never zero; and what the catalogue knows of ratings stands beside."""

from __future__ import annotations

import pytest

from matinee.dashboard.pages import application
from matinee.lake import Lake
from tests.dashboard.visitor import Visitor
from tests.player import Player

AS_OF = "2021-03-20T00:00Z"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Eleven homes start a film, nine finish it, one of them twice."""
    folder = tmp_path_factory.mktemp("few")
    lake = Lake.create(folder / "lake")
    (folder / "titles.csv").write_text(
        "asset_id,title_id,name,kind,runtime_s,released_at\nfilm,film,Film,film,6000,2021-03-01T00:00:00Z\n"
    )
    lake.import_catalogue(folder / "titles.csv")
    players = [Player("film", household=f"{home}").play(0, 6000 if home < 9 else 3000).end() for home in range(11)]
    players.append(Player("film", household="0", day=2).play(0, 6000).end())
    (folder / "events.cmcd").write_text("\n".join(line for one in players for line in one.lines))
    lake.import_cmcd([folder / "events.cmcd"])
    lake.refresh()
    return lake.folder.path


def cell(page, name):
    return page.split(f'data-metric="{name}"')[1].split("</div>")[0]


def test_fewer_than_ten_homes_are_not_told_apart_and_nobody_is_nobody(path):
    page = Visitor(application(path, patience_s=600)).get(f"/titles/film?as_of={AS_OF}").text
    assert "<dd>11</dd>" in cell(page, "reach")
    for name in ("completing_households", "rewatching_households", "completion_rate", "rewatch_rate"):
        assert "<dd>fewer than 10 homes</dd>" in cell(page, name) and "9 of 11" not in cell(page, name)
    days = page.split("Day by day, as a table")[1].split("</table>")[0]
    assert days.count("fewer than 10 homes") == 1  # the one that came back on the third day
    assert '<th scope="row">2</th><td class="right">0</td>' in days


def test_a_service_may_want_to_see_them(path):
    (path / "matinee.toml").write_text("least_homes = 1\n")
    page = Visitor(application(path, patience_s=600)).get(f"/titles/film?as_of={AS_OF}").text
    (path / "matinee.toml").write_text("")
    assert "<dd>9</dd>" in cell(page, "completing_households") and "9 of 11" in cell(page, "completion_rate")
    assert "fewer than" not in page
