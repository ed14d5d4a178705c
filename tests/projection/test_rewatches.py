"""Who comes back: against textbooks and scipy, laws, and calibration on made-up households."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from matinee.errors import MatineeError
from matinee.projection.count_models import beta_geometric, compare_counts, geometric, negative_binomial, poisson
from matinee.projection.rewatch_habits import (
    Evidence,
    Kind,
    fit_habits,
    learn,
    published,
    summarise,
    summarise_all,
)
from matinee.projection.rewatches import Completers, coming_back, coming_back_by_children, completers_of, product_limit

from .homes import film, frailty, renewing

# Freireich and others 1963, the 6-MP group: weeks in remission, and whether it ended. The product limit and its standard errors as
# Cox and Oakes, Analysis of Survival Data, and Klein and Moeschberger, Survival Analysis, table 4.1, print them.
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], float)
ENDED = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], bool)
PRINTED = {6: (0.857, 0.0764), 7: (0.807, 0.0869), 10: (0.753, 0.0963), 13: (0.690, 0.1068)}
PRINTED |= {16: (0.627, 0.1141), 22: (0.538, 0.1282), 23: (0.448, 0.1346)}

PUBLISHED = (1943, 113, 20, 6, 2, 1)
"""2,085 households by further completions in 28 days: .932 .054 .010 .003, as published; the last digits are what its likelihoods leave."""

WIDE = Kind(name="other", titles=0, mean=np.log([0.1, np.e**0.2, 0.2]), sds=np.array([1.5, 0.6, 1.0]))


def completers(first, second, further=None, cut_off=28.0, **other):
    second = np.array(second, float)
    further = (~np.isnan(second)).astype(int) if further is None else np.array(further)
    return Completers(
        cut_off_days=cut_off, first_days=np.array(first, float), second_days=second, further=further, **other
    )


def test_the_product_limit_is_that_of_the_textbook():
    found = product_limit(WEEKS, ENDED)
    for week, (remaining, error) in PRINTED.items():
        place = list(found.days).index(week)
        assert found.remaining[place] == pytest.approx(remaining, abs=6e-4)
        assert found.remaining[place] * np.sqrt(found.greenwood[place]) == pytest.approx(error, abs=6e-5)
        assert found.within(week, least_at_risk=1).share == pytest.approx(1 - remaining, abs=6e-4)


def test_three_households_worked_by_hand():
    """Back after 2 days; lost after 3; back after 5: S(2) = 2/3, S(5) = 2/3 × 0/1."""
    found = coming_back(completers([0, 25, 1], [2, np.nan, 6], cut_off=28.0))
    assert found.within(1, least_at_risk=1).share == 0
    assert found.within(2.5, least_at_risk=1).share == pytest.approx(1 / 3)
    assert found.within(5, least_at_risk=1).share == 1


def test_intervals_are_those_of_scipy():
    rng = np.random.default_rng(3)
    times, lost = rng.exponential(30, 400).round(1), rng.uniform(0, 60, 400).round(1)
    happened = times <= lost
    observed = np.minimum(times, lost)
    judge = stats.ecdf(stats.CensoredData.right_censored(observed, ~happened)).sf
    found = product_limit(observed, happened)
    for level in (50, 80, 95):
        ends = judge.confidence_interval(level / 100, method="log-log")
        for days in (1, 7, 28, 50):
            share = found.within(days, level=level)
            assert share.share == pytest.approx(1 - judge.evaluate(days))
            assert share.low == pytest.approx(1 - ends.high.evaluate(days))
            assert share.high == pytest.approx(1 - ends.low.evaluate(days))


def test_a_late_reacher_is_followed_shorter_and_not_counted_as_gone():
    """Of ten that were followed 28 days one came back in the first week; ten more came yesterday: still one in ten or so, not in twenty."""
    first = [0] * 10 + [27] * 10
    second = [3] + [np.nan] * 19
    found = coming_back(completers(first, second))
    assert found.within(7, least_at_risk=1).share == pytest.approx(0.1)


def test_what_was_followed_too_short_is_not_stated():
    found = coming_back(completers([0.0] * 20, [np.nan] * 20, cut_off=11.0))
    assert found.within(28) is None
    assert found.within(11).share == 0 and 0 < found.within(11).high < 0.2


def test_households_with_and_without_children_stand_apart():
    children = np.array([1, 1, 0, 0, np.nan])
    found = coming_back_by_children(completers([0] * 5, [1, np.nan, np.nan, np.nan, 2], children=children))
    shares = {name: one.within(28, least_at_risk=1).share for name, one in found.items() if len(one.observed) > 1}
    assert shares == {"with children": 0.5, "without children": 0} and "not known" in found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), min_size=2, max_size=40), st.data())
def test_losing_a_household_never_raises_what_is_known(rows, data):
    days, happened = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    fewer = happened.copy()
    fewer[data.draw(st.integers(0, len(rows) - 1))] = False
    before, after = product_limit(days, happened), product_limit(days, fewer)
    shares = []
    for at in range(0, 61, 5):
        one, other = before.within(at, least_at_risk=1), after.within(at, least_at_risk=1)
        assert (one is None) == (other is None)
        if one is not None:
            assert other.share <= one.share + 1e-12 and one.low <= one.share <= one.high
            shares.append(one.share)
    assert shares == sorted(shares)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(3, 27))
def test_an_earlier_cut_off_knows_no_more(seed, earlier):
    one = film(np.random.default_rng(seed), renewing, size=60, ages=28)
    before, after = one.at(earlier), one.at(28)
    assert before.rewatches <= after.rewatches and before.households <= after.households
    for days in (1, 7, 20):
        known, later = coming_back(before).within(days), coming_back(after).within(days)
        assert known is None or (later is not None and known.at_risk <= later.at_risk)


def test_two_profiles_of_one_evening_are_no_repeat():
    evening, morning = 3.8, 4.3
    homes, ages = [1, 1, 1], [evening, evening + 0.1, morning]
    assert completers_of(homes, ages, cut_off_days=28).rewatches == 1
    assert completers_of(homes, ages, cut_off_days=28, least_gap_h=0).rewatches == 2
    assert completers_of(homes, ages, cut_off_days=28, profile=[1, 2, 2]).second_days[0] == morning
    # The same child, at once again, did see it twice; whoever sat beside it did not.
    assert completers_of(homes, ages, cut_off_days=28, profile=[1, 1, 2]).rewatches == 2
    assert completers_of([1] * 3, [3.8, 3.81, 3.9], cut_off_days=28, profile=[1, 2, 2]).rewatches == 1


def test_what_comes_after_the_cut_off_is_not_known():
    found = completers_of([5, 5, 9, 2], [1.0, 12.0, 3.0, 20.0], cut_off_days=11, children=[1, 1, 0, 0])
    assert found.first_days.tolist() == [1.0, 3.0] and found.rewatches == 0
    assert found.children.tolist() == [1, 0] and np.isnan(found.second_days).all()


def test_households_that_cannot_be_are_told():
    with pytest.raises(MatineeError) as told:
        completers([30.0], [np.nan])
    assert "after the cut-off at 28 days" in str(told.value)
    with pytest.raises(MatineeError):
        completers([3.0], [np.nan], further=[2])
    with pytest.raises(MatineeError):
        completers([3.0, 4.0], [np.nan])


def test_distributions_are_those_of_scipy():
    further = np.arange(8.0)
    assert poisson(further, 0.3) == pytest.approx(stats.poisson.logpmf(further, 0.3))
    assert geometric(further, 0.3) == pytest.approx(stats.geom.logpmf(further + 1, 0.7))
    assert negative_binomial(further, 0.16, 0.09) == pytest.approx(stats.nbinom.logpmf(further, 0.16, 0.16 / 0.25))
    for count in range(4):
        mixed = integrate.quad(lambda stop, k=count: stop * (1 - stop) ** k * stats.beta.pdf(stop, 5.8, 1.42), 0, 1)[0]
        assert np.exp(beta_geometric(np.float64(count), 5.8, 1.42)) == pytest.approx(mixed)


def test_published_counts_have_their_published_likelihoods():
    found = {one.name: one for one in compare_counts(PUBLISHED)}
    printed = {"negative binomial": -616.7, "beta-geometric": -616.7, "geometric": -638.6, "Poisson": -666.7}
    assert {name: one.log_likelihood for name, one in found.items()} == pytest.approx(printed, abs=0.4)
    assert found["negative binomial"].parameters[0] == pytest.approx(0.16, abs=0.005)
    assert found["beta-geometric"].parameters == pytest.approx((5.8, 0.42), abs=0.05)
    assert found["beta-geometric"].shares[:4] == pytest.approx((0.932, 0.055, 0.010, 0.003), abs=6e-4)
    assert found["negative binomial"].shares[:4] == pytest.approx((0.932, 0.053, 0.011, 0.003), abs=6e-4)
    assert found["Poisson"].shares[:3] == pytest.approx((0.916, 0.081, 0.004), abs=1e-3)


def test_the_likelihood_of_households_is_that_of_scipy_where_only_level_and_shape_differ():
    followed = np.expm1(0.04 * np.array([20, 50, 70]))  # the middles of their classes
    counts = np.array([0, 3, 1])
    seen = Evidence(completers(28 - followed, [np.nan, 28.0, 28.0], counts))
    points = np.array([[np.log(0.1), 0.3, np.log(0.2)], [np.log(0.4), 0.3, np.log(0.7)]])
    start = (1 + 4 / 24) ** 0.3
    grown = ((1 + followed) ** 0.3 - start) / (29**0.3 - start)
    judge = [
        stats.nbinom.logpmf(counts, shape, shape / (shape + rate * grown)).sum()
        for rate, shape in ((0.1, 0.2), (0.4, 0.7))
    ]
    found = seen.log_likelihood(points)
    assert found[0] - found[1] == pytest.approx(judge[0] - judge[1])


@pytest.mark.parametrize(("rate", "growth", "shape"), [(0.15, 0.25, 0.2), (0.4, 0.6, 0.3), (0.08, -0.2, 0.15)])
def test_habits_are_found_again(rate, growth, shape):
    rng = np.random.default_rng(8)
    homes, first = np.arange(40_000), rng.uniform(0, 25, 40_000)
    again = frailty(rng, homes, first, kids=False, ages=28, rate=rate, growth=growth, shape=shape)
    household, age = (np.concatenate(part) for part in zip((homes, first), *again, strict=True))
    known = completers_of(household, age, cut_off_days=28)
    found = fit_habits(Evidence(known), WIDE, draws=2000, rng=rng).habits
    assert np.median(found.rate) == pytest.approx(rate, rel=0.06)
    assert np.median(found.growth) == pytest.approx(growth, abs=0.08)
    assert np.median(found.shape) == pytest.approx(shape, rel=0.12)


def test_without_titles_it_is_the_published_prior_and_says_so():
    kids, other = learn([], kids=True), learn([], kids=False)
    assert kids.rests_on == other.rests_on == "prior only"
    nobody = Evidence(completers([], []))
    for kind, share in ((kids, 0.103), (other, 0.067)):
        habits = fit_habits(nobody, kind, draws=4000, rng=np.random.default_rng(1))
        assert habits.own_share == pytest.approx(0, abs=0.01)
        assert np.median(habits.habits.coming_back(28)) == pytest.approx(share, rel=0.08)
        # 53 % of second completions within 91 days for 40 % within 28, as published.
        assert np.median(habits.habits.coming_back(91)) == pytest.approx(share * 53 / 40, rel=0.12)


def test_the_service_takes_over_from_the_prior():
    """All titles come back three times as often as published; the more of them have closed, the less of the prior is left."""
    rng = np.random.default_rng(2)

    def often(*given):
        return frailty(*given, rate=0.26)

    titles = summarise_all([film(rng, often, number=number, ages=28).at(28) for number in range(60)])
    level = [np.exp(learn(titles[:count], kids=False).mean[0]) for count in (0, 3, 10, 60)]
    assert level == sorted(level)
    assert level[3] == pytest.approx(0.26, rel=0.08)
    assert learn(titles[:9], kids=False).rests_on == "prior only"
    assert learn(titles, kids=False).rests_on == "60 closed titles"
    assert learn(titles, kids=True).titles == 0 and learn(titles, kids=None).titles == 60


@pytest.mark.parametrize("size", [30, 300, 3000, 30_000])
@pytest.mark.parametrize("rate", [0.02, 0.5])
def test_a_title_lies_between_its_kind_and_its_own(size, rate):
    rng = np.random.default_rng(size)
    homes, first = np.arange(size), rng.uniform(0, 10, size)
    pairs = [(homes, first), *frailty(rng, homes, first, kids=False, ages=11, rate=rate, growth=0.2)]
    household, age = (np.concatenate(part) for part in zip(*pairs, strict=True))
    seen, kind = Evidence(completers_of(household, age, cut_off_days=11)), published(kids=False)
    loose = Kind(name="other", titles=0, mean=kind.mean, sds=np.array([4.0, kind.sds[1], kind.sds[2]]))
    shrunk, own = (np.median(fit_habits(seen, one, draws=4000, rng=rng).habits.rate) for one in (kind, loose))
    ends = sorted((float(np.exp(kind.mean[0])), float(own)))
    assert ends[0] * 0.97 <= shrunk <= ends[1] * 1.03


def test_shrinkage_falls_with_households():
    rng, weights = np.random.default_rng(4), []
    for size in (50, 500, 5000, 50_000):
        homes, first = np.arange(size), rng.uniform(0, 10, size)
        pairs = [(homes, first), *frailty(rng, homes, first, kids=False, ages=11, rate=0.1, growth=0.2)]
        household, age = (np.concatenate(part) for part in zip(*pairs, strict=True))
        known = completers_of(household, age, cut_off_days=11)
        weights.append(fit_habits(Evidence(known), published(kids=False), draws=100, rng=rng).own_share)
    assert weights == sorted(weights) and weights[0] < 0.6 and weights[-1] > 0.9


def test_a_title_that_nobody_came_back_to_tells_that_too():
    silent = summarise(completers([1.0] * 500, [np.nan] * 500))
    assert learn([silent], kids=None).mean[0] < published(None).mean[0]
