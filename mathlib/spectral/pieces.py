"""A batch worked on a few matrices at a time, without a change in any bit of the results.

Temporaries of a whole batch leave the cache between two operations, and the allocator hands their
pages back to the system and fetches them again: at 288 matrices of size 22 that costs as much as
the arithmetic. LAPACK and BLAS round differently at addresses that differ modulo 16 bytes, so a
matrix of odd size may change in its last digits when it moves; pieces start where addresses agree.
"""

from __future__ import annotations

from math import gcd

import torch
from torch import Tensor

_ALIGNMENT = 64  # bytes; torch allocates in multiples of it
_ENTRIES = 2**15  # a piece: 256 kB in float64; measured best among 2¹² … 2¹⁶


def period(matrices: Tensor) -> int:
    """How many matrices (..., n, n) it takes until an address agrees with the first modulo 64."""
    size = matrices.shape[-1] * matrices.shape[-2] * matrices.element_size()
    return _ALIGNMENT // gcd(_ALIGNMENT, size)


def pieces(matrices: Tensor) -> list[slice]:
    """Slices that cut a batch (B, n, n) on the CPU into pieces; a single one elsewhere."""
    if matrices.ndim != 3 or matrices.numel() <= _ENTRIES:
        return [slice(None)]
    if matrices.is_cuda or torch.compiler.is_compiling():
        return [slice(None)]
    count, unit = len(matrices), period(matrices)
    entries = _ENTRIES * torch.get_num_threads()  # below _ENTRIES torch keeps to one thread
    step = max(1, entries // (matrices.shape[-1] ** 2 * unit)) * unit
    return [slice(start, start + step) for start in range(0, count, step)]
