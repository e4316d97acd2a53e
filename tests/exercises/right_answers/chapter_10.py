"""Right answers of chapter 10 by other methods than the reference's."""

import numpy as np
import scipy.linalg
import torch


def covariance_by_samples(G, Z):
    """Each sample beside the mean is one outer product."""
    n, T = Z.shape
    mean = Z.sum(axis=1) / T
    out = np.empty((n, T))
    for t in range(T):
        out[:, t] = (G + G.T) @ (Z[:, t] - mean) / (T - 1)
    return out


def covariance_by_projector(G, Z):
    G, Z = torch.as_tensor(G), torch.as_tensor(Z)
    T = Z.shape[1]
    J = torch.eye(T, dtype=Z.dtype) - torch.ones(T, T, dtype=Z.dtype) / T
    return 2 / (T - 1) * (G + G.mT) / 2 @ Z @ J


def bimap_einsum(G, W, X):
    in_W = np.einsum("ij,jb,ab->ia", G, W, X) + np.einsum("ji,jb,ba->ia", G, W, X)
    return in_W, np.einsum("ia,ij,jb->ab", W, G, W)


def bimap_kronecker(G, W, X):
    """vec(WXWᵀ) = (W ⊗ W) vec X, and column by column for W."""
    in_X = (np.kron(W, W).T @ G.ravel(order="F")).reshape(X.shape, order="F")
    in_W = np.zeros_like(W)
    for i, j in np.ndindex(*W.shape):
        E = np.zeros_like(W)
        E[i, j] = 1
        in_W[i, j] = np.sum(G * (E @ X @ W.T + W @ X @ E.T))
    return in_W, in_X


def tangent_by_parts(W, D):
    """The rotation of the rows among themselves, and what leaves their span."""
    M = D @ W.T
    return (M - M.T) / 2 @ W + D - M @ W


def tangent_by_basis(W, D):
    """Take off the part along S W for each symmetric S of an orthonormal basis."""
    m = len(W)
    rest = D.copy()
    for i in range(m):
        for j in range(i, m):
            S = np.zeros((m, m))
            S[i, j] = S[j, i] = 1 if i == j else np.sqrt(0.5)
            rest -= np.sum(D * (S @ W)) * (S @ W)
    return rest


def step_by_gram_schmidt(W, xi, eta):
    rows = []
    for row in W - eta * xi:
        for _ in range(2):  # the second round takes off what rounding left
            for other in rows:
                row = row - (row @ other) * other
        rows.append(row / np.linalg.norm(row))
    return rows


def step_by_cholesky(W, xi, eta):
    M = torch.as_tensor(W - eta * xi)
    return torch.linalg.solve_triangular(torch.linalg.cholesky(M @ M.mT), M, upper=False)


def step_by_rq(W, xi, eta):
    Q, R = scipy.linalg.qr((W - eta * xi).T, mode="economic")
    return np.diag(np.sign(np.diag(R))) @ Q.T


def half_by_loop(g, n):
    S = [[0.0] * n for _ in range(n)]
    k = 0
    for i in range(n):
        for j in range(i, n):
            S[i][j] = S[j][i] = g[k] if i == j else g[k] / 2**0.5
            k += 1
    return S


def half_by_symmetrising(g, n):
    S = torch.zeros(n, n, dtype=torch.float64)
    rows, columns = torch.triu_indices(n, n)
    S[rows, columns] = torch.as_tensor(g) * 2**0.5
    S.diagonal().div_(2**0.5)
    return (S + S.mT) / 2


def p_by_loop(accuracy, shuffled):
    reached = 1
    for other in shuffled:
        if not other < accuracy:
            reached += 1
    return reached / (1 + len(shuffled))


def p_by_place(accuracy, shuffled):
    everyone = np.sort(np.append(shuffled, accuracy))
    return float((len(everyone) - np.searchsorted(everyone, accuracy)) / len(everyone))


def centring_by_loop(G, X):
    out = np.zeros_like(X)
    mean = sum(G) / len(G)
    for i in range(len(X)):
        values, U = np.linalg.eigh(X[i])
        M = U.T @ (G[i] - mean) @ U
        for j, a in enumerate(values):
            for k, b in enumerate(values):
                M[j, k] *= 1 / a if abs(a - b) < 1e-9 else np.log(a / b) / (a - b)
        R = U @ M @ U.T
        out[i] = (R + R.T) / 2
    return out


def centring_by_torch(G, X):
    G, X = torch.as_tensor(G), torch.as_tensor(X)
    values, U = torch.linalg.eigh(X)
    H = G - G.mean(0, keepdim=True)
    a, b = values.unsqueeze(-1), values.unsqueeze(-2)
    z = (a - b) / (a + b)
    L = torch.where(z.abs() < 1e-12, torch.ones_like(z), torch.atanh(z) / z) * 2 / (a + b)
    return U @ (L * (U.mT @ (H + H.mT) @ U)) @ U.mT / 2


def centring_by_integral(G, X):
    """D log(X)[H] is the integral of (X + sI)⁻¹ H (X + sI)⁻¹ over s > 0."""
    H = G - G.mean(axis=0)
    H = (H + H.mT) / 2
    nodes, shares = np.polynomial.legendre.leggauss(80)
    s = (1 + nodes) / (1 - nodes)
    total = np.zeros_like(X)
    for place, share in zip(s, shares * 2 / (1 - nodes) ** 2):
        inverse = np.linalg.inv(X + place * np.eye(X.shape[1]))
        total += share * inverse @ H @ inverse
    return total


RIGHT = {
    "covariance-vjp": {"samples": covariance_by_samples, "projector": covariance_by_projector},
    "bimap-vjp": {"einsum": bimap_einsum, "Kronecker": bimap_kronecker},
    "stiefel-tangent": {"parts": tangent_by_parts, "basis": tangent_by_basis},
    "qr-step": {
        "Gram-Schmidt": step_by_gram_schmidt,
        "Cholesky": step_by_cholesky,
        "scipy": step_by_rq,
    },
    "half-vectorize-vjp": {"loop": half_by_loop, "symmetrising": half_by_symmetrising},
    "permutation-p-value": {"loop": p_by_loop, "place": p_by_place},
    "log-euclidean-centring-vjp": {
        "loop": centring_by_loop,
        "torch": centring_by_torch,
        "integral": centring_by_integral,
    },
}
