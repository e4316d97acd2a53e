"""The statements of chapter 09 on rounding: what is left of a gradient as eigenvalues meet."""

import numpy as np
import pytest

U64 = 2.0**-53  # unit roundoff
GAPS = (1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12)


def sym(M):
    return (M + M.T) / 2


def guarded(x):
    """Loewner matrix of log by 2 artanh(z)/(λ_i − λ_j), and 1/λ where they are equal."""
    total, gap = x[:, None] + x, x[:, None] - x
    tied = gap == 0
    return np.where(tied, 2 / total, 2 * np.arctanh(gap / total) / np.where(tied, 1, gap))


def krein(L, U, G):
    return U @ (L * (U.T @ sym(G) @ U)) @ U.T


def ionescu(x, U, G):
    with np.errstate(all="ignore"):
        K = np.where(np.eye(len(x)) == 1, 0, 1 / (x - x[:, None]))
        turn = K * (U.T @ (2 * sym(G) @ U * np.log(x)))
        return U @ (sym(turn) + np.diag(np.diag(U.T @ G @ U) / x)) @ U.T


def naive(x):
    with np.errstate(all="ignore"):
        L = (np.log(x)[:, None] - np.log(x)) / (x[:, None] - x)
    L[np.diag_indices(len(x))] = 1 / x
    return L


def example(seed, gap):
    """Return eigenvalues 1.7 ± gap/2 among others, X, G, and the right gradient.

    It is put together from the exact eigenvectors; the answers begin with X.
    """
    rng = np.random.default_rng(seed)
    U = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    x = np.array([0.5, 1.7 - gap / 2, 1.7 + gap / 2, 3.1])
    G = rng.normal(size=(4, 4))
    return x, U, sym(U * x @ U.T), G, krein(guarded(x), U, G)


def medians(gap):
    """Return the median relative error of Ionescu's form, the naive and the guarded quotient."""
    errors = []
    for seed in range(15):
        _, _, X, G, right = example(seed, gap)
        found, V = np.linalg.eigh(X)
        answers = (ionescu(found, V, G), krein(naive(found), V, G), krein(guarded(found), V, G))
        errors.append([np.abs(a - right).max() / np.abs(right).max() for a in answers])
    return np.median(errors, axis=0)


@pytest.mark.statement("F9.39")
def test_errors_as_two_eigenvalues_meet():
    table = np.array([medians(gap) for gap in GAPS])
    assert table[:, 2].max() < 20 * U64  # the guarded one does not feel the gap
    for column, constant in ((0, 40), (1, 10)):
        errors = table[:, column]
        slope = np.polyfit(np.log10(GAPS[1:]), np.log10(errors[1:]), 1)[0]
        assert -1.15 < slope < -0.8, slope
        assert np.all(errors[1:] < constant * U64 / np.array(GAPS[1:]))
    assert table[-1, 0] > 1e-6 and table[-1, 1] > 1e-7


@pytest.mark.statement("F9.39")
@pytest.mark.statement("E36")
def test_at_gap_zero():
    """Exactly equal: NaN by both, wrong by f′(λ)Ĝ_ij where the ties are set to 0, and exact."""
    x, U, _, G, right = example(3, 0.0)
    assert np.isnan(ionescu(x, U, G)).any()
    assert np.isnan(krein(naive(x), U, G)).any()
    masked = np.nan_to_num(naive(x), nan=0.0)
    lost = U.T @ (right - krein(masked, U, G)) @ U
    expected = np.zeros((4, 4))
    expected[1, 2] = expected[2, 1] = (U.T @ sym(G) @ U)[1, 2] / 1.7
    np.testing.assert_allclose(lost, expected, atol=1e-14)
    assert abs(expected[1, 2]) > 1e-2
    # The right one is the limit: from a gap of 1e-9 on it moves by less than that.
    V, H = U, sym(G)
    near = krein(guarded(x + np.array([0, -5e-10, 5e-10, 0])), V, H)
    assert np.abs(near - right).max() < 1e-8


@pytest.mark.statement("F9.39")
def test_two_is_a_trap():
    """At 2 the spacing of floating-point numbers hides the error of the naive quotient."""
    gaps = np.array([1e-7, 1e-9, 1e-11])
    errors = {}
    for middle in (1.7, 2.0):
        a, b = middle - gaps / 2, middle + gaps / 2
        right = 2 * np.arctanh((b - a) / (a + b)) / (b - a)
        errors[middle] = np.abs((np.log(b) - np.log(a)) / (b - a) / right - 1).max()
    assert errors[1.7] > 1e-8
    assert errors[2.0] < 10 * U64


@pytest.mark.statement("F9.40")
def test_best_threshold():
    f, third = np.log(2), 2 / 2**3
    best = (48 * U64 * f / third) ** (1 / 3)
    assert abs(best / 3e-5 - 1) < 0.25
    assert abs(2 * U64 * f / best / (third / 24 * best**2) - 1) < 1e-12

    def worst(gap, middle=1.7):
        """Return the largest errors of quotient and slope near 1.7 over many pairs."""
        a = middle + np.linspace(0, 0.1, 2000)
        b = a + gap
        gap = b - a
        right = 2 * np.arctanh(gap / (a + b)) / gap
        quotient = np.abs((np.log(b) - np.log(a)) / gap - right).max()
        return quotient, np.abs(2 / (a + b) - right).max()

    above, below = worst(10 * best), worst(best / 10)
    assert above[0] < above[1] / 10  # there the quotient is better
    assert below[1] < below[0] / 10  # and here the slope
    quotient, slope = worst(best)
    assert 0.1 < quotient / slope < 10
