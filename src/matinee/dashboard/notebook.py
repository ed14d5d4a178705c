"""Results as a notebook shows them: `%load_ext matinee.dashboard.notebook`, once.

Reports, tables and titles under every definition show themselves; with this charts, records, projections,
holds and what rests in a lake do too, with pictures, in the words and characters of the terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from rich.console import RenderableType

from matinee.charts.chart import Chart
from matinee.charts.record_sheets import ServiceRecords
from matinee.dashboard.frame import templates
from matinee.dashboard.told import parts
from matinee.projection.own_answers import TitleHold, TitleProjection
from matinee.reports.hold_text import hold_table
from matinee.reports.on_record import TitleOnRecord
from matinee.reports.pictures import Picture
from matinee.reports.projection_pictures import fan_picture, hold_picture
from matinee.reports.projection_text import projection_table
from matinee.reports.records_text import on_record_text, service_records_table
from matinee.reports.text import status_table
from matinee.store.status import Status


class Formatter(Protocol):
    """What keeps how things are shown as HTML; IPython's is one."""

    def for_type(self, typ: type, func: Callable[[Any], str]) -> object:
        """Take over how things of a type are shown."""


def chart_html(chart: Chart) -> str:
    """A chart, with what makes it a promise."""
    return templates().get_template("notebook.html").render(chart=chart, pictures=(), parts=())


def records_html(records: ServiceRecords) -> str:
    """The records of a service."""
    return _told(service_records_table(records))


def on_record_html(told: TitleOnRecord) -> str:
    """How a title stands among all."""
    return _told(*on_record_text(told))


def projection_html(made: TitleProjection) -> str:
    """A projection, with its fan."""
    return _told(projection_table(made), pictures=(fan_picture(made),))


def hold_html(found: TitleHold) -> str:
    """How a title holds, beside its like."""
    return _told(hold_table(found), pictures=(hold_picture(found),) if found.hold.readings else ())


def status_html(status: Status) -> str:
    """What rests in a lake; what waits in a spool is told by `matinee status`."""
    return _told(status_table(status, 0))


SHOWN: dict[type, Callable[[Any], str]] = {
    Chart: chart_html,
    ServiceRecords: records_html,
    TitleOnRecord: on_record_html,
    TitleProjection: projection_html,
    TitleHold: hold_html,
    Status: status_html,
    Picture: Picture.svg,
}
"""How things are shown that do not show themselves."""


def html(result: object) -> str:
    """A result as a notebook shows it.

    Args:
        result: What a lake answered.
    """
    shown = SHOWN.get(type(result))
    if shown is not None:
        return shown(result)
    own: Callable[[], str] | None = getattr(result, "_repr_html_", None)
    return own() if own is not None else templates().get_template("notebook.html").render(chart=None, pictures=(), parts=parts(repr(result)))  # fmt: skip


def load_ipython_extension(ipython: Any) -> None:
    """Have a notebook show results; IPython calls this on `%load_ext matinee.dashboard.notebook`."""
    formatter: Formatter = ipython.display_formatter.formatters["text/html"]
    for kind, shown in SHOWN.items():
        formatter.for_type(kind, shown)


def _told(*told: RenderableType, pictures: tuple[Picture, ...] = ()) -> str:
    return templates().get_template("notebook.html").render(chart=None, pictures=pictures, parts=parts(told))
