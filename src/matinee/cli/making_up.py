"""Commands that need no data of one's own: simulate, demo."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from matinee import terminal

app = typer.Typer()


class Write(StrEnum):
    """What a simulated season is written as."""

    CMCD = "cmcd"
    SPANS = "spans"
    LAKE = "lake"


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
