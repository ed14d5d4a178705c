"""The command of what others write: press."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import terminal
from matinee.cli.options import FormatOption, LakeOption, open_lake
from matinee.errors import MatineeError
from matinee.units import some

if TYPE_CHECKING:
    from matinee.press.propose import Proposal

app = typer.Typer()

ArticlesArgument = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE...", help="Articles, as plain text or HTML.")
]


@app.command(epilog="What is read, and how to add rules of your own: docs/press.md.")
def press(
    files: ArticlesArgument = None,
    check: Annotated[
        bool, typer.Option("--check", help="Lay claims beside each other and beside what was measured.")
    ] = False,
    accept: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBERS", help='Take over: "3,5,8-11", "all", or "ask" for one by one.', show_default="none"
        ),
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published them.", show_default="as the page says")] = None,
    date: Annotated[
        str | None, typer.Option(help="When they were published.", metavar="DATE", show_default="as the page says")
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(help="Rules to lay on top of those Matinee brings and of the lake's press.toml.", metavar="FILE"),
    ] = None,
    every: Annotated[bool, typer.Option("--every", help="With --check: what was said once, too.")] = False,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Read articles, and propose what they claim for the catalogue, with the sentence each claim rests on.

    Nothing is taken over unasked. With --check, claims that were taken over and those of the files
    are laid beside each other: agreeing, conflicting, or not comparable. A lake is needed to take
    claims over, and to lay them beside what was measured.

    Examples:
    `matinee press article.html`

    `matinee press article.txt --outlet "Screen Ledger" --date 2021-01-05 --accept 3,5`

    `matinee press --check a.txt b.txt c.html`
    """
    from matinee.press.desk import Press
    from matinee.reports.press_text import compared_text, read_text

    if not files and not check:
        raise MatineeError(
            "No article is named.", "Name files, or lay what was taken over side by side with `--check`."
        )
    desk = open_lake(lake).press(rules or ()) if lake else Press(rules=rules or ())
    read = desk.read(files or (), outlet=outlet, day=date)
    for error in read.refused:
        terminal.complain(error)
    if check:
        terminal.show_told(desk.compare(read), partial(compared_text, every=every), format)
    elif accept is None:
        terminal.show_told(read, read_text, format)
    else:
        taken = desk.accept(read, _ask if accept.casefold() == "ask" else accept)
        terminal.show(f"{some(taken, 'claim')} taken over. Beside each other: `matinee press --check`.")
    if read.refused:
        raise typer.Exit(1)


def _ask(number: int, proposal: Proposal) -> bool | None:
    from matinee.reports.press_text import claim_line

    terminal.show(f"\n{proposal.sentence}\n{number:>4}  {claim_line(proposal)}")
    answer = typer.prompt("Take over? y, n, q", default="n").strip().casefold()
    return None if answer.startswith("q") else answer.startswith("y")
