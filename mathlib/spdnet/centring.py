"""Log-Euclidean centring: take the mean of the logarithms off, of the batch or of those so far."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class LogCentring(nn.Module):
    r"""L_i ↦ L_i − M behind LogEig, with L_i = log X_i; a mean in the log-Euclidean sense is zero.

    In training M is the batch's own mean, and its gradient is part of the backward pass; in
    evaluation it is a running mean of what training has seen, so that a trial's scores do not
    depend on its neighbours.

    - forward:  dY_i = dL_i − (1/B) Σ_j dL_j
    - backward: ∇_{L_i} = G_i − (1/B) Σ_j G_j, the same map: it is an orthogonal projection

    Parameters
    ----------
    n : int
        Size of the matrices.
    momentum : float
        Share of the newest batch in the running mean, in (0, 1]; the first batch enters whole.
    dtype : torch.dtype

    Raises
    ------
    ValueError
        `momentum` is outside (0, 1].

    Notes
    -----
    exp M is the log-Euclidean mean of the X_i. Source: Arsigny et al. (2007) for the mean; Ioffe
    and Szegedy (2015) for a running mean in evaluation; Brooks et al. (2019) centre on the cone
    instead.
    """

    running_mean: Tensor
    batches_seen: Tensor

    def __init__(
        self, n: int, *, momentum: float = 0.1, dtype: torch.dtype = torch.float64
    ) -> None:
        super().__init__()
        if not 0 < momentum <= 1:
            raise ValueError(f"momentum is {momentum}; expected a number in (0, 1], as 0.1.")
        self.momentum = momentum
        self.register_buffer("running_mean", torch.zeros(n, n, dtype=dtype))
        self.register_buffer("batches_seen", torch.zeros((), dtype=torch.int64))

    def forward(self, L: Tensor) -> Tensor:
        """Same shape as L (n_trials, n, n), matrices in the flat space behind a logarithm."""
        n = self.running_mean.shape[-1]
        if L.ndim != 3 or L.shape[-2:] != (n, n) or len(L) == 0:
            raise ValueError(
                f"L has shape {tuple(L.shape)}; expected (n_trials, {n}, {n}), not empty."
            )
        if not self.training:
            return L - self.running_mean
        mean = L.mean(dim=0)
        with torch.no_grad():
            share = torch.where(self.batches_seen == 0, 1.0, self.momentum)
            self.running_mean.lerp_(mean.detach(), share.to(mean.dtype))
            self.batches_seen += 1
        return L - mean

    def extra_repr(self) -> str:
        """What `print(net)` shows."""
        return f"{self.running_mean.shape[-1]}, momentum={self.momentum:g}"
