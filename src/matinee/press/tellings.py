"""Claims laid beside each other, and beside what was measured: what agrees, what conflicts, what cannot be compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from matinee.catalogue.spelling import plain
from matinee.metrics.definitions import Definition
from matinee.press.propose import FIGURES, ROLES, Proposal
from matinee.press.rulebook import Told
from matinee.units import households

_SAME_WINDOW_DAYS = 3
"""A month and 28 days are one window; a week and 28 days are two."""
_ONE_VALUE = ("budget", "release", "shooting", "theaters", "rating", "completion rate", "rewatch rate")
_DATES = ("release", "shooting")
_GROWS = ("gross", "screens", "countries", "rank")
_ENDED = {"cancelled", "ending"}
_GOES_ON = {"renewed", "green-lit", "in development", "announced", "shooting", "shot"}
_OPEN = {"not announced", "to be decided"}
Measured = Callable[[str, str, int], float | None]
"""What the lake measured of a title, by a definition's id, in so many days; None where it did not."""


class Verdict(StrEnum):
    """What comes of laying claims beside each other."""

    AGREEING = "agreeing"
    TWO_WAYS = "one figure, told in two ways"
    CONFLICTING = "conflicting"
    NOT_COMPARABLE = "not comparable"
    ALONE = "said once"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Claims on one thing, and what comes of laying them side by side.

    Attributes:
        subject: The title.
        about: What is claimed of it.
        verdict: What comes of it.
        why: In words.
        claims: The claims.
        definitions: Which definition each seems to use, by its number among the claims.
    """

    subject: str
    about: str
    verdict: Verdict
    why: str
    claims: tuple[Proposal, ...]
    definitions: tuple[str | None, ...]


def same_title(name: str) -> str:
    """What two names of a title have in common: `Heroes: Season 2` and `Heroes 2` are one.

    >>> same_title("Heroes: Season 2") == same_title("heroes 2"), same_title("The Heroes") == same_title("Heroes")
    (True, True)
    """
    return re.sub(r":? season (\d+)$", r" \1", plain(name)).removeprefix("the ")


def seems_to_use(claim: Proposal, told: Sequence[Told]) -> str | None:
    """The definition that a figure seems to use; None where nothing tells.

    A figure without a date is taken for the last definition that its service told such figures by
    over such a window.
    """
    if claim.says not in FIGURES:
        return None
    fitting = [
        one
        for one in told
        if (one.service, one.says) == (claim.service, claim.says)
        and (claim.as_of is None or one.since <= claim.as_of[:7] <= one.until)
        and (
            claim.window_days is None
            or not one.windows
            or any(abs(claim.window_days - days) <= _SAME_WINDOW_DAYS for days in one.windows)
        )
    ]
    return fitting[-1].id if fitting else None


def tellings(
    claims: Sequence[Proposal],
    told: Sequence[Told],
    measured: Measured | None = None,
    definitions: Iterable[Definition] = (),
) -> tuple[Telling, ...]:
    """All claims, by title and by what they claim.

    Args:
        claims: The claims of all articles, and those accepted before.
        told: When a figure seems to use which definition.
        measured: What the lake measured, if there is one.
        definitions: Those the lake can count by.
    """
    groups: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for claim in claims:
        groups[same_title(claim.subject), _thing(claim)].append(claim)
    found: list[Telling] = []
    countable = {one.id: one for one in definitions}
    for (_, thing), group in groups.items():
        if thing == "audience":
            found += _of_figures(group, told)
            if measured:
                found += _beside_measured(group, told, measured, countable)
        elif thing == "who is attached":
            found += _of_people(group)
        elif thing == "status":
            found.append(_of_status(group))
        else:
            found.append(_of_values(group, thing))
    order = list(Verdict)
    return tuple(
        sorted(found, key=lambda one: (one.verdict is Verdict.ALONE, same_title(one.subject), order.index(one.verdict)))
    )


def _thing(claim: Proposal) -> str:
    if claim.says in FIGURES:
        return "audience"
    if claim.says in ROLES:
        return "who is attached"
    if claim.says == "rating":
        return f"rating, {claim.unit}"
    return claim.says


def _of_figures(group: Sequence[Proposal], told: Sequence[Told]) -> Iterator[Telling]:
    """Figures of one value are one telling; those of different values are laid beside each other."""
    by_value: dict[tuple[str, float | str], list[Proposal]] = defaultdict(list)
    for claim in group:
        by_value[claim.says, claim.value].append(claim)
    for same in by_value.values():
        ways = {claim.projected for claim in same}
        if len(ways) == 2:
            verdict, why = (
                Verdict.TWO_WAYS,
                f"{_ways(same, projected=True)} as projected, {_ways(same, projected=False)} as measured.",
            )
        elif len({_source(claim) for claim in same}) > 1:
            verdict, why = Verdict.AGREEING, f"{_number(same[0])}, by all {len(same)}."
        else:
            verdict, why = Verdict.ALONE, f"{_number(same[0])}{', projected' if same[0].projected else ''}."
        yield _telling(same[0].says, same, verdict, why, told)
    for left, right in combinations(by_value.values(), 2):
        verdict, why = _two_figures(left[0], right[0], told)
        yield _telling(
            left[0].says if left[0].says == right[0].says else "audience", [*left, *right], verdict, why, told
        )


def _two_figures(left: Proposal, right: Proposal, told: Sequence[Told]) -> tuple[Verdict, str]:
    pair = f"{_number(left)} and {_number(right)}"
    if left.says != right.says:
        return Verdict.NOT_COMPARABLE, f"{pair}: {left.says} are not {right.says}."
    one, other = seems_to_use(left, told), seems_to_use(right, told)
    if one != other:
        return (
            Verdict.NOT_COMPARABLE,
            f"{pair}: {one or 'a definition that is not told'} is not {other or 'one that is not told'}.",
        )
    if left.window_days and right.window_days and abs(left.window_days - right.window_days) > _SAME_WINDOW_DAYS:
        return Verdict.NOT_COMPARABLE, f"{pair}: {left.window_days} days are not {right.window_days} days."
    if (left.window_days is None) != (right.window_days is None):
        return Verdict.NOT_COMPARABLE, f"{pair}: only one tells its window."
    if left.projected != right.projected:
        return Verdict.CONFLICTING, f"{pair}: one was projected, the other measured."
    return Verdict.CONFLICTING, f"{pair}, of the same window."


def _beside_measured(
    group: Sequence[Proposal], told: Sequence[Told], measured: Measured, countable: dict[str, Definition]
) -> Iterator[Telling]:
    """Each figure of households or views beside the lake's, where it can count by the definition the figure seems to use."""
    for claim in {(one.says, one.value, one.window_days): one for one in group}.values():
        used = seems_to_use(claim, told)
        about = f"{claim.says}, beside the lake"
        if claim.says != "households" or used not in countable:
            why = f"{_number(claim)}: the lake does not count by {used or 'what it was counted by, which is not told'}."
            yield _telling(about, [claim], Verdict.NOT_COMPARABLE, why, told)
            continue
        days = claim.window_days or countable[used].windows[-1]
        days = next((usual for usual in countable[used].windows if abs(usual - days) <= _SAME_WINDOW_DAYS), days)
        own = measured(claim.subject, used, days)
        if own is None:
            continue
        agrees = isinstance(claim.value, float) and abs(own - claim.value) <= max(500_000, claim.value / 200)
        why = f"{_number(claim)}; the lake measured {households(round(own))} in {days} days by {used}."
        yield _telling(about, [claim], Verdict.AGREEING if agrees else Verdict.CONFLICTING, why, told)


