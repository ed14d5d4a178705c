"""The demonstration: a simulated season through the ordinary path, from reports to reports."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from rich.console import RenderableType

from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.progress import Tell
from matinee.reports.chart_text import chart_table
from matinee.reports.page import page
from matinee.reports.text import report_table
from matinee.simulation.slate import HEROES, MIDNIGHT_SKY
from matinee.simulation.write import simulate

SECOND_WEEK = "2021-01-04"
"""The film came out on Friday 25 December 2020; its second whole week begins on 4 January."""

_MADE = ("titles.csv", "events.cmcd", "spans.parquet", "truth.json", "report.html", "lake")


class Demo(NamedTuple):
    """What a demonstration shows: its parts in order, and what to do next."""

    parts: list[RenderableType]
    closing: str


def simulate_season(folder: Path, *, scale: float, seed: int, write: str, tell: Tell) -> list[Path]:
    """Write a simulated season, and where asked a lake of it that is ready to ask.

    Raises:
        MatineeError: The season or the lake cannot be written.
    """
    lake = folder / "lake"
    if write == "lake" and lake.exists():
        raise MatineeError(f"There is a lake in {lake} already.", "Name another folder, or delete it first.")
    season = simulate(folder, seed=seed, scale=scale, write="spans" if write == "lake" else write, tell=tell)
    written = [season.catalogue, season.viewing, season.truth]
    if write == "lake":
        made = Lake.create(lake)
        made.import_catalogue(season.catalogue)
        made.import_spans([season.viewing], tell=tell)
        made.refresh(tell=tell)
        written.append(lake)
    return written


def run(folder: Path, tell: Tell) -> Demo:
    """Simulate, import, refresh, report, and write a page.

    Args:
        folder: Where to work. What an earlier run made there is replaced; a folder with
            anything else in it is left alone.
        tell: Called as work goes on.

    Raises:
        MatineeError: The folder holds something that the demonstration did not make.
    """
    strange = [file.name for file in folder.iterdir() if file.name not in _MADE] if folder.is_dir() else []
    if strange:
        raise MatineeError(f"{folder} holds other things: {', '.join(sorted(strange)[:3])}.", "Name another folder.")
    for name in _MADE:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    season = simulate(folder, tell=tell)
    lake = Lake.create(folder / "lake")
    lake.import_catalogue(season.catalogue)
    lake.import_cmcd([season.viewing], tell=tell, processes=2)
    lake.refresh(tell=tell)
    reports = [lake.title(title.id).report() for title in (HEROES, MIDNIGHT_SKY)]
    chart = lake.top10(week=SECOND_WEEK)
    html = folder / "report.html"
    html.write_text(page(reports, [chart]), encoding="utf-8")
    closing = (
        f"The same with pictures: {html}\n"
        f"The lake it was asked of: {folder / 'lake'}, and what is true of it: {season.truth}\n\n"
        "Try next (from a checkout after `source .venv/bin/activate`):\n"
        f"  export MATINEE_LAKE={folder / 'lake'}\n"
        '  matinee report "We Can Be Heroes" --country GB --days 7\n'
        '  matinee report "We Can Be Heroes" --definition netflix.completer.2019\n'
        "  matinee top10 --day 2020-12-26 --by views\n"
        "  matinee explain completion_rate\n"
        "  matinee catalogue import examples/heroes   # who made it, where it belongs, what is said of it\n"
        "  matinee serve   # and look at http://127.0.0.1:8418"
    )
    return Demo([*(report_table(report) for report in reports), chart_table(chart)], closing)
