"""The network: covariance matrices in, class scores out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from mathlib._validate.tensors import positive_eigenvalues, symmetric_matrices
from mathlib.spdnet.bimap import BiMap, bimap
from mathlib.spdnet.halfvec import half_vectorize
from mathlib.spdnet.spectral_layers import LogEig, ReEig


class SPDNet(nn.Module):
    r"""(BiMap → ReEig) × (len(dims) − 1) → LogEig → half-vectorisation → linear layer.

    Before the first layer the matrices are centred: X ↦ R^{-1/2} X R^{-1/2} with a fixed
    reference R (`set_reference`; I until then). It makes the mean of the training set the
    identity, where the logarithm is flattest, and frees the network of the unit of the signals.

    Parameters
    ----------
    dims : sequence of int
        Sizes of the matrices, the input's first, such as (21, 12); never growing.
    n_classes : int
        At least 2.
    eps : float
        The floor of every ReEig, as a share of the reference.
    generator : torch.Generator, optional
        Draws the first BiMap weights. The linear layer starts at zero: all classes equally likely.
    dtype : torch.dtype
        float64 unless told otherwise.

    Raises
    ------
    ValueError
        Fewer than two sizes, sizes that grow, or fewer than two classes.

    Notes
    -----
    Source: Huang and Van Gool (2017); the centring is that of tangent-space methods, Barachant et
    al. (2012).
    """

    whitening: Tensor

    def __init__(
        self,
        dims: Sequence[int],
        n_classes: int,
        *,
        eps: float = 1e-4,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> None:
        super().__init__()
        if len(dims) < 2:
            raise ValueError(f"dims is {tuple(dims)}; expected two sizes or more, as in (21, 12).")
        if n_classes < 2:
            raise ValueError(f"n_classes is {n_classes}; expected 2 or more.")
        layers: list[nn.Module] = []
        for n_in, n_out in pairwise(dims):
            layers += [BiMap(n_in, n_out, generator=generator, dtype=dtype), ReEig(eps)]
        self.spd_layers = nn.Sequential(*layers, LogEig())
        self.classifier = nn.Linear(dims[-1] * (dims[-1] + 1) // 2, n_classes, dtype=dtype)
        nn.init.zeros_(self.classifier.weight)
        nn.init.zeros_(self.classifier.bias)
        self.register_buffer("whitening", torch.eye(dims[0], dtype=dtype))

    def set_reference(self, R: Tensor) -> None:
        """Centre all further input at R, usually the mean of the *training* matrices.

        Parameters
        ----------
        R : Tensor, shape (n, n)
            Symmetric positive definite, in the unit of the input.

        Raises
        ------
        ValueError
            R has another size than the input, or is not positive definite.
        """
        symmetric_matrices(R, "R")
        if R.shape != self.whitening.shape:
            expected = tuple(self.whitening.shape)
            raise ValueError(f"R has shape {tuple(R.shape)}; expected {expected}.")
        eigenvalues, U = torch.linalg.eigh(R.detach())
        positive_eigenvalues(eigenvalues, "R", "inverse square root")
        self.whitening.copy_((U / eigenvalues.sqrt()) @ U.mT)

    def forward(self, X: Tensor) -> Tensor:
        """Class scores (n_trials, n_classes) from covariance matrices X (n_trials, n, n)."""
        return torch.as_tensor(self.classifier(self.embed(X)))

    def embed(self, X: Tensor) -> Tensor:
        """What the linear layer sees, (n_trials, m(m+1)/2) with m the last of `dims`."""
        symmetric_matrices(X, "X")
        if X.shape[-2:] != self.whitening.shape:
            n = self.whitening.shape[-1]
            raise ValueError(f"X has shape {tuple(X.shape)}; expected (n_trials, {n}, {n}).")
        return half_vectorize(self.spd_layers(bimap(X, self.whitening)))
