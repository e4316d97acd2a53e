"""Differentials of the matrix functions of chapter 02: forward rule and backward pass together.

`f_jvp(X, dX)` is DF(X)[dX]; `f_vjp(G, X)` is the gradient in X of ⟨G, f(X)⟩.
"""

from mathlib.differentials.cholesky import cholesky, cholesky_jvp, cholesky_vjp
from mathlib.differentials.determinant import (
    adjugate,
    det,
    det_jvp,
    det_vjp,
    logdet,
    logdet_jvp,
    logdet_vjp,
)
from mathlib.differentials.inverse import (
    inverse,
    inverse_jvp,
    inverse_vjp,
    solve,
    solve_jvp,
    solve_vjp,
)
from mathlib.differentials.norms import (
    frobenius_norm,
    frobenius_norm_jvp,
    frobenius_norm_vjp,
    squared_frobenius_norm,
    squared_frobenius_norm_jvp,
    squared_frobenius_norm_vjp,
)
from mathlib.differentials.pseudo_inverse import pinv, pinv_jvp, pinv_vjp
from mathlib.differentials.singular_value_norms import (
    nuclear_norm,
    nuclear_norm_jvp,
    nuclear_norm_vjp,
    spectral_norm,
    spectral_norm_jvp,
    spectral_norm_vjp,
)

__all__ = [
    "adjugate",
    "cholesky",
    "cholesky_jvp",
    "cholesky_vjp",
    "det",
    "det_jvp",
    "det_vjp",
    "frobenius_norm",
    "frobenius_norm_jvp",
    "frobenius_norm_vjp",
    "inverse",
    "inverse_jvp",
    "inverse_vjp",
    "logdet",
    "logdet_jvp",
    "logdet_vjp",
    "nuclear_norm",
    "nuclear_norm_jvp",
    "nuclear_norm_vjp",
    "pinv",
    "pinv_jvp",
    "pinv_vjp",
    "solve",
    "solve_jvp",
    "solve_vjp",
    "spectral_norm",
    "spectral_norm_jvp",
    "spectral_norm_vjp",
    "squared_frobenius_norm",
    "squared_frobenius_norm_jvp",
    "squared_frobenius_norm_vjp",
]
