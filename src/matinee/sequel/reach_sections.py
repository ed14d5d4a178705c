"""Sections of the evidence about the audience: who stays from part to part, what a sequel would reach, what that costs."""

from __future__ import annotations

import math

from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Section
from matinee.rollups.drops import ANCHORS
from matinee.sequel.break_even import BreakEven
from matinee.sequel.compare_cells import few
from matinee.sequel.estimate import BROUGHT, DEPTHS
from matinee.sequel.evidence import Evidence, Pair
from matinee.units import NOTHING, Unit, show, some


def audience_section(made: Evidence, least: int) -> Section:
    """Who of each part came to the next, by how deep they were in it: of this franchise, and of the own slate."""
    name = "Who stays from part to part"
    if not made.followed:
        return Section(
            name=name,
            words=("No title that came out while this service measured was followed by a later part that has closed its window: there is nothing to count yet.",),
            notes=_anchors(),
        )  # fmt: skip
    rows = [_pair(one, least) for one in made.followed]
    columns = ("from", "to", *DEPTHS, "all", BROUGHT, "second ÷ first")
    return Section(
        name=name,
        tables=(Shown("", columns, rows, wide=("to",)),),
        notes=(
            ("Of the households of the first part, by how deep they were in it, how many started the second in its window; those new to the franchise ÷ "
            "households of the first part. By kids households, step by step: matinee retention FRANCHISE."),
            *_anchors(),
        ),
    )  # fmt: skip


def _pair(pair: Pair, least: int) -> tuple[str, ...]:
    one = pair.told
    shares = [_kept(came, homes, least) for came, homes in zip(one.came, one.homes, strict=True)]
    return (
        pair.first,
        f"{pair.second}{', of this franchise' if pair.own else ''}",
        *shares,
        _kept(sum(one.came), one.reach_first, least),
        few(least) if 0 < one.brought < least else show(one.brought / one.reach_first, Unit.SHARE),
        f"{one.ratio:.2f}",
    )


def _kept(came: float, homes: float, least: int) -> str:
    if not homes:
        return NOTHING
    if any(0 < count < least for count in (came, homes, homes - came)):
        return few(least)
    return show(came / homes, Unit.SHARE)


def _anchors() -> tuple[str, ...]:
    told = "; ".join(f"{name}: {first:g} to {second:g} million households ({round((second / first - 1) * 100):+d} %)" for name, first, second in ANCHORS)  # fmt: skip
    return (f"Published, of another service, in 28 days: {told.replace('-', '−')}.",)


def sequel_section(made: Evidence, least: int, *, drawn: bool) -> Section:
    """The estimate, its parts, and what it rests on."""
    told, name = made.estimate, "What a sequel would reach"
    if told is None:
        return Section(name=name, words=("It is not estimated: who finished the title is not known.",))
    ends = told.intervals
    chance = ""
    if made.chance_above_median is not None and made.median_reach is not None:
        chance = f" More than the middle title of the slate, {round(made.median_reach):,}: {show(made.chance_above_median, Unit.SHARE)} likely."
    words = (
        f"{round(told.median):,} households in its first {some(made.days, 'day')}: 50 times in 100 {_ends(ends[50].low, ends[50].high)}, "
        f"80 times in 100 {_ends(ends[80].low, ends[80].high)}. That is {round(told.ratio * 100)} % of this title "
        f"({round(told.reach_first):,}).{chance}"
    )
    rows: list[tuple[str, ...]] = []
    for part in told.parts:
        small = 0 < part.homes < least
        cells = (few(least), NOTHING, NOTHING) if small else (f"{round(part.homes):,}", show(part.share, Unit.SHARE), f"{round(part.households):,}")  # fmt: skip
        rows.append((part.name, *cells, f"{round(part.own_share * 100)} %"))
    rows.append(("a sequel", "", "", f"{round(told.median):,}", ""))
    columns = ("households of this title that …", "homes", "come", "households", "told by own sequels")
    pictures: tuple[Picture, ...] = ()
    if drawn:
        from matinee.sequel.evidence_pictures import estimate_picture

        picture = estimate_picture(made)
        pictures = (picture,) if picture else ()
    own = some(told.own_sequels, "sequel") if told.own_sequels else "no sequel"
    kind = f", {told.alike} of its kind" if told.own_sequels else ""
    bias = round((math.exp(told.bias) - 1) * 100)
    missed = f" Sequels of its kind came out {bias:+d} % beside the others, as far as that is believed." if bias else ""
    rests = (
        f"Rests on {own} of this service{kind}, and on two published drops as a wide prior (worth two sequels). "
        f"State: {told.state}.{missed}"
    )
    return Section(
        name=name,
        words=(words,),
        pictures=pictures,
        tables=(Shown("", columns, rows),),
        notes=(
            rests,
            ("Carried over: households by depth × the share of that depth that comes; then those new to the franchise, as a share of all households of this "
            "title. Left it: started, not finished. Finished it: once. Came back: finished twice or more. How the published drops divide over depths is an assumption. "
            "The range is on the log scale: docs/sequel.md."),
        ),
    )  # fmt: skip


def cost_section(told: BreakEven) -> Section:
    """The budget beside the estimate."""
    rows: list[tuple[str, ...]] = [_cost("per household", told.per_household)]
    if told.per_hour is not None:
        rows.append(_cost("per hour viewed", told.per_hour))
    needed: list[tuple[str, ...]] = [
        (f"{one.worth:g} for one of the {one.what}", f"{one.amount:,.0f} {one.what}", f"{round(one.households):,}", show(one.chance, Unit.SHARE))
        for one in told.needed
    ]  # fmt: skip
    tables = [Shown("", ("cost", "at the middle", "at the upper end", "at the lower end"), rows)]
    if needed:
        tables.append(Shown("To break even", ("worth", "needs", "households", "likely"), needed))
    notes = [f"A budget of {told.budget:,.0f}, in whatever currency; ends are of 80 times in 100."]
    if told.hours_per_household is not None:
        notes.append(
            f"Hours: each household of the sequel is taken to watch as long as one of this title, {show(told.hours_per_household, Unit.HOURS)}."
        )
    return Section(name="Cost to break even", tables=tuple(tables), notes=tuple(notes))


def _cost(name: str, cost: tuple[float, float, float]) -> tuple[str, ...]:
    return (name, *(f"{one:,.0f}" if one >= 100 else f"{one:,.2f}" for one in cost))


def _ends(low: float, high: float) -> str:
    return f"{round(low):,} to {round(high):,}"
