"""How many trials a second a whole training step works off, against the size of the batch.

    python benchmarks/throughput.py [--threads 1 2] [--quick] [--device cuda]

With `--device cuda` the same on a GPU; docs/benchmarks.md has a place for both.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import harness
import report
from networks import HOW, problem, trainers
from peers import OURS

NAME = "throughput"
DIMS = (22, 16, 8)
BATCHES = (8, 32, 128, 512, 2048)
SHOWN = (OURS, "spd_learn")


def measure(chosen: harness.Options) -> dict[str, Any]:
    rows = []
    for threads in chosen.threads:
        with harness.torch_threads(threads):
            for batch in BATCHES:
                given = problem(DIMS, batch, active=False, device=chosen.device)
                steps = {
                    name: partial(trainer.step, given.X, given.y)
                    for name, trainer in trainers(given, DIMS).items()
                    if name in SHOWN
                }
                steps[OURS] = harness.in_batch_threads(threads, steps[OURS])
                times = chosen.race(steps, threads, seconds=4)
                for name, seconds in times.items():
                    rows.append(
                        {"batch": batch, "threads": threads, "contender": name}
                        | {"rounds": len(seconds)}
                        | {"trials_per_second": harness.summary([batch / t for t in seconds])}
                        | {"over_ours": harness.ratio(seconds, times[OURS])}
                    )
    return {
        "question": "How many trials a second does a training step work off?",
        "dtype": "float64",
        "dims": DIMS,
        "how": {name: HOW[name] for name in SHOWN},
        "rows": rows,
        "targets": [],
    }


if __name__ == "__main__":
    report.main(__doc__, NAME, measure)
