"""One step on the circle: the smallest Stiefel manifold, W with one row of two numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.plots.style import FAINT, INK, LINES, style


@dataclass(frozen=True, eq=False)
class CircleStep:
    """What a step does at a unit vector W.

    Attributes
    ----------
    W, gradient, tangent, moved, back : (2,)
        The point, the gradient there, its tangent part ξ, W − ηξ, and the point of the circle
        where the step ends.
    """

    W: Array
    gradient: Array
    tangent: Array
    moved: Array
    back: Array


def circle_step(X: Array, angle: float, eta: float) -> CircleStep:
    """Take a step down the loss W X Wᵀ from the unit vector at an angle.

    Parameters
    ----------
    X : (2, 2)
        Symmetric.
    angle : float
        Radians from the first axis.
    eta : float
        Length factor of the step.

    Returns
    -------
    CircleStep

    Raises
    ------
    ValueError
        X is not a symmetric 2 × 2 matrix.
    """
    X = real_array(X, "X", ndim=2)
    if X.shape != (2, 2) or not np.allclose(X, X.T):
        raise ValueError(f"X has shape {X.shape}; expected a symmetric matrix (2, 2).")
    W = np.array([np.cos(angle), np.sin(angle)])
    gradient = 2 * X @ W
    tangent = gradient - (gradient @ W) * W
    moved = W - eta * tangent
    return CircleStep(W, gradient, tangent, moved, moved / np.linalg.norm(moved))


def draw_circle_step(step: CircleStep, eta: float) -> Figure:
    """Draw the circle, the gradient, its tangent part, and the way back.

    Parameters
    ----------
    step : CircleStep
    eta : float
        As given to `circle_step`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    turn = np.linspace(0, 2 * np.pi, 181)
    with style():
        fig = Figure(figsize=(6.2, 4.4))
        ax = fig.add_subplot()
        ax.plot(np.cos(turn), np.sin(turn), color=FAINT, lw=1.2)
        arrows = (
            (-eta * step.gradient, LINES[1], "−η × gradient: leaves the circle inwards"),
            (-eta * step.tangent, LINES[0], "−ηξ: its tangent part"),
        )
        for vector, line, name in arrows:
            end = step.W + vector
            ax.plot(
                *np.stack([step.W, end]).T, color=line.color, ls=line.linestyle, lw=2.4, label=name
            )
            ax.plot(*end, marker=line.marker, color=line.color, ms=7)
        ax.plot(
            *np.stack([step.moved, step.back]).T,
            color=LINES[4].color,
            ls=LINES[4].linestyle,
            label="retraction: back to length 1",
        )
        ax.plot(*step.back, marker="v", color=LINES[4].color, ms=8)
        ax.plot(*step.W, marker="o", color=INK, ms=8)
        ax.annotate(
            "W", (float(step.W[0]), float(step.W[1])), xytext=(8, 4), textcoords="offset points"
        )
        ax.set_aspect("equal")
        ax.set_xlim(-1.15, 1.5)
        ax.set_ylim(-0.35, 1.3)
        ax.legend(loc="lower left")
    return fig
