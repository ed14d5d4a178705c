"""Which distribution the further completions of households follow: four of them, by maximum likelihood, side by side.

Households that were all followed equally long; k = 0, 1, 2, … further completions:

    Poisson             e^−m mᵏ ÷ k!
    geometric           (1 − p) pᵏ
    negative binomial   Poisson whose mean differs between households, Gamma(r)
    beta-geometric      geometric whose p differs between households, 1 − p ~ Beta(a, b)

On published counts the last two are equally good, Poisson and geometric far worse. The model of rewatches (`rewatch_habits`) takes the negative
binomial, because only it stays itself when households were followed for different times. Sources: Ehrenberg, Applied
Statistics 8, 1959; Fader and Hardie, Journal of Interactive Marketing 21, 2007.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class CountModel:
    """A fitted distribution.

    Attributes:
        name: Which.
        parameters: m; p; r and m; a and b.
        log_likelihood: Of all households.
        shares: What it expects of 0, 1, 2, … up to the most that was seen.
    """

    name: str
    parameters: tuple[float, ...]
    log_likelihood: float
    shares: tuple[float, ...]


def poisson(further: Floats, mean: float) -> Floats:
    """Log probabilities."""
    return np.asarray(special.xlogy(further, mean) - mean - special.gammaln(further + 1))


def geometric(further: Floats, again: float) -> Floats:
    """Log probabilities; `again` is p."""
    return np.asarray(np.log1p(-again) + special.xlogy(further, again))


def negative_binomial(further: Floats, shape: float, mean: float) -> Floats:
    """Log probabilities, by shape r and mean."""
    counts = special.gammaln(further + shape) - special.gammaln(shape) - special.gammaln(further + 1)
    return np.asarray(counts + shape * np.log(shape / (shape + mean)) + special.xlogy(further, mean / (shape + mean)))


def beta_geometric(further: Floats, a: float, b: float) -> Floats:
    """Log probabilities, by the a and b of the Beta that stopping follows."""
    return np.asarray(special.betaln(a + 1, b + further) - special.betaln(a, b))


def compare_counts(households: npt.ArrayLike) -> tuple[CountModel, ...]:
    """Fit all four, best first.

    Args:
        households: How many had 0, 1, 2, … further completions within the same follow-up.
    """
    weight = np.asarray(households, np.float64)
    further = np.arange(len(weight), dtype=np.float64)
    mean = float(weight @ further / weight.sum())
    assert mean > 0, "nobody came back"
    found = [
        _model("Poisson", (mean,), poisson, weight),
        _model("geometric", (mean / (1 + mean),), geometric, weight),
        _model("negative binomial", _best(negative_binomial, (1.0, mean), weight), negative_binomial, weight),
        _model("beta-geometric", _best(beta_geometric, (5.0, 5.0 * mean), weight), beta_geometric, weight),
    ]
    return tuple(sorted(found, key=lambda one: -one.log_likelihood))


def _best(model: Callable[..., Floats], start: tuple[float, float], weight: Floats) -> tuple[float, ...]:
    further = np.arange(len(weight), dtype=np.float64)

    def against(logs: Floats) -> float:
        return -float(weight @ model(further, *np.exp(np.clip(logs, -15, 15))))

    options = {"xatol": 1e-6, "fatol": 1e-9, "maxiter": 4000, "maxfev": 4000}
    reached = optimize.minimize(against, np.log(start), method="Nelder-Mead", options=options)
    return tuple(np.exp(np.clip(reached.x, -15, 15)).tolist())


def _model(name: str, parameters: tuple[float, ...], model: Callable[..., Floats], weight: Floats) -> CountModel:
    logs = model(np.arange(len(weight), dtype=np.float64), *parameters)
    return CountModel(
        name=name,
        parameters=parameters,
        log_likelihood=float(weight @ logs),
        shares=tuple(np.exp(logs).tolist()),
    )
