"""How exact are gradients of spectral functions when two eigenvalues are close, or tiny?

    python benchmarks/accuracy.py [--quick]

Everyone's gradient beside fifty-digit arithmetic, float64. First the pair alone: X = diag(a, b),
whose eigenvalues are exact, shows the error of the divided difference. Then whole matrices in a
random basis, where the error of eigh comes in. Once with eigenvalues around one, once with those
of EEG covariances in V², 1e-13 to 1e-9.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from typing import Any

import exact
import harness
import numpy as np
import report
import torch
from peers import (
    OURS,
    MatrixFunction,
    gradient,
    logarithms,
    powers,
    square_roots,
    with_pullback,
)
from torch import Tensor

from mathlib import spectral

NAME = "accuracy"
P = 0.3
EPS = 2.0**-52
# Relative gaps (b − a) / a.
PAIR_GAPS = (0.0, EPS, *(10.0**k for k in range(-15, 9)))
MATRIX_GAPS = (0.0, EPS, *(10.0**k for k in range(-15, 0)))
# The other eigenvalues of the matrix, the pair is at 3.7: condition below 200.
OTHERS = (0.2, 1.3, 9.0, 31.0)
PAIR_AT = 3.7
# Where 1 is in the tables: log near 1 is exact by luck, so no pair sits there.
REGIMES = {"around one": (0.02, 50.0), "EEG in V²": (1e-13, 1e-9)}


@dataclass(frozen=True)
class Case:
    """One function: the exact one, ours, and everyone's."""

    exact: exact.ExactFunction
    fn: spectral.SpectralFunction
    contenders: dict[str, MatrixFunction]


def cases() -> dict[str, Case]:
    """The three functions with all their contenders."""
    return {
        "log": Case(exact.log(), spectral.LOG, logarithms()),
        "square root": Case(exact.power(0.5), spectral.SQRT, square_roots()),
        f"power {P:g}": Case(exact.power(P), spectral.power(P), powers(P)),
    }


def naive(fn: spectral.SpectralFunction) -> spectral.SpectralFunction:
    """The plain quotient, and f′ where two eigenvalues are equal."""

    def quotient(a: Tensor, b: Tensor) -> Tensor:
        a, b = torch.broadcast_tensors(a, b)
        return torch.where(a == b, fn.derivative(a), (fn.value(a) - fn.value(b)) / (a - b))

    return replace(fn, difference=quotient)


def gradients(case: Case) -> dict[str, Any]:
    """Name → (X, G) ↦ gradient."""
    variants = {
        "naive quotient": with_pullback(naive(case.fn), spectral.daleckii_krein_vjp),
        "Ionescu": with_pullback(case.fn, spectral.ionescu_vjp),
        "Ionescu, shared": with_pullback(case.fn, spectral.ionescu_shared_vjp),
    }
    found: dict[str, Any] = {
        name: partial(gradient, f)
        for name, f in {OURS: case.contenders[OURS], **variants, **case.contenders}.items()
    }
    if case.fn is spectral.LOG and find_spec("pyriemann"):
        from pyriemann.geometry.base import ddlogm

        # Its logm goes through autograd like anyone's; this is its own derivative.
        found["pyriemann ddlogm"] = lambda X, G: ddlogm(G, X)
    return found


def relative_error(got: Tensor, expected: np.ndarray) -> float:
    """In the Frobenius norm; inf for a result that is not finite."""
    gap = float(np.linalg.norm(got.detach().numpy() - expected) / np.linalg.norm(expected))
    return gap if np.isfinite(gap) else float("inf")


def pair_errors(case: Case, regime: tuple[float, float], draws: int) -> dict[str, list[float]]:
    """Worst relative error of f[a, b] over the draws, for each gap that fits into the regime."""
    rng = np.random.default_rng(0)
    low, high = regime
    gaps = pair_gaps(regime)
    errors: dict[str, list[float]] = {}
    ones = torch.ones(2, 2, dtype=torch.float64)
    for gap in gaps:
        worst: dict[str, float] = {}
        for _ in range(draws):
            a = float(np.exp(rng.uniform(np.log(low), np.log(max(low, high / (1 + gap))))))
            b = a if gap == 0 else max(a * (1 + gap), float(np.nextafter(a, np.inf)))
            reference = exact.difference(case.exact, a, b)
            X = torch.diag(torch.tensor([a, b], dtype=torch.float64))
            for name, pulled_back in gradients(case).items():
                entry = float(pulled_back(X, ones)[0, 1])
                error = abs(float((entry - reference) / reference))
                if not np.isfinite(error):
                    error = float("inf")
                worst[name] = max(worst.get(name, 0.0), error)
        for name, error in worst.items():
            errors.setdefault(name, []).append(error)
    return errors


def pair_gaps(regime: tuple[float, float]) -> list[float]:
    """The gaps for which both eigenvalues stay inside; all of them around one."""
    low, high = regime
    return [gap for gap in PAIR_GAPS if low >= 1e-3 or low * (1 + gap) <= high]


def matrix(rng: np.random.Generator, eigenvalues: np.ndarray) -> np.ndarray:
    """A symmetric matrix with about these eigenvalues, in a random basis."""
    Q, _ = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))
    X = (Q * eigenvalues) @ Q.T
    return (X + X.T) / 2


