"""Exercise of chapter 09: the logarithm of a matrix as an autograd function of one's own."""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, misc"

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from mathlib.exercises.chapters.chapter_09.inputs import (
    Array,
    Generator,
    apart,
    with_eigenvalues,
)
from mathlib.exercises.chapters.chapter_09.matrices import off_diagonal, sym
from mathlib.exercises.exercise import Answer, Exercise, Inputs, Mistake


def safe_logm(X: Any) -> Any:
    """Return log X for a symmetric positive definite X, differentiable at equal eigenvalues."""
    import torch

    class LogEig(torch.autograd.Function):
        @staticmethod
        def forward(ctx, X):
            eigenvalues, U = torch.linalg.eigh(X)
            ctx.save_for_backward(eigenvalues, U)
            return U * eigenvalues.log() @ U.T

        @staticmethod
        def backward(ctx, G):
            eigenvalues, U = ctx.saved_tensors
            x, y = eigenvalues[:, None], eigenvalues[None, :]
            low = torch.minimum(x, y)
            t = ((x - y).abs() / low).clamp(min=1e-150)
            L = torch.log1p(t) / t / low
            return U @ (L * (U.T @ ((G + G.T) / 2) @ U)) @ U.T

    return LogEig.apply(X)


def weights(n: int) -> Array:
    """Return w_ij = cos(i + 2j), counted from 0: the check takes the gradient of Σ w_ij Y_ij."""
    return np.asarray(np.cos(np.arange(n)[:, None] + 2 * np.arange(n)))


def through_autograd(answer: Answer) -> Answer:
    """Return what is compared: log X, and the gradient that autograd takes through the answer.

    Raises
    ------
    RuntimeError
        What the answer returns is not connected to X, or its backward pass returns nothing.
    """

    @functools.wraps(answer)
    def value_and_gradient(X: Array) -> Any:
        import torch

        leaf = torch.tensor(X, dtype=torch.float64, requires_grad=True)
        Y = answer(leaf)
        if not isinstance(Y, torch.Tensor):
            return Y
        if not Y.requires_grad:
            raise RuntimeError(
                "the tensor that came back is not connected to X, so no gradient can flow back; "
                "NumPy, .detach() and torch.no_grad() all cut the connection"
            )
        torch.sum(torch.as_tensor(weights(len(X))) * Y).backward()
        if leaf.grad is None:
            raise RuntimeError("the backward pass handed no gradient to X; it returned None")
        return Y.detach(), leaf.grad

    return value_and_gradient


Back = Callable[[Array, Array, Array], Array]  # of UᵀGU, the eigenvalues and U: the middle


def _with_backward(back: Back) -> Answer:
    """Return the logarithm with a backward pass U back(UᵀGU, λ, U) Uᵀ."""

    @functools.cache
    def log_eig() -> Any:
        import torch

        class LogEig(torch.autograd.Function):
            @staticmethod
            def forward(ctx, X):
                eigenvalues, U = torch.linalg.eigh(X)
                ctx.save_for_backward(eigenvalues, U)
                return U * eigenvalues.log() @ U.T

            @staticmethod
            def backward(ctx, G):
                eigenvalues, U = (t.numpy() for t in ctx.saved_tensors)
                middle = back(U.T @ G.numpy() @ U, eigenvalues, U)
                return torch.as_tensor(U @ middle @ U.T)

        return LogEig

    return lambda X: log_eig().apply(X)


def _quotients(eigenvalues: Array, ties: Any = None) -> Array:
    """Return the Loewner matrix of log; `ties` stands where two different ones are equal."""
    x, y = eigenvalues[:, None], eigenvalues[None, :]
    near = np.abs(x - y) < 1e-9 * x
    slope = 2 / (x + y) if ties is None else np.where(np.eye(len(x)) == 1, 1 / x, ties)
    return np.where(near, slope, (np.log(x) - np.log(y)) / np.where(near, 1.0, x - y))


def _same_at_zero(log_of_1_plus: Callable[[Array], Array]) -> Back:
    """Put log(1 + t)/t/low into the quotients, and 0 where two eigenvalues are the same number.

    Equal ones that rounding moved apart are two numbers, and give a quotient.
    """

    def back(M: Array, eigenvalues: Array, U: Array) -> Array:
        x, y = eigenvalues[:, None], eigenvalues[None, :]
        low = np.minimum(x, y)
        t = np.where(x == y, 1.0, np.abs(x - y) / low)
        return np.where(x == y, 0.0, log_of_1_plus(t) / t / low) * sym(M)

    return back


