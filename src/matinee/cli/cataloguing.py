"""Commands of the catalogue: import, list, show, check, schedule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import terminal
from matinee.cli.options import Files, FormatOption, LakeOption, open_lake
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.imports.catalogue_files import CatalogueRead


app = typer.Typer()
catalogue = typer.Typer(help="What can be watched.", no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(catalogue, name="catalogue")


@catalogue.command(
    "import", epilog="Next: `matinee import cmcd FILE`, then `matinee refresh`. Files: docs/catalogue.md."
)
def catalogue_import(files: Files, lake: LakeOption = None) -> None:
    """Add what files know: titles, runtimes, releases, people, franchises, ratings, claims.

    CSV: titles by `asset_id,title_id,name,kind,runtime_s,released_at` and, where known,
    `credits_at_s,series,season,episode,territory,language,kids`; people, roles, ratings; lists of
    franchises. TOML has all of it in one file. IMDb's `.tsv` files and Wikidata's `.json` are read
    as they come. A line that does not fit is refused, and the rest taken.

    Examples:
    `matinee catalogue import titles.csv`

    `matinee catalogue import title.basics.tsv name.basics.tsv title.principals.tsv`

    `matinee catalogue import examples/heroes`
    """
    opened = open_lake(lake)
    with terminal.progress() as tell:
        done = opened.import_catalogues(files, tell)
    if _show(done, "taken in"):
        raise typer.Exit(1)


@catalogue.command("check", epilog="What is refused, and why: docs/catalogue.md.")
def catalogue_check(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Files to check before they are imported.")
    ] = None,
    lake: LakeOption = None,
) -> None:
    """Say what does not fit together: in the lake's catalogue, or in files, before they are imported.

    Ends with 1 where something does not fit. Claims that conflict are no mistake: they are kept side by side.

    Examples:
    `matinee catalogue check examples/heroes`

    `matinee catalogue check --lake viewing`
    """
    from matinee.catalogue import Catalogue
    from matinee.catalogue.findings import findings
    from matinee.imports.catalogue_files import read_files
    from matinee.reports.catalogue_text import conflict_line, finding_lines, whole_line

    if not files and lake is None:
        raise MatineeError("Nothing is named to check.", "Name files, or a lake with `--lake FOLDER`.")
    known = open_lake(lake).catalogue if lake else Catalogue()
    with terminal.progress() as tell:
        told, done = read_files(files or (), known, tell)
    wrong = _show(done, "can be taken in") or any(one.rejections for one in done)
    found = findings(told)
    for line in finding_lines(found):
        terminal.warn(line)
    for line in (*whole_line(told), *conflict_line(told)):
        terminal.show(line)
    if wrong or found:
        raise typer.Exit(1)
    terminal.show("All of it fits together.")


@catalogue.command("list")
def catalogue_list(
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only titles that were watched and are not in it.")
    ] = False,
    lake: LakeOption = None,
) -> None:
    """List all titles, and those that were watched without being in the catalogue.

    Example: `matinee catalogue list --unknown`
    """
    from matinee.reports.text import titles_table

    opened = open_lake(lake)
    terminal.show(titles_table(opened.catalogue, opened.unknown_titles(), only_unknown=unknown))


@catalogue.command("show", epilog="All of them: `matinee catalogue list`.")
def catalogue_show(
    name: Annotated[str, typer.Argument(help="A title, a person, a franchise or a universe; its name or id.")],
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Show what is known of a title: who made it, where it belongs, how it was rated, what is said of it.

    An age is that on the day the title first came out. Of a person all roles are shown, of a franchise its parts.

    Examples:
    `matinee catalogue show "We Can Be Heroes"`

    `matinee catalogue show "Robert Rodriguez" --format json`
    """
    from matinee.reports.catalogue_entry import find_entry
    from matinee.reports.catalogue_text import entry_text

    terminal.show_told(find_entry(open_lake(lake).catalogue, name), entry_text, format)


@catalogue.command("schedule")
def catalogue_schedule(
    since: Annotated[
        str | None, typer.Option(help="Without what came before that day.", metavar="DATE", show_default="all")
    ] = None,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Show the calendar of releases, on the service and in cinemas; what is to be decided stands at the end.

    Example: `matinee catalogue schedule --since 2021-01-01`
    """
    from matinee import instants
    from matinee.catalogue.schedule import schedule
    from matinee.reports.catalogue_text import schedule_rows, schedule_table

    today = instants.to_datetime(instants.now_us()).date()
    day = None if since is None else instants.to_datetime(instants.parse(since)).date()
    terminal.show_result(schedule_rows(schedule(open_lake(lake).catalogue, today, day)), schedule_table, format)


def _show(done: Sequence[CatalogueRead], verb: str) -> bool:
    """Say what came of files; whether nothing of one was of use."""
    from matinee.reports.catalogue_text import taken_line, trouble_lines

    for one in done:
        if one.error:
            terminal.complain(one.error)
            continue
        terminal.show(taken_line(one, verb))
        for line in trouble_lines(one):
            terminal.add(line)
    return any(one.is_useless for one in done)
