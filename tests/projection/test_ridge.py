"""The regression against closed forms, worked out another way."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.projection.ridge import fit_ridge


def fit(signs, outcomes, **other):
    signs, outcomes = np.array(signs, float), np.array(outcomes, float)
    columns = signs.shape[1]
    usual = {
        "slopes": np.zeros(columns),
        "slope_sds": np.full(columns, 1.0),
        "weights": np.ones(len(outcomes)),
        "sd": 0.1,
    }
    return fit_ridge(signs, outcomes, **usual | other)


def random(rows, columns, seed=1):
    rng = np.random.default_rng(seed)
    signs = np.column_stack((np.ones(rows), rng.normal(size=(rows, columns - 1))))
    return signs, signs @ rng.normal(size=columns) * 0.2 + rng.standard_t(3, size=rows) * 0.1


def test_without_titles_it_says_what_the_prior_says():
    fitted = fit(np.zeros((0, 2)), [], slopes=np.array([0.7, -0.4]))
    assert fitted.slopes == pytest.approx([0.7, -0.4])


def test_one_title_moves_the_prior_by_hand_worked_shares():
    """Prior 0 with variance 1, noise variance s²: the mean of one title is y × w ÷ (w + s²), w as it was given."""
    fitted = fit([[1.0]], [0.05])
    weight = fitted.weights[0]
    assert fitted.slopes[0] == pytest.approx(0.05 * weight / (weight + fitted.sd**2))


def test_slopes_are_those_of_the_normal_equations_with_its_weights():
    signs, outcomes = random(40, 4)
    fitted = fit(signs, outcomes)
    weights = np.diag(fitted.weights)
    expected = np.linalg.solve(signs.T @ weights @ signs + fitted.sd**2 * np.eye(4), signs.T @ weights @ outcomes)
    assert fitted.slopes == pytest.approx(expected)


def test_leaving_a_title_out_in_closed_form_is_fitting_without_it():
    signs, outcomes = random(25, 3)
    fitted = fit(signs, outcomes, slopes=np.array([0.1, 0.2, -0.3]))
    for out in range(25):
        kept = np.arange(25) != out
        part = signs[kept].T * fitted.weights[kept]
        prior = fitted.sd**2 * np.array([0.1, 0.2, -0.3])
        refitted = np.linalg.solve(part @ signs[kept] + fitted.sd**2 * np.eye(3), part @ outcomes[kept] + prior)
        assert fitted.without[out] == pytest.approx(refitted)
        assert fitted.left_out[out] == pytest.approx(signs[out] @ refitted)


def test_one_wild_title_hardly_moves_it():
    signs, outcomes = random(60, 3)
    wild = outcomes.copy()
    wild[7] += 50
    assert fit(signs, wild).slopes == pytest.approx(fit(signs, outcomes).slopes, abs=0.05)


def test_its_spread_is_that_of_students_t():
    """2,000 titles of Student's t with 4 degrees of freedom and scale 0.1."""
    noise = np.random.default_rng(5).standard_t(4, size=2000) * 0.1
    assert fit(np.ones((2000, 1)), noise, sd_titles=1).sd == pytest.approx(0.1, rel=0.06)
