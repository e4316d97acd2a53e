"""LogEig, square root and ReEig, forward and backward, against the least that has to be done.

    python benchmarks/operations.py [--threads 1 2] [--quick] [--device cuda]

The floor is one `torch.linalg.eigh` and five products of matrices of the same size: one forward,
four backward. No method that decomposes X can do with less.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import harness
import report
import torch
from networks import largest_difference
from peers import OURS, MatrixFunction, gradient, logarithms, rectifications, square_roots
from torch import Tensor

NAME = "operations"
SIZES = (8, 16, 22, 32, 64)
BATCHES = (32, 288)
# Share of the matrices that ReEig has to change.
ACTIVE = {"ReEig, none active": 0.0, "ReEig, 10 % active": 0.1, "ReEig, all active": 1.0}
FLOOR = "floor"
AGREEMENT = 1e-9


def floor(X: Tensor, G: Tensor) -> Tensor:
    """One eigendecomposition and five products of matrices."""
    _, U = torch.linalg.eigh(X)
    product = G
    for _ in range(5):
        product = U @ product
    return product


def matrices(n: int, batch: int, active: float, device: str) -> tuple[Tensor, Tensor]:
    """SPD matrices with eigenvalues in [0.1, 10], and G; `active` of them have two below 0.1."""
    generator = torch.Generator().manual_seed(n)
    kind: dict[str, Any] = {"generator": generator, "dtype": torch.float64}
    eigenvalues = 10 ** (2 * torch.rand(batch, n, **kind) - 1)
    eigenvalues[: round(active * batch), :2] *= 0.01
    U = torch.linalg.qr(torch.randn(batch, n, n, **kind)).Q
    X = (U * eigenvalues.unsqueeze(-2)) @ U.mT
    G = torch.randn(batch, n, n, **kind)
    # An upstream gradient of a symmetric result: all contenders agree on what it means.
    return ((X + X.mT) / 2).to(device), ((G + G.mT) / 2).to(device)


def both_ways(f: MatrixFunction, X: Tensor, G: Tensor) -> tuple[Tensor, Tensor]:
    """f(X) and the gradient of ⟨G, f(X)⟩."""
    X = X.detach().requires_grad_()
    value = f(X)
    return value.detach(), torch.autograd.grad(value, X, G)[0]


def operations() -> dict[str, tuple[dict[str, MatrixFunction], float]]:
    """Name → (contenders, share of active matrices)."""
    clamp = rectifications(0.0999)
    return {
        "LogEig": (logarithms(), 0.0),
        "square root": (square_roots(), 0.0),
        **{name: (clamp, active) for name, active in ACTIVE.items()},
    }


def measure(chosen: harness.Options) -> dict[str, Any]:
    rows, refused = [], []
    for threads in chosen.threads:
        with harness.torch_threads(threads):
            for operation, (functions, active) in operations().items():
                for n in SIZES:
                    for batch in BATCHES:
                        X, G = matrices(n, batch, active, chosen.device)
                        common = {"operation": operation, "n": n, "batch": batch}
                        common |= {"threads": threads}
                        kept, wrong = agreeing(functions, X, G)
                        refused += [common | row for row in wrong]
                        rows += [common | row for row in compare(kept, X, G, chosen, threads)]
    return {
        "question": "What does an operation cost, in multiples of eigh and five products?",
        "dtype": "float64",
        "agreement": AGREEMENT,
        "rows": rows,
        "refused": refused,
        "targets": targets(rows, chosen),
    }


def agreeing(
    functions: dict[str, MatrixFunction], X: Tensor, G: Tensor
) -> tuple[dict[str, MatrixFunction], list[dict[str, Any]]]:
    """Who gives our numbers, and who does not."""
    kept, refused = {}, []
    value, expected = both_ways(functions[OURS], X, G)
    for name, f in functions.items():
        got_value, got = both_ways(f, X, G)
        symmetric = (got + got.mT) / 2
        gap = largest_difference(
            {"value": value, "gradient": (expected + expected.mT) / 2},
            {"value": got_value, "gradient": symmetric},
        )
        if gap <= AGREEMENT:
            kept[name] = f
        else:
            refused.append({"contender": name, "difference": repr(harness.digits(gap))})
    return kept, refused


def compare(
    functions: dict[str, MatrixFunction],
    X: Tensor,
    G: Tensor,
    chosen: harness.Options,
    threads: int,
) -> list[dict[str, Any]]:
    """Time the floor and everyone, forward and backward together."""
    calls: dict[str, Callable[[], object]] = {FLOOR: partial(floor, X, G)}
    calls |= {name: partial(gradient, f, X, G) for name, f in functions.items()}
    calls[OURS] = harness.in_batch_threads(threads, calls[OURS])
    times = chosen.race(calls, threads, seconds=1.5)
    rows = []
    for name, seconds in times.items():
        row = {
            "contender": name,
            "rounds": len(seconds),
            "microseconds_per_matrix": harness.summary([1e6 * t / len(X) for t in seconds]),
            "over_floor": harness.ratio(seconds, times[FLOOR]),
            "over_ours": harness.ratio(seconds, times[OURS]),
        }
        if chosen.device == "cuda":
            row["synchronisations"] = harness.synchronisations(calls[name])
        rows.append(row)
    return rows


def targets(rows: list[dict[str, Any]], chosen: harness.Options) -> list[Any]:
    """LogEig against the floor, and ReEig where nothing is below the floor against eigh."""
    found = []
    for row in rows:
        where = f"n = {row['n']}, batch {row['batch']}, {row['threads']} thread"
        if chosen.device == "cuda":
            if row["contender"] == OURS and row["operation"] == "LogEig":
                eigh = next(
                    other["synchronisations"]
                    for other in rows
                    if other["contender"] == FLOOR
                    and all(other[key] == row[key] for key in ("operation", "n", "batch"))
                )
                beyond = row["synchronisations"] - eigh
                found.append(harness.target(f"waits beyond eigh's, {where}", beyond, most=0))
            continue
        if row["threads"] != 1:
            continue
        if row["operation"] == "LogEig" and row["contender"] == OURS and row["n"] != 16:
            most = 1.5 if row["n"] == 8 else 1.15
            found.append(
                harness.target(f"LogEig / floor, {where}", row["over_floor"]["median"], most=most)
            )
        inactive = row["operation"] == "ReEig, none active" and row["contender"] == "eigh"
        if inactive and row["n"] >= 22:
            found.append(
                harness.target(
                    f"ReEig through eigh / ours, none active, {where}",
                    row["over_ours"]["median"],
                    least=10,
                )
            )
    return found


if __name__ == "__main__":
    report.main(__doc__, NAME, measure)
