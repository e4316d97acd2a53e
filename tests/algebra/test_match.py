"""Where a pattern is found: runs of factors, subsets of summands, scalars taken along."""

import pytest

from mathlib import algebra as al
from mathlib.algebra.laws import Law, letter
from mathlib.algebra.match import find

P, Q = letter("P", "p", "q"), letter("Q", "q", "r")
D, E = letter("D", "n", "n"), letter("E", "n", "n")
S = letter("s", 1, 1)


def found(pattern, expr):
    law = Law("", pattern, lambda **letters: pattern)
    return [
        ({name: repr(value) for name, value in letters.items()}, put)
        for letters, put in find(law, expr)
    ]


def test_a_product_pattern_fits_every_cut_of_every_run(letters):
    C, A, X = letters.C, letters.A, letters.X
    cuts = [(one["P"], one["Q"]) for one, _ in found(P @ Q, C @ A @ X)]
    assert sorted(cuts) == sorted([("C", "A"), ("A", "X"), ("C", "A @ X"), ("C @ A", "X")])


def test_the_rest_of_the_product_stays(letters):
    C, A, X = letters.C, letters.A, letters.X
    put = next(put for one, put in found(P @ Q, C @ A @ X) if one == {"P": "A", "Q": "X"})
    assert put(letters.W) == C @ letters.W


def test_a_letter_is_one_expression_and_a_size_one_size(letters):
    A, M, X = letters.A, letters.M, letters.X
    assert [one["D"] for one, _ in found(D @ al.inv(D), A @ M @ al.inv(M))] == ["M"]
    assert [one["D"] for one, _ in found(al.inv(D) @ D, al.inv(A @ M) @ A @ M @ X)] == ["A @ M"]
    assert not found(letter("P", "p", "p") @ letter("R", "p", "r"), X @ X.T)


def test_a_sum_pattern_fits_pairs_of_summands(letters):
    A, M, S_ = letters.A, letters.M, letters.S
    line = al.tr(A) + al.tr(M) - 2 * al.tr(S_)
    pairs = found(al.tr(D) + al.tr(E), line)
    assert len(pairs) == 6
    one, put = next((o, p) for o, p in pairs if o == {"D": "A", "E": "-2 * S"})
    assert put(letters.s) == letters.s + al.tr(M)
    assert one["E"] == "-2 * S"


def test_a_scalar_is_taken_along_only_by_a_letter_that_occurs_once(letters):
    X, s = letters.X, letters.s
    assert [one["P"] for one, _ in found(al.tr(P @ letter("Q", "q", "p")), al.tr(2 * X @ X.T))] == [
        "2 * X"
    ]
    assert not found(al.tr(P.T @ P), al.tr(2 * X.T @ X))
    assert [one["s"] for one, _ in found(al.tr(S * D), al.tr(s * X @ X.T))] == ["s"]


def test_an_elementwise_pattern_takes_the_factors_in_every_role(letters):
    X, W = letters.X, letters.W
    roles = found(al.d(P * letter("Q", "p", "q")), al.d(X * W * al.exp(X)))
    assert {one["P"] for one, _ in roles} >= {"X", "W", "exp(X)", "W * exp(X)"}


@pytest.mark.parametrize("kind", ["det", "tr"])
def test_functions_are_told_apart(kind, letters):
    pattern = getattr(al, kind)(D)
    assert len(found(pattern, al.det(letters.A))) == (kind == "det")


def test_a_differential_pattern_fits_the_letter_dX_too(letters):
    assert [one["P"] for one, _ in found(al.d(P), al.d(letters.X))] == ["X"]
