"""Published charts in a terminal: what was checked, what was restated, records, and whom a name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from matinee import instants
from matinee.catalogue import Catalogue, Title
from matinee.catalogue.matches import Decided, Match, Matching
from matinee.published.checked import Checked
from matinee.published.conformance import Check, Conformance, Difference
from matinee.published.records import TitleRecords
from matinee.published.restatements import Restatement, Restatements
from matinee.units import some


def checked_text(checked: Checked, *, every_restatement: bool = False) -> Iterator[RenderableType]:
    """Each file's checks and exceptions; of several editions, what the later ones say otherwise."""
    for file in checked.files:
        yield Text(file.file, style="bold")
        if not file.checks:
            yield "It has no rows.\n"
            continue
        yield checks_table(file)
        unexplained = sum(len(check.unexplained) for check in file.checks)
        yield f"Unexplained: {unexplained:,}.\n" if unexplained else "Nothing is unexplained.\n"
        for part in _exceptions(file):
            yield part
            yield ""
    if checked.restatements.compared:
        yield Text("What later editions say otherwise", style="bold")
        yield from restatements_text(checked.restatements, every=every_restatement)
        if checked.restatements.found and not every_restatement:
            yield "`--restatements` lists each of them."


def checks_table(file: Conformance) -> RenderableType:
    """What was checked of a file, one line a check."""
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("check", "of", "checked", "agreeing", "explained", "unexplained"):
        table.add_column(name, justify="left" if name in ("check", "of") else "right")
    for row in file.table():
        style = "bold red" if row["unexplained"] else None
        table.add_row(*(f"{value:,}" if isinstance(value, int) else value for value in row.values()), style=style)
    return table


def _exceptions(file: Conformance) -> Iterator[Text]:
    """Every exception: the unexplained ones, then those that a rule explains, rule by rule and title by title."""
    for check in file.checks:
        if check.unexplained:
            heading = f"Unexplained: {check.name}, {_count(check, check.unexplained)}. {check.rule}"
            yield _headed(heading, map(_unexplained, check.unexplained), "bold red")
    for check in file.checks:
        for rule, differences in _grouped(check.explained, lambda one: str(one.reason).partition(":")[0]).items():
            heading = f"Explained: {check.name}, {rule}, {_count(check, differences)}"
            titles = _grouped(differences, lambda one: one.title)
            lines = (line for title, mine in titles.items() for line in _of_title(title, mine))
            yield _headed(heading, lines, "bold")


def _headed(heading: str, lines: Iterable[str], style: str) -> Text:
    return Text.assemble((heading, style), "\n", "\n".join(lines))


def _count(check: Check, differences: Sequence[Difference]) -> str:
    return some(len(differences), check.counted.removesuffix("s"))


def _grouped(differences: Iterable[Difference], key: Callable[[Difference], str]) -> dict[str, list[Difference]]:
    groups: dict[str, list[Difference]] = defaultdict(list)
    for one in differences:
        groups[key(one)].append(one)
    return groups


def _unexplained(one: Difference) -> str:
    if one.published.endswith("."):  # what is wrong with a row that cannot be read
        return f"  line {one.line}: {one.published} It reads: {one.where}"
    return f"  line {one.line}, {one.where}: {_said(one)}"


def _of_title(title: str, differences: Sequence[Difference]) -> Iterator[str]:
    """The differences of a title; what explains them is said once, where it is the same."""
    whys = [str(one.reason).partition(": ")[2] for one in differences]
    same = len(set(whys)) == 1
    yield f"  {title}: {whys[0]}" if same else f"  {title}"
    for one, why in zip(differences, whys, strict=True):
        yield f"    line {one.line}, {one.place}: {_said(one)}{'' if same else f'; {why}'}"


def _said(one: Difference) -> str:
    return f"published {one.published}, by the rules {one.computed}"


def restatements_text(restatements: Restatements, *, every: bool = True) -> Iterator[RenderableType]:
    """What later editions say otherwise: counted, then each of them."""
    yield restatements_table(restatements)
    if every:
        yield from restatement_lines(restatements)


