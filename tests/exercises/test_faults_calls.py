"""The wrong thing handed in: another function, other parameters, a result, a name, a number."""

import numpy as np
import pytest

from mathlib.exercises.registry import UnknownExerciseError


def test_wrong_parameters_are_compared_with_the_call(verdict_on):
    verdict = verdict_on("00.2", lambda X: X)
    assert verdict.cause == "wrong parameters"
    assert "with 3 arguments: (a, X, b)" in verdict.message
    assert "declared with (X)" in verdict.message
    assert "bilinear_grad(a, X, b)" in verdict.message


def test_optional_parameter_that_is_missing_is_told(verdict_on):
    verdict = verdict_on("00.4", lambda f, X: X)
    assert verdict.cause == "wrong parameters"
    assert "(f, X, h)" in verdict.message


def test_default_value_that_is_missing(verdict_on):
    message = verdict_on("00.4", lambda f, X, h: X).message
    assert "with 2 or 3 arguments: (f, X) or (f, X, h)" in message
    assert "h needs a default value: `def num_grad(f, X, h=1e-5):`" in message
    assert "case" not in message
    assert "with 2 or 3 arguments" in verdict_on("00.4", lambda f, X: X).message
    assert "needs a default" not in verdict_on("00.4", lambda f, X: X).message


def test_arguments_exchanged_are_found_behind_the_exception(verdict_on):
    def mse_grad(W, X, Y):
        return 2 / len(X) * X.T @ (X @ W - Y)

    def num_grad(X, f, h=1e-5):
        basis = np.eye(X.size).reshape(-1, *X.shape)
        return np.reshape([(f(X + h * E) - f(X - h * E)) / 2 / h for E in basis], X.shape)

    assert verdict_on("00.7", mse_grad).cause == "arguments in another order"
    assert verdict_on("00.4", num_grad).cause == "arguments in another order"


def test_function_of_another_exercise_is_recognised(verdict_on):
    def inner(P, Q):
        return np.sum(P * Q)

    def bound(P, Q):
        return np.sum(P * Q)

    for number, answer in (("00.3", inner), ("00.6", bound)):
        verdict = verdict_on(number, answer)
        assert verdict.cause == "another exercise's function"
        assert "This looks like 00.1" in verdict.message


@pytest.mark.parametrize("thing", [None, 3.0, np.eye(2), ...])
def test_result_instead_of_the_function(desk, thing):
    verdict = desk.check("00.3", thing)
    assert verdict.cause == "not a function"
    assert '`check("00.3", central)`' in verdict.message
    assert "without brackets" in verdict.message
    assert desk.memory.records["central-quotient"].tries == []


def test_name_in_quotation_marks(verdict_on):
    assert "quotation marks" in verdict_on("00.3", "central").message


def test_unknown_number_asks_did_you_mean(desk):
    for wrong, meant in (("00.33", "00.3"), ("central-quotent", "00.3"), ("central", "00.3")):
        with pytest.raises(UnknownExerciseError, match=f'Did you mean "{meant}"'):
            desk.hint(wrong)
    with pytest.raises(UnknownExerciseError) as caught:
        desk.check("77.1", len)
    assert caught.value._render_traceback_() == [str(caught.value)]
