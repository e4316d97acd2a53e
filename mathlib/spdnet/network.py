"""The network: covariance matrices in, class scores out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from mathlib._validate.tensors import positive_eigenvalues, symmetric_matrices
from mathlib.spdnet.bimap import BiMap
from mathlib.spdnet.centring import LogCentring
from mathlib.spdnet.halfvec import HalfVectorize
from mathlib.spdnet.spectral_layers import ReEig, ReEigLogEig
from mathlib.spdnet.stack import stack


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
        The floor of every ReEig, as a share of the reference; positive.
    centring : bool
        Whether the mean of the logarithms over the batch is taken off behind LogEig; see
        `LogCentring`. The network then has to be told by `train()` and `eval()` which it is doing.
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
    The last ReEig and LogEig are one layer on one eigendecomposition, `ReEigLogEig`; and the
    reference is folded into the first BiMap, (W R^{-1/2}) X (W R^{-1/2})ᵀ, so that it costs nothing
    a trial. All of `spd_layers` are computed at once (`mathlib.spdnet.stack`): the network reads
    their weights, and calls neither the modules nor their hooks. To look inside, call them one by
    one. Source: Huang and Van Gool (2017); the reference is that of tangent-space methods,
    Barachant et al. (2012).
    """

    whitening: Tensor

    def __init__(
        self,
        dims: Sequence[int],
        n_classes: int,
        *,
        eps: float = 1e-4,
        centring: bool = False,
        generator: torch.Generator | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> None:
        super().__init__()
        if len(dims) < 2:
            raise ValueError(f"dims is {tuple(dims)}; expected two sizes or more, as in (21, 12).")
        if n_classes < 2:
            raise ValueError(f"n_classes is {n_classes}; expected 2 or more.")
        self.eps, self.centring = eps, centring
        m = dims[-1]
        maps = [
            BiMap(n_in, n_out, generator=generator, dtype=dtype) for n_in, n_out in pairwise(dims)
        ]
        layers: list[nn.Module] = [maps[0]]
        for layer in maps[1:]:
            layers += [ReEig(eps), layer]
        self.spd_layers = nn.Sequential(*layers, ReEigLogEig(eps))
        flat: list[nn.Module] = [LogCentring(m, dtype=dtype)] if centring else []
        self.flat_layers = nn.Sequential(*flat, HalfVectorize(m, dtype=dtype))
        self.classifier = nn.Linear(m * (m + 1) // 2, n_classes, dtype=dtype)
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
        name = "the reference R"
        symmetric_matrices(R, name)
        if R.shape != self.whitening.shape:
            expected = tuple(self.whitening.shape)
            raise ValueError(f"{name} has shape {tuple(R.shape)}; expected {expected}.")
        eigenvalues, U = torch.linalg.eigh(R.detach())
        positive_eigenvalues(eigenvalues, name, "inverse square root")
        self.whitening.copy_((U / eigenvalues.sqrt()) @ U.mT)

    def forward(self, X: Tensor) -> Tensor:
        """Class scores (n_trials, n_classes) from covariance matrices X (n_trials, n, n).

        Raises
        ------
        TypeError, ValueError
            X does not hold finite, symmetric matrices of the network's size and dtype.
        """
        return torch.as_tensor(self.classifier(self.embed(X)))

    def embed(self, X: Tensor) -> Tensor:
        """What the linear layer sees, (n_trials, m(m+1)/2) with m the last of `dims`."""
        self._check_shape(X)
        weights = [layer.weight for layer in self.bimaps()]
        try:
            L = stack(X, self.whitening, weights, self.eps)
        except ValueError:
            # A layer has seen that a trial is no good; what is wrong is said of the input.
            symmetric_matrices(X, "X")
            raise
        return torch.as_tensor(self.flat_layers(L))

    def bimaps(self) -> list[BiMap]:
        """The BiMap layers, the first one first."""
        return [layer for layer in self.spd_layers if isinstance(layer, BiMap)]

    def architecture(self) -> dict[str, Any]:
        """What two networks must share for the state of one to fit the other, in plain values."""
        sizes = [self.whitening.shape[0], *(len(layer.weight) for layer in self.bimaps())]
        return {
            "dims": sizes,
            "n_classes": self.classifier.out_features,
            "eps": self.eps,
            "centring": self.centring,
            "dtype": str(self.whitening.dtype),
        }

    def _check_shape(self, X: Tensor) -> None:
        if X.ndim != 3 or X.shape[-2:] != self.whitening.shape:
            n = self.whitening.shape[-1]
            raise ValueError(f"X has shape {tuple(X.shape)}; expected (n_trials, {n}, {n}).")
        if X.dtype != self.whitening.dtype:
            raise TypeError(
                f"X has dtype {X.dtype}; expected {self.whitening.dtype}, as the network has. "
                "Convert one of them with .to(dtype)."
            )
