"""Hunt of chapter 10: a write-up, made up for the course, of the gradient of a BiMap layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_10.inputs import (
    Array,
    Generator,
    orthonormal_rows,
    positive,
    sym,
)
from mathlib.exercises.hunt import Hunt, Line

_H = 1e-30  # an imaginary step this small differentiates without rounding


def _moved(W: Array, X: Array, dW: Array) -> Array:
    """Return dY of Y = WXWᵀ as W moves along dW."""
    Z = W + 1j * _H * dW
    return np.asarray((Z @ X @ Z.T).imag / _H)


def _excess(G: Array, W: Array, X: Array, dW: Array) -> float:
    """Return 2⟨skew G, dW XWᵀ⟩, which a symmetric G does not have."""
    return float(np.sum((G - G.T) * (dW @ X @ W.T)))


def _draw(rng: Generator, count: int) -> dict[str, Any]:
    """Draw a layer; G is a number at first, then symmetric, then any square matrix."""
    m, n = ((1, 2), (2, 4), (3, 5), (2, 3), (3, 4))[count]
    G = rng.normal(size=(m, m))
    return {
        "G": sym(G) if count == 1 else G,
        "W": orthonormal_rows(rng, m, n),
        "X": positive(rng, n),
        "dW": rng.normal(size=(m, n)),
    }


TRANSPOSE = Hunt(
    tag="H10",
    title="Back through BiMap: two terms that look alike",
    source="A careless write-up of our own making",
    place="gradient of a BiMap layer",
    lines=(
        Line(
            r"for $Y=WXW^\top$ with $X=X^\top$: $dY=dW\,XW^\top+WX\,dW^\top$",
            lambda W, X, dW, **_: _moved(W, X, dW),
            lambda W, X, dW, **_: dW @ X @ W.T + W @ X @ dW.T,
        ),
        Line(
            r"for $L=\langle G,Y\rangle$: "
            r"$dL=\langle G,\,dW\,XW^\top\rangle+\langle G,\,WX\,dW^\top\rangle$",
            lambda G, W, X, dW: np.sum(G * _moved(W, X, dW)),
            lambda G, W, X, dW: np.sum(G * (dW @ X @ W.T)) + np.sum(G * (W @ X @ dW.T)),
        ),
        Line(
            r"the second matrix is the transpose of the first: $WX\,dW^\top=(dW\,XW^\top)^\top$",
            lambda W, X, dW, **_: W @ X @ dW.T,
            lambda W, X, dW, **_: (dW @ X @ W.T).T,
        ),
        Line(
            r"so both terms are equal: $dL=2\,\langle G,\,dW\,XW^\top\rangle$",
            lambda G, W, X, dW: np.sum(G * _moved(W, X, dW)),
            lambda G, W, X, dW: 2 * np.sum(G * (dW @ X @ W.T)),
        ),
        Line(
            r"$XW^\top$ crosses: $2\,\langle G,\,dW\,XW^\top\rangle=\langle2\,GWX,\,dW\rangle$",
            lambda G, W, X, dW: 2 * np.sum(G * (dW @ X @ W.T)),
            lambda G, W, X, dW: np.sum(2 * (G @ W @ X) * dW),
        ),
        Line(r"read off: $\nabla_WL=2\,GWX$"),
    ),
    broken=4,
    draw=_draw,
    note=lambda **inputs: (
        f"right minus left is 2⟨skew G, dW XWᵀ⟩ = {_excess(**inputs):.3f}".replace("-", "−")
    ),
    think="Write ⟨G, Mᵀ⟩ as a sum over i and j: which entry of G meets M_ij?",
    why=(
        "G_ji does. The transpose passes on to G: ⟨G, Mᵀ⟩ = ⟨Gᵀ, M⟩. With M = dW XWᵀ the two terms "
        "add up to ⟨G + Gᵀ, M⟩ = 2⟨sym G, M⟩, and the write-up has 2⟨skew G, M⟩ too much. In two "
        "of the five inputs G is a number or symmetric, and there line 4 holds: a test with such a "
        "G sees nothing. A skew G shows it best: L is 0 whatever W is, and 2GWX is not. Behind "
        "LogEig G arrives symmetric, and the slip sleeps; a loss that looks at Y itself can wake "
        "it."
    ),
    printed=r"$\langle G,\,WX\,dW^\top\rangle=\langle G,\,dW\,XW^\top\rangle$, $\nabla_WL=2\,GWX$",
    right=r"$\langle G,\,WX\,dW^\top\rangle=\langle G^\top,\,dW\,XW^\top\rangle$, "
    r"$\nabla_WL=2\operatorname{sym}(G)\,WX$",
)

HUNTS = (TRANSPOSE,)
