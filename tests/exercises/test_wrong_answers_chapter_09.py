"""Wrong answers to chapter 09 as learners write them, none of them in the registry as it stands."""

import numpy as np
import pytest

from mathlib.algebra import inner
from mathlib.algebra import sym as symmetric_part
from mathlib.exercises import derive


def quotients(f, x):
    with np.errstate(all="ignore"):
        return (f(x)[:, None] - f(x)) / (x[:, None] - x)


def loewner(f, df, x):
    return np.where(x[:, None] == x, df(x)[:, None], quotients(f, x))


def sym(M):
    return (M + M.T) / 2


# ── 09.1, the shifts ────────────────────────────────────────────────────────────────────────


def shifts_of_the_rows(U, dX):
    return np.array([u @ dX @ u for u in U])


def shifts_by_eigenvalues(U, dX):
    return np.linalg.eigvalsh(U.T @ dX @ U)


def shifts_doubled(U, dX):
    return [u @ (dX + dX.T) @ u for u in U.T]


def shifts_one_too_few(U, dX):
    return [U[:, i] @ dX @ U[:, i] for i in range(len(U) - 1)]


# ── 09.2, the Loewner matrix ────────────────────────────────────────────────────────────────


def loewner_as_it_comes(f, df, eigenvalues):
    return quotients(f, eigenvalues)


def loewner_silenced(f, df, eigenvalues):
    return np.nan_to_num(quotients(f, eigenvalues))


def loewner_made_safe(f, df, eigenvalues):
    x, y = eigenvalues[:, None], eigenvalues
    return (f(x) - f(y)) / (x - y + 1e-12)


def loewner_half_filled(f, df, eigenvalues):
    n = len(eigenvalues)
    L = np.diag(df(eigenvalues))
    for i in range(n):
        for j in range(i + 1, n):
            a, b = eigenvalues[i], eigenvalues[j]
            L[i, j] = df(a) if a == b else (f(a) - f(b)) / (a - b)
    return L


def loewner_filled_from_below(f, df, eigenvalues):
    L = np.diag(df(eigenvalues))
    for i, a in enumerate(eigenvalues):
        for j, b in enumerate(eigenvalues[:i]):
            L[i, j] = df(a) if a == b else (f(a) - f(b)) / (a - b)
    return L


def loewner_with_a_generous_threshold(f, df, eigenvalues):
    x, y = eigenvalues[:, None], eigenvalues
    near = np.abs(x - y) < 0.07
    return np.where(near, df((x + y) / 2), (f(x) - f(y)) / np.where(near, 1, x - y))


def loewner_upside_down(f, df, eigenvalues):
    x, y = eigenvalues[:, None], eigenvalues
    rise = np.where(x == y, 1, f(x) - f(y))
    return np.where(x == y, df(x), (x - y) / rise)


def loewner_of_the_slope(f, df, eigenvalues):
    return loewner(df, df, eigenvalues)


# ── 09.3, the backward pass ─────────────────────────────────────────────────────────────────


def vjp_rotated_the_wrong_way(G, eigenvalues, U, f, df):
    return U.T @ (loewner(f, df, eigenvalues) * (U @ sym(G) @ U.T)) @ U


def vjp_without_sym(G, eigenvalues, U, f, df):
    return U @ (loewner(f, df, eigenvalues) * (U.T @ G @ U)) @ U.T


def vjp_rotated_back_only(G, eigenvalues, U, f, df):
    return U @ (loewner(f, df, eigenvalues) * sym(G)) @ U.T


def ionescu(G, eigenvalues, U, f, df, K):
    M = U.T @ (2 * sym(G) @ U * f(eigenvalues))
    return U @ (sym(np.nan_to_num(K) * M) + np.diag(df(eigenvalues) * np.diag(U.T @ G @ U))) @ U.T


def inverse_gaps(x, y):
    with np.errstate(all="ignore"):
        return np.where(x == y, 0, 1 / (y - x))


def vjp_ionescu_masked(G, eigenvalues, U, f, df):
    K = inverse_gaps(eigenvalues[:, None], eigenvalues)
    return ionescu(G, eigenvalues, U, f, df, K)


def vjp_ionescu_turned(G, eigenvalues, U, f, df):
    K = inverse_gaps(eigenvalues, eigenvalues[:, None])
    return ionescu(G, eigenvalues, U, f, df, K)


def vjp_ionescu_with_sym(G, eigenvalues, U, f, df):
    """Take sym(G) where G + Gᵀ is meant."""
    K = inverse_gaps(eigenvalues[:, None], eigenvalues)
    turned = U @ sym(K * (U.T @ sym(G) @ U * f(eigenvalues))) @ U.T
    return turned + U @ np.diag(df(eigenvalues) * np.diag(U.T @ G @ U)) @ U.T


def vjp_ionescu_with_sym_and_ties(G, eigenvalues, U, f, df):
    S = U.T @ sym(G) @ U
    equal = eigenvalues[:, None] == eigenvalues
    K = inverse_gaps(eigenvalues[:, None], eigenvalues)
    return U @ (sym(K * (S * f(eigenvalues))) + np.where(equal, df(eigenvalues), 0) * S) @ U.T


