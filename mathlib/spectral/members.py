"""Some members of a batch taken out and put back without a change in any bit of their results.

A matrix of odd size that moves to another address may change in its last digits (see `pieces`).
Here a member moves only to places whose address agrees modulo 64 with its own; places left over
hold zeros. What a member gets then does not depend on which others were taken with it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mathlib.spectral.pieces import period


class Members:
    """The members of a batch that a mask names.

    Parameters
    ----------
    chosen : Tensor of bool, shape (...), on the CPU
        At least one True.
    matrices : Tensor, shape (..., n, n)
        Whose places in memory count.
    """

    def __init__(self, chosen: Tensor, matrices: Tensor) -> None:
        unit = period(matrices)
        index = chosen.reshape(-1).nonzero().squeeze(-1)
        residue = index % unit
        rank = (residue == torch.arange(unit).unsqueeze(-1)).cumsum(dim=-1)
        place = residue + unit * (rank[residue, torch.arange(len(index))] - 1)
        self._axes = chosen.ndim
        self._count = int(place.max()) + 1
        self._index = index.to(matrices.device)
        self._place = place.to(matrices.device)

    def take(self, batch: Tensor) -> Tensor:
        """The chosen members of (..., *item) as (k, *item), in their places."""
        flat = batch.reshape(-1, *batch.shape[self._axes :])
        taken = flat.new_zeros(self._count, *flat.shape[1:])
        return taken.index_copy_(0, self._place, flat.index_select(0, self._index))

    def put(self, taken: Tensor, batch: Tensor) -> Tensor:
        """A copy of `batch` in which the chosen members are those of `taken`."""
        flat = batch.reshape(-1, *batch.shape[self._axes :]).clone(
            memory_format=torch.contiguous_format
        )
        flat.index_copy_(0, self._index, taken.index_select(0, self._place))
        return flat.reshape(batch.shape)
