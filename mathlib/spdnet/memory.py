"""Out of memory: say which batch would have fitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch


@contextmanager
def fitting_batch(size: int, attempt: Callable[[int], object]) -> Iterator[None]:
    """Turn a device's lack of memory into a sentence that names a batch size that fits.

    Parameters
    ----------
    size : int
        Trials that a step sees.
    attempt : callable
        Makes a step's forward and backward pass for so many trials; called with halves of `size`,
        quarters and so on, until one fits.

    Raises
    ------
    MemoryError
        In place of `torch.OutOfMemoryError`.
    """
    try:
        yield
        return
    except torch.OutOfMemoryError:
        pass  # left before trying again, since the traceback keeps the tensors of the failed step
    smaller = size // 2
    while smaller:
        torch.cuda.empty_cache()
        if _fits(smaller, attempt):
            raise MemoryError(
                f"{size} trials at once do not fit into the device's memory; "
                f"batch_size={smaller} fits."
            )
        smaller //= 2
    raise MemoryError("not even one trial fits into the device's memory; device='cpu' may do.")


def _fits(size: int, attempt: Callable[[int], object]) -> bool:
    try:
        attempt(size)
    except torch.OutOfMemoryError:
        return False
    return True
