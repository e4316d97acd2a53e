"""Values on arrays: against NumPy, with the errors, and differentials without any law."""

import numpy as np
import pytest
import scipy.linalg

from mathlib import algebra as al
from mathlib.gradcheck import directional_derivative

NUMPY_VALUES = {
    "tr": (lambda q: al.tr(q.X.T @ q.A @ q.X), lambda v: np.trace(v.X.T @ v.A @ v.X)),
    "inv": (lambda q: al.inv(q.A) @ q.X, lambda v: np.linalg.solve(v.A, v.X)),
    "det": (lambda q: al.det(q.A), lambda v: np.linalg.det(v.A)),
    "logdet": (lambda q: al.logdet(q.A), lambda v: np.linalg.slogdet(v.A)[1]),
    "adj": (lambda q: al.adj(q.A), lambda v: np.linalg.det(v.A) * np.linalg.inv(v.A)),
    "norm2": (lambda q: al.norm2(q.X), lambda v: np.linalg.norm(v.X) ** 2),
    "norm": (lambda q: al.norm(q.X), lambda v: np.linalg.norm(v.X)),
    "nuclear_norm": (lambda q: al.nuclear_norm(q.X), lambda v: np.linalg.norm(v.X, "nuc")),
    "spectral_norm": (lambda q: al.spectral_norm(q.X), lambda v: np.linalg.norm(v.X, 2)),
    "expm": (lambda q: al.expm(q.A), lambda v: scipy.linalg.expm(v.A)),
    "diag": (lambda q: al.diag(q.A), lambda v: np.diag(v.A)[:, None]),
    "Diag": (lambda q: al.Diag(q.a) @ q.X, lambda v: v.a * v.X),
    "kron": (lambda q: al.kron(q.X, q.C), lambda v: np.kron(v.X, v.C)),
    "vec": (lambda q: al.vec(q.X), lambda v: v.X.T.reshape(-1, 1)),
    "commutation": (
        lambda q: al.commutation("n", "k") @ al.vec(q.X),
        lambda v: v.X.reshape(-1, 1),
    ),
    "inner": (lambda q: al.inner(q.X, q.W), lambda v: np.sum(v.X * v.W)),
    "division": (lambda q: q.X / q.W / 4, lambda v: v.X / v.W / 4),
    "ones": (lambda q: al.ones("n").T @ q.X, lambda v: v.X.sum(axis=0)[None]),
    "size": (lambda q: al.tr(q.A) / al.size("n"), lambda v: np.diag(v.A).mean()),
    "identity": (lambda q: q.A + al.identity("n"), lambda v: v.A + np.eye(len(v.A))),
    "power": (lambda q: al.tr(q.A) ** 3, lambda v: np.trace(v.A) ** 3),
    "sigmoid": (lambda q: al.sigmoid(q.X), lambda v: 1 / (1 + np.exp(-v.X))),
    "softplus": (lambda q: al.softplus(q.X), lambda v: np.log(1 + np.exp(v.X))),
    "relu": (lambda q: al.relu(q.X), lambda v: np.maximum(v.X, 0)),
    "step": (lambda q: al.step(q.X), lambda v: (v.X > 0).astype(float)),
    "tanh": (lambda q: al.tanh(q.X), lambda v: np.tanh(v.X)),
    "square": (lambda q: al.square(q.X), lambda v: v.X**2),
}


class Values:
    def __init__(self, values):
        self.__dict__.update(values)


@pytest.mark.parametrize("name", NUMPY_VALUES)
def test_values_agree_with_numpy(name, letters, rng):
    build, expected = NUMPY_VALUES[name]
    expr = build(letters)
    values = al.sample_values(expr, rng)
    value = al.evaluate(expr, values)
    wanted = np.asarray(expected(Values(values)))
    assert value.shape == (wanted.shape or (1, 1))
    np.testing.assert_allclose(value, wanted.reshape(value.shape), rtol=1e-10, atol=1e-12)


def test_a_wide_matrix_has_norms_too(rng):
    X = al.matrix("X", "k", "n")
    values = {"X": rng.normal(size=(3, 5))}
    value = al.evaluate(al.nuclear_norm(X), values).item()
    assert value == pytest.approx(np.linalg.norm(values["X"], "nuc"), rel=1e-12)


def test_symbols_columns_and_numbers_are_taken_as_values(letters):
    value = al.evaluate(letters.s * letters.a, {letters.s: 2.0, "a": [1.0, 2.0, 3.0]})
    assert value.shape == (3, 1) and value.ravel().tolist() == [2.0, 4.0, 6.0]


