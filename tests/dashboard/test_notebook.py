"""What a notebook shows, and the example notebook, run from its first cell to its last."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from matinee.dashboard import notebook
from matinee.reports.hold_text import hold_words
from matinee.units import Unit, show

EXAMPLE = Path(__file__).parents[2] / "docs/example.ipynb"
AS_OF = "2021-01-08T08:00Z"


class Session:
    """A session of a notebook: runs cells and keeps what each shows, as IPython does."""

    def __init__(self):
        self.names = {}
        self.shown = {}
        self.display_formatter = self
        self.formatters = {"text/html": self}

    def for_type(self, typ, func):
        self.shown[typ] = func

    def run(self, source):
        if source.startswith("%load_ext "):
            module = __import__(source.split()[1], fromlist=["load_ipython_extension"])
            module.load_ipython_extension(self)
            return None
        *before, last = ast.parse(source).body
        exec(compile(ast.Module(before, []), "cell", "exec"), self.names)  # our own notebook
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "cell", "exec"), self.names)
            return None
        result = eval(compile(ast.Expression(last.value), "cell", "eval"), self.names)
        if type(result) in self.shown:
            return self.shown[type(result)](result)
        return result._repr_html_() if hasattr(result, "_repr_html_") else repr(result)


@pytest.fixture(scope="module")
def told(season):
    """What each cell of the example shows, by its source."""
    session, told = Session(), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATINEE_LAKE", str(season.folder.path))
        for cell in json.loads(EXAMPLE.read_text())["cells"]:
            if cell["cell_type"] == "code":
                source = "".join(cell["source"])
                told[source.splitlines()[-1]] = session.run(source)
    return told


def test_the_example_runs_and_each_answer_is_shown_as_html(told):
    answers = [html for html in told.values() if html]
    assert len(answers) == 8
    assert all(html.lstrip().startswith("<") for html in answers if not html.startswith("[{'day'"))


def test_a_chart_has_the_characters_of_the_lake(season, told):
    for place in season.top10(week="2021-01-04").places:
        assert place.title.replace("'", "&#39;") in told['lake.top10(week="2021-01-04")']


def test_a_projection_has_its_fan_and_its_figures(season, told):
    html = told[f'heroes.project(as_of="{AS_OF}")']
    made = season.title("heroes").project(as_of=AS_OF).projection
    assert (
        "<svg" in html
        and show(round(made.median), Unit.HOUSEHOLDS) in html
        and show(made.counted, Unit.HOUSEHOLDS) in html
    )


def test_a_hold_says_what_was_found(season, told):
    assert hold_words(season.title("heroes").hold(as_of=AS_OF)) in told[f'heroes.hold(as_of="{AS_OF}")']


def test_records_and_status_are_shown_too(season):
    records = notebook.html(season.records())
    assert "Records of the service since 2020-12-04" in records and "<table" in records
    assert f"{season.status().rows['spans']:,}" in notebook.html(season.status())


def test_what_shows_itself_is_left_to_do_so_and_all_else_is_text(season):
    report = season.title("heroes").report()
    assert notebook.html(report)[:5000] == report._repr_html_()[:5000]  # pictures number what is within them
    assert "&lt;Matinee lake" in notebook.html(season)
