import numpy as np
import pytest
import torch

from mathlib.spdnet import LogEig, ReEig, ReEigLogEig


def spd(seed, *shape):
    A = torch.as_tensor(np.random.default_rng(seed).normal(size=shape))
    return A @ A.mT + 0.05 * torch.eye(shape[-1])


def test_reeig_raises_small_eigenvalues_and_leaves_large_ones():
    X = spd(0, 3, 5, 5)
    before, after = torch.linalg.eigvalsh(X), torch.linalg.eigvalsh(ReEig(0.7)(X))
    assert (before < 0.7).any()
    assert (before > 0.7).any()
    torch.testing.assert_close(after, before.clamp_min(0.7), rtol=1e-12, atol=1e-12)


def test_reeig_is_silent_below_the_spectrum():
    X = spd(1, 2, 4, 4)
    torch.testing.assert_close(ReEig(1e-3)(X), X, rtol=1e-13, atol=1e-13)


def test_a_bad_floor_is_refused_before_any_data():
    with pytest.raises(ValueError, match="floor"):
        ReEig(-1.0)
    assert "0.001" in repr(ReEig(1e-3))


def test_logeig_inverts_the_matrix_exponential():
    X = spd(2, 3, 4, 4)
    torch.testing.assert_close(torch.matrix_exp(LogEig()(X)), X, rtol=1e-12, atol=1e-12)


def test_clamped_ties_pass_through_both_layers():
    """Several eigenvalues at the floor are equal, where autograd through eigh returns NaN."""
    X = spd(3, 2, 5, 5).requires_grad_()
    G = torch.as_tensor(np.random.default_rng(4).normal(size=(2, 5, 5)))
    (LogEig()(ReEig(2.0)(X)) * G).sum().backward()
    assert (torch.linalg.eigvalsh(X.detach()) < 2).sum(dim=1).min() >= 2
    assert X.grad.isfinite().all()
    assert X.grad.abs().max() > 0.01


def test_the_fused_layer_is_the_two_in_a_row_in_both_directions():
    X = spd(5, 3, 5, 5)
    G = torch.as_tensor(np.random.default_rng(6).normal(size=(3, 5, 5)))
    results = []
    for layer in (ReEigLogEig(0.7), torch.nn.Sequential(ReEig(0.7), LogEig())):
        inputs = X.clone().requires_grad_()
        value = layer(inputs)
        results.append((value.detach(), *torch.autograd.grad((value * G).sum(), inputs)))
    eigenvalues = torch.linalg.eigvalsh(X)
    assert (eigenvalues < 0.7).any()
    assert (eigenvalues > 0.7).any()
    for ours, theirs in zip(*results):
        torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


def test_the_fused_layer_needs_a_positive_floor():
    with pytest.raises(ValueError, match="expected a finite number > 0"):
        ReEigLogEig(0.0)
    assert "0.001" in repr(ReEigLogEig(1e-3))
