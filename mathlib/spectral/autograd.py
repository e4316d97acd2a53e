"""f(X) and its derivative Df(X)[H] for symmetric X, as differentiable functions of X."""

from __future__ import annotations

from torch import Tensor

from mathlib._validate.tensors import like_matrices, matrix_batch
from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.nodes import frechet_node, spectral_node


def apply(fn: SpectralFunction, X: Tensor) -> Tensor:
    r"""f(X) = U f(Λ) Uᴴ for symmetric or Hermitian X = U Λ Uᴴ, twice differentiable.

    Parameters
    ----------
    fn : SpectralFunction
    X : Tensor, shape (..., n, n)
        Symmetric (float32, float64) or Hermitian (complex64, complex128); what is computed is
        f(½(X + Xᴴ)).

    Returns
    -------
    Tensor, shape (..., n, n)
        Its gradient in X is `daleckii_krein_vjp`: finite and right at repeated eigenvalues, where
        differentiation through `eigh` says NaN.

    Raises
    ------
    TypeError
        Not a tensor of those dtypes.
    ValueError
        Not square; and on the CPU: not symmetric, not finite, or an eigenvalue is outside the
        domain of f. On a GPU and under `torch.compile` values are not read, so nothing waits:
        there a matrix outside the domain comes out as NaN.
    torch.linalg.LinAlgError
        The eigenvalues did not converge.
    NotImplementedError
        A third derivative is asked for.

    Notes
    -----
    `mathlib.spectral.nodes` lists which transforms of torch apply.
    """
    matrix_batch(X, "X")
    return spectral_node(X, fn)[0]


def frechet(fn: SpectralFunction, X: Tensor, H: Tensor) -> Tensor:
    r"""The derivative of f at X in the direction H: Df(X)[H] = U (f^[1](Λ) ⊙ (Uᴴ H U)) Uᴴ.

    Parameters
    ----------
    fn : SpectralFunction
    X : Tensor, shape (..., n, n)
        Symmetric or Hermitian.
    H : Tensor, shape (..., n, n)
        The direction, of the shape and dtype of X; what counts is ½(H + Hᴴ).

    Returns
    -------
    Tensor, shape (..., n, n)
        Differentiable once in X and linear in H. The derivative is self-adjoint: `frechet` with
        the gradient G for H is the backward pass.

    Raises
    ------
    TypeError, ValueError
        H does not fit X; also what `apply` raises.
    """
    matrix_batch(X, "X")
    like_matrices(H, "H", X, "X")
    _, eigenvalues, U = spectral_node(X, fn)
    return frechet_node(X, H, eigenvalues, U, fn)
