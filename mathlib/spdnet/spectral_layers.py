"""ReEig and LogEig, the two layers that act on eigenvalues, as modules."""

from __future__ import annotations

from torch import Tensor, nn

from mathlib.spectral import apply, logm, rectified_log, rectify, rectify_eigenvalues


class ReEig(nn.Module):
    r"""The non-linearity of an SPDNet: U max(Λ, ε) Uᵀ.

    - forward:  dY = U (K ⊙ (Uᵀ dX U)) Uᵀ
    - backward: ∇_X = U (K ⊙ (Uᵀ sym(G) U)) Uᵀ
    - K_ij = 1 where λ_i, λ_j ≥ ε, 0 where both are below, (λ_i − ε)/(λ_i − λ_j) across

    Parameters
    ----------
    eps : float
        The floor ε, in the unit of the matrices, ≥ 0.

    Notes
    -----
    Behind a BiMap with orthonormal rows it is silent as long as the input's eigenvalues are
    above ε: those of W X Wᵀ cannot be smaller. A second ReEig with the same ε can meet eigenvalues
    at its kink, up to rounding; what rounding decides there is normal to the Stiefel manifold, and
    the tangent projection removes it.
    """

    def __init__(self, eps: float) -> None:
        super().__init__()
        rectify(eps)  # refuses a floor that is no floor, before any data is seen
        self.eps = eps

    def forward(self, X: Tensor) -> Tensor:
        """Same shape as X (..., n, n)."""
        return rectify_eigenvalues(X, self.eps)

    def extra_repr(self) -> str:
        """What `print(net)` shows."""
        return f"eps={self.eps:g}"


class LogEig(nn.Module):
    r"""From the curved cone to a flat space: U log(Λ) Uᵀ.

    - forward:  dY = U (K ⊙ (Uᵀ dX U)) Uᵀ
    - backward: ∇_X = U (K ⊙ (Uᵀ sym(G) U)) Uᵀ
    - K_ij = 1 / logarithmic mean of λ_i and λ_j
    """

    def forward(self, X: Tensor) -> Tensor:
        """Same shape as X (..., n, n), which must be positive definite."""
        return logm(X)


class ReEigLogEig(nn.Module):
    r"""ReEig and LogEig on one eigendecomposition: U log(max(Λ, ε)) Uᵀ.

    - forward:  dY = U (K ⊙ (Uᵀ dX U)) Uᵀ
    - backward: ∇_X = U (K ⊙ (Uᵀ sym(G) U)) Uᵀ
    - K is the product, entry by entry, of LogEig's K at the rectified eigenvalues and ReEig's K

    Parameters
    ----------
    eps : float
        The floor ε, in the unit of the matrices, > 0: the logarithm of 0 does not exist.

    Notes
    -----
    The same as `LogEig()(ReEig(eps)(X))` in both directions, at half the price.
    """

    def __init__(self, eps: float) -> None:
        super().__init__()
        self.eps = eps
        self._fn = rectified_log(eps)  # refuses a floor that is no floor

    def forward(self, X: Tensor) -> Tensor:
        """Same shape as X (..., n, n)."""
        return apply(self._fn, X)

    def extra_repr(self) -> str:
        """What `print(net)` shows."""
        return f"eps={self.eps:g}"