def _of_people(group: Sequence[Proposal]) -> Iterator[Telling]:
    """Nobody against somebody is a conflict, and so is a person who is and who is not; the rest agrees or stands alone."""
    nobody = [claim for claim in group if claim.value == "nobody"]
    somebody = [claim for claim in group if claim.value != "nobody" and not claim.denied]
    if nobody and somebody:
        somebody = [claim for claim in somebody if claim.says != "cast"] or somebody
        people = (
            ", ".join(dict.fromkeys(f"{claim.value} ({claim.says})" for claim in somebody if claim.says != "cast"))
            or "its cast"
        )
        why = f"{_sources(nobody)}: nobody was named. {_sources(somebody)}: {people}."
        yield _telling("who is attached", [*nobody, *somebody], Verdict.CONFLICTING, why)
    by_person: dict[str, list[Proposal]] = defaultdict(list)
    for claim in group:
        if claim.value != "nobody":
            by_person[plain(str(claim.value))].append(claim)
    for claims in by_person.values():
        name = claims[0].value
        if len({claim.denied for claim in claims}) == 2:
            yes, no = ([claim for claim in claims if claim.denied is denied] for denied in (False, True))
            yield _telling(
                "who is attached",
                claims,
                Verdict.CONFLICTING,
                f"{name}: {_sources(yes)} says so, {_sources(no)} says not.",
            )
            continue
        for says in dict.fromkeys(claim.says for claim in claims):
            mine = [claim for claim in claims if claim.says == says]
            several = len({_source(claim) for claim in mine}) > 1
            why = f"{name}{' is not' if mine[0].denied else ''}{_character(mine)}."
            yield _telling(says, mine, Verdict.AGREEING if several else Verdict.ALONE, why)


