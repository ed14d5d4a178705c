"""Commands of the collector: serve, roll, replay, keys, token."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee import terminal
from matinee.cli.options import LakeOption, named, open_lake
from matinee.units import some

if TYPE_CHECKING:
    from matinee.collector.keys import Keys

app = typer.Typer()
keys = typer.Typer(help="Who may report: write keys.", no_args_is_help=True, rich_markup_mode="markdown")
app.add_typer(keys, name="keys")


class Only(StrEnum):
    """A part that can be served alone."""

    COLLECTOR = "collector"


@app.command(epilog="Before: `matinee keys create web`. To stop it: Ctrl-C; what is not in the lake yet rests safely.")
def serve(
    only: Annotated[Only | None, typer.Option(help="Serve this part alone.", show_default="all there is")] = None,
    host: Annotated[str, typer.Option(help="The address that players report to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Its port; 0 takes any that is free.")] = 8417,
    pages: Annotated[
        int, typer.Option(help="The port of the pages, which this machine alone can see; 0 takes any.", metavar="PORT")
    ] = 8418,
    shared: Annotated[
        int | None,
        typer.Option(help="Also show what read links open, on this port.", metavar="PORT", show_default="not shown"),
    ] = None,
    shared_host: Annotated[str, typer.Option(help="The address that read links lead to.")] = "127.0.0.1",
    name: Annotated[str, typer.Option(help="The name of this collector's spool.")] = "collector",
    lake: LakeOption = None,
) -> None:
    """Take reports of players in, bring them into the lake, and show what it says, until stopped.

    The collector answers `POST /v1/cmcd`, `/v1/events`, `/v1/snowplow` and `/v1/spans`, and
    `GET /beacon.js`, `/health`, `/ready` and `/metrics`.

    Examples:
    `matinee serve`

    `matinee serve --only collector --host 0.0.0.0 --port 80`
    """
    from matinee.collector.serve import Beside, free_port, serve
    from matinee.dashboard.serve import HOST, serve_shared
    from matinee.dashboard.serve import serve as show

    path = named(lake)
    beside = []
    if only is None:
        pages = free_port(HOST, pages)
        beside.append(Beside("dashboard", show, (path, pages)))
        terminal.show(f"The pages are on http://{HOST}:{pages}, for this machine alone.")
    if shared is not None:
        shared = free_port(shared_host, shared)
        beside.append(Beside("shared pages", serve_shared, (path, shared_host, shared)))
        terminal.show(f"Read links lead to http://{shared_host}:{shared}: `matinee share --help`.")
    serve(path, host=host, port=port, name=name, say=terminal.show, beside=beside)


@app.command(epilog="Next: `matinee refresh`.")
def roll(lake: LakeOption = None) -> None:
    """Bring what rests in the spool into the lake now; a collector that runs does so by itself.

    Example: `matinee roll`
    """
    from matinee.collector.roller import Roller

    roller = Roller(open_lake(lake).folder)
    with terminal.progress() as tell:
        done = roller.roll(tell)
    taken = done.taken
    terminal.show(
        f"Read {some(done.requests, 'request')}: {some(taken.received, 'record')}, {taken.stored:,} stored, "
        f"{taken.duplicate:,} already there, {taken.rejected:,} rejected."
    )


@app.command(epilog="What was rejected, and why: `matinee status --rejected 50`.")
def replay(
    reason: Annotated[
        str | None,
        typer.Option(help="Only records rejected for it, like 'too late'.", metavar="REASON", show_default="all"),
    ] = None,
    lake: LakeOption = None,
) -> None:
    """Read rejected reports of the collector again, after a fix: what is of use now counts.

    Naming the reason `robot` takes those senders for households.

    Example: `matinee replay --reason "too late"`
    """
    from matinee.collector.roller import Roller

    taken = Roller(open_lake(lake).folder).replay(reason)
    terminal.show(
        f"Read {some(taken.received, 'record')} again: {taken.stored:,} stored, {taken.duplicate:,} already there, "
        f"{taken.rejected:,} still rejected."
    )


@keys.command("create", epilog="Next: sign tokens on your servers; `matinee token --help`, docs/tokens.md.")
def keys_create(
    name: Annotated[str, typer.Argument(help="What it is for, like `web`.")], lake: LakeOption = None
) -> None:
    """Make a write key: its id, and the secret that tokens are signed with.

    Example: `matinee keys create web`
    """
    known = _keys(lake)
    key = known.create(name)
    terminal.show(f"Key:    {key.id}")
    terminal.show(f"Secret: {known.secret_of(key.id)}")
    terminal.show("Keep the secret on your servers. `matinee keys list --secrets` shows it again.")


@keys.command("list")
def keys_list(
    secrets: Annotated[bool, typer.Option("--secrets", help="Show the secrets too.")] = False,
    lake: LakeOption = None,
) -> None:
    """List all write keys.

    Example: `matinee keys list`
    """
    known = _keys(lake)
    for key in known.all():
        state = f"revoked {key.revoked_at}" if key.revoked_at else "good"
        secret = f"  {known.secret_of(key.id)}" if secrets else ""
        terminal.show(f"{key.id}  {state}  made {key.created_at}  {key.name}{secret}")
    if not known.all():
        terminal.show("There are no keys. Make one with `matinee keys create NAME`.")


@keys.command("revoke")
def keys_revoke(
    key: Annotated[str, typer.Argument(help="The id of the key.", metavar="KEY")], lake: LakeOption = None
) -> None:
    """Take a key back: what it signed is answered with 410 from now on, and players stop.

    Example: `matinee keys revoke wk_0123456789abcdef`
    """
    revoked = _keys(lake).revoke(key)
    terminal.show(f"{revoked.id} ({revoked.name}) is revoked since {revoked.revoked_at}.")


@app.command(epilog="How your servers make one, in ten lines of Python, Node or PHP: docs/tokens.md.")
def token(
    household: Annotated[str, typer.Argument(help="Your id of the household; it should say nothing of the person.")],
    profile: Annotated[str | None, typer.Option(help="Your id of the profile.", show_default="none")] = None,
    kids: Annotated[
        bool | None,
        typer.Option("--kids/--not-kids", help="Whether the profile is of children.", show_default="unsaid"),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Where they are, like Europe/London.", metavar="TZ", show_default="the page's")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Where they are, like GB.", metavar="CC", show_default="unsaid")
    ] = None,
    hours: Annotated[float, typer.Option(help="For how long it is good.")] = 24,
    lake: LakeOption = None,
) -> None:
    """Sign a token that lets a player report for a household, with the newest key.

    Example: `matinee token house-17 --profile anna --kids --time-zone Europe/London --country GB`
    """
    terminal.show(
        _keys(lake).token(
            household, seconds=round(hours * 3600), profile=profile, kids=kids, time_zone=time_zone, country=country
        )
    )


def _keys(lake: Path | None) -> Keys:
    from matinee.collector.keys import Keys

    folder = open_lake(lake).folder
    return Keys(folder.path, folder.secret)
