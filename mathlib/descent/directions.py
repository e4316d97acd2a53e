"""The steepest direction: it depends on the norm that limits the step."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import scipy.linalg

from mathlib._validate import Array, matrix, real_array, same_shape, symmetric_matrix

NormName = Literal["l1", "l2", "linf", "spectral"]
Norm = NormName | Array
"""A norm by name, or a symmetric positive definite P for the norm √(dᵀPd)."""


def steepest_direction(g: Any, norm: Norm = "l2") -> Array:
    """Return the step d of length at most 1 with the least ⟨g, d⟩.

    Parameters
    ----------
    g : array_like, any shape
        The gradient: a matrix for "spectral", a vector for a matrix P.
    norm : {"l2", "l1", "linf", "spectral"} or (n, n) array
        What measures the length of d; the first three act on the entries of any array. An array
        stands for the norm √(dᵀPd) of a symmetric positive definite P.

    Returns
    -------
    array of the shape of `g`
        −g/‖g‖ (l2) · −sign(g_i) e_i at the largest |g_i| (l1) · −sign(g) (linf) ·
        −UVᵀ for g = UΣVᵀ (spectral) · −P⁻¹g/√(gᵀP⁻¹g) (P).

    Raises
    ------
    ValueError
        The gradient is zero, P is not symmetric positive definite or does not fit, or the norm is
        unknown.

    Notes
    -----
    Ties: of several largest entries l1 takes the first; where an entry of g (linf) or a singular
    value (spectral) is zero, its part of d is free and is set to zero. The value ⟨g, d⟩ is
    −`dual_norm(g, norm)` in each case. Derived in chapter 01. Source: Boyd and Vandenberghe
    (2004), section 9.4; for the spectral norm Carlson et al. (2015).
    """
    gradient = _gradient(g, norm)
    if not gradient.any():
        raise ValueError(
            "g is zero: to first order every direction is optimal here, so none is steepest. "
            "Stop at this point, or look at second derivatives."
        )
    scaled: Array = gradient / np.abs(gradient).max()  # the squares of 1e-200 would vanish
    if not isinstance(norm, str):
        natural = np.linalg.solve(_spd(norm, scaled), scaled)
        return np.asarray(-natural / np.sqrt(scaled @ natural))
    match norm:
        case "l2":
            return np.asarray(-scaled / np.linalg.norm(scaled))
        case "linf":
            return np.asarray(-np.sign(scaled))
        case "l1":
            direction = np.zeros_like(scaled)
            at = np.unravel_index(int(np.argmax(np.abs(scaled))), scaled.shape)
            direction[at] = -np.sign(scaled[at])
            return direction
        case "spectral":
            U, sigma, Vt = np.linalg.svd(scaled, full_matrices=False)
            rank = int(np.sum(sigma > max(scaled.shape) * np.finfo(sigma.dtype).eps * sigma[0]))
            return np.asarray(-U[:, :rank] @ Vt[:rank])


def dual_norm(g: Any, norm: Norm = "l2") -> float:
    """Return the largest ⟨g, d⟩ over all d of length at most 1; 0 for a zero gradient.

    Parameters
    ----------
    g : array_like, any shape
    norm : {"l2", "l1", "linf", "spectral"} or (n, n) array
        The norm that limits d, as for `steepest_direction`.

    Returns
    -------
    float
        ‖g‖₂ (l2) · the largest |g_i| (l1) · the sum of the |g_i| (linf) · the sum of the singular
        values (spectral) · √(gᵀP⁻¹g) (P).

    Raises
    ------
    ValueError
        As for `steepest_direction`, a zero gradient excepted.
    """
    gradient = _gradient(g, norm)
    if not isinstance(norm, str):
        P = _spd(norm, gradient)
        return float(np.sqrt(gradient @ np.linalg.solve(P, gradient)))
    match norm:
        case "l2":
            return euclidean_norm(gradient)
        case "l1":
            return float(np.abs(gradient).max(initial=0.0))
        case "linf":
            return float(np.abs(gradient).sum())
        case "spectral":
            return float(np.linalg.svd(gradient, compute_uv=False).sum())


def length(d: Any, norm: Norm = "l2") -> float:
    """Return the length of a step in the norm that limits it.

    Parameters
    ----------
    d : array_like, any shape
    norm : {"l2", "l1", "linf", "spectral"} or (n, n) array

    Returns
    -------
    float

    Raises
    ------
    ValueError
        As for `dual_norm`.
    """
    step = _gradient(d, norm, name="d")
    if not isinstance(norm, str):
        return float(np.sqrt(step @ _spd(norm, step) @ step))
    match norm:
        case "l2":
            return euclidean_norm(step)
        case "l1":
            return float(np.abs(step).sum())
        case "linf":
            return float(np.abs(step).max(initial=0.0))
        case "spectral":
            return float(np.linalg.svd(step, compute_uv=False).max(initial=0.0))


def euclidean_norm(x: Array) -> float:
    """Return the root of the sum of the squared entries, also where a square would vanish."""
    return float(scipy.linalg.norm(x.ravel(), check_finite=False))


def _gradient(value: Any, norm: Norm, name: str = "g") -> Array:
    if isinstance(norm, str) and norm not in get_args(NormName):
        known = ", ".join(repr(n) for n in get_args(NormName))
        raise ValueError(f"norm is {norm!r}; expected one of {known}, or a matrix P.")
    if isinstance(norm, str):
        array = matrix(value, name) if norm == "spectral" else real_array(value, name)
    else:
        array = real_array(value, name, ndim=1)
    return array.astype(np.float64)


def _spd(value: Any, vector: Array) -> Array:
    P = symmetric_matrix(value, "P").astype(np.float64)
    same_shape(P[0] if len(P) else P, vector, ("a row of P", "the vector"))
    smallest = float(np.linalg.eigvalsh(P)[0])
    if smallest <= 0:
        raise ValueError(
            f"P has the eigenvalue {smallest:.3g}; expected a positive definite matrix. "
            "Only then do the steps of length 1 form a bounded ball."
        )
    return P
