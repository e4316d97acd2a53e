"""The adjoint test: is a backward pass the adjoint of its forward derivative?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mathlib._validate import Array, real_array

# Far above rounding, far below the smallest slip that is not rounding.
_TOLERANCE = {np.dtype(np.float64): 1e-10, np.dtype(np.float32): 1e-4}


@dataclass(frozen=True, repr=False)
class AdjointTest:
    """Both sides of ⟨G, DF[H]⟩ = ⟨DF*[G], H⟩ for one random pair G, H.

    Attributes
    ----------
    left : float
        ⟨G, DF[H]⟩, computed with the forward derivative.
    right : float
        ⟨DF*[G], H⟩, computed with the backward pass.
    relative_gap : float
        |left − right| divided by the larger of ‖G‖‖DF[H]‖ and ‖DF*[G]‖‖H‖.
    passed : bool
    verdict : str
    """

    left: float
    right: float
    relative_gap: float
    passed: bool
    verdict: str

    def __repr__(self) -> str:
        return f"Adjoint test: left {self.left:.6f}, right {self.right:.6f}; {self.verdict}"


def adjoint_test(
    jvp: Callable[[Array], Any],
    vjp: Callable[[Array], Any],
    x_shape: int | tuple[int, ...],
    y_shape: int | tuple[int, ...],
    rng: np.random.Generator | None = None,
) -> AdjointTest:
    """Compare ⟨G, DF[H]⟩ with ⟨DF*[G], H⟩ for random `G` and `H`; no finite difference.

    Parameters
    ----------
    jvp : callable
        H of shape `x_shape` -> DF[H] of shape `y_shape`, the derivative at one fixed point.
    vjp : callable
        G of shape `y_shape` -> DF*[G] of shape `x_shape`, the backward pass at that same point.
    x_shape, y_shape : int or tuple of int
        Shapes of the variable and of the layer's output.
    rng : numpy.random.Generator, optional
        Where G and H come from; `numpy.random.default_rng(0)` by default.

    Returns
    -------
    AdjointTest
        Passed when the gap is below 1e-10 (1e-4 when an answer is float32).

    Raises
    ------
    TypeError
        An answer is not an array of real numbers.
    ValueError
        An answer has the wrong shape, or holds NaN or infinity.

    Notes
    -----
    The test shows that the two belong together, not that `jvp` is right: check `jvp` with
    `directional_derivative`. Source: Claerbout (1992), section 5.2, the "dot-product test".
    """
    rng = np.random.default_rng(0) if rng is None else rng
    H = rng.normal(size=x_shape)
    G = rng.normal(size=y_shape)
    forward = _answer(jvp(H.copy()), G.shape, "jvp(H)", "y_shape")
    backward = _answer(vjp(G.copy()), H.shape, "vjp(G)", "x_shape")
    left = float(np.sum(G * forward, dtype=np.float64))
    right = float(np.sum(backward * H, dtype=np.float64))
    size = max(_norm(G) * _norm(forward), _norm(backward) * _norm(H))
    gap = abs(left - right) / size if size else 0.0
    tolerance = max(_TOLERANCE.get(a.dtype, 1e-2) for a in (forward, backward))
    if not size:
        passed, verdict = False, "both sides are zero: this test cannot tell"
    elif gap <= tolerance:
        passed, verdict = True, "equal: the backward pass is the adjoint"
    else:
        passed, verdict = False, "different: the backward pass is not the adjoint"
    return AdjointTest(left, right, gap, passed, verdict)


def _norm(array: Array) -> float:
    return float(np.sqrt(np.sum(np.square(array, dtype=np.float64))))


def _answer(value: Any, shape: tuple[int, ...], name: str, expected: str) -> Array:
    if value is None:
        raise TypeError(f"{name} is None; expected an array. Is its `return` missing?")
    array = real_array(value, name)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; expected {expected} = {shape}.")
    return array