MESSAGES = {
    "missing": (lambda q: (q.A @ q.X, {"A": np.eye(3)}), "no value for X"),
    "disagree": (
        lambda q: (q.A @ q.X, {"A": np.eye(3), "X": np.ones((4, 2))}),
        "X is n×k, its value is 4×2: n = 4, but A has n = 3",
    ),
    "not square": (lambda q: (al.tr(q.A), {"A": np.ones((2, 3))}), "n = 3, but A has n = 2"),
    "symmetric": (
        lambda q: (al.tr(q.S), {"S": [[1.0, 2.0], [3.0, 4.0]]}),
        "S is symmetric, its value differs from its transpose by 1",
    ),
    "definite": (
        lambda q: (al.logdet(q.P), {"P": -np.eye(2)}),
        "P is positive definite, its value has the eigenvalue -1",
    ),
    "positive": (
        lambda q: (al.positive("z", "n"), {"z": [1.0, -2.0]}),
        "z has positive entries, its value has -2",
    ),
    "fixed size": (
        lambda q: (al.matrix("Z", 2, "n"), {"Z": np.ones((3, 4))}),
        "Z is 2×n, its value is 3×4",
    ),
    "axes": (lambda q: (q.X, {"X": np.ones((2, 2, 2))}), "its value has 3 axes"),
    "size": (lambda q: (al.ones("n"), {}), "no number for the size n"),
    "nan": (lambda q: (q.a, {"a": [1.0, np.nan]}), "a has the entry nan"),
    "differential": (lambda q: (al.d(al.tr(q.A)), {"A": np.eye(2)}), "no value for dA"),
    "nested": (
        lambda q: (al.d(al.d(al.tr(q.A @ q.A))), {"A": np.eye(2), "dA": np.eye(2)}),
        "work out the inner one first",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_bad_values_are_answered_at_the_door(name, letters):
    build, message = MESSAGES[name]
    expr, values = build(letters)
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        al.evaluate(expr, values)


def test_two_symbols_of_one_name_are_refused(letters):
    with pytest.raises(ValueError, match="two different symbols are called A"):
        al.evaluate(letters.A @ al.symmetric("A", "n"), {"A": np.eye(3)})


def test_sizes_may_be_given(letters):
    assert al.evaluate(al.ones("n", 2), {}, sizes={"n": 3}).shape == (3, 2)


MOVING = {
    "rational": lambda q: al.tr(al.inv(q.A) @ q.X @ q.W.T),
    "determinant": lambda q: al.logdet(q.A) * al.det(q.M),
    "norms": lambda q: al.nuclear_norm(q.X) + al.spectral_norm(q.W) * al.norm(q.X),
    "matrix-valued": lambda q: al.sigmoid(q.A @ q.X) * al.exp(q.W),
    "exponential": lambda q: al.expm(q.A),
}


@pytest.mark.parametrize("name", MOVING)
def test_an_unworked_differential_has_the_value_of_a_central_quotient(name, letters, rng):
    expr = MOVING[name](letters)
    values = al.sample_values(expr, rng)
    moved = [symbol for symbol in values if not symbol.startswith("d")]

    def along(t):
        return al.evaluate(expr, values | {m: values[m] + t[0] * values["d" + m] for m in moved})

    expected = directional_derivative(along, np.zeros(1), np.ones(1))
    value = al.evaluate(al.d(expr), values)
    assert value.shape == np.shape(expected)
    np.testing.assert_allclose(value, expected, rtol=1e-7, atol=1e-7)
    np.testing.assert_array_equal(value, al.directional_derivative(expr, values))


def test_zero_holds_a_symbol(letters, rng):
    expr = al.tr(letters.A @ letters.M)
    values = al.sample_values(expr, rng) | {"dM": 0}
    value = al.evaluate(al.d(expr), values).item()
    assert value == pytest.approx(np.trace(values["dA"] @ values["M"]), rel=1e-13)


def test_the_second_derivative_of_log_det(letters, rng):
    values = al.sample_values(al.logdet(letters.P), rng)
    H = np.linalg.solve(values["P"], values["dP"])
    value = al.directional_derivative(al.logdet(letters.P), values, order=2).item()
    assert value == pytest.approx(-np.trace(H @ H), rel=1e-8)
    with pytest.raises(ValueError, match="expected 1 or 2"):
        al.directional_derivative(al.logdet(letters.P), values, order=3)
