"""The press desk reads files, keeps what is accepted, and lays claims beside each other and what was measured."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.lake import Lake
from matinee.press.desk import Press
from matinee.press.tellings import Verdict
from tests.player import Player

ONE = "'Tin Harbor' on Netflix\n\nNetflix projects that 44 million households will watch Tin Harbor in its first 28 days.\n"
OTHER = "'Tin Harbor' is a hit\n\nTin Harbor was watched by 44 million households in four weeks, Netflix said. Ana Reyes will return for the sequel.\n"


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "one.txt").write_text(ONE)
    (tmp_path / "other.txt").write_text(OTHER)
    return [tmp_path / "one.txt", tmp_path / "other.txt"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "is empty."),
        (b"  \n ", "is empty."),
        (b"\x7fELF\x00\x01\x02", "is no text."),
        (b"Der Film wurde von vierundvierzig Millionen Haushalten gesehen, und die Kritik war nicht begeistert.", "is not in English, as far as can be told."),
    ],
)  # fmt: skip
def test_a_file_of_no_use_costs_only_itself(tmp_path, articles, body, problem):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(body)
    read = Press().read([bad, tmp_path / "absent.txt", tmp_path, *articles], day="2021-01-05")
    assert [error.problem for error in read.refused] == [
        f"{bad} {problem}",
        f"{tmp_path / 'absent.txt'} cannot be read: No such file or directory.",
        f"{tmp_path} is a folder.",
    ]
    assert {claim.file for claim in read.proposals} == {"one.txt", "other.txt"}
    assert {claim.as_of for claim in read.proposals} == {"2021-01-05"}


def test_an_article_without_claims_says_so(tmp_path):
    (tmp_path / "quiet.txt").write_text("It was a quiet day by the sea, and nothing was to be said of it by anyone.")
    assert Press().read([tmp_path / "quiet.txt"]).silent == ("quiet.txt",)


def test_nothing_enters_the_lake_unasked_and_what_is_accepted_stays(make_lake, articles):
    lake = make_lake()
    read = lake.press().read(articles)
    assert lake.press().kept() == ()
    assert lake.press().accept(read, "1, 3-3") == 2
    assert lake.press().accept(read, "1") == 0
    assert lake.press().kept() == (read.proposals[0], read.proposals[2])
    assert lake.press().accept(read, lambda number, claim: None if number > 2 else claim.says == "households") == 1
    assert len(lake.press().kept()) == 3


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [("two", "'two' is no number of a proposal."), ("9", "There is no proposal 9."), ("0", "There is no proposal 0.")],
)
def test_a_number_that_is_not_there_is_refused(make_lake, articles, wanted, problem):
    desk = make_lake().press()
    with pytest.raises(MatineeError) as error:
        desk.accept(desk.read(articles), wanted)
    assert error.value.problem == problem


def test_kept_claims_and_those_of_files_are_laid_side_by_side(make_lake, articles):
    desk = make_lake().press()
    desk.accept(desk.read(articles[:1]), "all")
    (one,) = [one for one in desk.compare(desk.read(articles[1:])).tellings if one.about == "households"]
    assert one.verdict is Verdict.TWO_WAYS and len(one.claims) == 2


def test_a_figure_is_laid_beside_what_was_measured_by_the_definition_it_seems_to_use(make_lake, articles):
    """Ten minutes of one household, 44 million told: the two conflict, and both are shown."""
    lake = make_lake([Player("film").play(0, 600).end()], ["film,film,Tin Harbor,film,6000,2021-03-01T00:00:00Z"])
    desk = lake.press()
    compared = desk.compare(desk.read(articles))
    (one,) = [one for one in compared.tellings if one.about == "households, beside the lake"]
    assert one.verdict is Verdict.CONFLICTING
    assert one.why == (
        "44,000,000 households in 28 days; the lake measured 1 household in 28 days by netflix.chose.2020."
    )


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("9 million households in its first 28 days, Netflix said", "9 million households in its first month, Netflix said", Verdict.AGREEING),
        ("9 million households in its first 28 days, Netflix said", "8 million households in four weeks, Netflix said", Verdict.CONFLICTING),
        ("9 million households in its first 28 days, Netflix said", "5 million households in its first week, Netflix said", Verdict.NOT_COMPARABLE),
        ("9 million households in its first 28 days, Netflix said", "90 million hours in its first 28 days, Netflix said", Verdict.NOT_COMPARABLE),
        ("9 million households in its first 28 days, Netflix said", "7 million households in its first 28 days, Nielsen said", Verdict.NOT_COMPARABLE),
    ],
)  # fmt: skip
def test_two_figures_agree_conflict_or_cannot_be_compared(tmp_path, left, right, verdict):
    for name, told in (("a", left), ("b", right)):
        (tmp_path / f"{name}.txt").write_text(f"'Tin Harbor' on Netflix\n\nTin Harbor was watched by {told}.\n")
    desk = Press()
    found = desk.compare(desk.read([tmp_path / "a.txt", tmp_path / "b.txt"])).tellings
    assert verdict in {one.verdict for one in found}
    assert {one.verdict for one in found} <= {verdict, Verdict.ALONE}


def test_what_is_accepted_is_a_claim_of_the_catalogue_beside_those_of_files(make_lake, articles, tmp_path):
    lake = make_lake()
    lake.press().accept(lake.press().read(articles), "1")
    (tmp_path / "told.toml").write_text(
        '[[claim]]\nsubject = "Tin Harbor"\nsays = "households"\nvalue = 41_000_000\nwindow_days = 28\noutlet = "The Post"\n'
    )
    lake.import_catalogue(tmp_path / "told.toml")
    claims = Lake(lake.folder.path).catalogue.claims_on("tin harbor")
    assert [(one.value, one.projected, one.outlet, one.file) for one in claims] == [
        (44e6, True, None, "one.txt"),
        (41e6, False, "The Post", "told.toml"),
    ]
    assert lake.press().kept() == claims, "the press room lays both beside each other"


def test_a_lake_may_bring_rules_of_its_own(make_lake, tmp_path):
    lake = make_lake()
    (lake.folder.path / "press.toml").write_text(
        '[[rule]]\nid = "downloads"\nsays = "downloads"\npatterns = ["NUMBER downloads"]\n'
    )
    (tmp_path / "a.txt").write_text("'Tin Harbor' by the sea\n\nTin Harbor had 3 million downloads.\n")
    (one,) = lake.press().read([tmp_path / "a.txt"]).proposals
    assert (one.subject, one.says, one.value) == ("Tin Harbor", "downloads", 3e6)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[rule]]\nid = "a"\nsays = "a"\n', "A rule of {} has no patterns."),
        ('[[rule]]\nid = "a"\nsays = "a"\npatterns = ["("]\n', "A pattern of {} cannot be used: missing ), unterminated subpattern at position 0."),
        ('colours = ["a"]\n', "{} has 'colours', which is no list of rules."),
        ("a = ", "{} is no TOML: Invalid value (at end of document)."),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_refused(tmp_path, text, problem):
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(MatineeError) as error:
        Press(rules=[path])
    assert error.value.problem == problem.format(path)
