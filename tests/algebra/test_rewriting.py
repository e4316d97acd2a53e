"""Lawful steps keep the value, known mistakes change it, and each is labelled."""

from itertools import pairwise

import numpy as np
import pytest

from mathlib import algebra as al
from mathlib.algebra import d, det, inner, inv, logdet, norm2, tr
from mathlib.algebra.laws_differential import DIFFERENTIAL_LAWS

STARTS = {
    "quadratic": lambda q: (d(tr(q.X.T @ q.A @ q.X)), [q.A]),
    "least squares": lambda q: (d(norm2(q.C @ q.X - q.Y)), [q.C, q.Y]),
    "inverse": lambda q: (d(tr(q.M @ inv(q.A) @ q.M)), [q.M]),
    "log-determinant": lambda q: (d(logdet(q.P) + tr(q.A @ inv(q.P))), [q.A]),
    "determinant": lambda q: (d(det(q.A) * tr(q.A.T @ q.M)), [q.M]),
    "elementwise": lambda q: (d(tr(q.Y.T @ (al.tanh(q.C @ q.X) * q.Y))), [q.C, q.Y]),
    "columns": lambda q: (d(q.a.T @ q.X @ q.b + (q.a.T @ q.c) * q.s), [q.a]),
    "matrix": lambda q: (d((q.A @ q.X).T @ (q.A + q.A.T) @ q.W), [q.W]),
    "Kronecker": lambda q: (d(al.kron(q.A, q.B) @ al.vec(q.B @ q.X.T @ q.A)), [q.B]),
    "inner": lambda q: (inner(q.A.T @ q.X, d(q.X @ q.B) * q.W), [q.B]),
}
CHAINS, LENGTH = 40, 8


@pytest.mark.parametrize("name", STARTS)
def test_chains_of_lawful_steps_keep_the_value_and_one_wrong_step_shows(name, letters, rng):
    start, held = STARTS[name](letters)
    sizes = {"k": 2, "m": 4, "n": 3}
    wrong_ones = 0
    for _ in range(CHAINS):
        values = al.sample_values([start], rng, sizes=sizes, constants=held)
        line = start
        for _ in range(LENGTH):
            step = al.random_rewrite(line, rng, held)
            if step is None or len(repr(step.after)) > 300:
                break
            gap = al.relative_gap(start, step.after, values, sizes=sizes)
            assert gap < 1e-9, (step.law.name, step.before, step.after)
            line = step.after
        wrong = al.random_rewrite(line, rng, held, wrong=True)
        if wrong is not None and not wrong.harmless:
            gap = al.relative_gap(start, wrong.after, values, sizes=sizes)
            wrong_ones += gap > 1e-6
    assert wrong_ones >= 3


@pytest.mark.parametrize("name", STARTS)
def test_all_single_steps_are_right_and_all_mistakes_that_show_are_wrong(name, letters, rng):
    start, held = STARTS[name](letters)
    sizes = al.sample_sizes(al.size_letters(start), np.random.default_rng(0))
    values = al.sample_values([start], rng, sizes=sizes, constants=held)
    steps = al.rewrites(start, held)
    assert steps and all(not step.cause for step in steps)
    assert len({al.key(step.after) for step in steps}) == len(steps)
    for step in steps:
        assert al.relative_gap(start, step.after, values, sizes=sizes) < 1e-9, step
        assert step.after.shape == start.shape
    shown = 0
    for wrong in (*al.wrong_rewrites(start, held), *al.slips(start)):
        assert wrong.cause and wrong.law.name
        gap = al.relative_gap(start, wrong.after, values, sizes=sizes)
        assert gap > 1e-6 or wrong.harmless or (held and wrong.law in DIFFERENTIAL_LAWS), wrong
        shown += gap > 1e-6
    assert shown