def vjp_ionescu_without_the_eigenvalues(G, eigenvalues, U, f, df):
    K = inverse_gaps(eigenvalues[:, None], eigenvalues)
    return U @ sym(K * (U.T @ (G + G.T) @ U * f(eigenvalues))) @ U.T


def vjp_forward_value(G, eigenvalues, U, f, df):
    return U * f(eigenvalues) @ U.T


def vjp_as_for_numbers(G, eigenvalues, U, f, df):
    return U @ np.diag(df(eigenvalues)) @ U.T @ G


def vjp_turned_the_same_way_twice(G, eigenvalues, U, f, df):
    return U @ (loewner(f, df, eigenvalues) * (U @ sym(G) @ U.T)) @ U.T


# ── 09.5, the stable quotient ───────────────────────────────────────────────────────────────


def difference_by_one_log(a, b):
    equal = a == b
    return np.where(equal, 1 / a, np.log(a / b) / np.where(equal, 1, a - b))


def difference_with_a_threshold(a, b):
    near = np.abs(a - b) < 1e-6 * a
    return np.where(near, 2 / (a + b), (np.log(a) - np.log(b)) / np.where(near, 1, a - b))


def difference_over_the_second(a, b):
    equal = a == b
    return np.where(equal, 1 / a, np.log1p((a - b) / b) / np.where(equal, 1, a - b))


def difference_by_log_of_the_sum(a, b):
    low = np.minimum(a, b)
    t = np.maximum(np.abs(a - b) / low, 1e-150)
    return np.where(a == b, 1 / a, np.log(1 + t) / t / low)


def difference_without_abs(a, b):
    low = np.minimum(a, b)
    t = np.maximum((a - b) / low, 1e-150)
    return np.log1p(t) / t / low


def difference_over_the_larger(a, b):
    t = np.maximum(np.abs(a - b) / np.minimum(a, b), 1e-150)
    return np.log1p(t) / t / np.maximum(a, b)


# ── 09.6, ReEig ─────────────────────────────────────────────────────────────────────────────


def reeig_projector(G, X, eps):
    values, U = np.linalg.eigh(X)
    P = U * (values > eps) @ U.T
    return P @ sym(G) @ P


def reeig_mean_of_projections(G, X, eps):
    values, U = np.linalg.eigh(X)
    P = U * (values > eps) @ U.T
    return sym(P @ sym(G))


def reeig_silenced(G, X, eps):
    values, U = np.linalg.eigh(X)
    with np.errstate(all="ignore"):
        L = (np.maximum(values, eps)[:, None] - np.maximum(values, eps)) / (
            values[:, None] - values
        )
    return U @ (np.nan_to_num(L) * (U.T @ sym(G) @ U)) @ U.T


def reeig_slope_one(G, X, eps):
    values, U = np.linalg.eigh(X)
    L = loewner(lambda x: np.maximum(x, eps), np.ones_like, values)
    return U @ (L * (U.T @ sym(G) @ U)) @ U.T


def reeig_rotated_the_wrong_way(G, X, eps):
    values, U = np.linalg.eigh(X)
    L = loewner(lambda x: np.maximum(x, eps), lambda x: np.where(x > eps, 1.0, 0.0), values)
    return U.T @ (L * (U @ sym(G) @ U.T)) @ U


def reeig_left_in_the_eigenbasis(G, X, eps):
    values, U = np.linalg.eigh(X)
    L = loewner(lambda x: np.maximum(x, eps), lambda x: np.where(x > eps, 1.0, 0.0), values)
    return L * (U.T @ sym(G) @ U)


# ── 09.8, complex eigenvalues ───────────────────────────────────────────────────────────────


def pieces(X, f, df):
    values, P = np.linalg.eig(X)
    return P, np.linalg.inv(P), loewner(f, df, values)


def general_left_complex(G, X, f, df):
    P, inverse, L = pieces(X, f, df)
    back = inverse.conj().T
    return back @ (L.conj() * (P.conj().T @ G @ back)) @ P.conj().T


def general_forward_at_the_transpose(G, X, f, df):
    P, inverse, L = pieces(X, f, df)
    return (P @ (L * (inverse @ G.T @ P)) @ inverse).real


def general_forward(G, X, f, df):
    P, inverse, L = pieces(X, f, df)
    return np.real(P @ (L * (inverse @ G @ P)) @ inverse)


def general_by_eigh(G, X, f, df):
    values, U = np.linalg.eigh(X)
    return U @ (loewner(f, df, values) * (U.T @ sym(G) @ U)) @ U.T


def general_sides_exchanged(G, X, f, df):
    P, inverse, L = pieces(X, f, df)
    PH, back = P.conj().T, inverse.conj().T
    return (PH @ (L.conj() * (back @ G @ PH)) @ back).real


def general_with_G_and_its_transpose(G, X, f, df):
    P, inverse, L = pieces(X, f, df)
    PH, back = P.conj().T, inverse.conj().T
    return (back @ (L.conj() * (PH @ (G + G.T) @ back)) @ PH).real


