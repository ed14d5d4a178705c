"""Writes the pages of the manual that follow from declarations: metrics and definitions.

`python -m tools.metric_docs` writes them; with `--check` it says which are out of date, and
also holds the links and commands in the other pages against what there is.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from matinee.metrics import CATALOGUE, CURVES
from matinee.metrics.definitions import all_terms
from matinee.metrics.field import NOT_COMPUTABLE
from matinee.metrics.metric import prose
from matinee.metrics.terms import Term
from matinee.reports.definitions_text import counts
from matinee.settings import SETTINGS
from tools.report_schema import report_schema

ROOT = Path(__file__).parents[1]
_HEAD = "<!-- Written by `make docs` from the declarations in the code. -->\n\n"


def metrics_page() -> str:
    """Every metric: what it is, how to read it, its formula."""
    parts = [
        _HEAD + "# Metrics\n\nEvery number that a report shows. `matinee explain NAME` says the same in a terminal.\n",
        "\n".join(f"- [{one.title}](#{_anchor(one.title)})" for one in (*CATALOGUE, *CURVES)),
    ]
    for metric in CATALOGUE:
        adds = ", ".join(metric.adds_up_over) or "nothing"
        rows = [
            ("name", f"`{metric.name}`"),
            ("unit", metric.unit),
            ("formula", metric.formula),
            ("adds up over", adds),
        ]
        table = "\n".join(["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows)])
        parts.append(f"## {metric.title}\n\n{prose(metric)}\n\n{table}")
    parts.append(
        "# Curves\n\nEvery curve that a report has beside its numbers; JSON has the rows of each below its name."
    )
    for curve in CURVES:
        rows = "\n".join(
            f"| `{column.name}` | {column.meaning} | {column.unit or ''} | {', '.join(column.adds_up_over)} |"
            for column in curve.columns
        )
        head = "| column | what it holds | unit | adds up over |\n|---|---|---|---|"
        parts.append(f"## {curve.title}\n\n{prose(curve)}\n\n`{curve.name}`: {curve.formula}.\n\n{head}\n{rows}")
    return "\n\n".join(parts) + "\n"


def definitions_page() -> str:
    """Every definition, and the settings beside which one's own are written."""
    terms = all_terms()
    rows = "\n".join(
        f"| [`{one.id}`](#{_anchor(one.id)}) | {one.title} | {one.unit} | {one.window} | {one.speed} |" for one in terms
    )
    explained = "\n\n".join(_explained(one) for one in terms)
    absent = "\n".join(f"- **{name}**: {why}." for name, why in NOT_COMPUTABLE)
    settings = "\n".join(f"| `{one.name}` | `{one.default}` | {one.help} |" for one in SETTINGS)
    text = (ROOT / "tools" / "definitions.md").read_text(encoding="utf-8")
    parts = {"{definitions}": rows, "{explained}": explained, "{absent}": absent, "{settings}": settings}
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return _HEAD + text


def _explained(term: Term) -> str:
    facts = [
        ("counts", counts(term)),
        ("where published, rounded", term.rounding),
        ("misleads", term.misleads),
        ("source", term.source),
    ]
    table = "\n".join(["| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in facts)])
    return f"### {term.id}\n\n{term.title}, version {term.version}. {term.meaning}\n\n{table}"


PAGES = {
    "docs/metrics.md": metrics_page,
    "docs/definitions.md": definitions_page,
    "docs/report.schema.json": report_schema,
}


def main() -> int:
    """Write the pages, or check them."""
    if "--check" not in sys.argv:
        for name, page in PAGES.items():
            (ROOT / name).write_text(page(), encoding="utf-8")
        return 0
    wrong = [
        f"{name} is out of date: run `make docs`."
        for name, page in PAGES.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != page()
    ]
    wrong += [problem for file in _pages() for problem in _broken_links(file)]
    print("\n".join(wrong) or f"Docs: {len(PAGES)} written pages up to date, links of {len(_pages())} pages good.")
    return 1 if wrong else 0


def _pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def _broken_links(file: Path) -> list[str]:
    """Links to files or headings that are not there."""
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, heading = target.partition("#")
        goal = (file.parent / path).resolve() if path else file
        if not goal.exists():
            broken.append(f"{file.relative_to(ROOT)}: there is no {target}.")
        elif heading and goal.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
            if heading not in map(_anchor, headings):
                broken.append(f"{file.relative_to(ROOT)}: {goal.name} has no heading #{heading}.")
    return broken


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


if __name__ == "__main__":
    sys.exit(main())
