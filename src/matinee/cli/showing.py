"""Commands that hand results on: digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import LakeOption, open_lake, warn_if_stale

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
