"""Wrong answers to chapter 10 as learners write them, none of them in the registry as it stands."""

import numpy as np
import pytest
from scipy import stats


def sym(M):
    return (M + M.mT) / 2


def centred(Z):
    return Z - Z.mean(axis=1, keepdims=True)


def back(H, X):
    """Take H back through log, for each matrix of the batch."""
    x, U = np.linalg.eigh(X)
    with np.errstate(all="ignore"):
        L = (np.log(x)[:, :, None] - np.log(x)[:, None]) / (x[:, :, None] - x[:, None])
    L = np.where(x[:, :, None] == x[:, None], 1 / x[:, :, None], L)
    return U @ (L * (U.mT @ sym(H) @ U)) @ U.mT


# ── 10.1, the covariance ────────────────────────────────────────────────────────────────────


def covariance_with_the_mean_of_all(G, Z):
    return (G + G.T) @ (Z - np.mean(Z)) / (Z.shape[1] - 1)


def covariance_with_a_mean_that_lost_its_axis(G, Z):
    return (G + G.T) @ (Z - Z.mean(axis=1)) / (Z.shape[1] - 1)


def covariance_itself(G, Z):
    return np.cov(Z)


def covariance_over_the_channels(G, Z):
    n, _ = Z.shape
    return (G + G.T) @ centred(Z) / (n - 1)


def covariance_centred_in_place(G, Z):
    Z -= Z.mean(axis=1, keepdims=True)
    return (G + G.T) @ Z / (Z.shape[1] - 1)


def covariance_laid_out_by_samples(G, Z):
    return centred(Z).T @ (G + G.T) / (Z.shape[1] - 1)


# ── 10.2, BiMap ─────────────────────────────────────────────────────────────────────────────


def bimap_by_the_symmetric_rule(G, W, X):
    return (G + G.T) @ W @ X, W.T @ G @ W


def bimap_all_symmetric(G, W, X):
    return 2 * G @ W @ X, W.T @ G @ W


def bimap_exchanged(G, W, X):
    return W.T @ G @ W, G @ W @ X.T + G.T @ W @ X


def bimap_one_gradient(G, W, X):
    return G @ W @ X.T + G.T @ W @ X


def bimap_back_by_w(G, W, X):
    return G @ W @ X.T + G.T @ W @ X, W @ G @ W.T


# ── 10.4 and 10.5, tangent and step ─────────────────────────────────────────────────────────


def tangent_by_the_projector(W, D):
    return D @ (np.eye(W.shape[1]) - W.T @ W)


def tangent_for_columns(W, D):
    return D - W @ (W.T @ D + D.T @ W) / 2


def tangent_row_by_row(W, D):
    return np.array([d - (d @ w) * w for w, d in zip(W, D)])


def tangent_of_length_one(W, D):
    P = D - sym(D @ W.T) @ W
    return P / np.linalg.norm(P)


def tangent_with_its_arguments_exchanged(D, W):
    return D - sym(D @ W.T) @ W


def step_by_numpys_qr(W, xi, eta):
    Q, _ = np.linalg.qr((W - eta * xi).T)
    return Q.T


def step_not_turned_back(W, xi, eta):
    Q, R = np.linalg.qr((W - eta * xi).T)
    return Q * np.sign(np.diag(R))


def step_without_any_signs(W, xi, eta):
    return np.abs(np.linalg.qr((W - eta * xi).T)[0]).T


def step_by_the_nearest_matrix(W, xi, eta):
    U, _, Vt = np.linalg.svd(W - eta * xi, full_matrices=False)
    return U @ Vt


def step_by_cholesky_from_the_wrong_side(W, xi, eta):
    M = W - eta * xi
    return np.linalg.inv(np.linalg.cholesky(M @ M.T).T) @ M


# ── 10.6, half-vectorisation ────────────────────────────────────────────────────────────────


def half_mirrored(g, n):
    S = np.zeros((n, n))
    S[np.triu_indices(n)] = g
    return S + S.T - np.diag(np.diag(S))


def half_divided_and_mirrored(g, n):
    S = np.zeros((n, n))
    S[np.triu_indices(n)] = g / np.sqrt(2)
    return S + S.T


def half_of_the_sum(g, n):
    S = np.zeros((n, n))
    S[np.triu_indices(n)] = g
    return (S + S.T) / 2


def half_into_the_lower_triangle(g, n):
    S = np.zeros((n, n))
    S[np.tril_indices(n)] = g / np.sqrt(2)
    return S + S.T - np.diag(np.diag(S)) * (2 - np.sqrt(2))


def half_with_a_typed_root(g, n):
    rows, columns = np.triu_indices(n)
    S = np.zeros((n, n))
    S[rows, columns] = S[columns, rows] = np.where(rows == columns, g, g / 1.41)
    return S


def half_forward(g, n):
    rows, columns = np.triu_indices(n)
    return np.where(rows == columns, 1, np.sqrt(2)) * g


