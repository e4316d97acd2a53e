"""Answers that change their inputs or remember: a second call must give the same."""

import numpy as np


def _alias(f, X, h=1e-5):
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        Y = X
        Y[place] += h
        G[place] = (f(Y) - f(X)) / h
    return G


def _alias_with_base(f, X, h=1e-5):
    G, base, Y = np.zeros(X.shape), f(X), None
    for place in np.ndindex(X.shape):
        Y = X
        Y[place] += h
        G[place] = (f(Y) - base) / h
    return G


def test_two_names_of_one_array(verdict_on):
    zero = verdict_on("00.4", _alias)
    assert zero.cause == "two names, one array"
    assert "Yours is zero at every input" in zero.message
    assert "X is no longer what it was" in zero.message
    assert "`Y = X` makes no copy" in zero.message
    moved = verdict_on("00.4", _alias_with_base)
    assert moved.cause == "input mutated"
    assert "`Y = X` makes no copy" in moved.message


def test_input_changed_by_a_right_answer_is_refused(verdict_on):
    def answer(a, X, b):
        G = np.outer(a, b)
        a *= 2
        return G

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "input mutated"
    assert "a is no longer what it was" in verdict.message


def test_random_answer_is_not_the_same_twice(verdict_on):
    rng = np.random.default_rng(0)
    verdict = verdict_on("00.2", lambda a, X, b: rng.normal(size=X.shape))
    assert verdict.cause == "not the same twice"


def test_right_answer_that_keeps_state_is_refused(verdict_on):
    calls = []

    def answer(a, X, b):
        calls.append(1)
        return np.outer(a, b) * (1 if len(calls) <= 5 else 2)

    assert verdict_on("00.2", answer).status == "wrong"


def test_reused_buffer_is_right(verdict_on):
    buffer = np.empty((9, 9))

    def answer(a, X, b):
        out = buffer[: len(a), : len(b)]
        np.multiply.outer(a, b, out=out)
        return out

    assert verdict_on("00.2", answer).status == "right"
