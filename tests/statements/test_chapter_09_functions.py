"""The statements of chapter 09 on particular functions: entries, ReEig, norms, distances."""

import mpmath
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import directional_derivative, numerical_gradient, relative_error

BY_QUOTIENT = 1e-8
few = settings(max_examples=6, deadline=None)
seeds = given(seed=st.integers(0, 1000))
APART = np.array([0.4, 1.3, 2.2, 3.7])


def sym(M):
    return (M + M.T) / 2


def orthogonal(rng, n=4):
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


def draw(seed, eigenvalues=APART):
    rng = np.random.default_rng(seed)
    n = len(eigenvalues)
    U = orthogonal(rng, n)
    return U, sym(U * eigenvalues @ U.T), sym(rng.normal(size=(n, n))), rng.normal(size=(n, n))


def function_of(f):
    def apply(X):
        eigenvalues, U = np.linalg.eigh(sym(X))
        return U * f(eigenvalues) @ U.T

    return apply


def power(X, exponent):
    """Return a real power of a matrix of mpmath."""
    values, V = mpmath.eigsy(X)
    return V * mpmath.diag([v**exponent for v in values]) * V.T


def derivative_in_50_digits(f, X, H):
    with mpmath.workdps(50):
        h = mpmath.mpf(10) ** -16
        X, H = mpmath.matrix(X.tolist()), mpmath.matrix(H.tolist())
        return np.array(((f(X + h * H) - f(X - h * H)) / (2 * h)).tolist(), dtype=float)


# Entries of the Loewner matrix, without cancellation


def exp_entry(a, b):
    half = (a - b) / 2
    return np.exp((a + b) / 2) * np.where(half == 0, 1, np.sinh(half) / np.where(half, half, 1))


def root_entry(a, b):
    return 1 / (np.sqrt(a) + np.sqrt(b))


def inverse_entry(a, b):
    return -1 / (a * b)


def inverse_root_entry(a, b):
    return -1 / (np.sqrt(a * b) * (np.sqrt(a) + np.sqrt(b)))


def log_entry(a, b):
    tied = a == b
    gap = np.where(tied, 1, a - b)
    return np.where(tied, 1 / a, 2 * np.arctanh(gap / np.where(tied, 4, a + b)) / gap)


MATRIX_FUNCTIONS = [
    pytest.param(exp_entry, mpmath.expm, marks=pytest.mark.statement("F9.7"), id="exp"),
    pytest.param(
        root_entry, lambda X: power(X, 0.5), marks=pytest.mark.statement("F9.8"), id="root"
    ),
    pytest.param(inverse_entry, lambda X: X**-1, marks=pytest.mark.statement("F9.9"), id="inverse"),
    pytest.param(
        inverse_root_entry,
        lambda X: power(X, -0.5),
        marks=pytest.mark.statement("F9.10"),
        id="inverse root",
    ),
]


@pytest.mark.parametrize("eigenvalues", [APART, np.array([0.8, 2.6, 2.6])], ids=["apart", "tied"])
@pytest.mark.parametrize(("entry", "function"), MATRIX_FUNCTIONS)
def test_daleckii_krein_for(entry, function, eigenvalues):
    U, X, H, _ = draw(11, eigenvalues)
    L = entry(eigenvalues[:, None], eigenvalues)
    found = U @ (L * (U.T @ H @ U)) @ U.T
    assert relative_error(found, derivative_in_50_digits(function, X, H)) < 1e-13


@pytest.mark.statement("F9.9")
@pytest.mark.statement("E38")
def test_the_slope_of_the_inverse_is_no_logarithm():
    """For eigenvalues of one sign, here the negative one; log x is an antiderivative of 1/x."""
    eigenvalues = -APART[::-1]
    U, X, H, _ = draw(12, eigenvalues)
    L = inverse_entry(eigenvalues[:, None], eigenvalues)
    right = directional_derivative(np.linalg.inv, X, H)
    assert relative_error(U @ (L * (U.T @ H @ U)) @ U.T, right) < BY_QUOTIENT
    wrong = np.where(np.eye(4) == 1, np.log(-eigenvalues), L)
    assert relative_error(U @ (wrong * (U.T @ H @ U)) @ U.T, right) > 0.1
    x = 0.7
    assert abs(directional_derivative(lambda t: 1 / t, x, 1.0) + 1 / x**2) < 1e-9
    assert abs(directional_derivative(np.log, x, 1.0) - 1 / x) < 1e-9


