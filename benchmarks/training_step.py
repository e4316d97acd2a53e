"""A whole training step, forward pass to optimiser, beside the libraries people use.

    python benchmarks/training_step.py [--threads 1 2] [--quick] [--device cuda]

Every network gets the same weights and must give the same scores, loss and gradients before it is
timed; one that does not is left out and named.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import harness
import report
from networks import (
    HOW,
    LR,
    Problem,
    Trainer,
    largest_difference,
    problem,
    trainers,
    trajectory_difference,
)
from peers import OURS

NAME = "training_step"
DIMS = ((22, 16, 8), (22, 20, 18))
BATCHES = (32, 288)
AGREEMENT = 1e-9


def same_numbers(built: dict[str, Trainer], given: Problem) -> tuple[dict[str, float], list[str]]:
    """How far each is from our numbers, and who is too far to be compared."""
    expected = built[OURS].numbers(given.X, given.y)
    gaps = {
        name: largest_difference(expected, trainer.numbers(given.X, given.y))
        for name, trainer in built.items()
        if name != OURS
    }
    return gaps, [name for name, gap in gaps.items() if not gap <= AGREEMENT]


def measure(chosen: harness.Options) -> dict[str, Any]:
    rows, refused = [], []
    settings = [
        (dims, batch, active, threads)
        for threads in chosen.threads
        for dims in DIMS
        for batch in BATCHES
        for active in (False, True)
    ]
    for dims, batch, active, threads in settings:
        with harness.torch_threads(threads):
            given = problem(dims, batch, active=active, device=chosen.device)
            built = trainers(given, dims)
            gaps, wrong = same_numbers(built, given)
            for name in wrong:
                refused.append(
                    {"contender": name, "dims": dims, "active": active, "batch": batch}
                    | {"threads": threads, "difference": repr(harness.digits(gaps[name]))}
                )
                del built[name]
            steps = {
                name: partial(trainer.step, given.X, given.y) for name, trainer in built.items()
            }
            steps[OURS] = harness.in_batch_threads(threads, steps[OURS])
            times = chosen.race(steps, threads, seconds=6)
        common = {"dims": dims, "batch": batch, "active": active, "threads": threads}
        common |= {"clamped": given.clamped, "matrices_clamped": given.matrices}
        for name, seconds in times.items():
            row = common | {
                "contender": name,
                "rounds": len(seconds),
                "milliseconds": harness.summary([1000 * second for second in seconds]),
                "over_ours": harness.ratio(seconds, times[OURS]),
            }
            if chosen.device == "cuda":
                row["synchronisations"] = harness.synchronisations(steps[name])
            rows.append(row)
    how = {name: HOW[name] for name in HOW if any(row["contender"] == name for row in rows)}
    return {
        "question": "How long does one training step take, in multiples of ours?",
        "dtype": "float64",
        "loss": "cross-entropy, 4 classes",
        "learning_rate": LR,
        "agreement": AGREEMENT,
        "trajectory": trajectory(chosen),
        "how": how,
        "rows": rows,
        "refused": refused,
        "targets": targets(rows, chosen),
    }


def trajectory(chosen: harness.Options) -> dict[str, Any] | None:
    """Proof that the training is the same, where geoopt is there to take the same steps."""
    if "geoopt" in harness.left_out():
        return None
    apart = {}
    for dims in DIMS:
        given = problem(dims, BATCHES[0], active=False, device=chosen.device)
        apart["-".join(map(str, dims))] = harness.digits(trajectory_difference(given, dims), 2)
    assert max(apart.values()) < AGREEMENT, f"the weights part: {apart}"
    return {
        "optimiser": "Riemannian gradient descent, QR retraction, lr 0.1; ours and geoopt's",
        "steps": 5,
        "largest_difference_of_weights": apart,
    }


def targets(rows: list[dict[str, Any]], chosen: harness.Options) -> list[Any]:
    """The aims against spd_learn as shipped."""
    found = []
    for row in rows:
        if row["contender"] != "spd_learn":
            continue
        least = {(1, False): 2.5, (1, True): 1.5, (2, False): 3.0, (2, True): 2.0}.get(
            (row["threads"], row["active"])
        )
        if chosen.device == "cuda":
            least = 1.0
        elif row["threads"] == 2 and row["batch"] != 288:
            least = None
        if least is not None:
            what = (
                f"{'-'.join(map(str, row['dims']))}, batch {row['batch']}, "
                f"ReEig {'active' if row['active'] else 'inactive'}, "
                f"{row['threads']} thread{'s' if row['threads'] > 1 else ''}: spd_learn / ours"
            )
            found.append(harness.target(what, row["over_ours"]["median"], least=least))
    return found


if __name__ == "__main__":
    report.main(__doc__, NAME, measure)