EXPECTED = {
    "transpose lost when a term is transposed": (
        lambda q: (tr(d(q.X).T @ q.A @ q.X), tr(q.X.T @ q.A @ d(q.X))),
        ("a trace is the trace of the transpose", "transpose lost"),
    ),
    "cyclic rule on three factors": (
        lambda q: (tr(q.A @ q.M @ q.S), tr(q.A @ q.S @ q.M)),
        ("cyclic rule", "cyclic rule read as any order"),
    ),
    "A moved across without its transpose": (
        lambda q: (inner(q.X, q.A @ d(q.X)), inner(q.A @ q.X, d(q.X))),
        ("left factor moves across, transposed", "transpose lost"),
    ),
    "elementwise read as matrix product": (
        lambda q: (tr(q.A.T @ (q.M * d(q.S))), tr((q.A @ q.M).T @ d(q.S))),
        (
            "elementwise factor moves across the trace",
            "elementwise product taken as matrix product",
        ),
    ),
    "the 1/N of a determinant": (
        lambda q: (d(det(q.A)), det(q.A) / al.size("n") * tr(inv(q.A) @ d(q.A))),
        ("determinant", "factor 1/n added"),
    ),
    "the factor 2 of a square": (
        lambda q: (d(norm2(q.X)), inner(q.X, d(q.X))),
        ("squared norm", "factor dropped"),
    ),
    "sign of an inverse": (
        lambda q: (d(inv(q.A)), inv(q.A) @ d(q.A) @ inv(q.A)),
        ("inverse", "sign lost"),
    ),
    "order in the product rule": (
        lambda q: (d(q.A @ q.M), d(q.A) @ q.M + d(q.M) @ q.A),
        ("product rule", "order swapped"),
    ),
    "order in a transpose": (
        lambda q: ((q.A @ q.M).T, q.A.T @ q.M.T),
        ("transpose of a product", "order swapped"),
    ),
    "order in an inverse": (
        lambda q: (inv(q.A @ q.M), inv(q.A) @ inv(q.M)),
        ("inverse of a product", "order swapped"),
    ),
    "common factor taken out on the wrong side": (
        lambda q: (q.A @ q.M + q.A @ q.S, (q.M + q.S) @ q.A),
        ("common left factor", "moved to the wrong side"),
    ),
    "a vec of an elementwise product": (
        lambda q: (al.vec(q.A @ q.M), al.Diag(al.vec(q.A)) @ al.vec(q.M)),
        ("vec of a product", "elementwise product taken as matrix product"),
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_known_mistake_is_found_by_its_name(name, letters):
    build, (law, cause) = EXPECTED[name]
    before, after = build(letters)
    named = {(w.law.name, w.cause) for w in al.wrong_rewrites(before) if w.after == after}
    assert (law, cause) in named
    assert all(step.after != after for step in al.rewrites(before))


def test_a_slip_in_copying_is_found(letters):
    A, X = letters.A, letters.X
    line = tr(X.T @ A.T @ d(X)) + 2 * tr(X.T @ A @ d(X))
    causes = {(w.law.name, w.cause): w.after for w in al.slips(line)}
    assert causes["copying a transpose", "transpose lost"] == 3 * tr(X.T @ A @ d(X))
    assert causes["copying a factor", "factor dropped"] == tr(X.T @ (A.T) @ d(X)) + tr(
        X.T @ A @ d(X)
    )


def test_derivation_of_the_design_is_made_of_lawful_steps(letters):
    A, X, dX = letters.A, letters.X, d(letters.X)
    lines = [
        tr(dX.T @ A @ X) + tr(X.T @ A @ dX),
        tr(X.T @ A.T @ dX) + tr(X.T @ A @ dX),
        tr(X.T @ A.T @ dX + X.T @ A @ dX),
    ]
    for before, after in pairwise(lines):
        assert after in [step.after for step in al.rewrites(before, [A])]


def test_a_mistake_that_makes_no_difference_is_not_listed(letters):
    S, M = letters.S, letters.M
    assert "transpose lost" in {w.cause for w in al.wrong_rewrites(tr(letters.A @ M))}
    line = tr(S @ M)
    lawful = [line, *(step.after for step in al.rewrites(line))]
    wrong = al.wrong_rewrites(line)
    assert wrong and all(step.after not in lawful for step in wrong)
    square = tr(S @ S @ S)  # three equal factors: any order is the same line
    assert "cyclic rule read as any order" not in {w.cause for w in al.wrong_rewrites(square)}


def test_nothing_to_rewrite(letters, rng):
    assert al.rewrites(letters.X) == () and al.wrong_rewrites(letters.X) == ()
    assert al.random_rewrite(letters.X, rng) is None


def test_only_held_symbols_lose_their_differential(letters):
    zero = al.zeros("n", "n")
    assert [step.after for step in al.rewrites(d(letters.A), [letters.A])] == [zero]
    assert al.rewrites(d(letters.A)) == ()