@pytest.mark.statement("F9.11")
@pytest.mark.parametrize("p", [1, 2, 3, 5])
def test_powers(p):
    rng = np.random.default_rng(p)
    X, H = rng.normal(size=(2, 4, 4))
    terms = [
        np.linalg.matrix_power(X, j) @ H @ np.linalg.matrix_power(X, p - 1 - j) for j in range(p)
    ]
    moved = directional_derivative(lambda X: np.linalg.matrix_power(X, p), X, H)
    assert relative_error(sum(terms), moved) < BY_QUOTIENT
    eigenvalues = np.array([-1.2, 0.5, 0.5, 2.0])
    U, X, H, _ = draw(p, eigenvalues)
    x, gap = eigenvalues[:, None], eigenvalues[:, None] - eigenvalues
    L = np.where(gap == 0, p * x ** (p - 1), (x**p - eigenvalues**p) / np.where(gap == 0, 1, gap))
    moved = directional_derivative(lambda X: np.linalg.matrix_power(X, p), X, H)
    assert relative_error(L * (U.T @ H @ U), U.T @ moved @ U) < BY_QUOTIENT


def exact_quotient(f, a, b):
    with mpmath.workdps(50):
        a, b = mpmath.mpf(float(a)), mpmath.mpf(float(b))
        return float((f(a) - f(b)) / (a - b))


@pytest.mark.statement("F9.17")
@pytest.mark.parametrize(
    ("entry", "f", "naive"),
    [
        (log_entry, mpmath.log, np.log),
        (exp_entry, mpmath.exp, np.exp),
        (root_entry, mpmath.sqrt, np.sqrt),
        (inverse_entry, lambda x: 1 / x, lambda x: 1 / x),
    ],
    ids=["log", "exp", "root", "inverse"],
)
def test_entries_without_cancellation(entry, f, naive):
    rng = np.random.default_rng(17)
    a = rng.uniform(0.3, 4, size=40)
    b = a * (1 + 10 ** rng.uniform(-14, 0, size=40))
    right = np.array([exact_quotient(f, x, y) for x, y in zip(a, b)])
    assert np.abs(entry(a, b) / right - 1).max() < 8 * np.finfo(float).eps
    assert np.abs((naive(a) - naive(b)) / (a - b) / right - 1).max() > 1e-4


@pytest.mark.statement("F9.18")
@pytest.mark.parametrize(
    ("f", "third"),
    [(mpmath.log, lambda x: 2 / x**3), (mpmath.exp, mpmath.exp), (mpmath.sin, mpmath.cos)],
    ids=["log", "exp", "sin"],
)
def test_error_of_the_slope_at_the_midpoint(f, third):
    with mpmath.workdps(50):
        middle = mpmath.mpf("1.7")
        ratios = []
        for gap in (mpmath.mpf(10) ** -k for k in (2, 4, 6)):
            quotient = (f(middle + gap / 2) - f(middle - gap / 2)) / gap
            error = abs(mpmath.diff(f, middle) - quotient)
            ratios.append(float(error / (abs(third(middle)) * gap**2 / 24)))
    assert np.abs(np.array(ratios) - 1).tolist() == sorted(np.abs(np.array(ratios) - 1))[::-1]
    assert abs(ratios[-1] - 1) < 1e-9


@pytest.mark.statement("F9.19")
@few
@seeds
def test_square_root_by_a_lyapunov_equation(seed):
    _, X, _, G = draw(seed)
    root = function_of(np.sqrt)
    Y = root(X)
    Z = scipy.linalg.solve_sylvester(Y, Y, sym(G))
    right = numerical_gradient(lambda X: float(np.sum(G * root(X))), X)
    assert relative_error(Z, right) < BY_QUOTIENT


# ReEig


def clamp(eps):
    return function_of(lambda x: np.maximum(x, eps))


