"""The evidence for a sequel in sections, for a terminal, a page or paper: the verdict first, what it rests on after it."""

from __future__ import annotations

from collections.abc import Iterator

from matinee import instants
from matinee.errors import MatineeError
from matinee.projection.adjusted import MEASURED, PUBLISHED
from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Code, Point, Section, Sections
from matinee.sequel.cast_sections import cast_section, said_section
from matinee.sequel.compare_cells import few
from matinee.sequel.evidence import Evidence, Outcome
from matinee.sequel.reach_sections import audience_section, cost_section, sequel_section
from matinee.sequel.reasons import smallest
from matinee.sequel.standing import Standing
from matinee.sequel.verdict import AGAINST, FOR, OPEN, Reason
from matinee.units import NOTHING, Unit, show, some

_CODE = "The query of {}"


def evidence_sections(made: Evidence, *, least: int = 0, drawn: bool = True) -> Sections:
    """The evidence in sections.

    Args:
        made: The evidence.
        least: What tells of fewer homes is left out, as what is given to others has it; 0: nothing.
        drawn: Whether it has pictures.

    Raises:
        MatineeError: The title was watched in fewer homes than that.
    """
    reach = made.standing("reach").value or 0
    if reach < least:
        raise MatineeError(f"{made.title.name} was watched in {few(least)}.", "So little is not given to others.")
    where = f" in {made.country}" if made.country else ""
    subtitle = (
        f"The evidence as of {made.today}. First {some(made.age, 'day')}{where} since its release on {made.released_on}; "
        f"counted to {_minute(made.counted_to_us)} UTC by {made.definition.id}."
    )
    return Sections(
        title=f"A sequel to {made.title.name}?", subtitle=subtitle, sections=tuple(_sections(made, least, drawn=drawn))
    )


def _sections(made: Evidence, least: int, *, drawn: bool) -> Iterator[Section]:
    yield _verdict(made)
    for where, name in ((FOR, "What speaks for it"), (AGAINST, "What speaks against it"), (OPEN, "What is open")):
        reasons = made.verdict.pointing(where)
        if reasons:
            yield Section(name=name, points=tuple(_point(one, least) for one in reasons))
    yield Section(name="What would change the verdict", points=tuple(Point(one) for one in made.verdict.would_change))
    yield _standings(made, least, drawn=drawn)
    if made.holds:
        yield _holds(made)
    if made.outcomes:
        yield _outcomes(made, least)
    yield audience_section(made, least)
    yield sequel_section(made, least, drawn=drawn)
    if made.break_even is not None:
        yield cost_section(made.break_even)
    if made.ratings:
        yield _ratings(made)
    if made.cast.members:
        yield cast_section(made.cast)
    yield said_section(made)
    yield _queries(made)


def _verdict(made: Evidence) -> Section:
    told = made.verdict
    words = f"{told.in_words[0].upper()}{told.in_words[1:]}"
    ground = f", on thin ground: {'; '.join(told.grounds)}" if told.grounds else ""
    counts = (
        f"{some(len(told.pointing(FOR)), 'reason')} for it, {len(told.pointing(AGAINST))} against, "
        f"{len(told.pointing(OPEN))} that point neither way."
    )
    rule = (
        "For: two signs of behaviour (completion, rewatches, hold) lie above the middle of the slate with their whole interval and none below, "
        "and neither reach nor the sequel's estimate speaks against. Against: two or more reasons against, at most one for. Else mixed. "
        "There is no score."
    )
    return Section(name="Verdict", words=(f"{words}{ground}.", counts), notes=(rule,))


def _point(reason: Reason, least: int) -> Point:
    if reason.homes is not None and 0 < reason.homes < least:
        return Point(f"Left out, since it tells of {few(least)}.", "")
    return Point(reason.says, reason.rests_on, "" if reason.query is None else _CODE.format(reason.query))


def _standings(made: Evidence, least: int, *, drawn: bool) -> Section:
    rows: list[tuple[str, ...]] = []
    for one in made.standings:
        rows.append((one.title, *_figure(one, least), _share(one.percentile), _range(one), show(one.middle, one.unit)))
        if one.name == "reach":
            normal = show(round(made.adjusted_reach), Unit.HOUSEHOLDS)
            rows.append(("… in normal weeks", normal, NOTHING, NOTHING, NOTHING, NOTHING))
    columns = ("", "this title", "80 in 100", "above", "80 in 100 ", "middle one")
    pictures: tuple[Picture, ...] = ()
    if drawn and not any(_is_small(one, least) for one in made.standings):
        from matinee.sequel.evidence_pictures import standing_picture

        picture = standing_picture(made)
        pictures = (picture,) if picture else ()
    notes = [
        f"Above: so many of the slate lie below; the middle one: of the slate. At equal age, {some(made.age, 'day')}: {made.slate}. Counted by {made.definition.id}: {made.definition.meaning}",
        (
            "Completion: of the households with a start whose positions are known. Rewatch: of those who finished, who finished twice. "
            "Hours per household: all hours ÷ reach."
        ),
    ]
    if made.adjusted_by in (MEASURED, PUBLISHED):
        what = "measured on other titles of this service" if made.adjusted_by == MEASURED else "as published, not yet measured here in two years: an assumption"  # fmt: skip
        notes.append(f"In normal weeks: without what the holidays among these days add, {what}.")
    if made.projected is not None:
        middle, low, high = (f"{round(one):,}" for one in made.projected)
        notes.append(f"Expected in {some(made.days, 'day')}: {middle} households, 80 times in 100 {low} to {high}.")
    if made.coming_back is not None:
        within, back = made.coming_back
        ends = f"{show(back.low, Unit.SHARE)} to {show(back.high, Unit.SHARE)}"
        notes.append(
            f"At equal follow-up, from each household's own first completion on: {show(back.share, Unit.SHARE)} came back within "
            f"{some(within, 'day')} ({ends})."
        )
    return Section(name="Where it stands", pictures=pictures, tables=(Shown("", columns, rows),), notes=tuple(notes))


