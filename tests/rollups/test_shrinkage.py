"""Shrinkage draws rates of few homes, or of few titles, towards what groups are like: nearer to the truth."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.rollups.shrinkage import FEWEST_GROUPS, Prior, Seen, learn, likeness, shrink, worth_of


def simulated(seed, *, spread, groups=120):
    """Groups of one to five titles whose true rates are Beta(6, 24); titles differ from their group where spread is given."""
    rng = np.random.default_rng(seed)
    truth = rng.beta(6, 24, groups)
    seen = []
    for rate in truth:
        titles = []
        for _ in range(rng.integers(1, 6)):
            homes = int(rng.lognormal(4.5 if spread is None else 8, 1)) + 1
            own = rate if spread is None else rng.beta(rate * spread, (1 - rate) * spread)
            titles.append((rng.binomial(homes, own), homes))
        seen.append(Seen(counted=sum(x for x, _ in titles), out_of=sum(n for _, n in titles), titles=tuple(titles)))
    return truth, seen


@pytest.mark.parametrize("spread", [None, 15], ids=["few homes", "few titles"])
def test_it_is_nearer_to_the_truth_than_the_raw_rate(spread):
    raw_error, error, covered = [], [], []
    for seed in range(12):
        truth, seen = simulated(seed, spread=spread)
        prior = learn(seen)
        told = [shrink(group, prior) for group in seen]
        raw_error.append(
            np.mean([(group.counted / group.out_of - rate) ** 2 for group, rate in zip(seen, truth, strict=True)])
        )
        error.append(np.mean([(one.value - rate) ** 2 for one, rate in zip(told, truth, strict=True)]))
        covered += [one.low <= rate <= one.high for one, rate in zip(told, truth, strict=True)]
    assert np.mean(error) < (0.85 if spread is None else 0.6) * np.mean(raw_error)
    assert all(np.array(error) < np.array(raw_error))
    assert 0.9 < np.mean(covered) < 0.98


def test_it_finds_what_groups_were_drawn_from():
    found = [learn(simulated(seed, spread=15)[1]) for seed in range(12)]
    assert np.mean([prior.mean for prior in found]) == pytest.approx(0.2, abs=0.01)
    assert np.median([prior.strength for prior in found]) == pytest.approx(30, rel=0.35)
    assert np.mean([prior.alike for prior in found]) == pytest.approx(1 / 16, rel=0.2)
    assert np.mean([learn(simulated(seed, spread=None)[1]).alike for seed in range(12)]) < 0.004


def test_the_posterior_is_the_textbook_one():
    """Prior Beta(2, 8), 3 of 10: the mean is (2 + 3) ÷ (10 + 10), halfway between a fifth and three tenths."""
    told = shrink(Seen(counted=3, out_of=10), Prior(mean=0.2, strength=10, alike=0, groups=9, of_several=0))
    assert (told.value, told.weight, told.worth) == (pytest.approx(0.25), 0.5, 10)
    assert (told.low, told.high) == (pytest.approx(0.0915, abs=1e-3), pytest.approx(0.4557, abs=1e-3))


def test_a_million_homes_of_one_title_are_one_title():
    one = Seen(counted=2e5, out_of=1e6, titles=((2e5, 1e6),))
    four = Seen(counted=8e5, out_of=4e6, titles=((2e5, 1e6),) * 4)
    assert worth_of(one, 0.05) == pytest.approx(20, rel=1e-3)
    assert worth_of(four, 0.05) == pytest.approx(80, rel=1e-3)
    assert worth_of(one, 0) == pytest.approx(1e6)


def test_of_homes_seen_in_several_titles_it_is_worth_no_more_than_there_are():
    assert worth_of(Seen(counted=5, out_of=60, titles=((5, 60), (4, 60))), 0) == 60


def test_titles_that_agree_are_not_alike_beyond_chance():
    assert likeness([Seen(counted=4, out_of=40, titles=((2, 20), (2, 20)))]) == (0, 1)
    apart = likeness([Seen(counted=20, out_of=40, titles=((20, 20), (0, 20)))])
    assert apart == (pytest.approx(1, abs=0.05), 1)


def test_too_few_groups_teach_nothing():
    few = [Seen(counted=1, out_of=10)] * (FEWEST_GROUPS - 1) + [Seen(counted=0, out_of=0)]
    assert learn(few) is None
    told = shrink(few[0], None)
    assert (told.value, told.weight) == (0.1, None) and told.low < 0.1 < told.high


def test_groups_that_are_all_alike_are_told_alike():
    prior = learn([Seen(counted=30, out_of=100)] * 10)
    assert shrink(Seen(counted=45, out_of=100), prior).value == pytest.approx(0.3, abs=0.01)


def test_the_cast_of_one_film_teaches_once():
    film = Seen(counted=300, out_of=1000, titles=((300, 1000),))
    assert learn([film] * 20) is None
    others = [Seen(counted=rate, out_of=1000, titles=((rate, 1000),)) for rate in (100, 150, 200, 250)]
    assert learn([*others, *[film] * 20]) == learn([*others, film])
    assert learn([*others, film]).groups == 5
