"""What the press says, in a terminal: proposals with the sentence each rests on; claims beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from matinee.press.desk import Compared, Read
from matinee.press.propose import Proposal
from matinee.press.tellings import Telling, Verdict
from matinee.units import some

_STYLE = {
    Verdict.AGREEING: "green",
    Verdict.TWO_WAYS: "yellow",
    Verdict.CONFLICTING: "bold red",
    Verdict.NOT_COMPARABLE: "yellow",
}


def read_text(read: Read) -> Iterator[RenderableType]:
    """Each proposal by its number, file by file, with its sentence."""
    file = sentence = None
    for number, one in enumerate(read.proposals, 1):
        if one.file != file:
            file, sentence = one.file, None
            yield Text(f"{one.file}: {_origin(one)}", style="bold")
        if one.sentence != sentence:
            sentence = one.sentence
            yield Text(f"  {one.sentence}", style="dim")
        yield Text.assemble((f"  {number:>4}  ", "cyan"), claim_line(one))
    for name in read.silent:
        yield f"{name}: no claims found."
    yield from _alike(read.alike)
    if read.proposals:
        yield f"{some(len(read.proposals), 'claim')} proposed; nothing is taken over unasked. `--accept 3,5`, or `--accept all`."


def compared_text(compared: Compared, *, every: bool = False) -> Iterator[RenderableType]:
    """What comes of laying claims side by side, title by title; what was said once is counted."""
    alone = [one for one in compared.tellings if one.verdict is Verdict.ALONE]
    title = None
    for one in compared.tellings:
        if one.verdict is Verdict.ALONE and not every:
            continue
        if one.subject != title:
            title = one.subject
            yield Text(title, style="bold")
        yield Text.assemble(f"  {one.about}: ", (str(one.verdict), _STYLE.get(one.verdict, "")), f". {one.why}")
        if one.verdict is not Verdict.AGREEING or one.about in ("households", "views", "hours", "minutes"):
            yield from _claims(one)
    yield from _alike(compared.alike)
    if alone and not every:
        yield f"{some(len(alone), 'claim')} said once and beside nothing: `--every` lists them."
    if not compared.tellings:
        yield "No claims to lay beside each other."


def claim_line(claim: Proposal) -> str:
    """A claim in a line: what is said of what, by whom, as of when."""
    value = f"{claim.value:,.10g}" if isinstance(claim.value, float) else claim.value
    if claim.value == "nobody":
        what = "nobody attached"
    elif claim.says in ("households", "people", "views", "hours", "minutes"):
        window = f", {claim.window} ({claim.window_days} days)" if claim.window else ", no window told"
        what = f"{value} {claim.says}{window}, {'projected' if claim.projected else 'measured'}"
    else:
        what = f"{claim.says}: {value}{f' {claim.unit}' if claim.unit else ''}"
    character = f" as {claim.character}" if claim.character else ""
    denied = "not " if claim.denied else ""
    by = f" (says {claim.said_by})" if claim.said_by else ""
    return f"{claim.subject}: {denied}{what}{character}{by}"


def _claims(one: Telling) -> Iterator[Text]:
    for claim, used in zip(one.claims, one.definitions, strict=True):
        seems = f"; seems to use {used}" if used else ""
        yield Text(f"    {_origin(claim)}: {claim_line(claim)}{seems}")


def _alike(pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for one, other in pairs:
        yield f"{one} and {other} may be one person: they are kept apart until you say so."


def _origin(claim: Proposal) -> str:
    return f"{claim.outlet or f'{claim.file}, outlet not told'}, {claim.as_of or 'date not told'}"
