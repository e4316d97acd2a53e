import pytest
import torch

from mathlib.spdnet.device import torch_device


def test_auto_takes_what_is_there():
    assert torch_device("cpu") == torch.device("cpu")
    assert torch_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_card_can_be_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert torch_device("cuda:1") == torch.device("cuda:1")


@pytest.mark.parametrize(
    ("name", "says"), [("tpu", "expected 'cpu', 'cuda' or 'auto'"), ("mps", "has no float64")]
)
def test_what_cannot_compute_in_float64_is_refused(name, says):
    with pytest.raises(ValueError, match=says):
        torch_device(name)


def test_without_a_card_the_sentence_says_so(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="torch finds no CUDA here; 'cpu' will do"):
        torch_device("cuda")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA here")
def test_training_on_a_card_ends_where_it_ends_on_the_cpu():
    from mathlib.spdnet import SPDNetClassifier

    A = torch.randn(30, 6, 20, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    X, y = (A @ A.mT).numpy(), (torch.arange(30) % 2).numpy()
    here = SPDNetClassifier(hidden=(4,)).fit(X, y)
    there = SPDNetClassifier(hidden=(4,), device="cuda").fit(X, y)
    assert there.net_.whitening.device.type == "cuda"
    assert abs(here.predict_proba(X) - there.predict_proba(X)).max() < 1e-6
