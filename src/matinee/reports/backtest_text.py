"""Back-tests as tables in a terminal, rounded for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee.projection.backtest import Backtest
from matinee.projection.chart_backtest import ChartBacktest
from matinee.units import NOTHING, Unit, show

_TERCILES = ("smallest", "middle", "largest")


def backtest_table(found: Backtest) -> RenderableType:
    """A back-test on curves: a line for each age, then December, thirds and baselines."""
    table = _table("day", "titles", "", "error", "bias", "50 %", "80 %", "95 %", "width")
    for age in found.as_dict()["ages"]:
        for label, scores in _parts(age):
            table.add_row(str(age["at"]) if label == "all" else "", *_cells(label, scores))
        for name, scores in age["baselines"].items():
            table.add_row("", "", name.split("_")[0], *_errors(scores), "", "", "", "", style="dim")
    notes = [
        f"Households of {found.days} days, projected when so many days were closed.",
        "error: median of projected ÷ counted − 1 without its sign; bias: with it.",
        "50 %, 80 %, 95 %: outcomes inside these intervals; width: of the one of 80 %.",
        "constant, analogue: what the median multiplier says, of all and of ten alike.",
        *_left_out(found),
    ]
    return Group(table, Text("\n".join(notes), style="dim"))


def chart_backtest_table(found: ChartBacktest) -> RenderableType:
    """A back-test on a weekly chart: a line for each window and number of weeks known."""
    table = _table("weeks", "from", "films", "", "high", "low", "known", "error", "bias", "constant")
    for window in found.as_dict()["windows"]:
        lines = [("all", window["all"])]
        if window["dated"]["premieres"]:
            lines.append(("dated", window["dated"]))
        for label, scores in lines:
            exact = scores["near_exact"]
            constant = _share(scores["constant_multiplier"]["median_ape"])
            bounds = (_share(scores["provably_too_high"]), _share(scores["provably_too_low"]))
            first = (str(window["weeks"]), str(window["from_weeks"])) if label == "all" else ("", "")
            films = f"{scores['premieres']:,}"
            table.add_row(*first, films, label, *bounds, f"{exact['n']:,}", *_errors(exact), constant)
        if window["official"] and window["official"]["n"]:
            official = window["official"]
            table.add_row("", "", f"{official['n']:,}", "official", "", "", "", *_errors(official), "")
    notes = (
        "Hours of films in so many weeks, projected from their first ones in the list.\n"
        "high, low: projected above, below all that the chart allows; a week without a\n"
        "place has at most the hours of rank 10. known: films whose total is known within\n"
        "20 %; error, bias are theirs. constant: the error of one multiplier for all.\n"
        "dated: films whose day of release is given. official: against published 91 days."
    )
    return Group(table, Text(notes, style="dim"))


def _table(*names: str) -> RichTable:
    table = RichTable(box=box.SIMPLE, pad_edge=False, padding=(0, 1, 0, 0))
    for name in names:
        table.add_column(name, justify="left" if not name else "right", no_wrap=True)
    return table


def _parts(age: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "all", age
    yield "December", age["december"]
    yield from zip(_TERCILES, age["terciles"], strict=True)


def _cells(label: str, scores: dict[str, Any]) -> tuple[str, ...]:
    width = NOTHING if scores["width_80"] is None else f"×{scores['width_80']:.2f}"
    coverage = [_coverage(scores, level) for level in (50, 80, 95)]
    return (f"{scores['n']:,}", label, *_errors(scores), *coverage, width)


def _coverage(scores: dict[str, Any], level: int) -> str:
    stated = scores[f"stated_{level}"]
    partly = f" ({stated:,})" if 0 < stated < scores["n"] else ""
    return _share(scores[f"coverage_{level}"]) + partly


def _errors(scores: dict[str, Any]) -> tuple[str, str]:
    bias = scores["bias"]
    sign = "+" if bias is not None and bias > 0 else ""
    return _share(scores["median_ape"]), sign + _share(bias)


def _share(share: float | None) -> str:
    return show(share, Unit.SHARE)


def _left_out(found: Backtest) -> Iterator[str]:
    for at in found.ages:
        for why, titles in found.left_out[at].items():
            yield f"Not tested at day {at}: {titles:,} ({why})."