def _figure(one: Standing, least: int) -> tuple[str, str]:
    if _is_small(one, least):
        return few(least), NOTHING
    ends = (
        NOTHING if one.low is None or one.high is None else f"{show(one.low, one.unit)} to {show(one.high, one.unit)}"
    )
    return show(one.value, one.unit), ends


def _is_small(one: Standing, least: int) -> bool:
    fewest = smallest(one)
    return fewest is not None and 0 < fewest < least


def _share(share: float | None) -> str:
    return NOTHING if share is None else f"{round(share * 100)} %"


def _range(one: Standing) -> str:
    if one.from_percentile is None:
        return NOTHING
    return f"{_share(one.from_percentile)} to {_share(one.to_percentile)}"


def _holds(made: Evidence) -> Section:
    rows: list[tuple[str, ...]] = []
    for one in made.holds:
        if not one.readings:
            rows.append((f"day {one.day}", NOTHING, NOTHING, NOTHING, NOTHING, one.state))
        for place, reading in enumerate(one.readings):
            like = f"{show(reading.median, Unit.SHARE)} ({show(reading.low, Unit.SHARE)} to {show(reading.high, Unit.SHARE)})"
            state = "" if place else f"{one.state}{f', {one.cause}' if one.cause else ''}"
            day = "" if place else f"day {one.day}"
            rows.append((day, reading.measure, show(reading.hold, Unit.SHARE), like, f"{reading.z:+.1f}", state))  # fmt: skip
    columns = ("", "of", "hold", "its like, eight in ten", "z", "found")
    note = (
        "Hold: what the last week brought of the same weekdays before, in normal weeks; its like: titles of the kind at that age. "
        "Behaves differently: z beyond 3.5, or beyond 2 in two full weeks, and of all so called at most one in five by chance."
    )
    return Section(name="How it holds", tables=(Shown("", columns, rows, wide=("of", "found")),), notes=(note,))


def _outcomes(made: Evidence, least: int) -> Section:
    rows = [_outcome(one, least) for one in made.outcomes]
    columns = ("title", "released", "far off", f"{made.days} days", f"÷ {made.compared_by}", "finished", "came back", "later parts")  # fmt: skip
    note = (
        f"The titles that began most like it by day {made.compared_by}, in shape, kind, season and size; how one ended has no say, so "
        "failures are among them. Far off: 0 would be the same."
    )
    return Section(
        name="Titles that began like it, and what became of them",
        tables=(Shown("", columns, rows, wide=("later parts",)),),
        notes=(note,),
    )


def _outcome(one: Outcome, least: int) -> tuple[str, ...]:
    small = 0 < one.reach < least
    rates = []
    for rate, of in ((one.completion_rate, one.reach), (one.rewatch_rate, one.reach * (one.completion_rate or 0))):
        counts = (rate or 0) * of, (1 - (rate or 0)) * of
        hidden = small or any(0 < count < least for count in counts)
        rates.append(few(least) if rate is not None and hidden else show(rate, Unit.SHARE))
    later = ", ".join(f"{name} ({'not out yet' if reach is None else f'{reach:,.0f}'})" for name, reach in one.later)
    reach = few(least) if small else show(one.reach, Unit.HOUSEHOLDS)
    return (one.name, str(one.released_on), f"{one.distance:.2f}", reach, f"{one.multiplier:.2f}", *rates, later or NOTHING)  # fmt: skip


def _ratings(made: Evidence) -> Section:
    rows: list[tuple[str, ...]] = [
        (one.source, f"{one.score:g} of {one.scale:g}", str(one.as_of or "undated"), f"{one.votes:,}" if one.votes else NOTHING)
        for one in made.ratings
    ]  # fmt: skip
    for name in ("completion_rate", "rewatch_rate"):
        one = made.standing(name)
        rows.append((one.title, show(one.value, one.unit), f"first {some(made.age, 'day')}", NOTHING))
    return Section(
        name="Reception beside behaviour",
        tables=(Shown("", ("", "score or share", "as of", "votes"), rows),),
        notes=("Who rates chose to; who watches is counted. The two need not agree, and neither explains the other.",),
    )


def _queries(made: Evidence) -> Section:
    rows: list[tuple[str, ...]] = [(one.metric, one.formula, one.command) for one in made.queries]
    codes = tuple(Code(_CODE.format(one.metric), f"{one.query}\n\n-- gave: {dict(one.counts)}") for one in made.queries)
    fingerprint = made.queries[0].fingerprint if made.queries else NOTHING
    return Section(
        name="How each figure is known",
        tables=(Shown("", ("figure", "formula", "asked again by"), rows, wide=("formula", "asked again by")),),
        codes=codes,
        notes=(
            (f"Fingerprint {fingerprint}: the same for the same question to the same data by the same version. Figures of the slate are the same metrics of "
            "its titles; hold: matinee hold; projection: matinee project; side by side: matinee compare."),
        ),
    )  # fmt: skip


def _minute(instant_us: int) -> str:
    return instants.to_datetime(instant_us).strftime("%Y-%m-%d %H:%M")
