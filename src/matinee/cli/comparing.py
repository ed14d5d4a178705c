"""Commands that lay titles side by side and say what to do next: compare, sequel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import (
    AsOfOption,
    CountryOption,
    DefinitionOption,
    FormatOption,
    LakeOption,
    open_lake,
    warn_if_stale,
)

app = typer.Typer()

HtmlOption = Annotated[Path | None, typer.Option(help="Also write a page.", metavar="FILE")]
PdfOption = Annotated[Path | None, typer.Option(help="Also write it as a PDF, to print or to send.", metavar="FILE")]
LeastOption = Annotated[
    int, typer.Option(help="Pages, PDFs and pictures leave out what tells of fewer homes; 0: nothing.", metavar="N")
]


@app.command(epilog="What is laid side by side, and when not to trust it: docs/compare.md.")
def compare(
    titles: Annotated[list[str], typer.Argument(help="Names or ids of two titles or more.", metavar="TITLE...")],
    days: Annotated[int, typer.Option(help="How many days from each release.")] = 28,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    html: HtmlOption = None,
    pdf: PdfOption = None,
    picture: Annotated[Path | None, typer.Option(help="Also draw it: .svg, .png or .pdf.", metavar="FILE")] = None,
    least: LeastOption = 50,
    lake: LakeOption = None,
) -> None:
    """Lay titles side by side by days since their release: reach, hours, completions, holds, parts of the day.

    As counted, and as in normal weeks. Completion and rewatches at equal age.

    Examples:
    `matinee compare "We Can Be Heroes" "The Midnight Sky"`

    `matinee compare heroes midnight-sky --as-of 2021-01-05T08:00Z --html story.html`

    `matinee compare heroes midnight-sky garage --format csv`
    """
    from matinee.reports.sections_text import sections_text
    from matinee.sequel.compare_sections import comparison_sections

    opened = open_lake(lake)
    told = opened.compare(*titles, days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(told, lambda one: sections_text(comparison_sections(one, drawn=False)), format)
    if html is not None:
        from matinee.reports.page import sections_page

        terminal.save(html, sections_page(comparison_sections(told, least=least)))
    if pdf is not None:
        from matinee.reports.sections_pdf import write_pdf

        write_pdf(comparison_sections(told, least=least), pdf)
        terminal.warn(f"Wrote {pdf}")
    if picture is not None:
        from matinee.reports.chart_pictures import write_picture
        from matinee.sequel.compare_pictures import comparison_picture

        write_picture(comparison_picture(told, least), picture)
        terminal.warn(f"Wrote {picture}")
    warn_if_stale(opened)


@app.command(epilog="How it is weighed, and when not to trust it: docs/sequel.md.")
def sequel(
    name: Annotated[
        str,
        typer.Argument(help="A title's name or id, or a franchise: its last part that was watched.", metavar="TITLE"),
    ],
    days: Annotated[int, typer.Option(help="How many days, of the title and of its sequel.")] = 28,
    budget: Annotated[
        float | None, typer.Option(help="What it would cost: tells cost per household and hour.", show_default=False)
    ] = None,
    worth_household: Annotated[
        float | None, typer.Option(help="With --budget: what a household reached is worth.", show_default=False)
    ] = None,
    worth_hour: Annotated[
        float | None, typer.Option(help="With --budget: what an hour viewed is worth.", show_default=False)
    ] = None,
    definition: DefinitionOption = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: AsOfOption = None,
    format: FormatOption = terminal.Format.TABLE,
    html: HtmlOption = None,
    pdf: PdfOption = None,
    least: LeastOption = 50,
    lake: LakeOption = None,
) -> None:
    """Lay out the evidence for a sequel: a verdict in words, its reasons, and what would change it.

    Where the title stands among the slate, how it holds, what became of its like, what a sequel would reach, how old the cast would be.

    Examples:
    `matinee sequel "We Can Be Heroes"`

    `matinee sequel heroes --as-of 2021-02-01 --html heroes.html --pdf heroes.pdf`

    `matinee sequel heroes --budget 60000000 --worth-household 2.5`
    """
    from matinee.reports.sections_text import sections_text
    from matinee.sequel.evidence_sections import evidence_sections

    opened = open_lake(lake)
    made = opened.sequel(
        name,
        days=days,
        definition=definition,
        country=country,
        as_of=as_of,
        budget=budget,
        worth_household=worth_household,
        worth_hour=worth_hour,
    )
    terminal.show_result(made, lambda one: sections_text(evidence_sections(one, drawn=False)), format)
    if html is not None:
        from matinee.reports.page import sections_page

        terminal.save(html, sections_page(evidence_sections(made, least=least)))
    if pdf is not None:
        from matinee.reports.sections_pdf import write_pdf

        write_pdf(evidence_sections(made, least=least), pdf)
        terminal.warn(f"Wrote {pdf}")
    warn_if_stale(opened)
