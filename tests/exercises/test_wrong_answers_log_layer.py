"""Wrong answers to 09.7, a logarithm with a backward pass of its own, as learners write them."""

import pytest
import torch


def layer(quotients):
    """Return the logarithm whose backward pass takes quotients(λ_i, λ_j)."""

    class LogEig(torch.autograd.Function):
        @staticmethod
        def forward(ctx, X):
            values, U = torch.linalg.eigh(X)
            ctx.save_for_backward(values, U)
            return U @ torch.diag(torch.log(values)) @ U.T

        @staticmethod
        def backward(ctx, G):
            values, U = ctx.saved_tensors
            L = quotients(values[:, None], values[None, :])
            return U @ (L * (U.T @ ((G + G.T) / 2) @ U)) @ U.T

    return LogEig.apply


def relative_gap(x, y):
    low = torch.minimum(x, y)
    return torch.abs(x - y) / low, low


def log_with_an_empty_diagonal(X):
    def quotients(x, y):
        t, low = relative_gap(x, y)
        t = t.clamp_min(1e-150)
        return (torch.log1p(t) / t / low).fill_diagonal_(0)

    return layer(quotients)(X)


def log_with_zero_for_nan(X):
    def quotients(x, y):
        t, low = relative_gap(x, y)
        return torch.nan_to_num(torch.log1p(t) / t / low)

    return layer(quotients)(X)


def log_with_a_threshold_at_zero(X):
    def quotients(x, y):
        near = torch.abs(x - y) < 1e-10
        slopes = (torch.log(x) - torch.log(y)) / torch.where(near, 1.0, x - y)
        return torch.where(near, 0.0, slopes)

    return layer(quotients)(X)


def log_of_the_rounded_sum(X):
    def quotients(x, y):
        t, low = relative_gap(x, y)
        t = t.clamp_min(1e-150)
        return torch.log(1 + t) / t / low

    return layer(quotients)(X)


def log_by_ionescu_with_sym(X):
    def quotients(x, y):
        """Give sym(K ⊙ M) with M = sym(G) U log(Λ), where M = (G + Gᵀ) U log(Λ) is meant."""
        near = torch.abs(x - y) < 1e-10
        K = torch.where(near, 0.0, 1 / torch.where(near, 1.0, y - x))
        return (K * torch.log(y) + K.T * torch.log(x)) / 2 + torch.where(near, 1 / x, 0.0)

    return layer(quotients)(X)


WRONG = [
    (log_with_an_empty_diagonal, "diagonal set to 0"),
    (log_with_zero_for_nan, "same number set to 0"),
    (log_with_a_threshold_at_zero, "everything equal set to 0"),
    (log_of_the_rounded_sum, "log in place of log1p"),
    (log_by_ionescu_with_sym, "eigenvector term halved"),
]


@pytest.mark.parametrize(("answer", "cause"), WRONG, ids=[answer.__name__ for answer, _ in WRONG])
def test_gets_its_cause(verdict_on, answer, cause):
    verdict = verdict_on("09.7", answer)
    assert verdict.status == "wrong"
    assert verdict.cause == cause, verdict
