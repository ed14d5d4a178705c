"""Standing, ages, claims, money and the rule of the verdict: small things with answers one can work out."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from matinee.catalogue import Catalogue, Title
from matinee.catalogue.claims import Claim
from matinee.catalogue.people import Person, Role
from matinee.errors import MatineeError
from matinee.sequel.break_even import break_even
from matinee.sequel.cast import cast_of
from matinee.sequel.estimate import estimate
from matinee.sequel.said import matters
from matinee.sequel.standing import seen_through, standing
from matinee.sequel.verdict import AGAINST, FOR, IS_AGAINST, IS_FOR, MIXED, OPEN, TOO_EARLY, Reason, weigh
from matinee.units import Unit


def test_a_title_stands_above_those_that_are_lower_and_half_of_its_equals():
    told = standing("reach", "Reach", Unit.HOUSEHOLDS, 50, [10, 20, 50, 80, None])
    assert (told.below, told.others, told.percentile, told.middle) == (2.5, 4, 0.625, 35)
    # Jeffreys, by the quantile function of R: qbeta(c(.1, .9), 3, 2) of 2.5 of 4.
    assert (told.from_percentile, told.to_percentile) == pytest.approx((0.3205, 0.8574), abs=1e-3)
    assert told.low is None  # a count of all homes is no draw


def test_a_share_has_an_interval_of_its_own_households():
    told = standing("completion_rate", "Completion rate", Unit.SHARE, 0.75, [], counted=75, out_of=100)
    # qbeta(c(.1, .9), 75.5, 25.5).
    assert (told.low, told.high) == pytest.approx((0.6915, 0.8015), abs=2e-3)
    assert told.percentile is None and told.middle is None


def test_nothing_measured_stands_nowhere():
    told = standing("rewatch_rate", "Rewatch rate", Unit.SHARE, None, [0.1, 0.2])
    assert (told.value, told.percentile, told.middle) == (None, None, pytest.approx(0.15))


def test_who_finished_is_counted_of_homes_whose_positions_are_known():
    rows = {"completed_us": [[1, 2], [3], [], None], "known": [True, True, True, False]}
    found = seen_through({"a": pa.table(rows), "b": pa.table({"completed_us": [[1]], "known": [True]})})
    assert (found["a"].starters, found["a"].completers, found["a"].rewatchers) == (3, 2, 1)
    assert (found["b"].starters, found["b"].completers, found["b"].rewatchers) == (1, 1, 0)


def test_ages_are_of_the_day_on_which_the_original_came_out():
    people = [
        Person(id="lead", name="Lead", born=date(2009, 1, 9)),
        Person(id="late", name="Late", born=date(2010, 12, 26)),
        Person(id="year", name="Year", born_year=2012),
        Person(id="mother", name="Mother", born=date(1982, 7, 18)),
        Person(id="who", name="Who"),
    ]
    roles = [Role(person=one.id, title="film", role="cast", order=place) for place, one in enumerate(people, start=1)]
    known = Catalogue.of([Title(id="film", name="Film", kind="film")], people=people, roles=[*roles, Role(person="mother", title="film", role="director")])  # fmt: skip
    cast = cast_of(known, "film", date(2020, 12, 25), date(2021, 2, 1), (2022, 2027))
    told = {one.person.id: (str(one.at_release), str(one.now), {y: str(a) for y, a in one.in_years.items()}) for one in cast.members}  # fmt: skip
    assert told["lead"] == ("11", "12", {2022: "13", 2027: "18"})
    assert told["late"] == ("9", "10", {2022: "11", 2027: "16"})  # a day before each birthday
    assert told["year"] == ("7 or 8", "8 or 9", {2022: "9 or 10", 2027: "14 or 15"})
    assert told["who"] == ("None", "None", {})
    assert [one.person.id for one in cast.children] == ["lead", "late", "year"]
    assert (cast.span(children=True), cast.span(2027, children=True), cast.span()) == ((7, 11), (14, 18), (7, 38))
    assert (cast.unknown, cast.directors) == (1, ("Mother",))


def test_who_is_attached_is_a_contradiction_and_a_figure_told_in_two_ways_is_none():
    claims = [
        Claim(subject="Film 2", says="attached", value="nobody", outlet="One"),
        Claim(subject="Film 2", says="attached", value="Ana", outlet="Two"),
        Claim(subject="Film", says="households", value=44e6, window="28 days", projected=True, outlet="One", said_by="Service"),
        Claim(subject="Film", says="households", value=44e6, window="28 days", outlet="Two", as_of="2021-01"),
        Claim(subject="Film", says="cast", value="Ana", outlet="One"),
        Claim(subject="Film", says="cast", value="Ben", outlet="Two"),
        Claim(subject="Film", says="rating", value=5.0, outlet="Two"),
    ]  # fmt: skip
    known = Catalogue.of([Title(id="film", name="Film", kind="film")], claims=claims)
    attached, households, cast = matters(known, ["film", "Film 2"])
    assert (attached.says, attached.is_contradicted, attached.differs) == ("attached", True, True)
    assert (households.says, households.is_contradicted, households.differs) == ("households", False, True)
    assert [one.value for one in households.tellings] == ["44,000,000 projected in 28 days", "44,000,000 in 28 days"]
    assert households.tellings[0].sources == ("One (Service)",) and households.tellings[1].sources == ("Two, 2021-01",)
    assert (cast.says, cast.differs) == ("cast", False)  # two may be


def test_a_budget_is_paid_back_by_as_many_as_it_is_worth():
    told = estimate((1000.0, 1000.0, 1000.0), [])  # 2,190 households at the middle
    found = break_even(21_900, told, hours_per_household=2.0, worth_household=10, worth_hour=2.5)
    assert found.per_household[0] == pytest.approx(10) and found.per_hour is not None
    assert found.per_hour[0] == pytest.approx(5)
    assert found.per_household[1] == pytest.approx(21_900 / told.intervals[80].high)
    households, hours = found.needed
    assert (households.amount, households.chance) == (pytest.approx(2190), pytest.approx(0.5))
    assert (hours.amount, hours.households) == (pytest.approx(8760), pytest.approx(4380))
    assert hours.chance == pytest.approx(told.chance_above(4380)) and hours.chance < 0.5
    with pytest.raises(MatineeError) as error:
        break_even(-1, told, hours_per_household=None)
    assert error.value.problem == "--budget -1 is no amount."


def reason(points, about):
    return Reason(points=points, about=about, says="", rests_on="")


@pytest.mark.parametrize(
    ("reasons", "days", "verdict"),
    [
        ([(FOR, "behaviour")] * 3, 8, TOO_EARLY),
        ([(FOR, "behaviour")] * 2 + [(OPEN, "reach")], 28, IS_FOR),
        ([(FOR, "behaviour")] * 2 + [(AGAINST, "reach")], 28, MIXED),
        ([(FOR, "behaviour")] * 2 + [(AGAINST, "behaviour")], 28, MIXED),
        ([(FOR, "reach"), (FOR, "estimate"), (FOR, "behaviour")], 28, MIXED),
        ([(AGAINST, "behaviour"), (AGAINST, "estimate"), (FOR, "reach")], 28, IS_AGAINST),
        ([(AGAINST, "behaviour"), (OPEN, "reach")], 28, MIXED),
        ([], 28, MIXED),
    ],
)
def test_reasons_come_to_a_verdict_by_a_stated_rule(reasons, days, verdict):
    assert weigh([reason(*one) for one in reasons], days) == verdict
