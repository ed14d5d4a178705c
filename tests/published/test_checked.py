"""Several published files at once: each held against the rules, editions against each other."""

from __future__ import annotations

import json

from matinee.errors import MatineeError
from matinee.published.checked import checked

from .places import file, weekly


def whole_list(hours=0, name="one"):
    places = [weekly("2022-01-02", rank, f"Film {rank}", hours=110_000 - 10_000 * rank) for rank in range(1, 11)]
    return file(places[0]._replace(hours=100_000 + hours), *places[1:], name=name)


def test_files_that_keep_the_rules_end_well():
    found = checked([whole_list()])
    assert (found.exit_status, found.restatements.compared) == (0, ())


def test_a_file_with_something_unexplained_does_not():
    assert checked([whole_list(), whole_list(hours=1)]).exit_status == 1


def test_nor_does_one_that_is_no_chart():
    assert checked([whole_list()], [MatineeError("It is empty.")]).exit_status == 1


def test_all_of_it_can_be_written_as_json():
    told = json.loads(
        checked([whole_list(), whole_list(hours=1, name="two")], [MatineeError("It is empty.")]).to_json()
    )
    assert [(each["file"], each["conforms"], len(each["exceptions"])) for each in told["files"]] == [
        ("one", True, 0),
        ("two", False, 1),
    ]
    assert told["refused"] == ["It is empty."]
    assert [(each["kind"], each["was"], each["now"]) for each in told["restatements"]] == [
        ("hours", "100,000", "100,001")
    ]


def test_the_checks_can_be_written_as_csv():
    assert checked([whole_list(hours=1)]).to_csv().splitlines() == [
        "file,check,of,checked,agreeing,explained,unexplained",
        "one,rows can be read,rows,10,10,0,0",
        "one,ranks complete,lists,1,1,0,0",
        "one,periods complete,lists,1,1,0,0",
        "one,rank order,lists,1,1,0,0",
        "one,hours rounded,rows,10,9,0,1",
    ]
    assert checked([]).to_csv() == "file\n"
