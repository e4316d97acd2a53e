"""Work on a batch shared out among threads, because `eigh` takes its matrices one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise

import torch
from torch import Tensor

# B·n³ that repays a thread: about 0.6 ms of `eigh`, against 0.1 ms to start one.
_SHARE = 2.5e5
# From here on LAPACK has work enough in one matrix for all threads.
_LARGE = 128


def eigh(S: Tensor) -> tuple[Tensor, Tensor]:
    """`torch.linalg.eigh`, the batch shared out among `torch.get_num_threads()` threads.

    Parameters
    ----------
    S : Tensor, shape (..., n, n)
        Symmetric or Hermitian; gradients do not pass. On a GPU this is the plain call.

    Returns
    -------
    eigenvalues : Tensor, shape (..., n)
    eigenvectors : Tensor, shape (..., n, n)
        Bit for bit what one thread returns: each result is written where the undivided call would
        write it, and LAPACK's rounding depends on the address modulo 16 bytes only.

    Raises
    ------
    torch.linalg.LinAlgError
        The first member that does not converge in any share.

    Notes
    -----
    With `torch.set_num_threads(1)`, or for a batch too small to repay a thread, this is the plain
    call.
    """
    n, count = S.shape[-1], S.shape[:-2].numel()
    parts = min(count, int(count * n**3 / _SHARE))
    if parts > 1:
        parts = min(parts, torch.get_num_threads())
    if parts < 2 or n > _LARGE or S.is_cuda:
        eigenvalues, U = torch.linalg.eigh(S)
        return eigenvalues, U
    flat = S.detach().reshape(count, n, n)
    values = torch.empty(count, n, dtype=_real(S.dtype))
    vectors = torch.empty_like(flat, memory_format=torch.contiguous_format).mT

    def share(part: slice) -> None:
        torch.linalg.eigh(flat[part], out=(values[part], vectors[part]))

    _in_threads(share, count, parts)
    return values.reshape(S.shape[:-1]), vectors.reshape(S.shape)


def _in_threads(work: Callable[[slice], None], count: int, parts: int) -> None:
    """Call `work` on `parts` slices of range(count) at once, the first in this thread."""
    bounds = [count * k // parts for k in range(parts + 1)]
    slices = [slice(start, stop) for start, stop in pairwise(bounds)]
    errors: list[BaseException] = []

    def run(part: slice) -> None:
        # Each thread counts for one: torch's own threads inside would be parts² in all.
        torch.set_num_threads(1)
        try:
            with torch.no_grad():  # grad mode does not cross into a new thread
                work(part)
        except BaseException as error:
            errors.append(error)

    threads = torch.get_num_threads()
    others = [threading.Thread(target=run, args=(part,)) for part in slices[1:]]
    try:
        for other in others:
            other.start()
        run(slices[0])
    finally:
        for other in others:
            other.join()
        torch.set_num_threads(threads)
    if errors:
        raise errors[0]


def _real(dtype: torch.dtype) -> torch.dtype:
    return {torch.complex128: torch.float64, torch.complex64: torch.float32}.get(dtype, dtype)
