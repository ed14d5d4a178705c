"""Every table can be downloaded, with the characters that the command line prints."""

from __future__ import annotations

import io
import json

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from matinee.cli import app
from matinee.dashboard.downloads import ANSWERS, TYPES
from matinee.dashboard.pages import VIEWS, application
from matinee.lake import Lake
from matinee.metrics import CATALOGUE
from matinee.units import show
from tests.dashboard.visitor import Visitor
from tests.player import Player

TITLES = """\
asset_id,title_id,name,kind,runtime_s,released_at
film,film,Film,film,6000,2021-03-01T00:00:00Z
quiet,quiet,Quiet,film,5400,2021-03-01T00:00:00Z
"""
AS_OF = "2021-03-20T00:00Z"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A lake of three households, of which one watches a film twice."""
    folder = tmp_path_factory.mktemp("downloads")
    lake = Lake.create(folder / "lake")
    (lake.folder.path / "matinee.toml").write_text("least_homes = 1\n")  # three are few; here they are told
    lake = Lake(lake.folder.path)
    (folder / "titles.csv").write_text(TITLES)
    lake.import_catalogue(folder / "titles.csv")
    players = [
        Player("film", household="a").play(0, 6000).end(),
        Player("film", household="a", day=2).play(0, 6000).end(),
        Player("film", household="b").play(0, 3000).end(),
        Player("film", household="c").play(0, 6000).end(),
    ]
    (folder / "events.cmcd").write_text("\n".join(line for one in players for line in one.lines) + "\nno record\n")
    lake.import_cmcd([folder / "events.cmcd"])
    lake.refresh()
    return lake.folder.path


@pytest.fixture(scope="module")
def visitor(path):
    return Visitor(application(path, patience_s=600))


def printed(path, *arguments):
    done = CliRunner().invoke(app, [*arguments, "--lake", str(path)])
    assert done.exit_code == 0, done.output
    return done.stdout


COMMANDS = {
    "report": ("report", "film", "--as-of", AS_OF),
    "hold": ("hold", "film", "--as-of", AS_OF),
    "project": ("project", "film", "--as-of", AS_OF),
    "under-all": ("report", "film", "--all-definitions", "--as-of", AS_OF),
    "standing": ("records", "--title", "film", "--as-of", AS_OF),
    "top10": ("top10",),
    "records": ("records",),
    "editions": ("editions",),
    "restatements": ("restatements",),
    "definitions": ("definitions",),
}


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_table_has_the_characters_of_its_command(visitor, path, name, form):
    asked = f"?title=film&as_of={AS_OF}" if "--as-of" in COMMANDS[name] else ""
    answer = visitor.get(f"/v1/{name}.{form}{asked}")
    assert answer.status == 200 and answer.headers["content-type"].startswith(TYPES[form].partition(";")[0])
    assert answer.text == printed(path, *COMMANDS[name], "--format", form)


SEVERAL = {
    "compare": ("?titles=heroes,midnight-sky&as_of=2021-01-08T08:00Z", ("compare", "heroes", "midnight-sky", "--as-of", "2021-01-08T08:00Z")),
    "rank": ("?by=title&metric=completion_rate", ("rank", "--by", "title", "--metric", "completion_rate")),
}  # fmt: skip


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("name", SEVERAL)
def test_what_is_told_of_several_titles_has_the_characters_of_its_command(season, name, form):
    asked, command = SEVERAL[name]
    answer = Visitor(application(season.folder.path, patience_s=600)).get(f"/v1/{name}.{form}{asked}")
    assert answer.text == printed(season.folder.path, *command, "--format", form)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name not in SEVERAL])
def test_every_table_comes_in_every_form(visitor, name):
    for form in TYPES:
        answer = visitor.get(f"/v1/{name}.{form}?title=film&as_of={AS_OF}")
        assert answer.status == 200, answer.text
        if form == "json":
            json.loads(answer.text)
        if form == "parquet":
            assert pq.read_table(io.BytesIO(answer.body)).num_columns


def test_a_number_is_the_same_on_the_page_in_the_terminal_in_json_and_in_a_notebook(visitor, path):
    """All metrics: the page has, beside the metric's title, the characters that the terminal prints."""
    page = visitor.get(f"/titles/film?as_of={AS_OF}").text
    terminal = printed(path, "report", "film", "--as-of", AS_OF)
    exact = json.loads(printed(path, "report", "film", "--as-of", AS_OF, "--format", "json"))["metrics"]
    notebook = Lake(path).title("film").report(as_of=AS_OF)._repr_html_()
    for metric in CATALOGUE:
        shown = show(exact[metric.name]["value"], metric.unit)
        block = page.split(f'data-metric="{metric.name}"')[1].split("</div>")[0]
        assert f"<dt>{metric.title}</dt><dd>{shown}</dd>" in block
        line = next(line for line in terminal.splitlines() if line.strip().startswith(f"{metric.title}  "))
        assert shown in line
        assert shown in notebook.split(f"<dt>{metric.title}</dt>")[1].split("</div>")[0]


def test_three_households_of_whom_two_finish_and_one_comes_back(visitor):
    page = visitor.get(f"/titles/film?as_of={AS_OF}").text
    for name, shown in {"reach": "3", "completion_rate": "66.7 %", "rewatch_rate": "50.0 %"}.items():
        assert f"<dd>{shown}</dd>" in page.split(f'data-metric="{name}"')[1].split("</div>")[0]


def test_a_title_under_every_definition_has_the_characters_of_the_terminal(visitor, path):
    page = visitor.get(f"/titles/film?part=definitions&as_of={AS_OF}").text
    told = Lake(path).title("film").definitions(as_of=AS_OF)
    for one in told.said:
        row = page.split(f'<a href="/definitions#{one.term.id}">')[1].split("</tr>")[0]
        assert f'class="right">{show(one.value, one.term.unit)}</td>' in row


def test_a_title_that_nobody_watched_says_so_everywhere(visitor):
    page = visitor.get("/titles/quiet").text
    assert "Nothing was watched in this window, so that there is no curve." in page
    assert "nan" not in page.lower().replace("unannounced", "")


@pytest.mark.parametrize("of", ["1", "2", "3", "hold", "fan", "definitions", "chart"])
def test_a_picture_can_be_embedded(visitor, of):
    answer = visitor.get(f"/v1/picture.svg?title=film&of={of}&as_of={AS_OF}")
    assert answer.headers["content-type"] == "image/svg+xml" and answer.text.startswith("<svg")


@pytest.mark.parametrize(
    "asked", ["nothing.json", "report.xml", "report.json", "report.json?title=x", "picture.svg?of=9&title=film"]
)
def test_what_is_not_there_is_explained_as_json(visitor, asked):
    answer = visitor.get(f"/v1/{asked}")
    assert answer.status == 404 and set(answer.json()) == {"problem", "hint"}


def test_looking_issues_no_projection(visitor, path):
    visitor.get("/titles/film")
    visitor.get("/v1/project.json?title=film")
    assert len(Lake(path).projections()) == 0


def test_a_mistake_of_ours_is_a_page_too(path, monkeypatch):
    def broken(_lake, _query):
        raise ZeroDivisionError

    monkeypatch.setitem(VIEWS, "/records", broken)
    visitor = Visitor(application(path))
    with pytest.raises(ZeroDivisionError):
        visitor.get("/records")
    assert visitor.last.status == 500 and "that is our mistake" in visitor.last.text
