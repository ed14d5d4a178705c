"""Ridge regression with a prior of its own for each slope, bearing heavy tails, with every title left out in turn.

Slopes β ~ Normal(b, diag(s²)), outcomes y = Xβ + noise of Student's t with 4 degrees of freedom, weights w:

    β = b + (XᵀWX + σ² diag(1/s²))⁻¹ XᵀW (y − Xb)

with W = w · 5 / (4 + (r/σ)²) iterated (Lange, Little and Taylor, Robust statistical modelling using the t
distribution, JASA 84, 1989). Leaving title i out, W as it is, has the closed form

    β₍₋ᵢ₎ = β − (XᵀWX + Λ)⁻¹ xᵢ wᵢ rᵢ / (1 − hᵢ),   hᵢ = wᵢ xᵢᵀ (XᵀWX + Λ)⁻¹ xᵢ

(Allen's PRESS, Technometrics 16, 1974). When not to trust it: outside the range of the titles it has seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_DEGREES = 4.0
_ROUNDS = 12
_LEAST_SD = 0.005


@dataclass(frozen=True, kw_only=True)
class Ridge:
    """A fitted regression.

    Attributes:
        slopes: β.
        without: β with title i left out, one row a title.
        left_out: The outcome of title i as predicted without it.
        weights: W.
        inverse: (XᵀWX + Λ)⁻¹: the doubt about β is σ² times this.
        sd: σ.
    """

    slopes: Floats
    without: Floats
    left_out: Floats
    weights: Floats
    inverse: Floats
    sd: float


def fit_ridge(
    signs: Floats,
    outcomes: Floats,
    *,
    slopes: Floats,
    slope_sds: Floats,
    weights: Floats,
    sd: float,
    sd_titles: float = 5.0,
) -> Ridge:
    """Fit it.

    Args:
        signs: X, one row a title.
        outcomes: y.
        slopes: b, where the prior of the slopes is.
        slope_sds: s, how wide it is.
        weights: w.
        sd: The prior of σ, worth so many titles.
        sd_titles: How many.
    """
    surprise = outcomes - signs @ slopes
    penalty = 1 / slope_sds**2
    sigma, robust = sd, np.ones(len(outcomes))
    shift = np.zeros(len(slopes))
    inverse: Floats = np.diag(slope_sds**2) / sd**2
    for _ in range(_ROUNDS):
        part = weights * robust
        inverse = _inverse(signs, part, sigma**2 * penalty)
        shift = inverse @ (signs.T @ (part * surprise))
        rest = surprise - signs @ shift
        robust = (_DEGREES + 1) / (_DEGREES + (rest / sigma) ** 2)
        # The freedom that the slopes took is given back, so that few titles do not look certain.
        taken = float(part @ ((signs @ inverse) * signs).sum(axis=1))
        free = max(float(weights.sum()) - taken, 1.0)
        before = sigma
        sigma = float(np.sqrt((sd_titles * sd**2 + (weights * robust) @ rest**2) / (sd_titles + free)))
        sigma = max(sigma, _LEAST_SD)
        if abs(sigma - before) < 1e-4 * before:
            break
    part = weights * robust
    inverse = _inverse(signs, part, sigma**2 * penalty)
    shift = inverse @ (signs.T @ (part * surprise))
    rest = surprise - signs @ shift
    spread = signs @ inverse
    leverage = np.minimum(part * (spread * signs).sum(axis=1), 0.999)
    without = shift - spread * (part * rest / (1 - leverage))[:, None]
    left_out = outcomes - rest / (1 - leverage)
    return Ridge(
        slopes=slopes + shift, without=slopes + without, left_out=left_out, weights=part, inverse=inverse, sd=sigma
    )


def _inverse(signs: Floats, weights: Floats, penalty: Floats) -> Floats:
    """(XᵀWX + Λ)⁻¹."""
    return np.asarray(np.linalg.inv((signs.T * weights) @ signs + np.diag(penalty)), np.float64)
