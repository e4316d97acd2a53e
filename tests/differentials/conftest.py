from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from mathlib.gradcheck import adjoint_test, directional_derivative, relative_error, taylor_test


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


@pytest.fixture
def three_ways() -> Callable[..., None]:
    """Hold value, forward rule and backward pass against autograd, Taylor and the adjoint."""

    def check(f, jvp, vjp, oracle, *inputs, seed=7):
        rng = np.random.default_rng(seed)
        value = np.asarray(f(*inputs))
        G = rng.normal(size=value.shape)
        leaves = [torch.tensor(x, requires_grad=True) for x in inputs]
        result = oracle(*leaves)
        assert value.shape == tuple(result.shape)
        assert relative_error(value, result.detach().numpy()) < 1e-11
        by_autograd = torch.autograd.grad((torch.tensor(G) * result).sum(), leaves)
        before = [x.copy() for x in inputs]
        gradients = _tuple(vjp(G, *inputs))
        assert len(gradients) == len(inputs)
        for at, (x, gradient, expected) in enumerate(zip(inputs, gradients, by_autograd)):
            assert gradient.shape == x.shape
            assert relative_error(gradient, expected.numpy()) < 1e-11

            def moved(x, at=at):
                return (*inputs[:at], x, *inputs[at + 1 :])

            def forward(H, at=at):
                increments = [np.zeros_like(other) for other in inputs]
                increments[at] = H
                return np.asarray(jvp(*inputs, *increments))

            def backward(G, at=at):
                return _tuple(vjp(G, *inputs))[at]

            def loss(x, moved=moved):  # of degree two in f, so that a linear f has a slope too
                y = np.asarray(f(*moved(x)))
                return np.sum(G * y) + np.sum(y * y) / 2

            taylor = taylor_test(loss, x, backward(G + value), rng=rng)
            assert taylor.verdict == "slope 2: the gradient is right"
            assert adjoint_test(forward, backward, x.shape, G.shape, rng).relative_gap < 1e-13
            H = rng.normal(size=x.shape)
            quotient = np.asarray(directional_derivative(lambda x: f(*moved(x)), x, H))
            assert forward(H).shape == value.shape
            assert relative_error(forward(H), quotient) < 1e-8
        assert all(np.array_equal(x, old) for x, old in zip(inputs, before))

    return check
