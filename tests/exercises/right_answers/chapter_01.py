"""Right answers by other methods than the reference's: slug -> name -> function."""

import numpy as np
import torch


def step_in_a_loop(g, alpha):
    length = sum(float(slope) ** 2 for slope in g) ** 0.5
    return [-alpha * slope / length for slope in g]


def multiplier_from_the_condition(g, r):
    candidates = np.roots([4 * r**2, 0, -np.sum(g**2)])
    return max(candidates.real)


def multiplier_of_the_step(g, r):
    d = -r * g / np.linalg.norm(g)
    return -(g @ d) / (2 * d @ d)


def under_by_a_root(g, P):
    values, vectors = np.linalg.eigh(P)
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    round_gradient = root @ g
    return -root @ round_gradient / np.linalg.norm(round_gradient)


def under_by_two_triangles(g, P):
    C = np.linalg.cholesky(P)
    u = np.linalg.solve(C.T, np.linalg.solve(C, g))
    return -u / (u @ P @ u) ** 0.5


def under_in_torch(g, P):
    g, P = torch.from_numpy(g), torch.from_numpy(P)
    d = torch.linalg.solve(P, g)
    return -d / torch.sqrt(d @ P @ d)


def curvature_from_three_steps(losses, eta):
    growth = (losses[-1] / losses[-4]) ** (1 / 6)
    return growth / eta + 1 / eta


def curvature_by_logarithms(losses, eta):
    rise = np.polyfit(np.arange(3), np.log(losses[-3:]), 1)[0]
    return (1 + np.exp(rise / 2)) / eta


def best_by_condition(Q):
    kappa = np.linalg.cond(Q)
    L = np.linalg.norm(Q, 2)
    return 2 / (L / kappa + L), (kappa - 1) / (kappa + 1)


def best_with_its_factor(Q):
    s = np.linalg.eigvals(Q).real
    step = 2 / (min(s) + max(s))
    return [step, np.abs(1 - step * s).max()]


def search_by_return(f, x, g, eta, share=1e-4):
    here, slope = f(x), np.linalg.norm(g) ** 2
    while True:
        if here - f(x - eta * g) >= share * eta * slope:
            return eta
        eta *= 0.5


def search_by_powers(f, x, g, eta, share=1e-4):
    steps = [eta / 2**k for k in range(60)]
    return next(s for s in steps if f(x - s * g) <= f(x) - share * s * np.vdot(g, g))


RIGHT = {
    "steepest-step": {
        "loop": step_in_a_loop,
        "two factors": lambda g, alpha: g * (-alpha / np.sqrt(g @ g)),
        "float32": lambda g, alpha: -alpha * g.astype(np.float32) / np.float32(np.linalg.norm(g)),
    },
    "multiplier-of-a-ball": {
        "roots": multiplier_from_the_condition,
        "from the step": multiplier_of_the_step,
        "half": lambda g, r: 0.5 * np.sqrt(np.sum(g * g)) / r,
    },
    "steepest-under-a-ruler": {
        "inverse": lambda g, P: -np.linalg.inv(P) @ g / np.sqrt(g @ np.linalg.inv(P) @ g),
        "root": under_by_a_root,
        "triangles": under_by_two_triangles,
        "torch": under_in_torch,
    },
    "curvature-from-a-diverging-run": {
        "three steps": curvature_from_three_steps,
        "logarithms": curvature_by_logarithms,
        "largest growth": lambda losses, eta: (1 + max(losses[1:] / losses[:-1]) ** 0.5) / eta,
    },
    "best-fixed-step": {"condition": best_by_condition, "its factor": best_with_its_factor},
    "backtracking-search": {"return": search_by_return, "powers": search_by_powers},
}
