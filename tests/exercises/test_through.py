"""An answer that is compared by what flows back through it: a torch function of one's own."""

import numpy as np
import pytest

from mathlib.exercises import registry
from mathlib.exercises.chapters.chapter_09.function import weights

torch = pytest.importorskip("torch")
SLUG = "log-autograd-function"


def through_eigh(X):
    eigenvalues, U = torch.linalg.eigh(X)
    return U @ torch.diag(eigenvalues.log()) @ U.mT


def cut_off(X):
    return through_eigh(X.detach())


class Forgets(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X):
        return through_eigh(X)

    @staticmethod
    def backward(ctx, G):
        return None


class BitForBit(torch.autograd.Function):
    """Right except where eigenvalues are equal but for the last digit."""

    @staticmethod
    def forward(ctx, X):
        ctx.save_for_backward(*torch.linalg.eigh(X))
        return through_eigh(X)

    @staticmethod
    def backward(ctx, G):
        values, U = ctx.saved_tensors
        gap = values[:, None] - values
        quotient = (values.log()[:, None] - values.log()) / torch.where(gap == 0, 1.0, gap)
        L = torch.where(gap == 0, (1 / values)[:, None], quotient)
        return U @ (L * (U.mT @ (G + G.mT) @ U) / 2) @ U.mT


def test_autograd_through_eigh_is_wrong_only_at_repeated_eigenvalues(verdict_on):
    verdict = verdict_on(SLUG, through_eigh)
    assert (verdict.status, verdict.cause) == ("wrong", "wrong only at repeated eigenvalues")
    assert "right at the 2 inputs with distinct eigenvalues" in verdict.message
    assert "wrong at the 3 where two" in verdict.message


def test_equality_bit_for_bit_is_wrong_at_some_of_them(verdict_on):
    verdict = verdict_on(SLUG, BitForBit.apply)
    assert (verdict.status, verdict.cause) == ("wrong", "wrong only at repeated eigenvalues")
    assert "wrong at 1 of the 3 where two" in verdict.message


@pytest.mark.parametrize(
    ("answer", "said"),
    [(cut_off, "is not connected to X"), (Forgets.apply, "handed no gradient to X")],
)
def test_a_gradient_that_cannot_flow_is_told_so(verdict_on, answer, said):
    verdict = verdict_on(SLUG, answer)
    assert (verdict.status, verdict.cause) == ("wrong", "raises")
    assert said in verdict.message
    assert "outside your own lines" in verdict.message


def test_the_courses_own_function_is_not_the_learners(verdict_on):
    from mathlib.spectral import logm

    assert verdict_on(SLUG, lambda X: logm(X)).status == "right values, method not shown"


def test_result_without_a_tensor_is_told_by_its_type(verdict_on):
    assert verdict_on(SLUG, lambda X: "log").status == "wrong"


def test_what_is_compared_is_the_gradient_of_a_weighted_sum():
    """The weights tell every entry, and a matrix from its transpose."""
    exercise = registry.find(SLUG).exercise
    X = np.diag([0.5, 3.0])
    value, gradient = exercise.compared(through_eigh)(X)
    W = weights(2)
    assert np.abs(np.diff(W.ravel())).min() > 0.1 and abs(W[0, 1] - W[1, 0]) > 0.1
    np.testing.assert_allclose(value, np.diag(np.log([0.5, 3.0])), atol=1e-15)
    quotient = np.log(6) / 2.5
    expected = [[W[0, 0] / 0.5, quotient * (W[0, 1] + W[1, 0]) / 2], [0, W[1, 1] / 3]]
    expected[1][0] = expected[0][1]
    np.testing.assert_allclose(gradient, expected, atol=1e-14)


def test_an_exercise_without_it_compares_the_answer_itself():
    exercise = registry.find("loewner-matrix").exercise
    assert exercise.compared(len) is len
