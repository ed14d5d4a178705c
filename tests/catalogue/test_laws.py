"""What holds of any catalogue files: order does not matter, what comes again is nothing new, nothing is lost."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalogue import Catalogue
from matinee.catalogue.assembly import assemble
from matinee.catalogue.entries import Sheet
from matinee.catalogue.findings import findings
from matinee.catalogue.news import news
from matinee.catalogue.reading import read_sheet
from matinee.errors import MatineeError

NAMES = st.sampled_from(["Tin Harbor", "tin harbor", "Rebecca", "Dark", "Ünder"])
IDS = st.sampled_from(["a", "b", "tt1", "tt2", "Q1"])
YEARS = st.sampled_from(["", "1940", "2019", "2020", "\\N", "twenty"])
NUMBERS = st.sampled_from(["", "0", "4.8", "53", "-1", "nan", "1e9"])

FILES = st.one_of(
    st.tuples(
        st.just("title_id,name,kind,year"),
        st.lists(st.tuples(IDS, NAMES, st.sampled_from(["film", "season", "opera"]), YEARS), max_size=5),
        st.just("titles.csv"),
        st.just(","),
    ),
    st.tuples(
        st.just("person_id,name,born"), st.lists(st.tuples(IDS, NAMES, YEARS), max_size=5), st.just("people.csv"), st.just(",")
    ),
    st.tuples(
        st.just("title_id,person_id,role"),
        st.lists(st.tuples(st.one_of(IDS, NAMES), st.one_of(IDS, NAMES), st.sampled_from(["cast", "Director", ""])), max_size=5),
        st.just("roles.csv"),
        st.just(","),
    ),
    st.tuples(
        st.just("title_id,source,scale,score"),
        st.lists(st.tuples(IDS, st.just("IMDb"), NUMBERS, NUMBERS), max_size=5),
        st.just("ratings.csv"),
        st.just(","),
    ),
    st.tuples(
        st.just("franchise,order,title_id,title,year"),
        st.lists(st.tuples(NAMES, NUMBERS, st.one_of(st.just(""), IDS), NAMES, YEARS), max_size=5),
        st.just("list.csv"),
        st.just(","),
    ),
    st.tuples(
        st.just("tconst\ttitleType\tprimaryTitle\tstartYear\tgenres"),
        st.lists(st.tuples(st.sampled_from(["tt1", "tt2"]), st.sampled_from(["movie", "tvSeries"]), NAMES, YEARS, NAMES), max_size=5),
        st.just("basics.tsv"),
        st.just("\t"),
    ),
)  # fmt: skip


def sheet_of(file) -> Sheet:
    header, rows, name, separator = file
    return read_sheet([f"{line}\n" for line in (header, *(separator.join(row) for row in rows))], name)


def told(catalogue: Catalogue):
    """A catalogue without what the order of lines decides."""
    return (
        catalogue.titles,
        catalogue.people,
        set(catalogue.roles),
        catalogue.franchises,
        set(catalogue.ratings),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(FILES, max_size=4))
def test_every_line_is_taken_refused_or_left_out_and_what_is_taken_fits(files):
    sheets = [sheet_of(file) for file in files]
    made = assemble(sheets, Catalogue())
    for (_, rows, _, _), outcome in zip(files, made.outcomes, strict=True):
        lines = [row for row in rows if any(cell.strip() for cell in row)]
        births = sum(one.reason == "impossible birth" for one in outcome.rejections)
        counted = len(outcome.taken) + len(outcome.rejections) + outcome.left_out.total()
        assert len(lines) <= counted <= len(lines) + births
    wrong = {one.problem.split(" ")[0] for one in findings(made.catalogue)} - {"is"}
    assert not wrong, "no birth after a film, no franchise within itself"
    assert all(
        role.person in made.catalogue.people and role.title in made.catalogue.titles for role in made.catalogue.roles
    )
    assert all(part in made.catalogue.titles for one in made.catalogue.franchises.values() for part in one.parts)


@settings(max_examples=100, deadline=None)
@given(st.lists(FILES, max_size=4))
def test_what_comes_again_is_nothing_new(files):
    first = assemble([sheet_of(file) for file in files], Catalogue()).catalogue
    second = assemble([sheet_of(file) for file in files], first)
    assert told(second.catalogue) == told(first)
    for outcome in second.outcomes:
        assert news(outcome.taken, first, second.catalogue)[0].total() == 0


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["a.toml", "a.csv", "a.tsv", "a.json", "a.tsv.gz"]), st.integers(0, 9))
def test_text_of_any_kind_is_read_or_refused_with_a_reason(text, name, seed):
    heads = [
        "",
        "[[title]]\n",
        "tconst\ttitleType\tx\n",
        "franchise,title\n",
        '[{"film": ',
        '{"entities": {"Q1": ',
        "nconst\tprimaryName\n",
    ]
    whole = random.Random(seed).choice(heads) + text
    try:
        sheet = read_sheet(whole.splitlines(keepends=True), name)
    except MatineeError:
        return
    for rejection in assemble([sheet], Catalogue()).outcomes[0].rejections:
        assert rejection.line >= 1 and rejection.sentence(name).startswith(f"{name}, line {rejection.line}: ")
