"""Some members of a batch taken out and put back without a change in any bit of their results.

A matrix of odd size that moves to another address may change in its last digits (see `pieces`).
Here a member moves only to places whose address agrees modulo 64 with its own; places left over
hold zeros. What a member gets then does not depend on which others were taken with it.
"""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor

from mathlib.spectral.pieces import period

# From this share on, working on the whole batch costs less than moving members about.
_MOST = 0.75


class Members:
    """The members of a batch that are chosen; from three quarters on, all come along unmoved.

    Parameters
    ----------
    chosen : Tensor, shape (...), on the CPU
        Not zero for the members that are meant.
    matrices : Tensor, shape (..., n, n)
        Whose places in memory count.
    exact : bool
        Whether bits matter. If not, those taken stand side by side, without places left over.

    Attributes
    ----------
    chosen : Tensor
        As given.
    count : int
        How many are chosen.
    whole : bool
        Whether all come along.
    """

    def __init__(self, chosen: Tensor, matrices: Tensor, *, exact: bool = True) -> None:
        self.chosen = chosen
        self.count = int(torch.count_nonzero(chosen))
        self.whole = self.count >= _MOST * chosen.numel()
        self._axes = chosen.ndim
        self._unit, self._device = period(matrices) if exact else 1, matrices.device

    def take(self, batch: Tensor) -> Tensor:
        """The chosen members of (..., *item) as (k, *item), in their places."""
        flat = batch.reshape(-1, *batch.shape[self._axes :])
        if self.whole:
            return flat.contiguous()
        index, place, room = self._moves
        taken = flat.new_zeros(room, *flat.shape[1:])
        return taken.index_copy_(0, place, flat.index_select(0, index))

    def put(self, taken: Tensor, batch: Tensor) -> Tensor:
        """A copy of `batch` whose members are those of `taken` as far as they came along."""
        if self.whole:
            return taken.reshape(batch.shape)
        index, place, _ = self._moves
        flat = batch.reshape(-1, *batch.shape[self._axes :])
        result = flat.clone(memory_format=torch.contiguous_format)
        result.index_copy_(0, index, taken.index_select(0, place))
        return result.reshape(batch.shape)

    @cached_property
    def _moves(self) -> tuple[Tensor, Tensor, int]:
        """Indices of the chosen members, the place each moves to, and how many places there are."""
        unit = self._unit
        index = self.chosen.reshape(-1).nonzero().squeeze(-1)
        residue = index % unit
        rank = (residue == torch.arange(unit).unsqueeze(-1)).cumsum(dim=-1)
        place = residue + unit * (rank[residue, torch.arange(len(index))] - 1)
        return index.to(self._device), place.to(self._device), int(place.max()) + 1
