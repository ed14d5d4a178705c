"""The rules of charts: which titles are ranked, by what, in which days or weeks.

A rule is data, like a definition: it has an id and a version, and stands with every chart
that was made by it. A service may write its own in the settings file of its lake:

```toml
[chart."ours.family"]
title = "Family films"
by = "views"                    # or "hours", "reach", "minutes"
kind = "film"                   # or "season"
language = "en"                 # or "-en": any other language
kids = true                     # whether titles are for children
titles = ["heroes", "canoe"]    # only these
time_zone = "Europe/London"
week_starts = "friday"
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from matinee.catalogue import Title
from matinee.catalogue.titles import KINDS
from matinee.periods import WEEKDAYS, Periods
from matinee.settings import Kinds, NotUsableError, Settings, named, own_tables

BY = ("hours", "views", "reach", "minutes")
"""What a chart can rank by. Minutes are hours by another unit."""

TIES = "of titles with exactly the same figure the one whose name comes first in the alphabet stands higher"


@dataclass(frozen=True, kw_only=True)
class ChartRule:
    """What makes a chart.

    Attributes:
        id: Owner and name, like `luminate.films`.
        version: Grows when the rule behind an id changes.
        title: What a person reads above it.
        by: One of `BY`.
        kind: "film" or "season"; None for both, and for titles that the catalogue does not know.
        language: ISO 639, like "en"; with a minus before it all but that; None for any.
        kids: Whether titles are for children; None for either.
        titles: Only these ids; None for any.
        time_zone: Where days and weeks begin; None for the lake's own setting.
        week_starts: The weekday, 0 for Monday.
        rounded_to: What published figures are rounded to; ranks never are.
        source: Where the rule comes from.
    """

    id: str
    version: int = 1
    title: str
    by: str = "hours"
    kind: str | None = None
    language: str | None = None
    kids: bool | None = None
    titles: tuple[str, ...] | None = None
    time_zone: str | None = None
    week_starts: int = 0
    rounded_to: int = 1
    source: str = "Matinee"

    def has(self, title: Title) -> bool:
        """Whether a title may stand in the chart."""
        if self.kind is not None and title.kind != self.kind:
            return False
        if self.language is not None:
            other, language = self.language.startswith("-"), self.language.removeprefix("-")
            if title.language is None or (title.language.casefold().partition("-")[0] == language) == other:
                return False
        if self.kids is not None and bool(title.kids) != self.kids:
            return False
        return self.titles is None or title.id in self.titles

    @property
    def has_all(self) -> bool:
        """Whether every title may stand in it."""
        return (self.kind, self.language, self.kids, self.titles) == (None, None, None, None)

    def periods(self, period: str, settings: Settings) -> Periods:
        """Its days or weeks."""
        starts = self.week_starts if period == "week" else 0
        return Periods(period, self.time_zone or settings.chart_time_zone, starts)

    def in_words(self) -> str:
        """What is ranked, and by what."""
        kinds = {"film": "films", "season": "seasons of series", None: "films and seasons of series"}
        what = kinds[self.kind]
        if self.kids is not None:
            what += " for children" if self.kids else " that are not for children"
        if self.language is not None:
            is_ = "is not" if self.language.startswith("-") else "is"
            what += f" whose language {is_} {self.language.removeprefix('-')}"
        if self.titles is not None:
            what += f" of a list of {len(self.titles)}"
        return f"{what[0].upper()}{what[1:]}, ranked by {self.by} before anything is rounded; {TIES}."


DEFAULT = "all"
_NETFLIX = "Netflix Top 10, rules since 20 June 2023"
_LUMINATE = "Luminate, streaming viewership charts: views, Friday to Thursday, UTC"

PRESETS = (
    ChartRule(id="all", title="All titles"),
    ChartRule(id="films", title="Films", kind="film"),
    ChartRule(id="seasons", title="Series", kind="season"),
    ChartRule(id="kids", title="For children", kids=True),
    *(
        ChartRule(
            id=f"netflix.{word}.{tongue}",
            title=f"{shown} ({said})",
            by="views",
            kind=kind,
            language=language,
            rounded_to=100_000,
            source=_NETFLIX,
        )
        for word, shown, kind in (("films", "Films", "film"), ("tv", "TV", "season"))
        for tongue, said, language in (("english", "English", "en"), ("other", "Non-English", "-en"))
    ),
    ChartRule(
        id="luminate.films", title="Films", by="views", kind="film", time_zone="UTC", week_starts=4, source=_LUMINATE
    ),
    ChartRule(
        id="luminate.tv", title="TV", by="views", kind="season", time_zone="UTC", week_starts=4, source=_LUMINATE
    ),
    ChartRule(id="nielsen.top10", title="Streaming Top 10", by="minutes", source="Nielsen, Streaming Top 10: minutes"),
)
"""The rules that Matinee brings along, the default first."""

_KEYS: Kinds = {
    "title": str, "by": str, "kind": str, "language": str, "kids": bool, "titles": list, "time_zone": str,
    "week_starts": str, "version": int, "source": str,
}  # fmt: skip
_EXAMPLE = 'A chart looks like this: [chart."ours.family"] title = "Family films", kind = "film", kids = true.'


def own_rules(settings: dict[str, object]) -> tuple[ChartRule, ...]:
    """The rules a service wrote into its settings file.

    Raises:
        MatineeError: One of them is not a rule.
    """
    return own_tables(settings, "chart", _KEYS, [preset.id for preset in PRESETS], _EXAMPLE, _read)


def find_rule(id: str, rules: Sequence[ChartRule] = PRESETS) -> ChartRule:
    """The rule with this id.

    Raises:
        MatineeError: There is none.
    """
    listing = f"The charts are: {', '.join(rule.id for rule in rules)}."
    return named(id, {rule.id: rule for rule in rules}, "chart", listing)


def kept_series(own: Sequence[ChartRule], settings: Settings) -> list[Periods]:
    """The days and weeks for which a lake keeps what charts are made of: its own, and those of its own charts."""
    series = [rule.periods(period, settings) for rule in (PRESETS[0], *own) for period in ("day", "week")]
    return list(dict.fromkeys(series))


def _read(id: str, table: dict[str, Any]) -> ChartRule:
    words = {"by": BY, "kind": KINDS, "week_starts": WEEKDAYS}
    for key, known in words.items():
        if table.get(key, known[0]) not in known:
            raise NotUsableError(f"{key} is {table[key]!r}; it can be {', '.join(known)}")
    if table.get("time_zone", "UTC") not in available_timezones():
        raise NotUsableError(f"time_zone is {table['time_zone']!r}, which is no name of the IANA time zone database")
    titles = table.get("titles")
    if titles is not None and not (titles and all(isinstance(title, str) for title in titles)):
        raise NotUsableError(f"titles is {titles!r}; it is a list of ids")
    given = {key: table[key] for key in ("by", "kind", "kids", "time_zone", "version") if key in table}
    return ChartRule(
        id=id,
        title=table.get("title", id),
        source=table.get("source", "this lake's settings file"),
        week_starts=WEEKDAYS.index(table.get("week_starts", "monday")),
        language=table["language"].casefold() if "language" in table else None,
        titles=None if titles is None else tuple(titles),
        **given,
    )
