"""ReEig without an eigendecomposition wherever a Cholesky factorisation shows it is not needed."""

from __future__ import annotations

from torch import Tensor

from mathlib.spectral.autograd import apply
from mathlib.spectral.rectification import rectify


def rectify_eigenvalues(X: Tensor, eps: float) -> Tensor:
    """Raise the eigenvalues of symmetric matrices to at least `eps`, the ReEig layer; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
    eps : float
        The floor, in the unit of X, ≥ 0.

    Returns
    -------
    Tensor, shape (..., n, n)
        No eigenvalue below `eps`, up to rounding.
    """
    return apply(rectify(eps), X)
