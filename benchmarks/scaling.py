"""How the cost of LogEig, forward and backward, grows with the size and with the batch.

python benchmarks/scaling.py [--threads 1 2] [--quick] [--device cuda]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import harness
import report
from operations import FLOOR, agreeing, floor, matrices
from peers import OURS, gradient, logarithms

NAME = "scaling"
SIZES = (4, 8, 16, 22, 32, 48, 64, 96, 128)
BATCHES = (1, 4, 16, 64, 288, 1024)
FIXED_BATCH, FIXED_SIZE = 64, 22


def measure(chosen: harness.Options) -> dict[str, Any]:
    rows = []
    points = [("size", n, FIXED_BATCH) for n in SIZES]
    points += [("batch", FIXED_SIZE, batch) for batch in BATCHES]
    for threads in chosen.threads:
        with harness.torch_threads(threads):
            for series, n, batch in points:
                X, G = matrices(n, batch, 0.0, chosen.device)
                functions, _ = agreeing(logarithms(), X, G)
                calls: dict[str, Callable[[], object]] = {FLOOR: partial(floor, X, G)}
                calls |= {name: partial(gradient, f, X, G) for name, f in functions.items()}
                calls[OURS] = harness.in_batch_threads(threads, calls[OURS])
                times = chosen.race(calls, threads, seconds=1.5)
                for name, seconds in times.items():
                    rows.append(
                        {"series": series, "n": n, "batch": batch, "threads": threads}
                        | {"contender": name, "rounds": len(seconds)}
                        | {
                            "microseconds_per_matrix": harness.summary(
                                [1e6 * t / batch for t in seconds]
                            ),
                            "over_floor": harness.ratio(seconds, times[FLOOR]),
                        }
                    )
    return {
        "question": "How does the cost of LogEig grow with the size and with the batch?",
        "dtype": "float64",
        "fixed": {"size": FIXED_SIZE, "batch": FIXED_BATCH},
        "rows": rows,
        "targets": [],
    }


if __name__ == "__main__":
    report.main(__doc__, NAME, measure)
