"""Work on a batch shared out among threads, because LAPACK takes its matrices one by one.

torch has threads of its own, and they do not help here. They split single operations, which are
small, and between two of them they wait by spinning: a product of two 20 × 20 matrices keeps a
second core busy for about 8 ms (`benchmarks/spinning_threads.py`). So where a batch is shared
out, torch keeps to one thread.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import TypeVar

import torch
from torch import Tensor

Share = TypeVar("Share")
Result = TypeVar("Result")

# B·n² that repays a thread in `eigh`: about 0.8 ms of it, against 0.1 ms to wake one.
_REPAYS = 1.5e4
# How much more it takes outside `batch_threads`, where torch's own threads may be spinning.
_UNPREPARED = 10
# From here on LAPACK has work enough in one matrix for all threads.
_LARGE = 128

_prepared: ContextVar[int | None] = ContextVar("_prepared", default=None)


@contextmanager
def batch_threads(count: int) -> Iterator[None]:
    """Share batches out among `count` threads; torch itself keeps to one while this lasts.

    Parameters
    ----------
    count : int
        At least 1; as many as there are cores is a good number.

    Raises
    ------
    ValueError
        `count` is less than 1.

    Notes
    -----
    For a training loop, around all of it: `mathlib.spdnet.fit` does so. Results may differ in the
    last digits from one count to another. Threads that are started within do not inherit it.
    """
    if count < 1:
        raise ValueError(f"count is {count}; expected 1 thread or more.")
    global _inside, _outside
    with _lock:
        nested = _prepared.get() is not None
        if not _inside:
            _outside = torch.get_num_threads()
        _inside += 1
    token = _prepared.set(count)
    torch.set_num_threads(1)
    try:
        yield
    finally:
        _prepared.reset(token)
        with _lock:
            _inside -= 1
            torch.set_num_threads(1 if nested else _outside)


# Who is within `batch_threads`, in all threads together, and what torch had before the first:
# torch keeps one number for the process, and what stood there in between is ours.
_lock = threading.Lock()
_inside, _outside = 0, 1


def threads_available() -> int:
    """How many threads a training may have: what `batch_threads` around it says, or torch."""
    with _lock:
        return _prepared.get() or (_outside if _inside else torch.get_num_threads())


def shares(count: int, n: int, repays: float = _REPAYS) -> int:
    """Among how many threads work on `count` matrices of size n is best shared out.

    Parameters
    ----------
    count, n : int
    repays : float
        count·n² for which another thread pays.
    """
    prepared = _prepared.get()
    if prepared is None:
        prepared, repays = torch.get_num_threads(), repays * _UNPREPARED
    return max(1, min(prepared, count, int(count * n**2 / repays)))


def eigh(S: Tensor) -> tuple[Tensor, Tensor]:
    """`torch.linalg.eigh`, the batch shared out among threads where that pays.

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
    """
    n, count = S.shape[-1], S.shape[:-2].numel()
    parts = 1 if n > _LARGE or S.is_cuda else shares(count, n)
    if parts < 2:
        eigenvalues, U = torch.linalg.eigh(S)
        return eigenvalues, U
    flat = S.detach().reshape(count, n, n)
    values = torch.empty(count, n, dtype=_real(S.dtype))
    vectors = torch.empty_like(flat, memory_format=torch.contiguous_format).mT

    def share(part: slice) -> None:
        torch.linalg.eigh(flat[part], out=(values[part], vectors[part]))

    in_threads(share, slices(count, parts))
    return values.reshape(S.shape[:-1]), vectors.reshape(S.shape)


def slices(count: int, parts: int) -> list[slice]:
    """`parts` slices of range(count), of equal length up to one."""
    bounds = [count * k // parts for k in range(parts + 1)]
    return [slice(start, stop) for start, stop in pairwise(bounds)]


def in_threads(work: Callable[[Share], Result], parts: Sequence[Share]) -> list[Result]:
    """What `work` returns for every part, all at once, the first in this thread.

    Raises
    ------
    BaseException
        The first that a part raised, in their order.
    """
    if len(parts) == 1:
        return [work(parts[0])]
    threads, inference = torch.get_num_threads(), torch.is_inference_mode_enabled()

    def run(part: Share) -> Result:
        # Modes do not cross into another thread; and no share is shared out again.
        token = _prepared.set(1)
        try:
            with torch.inference_mode(inference), torch.no_grad():
                return work(part)
        finally:
            _prepared.reset(token)

    try:
        others = [_helpers(len(parts) - 1).submit(run, part) for part in parts[1:]]
    except RuntimeError:  # Python is about to end and starts no threads any more
        return [run(part) for part in parts]
    try:
        torch.set_num_threads(1)
        first = run(parts[0])
    finally:
        try:
            wait(others)
        finally:
            torch.set_num_threads(threads)
    return [first, *(other.result() for other in others)]


# Threads that stay: one that is new to LAPACK spends half a millisecond on its first matrix.
_pool: ThreadPoolExecutor | None = None


def _helpers(count: int) -> ThreadPoolExecutor:
    global _pool
    if _pool is None or _pool._max_workers < count:
        _pool = ThreadPoolExecutor(count, "batch", initializer=torch.set_num_threads, initargs=(1,))
    return _pool


def _forget_helpers() -> None:
    """Threads do not survive a fork, nor does whoever held the lock."""
    global _pool, _lock
    _pool, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_helpers)


def _real(dtype: torch.dtype) -> torch.dtype:
    return {torch.complex128: torch.float64, torch.complex64: torch.float32}.get(dtype, dtype)