def general_with_sym_at_the_end(G, X, f, df):
    return sym(general_left_complex(G, X, f, df).real)


WRONG = [
    ("09.1", shifts_of_the_rows, "rows for columns"),
    ("09.1", shifts_by_eigenvalues, "eigenvalues of dX"),
    ("09.1", shifts_doubled, "factor 2"),
    ("09.1", shifts_one_too_few, "wrong shape"),
    ("09.2", loewner_as_it_comes, "not finite"),
    ("09.2", loewner_silenced, "everything equal set to 0"),
    ("09.2", loewner_made_safe, "everything equal set to 0"),
    ("09.2", loewner_half_filled, "one triangle only"),
    ("09.2", loewner_filled_from_below, "lower triangle only"),
    ("09.2", loewner_with_a_generous_threshold, "slope for close pairs"),
    ("09.2", loewner_upside_down, "upside down"),
    ("09.2", loewner_of_the_slope, "difference of the slopes"),
    ("09.3", vjp_as_for_numbers, "f′(X) times G as it came"),
    ("09.3", vjp_turned_the_same_way_twice, "U and its transpose exchanged on the way in"),
    ("09.3", vjp_rotated_the_wrong_way, "U and its transpose exchanged"),
    ("09.3", vjp_without_sym, "symmetric part forgotten"),
    ("09.3", vjp_rotated_back_only, "not rotated into the eigenbasis"),
    ("09.3", vjp_ionescu_masked, "ties set to 0"),
    ("09.3", vjp_ionescu_turned, "Ionescu with K transposed"),
    ("09.3", vjp_ionescu_with_sym, "Ionescu with the 2 missing"),
    ("09.3", vjp_ionescu_with_sym_and_ties, "eigenvector term halved"),
    ("09.3", vjp_ionescu_without_the_eigenvalues, "everything equal set to 0"),
    ("09.3", vjp_forward_value, "upstream gradient ignored"),
    ("09.5", difference_by_one_log, "loses precision"),
    ("09.5", difference_with_a_threshold, "loses precision"),
    ("09.5", difference_over_the_second, "larger number below"),
    ("09.5", difference_by_log_of_the_sum, "log in place of log1p"),
    ("09.5", difference_without_abs, "no absolute value"),
    ("09.5", difference_over_the_larger, "divided by the larger number"),
    ("09.6", reeig_slope_one, "slope one where two are equal"),
    ("09.6", reeig_rotated_the_wrong_way, "U and its transpose exchanged"),
    ("09.6", reeig_projector, "mixed pairs dropped"),
    ("09.6", reeig_mean_of_projections, "mixed pairs at one half"),
    ("09.6", reeig_silenced, "equal set to 0"),
    ("09.6", reeig_left_in_the_eigenbasis, "not rotated back"),
    ("09.8", general_left_complex, "wrong type"),
    ("09.8", general_forward_at_the_transpose, "transposed"),
    ("09.8", general_forward, "forward rule"),
    ("09.8", general_by_eigh, "eigh of a matrix that is not symmetric"),
    ("09.8", general_sides_exchanged, "P and its inverse exchanged"),
    ("09.8", general_with_G_and_its_transpose, "G plus its transpose"),
    ("09.8", general_with_sym_at_the_end, "result symmetrised"),
]


@pytest.mark.parametrize(
    ("number", "answer", "cause"), WRONG, ids=[answer.__name__ for _, answer, _ in WRONG]
)
def test_gets_its_cause(verdict_on, number, answer, cause):
    verdict = verdict_on(number, answer)
    assert verdict.status == "wrong"
    assert verdict.cause == cause, verdict


def test_float32_is_no_excuse_where_the_last_digits_are_asked_for(verdict_on):
    """Cast at the end, a quotient of cancelled logs used to pass at the tolerance of float32."""

    def difference(a, b):
        with np.errstate(all="ignore"):
            quotient = (np.log(a) - np.log(b)) / (a - b)
        return np.where(a == b, 1 / a, quotient).astype(np.float32)

    assert verdict_on("09.5", difference).status == "wrong"


def test_an_if_over_arrays_is_sent_to_where(verdict_on):
    def difference(a, b):
        return 1 / a if a == b else np.log(a / b) / (a - b)

    verdict = verdict_on("09.5", difference)
    assert verdict.cause == "raises"
    assert "np.where(" in repr(verdict)


def test_a_line_that_only_symmetry_makes_0_says_so():
    d = derive("09.4")
    _, G, K, F, dX = d.symbols
    d.dL = inner(2 * G @ F, K * dX)
    d.dL = inner(K * symmetric_part(2 * G @ F), dX)
    assert "Only the symmetry of the differential" in d.lines[-1].message
    del d.dL
    d.dL = inner(2 * (K * G * F), dX)  # 0 for every dX: K is 0 where F is not
    assert "it is 0." in d.lines[-1].message
    assert "Only the symmetry" not in d.lines[-1].message
