"""Right answers by other methods than the reference's: slug -> name -> function."""

import numpy as np
import torch


def inner_loop(A, B):
    total = 0.0
    for i in range(len(A)):
        for j in range(len(A[0])):
            total += A[i][j] * B[i][j]
    return total


def inner_float32(A, B):
    return np.sum(A.astype(np.float32) * B.astype(np.float32))


def bilinear_lists(a, X, b):
    return [[p * q for q in b] for p in a]


def bilinear_torch(a, X, b):
    return torch.outer(torch.from_numpy(a), torch.from_numpy(b))


def central_named(f, X, H, h):
    ahead, behind = f(X + H * h), f(X - H * h)
    return 0.5 * ahead / h - 0.5 * behind / h


def num_grad_in_place(f, X, h=1e-5):
    G = np.empty_like(X)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            old = X[i, j]
            X[i, j] = old + h
            ahead = f(X)
            X[i, j] = old - h
            G[i, j] = (ahead - f(X)) / (2 * h)
            X[i, j] = old
    return G


def num_grad_flat(f, X, h=1e-5):
    basis = np.eye(X.size).reshape(-1, *X.shape)
    slopes = [(f(X + h * E) - f(X - h * E)) / 2 / h for E in basis]
    return np.reshape(slopes, X.shape).tolist()


def cumsum_loop(G, x):
    result, total = [], 0.0
    for g in reversed(list(G)):
        total += g
        result.insert(0, total)
    return result


def remainders_vdot(f, X, G, H, steps):
    foretold = np.vdot(G, H)
    found = []
    for h in steps:
        found.append(np.abs(f(X + h * H) - (f(X) + h * foretold)))
    return tuple(found)


def mse_einsum(X, W, Y):
    R = np.einsum("bn,nk->bk", X, W) - Y
    return 2 * np.einsum("bn,bk->nk", X, R) / R.shape[0]


def mse_by_hand_in_torch(X, W, Y):
    X, W, Y = (torch.as_tensor(M) for M in (X, W, Y))
    with torch.no_grad():
        return (X.T @ (X @ W - Y)) * (2 / X.shape[0])


def mse_float32(X, W, Y):
    X, W, Y = (M.astype(np.float32) for M in (X, W, Y))
    return 2 * X.T @ (X @ W - Y) / np.float32(len(X))


def mse_samples(X, W, Y):
    G = np.zeros(W.shape)
    for x, y in zip(X, Y):
        G += 2 * np.outer(x, x @ W - y)
    return G / len(X)


def estimate_loop(f, X, directions, h=1e-5):
    total = np.zeros_like(X)
    for H in directions:
        total += (f(X + h * H) - f(X - h * H)) / (2 * h) * H
    return total / len(directions)


def estimate_tensordot(f, X, directions, h=1e-5):
    slopes = [0.5 * (f(X + h * H) - f(X - h * H)) / h for H in directions]
    return np.tensordot(slopes, directions, axes=1) / directions.shape[0]


RIGHT = {
    "frobenius-inner-product": {
        "trace": lambda A, B: np.trace(A.T @ B),
        "loop": inner_loop,
        "einsum": lambda A, B: np.einsum("ij,ij->", A, B),
        "vdot": np.vdot,
        "float32": inner_float32,
    },
    "bilinear-gradient": {
        "lists": bilinear_lists,
        "broadcast": lambda a, X, b: a[:, None] * b,
        "columns": lambda a, X, b: a.reshape(-1, 1) @ b.reshape(1, -1),
        "torch": bilinear_torch,
        "float32": lambda a, X, b: np.outer(a, b).astype(np.float32),
    },
    "central-quotient": {
        "two halves": central_named,
        "array": lambda f, X, H, h: np.diff([f(X + s * h * H) for s in (-1, 1)])[0] / (2 * h),
    },
    "numerical-gradient": {"in place": num_grad_in_place, "flat": num_grad_flat},
    "cumulative-sum-vjp": {
        "loop": cumsum_loop,
        "matrix": lambda G, x: np.tril(np.ones((len(x), len(x)))).T @ G,
        "torch": lambda G, x: torch.as_tensor(G.copy()).flip(0).cumsum(0).flip(0),
        "float32": lambda G, x: np.cumsum(G[::-1].astype(np.float32))[::-1],
    },
    "taylor-remainders": {
        "vdot": remainders_vdot,
        "vectorised": lambda f, X, G, H, steps: np.abs(
            np.array([f(X + h * H) for h in steps]) - f(X) - steps * np.einsum("ij,ij", G, H)
        ),
    },
    "mend-the-gradient": {
        "einsum": mse_einsum,
        "torch": mse_by_hand_in_torch,
        "float32": mse_float32,
        "samples": mse_samples,
    },
    "gradient-from-noise": {"loop": estimate_loop, "tensordot": estimate_tensordot},
}
