"""Checks of torch arguments: what was given, which batch member it is, how to mend it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_REAL = (torch.float64, torch.float32)
_COMPLEX = (torch.complex128, torch.complex64)


def real_tensor(value: Any, name: str) -> Tensor:
    """Return `value` if it is a float32 or float64 tensor with finite entries.

    Raises
    ------
    TypeError
        Not a tensor, or a dtype other than float32 and float64.
    ValueError
        An entry is NaN or infinite.
    """
    tensor = _tensor(value, name, _REAL)
    finite_entries(tensor, name)
    return tensor


def square_matrices(value: Any, name: str) -> Tensor:
    """Return `value` if it is a finite real tensor of square matrices, (..., n, n) with n ≥ 1.

    Raises
    ------
    ValueError
        Fewer than two axes, or the last two differ or are empty; also what `real_tensor` raises.
    """
    return _square(real_tensor(value, name), name)


def matrix_batch(value: Any, name: str) -> Tensor:
    """Return `value` if it is a tensor of square matrices, real or complex; no entry is read.

    Raises
    ------
    TypeError
        Not a tensor, or a dtype other than float32, float64, complex64 and complex128.
    ValueError
        Fewer than two axes, or the last two differ or are empty.
    """
    return _square(_tensor(value, name, _REAL + _COMPLEX), name)


def like_matrices(value: Any, name: str, other: Tensor, other_name: str) -> Tensor:
    """Return `value` if it is a tensor of the shape and dtype of `other`; no entry is read.

    Raises
    ------
    TypeError
        Not a tensor, or another dtype.
    ValueError
        Another shape.
    """
    tensor = _tensor(value, name, (other.dtype,))
    if tensor.shape != other.shape:
        raise ValueError(
            f"{name} has shape {tuple(tensor.shape)} and {other_name} {tuple(other.shape)}; "
            "expected equal shapes."
        )
    return tensor


def symmetric_matrices(value: Any, name: str) -> Tensor:
    """Return `value` if its real matrices are symmetric: ‖X − Xᵀ‖ ≤ √eps·‖X‖ for each.

    Raises
    ------
    ValueError
        A matrix differs from its transpose by more; also what `square_matrices` raises.
    """
    tensor = square_matrices(value, name)
    hermitian_members(tensor, torch.linalg.vector_norm(tensor.detach(), dim=(-2, -1)), name)
    return tensor


def finite_entries(tensor: Tensor, name: str) -> None:
    """Refuse a tensor that holds NaN or infinity.

    Raises
    ------
    ValueError
        With the first such entry and its index.
    """
    finite = tensor.detach().isfinite()
    if not bool(finite.all()):
        where = _first(~finite)
        raise ValueError(
            f"{name} has the entry {tensor.detach()[where].item()} at index {where}; "
            "expected finite numbers. Find where it was made: a logarithm or a division is "
            "the usual place."
        )


def asymmetry(matrices: Tensor) -> Tensor:
    """‖X − Xᴴ‖ in the Frobenius norm, (...,) from (..., n, n)."""
    skew: Tensor = torch.linalg.vector_norm(matrices - matrices.mH, dim=(-2, -1))
    return skew


def asymmetry_limit(size: Tensor) -> Tensor:
    """√eps times the size of a matrix: far above rounding, far below a slip."""
    limit: Tensor = size * torch.finfo(size.dtype).eps ** 0.5
    return limit


def hermitian_members(tensor: Tensor, size: Tensor, name: str) -> None:
    """Refuse matrices that are not symmetric, or not Hermitian when they are complex.

    Parameters
    ----------
    tensor : Tensor, shape (..., n, n)
    size : Tensor, shape (...)
        What the difference is measured against: a norm of each matrix, so that a large member
        does not excuse a small one.
    name : str

    Raises
    ------
    ValueError
        ‖X − Xᴴ‖ > √eps · size for a member, or it is NaN.
    """
    matrices = tensor.detach()
    wrong = ~(asymmetry(matrices) <= asymmetry_limit(size))
    if bool(wrong.any()):
        where = _first(wrong)
        gap = (matrices[where] - matrices[where].mH).abs().max().item()
        kind, mend = ("a Hermitian", "mH") if tensor.is_complex() else ("a symmetric", "mT")
        other = "conjugate transpose" if tensor.is_complex() else "transpose"
        raise ValueError(
            f"{member(name, where)} differs from its {other} by up to {gap:.3g}; expected {kind} "
            f"matrix. Pass ({name} + {name}.{mend}) / 2 if the difference is rounding."
        )


def finite_eigenvalues(eigenvalues: Tensor, name: str) -> None:
    """Refuse eigenvalues (..., n) that overflowed, or are those of a matrix that is not finite.

    Raises
    ------
    ValueError
        With the batch index.
    """
    wrong = ~eigenvalues.detach().isfinite().all(dim=-1)
    if bool(wrong.any()):
        raise ValueError(
            f"{member(name, _first(wrong))} has eigenvalues that are not finite numbers; expected "
            "finite entries whose squares do not overflow. Scale the matrix to entries near 1."
        )


def positive_eigenvalues(eigenvalues: Tensor, name: str, function: str) -> None:
    """Refuse the eigenvalues (..., n) of matrices that are not positive definite.

    Raises
    ------
    ValueError
        An eigenvalue is zero, negative or NaN; the message has the batch index and the eigenvalue.
    """
    smallest = eigenvalues.detach().amin(dim=-1)
    wrong = ~(smallest > 0)
    if bool(wrong.any()):
        where = _first(wrong)
        raise ValueError(
            f"{member(name, where)} has the eigenvalue {smallest[where].item():.3g}; "
            f"expected a positive definite matrix, where the {function} exists. Shrink a "
            "covariance of too few samples, or call rectify_eigenvalues first."
        )


def nonnegative_eigenvalues(eigenvalues: Tensor, name: str, function: str) -> None:
    """Refuse the eigenvalues (..., n) of matrices that are not positive semidefinite.

    A negative eigenvalue within n·eps of the largest counts as zero: that much is rounding.

    Raises
    ------
    ValueError
        An eigenvalue is negative or NaN; the message has the batch index and the eigenvalue.
    """
    smallest = eigenvalues.detach().amin(dim=-1)
    wrong = ~(smallest >= -rounding_of(eigenvalues.detach()))
    if bool(wrong.any()):
        where = _first(wrong)
        raise ValueError(
            f"{member(name, where)} has the eigenvalue {smallest[where].item():.3g}; "
            f"expected a positive semidefinite matrix, where the {function} exists. Call "
            "rectify_eigenvalues first, or find the sign that is wrong."
        )


def rounding_of(eigenvalues: Tensor) -> Tensor:
    """n·eps·max|λ|, (...,) from (..., n): the error that computed eigenvalues have."""
    n, eps = eigenvalues.shape[-1], torch.finfo(eigenvalues.dtype).eps
    return n * eps * eigenvalues.abs().amax(dim=-1)


def member(name: str, where: tuple[int, ...]) -> str:
    """What a message calls one matrix of a batch."""
    return f"{name}[{', '.join(map(str, where))}]" if where else name


def _tensor(value: Any, name: str, dtypes: tuple[torch.dtype, ...]) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} is a {type(value).__name__}; expected a torch.Tensor. "
            f"Convert it with torch.as_tensor({name})."
        )
    if value.dtype not in dtypes:
        raise TypeError(
            f"{name} has dtype {value.dtype}; expected {' or '.join(map(str, dtypes))}. "
            f"Convert it with {name}.to({dtypes[0]})."
        )
    return value


def _square(tensor: Tensor, name: str) -> Tensor:
    if tensor.ndim < 2 or tensor.shape[-1] != tensor.shape[-2] or tensor.shape[-1] == 0:
        raise ValueError(
            f"{name} has shape {tuple(tensor.shape)}; expected square matrices, shape (..., n, n)."
        )
    return tensor


def _first(wrong: Tensor) -> tuple[int, ...]:
    """The index of the first True; () for a single matrix."""
    return tuple(int(i) for i in wrong.nonzero()[0])
