"""Definitions: named, versioned rules by which a household counts as having started a title.

The same title under two definitions has two reaches, so every number is shown with the
definition it was counted by. A service may write its own in the settings file of its lake:

```toml
[definition."ours.ten_minutes"]
title = "Ten minutes"
measure = "viewing"        # or "consecutive", "coverage"
least = 600                # seconds; for coverage a share from 0 to 1
one_asset = false          # whether one film or episode must reach it by itself
```
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matinee.metrics.field import FIELD
from matinee.metrics.terms import Term
from matinee.settings import Kinds, NotUsableError, named, own_tables
from matinee.units import Unit
from matinee.viewing.rules import Measure, Rule


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A rule with its name, its words and where it comes from.

    Attributes:
        id: Owner, name and year, like `netflix.watcher.2019`.
        version: Grows when the rule behind an id changes.
        title: What the industry calls it.
        meaning: The rule in words.
        rule: The rule.
        windows: Over how many days since release it is usually quoted.
        rounding: How its owner rounds what he publishes; Matinee shows exact numbers.
        source: Where the rule is written down.
    """

    id: str
    version: int = 1
    title: str
    meaning: str
    rule: Rule
    windows: tuple[int, ...] = (28,)
    rounding: str = "none"
    source: str


DEFAULT = "netflix.chose.2020"

PRESETS = (
    Definition(
        id="netflix.chose.2020",
        title="Household viewing",
        meaning="The household chose to watch the title and did so for at least two minutes, all episodes together.",
        rule=Rule(measure=Measure.VIEWING, least=120),
        windows=(28,),
        rounding="to 1,000,000 households",
        source="Netflix, letter to shareholders for the fourth quarter of 2019, January 2020",
    ),
    Definition(
        id="netflix.starter.2019",
        title="Starter",
        meaning="The household watched two minutes of a film or of one episode.",
        rule=Rule(measure=Measure.VIEWING, least=120, one_asset=True),
        windows=(7, 28),
        source="Netflix, supplementary evidence to the House of Lords Communications Committee, October 2019",
    ),
    Definition(
        id="netflix.watcher.2019",
        title="Watcher",
        meaning="The household watched 70 % of a film or of a single episode.",
        rule=Rule(measure=Measure.COVERAGE, least=0.7, one_asset=True),
        windows=(7, 28),
        source="Netflix, supplementary evidence to the House of Lords Communications Committee, October 2019",
    ),
    Definition(
        id="netflix.completer.2019",
        title="Completer",
        meaning="The household watched 90 % of a film or of a season.",
        rule=Rule(measure=Measure.COVERAGE, least=0.9),
        windows=(7, 28),
        source="Netflix, supplementary evidence to the House of Lords Communications Committee, October 2019",
    ),
    Definition(
        id="netflix.views.2023",
        title="Views",
        meaning="Everyone counts who watched anything at all; what is ranked is hours viewed divided by the runtime.",
        rule=Rule(measure=Measure.VIEWING, least=0),
        windows=(91,),
        rounding="views and hours to 100,000, after ranking",
        source="Netflix Top 10, about the list, since 20 June 2023",
    ),
    Definition(
        id="five_minutes",
        title="Five minutes",
        meaning="The household watched the title for at least five minutes.",
        rule=Rule(measure=Measure.VIEWING, least=300),
        source="R. Rodriguez on what a start meant at Netflix, interview of August 2021",
    ),
    Definition(
        id="barb.reach",
        title="Reach (3 consecutive minutes)",
        meaning="Somebody watched at least three minutes without a break, at normal speed.",
        rule=Rule(measure=Measure.CONSECUTIVE, least=180),
        windows=(1, 7, 28),
        rounding="to 1,000 individuals; Barb counts individuals aged 4 and over, Matinee households",
        source="Barb, Why duration-based metrics are important",
    ),
)
"""The definitions that Matinee brings along, the default first."""

_MOST_S = 7 * 86_400
_KEYS: Kinds = {"title": str, "meaning": str, "measure": str, "least": (int, float), "one_asset": bool, "source": str}
_EXAMPLE = 'A definition looks like this: [definition."ours.ten_minutes"] measure = "viewing", least = 600.'


def own_definitions(settings: dict[str, object]) -> tuple[Definition, ...]:
    """The definitions a service wrote into its settings file.

    Raises:
        MatineeError: One of them is not a definition.
    """
    return own_tables(settings, "definition", _KEYS, [known.id for known in (*PRESETS, *FIELD)], _EXAMPLE, _read)


def find_definition(id: str, definitions: Sequence[Definition] = PRESETS) -> Definition:
    """The definition with this id.

    Raises:
        MatineeError: There is none.
    """
    listing = f"`matinee definitions` lists all {len(definitions)}."
    return named(id, {definition.id: definition for definition in definitions}, "definition", listing)


def _read(id: str, table: dict[str, Any]) -> Definition:
    measure, least = table.get("measure"), table.get("least")
    if measure not in list(Measure) or least is None:
        raise NotUsableError(f"it needs measure ({', '.join(Measure)}) and least")
    most, coverage = (1, True) if measure == Measure.COVERAGE else (_MOST_S, False)
    if not 0 <= least <= most or (coverage and least == 0):
        raise NotUsableError(f"least is {least!r}")
    rule = Rule(measure=Measure(measure), least=least, one_asset=table.get("one_asset", False))
    return Definition(
        id=id,
        title=table.get("title", id),
        meaning=table.get("meaning", f"The household reached {rule.name.replace('_', ' ')}."),
        rule=rule,
        source=table.get("source", "this lake's settings file"),
    )


_HOUSEHOLD = {
    "viewing": ("any, by the clock", "Sittings add up: two minutes may be four looks of half a minute."),
    "consecutive": ("normal only", "A pause or a stall begins anew; a patient home with a bad line is not reached."),
    "coverage": ("any, by the content", "Unknown where players tell no position."),
}


def term_of(definition: Definition) -> Term:
    """A threshold of households, as a term beside the others."""
    speed, misleads = _HOUSEHOLD[definition.rule.measure]
    if definition.rule.least == 0:
        misleads = "Any second is enough, so that a slip of the finger counts as much as an evening."
    return Term(
        id=definition.id,
        version=definition.version,
        title=definition.title,
        meaning=definition.meaning,
        unit=Unit.HOUSEHOLDS,
        counts=definition.rule,
        window=f"{', '.join(map(str, definition.windows))} days",
        speed=speed,
        rounding=definition.rounding,
        source=definition.source,
        misleads=misleads,
    )


def all_terms(definitions: tuple[Definition, ...] = PRESETS) -> tuple[Term, ...]:
    """Every term: thresholds of households, the service's own among them, then plays and amounts.

    An id that names both a threshold and an amount, as `netflix.views.2023` does, is explained as the amount.
    """
    amounts = {term.id for term in FIELD}
    return (*(term_of(one) for one in definitions if one.id not in amounts), *FIELD)
