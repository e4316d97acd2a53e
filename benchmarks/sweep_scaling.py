"""What a sweep costs beside its tasks, and how it scales: many short tasks that only wait.

    python benchmarks/sweep_scaling.py [--tasks 400] [--milliseconds 50]

Waiting needs no core, so the figure shows the sweep's own overhead, and not how many cores this
machine has: with k workers the time should be one k-th. Needs the `sweep` extra.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mathlib.evaluation.experiment import versions
from mathlib.evaluation.sweep import cluster, consolidate, sweep


@dataclass(frozen=True)
class Wait:
    """A task that needs no core."""

    number: int

    @property
    def name(self) -> str:
        """Its file."""
        return f"wait_{self.number:05d}"


def wait(task: Wait, seconds: float) -> dict[str, Any]:
    time.sleep(seconds)
    return {"number": task.number}


def main() -> None:
    parser = argparse.ArgumentParser(description="Time a sweep of many short tasks.")
    parser.add_argument("--tasks", type=int, default=400)
    parser.add_argument("--milliseconds", type=float, default=50)
    parser.add_argument("--out", type=Path, default=Path("docs/results"))
    args = parser.parse_args()
    work = partial(wait, seconds=args.milliseconds / 1000)
    alone = args.tasks * args.milliseconds / 1000
    rows = []
    for workers in (1, 2, 4, 8):
        with cluster(None, workers) as client, tempfile.TemporaryDirectory() as folder:
            sweep(
                [Wait(-k) for k in range(1, 2 * workers + 1)],
                work,
                Path(folder),
                client,
                settings={},
            )
            begun = time.perf_counter()
            tasks = [Wait(k) for k in range(args.tasks)]
            sweep(tasks, work, Path(folder), client, settings={})
            seconds = time.perf_counter() - begun
            begun = time.perf_counter()
            kept = sweep(tasks, work, Path(folder), client, settings={}).kept
            again = time.perf_counter() - begun
            assert len(kept) == args.tasks
            consolidate(Path(folder))
        gain = alone / seconds
        rows.append(
            {
                "workers": workers,
                "speed_up": gain,
                "share_of_ideal": gain / workers,
                "restart_over_run": again / seconds,
            }
        )
        print(
            f"{workers} workers: {gain:.2f} times as fast as one process that only waits "
            f"({gain / workers:.0%} of the ideal); "
            f"a restart with all done takes {again / seconds:.1%} of that",
            flush=True,
        )
    content = {
        "tasks": args.tasks,
        "milliseconds_a_task": args.milliseconds,
        "rows": rows,
        "versions": versions(),
    }
    text = json.dumps(content, indent=2) + "\n"
    (args.out / "sweep_scaling.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
