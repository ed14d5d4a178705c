"""The rules of charts: presets, and a service's own."""

from __future__ import annotations

import pytest

from matinee.catalogue import Title
from matinee.charts.rules import PRESETS, find_rule, own_rules
from matinee.errors import MatineeError

FILM = Title(id="f", name="F", kind="film", language="en-GB", kids=True)
FOREIGN = Title(id="g", name="G", kind="film", language="es")
SEASON = Title(id="s", name="S", kind="season", language="ko")
STRANGE = Title(id="x", name="X", kind="unknown")


def members(id):
    return [title.id for title in (FILM, FOREIGN, SEASON, STRANGE) if find_rule(id).has(title)]


def test_presets_tell_titles_apart_by_kind_language_and_children():
    assert members("all") == ["f", "g", "s", "x"]
    assert members("films") == ["f", "g"] and members("seasons") == ["s"] and members("kids") == ["f"]
    assert members("netflix.films.english") == ["f"] and members("netflix.films.other") == ["g"]
    assert members("netflix.tv.english") == [] and members("netflix.tv.other") == ["s"]


def test_a_service_writes_its_own():
    table = {
        "title": "Family", "by": "views", "kind": "film", "kids": True, "titles": ["f"],
        "time_zone": "Europe/London", "week_starts": "friday", "language": "EN",
    }  # fmt: skip
    (rule,) = own_rules({"chart": {"ours.family": table}})
    assert (rule.week_starts, rule.titles, rule.language) == (4, ("f",), "en")
    assert rule.has(FILM) and not rule.has(FOREIGN)
    assert rule.in_words() == (
        "Films for children whose language is en of a list of 1, ranked by views before anything is rounded; "
        "of titles with exactly the same figure the one whose name comes first in the alphabet stands higher."
    )


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"rank": "hours"}, "there is no key 'rank'; the keys are title, by, kind, language, kids, titles, "),
        ({"by": "fame"}, "by is 'fame'; it can be hours, views, reach, minutes."),
        ({"kind": "song"}, "kind is 'song'; it can be film, season."),
        ({"week_starts": "Fri"}, "week_starts is 'Fri'; it can be monday, tuesday, "),
        ({"time_zone": "London"}, "time_zone is 'London', which is no name of the IANA time zone database."),
        ({"titles": []}, "titles is []; it is a list of ids."),
        ({"kids": 1}, "kids is 1."),
        ("films", "it is not a table."),
    ],
)
def test_a_rule_that_is_none_is_refused(table, problem):
    with pytest.raises(MatineeError) as error:
        own_rules({"chart": {"ours": table}})
    assert error.value.problem.startswith(f"matinee.toml, in [chart.'ours']: {problem}")


def test_an_id_that_comes_with_matinee_is_not_given_again():
    with pytest.raises(MatineeError, match="choose another id"):
        own_rules({"chart": {PRESETS[0].id: {}}})


def test_a_chart_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(MatineeError) as error:
        find_rule("film")
    assert error.value.problem == 'There is no chart "film".'
    assert error.value.hint.startswith("Did you mean films? The charts are: all, films, ")
