"""Shapes are checked when an expression is built, and the message speaks in letters."""

import numpy as np
import pytest

from mathlib import algebra as al
from mathlib.algebra.nodes import MatMul, Sum, Times, Transpose
from mathlib.algebra.shapes import shape_text

MESSAGES = {
    "product": (lambda q: q.X @ q.A, "inner sides must agree: n×k times n×n"),
    "three factors": (lambda q: q.X.T @ q.A @ q.B, "inner sides must agree: k×n times k×k"),
    "sum": (lambda q: q.A + q.X, "shapes must agree: n×n plus n×k"),
    "difference": (lambda q: q.X - q.X.T, "shapes must agree: n×k plus k×n"),
    "scalar plus matrix": (
        lambda q: 1 + q.A,
        "shapes must agree: 1×1 plus n×n; a scalar is added to a matrix as "
        "s * identity(…) or s * ones(…)",
    ),
    "elementwise": (lambda q: q.A * q.X, "shapes must agree: n×n elementwise times n×k"),
    "scalar by @": (
        lambda q: q.s @ q.X,
        "inner sides must agree: 1×1 times n×k; a scalar multiplies with *",
    ),
    "inverse": (lambda q: al.inv(q.X), "inv needs a square matrix, got n×k"),
    "trace": (lambda q: al.tr(q.a @ q.b.T), "tr needs a square matrix, got n×k"),
    "logdet": (lambda q: al.logdet(q.X), "logdet needs a square matrix, got n×k"),
    "inner": (lambda q: al.inner(q.X, q.X.T), "shapes must agree: n×k inner product with k×n"),
    "diag of a column": (
        lambda q: al.diag(q.a),
        "diag reads the diagonal of a square matrix, got n×1; "
        "the diagonal matrix of a column is Diag",
    ),
    "Diag of a matrix": (
        lambda q: al.Diag(q.A),
        "Diag needs a column, got n×n; the diagonal of a matrix is diag",
    ),
    "power": (
        lambda q: q.A**2,
        "** is for scalars, got n×n: write X @ X for the matrix power, X * X for the "
        "elementwise one",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_shape_that_does_not_fit_is_named_in_letters(name, letters):
    build, message = MESSAGES[name]
    with pytest.raises(al.ShapeError) as error:
        build(letters)
    assert str(error.value) == message


def test_equal_letters_are_equal_sides_and_numbers_are_sizes():
    assert shape_text((al.matrix("A", "n", 3) @ al.matrix("B", 3, "k")).shape) == "n×k"
    with pytest.raises(al.ShapeError, match="n×3 times 4×k"):
        al.matrix("A", "n", 3) @ al.matrix("B", 4, "k")


SHAPES = {
    "1×1": lambda q: q.a.T @ q.X @ q.b,
    "k×k": lambda q: q.X.T @ q.A @ q.X,
    "n×1": lambda q: al.diag(q.A),
    "n×n": lambda q: al.Diag(q.a),
    "kn×1": lambda q: al.vec(q.X),
    "mn×k": lambda q: al.kron(q.a, q.Y),
    "kn×kn": lambda q: al.commutation("n", "k"),
    "n×k": lambda q: al.tr(q.A) * q.X / al.size("n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_results(shape, letters):
    assert shape_text(SHAPES[shape](letters).shape) == shape


def test_what_a_learner_writes_is_kept(letters):
    A, M, X = letters.A, letters.M, letters.X
    assert isinstance((A @ M).T, Transpose) and isinstance((A @ M).T.args[0], MatMul)
    assert repr(A.T.T) == "A.T.T"
    assert repr(A @ al.inv(A)) == "A @ inv(A)"
    assert repr(A + A) == "A + A" and isinstance(A + A, Sum)
    assert isinstance(2 * A @ X, Times)


def test_scalars_in_a_product_go_to_the_front(letters):
    X, A, s = letters.X, letters.A, letters.s
    assert repr(A @ (s * X) @ (3 * letters.B)) == "3 * s * A @ X @ B"
    assert (s * X).shape == X.shape


def test_the_built_in_sum_adds_expressions(letters):
    assert sum([letters.X, letters.W]) == letters.X + letters.W


def test_differential_of_a_symbol_is_one_letter_in_its_tangent_space(letters):
    assert al.d(letters.X) == letters.X.d and repr(letters.X.d) == "dX"
    assert letters.P.d.domain == "symmetric" and letters.S.d.domain == "symmetric"
    assert letters.X.d.shape == letters.X.shape


def test_an_array_is_refused_in_an_expression(letters):
    with pytest.raises(TypeError, match="an array enters through a symbol"):
        np.eye(3) @ letters.A
    with pytest.raises(TypeError, match="an array enters through a symbol"):
        letters.A + np.eye(3)


def test_bad_names_and_sizes_are_refused():
    with pytest.raises(ValueError, match="a symbol's name"):
        al.matrix("2A", "n", "k")
    with pytest.raises(ValueError, match="at least 1"):
        al.matrix("A", 0, "k")
    with pytest.raises(TypeError, match="a size is a letter"):
        al.matrix("A", 2.5, "k")
    with pytest.raises(ZeroDivisionError):
        al.scalar("s") / 0
    with pytest.raises(ValueError, match="there are exp, log"):
        al.elementwise("gamma", al.matrix("A", "n", "k"))
