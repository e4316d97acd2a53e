"""Hunts of chapter 01: what Chen's formulas (1) to (7) leave unsaid."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.hunt import Hunt, Line

_SOURCE = "Chen (2023)"
_SIGNS = (1, 1, -1, 1, -1)


def _plane(rng: np.random.Generator, count: int) -> dict[str, Any]:
    """Draw a point, a direction, and a step length whose sign is left open; f(x) = Σ sin x_i."""
    x, d = rng.normal(size=(2, 2))
    return {"x": x, "d": d, "alpha": _SIGNS[count] * rng.uniform(0.3, 2.0)}


def _least(alpha: float, g: Any) -> float:
    """Return the least α dᵀg over the unit circle, by trying every direction of a fine grid."""
    angles = np.linspace(0, 2 * np.pi, 100_001)
    return float((alpha * (np.cos(angles) * g[0] + np.sin(angles) * g[1])).min())


SIGN = Hunt(
    tag="E08",
    title="Formulas (2) to (7): from the step to the best direction",
    source=_SOURCE,
    place="formulas (2) to (7)",
    lines=(
        Line(r"$x_{t+1}=x_t+\alpha_td_t$ with $\lVert d_t\rVert=1$ and a number $\alpha_t$"),
        Line(
            r"along $d$ the slope of $f$ is $D_df=d^\top\nabla f$",
            lambda x, d, alpha: np.sum(np.sin(x + 1e-30j * d)).imag / 1e-30,
            lambda x, d, alpha: d @ np.cos(x),
        ),
        Line(
            r"$\min_{\lVert d\rVert=1}\alpha_td^\top\nabla f=-\alpha_t\lVert\nabla f\rVert$, "
            r"reached at $d=-\nabla f/\lVert\nabla f\rVert$",
            lambda x, d, alpha: _least(alpha, np.cos(x)),
            lambda x, d, alpha: -alpha * np.linalg.norm(np.cos(x)),
        ),
    ),
    broken=3,
    draw=_plane,
    note=lambda x, d, alpha: f"α = {alpha:.3f}".replace("-", "−"),
    think="Which way do you walk if the step length is negative?",
    why=(
        "For α < 0 the product turns round: what was the best direction is the worst, and the best "
        "one is +∇f/‖∇f‖, so that the step α d is the same as before. For α = 0 every direction is "
        "as good as any other. One condition, α > 0, mends all six formulas."
    ),
    printed=r"no condition on the sign of $\alpha_t$",
    right=r"$\alpha_t>0$",
)

LAGRANGIAN = Hunt(
    tag="E09",
    title="Formula (7): the multiplier",
    source=_SOURCE,
    place="formula (7)",
    lines=(
        Line(r"$\mathcal L(d,\lambda)=\alpha d^\top\nabla f+\lambda(d^\top d-1)$ with $\alpha>0$"),
        Line(
            r"$\nabla_d\mathcal L=\alpha\nabla f+2\lambda d$",
            lambda g, alpha, lam, d: _slopes(lambda p: alpha * p @ g + lam * (p @ p - 1), d),
            lambda g, alpha, lam, d: alpha * g + 2 * lam * d,
        ),
        Line(
            r"$\nabla_d\mathcal L=0$ at $d=-\nabla f/\lVert\nabla f\rVert$, "
            r"$\lambda=\alpha\lVert\nabla f\rVert/2$: there $\alpha\nabla f=-2\lambda d$",
            lambda g, alpha, lam, d: alpha * g,
            lambda g, alpha, lam, d: alpha * np.linalg.norm(g) * (g / np.linalg.norm(g)),
        ),
        Line(
            r"$\operatorname{argmin}_d\mathcal L(d,\lambda)=-\nabla f/\lVert\nabla f\rVert$",
            lambda g, alpha, lam, d: np.linalg.solve(2 * lam * np.eye(len(g)), -alpha * g),
            lambda g, alpha, lam, d: -g / np.linalg.norm(g),
        ),
    ),
    broken=4,
    draw=lambda rng, count: {
        "g": rng.normal(size=3),
        "alpha": rng.uniform(0.5, 2.0),
        "lam": rng.uniform(0.5, 2.0),
        "d": rng.normal(size=3),
    },
    note=lambda g, alpha, lam, d: f"α‖∇f‖/2λ = {alpha * np.linalg.norm(g) / (2 * lam):.3f}",
    think="Hold λ and roll downhill in d: what does the place where you stop depend on?",
    why=(
        "In d alone the Lagrangian is a bowl only for λ > 0, with its bottom at −α∇f/2λ. That has "
        "length 1 for a single λ, namely α‖∇f‖/2; for λ ≤ 0 there is no bottom at all. The printed "
        "point is stationary in d and λ together, which is all that the method of multipliers asks."
    ),
    printed=r"$\operatorname{argmin}_d\mathcal L(d,\lambda)=-\nabla f/\lVert\nabla f\rVert$",
    right=r"stationary in $(d,\lambda)$ at that $d$ and $\lambda=\alpha\lVert\nabla f\rVert/2$",
)


def _slopes(f: Any, d: Any) -> Any:
    """Return the gradient of a quadratic f, for which a central quotient is exact."""
    return np.array([(f(d + e) - f(d - e)) / 2 for e in np.eye(len(d))])


STATIONARY = Hunt(
    tag="E10",
    title="Formula (7): the direction",
    source=_SOURCE,
    place="formula (7)",
    lines=(
        Line(
            r"$\min_{\lVert d\rVert=1}d^\top\nabla f=-\lVert\nabla f\rVert$",
            lambda g: _least(1.0, g),
            lambda g: -np.linalg.norm(g),
        ),
        Line(
            r"$d^*=-\nabla f/\lVert\nabla f\rVert$ has length 1",
            lambda g: np.linalg.norm(-g / np.linalg.norm(g)),
            lambda g: 1.0,
        ),
        Line(
            r"the step $\alpha d^*$ has length $\alpha=0.1$",
            lambda g: np.linalg.norm(-0.1 * g / np.linalg.norm(g)),
            lambda g: 0.1,
        ),
    ),
    broken=2,
    draw=lambda rng, count: {"g": np.zeros(2) if count == 3 else rng.normal(size=2)},
    note=lambda g: f"‖∇f‖ = {np.linalg.norm(g):g}",
    think="Four of the five inputs were random. What is special about the one that failed?",
    why=(
        "At a stationary point the formula divides 0 by 0. To first order every direction is "
        "optimal there, because none changes f. A program that runs into its minimum exactly "
        "shows it as a last line of NaN: test ‖∇f‖ before you divide."
    ),
    printed="no condition",
    right=r"$\nabla f\ne0$",
)

NAME = Hunt(
    tag="E11",
    title="Formulas (2), (3) and (7): the method",
    source=_SOURCE,
    place="formulas (2), (3) and (7)",
    lines=(
        Line(r"$x_{t+1}=x_t+\alpha d_t$ with $\lVert d_t\rVert=1$ and $\alpha>0$"),
        Line(
            r"with $d_t=-\nabla f/\lVert\nabla f\rVert$ each step has length $\alpha$",
            lambda x, g, alpha: np.linalg.norm(-alpha * g / np.linalg.norm(g)),
            lambda x, g, alpha: alpha,
        ),
        Line(
            r"this is gradient descent: $x_{t+1}=x_t-\alpha\nabla f$",
            lambda x, g, alpha: x - alpha * g / np.linalg.norm(g) - x,
            lambda x, g, alpha: -alpha * g,
        ),
    ),
    broken=3,
    draw=lambda rng, count: {
        "x": rng.normal(size=3),
        "g": rng.normal(size=3),
        "alpha": rng.uniform(0.1, 1.0),
    },
    note=lambda x, g, alpha: f"1/‖∇f‖ = {1 / np.linalg.norm(g):.3f}",
    think="How long is a step of gradient descent close to the minimum, and how long is this one?",
    why=(
        "Steps of fixed length are normalised descent: they never shrink, and end by jumping to "
        "and fro across the minimum. Ordinary gradient descent takes α = η‖∇f‖, so its steps "
        "shrink with the gradient. And which direction is steepest depends on the norm that "
        "measures d."
    ),
    printed="called gradient descent",
    right=r"normalised descent, unless $\alpha_t=\eta\lVert\nabla f\rVert$",
)

HUNTS = (SIGN, LAGRANGIAN, STATIONARY, NAME)
