"""Left fist or right fist, 91 people: how many can be read, and what other people's data buy.

    python benchmarks/eeg_many_people.py --file PATH.npz [--workers 2] [--develop]

The file is the one that `data_scripts/eegbci_covariances.py` writes. Two questions:

within  each person's own runs, one left out at a time; every setting was frozen on simulated
        signals;
across  train on everybody else, all trials re-centred person by person without a label. The
        network's settings for this were chosen with `--develop`, among the first 20 people alone;
        they train in the comparison and are not tested in it.

Finished tasks are kept in --work. Needs the `sweep` extra; writes
`docs/results/eeg_many_people.json`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet
from pyriemann.tangentspace import TangentSpace
from sklearn.linear_model import LogisticRegression

from mathlib.eeg import People, load_covariances
from mathlib.evaluation import (
    chance_interval,
    compare_all,
    cross_validate,
    leave_one_group_out,
    mean_interval,
    minimum_distance_to_mean,
    recentre,
    tangent_space_logistic,
)
from mathlib.evaluation.experiment import NETWORK, versions
from mathlib.evaluation.network import SPDNetPredictor
from mathlib.evaluation.sweep import cluster, consolidate, sweep
from mathlib.spdnet import Settings

DEVELOPMENT = 20  # people up to this number choose the settings and are not tested across
WITHIN = Settings()
ACROSS = replace(Settings(), batch_size=128, max_epochs=10, tolerance=0.0)


@dataclass(frozen=True)
class Cell:
    """One person, one method, one question."""

    question: str
    subject: int
    method: str
    seed: int = 0

    @property
    def name(self) -> str:
        """Its file."""
        return f"{self.question}_{self.subject:03d}_{self.method}_seed{self.seed}".replace("+", "-")


@lru_cache(maxsize=1)
def people(file: str) -> People:
    """Everybody's covariances."""
    return load_covariances(file)


@lru_cache(maxsize=1)
def centred(file: str) -> Any:
    """The same with every person's mean at the identity."""
    return recentre(people(file).covariances, people(file).subjects)


def work(cell: Cell, file: str, across: Settings) -> dict[str, Any]:
    """Accuracy of one cell."""
    data = people(file)
    own = data.subjects == cell.subject
    y = data.labels
    if cell.question == "within":
        X, folds = data.covariances[own], leave_one_group_out(data.runs[own])
        predictor: Any = {
            "MDM": minimum_distance_to_mean,
            "TS+LR": tangent_space_logistic,
            NETWORK: SPDNetPredictor(2, WITHIN, seed=cell.seed),
        }[cell.method]
        predicted = cross_validate(predictor, X, y[own], folds).predictions
    else:
        train = ~own if cell.question == "across" else ~own & (data.subjects <= DEVELOPMENT)
        if cell.method == NETWORK:
            X, predictor = centred(file), SPDNetPredictor(2, across, seed=cell.seed)
        else:
            X, predictor = logarithms(file, cell.method == "TS+LR"), logistic
        predicted = predictor(X[train], y[train], X[own])
    right = int((predicted == y[own]).sum())
    return {**asdict(cell), "accuracy": right / int(own.sum()), "n_trials": int(own.sum())}


@lru_cache(maxsize=2)
def logarithms(file: str, recentred: bool) -> Any:
    """Half-vectorised logarithms: the tangent space at the identity, which re-centring prepares."""
    return TangentSpace(metric="logeuclid").transform(
        centred(file) if recentred else people(file).covariances
    )


def logistic(Z_train: Any, y_train: Any, Z_test: Any) -> Any:
    """Logistic regression with scikit-learn's own settings, and iterations enough to converge."""
    return LogisticRegression(max_iter=2000).fit(Z_train, y_train).predict(Z_test)


def accuracies(rows: list[dict[str, Any]], question: str) -> dict[str, dict[int, list[float]]]:
    """Method → person → one accuracy a seed."""
    found: dict[str, dict[int, list[float]]] = {}
    for row in sorted(rows, key=lambda row: (row["subject"], row["seed"])):
        if row["question"] == question:
            found.setdefault(row["method"], {}).setdefault(row["subject"], []).append(
                row["accuracy"]
            )
    return found