def _character(claims: Sequence[Proposal]) -> str:
    names = dict.fromkeys(claim.character for claim in claims if claim.character)
    return f" as {' or '.join(names)}" if names else ""


def _of_status(group: Sequence[Proposal]) -> Telling:
    said = {str(claim.value) for claim in group if not claim.denied}
    denied = {str(claim.value) for claim in group if claim.denied}
    words = ", ".join(
        [
            *dict.fromkeys(str(claim.value) for claim in group if not claim.denied),
            *(f"not {one}" for one in sorted(denied)),
        ]
    )
    against = (
        said & denied
        or (said & _ENDED and said & _GOES_ON)
        or (said & _OPEN and said & _GOES_ON)
        or ({"green-lit", "announced"} & denied and said & _GOES_ON)
    )
    if against:
        return _telling("status", group, Verdict.CONFLICTING, f"{words}.")
    several = len({_source(claim) for claim in group}) > 1
    return _telling("status", group, Verdict.AGREEING if several else Verdict.ALONE, f"{words}.")


def _of_values(group: Sequence[Proposal], thing: str) -> Telling:
    values = dict.fromkeys(plain(str(claim.value)) for claim in group)
    words = ", ".join(
        dict.fromkeys(f"{claim.value:,.10g}" if isinstance(claim.value, float) else claim.value for claim in group)
    )
    several = len({_source(claim) for claim in group}) > 1
    if len(values) > 1 and thing in _DATES and not _dates_differ(list(values)):
        return _telling(thing, group, Verdict.NOT_COMPARABLE, f"{words}: not all are days of a calendar.")
    if len(values) > 1 and thing.partition(",")[0] in _ONE_VALUE:
        return _telling(thing, group, Verdict.CONFLICTING, f"{words}.")
    if len(values) > 1 and thing in _GROWS:
        return _telling(thing, group, Verdict.NOT_COMPARABLE, f"{words}: it changes from day to day.")
    return _telling(thing, group, Verdict.AGREEING if several and len(values) == 1 else Verdict.ALONE, f"{words}.")


def _dates_differ(values: Sequence[str]) -> bool:
    """Whether two of them are dates, and neither only says less than the other."""
    days = [value for value in values if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", value)]
    settled = [value for value in values if value in days or value == "to be decided"]
    return any(not one.startswith(other) and not other.startswith(one) for one, other in combinations(settled, 2))


def one_letter_apart(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names that may be one person's: they differ by a letter, or one has a name more at its end.

    >>> one_letter_apart(["Boyd Holbrook", "Boyd Holdbrook", "Priyanka Chopra", "Priyanka Chopra Jonas", "Sung Kang"])
    [('Boyd Holbrook', 'Boyd Holdbrook'), ('Priyanka Chopra', 'Priyanka Chopra Jonas')]
    """
    known = sorted(set(names))
    return [
        (one, other)
        for one, other in combinations(known, 2)
        if _one_edit(plain(one), plain(other)) or _one_name_more(one, other)
    ]


def _one_name_more(one: str, other: str) -> bool:
    short, long = sorted((plain(one).split(), plain(other).split()), key=len)
    return len(short) >= 2 and len(long) == len(short) + 1 and long[: len(short)] == short


def _one_edit(one: str, other: str) -> bool:
    """Whether a letter was added, lost or changed."""
    if abs(len(one) - len(other)) > 1 or one == other or " " not in one:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    left, right = one[start:], other[start:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:]


def _telling(about: str, claims: Sequence[Proposal], verdict: Verdict, why: str, told: Sequence[Told] = ()) -> Telling:
    return Telling(
        subject=claims[0].subject,
        about=about,
        verdict=verdict,
        why=why,
        claims=tuple(claims),
        definitions=tuple(seems_to_use(claim, told) for claim in claims),
    )


def _source(claim: Proposal) -> str:
    return claim.outlet or claim.file


def _sources(claims: Sequence[Proposal]) -> str:
    return ", ".join(dict.fromkeys(_source(claim) for claim in claims))


def _ways(claims: Sequence[Proposal], *, projected: bool) -> str:
    mine = [claim for claim in claims if claim.projected is projected]
    return f"{_number(mine[0])} told by {_sources(mine)}"


def _number(claim: Proposal) -> str:
    value = f"{claim.value:,.10g}" if isinstance(claim.value, float) else claim.value
    return f"{value} {claim.says}{f' in {claim.window_days} days' if claim.window_days else ''}"
