import pytest
import torch

from mathlib.spectral import LOG, daleckii_krein_vjp, ionescu_shared_vjp, ionescu_vjp

SPECTRUM = [0.02, 0.31, 0.9, 4.4, 23.0]


@pytest.mark.parametrize("vjp", [ionescu_vjp, ionescu_shared_vjp])
@pytest.mark.parametrize("dtype", [torch.float64, torch.complex128])
def test_equal_to_daleckii_krein_while_eigenvalues_differ(vjp, dtype, fn, with_spectrum, random):
    X = torch.stack([with_spectrum(SPECTRUM, k, dtype) for k in (1, 2)])
    G = random(3, 2, 5, 5, dtype=dtype)
    eigenvalues, U = torch.linalg.eigh(X)
    expected = daleckii_krein_vjp(G, eigenvalues, U, fn)
    scale = expected.abs().max()
    found = vjp(G, eigenvalues, U, fn)
    torch.testing.assert_close(found / scale, expected / scale, rtol=0, atol=1e-11)


@pytest.mark.parametrize("vjp", [ionescu_vjp, ionescu_shared_vjp])
def test_equal_eigenvalues_are_not_masked(vjp, random):
    eigenvalues = torch.tensor([0.4, 3.7, 3.7], dtype=torch.float64)
    U, G = torch.linalg.qr(random(4, 3, 3))[0], random(5, 3, 3)
    assert vjp(G, eigenvalues, U, LOG).isnan().any()
    assert daleckii_krein_vjp(G, eigenvalues, U, LOG).isfinite().all()


@pytest.mark.parametrize("vjp", [ionescu_vjp, ionescu_shared_vjp])
def test_a_small_gap_costs_digits(vjp, random):
    """What the literature's form loses at a gap of 1e-8, and the other does not."""
    eigenvalues = torch.tensor([0.4, 3.7, 3.7 + 1e-8], dtype=torch.float64)
    U, G = torch.linalg.qr(random(6, 3, 3))[0], random(7, 3, 3)
    exact = daleckii_krein_vjp(G, eigenvalues, U, LOG)
    assert 1e-11 < (vjp(G, eigenvalues, U, LOG) - exact).abs().max() < 1e-5
