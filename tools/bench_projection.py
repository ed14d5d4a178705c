"""How well projections do: on made-up services, and on what is at hand.

`make bench-projection`. Made-up launches are of `tests/projection/launches.py`: on the first three services the model
was developed; the others were looked at when it was done, and led to two changes. Published charts are looked for in the folder that MATINEE_DATA names, and
so are days of release (`released.csv`: title, released_on) and launch curves (`curves.csv`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from matinee import terminal
from matinee.projection.backtest import backtest
from matinee.projection.backtest_files import backtest_curves, backtest_netflix_top10
from matinee.projection.curves import Curve
from matinee.reports.backtest_text import backtest_table, chart_backtest_table
from tests.data import data_folder
from tests.projection.launches import STREAMING_WEEK, Service, launches

_STREAMING = Service(
    week=STREAMING_WEEK, hold=0.47, hold_gain=0.06, hold_sd=0.2, wander_sd=0.15, rush_sd=0.2, christmas=0.4,
    holiday=0.2, summer=0.1, others=0.5, median_size=20_000, day_sd=0.05,
)  # fmt: skip
DEVELOPED_ON = {
    "hard": Service(hold_sd=0.12, wander_sd=0.2, rush_on_hold=-0.45, day_sd=0.06, tails=4.0),
    "rough": Service(
        hold_sd=0.14, wander_sd=0.25, rush_on_hold=-0.4, day_sd=0.07, tails=3.5, weekday_sd=0.17, closes=0.05,
        odd=0.02, shock_sd=0.05,
    ),
    "streaming": _STREAMING,
}  # fmt: skip
CHECKED_ON = {
    "calm": Service(
        hold_sd=0.15, wander_sd=0.12, day_sd=0.03, tails=8.0, closes=0.01, odd=0.0, shock_sd=0.02, christmas=0.8,
        holiday=0.5,
    ),
    "wild": Service(
        hold_sd=0.15, wander_sd=0.28, rush_on_hold=-0.5, day_sd=0.1, tails=3.0, closes=0.08, odd=0.04, shock_sd=0.08,
        weekday_sd=0.2,
    ),
    "sized": Service(
        hold=0.45, hold_gain=0.08, hold_sd=0.16, wander_sd=0.22, day_sd=0.06, size_on_hold=-0.05, median_size=3_000,
        dispersion=40.0, tails=4.0,
    ),
    "no holidays": Service(
        hold_sd=0.14, wander_sd=0.24, day_sd=0.08, holiday=0.0, christmas=0.5, summer=0.0, tails=4.0
    ),
}  # fmt: skip
TITLES, LEARNED_FROM = 900, 300


def main() -> None:
    """Print a table for each."""
    for what, services in (("developed on", DEVELOPED_ON), ("checked on", CHECKED_ON)):
        for name, service in services.items():
            made = launches(service, titles=TITLES, seed=2026, days=28)
            curves = [
                Curve(title=one.title, released_on=one.released_on, new_households=one.counts, kids=one.kids)
                for one in made
            ]
            terminal.show(f"Made-up launches, {name} ({what})")
            with terminal.progress() as tell:
                terminal.show(backtest_table(backtest(curves, test_from=_begin(curves), tell=tell)))
    folder = data_folder()
    if folder is not None:
        _published(folder)


def _begin(curves: list[Curve]) -> date:
    return curves[LEARNED_FROM].released_on


def _published(folder: Path) -> None:
    curves, released = folder / "curves.csv", folder / "released.csv"
    if curves.exists():
        terminal.show(str(curves))
        with terminal.progress() as tell:
            terminal.show(backtest_table(backtest_curves(curves, days=28, ages=(3, 7, 11, 13), tell=tell)))
    charts = sorted((folder / "netflix_top10").glob("all-weeks-global.*.tsv"))
    popular = sorted((folder / "netflix_top10").glob("most-popular.*.tsv"))
    if charts:
        terminal.show(str(charts[-1]))
        with terminal.progress() as tell:
            found = backtest_netflix_top10(
                charts[-1],
                released=released if released.exists() else None,
                most_popular=popular[-1] if popular else None,
                tell=tell,
            )
        terminal.show(chart_backtest_table(found))


if __name__ == "__main__":
    main()
