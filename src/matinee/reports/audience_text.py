"""The audience of a franchise in a terminal, rounded for people."""

from __future__ import annotations

from rich import box
from rich.console import Group as Parts
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.rollups.audience import AudienceRetention, Kept, Step
from matinee.rollups.drops import ANCHORS, LEVEL
from matinee.units import NOTHING, Unit, households, show, some

_REASONS = {
    "unknown": "whose positions nobody knows",
    "next first": "that started the next part first",
    "too young": "that could not be followed so long yet",
}


def audience_table(told: AudienceRetention) -> RenderableType:
    """Each step: who went on, and whom the next part brought; below, what the next step may look like."""
    where = f" in {told.country}" if told.country else ""
    parts: list[RenderableType] = [
        Text(f"{told.franchise.name}{where}: from each part to the next, within {some(told.days, 'day')}", style="bold")
    ]
    for step in told.steps:
        parts += ["", Text(f"{step.part.name} → {step.next.name}", style="bold"), _table(step, told.least_homes)]
        parts += [Text(line) for line in _brought(step, told)]
        parts.append(Text(_left_out(step, told.least_homes), style="dim"))
    parts += [Text(line) for line in told.missing]
    return Parts(*parts, Text("\n".join(_notes(told)), style="dim"), "")


def _table(step: Step, least: int) -> RichTable:
    table = RichTable(box=box.SIMPLE, pad_edge=False, collapse_padding=True)
    for name in ("of the homes that", "homes", "started the next", "", "95 %"):
        table.add_column(name, justify="left" if name == "of the homes that" else "right")
    for at, group in enumerate(step.groups):
        few = "not told" if group.guards else f"fewer than {least}"
        homes = few if group.homes is None else f"{group.homes:,}"
        hidden = few if group.homes else NOTHING
        kept = hidden if group.kept is None else f"{group.kept:,}"
        table.add_row(
            group.who if not at else f"  {group.who}", homes, kept, show(group.share, Unit.SHARE), _between(group)
        )
    return table


def _per_cent(share: float) -> str:
    return f"{share * 100:.0f} %".replace("-", "−")


def _between(one: Kept) -> str:
    if one.low is None or one.high is None:
        return ""
    return f"{show(one.low, Unit.SHARE).removesuffix(' %')} – {show(one.high, Unit.SHARE)}"


def _brought(step: Step, told: AudienceRetention) -> list[str]:
    few = f"fewer than {told.least_homes} homes"
    reach = few if step.reach is None else households(step.reach)
    lines = [f"{step.next.name} reached {reach} in its first {some(told.days, 'day')}."]
    if step.new.share is not None and step.new.kept is not None:
        lines[0] = (
            f"{lines[0][:-1]}, {step.new.kept:,} of them ({show(step.new.share, Unit.SHARE)}) new to the franchise."
        )
    back = step.went_back
    if back.share is not None and back.homes is not None:
        lines.append(
            f"Of {back.homes:,} new ones that could be followed as long, {show(back.share, Unit.SHARE)} went back to an earlier part."
        )
    if step.ratio is not None:
        lines.append(f"That is {step.ratio:.2f} times the reach of {step.part.name} at the same age.")
    return lines


def _left_out(step: Step, least: int) -> str:
    told = [
        f"{f'fewer than {least} homes' if count is None else households(count)} {_REASONS[reason]}"
        for reason, count in step.left_out.items()
        if count != 0
    ]
    return f"Left out: {', '.join(told)}." if told else "Nobody was left out."


def _notes(told: AudienceRetention) -> list[str]:
    drop = told.drop
    first, last = (f"{instants.to_datetime(at):%Y-%m-%d %H:%M}" for at in told.measured)
    anchors = " and ".join(f"{name}: {_per_cent(second / first_one - 1)}" for name, first_one, second in ANCHORS)
    rests = f"two published pairs ({anchors})"
    if drop.own_pairs:
        rests = f"{some(drop.own_pairs, 'own pair')} ({show(drop.own_weight, Unit.SHARE)} of the weight) and {rests}"
    return [
        (
            "A home is followed from its first completion, or from when the next part came out where that is later; by how often it had "
            "completed the part by then."
        ),
        (
            f"A next part is expected to reach {drop.median:.2f} times the part before at the same age; {_per_cent(LEVEL)} of pairs lie "
            f"between {drop.low:.2f} and {drop.high:.2f}. From {rests}."
        ),
        f"Measured from {first} to {last} UTC. Intervals: 95 %, Jeffreys. Figures of fewer than {told.least_homes} homes are not shown.",
        f"Counted by {told.definition.id}: {told.definition.meaning}",
    ]
