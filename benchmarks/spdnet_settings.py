"""Choose the settings of the SPDNet on simulated data, before any recorded trial is seen.

    python benchmarks/spdnet_settings.py [--seeds 8] [--out docs/results/spdnet_settings.json]

One setting is changed at a time. Each row trains on simulated recordings with one run left out,
and is judged by the cross-entropy on that run: on so few trials it ranks settings more finely than
the accuracy. A row in which a training does not converge is out, whatever it scores.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from mathlib.eeg import covariances, load
from mathlib.evaluation import chance_interval, leave_one_group_out
from mathlib.evaluation.experiment import versions
from mathlib.spdnet import Settings, SPDNet, fit

FIRST_SEED = 100  # not the seeds that a person tries first


class ScaledSPDNet(SPDNet):
    """The network without centring: the input is divided by its mean eigenvalue only."""

    def set_reference(self, R: torch.Tensor) -> None:
        """Keep of R its mean eigenvalue."""
        n = R.shape[-1]
        super().set_reference(torch.trace(R) / n * torch.eye(n, dtype=R.dtype))


def candidates() -> list[tuple[str, type[SPDNet], Settings]]:
    chosen = Settings()
    rows: list[tuple[str, type[SPDNet], Settings]] = [("frozen settings", SPDNet, chosen)]
    rows.append(("no centring, scaled only", ScaledSPDNet, chosen))
    rows.append(("no centring, lr 0.003", ScaledSPDNet, replace(chosen, lr=0.003)))
    for penalty in (1e-3, 3e-3, 3e-2, 1e-1):
        rows.append((f"penalty {penalty:g}", SPDNet, replace(chosen, penalty=penalty)))
    for hidden in ((4,), (8,), (16,), (21,), (16, 12)):
        rows.append((f"hidden {hidden}", SPDNet, replace(chosen, hidden=hidden)))
    for lr in (0.003, 0.01, 0.1):
        rows.append((f"lr {lr:g}", SPDNet, replace(chosen, lr=lr)))
    for eps in (1e-6, 1e-2):
        rows.append((f"eps {eps:g}", SPDNet, replace(chosen, eps=eps)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Choose settings on simulated data.")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--out", type=Path, default=Path("docs/results/spdnet_settings.json"))
    args = parser.parse_args()

    data = []
    for seed in range(FIRST_SEED, FIRST_SEED + args.seeds):
        trials = load("simulated", seed=seed)
        data.append((covariances(trials.signals), trials.labels, trials.runs))

    table = []
    print(f"{'':26}{'loss':>8}{'accuracy':>10}{'converged':>11}{'epochs':>8}{'seconds':>9}")
    for name, network, settings in candidates():
        started = time.perf_counter()
        losses, right, converged, epochs = [], [], [], []
        for number, (X, y, runs) in enumerate(data):
            for fold in leave_one_group_out(runs):
                net = network(
                    (X.shape[-1], *settings.hidden),
                    2,
                    eps=settings.eps,
                    generator=torch.Generator().manual_seed(number),
                )
                inputs, labels = torch.as_tensor(X), torch.as_tensor(y)
                history = fit(net, inputs[fold.train], labels[fold.train], settings)
                with torch.no_grad():
                    scores = net(inputs[fold.test])
                loss = torch.nn.functional.cross_entropy(scores, labels[fold.test])
                losses.append(loss.item())
                right += (scores.argmax(dim=1) == labels[fold.test]).tolist()
                converged.append(history.converged)
                epochs.append(len(history.losses))
        row = {
            "name": name,
            "centred": network is SPDNet,
            "settings": asdict(settings),
            "test_loss": round(float(np.mean(losses)), 4),
            "accuracy": round(float(np.mean(right)), 4),
            "converged": round(float(np.mean(converged)), 4),
            "epochs": float(np.median(epochs)),
        }
        table.append(row)
        print(
            f"{name:26}{row['test_loss']:8.3f}{row['accuracy']:10.3f}{row['converged']:11.0%}"
            f"{row['epochs']:8.0f}{time.perf_counter() - started:9.1f}",
            flush=True,
        )
    n_trials = sum(len(y) for _, y, _ in data)
    content = {
        "data": "simulated",
        "simulated": True,
        "seeds": list(range(FIRST_SEED, FIRST_SEED + args.seeds)),
        "n_trials": n_trials,
        "chance_interval": asdict(chance_interval(n_trials, 2)),
        "criterion": "cross-entropy on the run left out, among rows that always converge",
        "rows": table,
        "versions": versions(),
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
