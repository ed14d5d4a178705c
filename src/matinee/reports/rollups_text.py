"""Roll-ups and rankings of groups of titles in a terminal, rounded for people."""

from __future__ import annotations

from rich import box
from rich.console import Group as Parts
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.rollups.ranking import HOME, Place, Ranking
from matinee.rollups.roll_up import RollUp
from matinee.rollups.shrinkage import LEVEL
from matinee.units import NOTHING, Unit, show, some


def ranking_table(ranking: Ranking) -> RenderableType:
    """The groups in order, and below what the figures are of and what was left out."""
    asked = ranking.asked
    parts: list[RenderableType] = [Text(_heading(ranking), style="bold")]
    if ranking.places:
        table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
        columns = ["", ranking.by, "rate" if asked.is_rate else asked.title.lower()]
        columns += ["95 %", "counted", "own weight"] if asked.is_rate else ["titles added up", "larger by"]
        for name in [*columns, *([] if asked.name == "reach" else ["homes"]), "titles"]:
            by = name == ranking.by
            table.add_column(
                name, justify="left" if by else "right", no_wrap=not by, min_width=16 if by else None, overflow="fold"
            )
        for place in ranking.places:
            table.add_row(*_row(place, ranking))
        parts.append(table)
    else:
        parts.append(Text("No group can be shown."))
    return Parts(*parts, Text("\n".join(_notes(ranking)), style="dim"), "")


def _heading(ranking: Ranking) -> str:
    where = f" in {ranking.country}" if ranking.country else ""
    return f"{ranking.asked.title} by {ranking.by}{where}: each title over {some(ranking.followed.days, 'day')}"


def _row(place: Place, ranking: Ranking) -> list[str]:
    asked = ranking.asked
    row = [str(place.rank), place.group.name, show(place.value, asked.unit)]
    if asked.is_rate:
        assert place.low is not None
        assert place.high is not None
        low, high = show(place.low, asked.unit), show(place.high, asked.unit)
        row.append(f"{low.removesuffix(' %')} – {high}")
        row.append(show(place.raw, asked.unit))
        row.append(NOTHING if place.own_weight is None else show(place.own_weight, Unit.SHARE))
    else:
        row.append(show(place.added_up, asked.unit))
        row.append(NOTHING if place.times_larger is None else _larger(place.times_larger))
    of = f" of {place.titles + place.left_out}" if place.left_out else ""
    library = f", {place.library_titles} library" if place.library_titles else ""
    homes = [] if asked.name == "reach" else [show(place.reach, Unit.HOUSEHOLDS)]
    return [*row, *homes, f"{place.titles}{of}{library}"]


def _larger(times: float) -> str:
    return show(times - 1, Unit.SHARE).replace("-", "−")


def _notes(ranking: Ranking) -> list[str]:
    asked, followed, prior = ranking.asked, ranking.followed, ranking.prior
    first, last = (f"{instants.to_datetime(at):%Y-%m-%d %H:%M}" for at in followed.measured)
    notes = [
        f"{asked.title}: {asked.formula}. {_each(ranking)}",
        (
            f"Measured from {first} to {last} UTC. Each title counts from its release; one that came out before, of the "
            "library, from the beginning of the measuring."
        ),
    ]
    if asked.is_rate and prior is not None:
        notes.append(
            f"Shrunk towards {show(prior.mean, Unit.SHARE if asked.unit is Unit.SHARE else asked.unit)}, the mean of "
            f"{some(prior.groups, 'group')}, by empirical Bayes (beta-binomial, maximum likelihood): as much as "
            f"{prior.strength:,.1f} homes of titles of their own would; the weight is that of the group's own figure."
        )
        alike = "no group has two titles, so that one title's homes count as independent"
        if prior.of_several:
            alike = (
                f"homes of one title are alike by {prior.alike:.3f}, so that a group of few titles is a small sample"
            )
        notes.append(f"Titles of a group differ: {alike}.")
    elif asked.is_rate:
        notes.append("Nothing is shrunk: there are too few groups to learn from.")
    else:
        notes.append("A count of all homes is not shrunk and has no interval.")
        if any(place.added_up is None for place in ranking.places):
            few = f"fewer than {ranking.least_homes} homes"
            notes.append(f"{NOTHING}: titles that add up to {few} more than there are, so that it is not told.")
    if asked.is_rate:
        notes.append(f"Interval: {LEVEL * 100:.0f} % of the posterior beta.")
    notes.append(f"Counted by {ranking.definition.id}: {ranking.definition.meaning}")
    notes.append(_left_out(ranking))
    return notes


def _each(ranking: Ranking) -> str:
    if ranking.asked.is_rate and ranking.asked.per != HOME:
        return "A home counts once with each title."
    return "A home counts once in a group, however many of its titles it watched."


def _left_out(ranking: Ranking) -> str:
    followed = ranking.followed
    parts = []
    if ranking.few:
        parts.append(f"{some(ranking.few, 'group')} with a figure of fewer than {ranking.least_homes} homes")
    if ranking.unwatched:
        parts.append(f"{some(ranking.unwatched, 'group')} with nothing to measure")
    if followed.too_young:
        parts.append(f"{some(len(followed.too_young), 'title')} whose days are not over")
    if followed.absent:
        parts.append(f"{some(len(followed.absent), 'title')} not released on the service in that time")
    return f"Left out: {', '.join(parts)}." if parts else "Nothing was left out."


def roll_up_table(told: RollUp) -> RenderableType:
    """A set of titles: every metric of all together, what the parts add up to, and the reach of each part."""
    where = f" in {told.country}" if told.country else ""
    when = "all the time measured" if told.days is None else f"{some(told.days, 'day')} of each"
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in ("", "together", f"{told.over} added up", "larger by"):
        table.add_column(name, justify="right" if name else "left")
    few = f"fewer than {told.least_homes} homes"
    for number in told.numbers.values():
        unit, larger = number.metric.unit, number.times_larger
        whole = few if number.whole is None else show(number.whole.value, unit)
        added_up = NOTHING if number.added_up is None else show(number.added_up.value, unit)
        by = "adds up" if number.adds_up else NOTHING if larger is None else _larger(larger)
        table.add_row(number.metric.title, whole, added_up, by)
    reach = [
        f"{told.titles.get(name, name)} {few if homes is None else f'{homes:,.0f}'}"
        for name, homes in told.parts.items()
    ]
    first, last = (f"{instants.to_datetime(at):%Y-%m-%d %H:%M}" for at in told.measured)
    notes = [
        f"Reach of the {told.over}: {', '.join(reach) or NOTHING}.",
        "A home counts once, however many of the titles it watched, and wherever and whenever it did.",
        f"Measured from {first} to {last} UTC. Counted by {told.definition.id}: {told.definition.meaning}",
    ]
    if any(number.added_up is None for number in told.numbers.values()):
        notes.append(f"{NOTHING}: what adds up to {few} more than there are is not told.")
    if told.left_out:
        notes.append(
            f"Left out: {some(len(told.left_out), 'title')} not watched in that time, or whose days are not over."
        )
    heading = f"{told.name}{where}: {some(len(told.titles), 'title')}, {when}"
    return Parts(Text(heading, style="bold"), table, Text("\n".join(notes), style="dim"), "")
