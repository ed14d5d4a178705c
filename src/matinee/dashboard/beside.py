"""Pages of several titles: laid side by side, by franchise and people, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from matinee.catalogue import Title
from matinee.dashboard.asked import Asked, whole
from matinee.dashboard.frame import in_url, render
from matinee.dashboard.told import Part, parts
from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.reports.audience_text import audience_table
from matinee.reports.rollups_text import ranking_table
from matinee.sequel.compare_sections import comparison_sections
from matinee.sequel.evidence_sections import evidence_sections

BY = ("franchise", "universe", "director", "writer", "producer", "cast", "studio", "genre", "series", "title")
"""What groups titles, as `matinee rank --by` has it."""
MEASURES = ("reach", "completion_rate", "rewatch_rate", "hours", "hold")
"""By what a page ranks; the command line knows more."""


class Choice(NamedTuple):
    """A title to choose: its name, and the address that chooses it."""

    name: str
    address: str


def compare_page(lake: Lake, query: Mapping[str, str]) -> str:
    """Titles side by side; until there are two, titles to choose.

    Raises:
        MatineeError: There is no such title, or what is asked of them is not possible.
    """
    asked = Asked.of(query)
    wanted = [name.strip() for name in query.get("titles", "").split(",") if name.strip()]
    chosen = [lake.title(name).title for name in wanted]
    told = None
    if len(chosen) > 1:
        made = lake.compare(*(title.id for title in chosen), **asked.window())
        told = comparison_sections(made, least=_least(lake))
    ids = [title.id for title in chosen]

    def address(*ids: str) -> str:
        window = asked.query()
        return f"/compare?{urlencode({'titles': ','.join(ids)}, safe=',')}{'&' + window if window else ''}"

    return render(
        "beside",
        "/compare",
        title="Compare",
        lede="Titles side by side by days since their release: reach, hours, completions, holds, parts of the day.",
        told=told,
        chosen=[Choice(title.name, address(*(id for id in ids if id != title.id))) for title in chosen],
        choices=[Choice(title.name, address(*ids, title.id)) for title in _watched(lake) if title.id not in ids],
        titles=",".join(ids),
        asked=asked,
        definitions=lake.definitions,
        is_empty=not lake.history.extent(),
        downloads_of="compare",
        query=asked.query(titles=",".join(ids)),
    )


def sequel_page(lake: Lake, query: Mapping[str, str]) -> str:
    """The evidence for a sequel; until a title is chosen, titles to choose.

    Raises:
        MatineeError: There is no such title, or what is asked of it is not possible.
    """
    asked, wanted = Asked.of(query), query.get("title", "").strip()
    told, budget = None, query.get("budget", "").strip()
    if wanted:
        made = lake.sequel(wanted, **asked.window(), budget=whole(budget, "what it would cost") if budget else None)
        told = evidence_sections(made, least=_least(lake))
    return render(
        "beside",
        "/sequel",
        title="Sequel",
        lede="The evidence for a sequel: a verdict in words, its reasons, and what would change it.",
        told=told,
        chosen=[],
        choices=[] if wanted else [Choice(one.name, f"/sequel?title={in_url(one.id)}") for one in _watched(lake)],
        titles=wanted,
        budget=budget,
        asked=asked,
        definitions=lake.definitions,
        is_empty=not lake.history.extent(),
        downloads_of="sequel",
        query=asked.query(title=wanted, **({"budget": budget} if budget else {})),
    )


def groups_page(lake: Lake, query: Mapping[str, str]) -> str:
    """Franchises, people, studios and genres, ranked; and who of a franchise's audience came back for its next part.

    Raises:
        MatineeError: What is asked does not exist.
    """
    asked, by, metric = Asked.of(query), query.get("by") or "franchise", query.get("metric") or "reach"
    franchise = query.get("franchise", "").strip()
    ranked: list[Part] = []
    why_not = None
    try:
        ranked = parts(ranking_table(lake.rank(by=by, metric=metric, least_homes=_least(lake) or 1, **asked.window())))
    except MatineeError as problem:
        if query:
            raise
        why_not = problem
    followed: list[Part] = []
    if franchise:
        try:
            found = lake.audience_retention(franchise, least_homes=_least(lake) or 1, **asked.window())
            followed = parts(audience_table(found))
        except MatineeError as problem:
            followed = [Part("words", (f"{problem.problem} {problem.hint}",))]
    return render(
        "groups",
        "/franchises",
        ranked=ranked,
        why_not=why_not,
        followed=followed,
        franchise=franchise,
        franchises=[one.name for one in lake.catalogue.franchises.values()],
        by=by,
        all_by=BY,
        metric=metric,
        measures=MEASURES,
        asked=asked,
        query=asked.query(by=by, metric=metric),
        links={title.name: f"/titles/{in_url(title.id)}" for title in lake.catalogue.titles.values()},
    )


def _least(lake: Lake) -> int:
    """Below how many homes a cell says only that they are few; 0: nowhere."""
    least = int(lake.folder.settings.least_homes)
    return least if least > 1 else 0


def _watched(lake: Lake) -> list[Title]:
    """The titles of the catalogue that were watched, by name."""
    watched = set(lake.history.titles())
    return sorted((one for one in lake.catalogue.titles.values() if one.id in watched), key=lambda one: one.name)
