"""Reports, charts, projections and holds as one self-contained HTML file: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import jinja2
from markupsafe import Markup

from matinee.charts.chart import Chart
from matinee.charts.editions import Restated
from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.reports import chart_words
from matinee.reports.all_definitions import AllDefinitions
from matinee.reports.hold_text import hold_notes
from matinee.reports.projection_tables import hold_tables, projection_tables
from matinee.reports.projection_text import projection_notes
from matinee.reports.report import Report
from matinee.reports.sections import Sections
from matinee.reports.text import footnote, heading
from matinee.units import NOTHING, Unit, show


def page(reports: Sequence[Report], charts: Sequence[Chart] = ()) -> str:
    """A whole page, to save or to send."""
    return _template("page").render(reports=reports, charts=charts)


def chart_page(charts: Sequence[Chart], restated: Sequence[Restated] = ()) -> str:
    """A whole page of charts, to save or to send: light or dark as the reader has it, narrow or printed.

    Args:
        charts: As they are now, or as they were published.
        restated: What editions say otherwise than those before; each chart shows what is of its own edition.
    """
    names = [f"{chart.rule.title}: {chart_words.subject(chart)}" for chart in charts[:1]]
    more = [f"and {len(charts) - 1} more"] if len(charts) > 1 else []
    return _template("chart_page").render(title=" ".join(names + more), charts=charts, restated=restated)


def projection_page(made: TitleProjection) -> str:
    """A projection as a whole page: its fan, those who see it through, the fan as a table, and what it rests on."""
    from matinee.reports.projection_pictures import fan_picture

    tables = projection_tables(made)
    picture = fan_picture(made)
    return _template("projection_page").render(picture=picture, tables=tables, notes=projection_notes(made))


def hold_page(found: TitleHold) -> str:
    """A hold as a whole page: the title beside its like, the readings, and the titles that began most like it."""
    from matinee.reports.projection_pictures import hold_picture

    picture = hold_picture(found)
    return _template("projection_page").render(picture=picture, tables=hold_tables(found), notes=hold_notes(found))


def fragment(report: Report) -> str:
    """One report, to show inside another page or a notebook."""
    return _template("fragment").render(report=report)


def definitions_page(told: AllDefinitions) -> str:
    """A whole page: one title under every definition."""
    return _template("definitions_page").render(told=told)


def definitions_fragment(told: AllDefinitions) -> str:
    """The same, to show inside another page or a notebook."""
    return _template("definitions").render(told=told)


def sections_page(told: Sections) -> str:
    """An answer in sections, like a comparison, as a whole page: light or dark as the reader has it, narrow or printed."""
    return _template("sections_page").render(told=told)


def sections_fragment(told: Sections) -> str:
    """The same, to show inside another page or a notebook."""
    return _template("sections_fragment").render(told=told)


@cache
def _templates() -> jinja2.Environment:
    # What draws is loaded when something is drawn.
    from matinee.reports.definition_pictures import definition_pictures
    from matinee.reports.pictures import pictures

    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("matinee.reports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.globals |= {
        "pictures": pictures,
        "definition_pictures": definition_pictures,
        "heading": heading,
        "words": chart_words,
        "footnote": footnote,
        "Unit": Unit,
        "NOTHING": NOTHING,
    }
    templates.filters |= {
        "slug": lambda text: text.lower().replace(" ", "-"),
        "show": show,
        "drawing": lambda picture: Markup(picture.svg()),  # noqa: S704  our own drawing
    }
    return templates


def _template(name: str) -> jinja2.Template:
    return _templates().get_template(f"{name}.html")
