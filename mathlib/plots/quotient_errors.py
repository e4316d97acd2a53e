"""How wrong a difference quotient is, against its step: the V of truncation and rounding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.gradcheck import Method, directional_derivative
from mathlib.plots.style import LINES, log_axes, style

_NAMES: dict[Method, str] = {
    "forward": "forward",
    "central": "central",
    "central4": "central, 4th order",
    "complex": "complex step",
}


@dataclass(frozen=True, eq=False)
class QuotientErrors:
    """Relative errors of the difference quotients at one point.

    Attributes
    ----------
    steps : (n_steps,)
        The steps h, rising.
    errors : dict from method to (n_steps,)
        |quotient − f'(x)| / |f'(x)|.
    """

    steps: Array
    errors: dict[Method, Array]

    def best_step(self, method: Method) -> float:
        """Step with the smallest error."""
        return float(self.steps[np.argmin(self.errors[method])])


def quotient_errors(
    f: Callable[[Any], Any] = np.exp,
    derivative: Callable[[Any], Any] = np.exp,
    x: float = 1.0,
    steps: Array | None = None,
    methods: tuple[Method, ...] = ("forward", "central", "central4", "complex"),
) -> QuotientErrors:
    """Measure the difference quotients of `f` at `x` over many steps.

    Parameters
    ----------
    f : callable
        Real function of one number; analytic, if "complex" is among the methods.
    derivative : callable
        Its derivative, not zero at `x`.
    x : float
    steps : (n_steps,), optional
        By default 61 steps from 1e-15 to 1.
    methods : tuple of {"forward", "central", "central4", "complex"}

    Returns
    -------
    QuotientErrors

    Raises
    ------
    ValueError
        A method is unknown, the derivative is zero at `x`, or `f` is not finite there.
    """
    unknown = [name for name in methods if name not in get_args(Method)]
    if unknown:
        raise ValueError(f"method {unknown[0]!r} is unknown; expected one of {get_args(Method)}.")
    h = np.logspace(-15, 0, 61) if steps is None else np.asarray(steps, dtype=np.float64)
    exact = float(derivative(x))
    if exact == 0 or not np.isfinite(exact):
        raise ValueError(f"the derivative is {exact} at x = {x}; a relative error needs another x.")
    errors = {
        method: np.array(
            [abs(directional_derivative(f, x, 1.0, method, step=float(s)) - exact) for s in h]
        )
        / abs(exact)
        for method in methods
    }
    return QuotientErrors(h, errors)


def draw_quotient_errors(data: QuotientErrors) -> Figure:
    """Draw the errors against the step, both axes logarithmic.

    Parameters
    ----------
    data : QuotientErrors

    Returns
    -------
    matplotlib.figure.Figure
    """
    with style():
        fig = Figure(figsize=(6.4, 3.9))
        ax = fig.add_subplot()
        log_axes(ax)
        for number, (method, errors) in enumerate(data.errors.items()):
            # An error of exactly 0 has no logarithm: it is drawn at the unit roundoff.
            ax.plot(
                data.steps,
                np.maximum(errors, 2.0**-53),
                **LINES[number]._asdict(),
                markevery=(number, 4),  # markers take turns where lines lie on each other
                label=_NAMES[method],
            )
        ax.set_xlabel("step h")
        ax.set_ylabel("relative error")
        ax.set_ylim(3e-17, 30)
        ax.set_title("Truncation pulls the step down, rounding pushes it up")
        ax.legend(loc="upper center", ncols=2)
    return fig
