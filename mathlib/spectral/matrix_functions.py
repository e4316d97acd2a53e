"""The usual functions of symmetric matrices by name: logm, expm, sqrtm, inv_sqrtm, powm."""

from __future__ import annotations

from torch import Tensor

from mathlib.spectral.autograd import apply
from mathlib.spectral.functions import EXP, INV_SQRT, LOG, SQRT, power
from mathlib.spectral.rectification import rectified_log


def logm(X: Tensor) -> Tensor:
    """Logarithm of symmetric positive definite matrices, the LogEig layer; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        At X = I the gradient is sym(G), where automatic differentiation of `eigh` says NaN.
    """
    return apply(LOG, X)


def expm(X: Tensor) -> Tensor:
    """Exponential of symmetric matrices, the inverse of `logm`; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        Positive definite; infinite above eigenvalues of about 709 (float64) or 88 (float32).
    """
    return apply(EXP, X)


def sqrtm(X: Tensor) -> Tensor:
    """Square root of symmetric positive semidefinite matrices; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        An eigenvalue that is negative by rounding, within n·eps of the largest, counts as zero.

    Returns
    -------
    Tensor, shape (..., n, n)
        The positive semidefinite root. Of a singular X it has no derivative: the gradient is then
        infinite or NaN.
    """
    return apply(SQRT, X)


def inv_sqrtm(X: Tensor) -> Tensor:
    """Inverse square root of symmetric positive definite matrices, the whitener; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        W with W X W = I.
    """
    return apply(INV_SQRT, X)


def powm(X: Tensor, p: float) -> Tensor:
    """X^p of symmetric positive definite matrices; see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
    p : float
        Any finite exponent.

    Returns
    -------
    Tensor, shape (..., n, n)
    """
    return apply(power(p), X)


def rectified_logm(X: Tensor, eps: float) -> Tensor:
    """ReEig followed by LogEig on one eigendecomposition: log(max(Λ, ε)); see `apply`.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        Symmetric; need not be positive definite.
    eps : float
        The floor under the eigenvalues, in the unit of X, > 0.

    Returns
    -------
    Tensor, shape (..., n, n)
    """
    return apply(rectified_log(eps), X)
