"""Right answers of chapter 01 by other methods than the reference's."""

import numpy as np
import torch


def steepest_loops(g):
    n = len(g)
    norm = sum(v * v for v in g) ** 0.5
    best = max(range(n), key=lambda i: abs(g[i]))
    corner = [0.0] * n
    corner[best] = -1.0 if g[best] > 0 else 1.0
    return [-v / norm for v in g], corner, [-1.0 if v > 0 else 1.0 for v in g]


def steepest_masks(g):
    largest = np.abs(g) == np.abs(g).max()
    return -g / np.linalg.norm(g), -np.sign(g) * largest, np.where(g > 0, -1.0, 1.0)


def descend_filled(Q, b, x, etas):
    points = np.empty((len(etas), len(x)))
    for t, eta in enumerate(etas):
        x = points[t] = x + eta * b - eta * (x @ Q)
    return points


def descend_torch(Q, b, x, etas):
    Q, b, x = (torch.as_tensor(v) for v in (Q, b, x))
    points = []
    for eta in etas:
        x = x - float(eta) * (torch.mv(Q, x) - b)
        points.append(x)
    return torch.stack(points)


def exact_einsum(Q, b, x):
    g = np.einsum("ij,j->i", Q, x) - b
    return np.einsum("i,i->", g, g) / np.einsum("i,ij,j->", g, Q, g)


def exact_parabola(Q, b, x):
    """The lowest point of a parabola through three of its values."""
    g = Q @ x - b

    def f(p):
        return p @ Q @ p / 2 - b @ p

    left, middle, right = f(x + g), f(x), f(x - g)
    return (left - right) / (2 * (left + right - 2 * middle))


def unit_where(x, g, alpha):
    length = np.linalg.norm(g)
    return x - alpha * np.divide(g, length, out=np.zeros_like(g), where=length > 0)


def unit_list(x, g, alpha):
    length = sum(v * v for v in g) ** 0.5 or 1.0
    return [a - alpha * v / length for a, v in zip(x, g)]


RIGHT = {
    "steepest-in-three-norms": {"loops": steepest_loops, "masks": steepest_masks},
    "trajectory-of-descent": {"filled": descend_filled, "torch": descend_torch},
    "exact-step": {"einsum": exact_einsum, "parabola": exact_parabola},
    "normalised-step": {"where": unit_where, "list": unit_list},
}
