"""The audience of a franchise: of the households that completed a part, how many started the next, and what that brought new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scipy.stats import beta

from matinee import instants
from matinee.catalogue import Title
from matinee.metrics.definitions import Definition
from matinee.rollups.drops import Drop
from matinee.rollups.groups import Group
from matinee.store.audiences import COMPLETED, NEXT_FIRST, STARTED, TOO_YOUNG, UNKNOWN, Pair
from matinee.store.history import Window

LEVEL = 0.95
ALL, ONCE, TWICE, OFTEN = "completed it", "once", "twice", "three times or more"
KIDS, OTHERS, NOT_TOLD = "kids households", "other households", "not told whether kids"
BEFORE, AFTER = "before the next came out", "after it came out"
ONLY_STARTED = "started it only"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Households of a part, and those of them that started the next in time.

    Attributes:
        who: Which of them.
        homes: How many; None where fewer than the least.
        kept: How many started the next; None where the figure, or what is left of all, is of fewer than the least.
        share: Of them; None where it is not told, or there are none.
        low, high: Its 95 % interval (Jeffreys).
        guards: Whether it is hidden only lest another be worked out from it.
    """

    who: str
    homes: int | None
    kept: int | None
    share: float | None
    low: float | None
    high: float | None
    guards: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"who": self.who} | {name: getattr(self, name) for name in ("homes", "kept", "share", "low", "high")}


@dataclass(frozen=True, kw_only=True)
class Step:
    """From one part of a franchise to the next.

    Attributes:
        part, next: The titles.
        out_us: When the next came out; of a library title when the measuring began.
        library: Whether the next came out before the measuring: then only what was seen since is known.
        groups: All that completed the part, those by how often, by kids profiles, before the next came out and after, and who only started it.
        left_out: Households in none of these, by the reason; None where fewer than the least.
        reach: Households that started the next in its first days; None where fewer than the least.
        new: Those of them that had started no earlier part.
        went_back: Of the new ones that could be followed as long, those that then started an earlier part, as groups are.
        ratio: Reach of the next ÷ reach of the part, each in its first days; None where one of the two is not known.
    """

    part: Title
    next: Title
    out_us: int
    library: bool
    groups: tuple[Kept, ...]
    left_out: dict[str, int | None]
    reach: int | None
    new: Kept
    went_back: Kept
    ratio: float | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it: exact figures, those of few homes null."""
        return {
            "part": {"id": self.part.id, "name": self.part.name},
            "next": {"id": self.next.id, "name": self.next.name},
            "followed_from": instants.show(self.out_us),
            "library": self.library,
            "groups": [group.as_dict() for group in self.groups],
            "left_out": self.left_out,
            "next_reach": self.reach,
            "new_to_the_franchise": self.new.as_dict(),
            "went_back": self.went_back.as_dict(),
            "reach_ratio": self.ratio,
        }


@dataclass(frozen=True, kw_only=True)
class AudienceRetention:
    """The audience of a franchise, step by step.

    Attributes:
        franchise: Which.
        days: For how many days households are followed.
        measured: From when to when viewing counts.
        country: Where; None: everywhere.
        definition: By which a household has started.
        least_homes: Of how many homes a figure must be.
        steps: One a part that has a next on the service.
        missing: Why steps are not there, in sentences.
        drop: What the reach of a next part is expected to be, of the part's before.
    """

    franchise: Group
    days: int
    measured: Window
    country: str | None
    definition: Definition
    least_homes: int
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    drop: Drop

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "franchise": {"id": self.franchise.id, "name": self.franchise.name, "parts": list(self.franchise.titles)},
            "days": self.days,
            "measured_from": instants.show(self.measured.from_us),
            "measured_to": instants.show(self.measured.to_us),
            "country": self.country,
            "definition": {"id": self.definition.id, "version": self.definition.version},
            "least_homes": self.least_homes,
            "interval": {"level": LEVEL, "kind": "Jeffreys"},
            "steps": [step.as_dict() for step in self.steps],
            "missing": list(self.missing),
            "expected_reach_ratio": self.drop.as_dict(),
        }

    def to_json(self) -> str:
        """The retention as JSON."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def to_csv(self) -> str:
        """The groups of all steps as CSV, one a line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["part", "next", "who", "homes", "kept", "share", "low", "high"])
        for step in self.steps:
            for one in (*step.groups, step.new, step.went_back):
                writer.writerow(
                    [step.part.id, step.next.id, *("" if cell is None else cell for cell in one.as_dict().values())]
                )
        return text.getvalue()


def step_of(
    pair: Pair,
    part: Title,
    next: Title,
    rows: Sequence[dict[str, Any]],
    brought: dict[str, int],
    *,
    library: bool,
    ratio: float | None,
    least: int,
) -> Step:
    """A step, from what was counted of it."""

    def split(column: str, parts: Mapping[str, object]) -> list[Kept]:
        """Those that finished it, by what a column says."""
        told = []
        for who, value in parts.items():
            some = [row for row in rows if _finished(row) and row[column] == value]
            told.append(_sum(who, some, least))
        return guarded(told)

    groups = [
        _sum(ALL, [row for row in rows if _finished(row)], least),
        *split("done", {ONCE: 1, TWICE: 2, OFTEN: 3}),
        *split("kids", {KIDS: True, OTHERS: False, NOT_TOLD: None}),
        *split("before", {BEFORE: True, AFTER: False}),
        _sum(ONLY_STARTED, [row for row in rows if row["state"] == STARTED], least),
    ]
    left_out = {
        reason: _told(sum(row["homes"] for row in rows if row["state"] == reason), least)
        for reason in (UNKNOWN, NEXT_FIRST, TOO_YOUNG)
    }
    return Step(
        part=part,
        next=next,
        out_us=pair.out_us,
        library=library,
        groups=tuple(one for one in groups if one.homes != 0 or one.who == ALL),
        left_out=left_out,
        reach=_told(brought["reach"], least),
        new=share_kept("new to the franchise", brought["reach"], brought["new"], least),
        went_back=share_kept("went back to an earlier part", brought["followed"], brought["went_back"], least),
        ratio=ratio,
    )


def guarded(parts: Sequence[Kept]) -> list[Kept]:
    """Parts of a whole that is told: where just one is hidden, the smallest other is too, or it could be worked out."""
    hidden = [part for part in parts if part.kept is None and part.homes != 0]
    told = [part for part in parts if part.kept is not None and part.homes]
    if len(hidden) != 1 or not told:
        return list(parts)
    least = min(told, key=lambda part: part.homes or 0)
    homes = None if hidden[0].homes is None else least.homes
    safe = replace(least, homes=homes, kept=None, share=None, low=None, high=None, guards=True)
    return [safe if part is least else part for part in parts]


def _sum(who: str, rows: Sequence[dict[str, Any]], least: int) -> Kept:
    return share_kept(who, sum(row["homes"] for row in rows), sum(row["kept"] for row in rows), least)


def _finished(row: dict[str, Any]) -> bool:
    return bool(row["state"] == COMPLETED)


def share_kept(who: str, homes: int, kept: int, least: int) -> Kept:
    """A share of households, not told where it tells of fewer than the least."""
    few = any(0 < count < least for count in (homes, kept, homes - kept))
    if few or not homes:
        return Kept(who=who, homes=_told(homes, least), kept=None, share=None, low=None, high=None)
    low, high = map(float, beta.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], kept + 0.5, homes - kept + 0.5))
    share = kept / homes
    return Kept(who=who, homes=homes, kept=kept, share=share, low=min(low, share), high=max(high, share))


def _told(count: int, least: int) -> int | None:
    return None if 0 < count < least else count
