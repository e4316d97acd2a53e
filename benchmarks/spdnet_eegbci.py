"""The frozen SPDNet on recorded signals: five seeds beside the baselines, in the same folds.

    python benchmarks/spdnet_eegbci.py --path DIR [--subject 1] [--task hands_feet]

DIR holds `MNE-eegbci-data`; without --path it is looked for where MNE keeps its data. The file that
it writes to `docs/results/` is what the course quotes about recorded signals.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from mathlib.eeg import load
from mathlib.evaluation.experiment import NETWORK, run_experiment, versions


def main() -> None:
    parser = argparse.ArgumentParser(description="Evaluate the frozen SPDNet over several seeds.")
    parser.add_argument("--subject", type=int, default=1)
    parser.add_argument("--task", default="hands_feet")
    parser.add_argument("--path", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("docs/results"))
    args = parser.parse_args()

    trials = load("eegbci", subject=args.subject, task=args.task, path=args.path)
    runs = []
    for seed in range(args.seeds):
        started = time.perf_counter()
        experiment = run_experiment(trials, seed)
        seconds = time.perf_counter() - started
        result = experiment.results[NETWORK]
        runs.append(
            {
                "seed": seed,
                "accuracies": list(result.accuracies),
                "mean_accuracy": result.mean_accuracy,
                "converged": [history.converged for history in experiment.histories],
                "epochs": [len(history.losses) for history in experiment.histories],
            }
        )
        print(f"seed {seed}  {NETWORK} {result.mean_accuracy:.3f}  in {seconds:.1f} s", flush=True)
    baselines = {
        name: {"accuracies": list(found.accuracies), "mean_accuracy": found.mean_accuracy}
        for name, found in experiment.results.items()
        if name != NETWORK
    }
    means = [run["mean_accuracy"] for run in runs]
    content = {
        "data": experiment.data,
        "simulated": False,
        "licence": experiment.licence,
        "citation": experiment.citation,
        "n_trials": len(experiment.labels),
        "folds": [f"run {run} left out" for run in experiment.folds],
        "chance": {"level": 1 / len(experiment.class_names), **asdict(experiment.chance)},
        "settings": asdict(experiment.settings),
        NETWORK: {"mean_over_seeds": float(np.mean(means)), "seeds": runs},
        "baselines": baselines,
        "versions": versions(),
    }
    name = "_".join(experiment.data.split())
    args.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (args.out / f"{name}.json").write_text(text, encoding="utf-8")
    for name, found in baselines.items():
        print(f"{name:7} {found['mean_accuracy']:.3f}")
    print(f"{NETWORK:7} {np.mean(means):.3f}, mean over {args.seeds} seeds")


if __name__ == "__main__":
    main()