# ── 10.7, the p-value ───────────────────────────────────────────────────────────────────────


def p_by_a_mean(accuracy, shuffled):
    return (shuffled >= accuracy).mean()


def p_of_those_that_do_better(accuracy, shuffled):
    return (np.count_nonzero(shuffled > accuracy) + 1) / (shuffled.size + 1)


def p_as_a_verdict(accuracy, shuffled):
    return accuracy > np.quantile(shuffled, 0.95)


def p_of_each_shuffle(accuracy, shuffled):
    return (1 + (shuffled >= accuracy)) / (1 + len(shuffled))


def p_of_a_normal_curve(accuracy, shuffled):
    return stats.norm(shuffled.mean(), shuffled.std()).sf(accuracy)


# ── 10.8, centring ──────────────────────────────────────────────────────────────────────────


def centring_without_the_mean(G, X):
    return back(G, X)


def centring_behind_the_logarithm(G, X):
    R = back(G, X)
    return R - R.mean(axis=0)


def centring_by_its_own_share(G, X):
    return back(G * (1 - 1 / len(G)), X)


def centring_inside_each_matrix(G, X):
    return back(G - G.mean(axis=(1, 2), keepdims=True), X)


def centring_with_zeros_for_nan(G, X):
    x, U = np.linalg.eigh(X)
    with np.errstate(all="ignore"):
        L = (np.log(x)[:, :, None] - np.log(x)[:, None]) / (x[:, :, None] - x[:, None])
    return U @ (np.nan_to_num(L) * (U.mT @ sym(G - G.mean(axis=0)) @ U)) @ U.mT


def centring_that_returns_too_early(G, X):
    H = G - G.mean(axis=0)
    for h, x in zip(H, X):
        return back(h[None], x[None])[0]


def centring_summed(G, X):
    return back(G - G.mean(axis=0), X).sum(axis=0)


WRONG = [
    ("10.1", covariance_with_the_mean_of_all, "one mean for all"),
    ("10.1", covariance_with_a_mean_that_lost_its_axis, "raises"),
    ("10.1", covariance_itself, "wrong shape"),
    ("10.1", covariance_over_the_channels, "number of channels less one"),
    ("10.1", covariance_centred_in_place, "input mutated"),
    ("10.1", covariance_laid_out_by_samples, "transposed"),
    ("10.2", bimap_by_the_symmetric_rule, "X taken as symmetric"),
    ("10.2", bimap_all_symmetric, "both taken as symmetric"),
    ("10.2", bimap_exchanged, "results in another order"),
    ("10.2", bimap_one_gradient, "wrong number of results"),
    ("10.2", bimap_back_by_w, "raises"),
    ("10.4", tangent_by_the_projector, "symmetric part forgotten"),
    ("10.4", tangent_for_columns, "factors exchanged"),
    ("10.4", tangent_row_by_row, "each row alone"),
    ("10.4", tangent_of_length_one, "factor that varies"),
    ("10.4", tangent_with_its_arguments_exchanged, "arguments in another order"),
    ("10.5", step_by_numpys_qr, "signs as they come"),
    ("10.5", step_not_turned_back, "transposed"),
    ("10.5", step_without_any_signs, "sign of some entries"),
    ("10.5", step_by_the_nearest_matrix, "polar factor"),
    ("10.5", step_by_cholesky_from_the_wrong_side, "Cholesky factor transposed"),
    ("10.6", half_mirrored, "g copied to both sides"),
    ("10.6", half_divided_and_mirrored, "diagonal divided, then doubled"),
    ("10.6", half_of_the_sum, "g halved"),
    ("10.6", half_into_the_lower_triangle, "triangle by columns"),
    ("10.6", half_with_a_typed_root, "wrong only off the diagonal"),
    ("10.6", half_forward, "wrong shape"),
    ("10.7", p_by_a_mean, "without the 1"),
    ("10.7", p_of_those_that_do_better, "> for ≥"),
    ("10.7", p_as_a_verdict, "truth value"),
    ("10.7", p_of_each_shuffle, "wrong shape"),
    ("10.7", p_of_a_normal_curve, "normal curve"),
    ("10.8", centring_without_the_mean, "batch mean of G not subtracted"),
    ("10.8", centring_behind_the_logarithm, "centred at the end"),
    ("10.8", centring_by_its_own_share, "only the own share of the mean"),
    ("10.8", centring_inside_each_matrix, "mean of each matrix"),
    ("10.8", centring_with_zeros_for_nan, "everything equal set to 0"),
    ("10.8", centring_that_returns_too_early, "wrong shape"),
    ("10.8", centring_summed, "sum over the axis B"),
]


@pytest.mark.parametrize(
    ("number", "answer", "cause"), WRONG, ids=[answer.__name__ for _, answer, _ in WRONG]
)
def test_gets_its_cause(verdict_on, number, answer, cause):
    verdict = verdict_on(number, answer)
    assert verdict.status == "wrong"
    assert verdict.cause == cause, verdict
