"""Values that cannot be compared, and answers that return none: each is named."""

import numpy as np
import pytest


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("text", "wrong type"),
        ({"gradient": 1}, "wrong type"),
        ({1, 2}, "wrong type"),
        (np.outer, "wrong type"),
        (1j, "wrong type"),
        (np.array(["a"]), "wrong type"),
        (np.array([object()]), "wrong type"),
        ([[1, 2], [3]], "wrong shape"),
        (np.nan, "not finite"),
        (np.broadcast_to(0.0, (10**6, 10**6)), "huge array"),
        ([0] * (10**6 + 1), "huge array"),
        (True, "truth value"),
        ([], "wrong shape"),
        (3.0, "wrong shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_unusable_values_are_named(verdict_on, value, cause):
    verdict = verdict_on("00.2", lambda a, X, b, value=value: value)
    assert verdict.status == "wrong"
    assert verdict.cause == cause
    assert len(verdict.message) < 1500


def test_nan_and_infinity_are_located(verdict_on):
    def answer(a, X, b):
        G = np.outer(a, b)
        G[0, -1] = np.inf
        return G

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "not finite"
    assert "infinity at index (0, 3)" in verdict.message


def test_generator_and_coroutine_are_named(verdict_on):
    def generator(a, X, b):
        yield a

    async def coroutine(a, X, b):
        return a

    assert "`yield`" in verdict_on("00.2", generator).message
    assert "`async`" in verdict_on("00.2", coroutine).message


def test_round_brackets_around_a_loop_are_not_called_yield(verdict_on):
    verdict = verdict_on("00.2", lambda a, X, b: (p * b for p in a))
    assert "Square brackets make a list" in verdict.message
    assert "yield" not in verdict.message


def test_what_a_wrong_answer_prints_is_shown(verdict_on):
    def answer(a, X, b):
        print("shape of a:", a.shape)
        return np.outer(b, a)

    assert "shape of a: (3,)" in verdict_on("00.2", answer).message


def test_forgotten_return_is_told_from_a_stub(verdict_on):
    def answer(a, X, b):
        np.outer(a, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.status == "wrong"
    assert verdict.cause == "nothing returned"
    assert "`return`" in verdict.message
    assert "case" not in verdict.message


def test_print_in_the_place_of_return_is_named(verdict_on):
    def answer(a, X, b):
        print(np.outer(a, b).shape)

    assert "`print` shows a value" in verdict_on("00.2", answer).message


def test_place_to_fill_is_a_stub(verdict_on):
    def empty(a, X, b):
        G = ...  # noqa: F841

    def begun(a, X, b):
        G = np.zeros((len(a), len(b)))  # noqa: F841
        return ...

    for answer in (empty, begun):
        assert verdict_on("00.2", answer).status == "not attempted yet"
    assert "still returns `...`" in verdict_on("00.2", begun).message


def test_return_on_some_ways_only(verdict_on):
    def answer(a, X, b):
        if len(a) > 3:
            return np.outer(a, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "returns nothing"
    assert "at 3 of 5 inputs" in verdict.message
