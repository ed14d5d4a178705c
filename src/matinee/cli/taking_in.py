"""Commands that fill a lake: init, import, refresh, status."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal
from matinee.cli.options import Files, LakeOption, open_lake
from matinee.errors import MatineeError
from matinee.units import some

app = typer.Typer()
imports = typer.Typer(
    help="Take in files of viewing, and charts that others published.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(imports, name="import")


@app.command(epilog="Next: `matinee catalogue import titles.csv`, then `matinee import --help`.")
def init(
    folder: Annotated[Path | None, typer.Argument(metavar="LAKE", help="A folder that is empty or new.")] = None,
    lake: LakeOption = None,
) -> None:
    """Make a new, empty lake.

    Example: `matinee init viewing`
    """
    from matinee.lake import Lake

    path = folder or lake
    if path is None:
        raise MatineeError("No folder is named for the lake.", "Name one: `matinee init LAKE`.")
    Lake.create(path)
    terminal.show(f"Made a lake in {path}.")
    terminal.show(f"Tell the other commands with `export MATINEE_LAKE={path}`, or with `--lake {path}`.")


@imports.command("cmcd", epilog="Next: `matinee refresh`.")
def import_cmcd(files: Files, lake: LakeOption = None) -> None:
    """Take in reports of players: bodies of CMCD v2 event reports, one record a line.

    The household comes in the key `com.matinee-hh`, and with it `com.matinee-profile`,
    `com.matinee-cc` and `com.matinee-tz`; `cid` is the asset. A file of captured requests
    (blocks that begin with `###`) is read too.

    Example: `matinee import cmcd events.cmcd`
    """
    opened = open_lake(lake)
    with terminal.progress() as tell:
        done = opened.import_cmcd(files, tell=tell, processes=2)
    terminal.show_imported(done, "event")


@imports.command("netflix", epilog="Next: `matinee refresh`, then `matinee catalogue list --unknown`.")
def import_netflix(
    files: Files,
    household: Annotated[
        str | None, typer.Option(help="Whose history it is.", show_default="each file is a household of its own")
    ] = None,
    lake: LakeOption = None,
) -> None:
    """Take in viewing histories of Netflix accounts: CONTENT_INTERACTION/ViewingActivity.csv.

    A household is known by its oldest viewing, so that a later export of the same account
    adds only what is new. Trailers and previews are left out.

    Example: `matinee import netflix ViewingActivity.csv --household ours`
    """
    opened = open_lake(lake)
    with terminal.progress() as tell:
        done = opened.import_netflix(files, household=household, tell=tell)
    terminal.show_imported(done, "viewing")


@imports.command("spans", epilog="Next: `matinee refresh`.")
def import_spans(files: Files, lake: LakeOption = None) -> None:
    """Take in spans: Parquet or CSV files of your own, one row a stretch watched.

    Columns `household, asset, session, started_at, ended_at` and, where known, `profile,
    position_start_ms, position_end_ms, rate, country, time_zone, device, kids`.

    Example: `matinee import spans spans.parquet`
    """
    opened = open_lake(lake)
    with terminal.progress() as tell:
        done = opened.import_spans(files, tell=tell)
    terminal.show_imported(done, "span")


@app.command(epilog="Next: `matinee report TITLE`, or `matinee top10`.")
def refresh(lake: LakeOption = None) -> None:
    """Work out what the imported viewing comes to; only what changed is worked out again.

    Example: `matinee refresh`
    """
    opened = open_lake(lake)
    with terminal.progress() as tell:
        done = opened.refresh(tell=tell)
    terminal.show(
        f"Walked through {some(done.sessions, 'session')}, worked out {some(done.facts, 'title')} of households."
    )
    unknown = opened.unknown_titles()
    if unknown:
        terminal.show(f"Not in the catalogue: {some(len(unknown), 'title')}; see `matinee catalogue list --unknown`.")


@app.command()
def status(
    rejected: Annotated[int, typer.Option(help="Also list so many of the rejected records.", metavar="N")] = 0,
    lake: LakeOption = None,
) -> None:
    """Say what rests in the lake, what was rejected and why, and whether a refresh is due.

    Example: `matinee status --rejected 50`
    """
    from matinee.collector.roller import Roller
    from matinee.reports.text import rejections_text, status_table

    opened = open_lake(lake)
    waiting, _ = Roller(opened.folder).backlog()
    terminal.show(status_table(opened.status(), waiting))
    if rejected:
        terminal.show(rejections_text(opened.rejections(rejected)))
