"""Commands that hand results on: digest, share, views."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import AsOfOption, CountryOption, DefinitionOption, LakeOption, open_lake, warn_if_stale

app = typer.Typer()


@app.command(epilog="What else there is to look at: `matinee serve`, docs/dashboard.md.")
def digest(
    week: Annotated[
        str | None, typer.Option(help="The week with this day.", metavar="DATE", show_default="the latest")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write it as a page.", metavar="FILE")] = None,
    mail: Annotated[Path | None, typer.Option(help="Also write it as a mail, to be sent.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Tell a week: what led, what is new and where it is heading, which records fell.

    Examples:
    `matinee digest --week 2021-01-04`

    `matinee digest --mail week.eml && sendmail team@example.org < week.eml`
    """
    from matinee.dashboard.digest import make_digest

    opened = open_lake(lake)
    made = make_digest(opened, week)
    terminal.show(made.to_text().rstrip("\n"))
    if html is not None:
        terminal.save(html, made.to_html())
    if mail is not None:
        terminal.save(mail, made.to_mail().decode("ascii"))
    warn_if_stale(opened)


@app.command(
    epilog="To be opened, links need `matinee serve --shared PORT`; what they show and hide: docs/dashboard.md."
)
def share(
    title: Annotated[
        str | None, typer.Argument(help="A title's name or id.", show_default="the chart of the latest week")
    ] = None,
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    country: CountryOption = None,
    definition: DefinitionOption = "netflix.chose.2020",
    as_of: AsOfOption = None,
    week: Annotated[
        str | None, typer.Option(help="Of a chart: the week with this day.", metavar="DATE", show_default="the latest")
    ] = None,
    good_for: Annotated[float, typer.Option(help="For how many days the link is good.", metavar="DAYS")] = 7,
    least: Annotated[int, typer.Option(help="Leave out what tells of fewer homes.", metavar="N")] = 50,
    at: Annotated[str, typer.Option(help="Where shared pages are served.", metavar="URL")] = "http://127.0.0.1:8419",
    list_all: Annotated[bool, typer.Option("--list", help="List the links there are, and make none.")] = False,
    revoke: Annotated[str | None, typer.Option(help="Take back the link with this id.", metavar="ID")] = None,
    lake: LakeOption = None,
) -> None:
    """Make a read link to one page, a title's or a chart's: for a while, and without small cells.

    Examples:
    `matinee share "We Can Be Heroes" --good-for 3`

    `matinee share --week 2021-01-04 --country GB --least 100 --at https://shared.example.org`

    `matinee share --list`, `matinee share --revoke 0123abcd`
    """
    from matinee.dashboard.asked import Asked
    from matinee.dashboard.links import Links
    from matinee.dashboard.sharing import links_table, make_link

    opened = open_lake(lake)
    if revoke is not None:
        back = Links(opened.folder.path).revoke(revoke)
        terminal.show(f"The link {back.id} opens nothing since {back.revoked_at}.")
        return
    if list_all:
        terminal.show(links_table(Links(opened.folder.path).all()))
        return
    if title is None:
        page, asked = "chart", {"week": week, "country": country}
    else:
        window = Asked(days=days, definition=definition, country=country, as_of=as_of).window()
        page, asked = "title", {"title": title, **{name: str(value) for name, value in window.items() if value}}
    told = {name: value for name, value in asked.items() if value is not None}
    terminal.show(at.rstrip("/") + make_link(opened, page, told, days=good_for, least=least))


@app.command(epilog="Other ways to the same figures, and what to ask of the tables: docs/bi.md.")
def views(
    file: Annotated[Path, typer.Argument(help="Where to write them, like lake.sql.")],
    lake: LakeOption = None,
) -> None:
    """Write views of all tables for DuckDB, so that tools that speak SQL find them by name.

    Example: `matinee views lake.sql && duckdb -init lake.sql`
    """
    from matinee.store.views_file import views_sql

    opened = open_lake(lake)
    terminal.save(file, views_sql(opened.folder))
    warn_if_stale(opened)
