"""Skew-symmetric and diagonal matrices: what counts as one, and what the laws make of them."""

import numpy as np
import pytest

from mathlib import algebra as al
from mathlib.gradcheck import numerical_gradient

K, F = al.skew("K", "n"), al.diagonal("F", "n")


@pytest.mark.parametrize(
    ("build", "skew"),
    [
        (lambda q: K, True),
        (lambda q: q.A - q.A.T, True),
        (lambda q: K * q.S, True),
        (lambda q: q.A @ K @ q.A.T, True),
        (lambda q: K @ K, False),
        (lambda q: K @ F, False),
        (lambda q: q.S, False),
        (lambda q: q.X, False),
    ],
)
def test_what_is_skew(letters, rng, build, skew):
    expr = build(letters)
    assert al.is_skew(expr) == skew
    if skew:
        assert al.relative_gap(expr.T, -expr, al.sample_values(expr, rng)) < 1e-12


@pytest.mark.parametrize(
    ("build", "diagonal"),
    [
        (lambda q: F, True),
        (lambda q: al.Diag(q.a), True),
        (lambda q: 3 * F - al.identity("n"), True),
        (lambda q: q.s * (F @ al.inv(F + al.Diag(q.a))), True),
        (lambda q: q.A * F, True),
        (lambda q: F.T, True),
        (lambda q: F + q.A, False),
        (lambda q: F @ q.A, False),
        (lambda q: al.expm(q.A), False),
        (lambda q: q.s, False),
    ],
)
def test_what_is_diagonal(letters, rng, build, diagonal):
    expr = build(letters)
    assert al.is_diagonal(expr) == diagonal
    if diagonal:
        value = al.evaluate(expr, al.sample_values(expr, rng))
        assert np.abs(value - np.diag(np.diag(value))).max() < 1e-12


def test_transposes_are_a_step_for_skew_and_none_for_diagonal():
    assert F.T == F
    assert K.T != -K
    assert al.transposed(K @ F) == -(F @ K)
    steps = {step.law.name: step.after for step in al.rewrites(K.T)}
    assert steps["transpose of a skew matrix"] == -K


def test_a_diagonal_factor_moves_on_to_the_other_one(letters):
    line = letters.A * (letters.M @ F)
    moved = [s.after for s in al.rewrites(line) if "diagonal right factor" in s.law.name]
    assert moved == [(letters.A * letters.M) @ F]
    back = [s.after for s in al.rewrites(moved[0]) if "diagonal right factor" in s.law.name]
    assert line in back and (letters.A @ F) * letters.M in back


def test_laws_ask_for_the_structure(letters):
    names = {s.law.name for s in al.rewrites(letters.A * (letters.M @ letters.A))}
    names |= {s.law.name for s in al.rewrites(al.inner(letters.A, letters.M))}
    names |= {s.law.name for s in al.rewrites(letters.A.T)}
    assert not {n for n in names if "diagonal" in n or "skew" in n or "symmetric part" in n}


def test_symmetric_part_inside_is_a_known_mistake(letters):
    line = al.inner(K * letters.A, letters.S)
    cause = "symmetric part taken inside the elementwise product"
    found = [s.after for s in al.wrong_rewrites(line) if s.cause == cause]
    assert al.inner(K * al.sym(letters.A), letters.S) in found


@pytest.mark.parametrize("X", [K, F], ids=["skew", "diagonal"])
def test_a_gradient_lies_among_the_increments(letters, rng, X):
    expr = al.norm2(letters.C @ X @ letters.X - letters.Y)
    G = al.gradient(expr, X).result
    values = al.sample_values([expr, G], rng)
    free = {**values}

    def loss(value):
        return float(np.sum((free["C"] @ value @ free["X"] - free["Y"]) ** 2))

    dense = numerical_gradient(loss, values[X.name])
    part = (dense - dense.T) / 2 if X is K else np.diag(np.diag(dense))
    found = al.evaluate(G, values)
    assert found.shape == part.shape
    assert np.abs(found - part).max() < 1e-7 * np.abs(part).max()


@pytest.mark.parametrize(
    ("symbol", "said"), [(K, "K is skew-symmetric, its value"), (F, "F is diagonal, its value")]
)
def test_values_outside_the_domain_are_refused(rng, symbol, said):
    with pytest.raises(ValueError, match=said):
        al.evaluate(symbol, {symbol.name: rng.normal(size=(3, 3))})


def test_samples_lie_in_the_domain(rng):
    values = al.sample_values([K, F], rng)
    for name in ("K", "dK"):
        np.testing.assert_array_equal(values[name], -values[name].T)
        assert np.abs(values[name]).max() > 0.1
    for name in ("F", "dF"):
        np.testing.assert_array_equal(values[name], np.diag(np.diag(values[name])))
        assert np.abs(np.diag(values[name])).min() > 0
