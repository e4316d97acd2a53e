"""Error of a gradient against the step: only the right one falls, a bug leaves a plateau."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.gradcheck import directional_derivative
from mathlib.plots.style import FAINT, LINES, log_axes, style

Bug = Literal["none", "factor 2", "transpose", "missing symmetrisation", "sum for mean"]
BUGS: tuple[Bug, ...] = get_args(Bug)

_SAMPLES, _SIZE = 8, 3


@dataclass(frozen=True, eq=False)
class BugErrors:
    """How far a gradient is from the central quotient, over the steps.

    Attributes
    ----------
    bug : str
    steps : (n_steps,)
        The steps h, rising.
    errors : (n_steps,)
        |quotient_h − ⟨G, H⟩| / |⟨G_right, H⟩|.
    plateau : float
        What stays when the quotient is exact: |⟨G_right − G, H⟩| / |⟨G_right, H⟩|; 0 without a bug.
    """

    bug: Bug
    steps: Array
    errors: Array
    plateau: float


@dataclass(frozen=True, eq=False)
class _Problem:
    """L(X) = (1/B) Σ_b exp(z_bᵀ Xᵀ A X z_b) with A not symmetric, and a direction H."""

    X: Array
    A: Array
    Z: Array
    H: Array

    def loss(self, X: Array) -> float:
        return float(np.mean(self._weights(X)))

    def gradient(self, bug: Bug) -> Array:
        # (1/B) Σ_b e_b (A + Aᵀ) X z_b z_bᵀ
        second = np.asarray((self.Z * self._weights(self.X)[:, None]).T @ self.Z / len(self.Z))
        right = (self.A + self.A.T) @ self.X @ second
        match bug:
            case "none":
                return np.asarray(right)
            case "factor 2":
                return np.asarray(2 * right)
            case "transpose":
                return np.asarray(right.T)
            case "missing symmetrisation":
                return np.asarray(2 * self.A @ self.X @ second)
            case "sum for mean":
                return np.asarray(len(self.Z) * right)

    def _weights(self, X: Array) -> Array:
        moved = self.Z @ X.T
        return np.asarray(np.exp(np.sum(moved @ self.A * moved, axis=1)))


def bug_errors(bug: Bug, steps: Array | None = None) -> BugErrors:
    """Compare the gradient of one loss, with a bug, with central quotients over many steps.

    The loss is L(X) = (1/8) Σ_b exp(z_bᵀ Xᵀ A X z_b), X and A of size 3×3, A not symmetric.

    Parameters
    ----------
    bug : {"none", "factor 2", "transpose", "missing symmetrisation", "sum for mean"}
    steps : (n_steps,), optional
        By default 57 steps from 1e-14 to 1.

    Returns
    -------
    BugErrors

    Raises
    ------
    ValueError
        `bug` is not one of those above.
    """
    if bug not in BUGS:
        raise ValueError(f"bug is {bug!r}; expected one of {', '.join(map(repr, BUGS))}.")
    h = np.logspace(-14, 0, 57) if steps is None else np.asarray(steps, dtype=np.float64)
    problem = _problem()
    claimed = float(np.sum(problem.gradient(bug) * problem.H))
    right = float(np.sum(problem.gradient("none") * problem.H))
    quotients = np.array(
        [directional_derivative(problem.loss, problem.X, problem.H, "central", s) for s in h]
    )
    return BugErrors(
        bug, h, np.abs(quotients - claimed) / abs(right), abs(right - claimed) / abs(right)
    )


def draw_bug_errors(data: BugErrors, marked_step: float | None = None) -> Figure:
    """Draw the error of a gradient against the step, and mark one step.

    Parameters
    ----------
    data : BugErrors
    marked_step : float, optional
        The step whose error gets a ring; the nearest measured one is taken.

    Returns
    -------
    matplotlib.figure.Figure
    """
    line = LINES[0] if data.bug == "none" else LINES[1]
    # Fixed margins: a widget draws this in a hurry.
    with style(), mpl.rc_context({"figure.constrained_layout.use": False}):
        fig = Figure(figsize=(6.4, 3.7))
        fig.subplots_adjust(left=0.12, right=0.97, bottom=0.14, top=0.91)
        ax = fig.add_subplot()
        log_axes(ax)
        ax.plot(data.steps, np.maximum(data.errors, 1e-16), **line._asdict(), markevery=2)
        if data.plateau:
            ax.axhline(data.plateau, color=FAINT, lw=1)
            ax.annotate(
                f"plateau at {data.plateau:.3g}",
                (1e-14, data.plateau),
                textcoords="offset points",
                xytext=(0, -18),
            )
            ax.set_title(f"Bug: {data.bug}. The error stops on a plateau")
        else:
            ax.set_title("No bug. The error falls until rounding takes over")
        if marked_step is not None:
            at = int(np.argmin(np.abs(np.log(data.steps / marked_step))))
            ax.plot(
                data.steps[at],
                max(float(data.errors[at]), 1e-16),
                marker="o",
                markersize=13,
                markerfacecolor="none",
                markeredgecolor=LINES[2].color,
                markeredgewidth=2,
            )
        ax.set_xlim(5e-15, 2)
        ax.set_ylim(1e-13, 1e3)
        ax.set_xlabel("step h")
        ax.set_ylabel("relative error")
    return fig


def draw_bug_gallery(gallery: Sequence[BugErrors]) -> Figure:
    """Draw several gradients of one loss in one picture: who falls, and who stops where.

    Parameters
    ----------
    gallery : sequence of BugErrors
        One to six, each named in the legend with the height of its plateau.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        The gallery is empty, or has more members than there are line styles.
    """
    if not 1 <= len(gallery) <= len(LINES):
        raise ValueError(f"{len(gallery)} gradients are given; expected 1 to {len(LINES)}.")
    with style():
        fig = Figure(figsize=(6.4, 4.1))
        ax = fig.add_subplot()
        log_axes(ax)
        for line, data in zip(LINES, gallery):
            height = f", plateau {data.plateau:.3g}" if data.plateau else ""
            ax.plot(
                data.steps,
                np.maximum(data.errors, 1e-16),
                **line._asdict(),
                markevery=4,
                label=f"{data.bug}{height}",
            )
        ax.set_xlim(5e-15, 2)
        ax.set_ylim(1e-17, 1e4)
        ax.set_xlabel("step h")
        ax.set_ylabel("relative error")
        ax.set_title("Only the right gradient falls; every bug has its own height")
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 0.02))
    return fig


def _problem() -> _Problem:
    rng = np.random.default_rng(8)
    return _Problem(
        X=rng.normal(size=(_SIZE, _SIZE)) / 2,
        A=rng.normal(size=(_SIZE, _SIZE)) / 2,
        Z=rng.normal(size=(_SAMPLES, _SIZE)) / 2,
        H=rng.normal(size=(_SIZE, _SIZE)),
    )
