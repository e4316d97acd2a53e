"""Six people, three tasks, four methods, five seeds, in the same folds: what chapter 10 quotes.

    python benchmarks/eeg_six_subjects.py --path DIR [--workers 2]

DIR holds `MNE-eegbci-data`. The network's settings are the frozen ones, chosen on simulated
signals (`benchmarks/spdnet_settings.py`). Finished tasks are kept in --work, so a second start
goes on. Needs the `sweep` extra; writes `docs/results/eeg_six_subjects.json`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

from mathlib.evaluation import chance_interval, compare_pairs, mean_interval
from mathlib.evaluation.experiment import NETWORK, versions
from mathlib.evaluation.sweep import cluster, consolidate, sweep
from mathlib.evaluation.tasks import METHODS, run_task, table_of_tasks
from mathlib.spdnet import Settings

SUBJECTS = (1, 2, 3, 4, 8, 42)
PARADIGMS = ("hands_feet", "left_right", "four_class")
SEEDS = range(5)


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate four methods on six people.")
    parser.add_argument("--path", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", type=Path, default=Path("sweep/six_subjects"))
    parser.add_argument("--out", type=Path, default=Path("docs/results"))
    args = parser.parse_args()
    work = partial(run_task, path=str(args.path.resolve()))
    content: dict[str, Any] = {
        "data": "eegbci",
        "protocol": "leave one run out (of four classes: a pair of runs), 21 channels, 8-30 Hz, "
        "0.5-3.5 s after the cue, OAS covariances; settings frozen on simulated signals",
        "subjects": list(SUBJECTS),
        "seeds": list(SEEDS),
        "settings": asdict(Settings()),
        "tasks": {},
        "versions": versions(),
    }
    with cluster(None, args.workers) as client:
        for paradigm in PARADIGMS:
            tasks = table_of_tasks("eegbci", paradigm, SUBJECTS, METHODS, SEEDS)
            folder = args.work / paradigm
            outcome = sweep(tasks, work, folder, client, settings=asdict(Settings()))
            if outcome.failed:
                raise SystemExit("\n".join(outcome.failed.values()))
            content["tasks"][paradigm] = summary(
                parquet.read_table(consolidate(folder)).to_pylist()
            )
            print(paradigm, *lines(content["tasks"][paradigm]), sep="\n", flush=True)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (args.out / "eeg_six_subjects.json").write_text(text, encoding="utf-8")


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All accuracies, and each method's mean over people; a person's seeds count as one."""
    found: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: (row["method"], row["subject"], row["seed"])):
        found[row["method"]][row["subject"]].append(row["accuracy"])
    n_trials, n_classes = rows[0]["n_trials"], rows[0]["n_classes"]
    people = {m: [float(np.mean(v)) for v in found[m].values()] for m in METHODS}
    best = max((m for m in METHODS if m != NETWORK), key=lambda m: np.mean(people[m]))
    trained = [row for row in rows if row["method"] == NETWORK]
    return {
        "n_trials": n_trials,
        "n_classes": n_classes,
        "chance": {"level": 1 / n_classes, **asdict(chance_interval(n_trials, n_classes))},
        "accuracies": {m: list(found[m].values()) for m in METHODS},
        "means": {
            m: {"mean": float(np.mean(people[m])), **asdict(mean_interval(people[m]))}
            for m in METHODS
        },
        "best_baseline": best,
        "network_minus_best_baseline": asdict(compare_pairs(people[NETWORK], people[best])),
        "converged": sum(row["converged"] for row in trained),
        "trainings": len(trained),
    }


def lines(task: dict[str, Any]) -> list[str]:
    """A method a line: its mean over people and their interval."""
    difference = task["network_minus_best_baseline"]
    return [
        *(
            f"  {method:8} {mean['mean']:.3f}  ({mean['low']:.3f} to {mean['high']:.3f})"
            for method, mean in task["means"].items()
        ),
        f"  {NETWORK} − {task['best_baseline']}: {difference['difference']:+.3f} "
        f"({difference['interval']['low']:+.3f} to {difference['interval']['high']:+.3f}); "
        f"{task['converged']} of {task['trainings']} trainings converged",
    ]


if __name__ == "__main__":
    main()
