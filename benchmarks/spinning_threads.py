"""How long torch's helper threads keep a core busy after an operation is done.

    python benchmarks/spinning_threads.py

Why `mathlib.spectral.parallel` gives torch one thread: between two operations its helpers wait by
spinning. Measured is the processor time of all other threads while this one sleeps after a call.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import torch

N_CALLS = 20
SLEEP = 0.03


def spinning(call: Callable[[], object]) -> float:
    """Milliseconds of processor time that other threads use up around one call."""
    found = []
    call()
    time.sleep(SLEEP)
    for _ in range(N_CALLS):
        started = time.process_time() - time.thread_time()
        call()
        time.sleep(SLEEP)
        found.append(time.process_time() - time.thread_time() - started)
    return 1000 * median(found)


def main() -> None:
    A = torch.randn(20, 20, dtype=torch.float64)
    scores, y = torch.randn(32, 4, dtype=torch.float64), torch.zeros(32, dtype=torch.int64)
    calls: dict[str, Callable[[], object]] = {
        "product of two 20×20 matrices": lambda: A @ A,
        "QR of a 20×20 matrix": lambda: torch.linalg.qr(A),
        "cross-entropy of 32 trials": lambda: torch.nn.functional.cross_entropy(scores, y),
        "sum of two 20×20 matrices": lambda: A + A,
    }
    print("milliseconds of other threads' processor time after one call")
    print(f"{'threads of torch':32}{1:>8}{2:>8}")
    for name, call in calls.items():
        columns = []
        for threads in (1, 2):
            torch.set_num_threads(threads)
            columns.append(spinning(call))
        print(f"{name:32}" + "".join(f"{column:8.1f}" for column in columns))


if __name__ == "__main__":
    main()
