"""Derivatives of f(X) for square matrices that need not be symmetric, real or complex.

Two ways:

- *eigenvector form* (`frechet_eig`, `vjp_eig`), X = P Λ P⁻¹: the Daleckii–Krein formula with P⁻¹
  for Uᴴ. Its error grows like eps·cond(P)² to eps·cond(P)³, and at a Jordan block there is no P.
- *block-triangular form* (`frechet_block`, `vjp_block`), Mathias: f([[X, H], [0, X]]) holds
  Df(X)[H] in its corner. No eigenvectors, so no conditioning of P and no trouble at Jordan blocks,
  for a function of a matrix of twice the size: about eight times the work.

Any function of a square matrix serves the second: `torch.matrix_exp`, `torch.linalg.inv`,
`lambda A: A @ A @ A`, or one of SciPy's through `from_scipy`, as `logm` and `sqrtm` here.

The rule of thumb: eigenvectors up to cond(P) = 1e4, blocks above.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import numpy as np
import torch
from scipy import linalg
from torch import Tensor

from mathlib._validate.tensors import finite_entries, like_matrices, matrix_batch, member
from mathlib.spectral import user_defined
from mathlib.spectral.functions import SpectralFunction

MatrixFunction = Callable[[Tensor], Tensor]


def frechet_eig(
    fn: SpectralFunction, X: Tensor, H: Tensor, *, max_condition: float | None = None
) -> Tensor:
    r"""Df(X)[H] = P (f^[1](Λ) ⊙ (P⁻¹ H P)) P⁻¹ for diagonalisable X = P Λ P⁻¹.

    Parameters
    ----------
    fn : SpectralFunction
        Analytic; `rectify` and `rectified_log` are not.
    X : Tensor, shape (..., n, n)
        Real or complex; eigenvalues may be complex.
    H : Tensor, shape (..., n, n)
        The direction, of the shape and dtype of X.
    max_condition : float, optional
        The largest cond(P) that is accepted; 1/√eps by default, where no digit is left.

    Returns
    -------
    Tensor, shape (..., n, n)
        Real for real X and H.

    Raises
    ------
    TypeError
        f is not analytic, or an argument is not a tensor of a fitting dtype.
    ValueError
        A shape does not fit, an entry is not finite, an eigenvalue lies on the cut of f, or P is
        numerically singular (the message gives its condition number).

    Notes
    -----
    Derived in chapter 09. Source: Higham (2008), section 3.2; Daleckii and Krein (1965).
    """
    L, P = _loewner(fn, _pair(X, H, "H"), max_condition)
    inner = torch.linalg.solve(P, H.to(P.dtype) @ P)
    return _like(torch.linalg.solve(P, P @ (L * inner), left=False), X)


def vjp_eig(
    G: Tensor, X: Tensor, fn: SpectralFunction, *, max_condition: float | None = None
) -> Tensor:
    r"""Gradient in X of a loss that reaches X through f(X), X = P Λ P⁻¹.

    - forward:  Df(X)[dX] = P (L ⊙ (P⁻¹ dX P)) P⁻¹, L = f^[1](Λ)
    - backward: ∇_X = P⁻ᴴ (L̄ ⊙ (Pᴴ G P⁻ᴴ)) Pᴴ = Df(Xᴴ)[G]

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
        Gradient that arrives at f(X), of the shape and dtype of X.
    X : Tensor, shape (..., n, n)
    fn : SpectralFunction
    max_condition : float, optional
        As for `frechet_eig`.

    Returns
    -------
    Tensor, shape (..., n, n)
        Real for real X and G. dL = Re tr(∇ᴴ dX).

    Raises
    ------
    TypeError, ValueError
        As `frechet_eig`.

    Notes
    -----
    For f with f(z̄) = conj f(z), as all the ready ones. Derived in chapter 09.
    """
    L, P = _loewner(fn, _pair(X, G, "G"), max_condition)
    Ph = P.mH
    inner = L.conj() * torch.linalg.solve(Ph, Ph @ G.to(P.dtype), left=False)
    return _like(torch.linalg.solve(Ph, inner @ Ph), X)


def frechet_block(matrix_function: MatrixFunction, X: Tensor, H: Tensor) -> Tensor:
    r"""Df(X)[H], the upper right block of f([[X, H], [0, X]]), for every square X.

    Parameters
    ----------
    matrix_function : callable
        (..., 2n, 2n) → (..., 2n, 2n), a function of a matrix in the sense of its Taylor series or
        Jordan form: `torch.matrix_exp`, `torch.linalg.inv`, `logm`, …; not an elementwise one.
    X, H : Tensor, shape (..., n, n)
        Real or complex, of one shape and dtype.

    Returns
    -------
    Tensor, shape (..., n, n)

    Raises
    ------
    TypeError, ValueError
        H does not fit X, or an entry is not finite; the function returns another shape, or
        different blocks on the diagonal, as an elementwise function does.

    Notes
    -----
    H is scaled to the norm of X on the way in and back on the way out: the corner is linear in H,
    and a huge or tiny corner would cost the function its accuracy. f must have 2k − 1 derivatives
    at the eigenvalue of a Jordan block of order k. Derived in chapter 09. Source: Mathias (1996);
    Higham (2008), section 3.2.
    """
    _pair(X, H, "H")
    n = X.shape[-1]
    scale = _norm(X) / _norm(H)
    block = torch.cat(
        [torch.cat([X, scale * H], dim=-1), torch.cat([torch.zeros_like(X), X], dim=-1)], dim=-2
    )
    result = matrix_function(block)
    if result.shape != block.shape:
        raise ValueError(
            f"the matrix function turns shape {tuple(block.shape)} into {tuple(result.shape)}; "
            "expected one of the same shape."
        )
    left_lower = result[..., n:, :n].abs().amax()
    if bool(left_lower > torch.finfo(X.dtype).eps ** 0.5 * result.abs().amax()):
        raise ValueError(
            "f of a block-triangular matrix is not block-triangular here; expected a function of "
            "the matrix, such as torch.matrix_exp, not of each entry, such as torch.exp."
        )
    return result[..., :n, n:] / scale


def vjp_block(G: Tensor, X: Tensor, matrix_function: MatrixFunction) -> Tensor:
    r"""Gradient in X of a loss that reaches X through f(X): the block formula at Xᴴ.

    - forward:  Df(X)[dX] is the corner of f([[X, dX], [0, X]])
    - backward: ∇_X = Df(Xᴴ)[G] is the corner of f([[Xᴴ, G], [0, Xᴴ]])

    Parameters
    ----------
    G : Tensor, shape (..., n, n)
        Gradient that arrives at f(X).
    X : Tensor, shape (..., n, n)
    matrix_function : callable
        As for `frechet_block`; with f(z̄) = conj f(z).

    Returns
    -------
    Tensor, shape (..., n, n)

    Raises
    ------
    TypeError, ValueError
        As `frechet_block`.

    Notes
    -----
    Without the transpose the answer is wrong wherever X is not symmetric. Derived in chapter 09.
    """
    _pair(X, G, "G")
    return frechet_block(matrix_function, X.mH, G)


def from_scipy(function: Callable[[Any], Any], A: Tensor) -> Tensor:
    """Apply a SciPy function of one matrix to every matrix of a batch.

    Parameters
    ----------
    function : callable
        (n, n) array → (n, n) array, such as `scipy.linalg.logm`.
    A : Tensor, shape (..., n, n)

    Returns
    -------
    Tensor, shape (..., n, n)
        On the device of A; real if A is and the imaginary parts are rounding.

    Raises
    ------
    ValueError
        A is real and f(A) is not, as the logarithm at a negative eigenvalue; or it is not finite,
        or SciPy doubts its own result.
    """
    matrices = A.detach().cpu().numpy().reshape(-1, *A.shape[-2:])
    with warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")  # SciPy warns where its result is worth nothing
        results = torch.as_tensor(np.stack([np.asarray(function(M)) for M in matrices]))
    if doubts or not bool(results.isfinite().all()):
        said = f" (SciPy: {doubts[0].message})" if doubts else ""
        raise ValueError(
            f"f of the matrix cannot be had{said}: an eigenvalue lies where f has no value, or "
            "close to it. Look at torch.linalg.eigvals(X)."
        )
    if results.is_complex() and not A.is_complex():
        if bool(results.imag.abs().amax() > torch.finfo(A.dtype).eps ** 0.5 * results.abs().amax()):
            raise ValueError(
                "f of a real matrix is complex: it has eigenvalues on the negative real axis. "
                "Pass X.to(torch.complex128) if a complex result is meant."
            )
        results = results.real
    return results.to(A.dtype).to(A.device).reshape(A.shape)


logm: MatrixFunction = partial(from_scipy, linalg.logm)
sqrtm: MatrixFunction = partial(from_scipy, linalg.sqrtm)


def _pair(X: Any, other: Any, name: str) -> Tensor:
    """X, after both have been looked at."""
    matrix_batch(X, "X")
    like_matrices(other, name, X, "X")
    finite_entries(X, "X")
    finite_entries(other, name)
    return cast(Tensor, X)


def _loewner(fn: SpectralFunction, X: Tensor, max_condition: float | None) -> tuple[Tensor, Tensor]:
    """f^[1](Λ) and P, both complex."""
    if not fn.analytic:
        raise TypeError(
            f"the {fn.name} has a kink; expected an analytic function, since eigenvalues of "
            "matrices that are not symmetric may be complex."
        )
    eigenvalues, P = torch.linalg.eig(X)
    eps = torch.finfo(X.dtype).eps
    condition = torch.linalg.cond(P)
    limit = eps**-0.5 if max_condition is None else max_condition
    wrong = ~(condition <= limit)
    if bool(wrong.any()):
        where = tuple(int(i) for i in wrong.nonzero()[0])
        raise ValueError(
            f"the eigenvectors of {member('X', where)} are numerically dependent: cond(P) = "
            f"{condition[where].item():.2g}, above {limit:.2g}, leaves no correct digit. Use "
            "frechet_block or vjp_block, which need no eigenvectors."
        )
    _refuse_cut(fn, eigenvalues)
    a, b = eigenvalues.unsqueeze(-1), eigenvalues.unsqueeze(-2)
    return user_defined.difference(a, b, fn.value, fn.derivative), P


def _refuse_cut(fn: SpectralFunction, eigenvalues: Tensor) -> None:
    if fn.domain == "real":
        return
    noise = torch.finfo(eigenvalues.dtype).eps * eigenvalues.abs().amax(dim=-1, keepdim=True)
    on_cut = (eigenvalues.real <= 0) & (eigenvalues.imag.abs() <= noise)
    if bool(on_cut.any()):
        where = tuple(int(i) for i in on_cut.nonzero()[0])
        raise ValueError(
            f"{member('X', where[:-1])} has the eigenvalue {eigenvalues[where].real.item():.3g}; "
            f"the {fn.name} exists away from zero and the negative real axis."
        )


def _norm(A: Tensor) -> Tensor:
    """Norm of each matrix with its two axes kept; 1 for a zero matrix."""
    norm = torch.linalg.vector_norm(A, dim=(-2, -1), keepdim=True)
    return torch.where(norm == 0, 1.0, norm)


def _like(result: Tensor, X: Tensor) -> Tensor:
    """Drop imaginary parts that are rounding: real X has a real derivative."""
    return result if X.is_complex() else result.real