def summary(found: dict[str, dict[int, list[float]]], n_trials: int) -> dict[str, Any]:
    """Means, how many people are beyond chance, and all pairs of methods."""
    border = chance_interval(n_trials, 2)
    mean = {m: np.array([np.mean(v) for v in f.values()]) for m, f in found.items()}
    pairs = compare_all(mean)
    return {
        "subjects": list(next(iter(found.values()))),
        "chance": {"level": 0.5, "n_trials": n_trials, **asdict(border)},
        "accuracies": {m: list(f.values()) for m, f in found.items()},
        "means": {
            m: {"mean": float(v.mean()), **asdict(mean_interval(v))} for m, v in mean.items()
        },
        "beyond_chance": {m: int((v > border.high).sum()) for m, v in mean.items()},
        "pairs": [{"first": a, "second": b, **asdict(found)} for (a, b), found in pairs.items()],
    }


def show(question: str, found: dict[str, Any]) -> None:
    """Print a summary."""
    print(f"{question}: {len(found['subjects'])} people")
    for method, mean in found["means"].items():
        print(
            f"  {method:22} {mean['mean']:.3f} ({mean['low']:.3f} to {mean['high']:.3f}), "
            f"{found['beyond_chance'][method]} people beyond chance"
        )
    for pair in found["pairs"]:
        print(
            f"  {pair['first']} − {pair['second']}: {pair['difference']:+.3f} "
            f"({pair['interval']['low']:+.3f} to {pair['interval']['high']:+.3f}), better on "
            f"{pair['wins']}, worse on {pair['losses']}, p = {pair['p_value']:.2g}, "
            f"effect {pair['effect']:+.2f}"
        )


def develop(file: str, client: Any, folder: Path) -> list[dict[str, Any]]:
    """Try settings of the network among the first people alone; the best ones are `ACROSS`."""
    tries = []
    subjects = [s for s in np.unique(people(file).subjects).tolist() if s <= DEVELOPMENT]
    for epochs in (10, 30):
        for penalty in (1e-2, 1e-1):
            tried = replace(ACROSS, max_epochs=epochs, penalty=penalty)
            cells = [Cell("develop", s, NETWORK) for s in subjects]
            place = folder / f"develop_{epochs}_{penalty:g}"
            run = partial(work, file=file, across=tried)
            sweep(cells, run, place, client, settings=asdict(tried))
            rows = parquet.read_table(consolidate(place)).to_pylist()
            accuracy = float(np.mean([row["accuracy"] for row in rows]))
            tries.append({"max_epochs": epochs, "penalty": penalty, "mean_accuracy": accuracy})
            print(f"epochs {epochs}, penalty {penalty:g}: {accuracy:.4f}", flush=True)
    return tries


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare methods over many people.")
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--develop", action="store_true")
    parser.add_argument("--work", type=Path, default=Path("sweep/many_people"))
    parser.add_argument("--out", type=Path, default=Path("docs/results"))
    args = parser.parse_args()
    file = str(args.file.resolve())
    data = people(file)
    subjects = np.unique(data.subjects).tolist()
    with cluster(None, args.workers) as client:
        if args.develop:
            write(args.out / "eeg_many_people_development.json", develop(file, client, args.work))
            return
        cells = [
            *(Cell("within", s, m) for s in subjects for m in ("MDM", "TS+LR")),
            *(Cell("within", s, NETWORK, seed) for seed in range(args.seeds) for s in subjects),
            *(
                Cell("across", s, m)
                for m in (NETWORK, "TS+LR", "TS+LR, not re-centred")
                for s in subjects
                if s > DEVELOPMENT
            ),
        ]
        run = partial(work, file=file, across=ACROSS)
        settings = {"within": asdict(WITHIN), "across": asdict(ACROSS)}
        outcome = sweep(cells, run, args.work / "all", client, settings=settings)
        if outcome.failed:
            raise SystemExit("\n".join(outcome.failed.values()))
    rows = parquet.read_table(consolidate(args.work / "all")).to_pylist()
    content: dict[str, Any] = {
        "data": "eegbci left_right, covariances of many people",
        "licence": data.licence,
        "citation": data.citation,
        "settings": settings,
        "development_people": [s for s in subjects if s <= DEVELOPMENT],
        "versions": versions(),
    }
    n_trials = round(float(np.median(np.bincount(data.subjects)[subjects])))
    for question in ("within", "across"):
        content[question] = summary(accuracies(rows, question), n_trials)
        show(question, content[question])
    write(args.out / "eeg_many_people.json", content)


def write(path: Path, content: Any) -> None:
    """Write a JSON file."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
