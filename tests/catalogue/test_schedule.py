"""The calendar of releases: by day, with what is to be decided at its end."""

from __future__ import annotations

from datetime import date

from matinee import instants
from matinee.catalogue import Catalogue, Release, TheatricalRun, Title
from matinee.catalogue.schedule import schedule

TODAY = date(2021, 1, 1)
CATALOGUE = Catalogue.of(
    [Title(id=id, name=id.upper(), kind="film") for id in ("a", "b", "c")],
    releases=[
        Release(title="c", released_at_us=None, status="announced"),
        Release(title="b", released_at_us=None, status="shooting"),
        Release(title="a", released_at_us=instants.parse("2020-12-25T23:00:00-02:00")),
        Release(title="a", territory="GB", released_at_us=instants.parse("2020-12-20")),
        Release(title="lost", released_at_us=instants.parse("2021-03-01"), status="scheduled"),
    ],
    runs=[TheatricalRun(title="a", opened_on=date(2020, 12, 9)), TheatricalRun(title="b", status="announced")],
)


def test_days_come_in_order_and_what_is_to_be_decided_last_the_furthest_along_first():
    assert [
        (line.day and str(line.day), line.name, line.where, line.territory) for line in schedule(CATALOGUE, TODAY)
    ] == [
        ("2020-12-09", "A", "cinemas", "*"),
        ("2020-12-20", "A", "service", "GB"),
        ("2020-12-26", "A", "service", "*"),
        ("2021-03-01", "lost", "service", "*"),
        (None, "B", "service", "*"),
        (None, "B", "cinemas", "*"),
        (None, "C", "service", "*"),
    ]


def test_what_has_a_day_to_come_is_scheduled_and_not_released():
    soon = Catalogue.of(
        [Title(id="a", name="A", kind="film")],
        releases=[Release(title="a", released_at_us=instants.parse("2021-01-02"))],
    )
    assert [line.status for line in schedule(soon, TODAY)] == ["scheduled"]
    assert [line.status for line in schedule(soon, date(2021, 1, 2))] == ["released"]


def test_what_came_before_a_day_can_be_left_out_and_what_is_open_stays():
    assert [line.title for line in schedule(CATALOGUE, TODAY, date(2020, 12, 26))] == ["a", "lost", "b", "b", "c"]
