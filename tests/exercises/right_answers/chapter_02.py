"""Right answers of chapter 02 by other methods than the reference's."""

import numpy as np
import torch


def trace_einsum(A, X, B):
    first = np.einsum("ij,jk,kl->il", A, X, B)
    return first + np.einsum("ji,jk,lk->il", A, X, B)


def trace_torch(A, X, B):
    A, X, B = (torch.as_tensor(M) for M in (A, X, B))
    return A @ X @ B + A.mT @ X @ B.mT


def det_by_svd(D):
    """The adjugate of a product is the product of the adjugates; of a diagonal it is read off."""
    U, s, Vt = np.linalg.svd(D)
    others = [np.prod(np.delete(s, i)) for i in range(len(s))]
    return np.linalg.det(U) * np.linalg.det(Vt) * (U * others) @ Vt


def det_by_replacing(D):
    """Each cofactor is the determinant with a unit vector for one row."""
    n = len(D)
    G = np.empty((n, n))
    for i, j in np.ndindex(n, n):
        changed = np.array(D, dtype=float)
        changed[i] = np.eye(n)[j]
        G[i, j] = np.linalg.det(changed)
    return G


def inverse_solves(G, X):
    left = np.linalg.solve(X.T, G)
    return -np.linalg.solve(X, left.T).T


def inverse_einsum(G, X):
    Y = np.linalg.inv(X)
    return -np.einsum("ia,ij,bj->ab", Y, G, Y)


def solve_by_inverse(G, A, B):
    inverse = np.linalg.inv(A)
    back = inverse.T @ G
    return -(back @ (inverse @ B).T), back


def solve_torch(G, A, B):
    G, A, B = (torch.as_tensor(M) for M in (G, A, B))
    Y, back = torch.linalg.solve(A, B), torch.linalg.solve(A.mT, G)
    return -back @ Y.mT, back


RIGHT = {
    "gradient-of-a-trace-form": {"einsum": trace_einsum, "torch": trace_torch},
    "gradient-of-the-determinant": {"svd": det_by_svd, "replacing": det_by_replacing},
    "backward-pass-of-the-inverse": {"solves": inverse_solves, "einsum": inverse_einsum},
    "backward-pass-of-a-linear-solve": {"inverse": solve_by_inverse, "torch": solve_torch},
}
