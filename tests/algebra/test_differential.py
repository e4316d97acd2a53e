"""The differential by the laws: right at random points, each step on record."""

import pytest

from mathlib import algebra as al
from mathlib.algebra import d, inner, inv, tr
from mathlib.algebra.nodes import Differential
from mathlib.algebra.tree import places

EXPRESSIONS = {
    "quadratic": lambda q: tr(q.X.T @ q.A @ q.X),
    "inverse": lambda q: inv(q.A @ q.M + al.identity("n")),
    "determinants": lambda q: al.det(q.A) * al.logdet(q.P),
    "network": lambda q: al.norm2(al.tanh(q.C @ al.sigmoid(q.X)) - q.Y) / 2,
    "ratio": lambda q: q.a.T @ q.A @ q.a / (q.a.T @ q.a),
    "softmax": lambda q: al.exp(q.h) / (al.ones("k").T @ al.exp(q.h)),
    "Kronecker": lambda q: al.kron(q.X, q.b) @ al.Diag(q.h),
    "vec": lambda q: al.vec(q.X).T @ al.vec(q.W * q.X),
    "diagonals": lambda q: al.diag(q.A @ q.A).T @ al.sqrt(al.square(q.a)),
    "entries": lambda q: al.softplus(q.X) + al.cos(q.X) * al.sin(q.W) - al.relu(q.X) * 3,
    "norms": lambda q: al.norm(q.X) + al.nuclear_norm(q.X) * al.spectral_norm(q.W),
    "exponential": lambda q: tr(al.expm(q.A @ q.M)),
    "adjugate of the law": lambda q: inner(q.X @ q.B, q.W) * q.s**3,
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_line_has_the_value_of_an_imaginary_step(name, letters, rng):
    expr = EXPRESSIONS[name](letters)
    worked = al.differential(expr)
    sizes = al.sample_sizes(al.size_letters(expr), rng)
    values = al.sample_values(expr, rng, sizes=sizes)
    assert worked.start == d(expr)
    assert not any(isinstance(part, Differential) for part, _ in places(worked.result))
    assert al.is_jointly_linear(worked.result)
    line = worked.start
    for step in worked.steps:
        assert step.before == line and step.law
        assert al.relative_gap(worked.start, step.after, values, sizes=sizes) < 1e-10, step
        line = step.after
    assert line == worked.result


def test_the_steps_read_like_a_derivation(letters):
    worked = al.differential(tr(letters.X.T @ letters.A @ letters.X), [letters.X])
    assert [(step.law, repr(step.after)) for step in worked.steps] == [
        ("trace", "tr(d(X.T @ A @ X))"),
        ("product rule", "tr(d(X.T) @ A @ X + X.T @ d(A @ X))"),
        ("transpose", "tr(dX.T @ A @ X + X.T @ d(A @ X))"),
        ("constant factor", "tr(dX.T @ A @ X + X.T @ A @ dX)"),
    ]
    assert r"&& \text{product rule}" in worked._repr_latex_()
    assert repr(worked).splitlines()[:2] == [
        "d(tr(X.T @ A @ X))",
        "  = tr(d(X.T @ A @ X))   (trace)",
    ]


def test_held_symbols_stay(letters):
    worked = al.differential(letters.A @ letters.X + letters.W, [letters.X])
    assert worked.result == letters.A @ d(letters.X)
    assert al.differential(letters.A @ letters.M, []).result == al.zeros("n", "n")


def test_a_second_call_gives_the_second_differential(letters, rng):
    first = al.differential(al.logdet(letters.A)).result
    second = al.differential(first).result
    A, dA = letters.A, d(letters.A)
    assert second == -tr(inv(A) @ dA @ inv(A) @ dA)  # F2.36
    assert al.degrees(second) == frozenset([2])
    values = al.sample_values(al.logdet(A), rng)
    expected = al.directional_derivative(al.logdet(A), values, order=2)
    assert al.evaluate(second, values).item() == pytest.approx(expected.item(), rel=1e-7)


def test_where_no_law_goes_on_it_says_so(letters):
    with pytest.raises(al.NoLawError, match=r"no law of this course works out d\(expm\(A\)\)"):
        al.differential(al.expm(letters.A) @ letters.X)
