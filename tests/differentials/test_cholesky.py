import numpy as np
import pytest
import torch

from mathlib.differentials import cholesky, cholesky_jvp, cholesky_vjp
from mathlib.gradcheck import adjoint_test, directional_derivative, relative_error, taylor_test


def problem(n=4, seed=0):
    rng = np.random.default_rng(seed)
    root, G, H = rng.normal(size=(3, n, n))
    return root @ root.T + 0.3 * np.eye(n), G, H + H.T


@pytest.mark.parametrize("n", [1, 2, 5])
def test_three_ways_inside_the_symmetric_matrices(n):
    S, G, dS = problem(n, seed=n)
    C = cholesky(S)
    assert relative_error(C @ C.T, S) < 1e-13
    assert np.array_equal(C, np.tril(C)) and np.all(np.diag(C) > 0)
    gradient = cholesky_vjp(G, S)
    assert gradient.shape == S.shape and np.array_equal(gradient, gradient.T)
    leaf = torch.tensor(S, requires_grad=True)
    (torch.tensor(G) * torch.linalg.cholesky(leaf)).sum().backward()
    assert relative_error(gradient, (leaf.grad + leaf.grad.T).numpy() / 2) < 1e-11

    def loss(S):
        try:
            return np.sum(G * cholesky(S))
        except ValueError:  # the largest steps leave the cone
            return np.nan

    taylor = taylor_test(loss, S, gradient, direction=dS)
    assert taylor.verdict == "slope 2: the gradient is right"
    forward = cholesky_jvp(S, dS)
    assert forward.shape == S.shape and np.array_equal(forward, np.tril(forward))
    assert relative_error(forward, directional_derivative(cholesky, S, dS)) < 1e-8
    adjoint = adjoint_test(
        lambda H: cholesky_jvp(S, H + H.T), lambda G: 2 * cholesky_vjp(G, S), (n, n), (n, n)
    )
    assert adjoint.relative_gap < 1e-13


def test_the_upper_triangle_of_the_upstream_gradient_is_idle():
    S, G, _ = problem()
    assert np.array_equal(cholesky_vjp(G, S), cholesky_vjp(np.tril(G), S))


def test_bad_input_is_refused():
    S, G, dS = problem()
    bad = np.diag([1.0, 2.0, -0.5, 1.0])
    for call in (
        lambda: cholesky(bad),
        lambda: cholesky_jvp(bad, dS),
        lambda: cholesky_vjp(G, bad),
    ):
        with pytest.raises(ValueError, match=r"from -0.5 to 2. Add a ridge"):
            call()
    with pytest.raises(ValueError, match="not positive definite"):
        cholesky(np.ones((3, 3)))
    with pytest.raises(ValueError, match="dS differs from its transpose"):
        cholesky_jvp(S, np.triu(dS))
    with pytest.raises(ValueError, match="S differs from its transpose"):
        cholesky(np.tril(S))
    with pytest.raises(ValueError, match="expected equal shapes"):
        cholesky_vjp(G[:3, :3], S)