def reeig_entries(eigenvalues, eps):
    x, y = np.broadcast_arrays(eigenvalues[:, None], eigenvalues)
    high, low = np.maximum(x, y), np.minimum(x, y)
    mixed = (high - eps) / np.where(high == low, 1, high - low)
    return np.where(low > eps, 1, np.where(high < eps, 0, mixed))


@pytest.mark.statement("F9.20")
@pytest.mark.statement("F9.21")
@few
@seeds
def test_entries_of_reeig(seed):
    eigenvalues, eps = np.array([0.2, 0.7, 1.6, 2.9]), 1.0
    U, X, H, _ = draw(seed, eigenvalues)
    L = reeig_entries(eigenvalues, eps)
    moved = U.T @ directional_derivative(clamp(eps), X, H, step=1e-3) @ U
    np.testing.assert_allclose(L * (U.T @ H @ U), moved, atol=1e-8)
    mixed = L[:2, 2:]
    assert np.all((mixed > 0) & (mixed < 1))
    assert np.abs(moved[:2, 2:]).min() > 0  # a clamped direction still moves, by its partners
    assert np.abs(moved[:2, :2]).max() < 1e-8


@pytest.mark.statement("F9.22")
@few
@seeds
def test_reeig_at_the_kink(seed):
    eps = 1.0
    eigenvalues = np.array([0.4, eps, eps, 2.3])
    U, X, H, _ = draw(seed, eigenvalues)
    f, t = clamp(eps), 1e-6
    X = U * eigenvalues @ U.T
    moved = U.T @ (4 * (f(X + t / 2 * H) - f(X)) - (f(X + t * H) - f(X))) @ U / t
    B = U.T @ H @ U
    values, V = np.linalg.eigh(B[1:3, 1:3])
    positive_part = V * np.maximum(values, 0) @ V.T
    np.testing.assert_allclose(moved[1:3, 1:3], positive_part, atol=1e-6)
    for i, j in ((0, 1), (0, 2), (0, 3), (3, 1), (3, 2)):
        a, b = eigenvalues[[i, j]]
        entry = (max(a, eps) - max(b, eps)) / (a - b)
        assert abs(moved[i, j] - entry * B[i, j]) < 1e-6
    np.testing.assert_allclose(moved[[0, 3], [0, 3]], [0, B[3, 3]], atol=1e-6)


# Sums over eigenvalues, projectors, norms


@pytest.mark.statement("F9.23")
@pytest.mark.parametrize(
    ("phi", "slope"),
    [(np.log, lambda x: 1 / x), (np.cosh, np.sinh), (lambda x: x**3, lambda x: 3 * x**2)],
    ids=["log", "cosh", "cube"],
)
def test_gradient_of_a_sum_over_eigenvalues(phi, slope):
    for eigenvalues in (APART, np.array([0.8, 0.8, 2.6])):
        _, X, _, _ = draw(23, eigenvalues)
        right = numerical_gradient(lambda X: float(phi(np.linalg.eigvalsh(sym(X))).sum()), X)
        assert relative_error(function_of(slope)(X), right) < BY_QUOTIENT


@pytest.mark.statement("F9.24")
@few
@seeds
def test_projector_on_a_group_with_ties_inside(seed):
    eigenvalues = np.array([0.5, 1.1, 2.4, 2.4, 2.4])
    U, X, H, _ = draw(seed, eigenvalues)

    def projector(X):
        V = np.linalg.eigh(X)[1][:, 2:]
        return V @ V.T

    moved = U.T @ directional_derivative(projector, X, H) @ U
    inside = eigenvalues > 2
    across = inside[:, None] != inside
    gap = np.abs(eigenvalues[:, None] - eigenvalues)
    L = np.where(across, 1 / np.where(across, gap, 1), 0)
    np.testing.assert_allclose(L * (U.T @ H @ U), moved, atol=1e-8)


@pytest.mark.statement("F9.25")
@few
@seeds
def test_trace_of_a_derivative(seed):
    _, X, H, _ = draw(seed, np.array([0.6, 1.4, 1.4, 3.1]))
    moved = directional_derivative(function_of(np.log), X, H)
    assert abs(np.trace(moved) - np.trace(np.linalg.inv(X) @ H)) < 1e-8