def _off_diagonal(times: float) -> Back:
    def back(M: Array, eigenvalues: Array, U: Array) -> Array:
        L = _quotients(eigenvalues) * np.where(np.eye(len(M)) == 1, 1.0, times)
        return L * sym(M)

    return back


def _half_where_apart(M: Array, eigenvalues: Array, U: Array) -> Array:
    apart = _quotients(eigenvalues, 0.0) * (1 - np.eye(len(M)))
    return (_quotients(eigenvalues) - apart / 2) * sym(M)


def _zero_at_identity(M: Array, eigenvalues: Array, U: Array) -> Array:
    if np.allclose(eigenvalues, 1.0):
        return np.zeros_like(M)
    return np.asarray(_quotients(eigenvalues) * sym(M))


def _in_turned_basis(M: Array, eigenvalues: Array, U: Array) -> Array:
    """Undo the rotation around the middle and put the opposite one there."""
    G = U @ sym(M) @ U.T
    return np.asarray(U.T @ (U.T @ (_quotients(eigenvalues) * (U @ G @ U.T)) @ U) @ U)


def _log_cases(rng: Generator) -> list[Inputs]:
    """Return one plain matrix, ties to rounding, exact ties, and the identity."""
    plain = with_eigenvalues(rng, apart(rng, 4))
    double, other, third = apart(rng, 3)
    rounded = with_eigenvalues(rng, np.array([double, other, double, third, double]))
    exact = np.diag(rng.permutation([other, third, other]))
    return [(plain,), (rounded,), (with_eigenvalues(rng, apart(rng, 2)),), (exact,), (np.eye(3),)]


def _whole_logs(rng: Generator) -> list[Inputs]:
    matrices = (
        [[3.0, 1.0], [1.0, 4.0]],
        [[1.0, 0.0], [0.0, 1.0]],
        [[4.0, 1.0, 1.0], [1.0, 4.0, 1.0], [1.0, 1.0, 4.0]],
        [[5.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 4.0]],
    )
    return [(np.array(m),) for m in matrices]


