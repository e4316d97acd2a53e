"""Checks of torch arguments: what was given, which batch member it is, how to mend it."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def real_tensor(value: Any, name: str) -> Tensor:
    """Return `value` if it is a float32 or float64 tensor with finite entries.

    Raises
    ------
    TypeError
        Not a tensor, or a dtype other than float32 and float64.
    ValueError
        An entry is NaN or infinite.
    """
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{name} is a {type(value).__name__}; expected a torch.Tensor. "
            f"Convert it with torch.as_tensor({name})."
        )
    if value.dtype not in (torch.float32, torch.float64):
        raise TypeError(
            f"{name} has dtype {value.dtype}; expected torch.float64 or torch.float32. "
            f"Convert it with {name}.double()."
        )
    finite = value.detach().isfinite()
    if not bool(finite.all()):
        where = tuple(int(i) for i in (~finite).nonzero()[0])
        raise ValueError(
            f"{name} has the entry {value.detach()[where].item()} at index {where}; "
            "expected finite numbers. Find where it was made: a logarithm or a division is "
            "the usual place."
        )
    return value


def square_matrices(value: Any, name: str) -> Tensor:
    """Return `value` if it is a finite tensor of square matrices, shape (..., n, n) with n ≥ 1.

    Raises
    ------
    ValueError
        Fewer than two axes, or the last two differ or are empty; also what `real_tensor` raises.
    """
    tensor = real_tensor(value, name)
    if tensor.ndim < 2 or tensor.shape[-1] != tensor.shape[-2] or tensor.shape[-1] == 0:
        raise ValueError(
            f"{name} has shape {tuple(tensor.shape)}; expected square matrices, shape (..., n, n)."
        )
    return tensor


def symmetric_matrices(value: Any, name: str) -> Tensor:
    """Return `value` if its matrices are symmetric up to √eps of their own largest entry.

    Raises
    ------
    ValueError
        A matrix differs from its transpose by more; also what `square_matrices` raises.
    """
    tensor = square_matrices(value, name)
    matrices = tensor.detach()
    gap = (matrices - matrices.mT).abs().amax(dim=(-2, -1))
    largest = matrices.abs().amax(dim=(-2, -1))
    wrong = gap > torch.finfo(tensor.dtype).eps ** 0.5 * largest
    if bool(wrong.any()):
        where = _first(wrong)
        raise ValueError(
            f"{_member(name, where)} differs from its transpose by up to "
            f"{gap[where].item():.3g}; expected a symmetric matrix. "
            f"Pass ({name} + {name}.mT) / 2 if the difference is rounding."
        )
    return tensor


def positive_eigenvalues(eigenvalues: Tensor, name: str, function: str) -> None:
    """Refuse the eigenvalues (..., n) of matrices that are not positive definite.

    Raises
    ------
    ValueError
        An eigenvalue is zero or negative; the message has the batch index and the eigenvalue.
    """
    smallest = eigenvalues.detach().amin(dim=-1)
    wrong = smallest <= 0
    if bool(wrong.any()):
        where = _first(wrong)
        raise ValueError(
            f"{_member(name, where)} has the eigenvalue {smallest[where].item():.3g}; "
            f"expected a positive definite matrix, where the {function} exists. Shrink a "
            "covariance of too few samples, or call rectify_eigenvalues first."
        )


def _first(wrong: Tensor) -> tuple[int, ...]:
    """The index of the first True; () for a single matrix."""
    return tuple(int(i) for i in wrong.nonzero()[0])


def _member(name: str, where: tuple[int, ...]) -> str:
    """What the message calls one matrix of a batch."""
    return f"{name}[{', '.join(map(str, where))}]" if where else name
