"""Joint linearity in the differentials: by the tree, and by values where the tree cannot tell."""

import pytest

from mathlib import algebra as al
from mathlib.algebra import d, tr

DEGREES = {
    "linear": (lambda q: tr(d(q.X).T @ q.A @ q.X) - tr(q.X.T @ d(q.X)), {1}),
    "two letters": (lambda q: tr(d(q.A) @ q.M) + tr(q.A @ d(q.M)), {1}),
    "mixed second order": (lambda q: tr(d(q.A) @ d(q.M)), {2}),
    "square": (lambda q: al.inner(d(q.X), q.A @ d(q.X)), {2}),
    "affine": (lambda q: tr(d(q.A)) + tr(q.A), {0, 1}),
    "zero": (lambda q: 0 * d(q.A), set()),
    "none": (lambda q: q.A @ al.inv(q.M), {0}),
    "unworked": (lambda q: d(q.A @ q.X), {1}),
    "unworked twice": (lambda q: d(tr(q.A.T @ d(q.A))), {2}),
    "behind a function": (lambda q: al.kron(al.exp(q.A), al.vec(d(q.X))), {1}),
}


@pytest.mark.parametrize("name", DEGREES)
def test_degrees(name, letters):
    build, expected = DEGREES[name]
    assert al.degrees(build(letters)) == frozenset(expected)
    assert al.is_jointly_linear(build(letters)) == (expected <= {1} - {0} or expected == set())


def test_in_symbols_of_choice(letters):
    expr = letters.X @ letters.B @ letters.X.T
    assert al.degrees(expr, [letters.X]) == {2}
    assert al.degrees(expr, [letters.B]) == {1} and al.is_jointly_linear(expr, [letters.B])
    assert not al.is_jointly_linear(expr, [letters.X, letters.B])


def test_values_decide_where_the_tree_cannot(letters):
    dA, A = d(letters.A), letters.A
    hidden = dA @ al.inv(dA) @ dA
    assert al.degrees(hidden) is None and al.is_jointly_linear(hidden)
    assert not al.is_jointly_linear(al.norm2(dA)) and not al.is_jointly_linear(al.inv(dA))
    cancelling = tr(A @ dA) + tr(A @ A) - tr((A @ A).T)
    assert al.degrees(cancelling) == {0, 1} and al.is_jointly_linear(cancelling)
