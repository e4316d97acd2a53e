import pytest
import torch

from mathlib.spdnet import Settings, SPDNet, fit
from mathlib.spdnet.memory import fitting_batch


@pytest.mark.parametrize(
    ("room", "says"),
    [
        (100, r"288 trials at once do not fit .* batch_size=72 fits"),
        (1, r"batch_size=1 fits"),
        (0, r"not even one trial fits .* device='cpu'"),
    ],
)
def test_the_largest_half_that_fits_is_named(room, says):
    tried = []

    def attempt(size):
        tried.append(size)
        if size > room:
            raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(MemoryError, match=says), fitting_batch(288, attempt):
        attempt(288)
    assert tried == [288, *[288 // 2**k for k in range(1, 9) if 288 // 2 ** (k - 1) > max(room, 0)]]


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError), fitting_batch(4, lambda size: None):
        raise ZeroDivisionError


def test_training_names_the_batch_that_fits(monkeypatch):
    """A network whose device holds 9 trials: of 30 at once, then of batches of 16."""
    A = torch.randn(30, 4, 9, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    X, y = A @ A.mT, torch.arange(30) % 2
    whole = SPDNet.forward

    def small(self, X):
        if len(X) > 9:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return whole(self, X)

    monkeypatch.setattr(SPDNet, "forward", small)
    for batch_size, fits in ((None, 7), (16, 8)):
        settings = Settings(hidden=(3,), max_epochs=2, batch_size=batch_size)
        with pytest.raises(MemoryError, match=f"batch_size={fits} fits"):
            fit(SPDNet((4, 3), 2), X, y, settings)
    history = fit(SPDNet((4, 3), 2), X, y, Settings(hidden=(3,), max_epochs=2, batch_size=7))
    assert len(history.losses) == 2
