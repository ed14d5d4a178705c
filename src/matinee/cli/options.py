"""What several commands share: their options, and how they open a lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import terminal
from matinee.errors import MatineeError

if TYPE_CHECKING:
    from matinee.lake import Lake

LakeOption = Annotated[
    Path | None,
    typer.Option("--lake", envvar="MATINEE_LAKE", help="The folder of the lake.", show_envvar=True, metavar="FOLDER"),
]
FormatOption = Annotated[terminal.Format, typer.Option("--format", help="How to write it.")]
CountryOption = Annotated[
    str | None, typer.Option(help="Only what was watched in this country.", metavar="CC", show_default="everywhere")
]
DefinitionOption = Annotated[str, typer.Option(help="By which definition to count.", metavar="ID")]
AsOfOption = Annotated[
    str | None,
    typer.Option(help="As if nothing had been watched from then on.", metavar="TIME", show_default="now"),
]
EngineOption = Annotated[
    str | None,
    typer.Option(help="What counts: duckdb, or spark.", metavar="ENGINE", show_default="as in matinee.toml"),
]
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="One file or several.")]


def open_lake(lake: Path | None) -> Lake:
    """The lake that is named.

    Raises:
        MatineeError: None is, or there is none in the folder.
    """
    from matinee.lake import Lake

    return Lake(named(lake))


def named(lake: Path | None) -> Path:
    """The folder of the lake.

    Raises:
        MatineeError: None is named.
    """
    if lake is None:
        raise MatineeError(
            "No lake is named.", "Name its folder with `--lake FOLDER`, or once with `export MATINEE_LAKE=FOLDER`."
        )
    return lake


def warn_if_stale(lake: Lake) -> None:
    """Say so where figures lack what was imported."""
    if not lake.is_refreshed():
        terminal.warn("Some of what was imported is not in these figures yet: run `matinee refresh`.")
