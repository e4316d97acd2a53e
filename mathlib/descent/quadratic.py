"""The quadratic on which every rate of descent can be computed and compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import scipy.linalg

from mathlib._validate import Array, real_array, same_shape, symmetric_matrix
from mathlib.descent.directions import Norm, length

_MOST_SIGNS = 16  # the corners of a cube double with every coordinate


@dataclass(frozen=True, eq=False)
class Quadratic:
    """f(x) = ½ xᵀQx − bᵀx with Q symmetric positive definite.

    Parameters
    ----------
    Q : array_like, (n, n)
    b : array_like, (n,), optional
        Zero by default, which puts the minimiser at 0.

    Raises
    ------
    ValueError
        Q is not symmetric positive definite (the message gives its smallest eigenvalue), or b
        does not fit.

    Notes
    -----
    Source: Nocedal and Wright (2006), section 3.3.
    """

    Q: Any
    b: Any = None

    def __post_init__(self) -> None:
        Q = symmetric_matrix(self.Q, "Q").astype(np.float64)
        b = np.zeros(len(Q)) if self.b is None else real_array(self.b, "b").astype(np.float64)
        if not len(Q) or b.shape != (len(Q),):
            raise ValueError(f"Q has shape {Q.shape} and b {b.shape}; expected (n, n) and (n,).")
        smallest = float(np.linalg.eigvalsh(Q)[0])
        if smallest <= 0:
            raise ValueError(
                f"Q has the eigenvalue {smallest:.3g}; expected a positive definite matrix. "
                "Otherwise there is no single minimiser to descend to."
            )
        object.__setattr__(self, "Q", Q)
        object.__setattr__(self, "b", b)

    def loss(self, x: Any) -> float:
        """Return f(x)."""
        point = self._point(x)
        return float(point @ self.Q @ point / 2 - self.b @ point)

    def gradient(self, x: Any) -> Array:
        """Return Qx − b, (n,)."""
        return np.asarray(self.Q @ self._point(x) - self.b)

    @cached_property
    def eigenvalues(self) -> Array:
        """Eigenvalues of Q, rising, (n,)."""
        return np.asarray(np.linalg.eigvalsh(self.Q))

    @property
    def mu(self) -> float:
        """Smallest eigenvalue of Q: the flattest curvature."""
        return float(self.eigenvalues[0])

    @property
    def L(self) -> float:
        """Largest eigenvalue of Q: the Lipschitz constant of the gradient."""
        return float(self.eigenvalues[-1])

    @property
    def condition(self) -> float:
        """κ = L/μ."""
        return self.L / self.mu

    @cached_property
    def minimiser(self) -> Array:
        """x* = Q⁻¹b, (n,)."""
        return np.asarray(np.linalg.solve(self.Q, self.b))

    @cached_property
    def least_loss(self) -> float:
        """f(x*)."""
        return self.loss(self.minimiser)

    def smoothness(self, norm: Norm = "l2") -> float:
        """Return the largest dᵀQd over the steps d of length 1: the L of that norm.

        Parameters
        ----------
        norm : {"l2", "l1", "linf"} or (n, n) array
            As for `steepest_direction`.

        Returns
        -------
        float
            The largest eigenvalue (l2), the largest diagonal entry (l1), the largest sᵀQs over
            the sign vectors s (linf), or the largest eigenvalue of P⁻¹Q (P).

        Raises
        ------
        ValueError
            The norm is "spectral", which measures matrices; linf with more than 16 coordinates.
        """
        length(np.zeros(len(self.Q)), norm)  # refuses an unknown norm and a P that does not fit
        if not isinstance(norm, str):
            return float(scipy.linalg.eigh(self.Q, norm, eigvals_only=True)[-1])
        if norm == "l1":
            return float(np.diag(self.Q).max())
        if norm == "l2":
            return self.L
        if len(self.Q) > _MOST_SIGNS:
            raise ValueError(
                f"Q has {len(self.Q)} rows; the corners of the cube are tried one by one for up "
                f"to {_MOST_SIGNS}. The sum of all |Q_ij| is an upper bound."
            )
        corners = np.array(list(product((-1.0, 1.0), repeat=len(self.Q))))
        return float(np.sum(corners @ self.Q * corners, axis=1).max())

    def _point(self, x: Any) -> Array:
        point = np.asarray(x, dtype=np.float64)
        same_shape(self.b, point, ("b", "x"))
        return point
