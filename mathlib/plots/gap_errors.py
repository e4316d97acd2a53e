"""Three ways to pass a gradient back through f(X), while two eigenvalues of X meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mathlib._validate import Array
from mathlib.plots.style import FAINT, LINES, log_axes, style

if TYPE_CHECKING:
    from mathlib.spectral import SpectralFunction

FunctionChoice = Literal["log", "exp", "sqrt", "ReEig"]
FUNCTION_CHOICES: tuple[FunctionChoice, ...] = get_args(FunctionChoice)
Precision = Literal["float64", "float32"]
METHODS = ("Ionescu", "naive quotient", "without cancellation")
CENTRE = 1.7  # the pair stands at 1.7 ± gap/2
THIRD = 0.6  # and one eigenvalue stands aside

_DRAWS = 5
_EDGE = 1e-17  # where gap 0 is drawn
_FLOOR_OF_ERRORS = 1e-18
_EXACT: dict[str, tuple[Callable[[Decimal], Decimal], Callable[[Decimal], Decimal]]] = {
    "log": (lambda x: x.ln(), lambda x: 1 / x),
    "exp": (lambda x: x.exp(), lambda x: x.exp()),
    "sqrt": (lambda x: x.sqrt(), lambda x: 1 / (2 * x.sqrt())),
}


@dataclass(frozen=True, eq=False)
class GapErrors:
    """Errors of three backward passes against the gap between two eigenvalues.

    Attributes
    ----------
    function : str
    precision : {"float64", "float32"}
    gaps : (n_gaps,)
        As the numbers of this precision have them; falling, the last one is 0.
    errors : (3, n_gaps)
        Rows as in `METHODS`: ‖computed − exact‖ / ‖G‖, the median over five draws of G and U; NaN
        where a method answered NaN.
    """

    function: FunctionChoice
    precision: Precision
    gaps: Array
    errors: Array


def gap_errors(
    function: FunctionChoice,
    precision: Precision = "float64",
    floor: float = 1.0,
    gaps: Array | None = None,
) -> GapErrors:
    """Measure the three methods on 3×3 matrices with eigenvalues 1.7 ± gap/2 and 0.6.

    All of them are handed the same eigenvalues, eigenvectors and upstream gradient, so that only
    their own rounding is measured; exact is what 50 digits say.

    Parameters
    ----------
    function : {"log", "exp", "sqrt", "ReEig"}
    precision : {"float64", "float32"}
    floor : float
        Where ReEig has its kink; the other functions do not use it.
    gaps : (n_gaps,), optional
        By default two to each power of ten, as far down as the precision reaches, and then 0.

    Returns
    -------
    GapErrors

    Raises
    ------
    ValueError
        The function or the precision is not one of those above.
    """
    if function not in FUNCTION_CHOICES:
        raise ValueError(
            f"function is {function!r}; expected one of {', '.join(FUNCTION_CHOICES)}."
        )
    if precision not in get_args(Precision):
        raise ValueError(f"precision is {precision!r}; expected float64 or float32.")
    asked = np.logspace(0, -15, 31) if gaps is None else np.asarray(gaps, dtype=np.float64)
    dtype = np.dtype(precision)
    eigenvalues = pair(np.append(asked, 0.0)).astype(dtype)
    actual = np.abs(eigenvalues[:, 1].astype(np.float64) - eigenvalues[:, 0])
    kept = np.append(actual[:-1] > actual[1:], True)  # each gap once, though it be asked for twice
    eigenvalues = eigenvalues[kept]
    rng = np.random.default_rng(0)
    U = np.linalg.qr(rng.normal(size=(_DRAWS, 1, 3, 3)))[0].astype(dtype)
    G = rng.normal(size=(_DRAWS, 1, 3, 3)).astype(dtype)
    exact = _exact_gradients(function, floor, eigenvalues, U, G)
    size = np.linalg.norm(G.astype(np.float64), axis=(-2, -1))
    errors = [
        np.median(np.linalg.norm(claimed - exact, axis=(-2, -1)) / size, axis=0)
        for claimed in _claimed_gradients(function, floor, eigenvalues, U, G)
    ]
    return GapErrors(function, precision, actual[kept], np.array(errors))


def spectral_function(function: FunctionChoice, floor: float) -> SpectralFunction:
    """Return the spectral function that a button stands for."""
    from mathlib import spectral  # loads torch, which only the experiment itself needs

    return {
        "log": spectral.LOG,
        "exp": spectral.EXP,
        "sqrt": spectral.SQRT,
        "ReEig": spectral.rectify(floor),
    }[function]


def pair(gaps: Array) -> Array:
    """Return the eigenvalues (..., 3) of the experiment: 1.7 ± gap/2, and 0.6 aside."""
    gap = np.asarray(gaps, dtype=np.float64)
    return np.stack([CENTRE - gap / 2, CENTRE + gap / 2, np.full(gap.shape, THIRD)], axis=-1)


def draw_gap_errors(panels: Sequence[GapErrors]) -> Figure:
    """Draw one panel for each experiment, side by side.

    Parameters
    ----------
    panels : sequence of GapErrors
        One or two.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        Not one or two panels.
    """
    if not 1 <= len(panels) <= 2:
        raise ValueError(f"{len(panels)} panels are given; expected 1 or 2.")
    with style():
        fig = Figure(figsize=(4.6 * len(panels), 3.9))
        axes = np.atleast_1d(fig.subplots(1, len(panels), sharey=True))
        for ax, data in zip(axes, panels):
            error_panel(ax, data)
            ax.set_title(f"{data.function}, {data.precision}")
        axes[0].set_ylabel("error of the gradient")
        axes[0].legend(loc="upper right", fontsize=8)
    return fig


def error_panel(ax: Axes, data: GapErrors, marked: float | None = None) -> None:
    """Draw the three error lines into an axes; gap 0 stands at the left edge.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    data : GapErrors
    marked : float, optional
        A gap at which a vertical line is drawn.
    """
    log_axes(ax)
    at = np.where(data.gaps > 0, data.gaps, _EDGE)
    for line, name, errors in zip(LINES, METHODS, data.errors):
        shown = np.maximum(errors, _FLOOR_OF_ERRORS)
        ax.plot(at[:-1], shown[:-1], **line._asdict(), markevery=2, label=name)
        lost = bool(np.isnan(errors[-1]))
        ax.plot(
            at[-1],
            1.0 if lost else shown[-1],
            color=line.color,
            marker="x" if lost else line.marker,
            markersize=11 if lost else 6,
            markeredgewidth=2.5 if lost else 1.0,
        )
    if np.isnan(data.errors[:, -1]).any():
        ax.annotate("NaN", (_EDGE, 1), (_EDGE, 8), ha="center")
    if marked is not None:
        ax.axvline(marked if marked > 0 else _EDGE, color=FAINT, lw=4, alpha=0.5)
    ax.set_xlim(_EDGE / 5, 3)
    ax.set_ylim(1e-18, 3e3)
    ticks = [1e-15, 1e-10, 1e-5, 1.0]
    ax.set_xticks([_EDGE, *ticks], ["0", *("10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1")])
    ax.set_xlabel("gap between the two eigenvalues")


def _claimed_gradients(
    function: FunctionChoice, floor: float, eigenvalues: Array, U: Array, G: Array
) -> list[Array]:
    import torch

    from mathlib import spectral

    fn = spectral_function(function, floor)
    shape = (_DRAWS, len(eigenvalues), 3, 3)
    g, vectors = (torch.tensor(np.broadcast_to(array, shape)) for array in (G, U))
    values = torch.tensor(np.broadcast_to(eigenvalues, shape[:-1]))
    rise = fn.value(values)
    quotients = (rise[..., :, None] - rise[..., None, :]) / (
        values[..., :, None] - values[..., None, :]
    )
    own = torch.eye(3, dtype=torch.bool)
    quotients = torch.where(own, spectral.divided_differences(fn, values), quotients)
    rotated = vectors.mT @ ((g + g.mT) / 2) @ vectors
    results: list[Any] = [
        spectral.ionescu_vjp(g, values, vectors, fn),
        vectors @ (quotients * rotated) @ vectors.mT,
        spectral.daleckii_krein_vjp(g, values, vectors, fn),
    ]
    return [np.asarray(result.numpy(), dtype=np.float64) for result in results]


def _exact_gradients(
    function: FunctionChoice, floor: float, eigenvalues: Array, U: Array, G: Array
) -> Array:
    """Evaluate the formula of Daleckii and Krein with 50 digits, and round once."""
    with localcontext() as context:
        context.prec = 50
        f, slope = _exact_function(function, Decimal(floor))
        loewner = np.array([_exact_loewner(f, slope, row) for row in eigenvalues])
        exact_U, exact_G = _decimals(U), _decimals(G)
        transposed = np.swapaxes(exact_U, -2, -1)
        symmetric = (exact_G + np.swapaxes(exact_G, -2, -1)) / 2
        rotated = transposed @ symmetric @ exact_U
        return np.asarray(exact_U @ (loewner * rotated) @ transposed, dtype=np.float64)


def _exact_function(
    function: FunctionChoice, floor: Decimal
) -> tuple[Callable[[Decimal], Decimal], Callable[[Decimal], Decimal]]:
    if function == "ReEig":
        return (lambda x: max(x, floor)), (lambda x: Decimal(int(x >= floor)))
    return _EXACT[function]


def _exact_loewner(
    f: Callable[[Decimal], Decimal], slope: Callable[[Decimal], Decimal], eigenvalues: Array
) -> list[list[Decimal]]:
    numbers = [Decimal(float(value)) for value in eigenvalues]
    return [[slope(a) if a == b else (f(a) - f(b)) / (a - b) for b in numbers] for a in numbers]


def _decimals(array: Array) -> Any:
    flat = [Decimal(float(value)) for value in array.ravel()]
    return np.array(flat, dtype=object).reshape(array.shape)