def equal_pair(rng: np.random.Generator) -> np.ndarray:
    """A matrix for which eigh itself finds two equal eigenvalues: a multiple of I as a block."""
    X = np.zeros((6, 6))
    X[:4, :4] = matrix(rng, np.array(OTHERS))
    X[4:, 4:] = PAIR_AT * np.eye(2)
    return X


Errors = dict[str, dict[str, list[list[float]]]]


def matrix_errors(cases_: dict[str, Case], draws: int) -> Errors:
    """Relative errors of the whole gradient: function → contender → gap → draw."""
    rng = np.random.default_rng(1)
    found: Errors = {name: {} for name in cases_}
    for gap in MATRIX_GAPS:
        spectrum = np.array([*OTHERS, PAIR_AT, PAIR_AT * (1 + gap)])
        draw = [equal_pair(rng) if gap == 0 else matrix(rng, spectrum) for _ in range(draws)]
        add_errors(found, cases_, draw, rng)
    return found


def volt_errors(cases_: dict[str, Case], draws: int) -> Errors:
    """The same for matrices with eigenvalues from 1e-13 to 1e-9, in place of the gaps."""
    rng = np.random.default_rng(2)
    found: Errors = {name: {} for name in cases_}
    spectrum = np.logspace(-13, -9, 6)
    add_errors(found, cases_, [matrix(rng, spectrum) for _ in range(draws)], rng)
    return found


def add_errors(
    found: Errors, cases_: dict[str, Case], matrices: list[np.ndarray], rng: np.random.Generator
) -> None:
    """Append to each contender's list its errors on these matrices."""
    errors: dict[str, dict[str, list[float]]] = {name: {} for name in cases_}
    for X in matrices:
        eigenvalues, U = exact.decomposition(X)
        G = rng.normal(size=X.shape)
        G = (G + G.T) / 2
        for function, case in cases_.items():
            expected = exact.gradient(case.exact, eigenvalues, U, G)
            for name, pulled_back in gradients(case).items():
                got = pulled_back(torch.from_numpy(X), torch.from_numpy(G))
                got = (got + got.mT) / 2
                errors[function].setdefault(name, []).append(relative_error(got, expected))
    for function, by_name in errors.items():
        for name, values in by_name.items():
            found[function].setdefault(name, []).append(values)


def plain(values: list[float]) -> list[float | None]:
    """For JSON: two digits, None for what is not finite."""
    return [harness.digits(value, 2) if np.isfinite(value) else None for value in values]


def measure(chosen: harness.Options) -> dict[str, Any]:
    draws = 2 if chosen.quick else 9
    known = cases()
    pairs, whole = [], []
    for function, case in known.items():
        for regime, limits in REGIMES.items():
            for name, errors in pair_errors(case, limits, draws).items():
                pairs.append(
                    {"function": function, "regime": regime, "contender": name}
                    | {"gaps": pair_gaps(limits), "worst_errors": plain(errors)}
                )
    near, volts = matrix_errors(known, draws), volt_errors(known, draws)
    for function in known:
        for name, by_gap in near[function].items():
            whole.append(
                {"function": function, "contender": name, "gaps": list(MATRIX_GAPS)}
                | {"median_errors": plain([float(np.median(drawn)) for drawn in by_gap])}
                | {"worst_errors": plain([max(drawn) for drawn in by_gap])}
                | {"median_error_in_volts": plain([float(np.median(volts[function][name][0]))])[0]}
            )
    return {
        "question": "How exact is the gradient when two eigenvalues are close, or tiny?",
        "dtype": "float64",
        "reference": f"mpmath, {exact.DIGITS} digits after all cancellation",
        "draws": draws,
        "eigenvalues": {"pair_at": PAIR_AT, "others": list(OTHERS)},
        "pairs": pairs,
        "matrices": whole,
        "targets": targets(pairs, whole),
    }


def targets(pairs: list[dict[str, Any]], whole: list[dict[str, Any]]) -> list[Any]:
    """Our own aims: 4 eps for the differences, 1e-13 for the gradients."""
    found = []
    for row in pairs:
        if row["contender"] == OURS:
            worst = max(float("inf") if e is None else e for e in row["worst_errors"]) / EPS
            what = f"f[a, b] of {row['function']}, {row['regime']}, worst of all gaps, in eps"
            found.append(harness.target(what, harness.digits(worst, 2), most=4))
    for row in whole:
        if row["contender"] == OURS:
            worst = max(float("inf") if e is None else e for e in row["worst_errors"])
            what = f"gradient of {row['function']}, condition 155, worst of all gaps and draws"
            found.append(harness.target(what, worst, most=1e-13))
    return found


def main() -> None:
    chosen = harness.options(sys.modules[__name__].__doc__ or "")
    if chosen.device == "cuda":
        print("skipped: accuracy is measured on the CPU; the formulas are the same on a GPU.")
        return
    with harness.torch_threads(1):
        report.publish(harness.store(NAME, chosen, measure(chosen)))


if __name__ == "__main__":
    main()
