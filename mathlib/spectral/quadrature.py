"""The rule of Gauss and Legendre, for divided differences that are means of a derivative."""

from __future__ import annotations

import numpy as np


def gauss_legendre(n: int) -> list[tuple[float, float]]:
    """Return the n nodes on [0, 1] with their weights, exact for polynomials up to degree 2n − 1.

    Parameters
    ----------
    n : int, at least 1

    Returns
    -------
    list of tuple of float
        (node, weight), the weights summing to 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(n)
    return [(float(1 + x) / 2, float(w) / 2) for x, w in zip(nodes, weights)]
