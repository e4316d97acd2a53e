"""X = U Λ Uᴴ, and what is said when X does not have one."""

from __future__ import annotations

import torch
from torch import Tensor

from mathlib._validate.tensors import (
    asymmetry,
    asymmetry_limit,
    finite_entries,
    hermitian_members,
    member,
    nonnegative_eigenvalues,
    positive_eigenvalues,
    rounding_of,
)
from mathlib.spectral.functions import SpectralFunction

# Documented by torch as torch.linalg.LinAlgError, but not exported for type checkers.
LinAlgError: type[RuntimeError] = torch.linalg.LinAlgError  # type: ignore[attr-defined]


def decompose(X: Tensor, fn: SpectralFunction) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of sym X, with the eigenvalues in the domain of f.

    Parameters
    ----------
    X : Tensor, shape (..., n, n)
        `eigh` alone would read one triangle; the mean of both keeps f a function of all of X.
    fn : SpectralFunction

    Returns
    -------
    eigenvalues : Tensor, shape (..., n), ascending
    eigenvectors : Tensor, shape (..., n, n), in columns

    Raises
    ------
    ValueError
        On the CPU: X is not symmetric, not finite, or outside the domain of f.
    torch.linalg.LinAlgError
        `eigh` did not converge, with the batch index.

    Notes
    -----
    Reading a value on a GPU makes the CPU wait for it, and `torch.compile` cannot branch on one.
    In both, nothing is refused beyond what `eigh` itself refuses: a matrix outside the domain
    gets NaN for its eigenvalues, and so for all that follows; what is not symmetric counts as
    its symmetric part.
    """
    S = torch.lerp(X, X.mH, 0.5)
    if torch.compiler.is_compiling():
        eigenvalues, U = torch.linalg.eigh(S)
        return _or_nan(eigenvalues, fn), U
    try:
        eigenvalues, U = torch.linalg.eigh(S)
    except LinAlgError:
        finite_entries(X, "X")
        raise _not_converged(S) from None
    if X.is_cuda:
        return _or_nan(eigenvalues, fn), U
    return _checked(X, eigenvalues, fn), U


def _checked(X: Tensor, eigenvalues: Tensor, fn: SpectralFunction) -> Tensor:
    """Refuse what is outside the domain; few small operations while all is well."""
    smallest, largest = eigenvalues[..., 0], eigenvalues[..., -1]
    size = torch.maximum(largest, -smallest)
    fine = asymmetry(X) <= asymmetry_limit(size)
    if fn.domain != "real":
        fine &= smallest > 0
    if bool(fine.all()):
        return eigenvalues
    finite_entries(X, "X")
    hermitian_members(X, size, "X")
    if fn.domain == "positive":
        positive_eigenvalues(eigenvalues, "X", fn.name)
    elif fn.domain == "nonnegative":
        nonnegative_eigenvalues(eigenvalues, "X", fn.name)
        return eigenvalues.clamp_min(0)
    return eigenvalues


def _or_nan(eigenvalues: Tensor, fn: SpectralFunction) -> Tensor:
    """Eigenvalues of a matrix outside the domain turned into NaN, without reading any."""
    if fn.domain == "positive":
        return torch.where(eigenvalues[..., :1] > 0, eigenvalues, torch.nan)
    if fn.domain == "nonnegative":
        inside = eigenvalues[..., :1] >= -rounding_of(eigenvalues).unsqueeze(-1)
        return torch.where(inside, eigenvalues.clamp_min(0), torch.nan)
    return eigenvalues


def _not_converged(S: Tensor) -> RuntimeError:
    """The error that names the first member on which `eigh` fails."""
    for flat, matrix in enumerate(S.reshape(-1, *S.shape[-2:])):
        try:
            torch.linalg.eigh(matrix)
        except LinAlgError as error:
            where = tuple(int(i) for i in torch.unravel_index(torch.tensor(flat), S.shape[:-2]))
            return LinAlgError(
                f"the eigenvalues of {member('X', where)} did not converge ({error}). Scale the "
                "matrix to entries near 1, or add a small multiple of the identity."
            )
    return LinAlgError("the eigenvalues of X did not converge. Scale it to near 1.")
