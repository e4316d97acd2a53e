"""X = U Λ Uᴴ, and what is said when X does not have one."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from mathlib._validate.tensors import (
    asymmetry_limit,
    finite_eigenvalues,
    finite_entries,
    hermitian_members,
    member,
    nonnegative_eigenvalues,
    positive_eigenvalues,
    rounding_of,
)
from mathlib.spectral.functions import SpectralFunction
from mathlib.spectral.parallel import eigh

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
    if torch.compiler.is_compiling():
        eigenvalues, U = torch.linalg.eigh(torch.lerp(X, X.mH, 0.5))
        return _or_nan(eigenvalues, fn), U
    S = symmetric_part(X, "X")
    try:
        eigenvalues, U = eigh(S)
    except LinAlgError:
        raise not_converged(S, "X") from None
    return inside_domain(eigenvalues, fn), U


def symmetric_part(X: Tensor, name: str) -> Tensor:
    """½(X + Xᴴ): X itself where that is the same, bit for bit.

    Raises
    ------
    ValueError
        On the CPU: X is not finite, or ‖X − Xᴴ‖ > √eps·‖X‖ for a member.
    """
    if X.is_cuda:
        return torch.lerp(X, X.mH, 0.5)
    if torch.equal(X, X.mH):  # one cheap pass that often spares three
        return X
    S = torch.lerp(X, X.mH, 0.5)
    gap = torch.linalg.vector_norm(X - S, dim=(-2, -1))  # half of ‖X − Xᴴ‖
    size = torch.linalg.vector_norm(S, dim=(-2, -1))
    if not float(gap.sub_(asymmetry_limit(size), alpha=0.5).max()) <= 0:
        finite_entries(X, name)
        hermitian_members(X, torch.linalg.vector_norm(X, dim=(-2, -1)), name)
    return S


def inside_domain(eigenvalues: Tensor, fn: SpectralFunction) -> Tensor:
    """Refuse eigenvalues outside the domain of f, those of X; on a GPU turn them into NaN.

    One small reduction while all is well.
    """
    if eigenvalues.is_cuda:
        return _or_nan(eigenvalues, fn)
    if not eigenvalues.numel():
        return eigenvalues
    smallest, largest = (float(bound) for bound in torch.aminmax(eigenvalues))
    floor = -math.inf if fn.domain == "real" else 0.0
    if floor < smallest and largest < math.inf:
        return eigenvalues
    finite_eigenvalues(eigenvalues, "X")
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


def not_converged(S: Tensor, name: str) -> RuntimeError:
    """The error that says on which member `eigh` fails, and why."""
    finite_entries(S, name)
    for flat, matrix in enumerate(S.reshape(-1, *S.shape[-2:])):
        try:
            torch.linalg.eigh(matrix)
        except LinAlgError as error:
            where = tuple(int(i) for i in torch.unravel_index(torch.tensor(flat), S.shape[:-2]))
            return LinAlgError(
                f"the eigenvalues of {member(name, where)} did not converge ({error}). Scale the "
                "matrix to entries near 1, or add a small multiple of the identity."
            )
    return LinAlgError(f"the eigenvalues of {name} did not converge. Scale it to entries near 1.")
