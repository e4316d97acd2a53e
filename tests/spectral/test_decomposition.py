import pytest
import torch

from mathlib.spectral import EXP, INV_SQRT, LOG, SQRT, apply, decomposition, power
from mathlib.spectral.decomposition import LinAlgError, decompose, symmetric_part


def test_it_is_the_decomposition_of_the_symmetric_part(with_spectrum):
    X = torch.stack([with_spectrum([0.3, 1.7, 9.0], k) for k in range(2)])
    X[1, 0, 2] += 1e-10  # asymmetry that counts as rounding
    eigenvalues, U = decompose(X, EXP)
    S = (X + X.mT) / 2
    torch.testing.assert_close((U * eigenvalues.unsqueeze(-2)) @ U.mT, S, rtol=0, atol=1e-14)


def test_both_triangles_of_the_input_count():
    """eigh alone would read one of them."""
    X = torch.tensor([[2.5, 0.4], [0.4, 7.0]], dtype=torch.float64)
    lower, upper = X.clone(), X.clone()
    lower[1, 0] += 1e-9
    upper[0, 1] += 1e-9
    assert torch.equal(symmetric_part(lower, "X"), symmetric_part(upper, "X"))
    assert not torch.equal(apply(LOG, lower), apply(LOG, X))
    assert symmetric_part(X, "X") is X  # nothing to do, nothing copied


@pytest.mark.parametrize("function", [LOG, INV_SQRT, power(0.5)])
def test_a_matrix_outside_the_domain_is_named_with_its_eigenvalue(function, with_spectrum):
    X = torch.stack([with_spectrum([1.5, 3.0], 1), with_spectrum([-0.5, 3.0], 2)]).reshape(
        1, 2, 2, 2
    )
    message = rf"X\[0, 1\] has the eigenvalue -0.5; .*positive definite.*{function.name}.*rectify"
    with pytest.raises(ValueError, match=message):
        apply(function, X)


def test_the_square_root_takes_what_is_negative_by_rounding(with_spectrum):
    X = with_spectrum([0.0, 0.4, 9.0], 3)
    X = X - 1e-15 * torch.eye(3)
    assert torch.linalg.eigvalsh(X)[0] < 0
    root = apply(SQRT, X)
    torch.testing.assert_close(root @ root, X, rtol=0, atol=1e-14)
    with pytest.raises(ValueError, match=r"X has the eigenvalue -0.2; .*semidefinite"):
        apply(SQRT, with_spectrum([-0.2, 0.4, 9.0], 4))


@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_an_entry_that_is_not_finite_is_located_at_every_size(n, bad):
    """LAPACK fails to converge at some sizes and returns NaN in silence at others."""
    X = torch.eye(n, dtype=torch.float64).repeat(3, 1, 1)
    X[1, n - 1, 0] = X[1, 0, n - 1] = bad
    with pytest.raises(
        ValueError, match=r"X has the entry (nan|inf) at index \(1, 0, \d+\)|X\[1\]"
    ):
        apply(EXP, X)


def test_what_is_not_symmetric_is_named_with_the_difference(with_spectrum):
    X = torch.stack([1e12 * with_spectrum([1.5, 3.0], 1), with_spectrum([0.5, 3.0], 2)])
    X[1, 0, 1] += 0.1  # small beside its large neighbour
    with pytest.raises(ValueError, match=r"X\[1\] differs from its transpose by up to 0.1"):
        apply(EXP, X)
    Z = X[0].to(torch.complex128) + torch.tensor([[0, 1e12j], [1e12j, 0]])
    with pytest.raises(ValueError, match=r"conjugate transpose .*Hermitian.*X.mH"):
        apply(EXP, Z)


def test_no_convergence_is_named_with_the_batch_index(with_spectrum, monkeypatch):
    """eigh cannot be made to fail on finite input: a stand-in fails on one member."""
    X = torch.stack([with_spectrum([0.3, 1.7], k) for k in range(6)]).reshape(2, 3, 2, 2)
    failing, plain = X[1, 0], torch.linalg.eigh

    def eigh(S, **kwargs):
        if any(torch.equal(M, failing) for M in S.reshape(-1, 2, 2)):
            raise LinAlgError("error code: 1")
        return plain(S, **kwargs)

    monkeypatch.setattr(torch.linalg, "eigh", eigh)
    with pytest.raises(LinAlgError, match=r"eigenvalues of X\[1, 0\] did not converge .*Scale"):
        decompose(X, EXP)


def test_where_values_are_not_read_a_matrix_outside_the_domain_becomes_nan():
    """The path of a GPU and of torch.compile."""
    eigenvalues = torch.tensor([[-0.5, 2.0], [0.3, 2.0], [-1e-17, 2.0]], dtype=torch.float64)
    found = decomposition._or_nan(eigenvalues, LOG)
    assert found.isnan().tolist() == [[True] * 2, [False] * 2, [True] * 2]
    found = decomposition._or_nan(eigenvalues, SQRT)
    assert found.isnan().tolist() == [[True] * 2, [False] * 2, [False] * 2]
    assert found[2, 0] == 0
    assert decomposition._or_nan(eigenvalues, EXP) is eigenvalues