def restatements_table(restatements: Restatements) -> RenderableType:
    """What later editions say otherwise, counted: one line a kind, for each two editions."""
    table = RichTable(box=box.SIMPLE, pad_edge=False)
    for name in ("chart", "from", "to", "what changed", "how often"):
        table.add_column(name, justify="right" if name == "how often" else "left")
    rows: dict[tuple[str, str, str], list[tuple[str, str]]] = {pair: [] for pair in restatements.compared}
    for row in restatements.table():
        pair = (str(row["chart"]), str(row["earlier"]), str(row["later"]))
        rows[pair].append((str(row["kind"]), f"{row['restatements']:,}"))
    for pair, kinds in rows.items():
        first, *more = kinds or [("nothing", "")]
        table.add_row(*pair, *first)
        for kind in more:
            table.add_row("", "", "", *kind)
    if not rows:
        return Text("There are no two editions of one chart.")
    return table


def restatement_lines(restatements: Restatements) -> Iterator[str]:
    """Each restatement, below the two editions that it is between."""
    between = None
    for one in restatements.found:
        if one[:3] != between:
            between = one[:3]
            yield f"{one.chart}, {one.earlier} to {one.later}"
        yield f"  {one.kind}: {one.where}{_changed(one)}"


def _changed(one: Restatement) -> str:
    if one.was and one.now:
        return f": {one.was} is now {one.now}"
    return f" ({one.was or one.now})"


def records_text(records: TitleRecords) -> str:
    """A sentence for each list in which the title was, and first whom the name may mean."""
    told = [record.sentence() for record in records.records]
    return "\n".join([records.ambiguity, *told] if records.ambiguity else told)


def matching_lines(matching: Matching) -> list[str]:
    """How many titles of the charts are known in the catalogue, and how to decide the others."""
    total = len(matching.matches)
    if not total:
        return []
    if len(matching.unmatched) == total:
        return [f"{some(total, 'title')} in the charts, none in the catalogue."]
    matched, open_, absent = len(matching.matched), len(matching.ambiguous), len(matching.unmatched)
    told = f"{matched:,} matched with the catalogue, {open_:,} ambiguous, {absent:,} not in it"
    lines = [f"{some(total, 'title')} in the charts: {told}."]
    if matching.ambiguous:
        lines.append(
            "Which are meant: `matinee catalogue matches --ambiguous` asks, "
            '`matinee catalogue match "NAME" TITLE_ID` decides.'
        )
    return lines


def matches_text(
    matching: Matching, catalogue: Catalogue, *, ambiguous: bool = False, unmatched: bool = False
) -> Iterator[RenderableType]:
    """Titles of the charts, and the titles of the catalogue that they are or may be.

    Args:
        matching: All titles of the charts.
        catalogue: For years.
        ambiguous: Only those that are asked for.
        unmatched: Only those that the catalogue does not have. Of neither: all but these.
    """
    if not matching.matches:
        yield "There are no published charts in the lake. Import one: `matinee import netflix-top10 FILE`."
        return
    everything = not ambiguous and not unmatched
    if everything:
        shown = [one for one in matching.matches if one.title or one.question]
    else:
        shown = [*(matching.ambiguous if ambiguous else []), *(matching.unmatched if unmatched else [])]
    for one in shown:
        yield from _match_lines(one, catalogue)
    if shown:
        yield ""
    yield from matching_lines(matching)
    if everything and matching.unmatched:
        yield "Those that are not in it: `matinee catalogue matches --unmatched`."


def decided_line(decided: Decided, catalogue: Catalogue) -> str:
    """What a person decided, said back."""
    names = " and ".join(sorted(one.told for one in decided.charted))
    title = "none of the catalogue's titles" if decided.title is None else _title(decided.title, catalogue)
    return f"{names} in the published charts: {title}."


def _match_lines(one: Match, catalogue: Catalogue) -> Iterator[str]:
    """A title of the charts and what it is; where that is asked for, the titles that it may be."""
    decided = ", decided" if one.decided else ""
    if one.question:
        yield f"{one.charted.told}: which? {one.question}"
        yield from (f"    {_title(title, catalogue)}" for title in one.candidates)
    elif one.title:
        yield f"{one.charted.told}: {_title(one.title, catalogue)}{decided}"
    else:
        yield f"{one.charted.told}: none of the catalogue's{decided}" if decided else one.charted.told


def _title(title: Title, catalogue: Catalogue) -> str:
    """A title of the catalogue: its id, and how a person knows it."""
    released_us = catalogue.released_at_us(title.id)
    year = "" if released_us is None else f", {instants.to_datetime(released_us).year}"
    return f"{title.id}, {title.name} ({title.kind}{year})"
