"""The command line: one command, one call into the package."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from matinee import __version__, terminal
from matinee.cli import (
    asking,
    backtesting,
    cataloguing,
    collecting,
    comparing,
    leading,
    making_up,
    press,
    projecting,
    published,
    ranking,
    showing,
    taking_in,
)
from matinee.errors import MatineeError

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
for room in (
    taking_in,
    cataloguing,
    collecting,
    asking,
    leading,
    ranking,
    published,
    projecting,
    comparing,
    press,
    showing,
    backtesting,
    making_up,
):
    app.add_typer(room.app)


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
