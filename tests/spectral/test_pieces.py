import pytest
import torch

from mathlib.spectral import LOG, daleckii_krein_vjp
from mathlib.spectral import pieces as module
from mathlib.spectral.daleckii_krein import product, pull_back, spectral_product
from mathlib.spectral.pieces import period, pieces


@pytest.mark.parametrize(("n", "itemsize"), [(3, 8), (6, 8), (8, 8), (5, 4), (7, 16)])
def test_pieces_cover_the_batch_in_order_and_start_at_equal_addresses(n, itemsize):
    dtype = {4: torch.float32, 8: torch.float64, 16: torch.complex128}[itemsize]
    batch = torch.zeros(20000 // n, n, n, dtype=dtype)
    parts = pieces(batch)
    assert torch.equal(
        torch.cat([torch.arange(len(batch))[p] for p in parts]), torch.arange(len(batch))
    )
    assert len(parts) > 1
    assert all(p.start * n * n * itemsize % 64 == 0 for p in parts)
    assert period(batch) * n * n * itemsize % 64 == 0


def test_one_piece_where_there_is_nothing_to_cut():
    for shape in [(4, 4), (3, 5000, 4, 4), (0, 4, 4), (2, 4, 4)]:
        assert len(pieces(torch.zeros(shape))) == 1


@pytest.mark.parametrize("n", [7, 10])
def test_the_bits_do_not_depend_on_the_pieces(n, random, with_spectrum, monkeypatch):
    X = torch.stack([with_spectrum(torch.linspace(0.2, 5, n), k) for k in range(40)])
    G, (eigenvalues, U) = random(1, 40, n, n), torch.linalg.eigh(X)
    monkeypatch.setattr(module, "_ENTRIES", 10 * n * n)
    assert len(pieces(U)) > 2
    expected = daleckii_krein_vjp(G, eigenvalues, U, LOG)
    assert torch.equal(pull_back(G, eigenvalues, U, LOG), expected)
    expected = product(U * eigenvalues.unsqueeze(-2), U.mH)
    assert torch.equal(spectral_product(eigenvalues, U), expected)
    # A gradient that was expanded, as that of a sum, has no memory of its own to copy the shape of.
    ones = torch.ones(()).double().expand(40, n, n)
    expected = daleckii_krein_vjp(ones, eigenvalues, U, LOG)
    assert torch.equal(pull_back(ones, eigenvalues, U, LOG), expected)
