"""The reasons of a verdict, read off the evidence, each with what it rests on; what makes their ground thin; what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matinee.projection.adjusted import NO_HOLIDAY, PUBLISHED
from matinee.sequel.estimate import Estimate, Followed, estimate
from matinee.sequel.evidence import Evidence
from matinee.sequel.said import question
from matinee.sequel.standing import Standing
from matinee.sequel.verdict import (
    AGAINST,
    FEW_SEQUELS,
    FEW_TITLES,
    FOR,
    OPEN,
    Reason,
    chance_points,
    points,
)
from matinee.units import Unit, show, some

_SHARES = {
    "completion_rate": "of those who started it finished it",
    "rewatch_rate": "of those who finished it came back and finished it again",
}


def reasons_of(made: Evidence) -> list[Reason]:
    """The reasons: those for, those against, those that are open."""
    found = [
        *_reach(made),
        *_behaviour(made),
        *_hold(made),
        *_estimate(made),
        *_budget(made),
        *_reception(made),
        *_cast(made),
        *_plans(made),
    ]
    order = (FOR, AGAINST, OPEN)
    return sorted(found, key=lambda one: order.index(one.points))


def grounds(made: Evidence) -> tuple[str, ...]:
    """What makes the ground thin."""
    told = []
    titles = made.standing("reach").others
    if titles < FEW_TITLES:
        told.append(f"the slate to compare with has {some(titles, 'title')}")
    sequels = 0 if made.estimate is None else made.estimate.own_sequels
    if made.estimate is not None and sequels < FEW_SEQUELS:
        own = "none of them of this service" if not sequels else f"{some(sequels, 'sequel')} of this service"
        told.append(f"the sequel's reach rests on published sequels and {own}" if sequels else f"the sequel's reach rests on two published sequels, {own}")  # fmt: skip
    if made.adjusted_by == PUBLISHED:
        told.append("what the holidays added was never measured here")
    if made.age < made.days:
        told.append(f"{made.age} of {some(made.days, 'day')} are closed")
    return tuple(told)


def would_change(made: Evidence, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """What would change the verdict, with figures where they follow."""
    return tuple(_changes(made, reasons))


def _changes(made: Evidence, reasons: Sequence[Reason]) -> Iterator[str]:
    if made.age < made.days:
        yield f"The end of its window: {some(made.days - made.age, 'day')} of {made.days} are to come, and completion and rewatches go on rising."
    for name in _SHARES:
        one = made.standing(name)
        mine = next(
            (reason for reason in reasons if reason.about == "behaviour" and one.title in reason.rests_on), None
        )
        if mine is not None and mine.points != OPEN and one.middle is not None and one.value is not None:
            yield (
                f"{one.title}: were it that of the middle title of the slate, {show(one.middle, one.unit)} instead of "
                f"{show(one.value, one.unit)}, it would point nowhere."
            )
    if made.estimate is not None:
        yield _next_sequel(made, made.estimate)
    if made.adjusted_by != NO_HOLIDAY:
        reach = made.standing("reach")
        if reach.value and reach.middle is not None and made.adjusted_reach < reach.middle < reach.value:
            yield f"The season: in normal weeks it would have reached {show(round(made.adjusted_reach), Unit.HOUSEHOLDS)}, less than the middle title of the slate."
        elif made.adjusted_by == PUBLISHED:
            yield "A second Christmas on this service, which would measure what this one added."
    if made.cast.children:
        yield "A release so late that the children of the cast have grown out of their parts, or a cast that does not return."
    if any(one.differs for one in made.matters):
        yield "Word from the service itself on what is told in several ways: see the open questions."


def _next_sequel(made: Evidence, told: Estimate) -> str:
    """What one more sequel would do to the estimate."""
    left, finished, back = (part.homes for part in told.parts[:3])
    past = [pair.told for pair in made.followed if pair.told.first != made.title.id]
    ends = []
    for ratio in (0.5, 1.0):
        kept = 0.8 * ratio
        one = Followed(
            first="this title",
            second="its sequel",
            homes=(left, finished, back),
            came=(kept * left, kept * finished, kept * back),
            brought=(ratio - kept) * told.reach_first,
            kids=made.title.kids,
        )
        then = estimate((left, finished, back), [*past, one], kids=made.title.kids)
        ends.append(f"{show(round(then.median), Unit.HOUSEHOLDS)} if it keeps {_percent(ratio)} of its first part")
    which = "next" if told.own_sequels else "first"
    now = show(round(told.median), Unit.HOUSEHOLDS)
    return f"The {which} sequel on this service: the middle of the estimate, now {now}, would be {' and '.join(ends)}."


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _among(one: Standing) -> str:
    """Where a figure lies among the slate, in words."""
    if one.percentile is None or one.from_percentile is None or one.to_percentile is None:
        return "nothing to compare it with"
    ends = f"80 times in 100 {_percent(one.from_percentile)} to {_percent(one.to_percentile)}"
    of = f"all {one.others}" if one.below == one.others > 1 else f"{one.below:g} of {one.others}"
    return f"above {of} other titles of the slate ({_percent(one.percentile)}; {ends})"


def smallest(one: Standing) -> float | None:
    """The fewest homes that a share tells of: those it counts, and those it leaves."""
    if one.counted is None or one.out_of is None:
        return one.value if one.unit is Unit.HOUSEHOLDS else None
    return min((count for count in (one.counted, one.out_of - one.counted) if count > 0), default=None)


def _sample(made: Evidence, one: Standing) -> str:
    homes = "" if one.counted is None or one.out_of is None else f"; {one.counted:,.0f} of {one.out_of:,.0f} households"
    return f"{one.title}, {made.definition.id}, first {some(made.age, 'day')}{homes}; slate: {made.slate}"


def _reach(made: Evidence) -> Iterator[Reason]:
    one = made.standing("reach")
    says = f"It reached {show(one.value, one.unit)} households in {some(made.age, 'day')}: {_among(one)}."
    if made.adjusted_by != NO_HOLIDAY:
        says += f" In normal weeks it would have been {show(round(made.adjusted_reach), one.unit)}."
    yield Reason(
        points=points(one.from_percentile, one.to_percentile),
        about="reach",
        says=says,
        rests_on=_sample(made, one),
        homes=one.value,
        query="reach",
    )


def _behaviour(made: Evidence) -> Iterator[Reason]:
    for name, what in _SHARES.items():
        one = made.standing(name)
        if one.value is None:
            yield Reason(
                points=OPEN,
                about="behaviour",
                says=f"{one.title} is not known: no player says where its households are.",
                rests_on=_sample(made, one),
            )
            continue
        ends = "" if one.low is None or one.high is None else f" ({show(one.low, one.unit)} to {show(one.high, one.unit)})"  # fmt: skip
        says = f"{show(one.value, one.unit)}{ends} {what}: {_among(one)}."
        if name == "rewatch_rate" and made.coming_back is not None:
            within, back = made.coming_back
            says += f" At equal follow-up, {show(back.share, Unit.SHARE)} came back within {some(within, 'day')} of finishing."
        yield Reason(
            points=points(one.from_percentile, one.to_percentile),
            about="behaviour",
            says=says,
            rests_on=_sample(made, one),
            homes=smallest(one),
            query=name,
        )


def _hold(made: Evidence) -> Iterator[Reason]:
    if not made.holds:
        return
    flagged = [one for one in made.holds if one.flagged]
    last = made.holds[-1]
    read = [one for one in made.holds if one.readings]
    if flagged:
        days = [str(one.day) for one in flagged]
        by = f"day {days[0]}" if len(days) == 1 else f"days {', '.join(days[:-1])} and {days[-1]}"
        best = max(flagged, key=lambda one: one.z or 0.0)
        later = "" if last.flagged else f"; by day {last.day} it held {last.state}"
        says = f"It behaved differently from its like by {by}: {best.cause}, z up to {best.z:.1f}{later}."
        where = FOR
    elif read:
        first = read[-1].readings[0]
        where = AGAINST if all(reading.hold < reading.low for reading in read[-1].readings) else OPEN
        says = (
            f"By day {read[-1].day} it held {read[-1].state}: {first.measure} {show(first.hold, Unit.SHARE)} of the week "
            f"before, its like {show(first.median, Unit.SHARE)} ({show(first.low, Unit.SHARE)} to {show(first.high, Unit.SHARE)})."
        )
    else:
        where, says = OPEN, f"How it holds beside its like is not told: {last.state}."
    compared = max(one.compared for one in made.holds)
    yield Reason(
        points=where,
        about="behaviour",
        says=says,
        rests_on=f"Hold, {made.definition.id}; up to {some(compared, 'comparable title')}; false ones at most one in five",
    )


def _estimate(made: Evidence) -> Iterator[Reason]:
    told = made.estimate
    if told is None:
        yield Reason(
            points=OPEN,
            about="estimate",
            says="The reach of a sequel is not estimated: who finished the title is not known.",
            rests_on="depth of engagement of its households",
        )
        return
    ends = told.intervals[80]
    says = (
        f"A sequel would reach {show(round(told.median), Unit.HOUSEHOLDS)} households in its first {some(made.days, 'day')} "
        f"(80 times in 100: {show(round(ends.low), Unit.HOUSEHOLDS)} to {show(round(ends.high), Unit.HOUSEHOLDS)}), {_percent(told.ratio)} of this one."
    )
    if made.chance_above_median is not None:
        says += f" More than the middle title of the slate ({show(made.median_reach and round(made.median_reach), Unit.HOUSEHOLDS)}): {_percent(made.chance_above_median)} likely."
    own = f"{some(told.own_sequels, 'sequel')} of this service" if told.own_sequels else "no sequel of this service yet"
    yield Reason(
        points=chance_points(made.chance_above_median),
        about="estimate",
        says=says,
        rests_on=f"depth of engagement × retention; {own}; published drops of −29 and −38 % as a wide prior",
    )


def _budget(made: Evidence) -> Iterator[Reason]:
    if made.break_even is None:
        return
    for one in made.break_even.needed:
        yield Reason(
            points=chance_points(one.chance),
            about="budget",
            says=f"{made.break_even.budget:,.0f} is paid back by {one.amount:,.0f} {one.what}: {_percent(one.chance)} likely.",
            rests_on=f"{one.worth:g} each, as given; the estimate of the sequel's reach",
        )


def _reception(made: Evidence) -> Iterator[Reason]:
    if not made.ratings:
        return
    rated = ", ".join(f"{one.score:g} of {one.scale:g} at {one.source}" for one in made.ratings)
    finished = made.standing("completion_rate")
    low = all(one.score / one.scale < 0.6 for one in made.ratings)
    high = finished.from_percentile is not None and finished.from_percentile > 0.5
    said = f"It was rated {rated}."
    if low and high:
        said += (
            f" And yet {show(finished.value, Unit.SHARE)} finished it: those who watched did not do as those who rated."
        )
    elif finished.value is not None:
        said += f" {show(finished.value, Unit.SHARE)} finished it."
    as_of = ", ".join(f"{one.source} {one.as_of or 'undated'}" for one in made.ratings)
    yield Reason(points=OPEN, about="reception", says=said, rests_on=f"catalogue: {as_of}")


def _cast(made: Evidence) -> Iterator[Reason]:
    cast = made.cast
    if not cast.children:
        return
    lead = cast.children[0]
    then = cast.span(children=True)
    last = cast.years[-1]
    by_then = cast.span(last, children=True)
    assert then is not None
    ages = ", ".join(f"{age} in {year}" for year, age in lead.in_years.items())
    says = (
        f"The children of the cast{' whose birth is known' if cast.unknown else ''} were {then[0]} to {then[1]} when it came out"
        + (f", and would be {by_then[0]} to {by_then[1]} in {last}" if by_then else "")
        + f". {lead.person.name} was {lead.at_release}, is {lead.now} now, and would be {ages}."
    )
    unknown = f"; {some(cast.unknown, 'birth')} not known" if cast.unknown else ""
    yield Reason(points=OPEN, about="cast", says=says, rests_on=f"catalogue: {some(len(cast.members), 'member')} of the cast{unknown}")  # fmt: skip


def _plans(made: Evidence) -> Iterator[Reason]:
    for name, status in made.later[:1]:
        yield Reason(points=OPEN, about="plans", says=f"{name}: {status}.", rests_on="catalogue")
    contradicted = [one for one in made.matters if one.is_contradicted]
    if contradicted:
        about = ", ".join(question(one) for one in contradicted)
        yield Reason(points=OPEN, about="plans", says=f"Sources contradict each other: {about}", rests_on="claims of the catalogue")  # fmt: skip
