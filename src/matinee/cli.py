"""The command line: one command, one call into the package."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import __version__, terminal
from matinee.errors import MatineeError
from matinee.units import some

if TYPE_CHECKING:
    from matinee.lake import Lake

_HELP = "Open audience measurement for streaming video."
_EPILOG = "Begin with `matinee demo`, or with `matinee init LAKE`."

app = typer.Typer(
    help=_HELP,
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Take in files of viewing.", no_args_is_help=True, rich_markup_mode="markdown")
catalogue = typer.Typer(help="What can be watched.", no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(imports, name="import")
app.add_typer(catalogue, name="catalogue")


class By(StrEnum):
    """What a chart ranks by."""

    HOURS = "hours"
    VIEWS = "views"


class Write(StrEnum):
    """What a simulated season is written as."""

    CMCD = "cmcd"
    SPANS = "spans"
    LAKE = "lake"


LakeOption = Annotated[
    Path | None,
    typer.Option("--lake", envvar="MATINEE_LAKE", help="The folder of the lake.", show_envvar=True, metavar="FOLDER"),
]
FormatOption = Annotated[terminal.Format, typer.Option("--format", help="How to write it.")]
CountryOption = Annotated[
    str | None, typer.Option(help="Only what was watched in this country.", metavar="CC", show_default="everywhere")
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="One file or several.")]


def main() -> None:
    """Run the command line; a mistake that can be explained is explained, without a traceback."""
    try:
        app(prog_name="matinee")
    except MatineeError as error:
        terminal.complain(error)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is, and end.")] = False,
) -> None:
    if version:
        terminal.show(f"matinee {__version__}")
        raise typer.Exit


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


@catalogue.command("import", epilog="Next: `matinee import cmcd FILE`, then `matinee refresh`.")
def catalogue_import(files: Files, lake: LakeOption = None) -> None:
    """Add titles, runtimes and releases from CSV or TOML files.

    Columns of a CSV file: `asset_id,title_id,name,kind,runtime_s,released_at` and, where
    known, `credits_at_s,series,season,episode,territory,language,kids`.

    Example: `matinee catalogue import titles.csv`
    """
    opened = _open(lake)
    terminal.show_imported([opened.import_catalogue(file) for file in files], "asset")


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

    opened = _open(lake)
    terminal.show(titles_table(opened.catalogue, opened.unknown_titles(), only_unknown=unknown))


@imports.command("cmcd", epilog="Next: `matinee refresh`.")
def import_cmcd(files: Files, lake: LakeOption = None) -> None:
    """Take in reports of players: bodies of CMCD v2 event reports, one record a line.

    The household comes in the key `com.matinee-hh`, and with it `com.matinee-profile`,
    `com.matinee-cc` and `com.matinee-tz`; `cid` is the asset. A file of captured requests
    (blocks that begin with `###`) is read too.

    Example: `matinee import cmcd events.cmcd`
    """
    opened = _open(lake)
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
    opened = _open(lake)
    with terminal.progress() as tell:
        done = opened.import_netflix(files, household=household, tell=tell)
    terminal.show_imported(done, "viewing")


@imports.command("spans", epilog="Next: `matinee refresh`.")
def import_spans(files: Files, lake: LakeOption = None) -> None:
    """Take in spans: Parquet or CSV files of your own, one row a stretch watched.

    Columns `household, asset, session, started_at, ended_at` and, where known, `profile,
    position_start_ms, position_end_ms, rate, country, time_zone, device`.

    Example: `matinee import spans spans.parquet`
    """
    opened = _open(lake)
    with terminal.progress() as tell:
        done = opened.import_spans(files, tell=tell)
    terminal.show_imported(done, "span")


@app.command(epilog="Next: `matinee report TITLE`, or `matinee top10`.")
def refresh(lake: LakeOption = None) -> None:
    """Work out what the imported viewing comes to; only what changed is worked out again.

    Example: `matinee refresh`
    """
    opened = _open(lake)
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
    from matinee.reports.text import rejections_text, status_table

    opened = _open(lake)
    terminal.show(status_table(opened.status()))
    if rejected:
        terminal.show(rejections_text(opened.rejections(rejected)))


@app.command(epilog="What a number means: `matinee explain completion_rate`, `matinee definitions`.")
def report(
    title: Annotated[str, typer.Argument(help="A title's name or id.")],
    days: Annotated[int, typer.Option(help="How many days from the release.")] = 28,
    definition: Annotated[str, typer.Option(help="By which definition to count.", metavar="ID")] = "netflix.chose.2020",
    country: CountryOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="As if nothing had been watched from then on.", metavar="TIME", show_default="now"),
    ] = None,
    format: FormatOption = terminal.Format.TABLE,
    html: Annotated[Path | None, typer.Option(help="Also write a page with pictures.", metavar="FILE")] = None,
    lake: LakeOption = None,
) -> None:
    """Report on a title: reach, hours, completion, rewatches, day by day.

    Examples:
    `matinee report "We Can Be Heroes"`

    `matinee report heroes --days 7 --country GB --format json`

    `matinee report heroes --as-of 2021-01-04T00:00Z --html heroes.html`
    """
    from matinee.reports.page import page
    from matinee.reports.text import report_table

    opened = _open(lake)
    made = opened.title(title).report(days=days, definition=definition, country=country, as_of=as_of)
    terminal.show_result(made, report_table, format)
    _warn_if_stale(opened)
    if html is not None:
        terminal.save(html, page([made]))


@app.command(epilog="Without --day or --week: the latest week in which anything was watched.")
def top10(
    week: Annotated[str | None, typer.Option(help="The week, Monday to Sunday, with this day.", metavar="DATE")] = None,
    day: Annotated[str | None, typer.Option(help="This day.", metavar="DATE")] = None,
    country: CountryOption = None,
    by: Annotated[By, typer.Option(help="What ranks.")] = By.HOURS,
    places: Annotated[int, typer.Option(help="How many places.", metavar="N")] = 10,
    format: FormatOption = terminal.Format.TABLE,
    lake: LakeOption = None,
) -> None:
    """Show who leads: the Top 10 of a week or a day, overall or in a country.

    Examples:
    `matinee top10 --week 2021-01-04`

    `matinee top10 --day 2020-12-26 --country GB --by views`
    """
    from matinee.reports.text import chart_table

    opened = _open(lake)
    chart = opened.top10(day=day, week=week, country=country, by=by, places=places)
    terminal.show_result(chart, chart_table, format)
    _warn_if_stale(opened)


@app.command()
def definitions(lake: LakeOption = None) -> None:
    """List the definitions that a start can be counted by, with rule and source.

    Example: `matinee definitions`
    """
    from matinee.metrics.definitions import PRESETS
    from matinee.reports.text import definitions_table

    terminal.show(definitions_table(_open(lake).definitions if lake else PRESETS))


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="A metric or a definition, like completion_rate.")],
    lake: LakeOption = None,
) -> None:
    """Say what a metric or a definition means, how to read it, and where it comes from.

    Example: `matinee explain completion_rate`
    """
    from matinee.metrics.definitions import PRESETS
    from matinee.reports.text import explanation

    terminal.show(explanation(name, _open(lake).definitions if lake else PRESETS))


@app.command(
    epilog="Then: `matinee catalogue import`, `matinee import`, `matinee refresh` and compare with truth.json."
)
def simulate(
    folder: Annotated[Path, typer.Argument(help="Where to write the season.")],
    scale: Annotated[float, typer.Option(help="Households for each of the real service; 0.0001 is 1:10,000.")] = 0.0001,
    seed: Annotated[int, typer.Option(help="The same seed gives the same season.")] = 2020,
    write: Annotated[Write, typer.Option(help="Players' reports, spans, or a lake ready to ask.")] = Write.CMCD,
) -> None:
    """Make up a streaming service and a season like Christmas 2020, with the exact answers.

    Writes `titles.csv`, `events.cmcd` or `spans.parquet`, and `truth.json`; with
    `--write lake` a lake beside them.

    Examples:
    `matinee simulate season`

    `matinee simulate season --scale 0.001 --write lake`
    """
    from matinee.demo import simulate_season

    with terminal.progress() as tell:
        written = simulate_season(folder, scale=scale, seed=seed, write=write, tell=tell)
    for path in written:
        terminal.show(f"Wrote {path}")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to work; what it made before is replaced.")] = Path("demo"),
) -> None:
    """Simulate a season, import it, and report on the two films of our story.

    Example: `matinee demo`
    """
    from matinee.demo import run

    with terminal.progress() as tell:
        made = run(folder, tell)
    for part in made.parts:
        terminal.show(part)
    terminal.show(made.closing)


def _open(lake: Path | None) -> Lake:
    from matinee.lake import Lake

    if lake is None:
        raise MatineeError(
            "No lake is named.", "Name its folder with `--lake FOLDER`, or once with `export MATINEE_LAKE=FOLDER`."
        )
    return Lake(lake)


def _warn_if_stale(lake: Lake) -> None:
    if not lake.is_refreshed():
        terminal.warn("Some of what was imported is not in these figures yet: run `matinee refresh`.")


if __name__ == "__main__":
    main()
