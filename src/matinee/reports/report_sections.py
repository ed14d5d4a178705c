"""A report in sections, to be set on paper or as one picture: figures, pictures, day by day, and what makes it a promise.

Such a file is made to be given to others: it leaves out what tells of fewer homes, as a read link does.
"""

from __future__ import annotations

from matinee.reports.pictures import pictures
from matinee.reports.projection_tables import Shown
from matinee.reports.report import Report
from matinee.reports.sections import Section, Sections
from matinee.reports.small_cells import few, homes, without_small_cells
from matinee.reports.text import footnote, heading
from matinee.units import Unit, show


def report_sections(report: Report, least: int) -> Sections:
    """A report in sections.

    Args:
        report: The report.
        least: What tells of fewer homes is left out; 1: nothing is.

    Raises:
        MatineeError: Fewer homes than that watched the title.
    """
    told = heading(report).removeprefix(f"{report.title.name}: ")
    subtitle = f"{told[:1].upper()}{told[1:]}. Counted by {report.definition.id}."
    if least <= 1:
        kept = report
        cells = [
            (one.metric.title, show(one.value, one.metric.unit), one.metric.formula) for one in report.numbers.values()
        ]
    else:
        shown, kept = without_small_cells(report, least, hours=True)
        cells = [(cell.title, cell.shown, cell.formula) for cell in shown]
    rows: list[tuple[str, ...]] = [*cells]
    figures = Shown("", ("figure", "value", "how it is counted"), rows, wide=("how it is counted",))
    notes = [*footnote(report).split("\n")]
    if least > 1:
        notes.append(f"Left out is what tells of {few(least)}.")
    sections = [Section(name="Figures", tables=(figures,), notes=tuple(notes))]
    sections += [Section(name=picture.title, pictures=(picture,)) for picture in pictures(kept)]
    if len(kept.daily):
        missing = len(report.daily) - len(kept.daily)
        left = (f"From day {len(kept.daily) + 1} on a day tells of {few(least)}.",) if missing else ()
        sections.append(Section(name="Day by day", tables=(_days(kept, least),), notes=left))
    return Sections(title=report.title.name, subtitle=subtitle, sections=tuple(sections))


def _days(report: Report, least: int) -> Shown:
    rows: list[tuple[str, ...]] = [
        (
            str(row["day"]),
            *(homes(row[name], least) for name in ("new_households", "reach", "reach_to_date")),
            show(row["hours"], Unit.HOURS),
            show(row["completions"], Unit.COMPLETIONS),
        )
        for row in report.daily.to_dicts()
    ]
    return Shown("", ("day", "new households", "reach", "reach to date", "hours", "completions"), rows)
