"""Answers that are wrong in one place only: in the last entry, or where eigenvalues meet."""

import numpy as np
import pytest


def test_wrong_only_at_the_boundary(cause_of, residual_exercise):
    def answer(p, y):
        r = p - y
        r[-1] = 0.0
        return r

    assert cause_of(residual_exercise, answer) == "wrong only in the last entry"


def _spectral_cases(rng):
    cases = []
    for eigenvalues in ([1, 2, 4], [1, 3, 3, 5], [2, 5], [4, 4, 1]):
        Q = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))[0]
        cases.append((Q @ np.diag(np.array(eigenvalues, dtype=float)) @ Q.T,))
    return [((S + S.T) / 2,) for (S,) in cases]


def root_derivative(S):
    """Loewner matrix of the square root."""
    roots = np.sqrt(np.linalg.eigvalsh(S))
    return 1 / (roots[:, None] + roots)


@pytest.fixture(scope="module")
def loewner_exercise(make):
    return make(root_derivative, {"S": "nn"}, "nn", _spectral_cases, tolerance=1e-9)


@pytest.mark.parametrize("filler", [np.nan, 0.0])
def test_wrong_only_where_eigenvalues_meet(verdict_of, loewner_exercise, filler):
    def answer(S):
        w = np.linalg.eigvalsh(S)
        gap = w[:, None] - w
        same = np.abs(gap) < 1e-9
        gap[same] = 1
        K = (np.sqrt(w)[:, None] - np.sqrt(w)) / gap
        K[same] = filler
        K[np.eye(len(w)) == 1] = 0.5 / np.sqrt(w)
        return K

    found = verdict_of(loewner_exercise, answer)
    assert found.cause == "wrong only at repeated eigenvalues"
    assert "right at the 2 inputs with distinct eigenvalues" in found.message