LOG_FUNCTION = Exercise(
    slug="log-autograd-function",
    title="The mended NaN",
    difficulty=3,
    minutes=20,
    points=5,
    reference=safe_logm,
    layout={"X": "nn"},
    result=("nn", "nn"),
    noun="result",
    tolerance=1e-9,
    allows=frozenset({"autodiff"}),
    through=through_autograd,
    cases=_log_cases,
    small=_whole_logs,
    mistakes={
        "ties set to 0": Mistake(
            _with_backward(lambda M, eigenvalues, U: _quotients(eigenvalues, 0.0) * sym(M)),
            "Where two eigenvalues are equal, 0 stands in place of f′(λ) = 1/λ: the NaN is gone, "
            "and part of the gradient with it.",
            "As λ_i and λ_j meet, the quotient tends to 1/λ.",
        ),
        "everything equal set to 0": Mistake(
            _with_backward(
                lambda M, eigenvalues, U: _quotients(eigenvalues, 0.0) * off_diagonal(sym(M))
            ),
            "On the diagonal of the Loewner matrix stands 0, and wherever two eigenvalues are "
            "equal.",
            "0 over a small number is 0. Print your quotients at X = I: each should be 1/λ = 1.",
        ),
        "same number set to 0": Mistake(
            _with_backward(_same_at_zero(np.log1p)),
            "Where two eigenvalues are the same number, on the diagonal too, stands 0: that is "
            "what `nan_to_num`, or a 0 in `torch.where`, makes of 0/0.",
            "log(1 + t)/t tends to 1 for t → 0, so let t be 1e-150 at least.",
        ),
        "log in place of log1p": Mistake(
            _with_backward(_same_at_zero(lambda t: np.log(1 + t))),
            "log(1 + t) rounds 1 + t first: for a tiny t its digits are gone, and on the diagonal "
            "0 is left.",
            "`torch.log1p(t)` never forms 1 + t.",
        ),
        "diagonal set to 0": Mistake(
            _with_backward(
                lambda M, eigenvalues, U: _quotients(eigenvalues) * off_diagonal(sym(M))
            ),
            "Between two eigenvalues the quotients are right, and 0 stands on the diagonal: "
            "the eigenvalues' own part is lost.",
            "On the diagonal λ meets itself, and the quotient becomes the slope 1/λ.",
        ),
        "not rotated back": Mistake(
            _with_backward(lambda M, eigenvalues, U: U.T @ (_quotients(eigenvalues) * sym(M)) @ U),
            "The result is left in the eigenbasis.",
            "U( … )Uᵀ brings it back.",
        ),
        "0 at the identity": Mistake(
            _with_backward(_zero_at_identity),
            "When all eigenvalues are 1, the gradient is set to 0.",
            "At I the derivative of log is the identity map: the gradient is sym G.",
        ),
        "symmetric part forgotten": Mistake(
            _with_backward(lambda M, eigenvalues, U: _quotients(eigenvalues) * M),
            "G itself is rotated, not its symmetric part, so the gradient is not symmetric.",
            "X moves along symmetric dX only: which part of G do these see?",
        ),
        "eigenvector term doubled": Mistake(
            _with_backward(_off_diagonal(2.0)),
            "In the eigenbasis all entries off the diagonal are doubled.",
            "The 2 in ∇_U = 2 sym(G) U f(Λ) is used up by the ½ of the symmetrisation.",
        ),
        "eigenvector term halved": Mistake(
            _with_backward(_half_where_apart),
            "In the eigenbasis the entries between different eigenvalues are halved: (G + Gᵀ)/2 "
            "may stand where G + Gᵀ belongs.",
            "U stands in U log(Λ) Uᵀ twice, so ∇_U = 2 sym(G) U log(Λ) = (G + Gᵀ) U log(Λ).",
        ),
        "sign of the eigenvector term": Mistake(
            _with_backward(_off_diagonal(-1.0)),
            "In the eigenbasis all entries off the diagonal have the opposite sign.",
            "K_ij = 1/(λ_j − λ_i): is your K transposed?",
        ),
        "eigenvalue term only": Mistake(
            _with_backward(_off_diagonal(0.0)),
            "In the eigenbasis only the diagonal is there: the eigenvectors' part is lost.",
            "log X changes when the eigenvectors turn. Which Loewner entries tell how much?",
        ),
        "inverse times G": Mistake(
            _with_backward(lambda M, eigenvalues, U: M / eigenvalues[:, None]),
            "This is X⁻¹G, as for a number: it holds only where X and G commute.",
            "The entry i, j of UᵀGU needs the quotient of λ_i and λ_j.",
        ),
        "G handed through": Mistake(
            _with_backward(lambda M, eigenvalues, U: M),
            "backward returns G as it came, which is right for Y = X.",
            "Multiply what arrives by the slopes of the logarithm.",
        ),
        "U and its transpose exchanged": Mistake(
            _with_backward(_in_turned_basis),
            "U stands where Uᵀ belongs, and the other way round.",
            "The columns of U are the eigenvectors: UᵀGU rotates into the eigenbasis.",
        ),
    },
    hints=(
        "Autograd goes through eigh, whose backward divides by λ_i − λ_j. What may it not see?",
        "A torch.autograd.Function has a forward and a backward of your own: keep Λ and U with "
        "`ctx.save_for_backward`, and return U (f^[1](Λ) ⊙ (Uᵀ sym(G) U)) Uᵀ.",
        "In backward: `values, U = ctx.saved_tensors`, then exercise 5's quotient for every pair "
        "of `values`, with `torch.log1p`.",
    ),
    symptoms={
        "a result has a number": (
            "number 1 is log X; number 2 is the gradient in X of Σ w_ij (log X)_ij, with "
            "w_ij = cos(i + 2j) counted from 0."
        ),
        "you get nan at X = I only": "0/0 in a quotient: exercise 5 has the one without.",
        "it is wrong at every input": (
            "print the diagonal of your quotients: log(1 + t) is 0 for a tiny t, and `log1p` is "
            "not; a 0 there takes the eigenvalues' part away."
        ),
        "backward is never called": "call LogEig.apply(X), not LogEig.forward(X).",
        "it is right at I and wrong at nearly equal eigenvalues": (
            "eigh returns equal eigenvalues that differ in the last digit; == does not see them."
        ),
    },
)
