"""How proposals are held against what a careful reader lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from matinee.press.propose import Proposal

EXPECTED = Path(__file__).parent / "expected"


@dataclass(frozen=True)
class Listed:
    """One line of a reader's list."""

    subject: str
    says: str
    value: str
    character: str | None
    also: frozenset[str]
    asked_for: bool


@dataclass
class Score:
    """What came of it."""

    listed: int = 0
    found: int = 0
    proposed: int = 0
    right: int = 0
    named: int = 0
    named_right: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.listed

    @property
    def precision(self) -> float:
        return self.right / self.proposed

    def add(self, other: Score) -> None:
        for name in ("listed", "found", "proposed", "right", "named", "named_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.missing += other.missing
        self.wrong += other.wrong


def listed(name: str) -> list[Listed]:
    """A reader's list, a list of people taken apart."""
    found = []
    for line in (EXPECTED / f"{name}.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        subject, says, values, also = ([part.strip() for part in line.removeprefix("? ").split("|")] + [""])[:4]
        for value in values.split("; "):
            person, _, character = value.partition(" as ")
            found.append(
                Listed(
                    subject, says, person, character or None,
                    frozenset(part.strip() for part in also.split(",") if part.strip()), not line.startswith("?"),
                )
            )  # fmt: skip
    return found


def judge(name: str, proposals: tuple[Proposal, ...]) -> Score:
    """Recall over what is asked for, precision over all that is proposed."""
    lines, score = listed(name), Score()
    right: set[int] = set()
    for line in lines:
        matches = [place for place, one in enumerate(proposals) if _is(one, line)]
        right.update(matches)
        if not line.asked_for:
            continue
        score.listed += 1
        score.found += bool(matches)
        if not matches:
            score.missing.append(f"{name}: {line.subject} | {line.says} | {line.value} | {', '.join(line.also)}")
        who = [part[3:] for part in line.also if part.startswith("by ")]
        if matches and who:
            score.named += 1
            score.named_right += any(proposals[place].said_by in who for place in matches)
    score.proposed, score.right = len(proposals), len(right)
    score.wrong = [
        f"{name}: {one.subject} | {one.says} | {one.value} {one.unit or ''} {one.character or ''} {'not' * one.denied} [{one.rule}]"
        for place, one in enumerate(proposals)
        if place not in right
    ]
    return score


def _is(one: Proposal, line: Listed) -> bool:
    days = {part: int(part[:-1]) for part in line.also if re.fullmatch(r"\d+d", part)} | (
        {"1 month": 30} if "1 month" in line.also else {}
    )
    return (
        _title(one.subject) == _title(line.subject)
        and one.says == line.says
        and _value(one.says, one.value) == _value(one.says, line.value)
        and one.denied == ("not" in line.also)
        and (line.character is None or one.character == line.character)
        and all(one.window_days == many for many in days.values())
        and ("projected" not in line.also or one.projected)
        and ("measured" not in line.also or not one.projected)
        and (one.says != "rating" or (("audience" in line.also) == ("audience" in (one.unit or ""))))
        and (one.says != "rating" or (one.unit or "").split(",")[0] in line.also)
    )


def _title(name: str) -> str:
    return re.sub(r":? season (\d+)$", r" \1", name.casefold())


def _value(says: str, value: float | str) -> float | str:
    if says.endswith((" of", " as")):
        return _title(str(value))
    try:
        return float(value)
    except ValueError:
        return str(value).casefold().replace(".", "")
