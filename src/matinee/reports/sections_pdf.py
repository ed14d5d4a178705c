"""Sections on paper: A4, set by Typst, with pictures as drawings and letters that can be searched and read out.

Nothing is fetched: the setter, its fonts and what draws the pictures are on the machine. Names come into the document as
strings and never as markup. What is folded on a page stands in full at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
import vl_convert

from matinee.errors import MatineeError
from matinee.reports.chart_words import clean
from matinee.reports.pictures import Picture
from matinee.reports.projection_tables import Shown
from matinee.reports.sections import Point, Section, Sections

_STYLE = """
#set document(title: {title})
{page}
#set text(font: ("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Libertinus Serif"), size: 9.5pt, lang: "en")
#set par(leading: 0.6em, spacing: 0.9em)
#show heading.where(level: 1): it => block(above: 1.6em, below: 0.7em, width: 100%, stroke: (top: 0.5pt + luma(190)), inset: (top: 0.6em), text(12pt, it.body))
#show heading.where(level: 2): it => block(above: 1em, below: 0.5em, text(9.5pt, it.body))
#show figure: set block(breakable: false)
#let note(body) = block(above: 0.7em, below: 0.7em, par(leading: 0.5em, text(7.5pt, fill: luma(90), body)))
#let told(columns, left, whole, ..cells) = block(breakable: not whole, text(8.5pt, table(
  columns: columns, stroke: none, inset: (x: 4pt, y: 3pt), align: (x, y) => if x in left {{ std.left }} else {{ right }},
  table.hline(stroke: 0.5pt + luma(120)), ..cells, table.hline(stroke: 0.5pt + luma(120)))))
"""
_PAGED = (
    '#set page(paper: "a4", margin: (x: 2cm, top: 1.6cm, bottom: 1.8cm), footer: '
    'context align(right, text(8pt, fill: luma(90), counter(page).display("1 / 1", both: true))))'
)
_IN_ONE = "#set page(width: 21cm, height: auto, margin: 1.5cm)"
_DOTS_PER_INCH = 144
_WHOLE_ROWS = 25
"""A table of no more rows stands on one page."""


def sections_pdf(told: Sections) -> bytes:
    """An answer in sections as a PDF."""
    with TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text("\n".join(_document(told, Path(folder))), encoding="utf-8")
        return bytes(typst.compile(str(main), root=folder, format="pdf"))


def sections_png(told: Sections) -> bytes:
    """An answer in sections as one picture, as long as it has to be."""
    with TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text("\n".join(_document(told, Path(folder), page=_IN_ONE)), encoding="utf-8")
        return bytes(typst.compile(str(main), root=folder, format="png", ppi=_DOTS_PER_INCH))  # it is one page


def write_pdf(told: Sections, path: Path) -> None:
    """Write it as a PDF.

    Raises:
        MatineeError: The file cannot be written.
    """
    _write(sections_pdf(told), path)


def write_png(told: Sections, path: Path) -> None:
    """Write it as one picture.

    Raises:
        MatineeError: The file cannot be written.
    """
    _write(sections_png(told), path)


def _write(made: bytes, path: Path) -> None:
    try:
        path.write_bytes(made)
    except OSError as problem:
        raise MatineeError(f"{path} cannot be written: {problem.strerror}.", "Name another file.") from None


def _document(told: Sections, folder: Path, page: str = _PAGED) -> Iterator[str]:
    yield _STYLE.format(title=_quoted(told.title), page=page)
    yield f'#block(below: 0.9em, text(17pt, weight: "bold", {_quoted(told.title)}))'
    yield f"#note({_quoted(told.subtitle)})"
    for number, section in enumerate(told.sections):
        yield from _section(section, folder, number)
    folded = [table for section in told.sections for table in section.tables if table.folded]
    if folded:
        yield f"#heading(level: 1, {_quoted('Tables in full')})"
        for table in folded:
            yield from _table(table)


def _section(section: Section, folder: Path, number: int) -> Iterator[str]:
    yield f"#heading(level: 1, {_quoted(section.name)})"
    for words in section.words:
        yield f"#par({_quoted(words)})"
    if section.points:
        yield f"#list({', '.join(_point(point) for point in section.points)})"
    for place, picture in enumerate(section.pictures):
        file = folder / f"picture-{number}-{place}.pdf"
        file.write_bytes(_drawn(picture))
        yield f"#figure(image({_quoted(file.name)}, width: 88%, alt: {_quoted(picture.alt)}))"
    for table in section.tables:
        if not table.folded:
            yield from _table(table)
    for note in section.notes:
        yield f"#note({_quoted(note)})"


def _point(point: Point) -> str:
    return f"[#{_quoted(point.says)}#note({_quoted(point.rests_on)})]" if point.rests_on else _quoted(point.says)


def _table(shown: Shown) -> Iterator[str]:
    if shown.name:
        yield f"#heading(level: 2, {_quoted(shown.name)})"
    wide = ", ".join("1fr" if name in shown.wide else "auto" for name in shown.columns)
    head = f"table.header({', '.join(f'text(fill: luma(90), {_quoted(name)})' for name in shown.columns)})"
    rows = (f"{_quoted(cell)}" for row in shown.rows for cell in row)
    whole = "true" if len(shown.rows) <= _WHOLE_ROWS else "false"
    left = ", ".join(str(place) for place, name in enumerate(shown.columns) if not place or name in shown.wide)
    yield f"#told(({wide},), ({left},), {whole}, {', '.join([head, 'table.hline(stroke: 0.5pt + luma(190))', *rows])})"


def _drawn(picture: Picture) -> bytes:
    return bytes(vl_convert.vegalite_to_pdf(json.dumps(picture.chart.to_dict()), allowed_base_urls=[]))


def _quoted(text: str) -> str:
    r"""A string of Typst, whatever is in it.

    >>> print(_quoted('a "b" #c'))
    "a \"b\" #c"
    """
    return '"' + clean(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