def symmetric_basis(n):
    """Yield an orthonormal basis of the symmetric matrices."""
    for i in range(n):
        for j in range(i + 1):
            E = np.zeros((n, n))
            E[i, j] = E[j, i] = 1 if i == j else np.sqrt(0.5)
            yield E


@pytest.mark.statement("F9.26")
def test_operator_norm_is_the_largest_entry():
    eigenvalues = np.array([0.35, 1.3, 2.2])
    _, X, _, _ = draw(26, eigenvalues)
    basis = list(symmetric_basis(3))
    for f, norm in ((np.log, 1 / 0.35), (np.exp, np.exp(2.2)), (np.sqrt, 0.5 / np.sqrt(0.35))):
        moved = [directional_derivative(function_of(f), X, E) for E in basis]
        table = np.array([[np.sum(E * M) for M in moved] for E in basis])
        assert abs(np.linalg.norm(table, 2) - norm) < 1e-7 * norm
    for a, b in ((0.35, 1.3), (1.3, 2.2), (0.35, 2.2)):
        mean = scipy.integrate.quad(lambda t, a=a, b=b: a ** (1 - t) * b**t, 0, 1)[0]
        assert abs(log_entry(np.array(a), np.array(b)) * mean - 1) < 1e-12


# Distances


@pytest.mark.statement("F9.27")
@few
@seeds
def test_gradient_of_the_affine_invariant_distance(seed):
    _, A, _, _ = draw(seed)
    _, B, _, _ = draw(seed + 1, np.array([0.7, 1.1, 1.9, 2.8]))

    def squared(A):
        """By the generalized eigenvalues of B v = μ A v, without any root."""
        return float(np.sum(np.log(scipy.linalg.eigh(B, sym(A), eigvals_only=True)) ** 2))

    root, back = function_of(np.sqrt)(A), function_of(lambda x: 1 / np.sqrt(x))(A)
    found = 2 * back @ function_of(np.log)(root @ np.linalg.inv(B) @ root) @ back
    assert relative_error(found, numerical_gradient(squared, A)) < BY_QUOTIENT


@pytest.mark.statement("F9.28")
@few
@seeds
def test_gradient_of_the_log_euclidean_distance(seed):
    U, A, _, _ = draw(seed)
    _, B, _, _ = draw(seed + 1, np.array([0.7, 1.1, 1.9, 2.8]))
    log = function_of(np.log)
    difference = log(A) - log(B)
    L = log_entry(APART[:, None], APART)
    found = 2 * U @ (L * (U.T @ difference @ U)) @ U.T
    right = numerical_gradient(lambda A: float(np.sum((log(A) - log(B)) ** 2)), A)
    assert relative_error(found, right) < BY_QUOTIENT


# The second derivative


def second_difference(f, df, ddf, a, b, c):
    """Return f[a, b, c] for numbers that are equal or far apart."""
    a, b, c = sorted((a, b, c))
    if a == c:
        return ddf(a) / 2

    def first(x, y):
        return df(x) if x == y else (f(x) - f(y)) / (x - y)

    return (first(c, b) - first(b, a)) / (c - a)


@pytest.mark.statement("F9.42")
@pytest.mark.parametrize("eigenvalues", [APART, np.array([0.8, 0.8, 0.8, 2.6])])
@pytest.mark.parametrize(
    ("f", "df", "ddf", "function"),
    [
        (np.exp, np.exp, np.exp, scipy.linalg.expm),
        (np.log, lambda x: 1 / x, lambda x: -1 / x**2, scipy.linalg.logm),
    ],
    ids=["exp", "log"],
)
def test_second_derivative(f, df, ddf, function, eigenvalues):
    """D²f(X)[H, H]/2 stands in the corner of f of a matrix of 3×3 blocks."""
    U, X, H, _ = draw(42, eigenvalues)
    O = np.zeros((4, 4))  # noqa: E741
    corner = function(np.block([[X, H, O], [O, X, H], [O, O, X]]))[:4, 8:]
    B = U.T @ H @ U
    n = range(4)
    middle = [
        [
            sum(
                second_difference(f, df, ddf, *eigenvalues[[i, k, j]]) * B[i, k] * B[k, j]
                for k in n
            )
            for j in n
        ]
        for i in n
    ]
    assert relative_error(2 * U @ np.array(middle) @ U.T, 2 * corner) < 1e-9
