"""The cone of 2 × 2 symmetric positive definite matrices, and how the logarithm opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array, real_array
from mathlib.plots.style import FAINT, LINES, style

LOWEST_ROOT = 1e-6
"""Below this power λˢ the morph is the logarithm itself, to rounding."""
_REACH = 2.3  # half the width of the picture, in units of the mean power
_HEIGHT = (-1.9, 2.7)
_RINGS = np.linspace(0.4, 4.4, 11)


@dataclass(frozen=True, eq=False)
class Cone:
    """Matrices behind BiMap, ReEig and a morph towards the logarithm, as points in space.

    Attributes
    ----------
    points : (n_trials, 3)
        ((a − b)/√2, √2 c, (a + b)/√2) of each matrix [[a, c], [c, b]]: lengths and angles are
        those of the Frobenius inner product, and the cone stands upright.
    labels : (n_trials,)
        0 or 1.
    class_names : tuple of str
    morph : float
        0 is X − I, 1 is log X.
    wrong : int
        How many trials lie on the wrong side of the plane halfway between the two class means.
    clamped : int
        How many eigenvalues ReEig has raised.
    source : str
    """

    points: Array
    labels: Array
    class_names: tuple[str, ...]
    morph: float
    wrong: int
    clamped: int
    source: str


def spd_cone(
    X: Array,
    labels: Array,
    class_names: Sequence[str],
    source: str,
    *,
    angle: float = 0.0,
    floor: float = 0.0,
    morph: float = 0.0,
) -> Cone:
    """Send 3 × 3 matrices through a BiMap to 2 × 2, a ReEig, and a part of the way to log X.

    Parameters
    ----------
    X : (n_trials, 3, 3)
        Symmetric positive definite; only their shares of the mean power matter.
    labels : (n_trials,)
        0 or 1.
    class_names : two str
    source : str
        Whose trials they are; stands over the picture.
    angle : float
        Degrees. The rows of W are (cos, sin, 0) and (0, 0, 1): at 0 the first and the third
        channel are kept, at 90 the second and the third.
    floor : float
        The ε of ReEig as a share of the mean power, ≥ 0.
    morph : float
        From 0 to 1.

    Returns
    -------
    Cone

    Raises
    ------
    ValueError
        The shapes do not belong together, or a number is out of its range.

    Notes
    -----
    With s = 1 − morph each eigenvalue goes to (λˢ − 1)/s, which is λ − 1 at s = 1 and tends to
    log λ as s tends to 0. The border of the cone, λ = 0, goes to −1/s: it moves away for ever.
    """
    X, labels = real_array(X, "X", ndim=3), np.asarray(labels)
    if X.shape[1:] != (3, 3) or labels.shape != X.shape[:1]:
        raise ValueError(
            f"X has shape {X.shape} and labels {labels.shape}; expected (n, 3, 3) and (n,)."
        )
    if not np.array_equal(np.unique(labels), [0, 1]) or len(class_names) != 2:
        raise ValueError("labels must hold 0 and 1, and class_names two names.")
    if not (floor >= 0 and 0 <= morph <= 1):
        raise ValueError(f"floor is {floor} and morph {morph}; expected ≥ 0, and 0 to 1.")
    turn = np.radians(angle)
    W = np.array([[np.cos(turn), np.sin(turn), 0.0], [0.0, 0.0, 1.0]])
    mean_power = np.trace(X, axis1=1, axis2=2).mean() / 3
    values, U = np.linalg.eigh(W @ (X / mean_power) @ W.T)
    raised = np.maximum(values, floor)
    moved = (U * morphed(raised, morph)[:, None, :]) @ U.transpose(0, 2, 1)
    points = _coordinates(moved)
    first, second = (points[labels == k].mean(axis=0) for k in (0, 1))
    side = (points - (first + second) / 2) @ (second - first) > 0
    wrong = int(np.sum(side != (labels == 1)))
    clamped = int(np.sum(values < floor))
    return Cone(points, labels, tuple(class_names), float(morph), wrong, clamped, source)


def morphed(eigenvalues: Array, morph: float) -> Array:
    """Return (λˢ − 1)/s with s = 1 − morph: from λ − 1 to log λ."""
    s = 1 - morph
    if s < LOWEST_ROOT:
        return np.asarray(np.log(eigenvalues))
    return np.asarray((eigenvalues**s - 1) / s)


def draw_spd_cone(cones: Sequence[Cone]) -> Figure:
    """Draw the points inside what has become of the cone, one panel for each state.

    Parameters
    ----------
    cones : sequence of Cone

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        No state is given.
    """
    if not cones:
        raise ValueError("no cone is given; expected one or more.")
    # Fixed margins: a widget draws this in a hurry.
    with style(), mpl.rc_context({"figure.constrained_layout.use": False}):
        fig = Figure(figsize=(4.6 * len(cones), 4.4))
        fig.subplots_adjust(left=0.0, right=0.99, bottom=0.06, top=0.86, wspace=0.02)
        for number, cone in enumerate(cones, start=1):
            ax: Any = fig.add_subplot(1, len(cones), number, projection="3d")
            _border(ax, cone.morph)
            for k, (line, name) in enumerate(zip(LINES, cone.class_names)):
                own = cone.points[cone.labels == k]
                ax.plot(
                    *own.T, ls="", marker=line.marker, color=line.color, ms=5, alpha=0.9, label=name
                )
            ax.set_title(
                f"{_title(cone.morph)}: {cone.wrong} of {len(cone.labels)} on the wrong side"
            )
            _frame(ax)
            if number == 1:
                ax.legend(title="imagined", loc="upper left")
        fig.suptitle(cones[0].source, fontsize=10)
    return fig


def _coordinates(M: Array) -> Array:
    a, b, c = M[:, 0, 0], M[:, 1, 1], M[:, 0, 1]
    return np.stack([(a - b) / np.sqrt(2), np.sqrt(2) * c, (a + b) / np.sqrt(2)], axis=1)


def _border(ax: Any, morph: float) -> None:
    """Where one eigenvalue is 0: rings of constant larger eigenvalue, and lines from the apex."""
    if 1 - morph < LOWEST_ROOT:
        return
    phi = np.linspace(0, 2 * np.pi, 61)
    small = float(morphed(np.zeros(1), morph)[0])

    def points(large: Array, turn: Array) -> tuple[Array, Array, Array]:
        height = (morphed(large, morph) + small) / np.sqrt(2)
        width = (morphed(large, morph) - small) / np.sqrt(2)
        x, y, z = width * np.cos(turn), width * np.sin(turn), height
        hidden = (np.hypot(x, y) > 1.2 * _REACH) | (z < _HEIGHT[0]) | (z > _HEIGHT[1])
        return tuple(np.where(hidden, np.nan, v) for v in (x, y, z + 0 * turn))  # type: ignore[return-value]

    for ring in _RINGS:
        ax.plot(*points(np.full_like(phi, ring), phi), color=FAINT, lw=0.8)
    rays = np.linspace(0, _RINGS[-1], 60)
    for turn in phi[:-1:5]:
        ax.plot(*points(rays, np.full_like(rays, turn)), color=FAINT, lw=0.6)


def _frame(ax: Any) -> None:
    ax.set_xlim(-_REACH, _REACH)
    ax.set_ylim(-_REACH, _REACH)
    ax.set_zlim(*_HEIGHT)
    ax.set_box_aspect((1, 1, (_HEIGHT[1] - _HEIGHT[0]) / (2 * _REACH)), zoom=1.2)
    ax.view_init(elev=14, azim=-62)
    ax.set_xlabel("power: first − second", labelpad=-12)
    ax.set_ylabel("moving together", labelpad=-12)
    ax.set_zlabel("power: sum", labelpad=-12)
    ax.set_xticklabels([])
    ax.set_yticklabels([])
    ax.set_zticklabels([])


def _title(morph: float) -> str:
    if morph == 0:
        return "X"
    return "log X" if 1 - morph < LOWEST_ROOT else f"{morph:.0%} of the way"
