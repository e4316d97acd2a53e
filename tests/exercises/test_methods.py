"""Values that came by automatic or numerical differentiation, or from the library."""

import numpy as np
import pytest

SHOWN = "right"
NOT_SHOWN = "right values, method not shown"


def _autograd(a, X, b):
    import torch

    a, b = torch.as_tensor(a), torch.as_tensor(b)
    X = torch.tensor(X, requires_grad=True)
    (a @ X @ b).backward()
    return X.grad


def _autograd_grad(a, X, b):
    import torch

    X = torch.tensor(X, requires_grad=True)
    return torch.autograd.grad(torch.as_tensor(a) @ X @ torch.as_tensor(b), X)[0]


def _functional(a, X, b):
    import torch

    def loss(X):
        return torch.as_tensor(a) @ X @ torch.as_tensor(b)

    return torch.func.grad(loss)(torch.as_tensor(X))


def _functional_jacobian(a, X, b):
    import torch

    def loss(X):
        return torch.as_tensor(a) @ X @ torch.as_tensor(b)

    return torch.autograd.functional.jacobian(loss, torch.as_tensor(X))


@pytest.mark.parametrize("answer", [_autograd, _autograd_grad, _functional, _functional_jacobian])
def test_automatic_differentiation_is_seen(verdict_on, answer):
    verdict = verdict_on("00.2", answer)
    assert verdict.status == NOT_SHOWN, verdict
    assert "automatic differentiation" in verdict.message


def test_recording_gradients_without_using_them_is_fine(verdict_on):
    def answer(a, X, b):
        import torch

        with torch.no_grad():
            return torch.outer(torch.as_tensor(a), torch.as_tensor(b))

    assert verdict_on("00.2", answer).status == SHOWN


def test_gradcheck_is_seen(verdict_on):
    from mathlib.gradcheck import numerical_gradient

    verdict = verdict_on("00.2", lambda a, X, b: numerical_gradient(lambda Z: a @ Z @ b, X))
    assert verdict.status == NOT_SHOWN
    assert (
        "They came from the course's numerical gradient (`numerical_gradient`)" in verdict.message
    )


def test_gradcheck_is_seen_where_numerical_differentiation_is_the_subject(verdict_on):
    from mathlib.gradcheck import numerical_gradient

    def answer(f, X, h=1e-5):
        return numerical_gradient(f, X, method="central", step=h)

    assert verdict_on("00.4", answer).status == NOT_SHOWN


def test_scipys_forward_quotient_is_seen(verdict_on):
    from scipy.optimize import approx_fprime

    def answer(a, X, b):
        def loss(x):
            return a @ x.reshape(X.shape) @ b

        return approx_fprime(X.ravel(), loss).reshape(X.shape)

    verdict = verdict_on("00.2", answer)
    assert verdict.status == NOT_SHOWN
    assert "numerical derivative" in verdict.message


def test_difference_quotient_of_ones_own_is_seen(verdict_on):
    def answer(X, W, Y):
        def loss(W):
            return np.sum((X @ W - Y) ** 2) / len(X)

        G = np.zeros(W.shape)
        for place in np.ndindex(W.shape):
            E = np.zeros(W.shape)
            E[place] = 1e-5
            G[place] = (loss(W + E) - loss(W - E)) / 2e-5
        return G

    verdict = verdict_on("00.7", answer)
    assert verdict.status == NOT_SHOWN
    assert "difference quotient" in verdict.message


def test_own_quotient_is_the_method_where_it_is_the_subject(verdict_on):
    def answer(f, X, H, h):
        return (f(X + h * H) - f(X - h * H)) / (2 * h)

    assert verdict_on("00.3", answer).status == SHOWN


def test_calling_the_courses_solution_inside_is_seen(verdict_on):
    from mathlib.exercises.chapters.chapter_00.products import bilinear_grad

    verdict = verdict_on("00.2", lambda a, X, b: 1.0 * bilinear_grad(a, X, b))
    assert verdict.status == NOT_SHOWN
    assert "own solution" in verdict.message


def test_wrong_values_by_autodiff_are_wrong(verdict_on):
    assert verdict_on("00.2", lambda a, X, b: 2 * _autograd(a, X, b)).status == "wrong"
