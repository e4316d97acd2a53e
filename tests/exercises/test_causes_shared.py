"""Entries that share one parameter, and the upstream gradient that reaches them."""

import numpy as np
import pytest


def bias_vjp(G, b):
    """Rows share one b."""
    return G.sum(axis=0)


@pytest.fixture(scope="module")
def bias_exercise(make):
    return make(
        bias_vjp,
        {"G": "Bk", "b": "k"},
        "k",
        lambda rng: [(rng.normal(size=s), rng.normal(size=s[1])) for s in ((3, 4), (5, 2), (2, 6))],
        upstream="G",
        shared=lambda dense, G, b: dense.sum(axis=0),
    )


def kernel_vjp(G, k):
    """Kernel of length 2 slid over a signal: a dense (n, n + 1) gradient, added along diagonals."""
    return np.array([np.trace(G), np.trace(G, 1)])


@pytest.fixture(scope="module")
def kernel_exercise(make):
    return make(
        kernel_vjp,
        {"G": "nl", "k": "t"},
        "t",
        lambda rng: [(rng.normal(size=(n, n + 1)), rng.normal(size=2)) for n in (3, 4, 6)],
        shared=lambda dense, G, k: [np.trace(dense), np.trace(dense, 1)],
    )


def test_dense_gradient_of_a_shared_row(verdict_of, bias_exercise):
    found = verdict_of(bias_exercise, lambda G, b: G)
    assert found.cause == "dense gradient where entries are shared"
    assert "added up over the entries that share one parameter" in found.message


def test_dense_gradient_with_a_declared_sharing(cause_of, kernel_exercise):
    assert cause_of(kernel_exercise, lambda G, k: G) == "dense gradient where entries are shared"


def test_upstream_gradient_that_never_enters(cause_of, bias_exercise):
    named = cause_of(bias_exercise, lambda G, b: np.full(len(b), len(G)))
    assert named == "upstream gradient ignored"


def test_input_that_should_not_enter(verdict_of, bias_exercise):
    found = verdict_of(bias_exercise, lambda G, b: G.sum(axis=0) * b)
    assert found.cause == "depends on b"


def test_last_row_that_never_enters(verdict_of, bias_exercise):
    found = verdict_of(bias_exercise, lambda G, b: G[:-1].sum(axis=0))
    assert found.cause == "last slice of G ignored"
