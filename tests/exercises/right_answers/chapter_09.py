"""Right answers of chapter 09 by other methods than the reference's."""

import numpy as np
import torch


def shifts_by_loop(U, dX):
    return [U[:, i] @ dX @ U[:, i] for i in range(len(U))]


def shifts_by_rotation(U, dX):
    return torch.diagonal(torch.as_tensor(U).T @ torch.as_tensor(dX) @ torch.as_tensor(U))


def loewner_by_loop(f, df, eigenvalues):
    n = len(eigenvalues)
    L = np.zeros((n, n))
    for i, a in enumerate(eigenvalues):
        for j, b in enumerate(eigenvalues):
            L[i, j] = df(a) if a == b else (f(b) - f(a)) / (b - a)
    return L


def loewner_by_gauss(f, df, eigenvalues):
    """A divided difference is the mean of f′ over the segment, here by Gauss–Legendre nodes."""
    nodes, shares = np.polynomial.legendre.leggauss(60)
    t = (nodes + 1) / 2
    a, b = eigenvalues[:, None, None], eigenvalues[None, :, None]
    return df(b + t * (a - b)) @ (shares / 2)


def vjp_by_columns(G, eigenvalues, U, f, df):
    """Sum u_i (u_iᵀ sym(G) u_j) f[λ_i, λ_j] u_jᵀ over all pairs."""
    total = np.zeros_like(G)
    S = 0.5 * (G + G.T)
    for a, u in zip(eigenvalues, U.T):
        for b, v in zip(eigenvalues, U.T):
            slope = df(a) if a == b else (f(a) - f(b)) / (a - b)
            total += slope * (u @ S @ v) * np.outer(u, v)
    return total


def vjp_by_ionescu_and_ties(G, eigenvalues, U, f, df):
    """Ionescu's form for the pairs apart, with f′ put in for the pairs that are equal."""
    M = U.T @ G @ U
    gap = eigenvalues - eigenvalues[:, None]
    apart = gap != 0
    K = np.zeros_like(M)
    K[apart] = 1 / gap[apart]
    turned = K * (M + M.T) * f(eigenvalues)
    tied = np.where(apart, 0, df(eigenvalues)) * (M + M.T) / 2
    return U @ ((turned + turned.T) / 2 + tied) @ U.T


def vjp_symmetrised_at_the_end(G, eigenvalues, U, f, df):
    R = U @ (loewner_by_loop(f, df, eigenvalues) * (U.T @ G @ U)) @ U.T
    return (R + R.T) / 2


def difference_by_artanh(a, b):
    z = (a - b) / (a + b)
    far = np.abs(z) > 0.5
    near = np.where(far, 0.1, z)
    safe = np.where(near == 0, 1.0, near)
    slope = np.where(near == 0, 1.0, np.arctanh(near) / safe)
    with np.errstate(all="ignore"):
        return np.where(far, (np.log(a) - np.log(b)) / (a - b), 2 * slope / (a + b))


def difference_with_a_branch(a, b):
    a, b = np.broadcast_arrays(a, b)
    out = np.empty(a.shape)
    for place in np.ndindex(*a.shape):
        low, high = sorted((a[place], b[place]))
        out[place] = np.log1p((high - low) / low) / (high - low) if high > low else 1 / low
    return out


def reeig_by_pairs(G, X, eps):
    values, U = np.linalg.eigh(X)
    M = U.T @ (G + G.T) @ U / 2
    for i, a in enumerate(values):
        for j, b in enumerate(values):
            high, low = max(a, b), min(a, b)
            if high <= eps:
                M[i, j] = 0
            elif low < eps:
                M[i, j] *= (high - eps) / (high - low)
    return U @ M @ U.T


def reeig_torch(G, X, eps):
    values, U = torch.linalg.eigh(torch.as_tensor(X))
    G = torch.as_tensor(G)
    high = torch.maximum(values[:, None], values)
    low = torch.minimum(values[:, None], values)
    L = (high - eps).clamp(min=0) / (high - low.clamp(max=eps)).clamp(min=1e-300)
    return U @ (L * (U.mT @ ((G + G.mT) / 2) @ U)) @ U.mT


class LogByArtanh(torch.autograd.Function):
    @staticmethod
    def forward(X):
        values, U = torch.linalg.eigh(X)
        return U @ torch.diag(torch.log(values)) @ U.mT, values, U

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.mark_non_differentiable(*output[1:])
        ctx.save_for_backward(*output[1:])

    @staticmethod
    def backward(ctx, G, *_):
        values, U = ctx.saved_tensors
        z = (values[:, None] - values) / (values[:, None] + values)
        ratio = torch.where(z.abs() < 1e-8, 1.0, torch.atanh(z) / torch.where(z == 0, 1.0, z))
        L = 2 * ratio / (values[:, None] + values)
        R = U @ (L * (U.mT @ G @ U)) @ U.mT
        return (R + R.mT) / 2


def logm_by_artanh(X):
    return LogByArtanh.apply(X)[0]


class LogByIntegral(torch.autograd.Function):
    """D log(X)[S] is the integral of R S R with R = (I + t(X − I))⁻¹, here by Gauss–Legendre."""

    @staticmethod
    def forward(ctx, X):
        ctx.save_for_backward(X)
        values, U = torch.linalg.eigh(X)
        return (U * torch.log(values)) @ U.mT

    @staticmethod
    def backward(ctx, G):
        (X,) = ctx.saved_tensors
        one = torch.eye(len(X), dtype=X.dtype)
        nodes, shares = map(torch.as_tensor, np.polynomial.legendre.leggauss(40))
        R = torch.linalg.inv(one + ((nodes + 1) / 2)[:, None, None] * (X - one))
        return torch.einsum("t,tij,jk,tkl->il", shares / 2, R, (G + G.T) / 2, R)


def logm_by_integral(X):
    return LogByIntegral.apply(X)


def general_by_transpose(G, X, f, df):
    """The backward pass is the forward rule at Xᵀ."""
    values, P = np.linalg.eig(X.T)
    inverse = np.linalg.inv(P)
    gap = values[:, None] - values
    n = len(values)
    L = np.where(np.eye(n) == 1, df(values), (f(values[:, None]) - f(values)) / (gap + np.eye(n)))
    return np.real(P @ (L * (inverse @ G @ P)) @ inverse)


def general_by_left_vectors(G, X, f, df):
    """Transposes everywhere, and nothing conjugated."""
    values, P = np.linalg.eig(X)
    total = np.zeros(X.shape, dtype=complex)
    left = np.linalg.inv(P)
    for i, a in enumerate(values):
        for j, b in enumerate(values):
            slope = df(a) if i == j else (f(a) - f(b)) / (a - b)
            total += slope * (P[:, i] @ G @ left[j]) * np.outer(left[i], P[:, j])
    return total.real


RIGHT = {
    "eigenvalue-shifts": {"loop": shifts_by_loop, "rotation": shifts_by_rotation},
    "loewner-matrix": {"loop": loewner_by_loop, "Gauss": loewner_by_gauss},
    "daleckii-krein-vjp": {
        "columns": vjp_by_columns,
        "Ionescu": vjp_by_ionescu_and_ties,
        "symmetrised at the end": vjp_symmetrised_at_the_end,
    },
    "stable-log-difference": {"artanh": difference_by_artanh, "branch": difference_with_a_branch},
    "reeig-vjp": {"pairs": reeig_by_pairs, "torch": reeig_torch},
    "log-autograd-function": {"artanh": logm_by_artanh, "integral": logm_by_integral},
    "general-vjp": {"transpose": general_by_transpose, "left vectors": general_by_left_vectors},
}
