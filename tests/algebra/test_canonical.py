"""What counts as trivially the same, and what is a step."""

import pytest

from mathlib import algebra as al

SAME = {
    "associative product": lambda q: ((q.C @ q.A) @ q.X, q.C @ (q.A @ q.X)),
    "associative sum": lambda q: ((q.A + q.M) + q.S, q.A + (q.M + q.S)),
    "order of summands": lambda q: (q.A + q.M, q.M + q.A),
    "order of elementwise factors": lambda q: (q.X * q.W, q.W * q.X),
    "place of a scalar": lambda q: (q.A @ (q.s * q.X), q.s * (q.A @ q.X)),
    "order of scalars": lambda q: (q.s * q.t * q.X, q.t * (q.s * q.X)),
    "1×1 run": lambda q: ((q.a.T @ q.c) * q.b.T, q.a.T @ q.c @ q.b.T),
    "1×1 run at the end": lambda q: (q.b @ (q.a.T @ q.c), (q.a.T @ q.c) * q.b),
    "two 1×1 runs": lambda q: (
        (q.a.T @ q.c) * (q.b.T @ q.h),
        (q.b.T @ q.h) @ (q.a.T @ q.c),
    ),
    "one times": lambda q: (1 * q.A, q.A),
    "difference": lambda q: (q.A - q.M, q.A + (-1) * q.M),
    "sign over a bracket": lambda q: (q.A - q.M, -(q.M - q.A)),
    "sign over a bracket in a product": lambda q: (q.C @ (q.A - q.M), -q.C @ (q.M - q.A)),
    "like terms": lambda q: (q.A + q.A, 2 * q.A),
    "cancelling terms": lambda q: (q.A - q.A + q.M, q.M),
    "number over a bracket": lambda q: (2 * (q.A + q.M), 2 * q.A + 2 * q.M),
    "number out of a trace": lambda q: (al.tr(2 * q.A), 2 * al.tr(q.A)),
    "number out of an inner product": lambda q: (al.inner(q.X, 3 * q.W), 3 * al.inner(q.X, q.W)),
    "number out of an inverse": lambda q: (al.inv(2 * q.A), al.inv(q.A) / 2),
    "number out of a differential": lambda q: (al.d(2 * q.A), 2 * al.d(q.A)),
    "decimal number": lambda q: (0.5 * q.A, q.A / 2),
    "double transpose": lambda q: (q.X.T.T, q.X),
    "symmetric symbol": lambda q: (q.S.T @ q.P.T, q.S @ q.P),
    "symmetric differential": lambda q: (al.d(q.P).T, al.d(q.P)),
    "transposed inverse": lambda q: (al.inv(q.A).T, al.inv(q.A.T)),
    "inverse of a symmetric symbol": lambda q: (al.inv(q.P).T, al.inv(q.P)),
    "double inverse": lambda q: (al.inv(al.inv(q.A)), q.A),
    "identity": lambda q: (q.A @ al.identity("n") @ q.X, q.A @ q.X),
    "zero": lambda q: (q.A + 0 * q.M, q.A),
    "product with zero": lambda q: (q.C @ al.zeros("n", "k") + q.Y, q.Y),
    "ones, elementwise": lambda q: (q.X * al.ones("n", "k"), q.X),
    "diagonal matrix": lambda q: (al.Diag(q.a).T, al.Diag(q.a)),
    "transposed ones": lambda q: (al.ones("n").T, al.ones(1, "n")),
    "transposed commutation": lambda q: (al.commutation("n", "k").T, al.commutation("k", "n")),
    "scalar symbol": lambda q: (q.s.T, q.s),
    "constant": lambda q: (al.d(al.identity("n")), al.zeros("n", "n")),
}

A_STEP = {
    "transpose of a product": lambda q: ((q.A @ q.X).T, q.X.T @ q.A.T),
    "order of factors": lambda q: (q.A @ q.M, q.M @ q.A),
    "transpose": lambda q: (q.A, q.A.T),
    "cyclic rule": lambda q: (al.tr(q.A @ q.M), al.tr(q.M @ q.A)),
    "trace of a transpose": lambda q: (al.tr(q.A), al.tr(q.A.T)),
    "distributive": lambda q: (q.A @ (q.X + q.W), q.A @ q.X + q.A @ q.W),
    "inner product": lambda q: (al.inner(q.X, q.W), al.tr(q.X.T @ q.W)),
    "inverse": lambda q: (q.A @ al.inv(q.A), al.identity("n")),
    "scalar transposed": lambda q: (q.a.T @ q.A @ q.c, q.c.T @ q.A.T @ q.a),
    "trace of a sum": lambda q: (al.tr(q.A + q.M), al.tr(q.A) + al.tr(q.M)),
    "symmetric product": lambda q: ((q.X @ q.X.T).T, q.X @ q.X.T),
    "products of two kinds": lambda q: (q.A @ q.M, q.A * q.M),
    "scalar out of a norm": lambda q: (al.norm2(2 * q.A), 4 * al.norm2(q.A)),
    "X and dX": lambda q: (q.X, al.d(q.X)),
    "a function and another": lambda q: (al.exp(q.X), al.log(q.X)),
    "domains": lambda q: (al.symmetric("A", "n"), al.matrix("A", "n", "n")),
    "numbers": lambda q: (2 * q.A, 3 * q.A),
    "number inside a function": lambda q: (al.exp(2 * q.X), al.exp(q.X)),
}


@pytest.mark.parametrize("name", SAME)
def test_trivially_the_same(name, letters):
    left, right = SAME[name](letters)
    assert left == right and hash(left) == hash(right)


@pytest.mark.parametrize("name", A_STEP)
def test_a_step_is_not_trivial(name, letters):
    left, right = A_STEP[name](letters)
    assert left != right


@pytest.mark.parametrize("name", SAME)
def test_the_same_has_the_same_value_and_tidying_keeps_it(name, letters, rng):
    left, right = SAME[name](letters)
    sizes = al.sample_sizes(al.size_letters(left, right), rng)
    values = al.sample_values([left, right], rng, sizes=sizes)
    if "differential" in name or name == "constant":
        values |= al.sample_values([letters.A, letters.P], rng, sizes={"n": 3, **sizes})
    assert al.relative_gap(left, right, values, sizes=sizes) < 1e-12
    assert al.relative_gap(left, al.tidy(left), values, sizes=sizes) < 1e-12


def test_tidy_keeps_the_order_that_was_written(letters):
    A, M, X, W = letters.A, letters.M, letters.X, letters.W
    assert repr(al.tidy(M.T.T + 1 * A)) == "M + A"
    assert repr(al.tidy(W * X)) == "W * X"
