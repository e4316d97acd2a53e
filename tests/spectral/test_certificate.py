import pytest
import torch

from mathlib.spectral import apply, rectify, rectify_eigenvalues

FLOOR = 0.6
BELOW, ABOVE = [0.05, 0.4, 0.4, 3.1, 7.0], [0.7, 1.9, 1.9, 3.3, 8.0]


def layer(X):
    return rectify_eigenvalues(X, FLOOR)


def reference(X):
    return apply(rectify(FLOOR), X)


@pytest.fixture
def mixed(with_spectrum):
    """A batch (2, 3) of which two members have eigenvalues below the floor."""
    spectra = [ABOVE, BELOW, ABOVE, ABOVE, BELOW, ABOVE]
    return torch.stack([with_spectrum(s, k) for k, s in enumerate(spectra)]).reshape(2, 3, 5, 5)


def test_value_and_both_derivatives_are_those_of_the_decomposition(
    mixed, random, gradient, hessian_vector
):
    for X in (mixed, mixed[0, 0], mixed[0, 1], mixed[:, 2]):
        g, v = random(1, 2, *X.shape)
        torch.testing.assert_close(layer(X), reference(X), rtol=0, atol=1e-14)
        torch.testing.assert_close(
            gradient(layer, X, g), gradient(reference, X, g), rtol=0, atol=1e-13
        )
        torch.testing.assert_close(
            hessian_vector(layer, X, g, v), hessian_vector(reference, X, g, v), rtol=0, atol=1e-12
        )


def test_members_above_the_floor_pass_unchanged_without_a_decomposition(
    with_spectrum, random, gradient, monkeypatch
):
    X, G = torch.stack([with_spectrum(ABOVE, k) for k in range(3)]), random(4, 3, 5, 5)

    def refuse(*args, **kwargs):
        raise AssertionError("decomposed")

    monkeypatch.setattr(torch.linalg, "eigh", refuse)
    assert torch.equal(layer(X), X)
    assert layer(X) is not X
    torch.testing.assert_close(gradient(layer, X, G), (G + G.mT) / 2, rtol=1e-15, atol=1e-16)
    # The gradient of the general formula, which create_graph takes, is the same.
    A = X.clone().requires_grad_()
    (found,) = torch.autograd.grad(layer(A), A, G, create_graph=True)
    torch.testing.assert_close(found, (G + G.mT) / 2, rtol=1e-15, atol=1e-15)


def test_only_the_failing_members_are_decomposed(mixed, monkeypatch):
    seen, plain = [], torch.linalg.eigh

    def eigh(S, **kwargs):
        seen.extend(M for M in S.reshape(-1, 5, 5) if M.abs().sum() > 0)
        return plain(S, **kwargs)

    monkeypatch.setattr(torch.linalg, "eigh", eigh)
    layer(mixed)
    assert len(seen) == 2
    assert torch.equal(torch.stack(seen), torch.stack([mixed[0, 1], mixed[1, 1]]))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_a_member_does_not_depend_on_which_others_fail(
    dtype, with_spectrum, random, gradient, hessian_vector
):
    """To the last bit, at odd sizes too, where LAPACK's rounding depends on the address."""
    spectrum = torch.linspace(0.1, 5.0, 11)
    X = torch.stack([with_spectrum(spectrum, k, dtype) for k in range(12)])
    G = random(5, 12, 11, 11, dtype=dtype)
    value, pulled = layer(X), gradient(layer, X, G)
    others = X + 2 * torch.eye(11, dtype=dtype)  # all above the floor
    for k in (0, 3, 7, 10):
        few, most = others.clone(), X.clone()
        few[k], most[k] = X[k], others[k]
        assert torch.equal(layer(few)[k], value[k])
        assert torch.equal(gradient(layer, few, G)[k], pulled[k])
        # One that passes among those that fail is not the better or the worse for their company.
        assert torch.equal(layer(most)[k], others[k])
        assert torch.equal(gradient(layer, most, G)[k], gradient(layer, others, G)[k])
    found = []
    for batch in (most, others):
        A = batch.clone().requires_grad_()
        found.append(torch.autograd.grad(layer(A), A, G, create_graph=True)[0][k])
    assert torch.equal(*found)
    V = random(8, 12, 11, 11, dtype=dtype)
    second = hessian_vector(layer, X, G, V)
    for batch in (few, most):
        kept = [j for j in range(12) if torch.equal(batch[j], X[j])]
        assert torch.equal(hessian_vector(layer, batch, G, V)[kept], second[kept])


def test_an_eigenvalue_that_is_the_floor(random, gradient):
    """The certificate fails at the kink itself; either way the derivative counts as 1 there."""
    X = torch.diag(torch.tensor([FLOOR, FLOOR, 2.0], dtype=torch.float64))
    G = random(6, 3, 3)
    assert torch.equal(layer(X), X)
    torch.testing.assert_close(gradient(layer, X, G), (G + G.mT) / 2)


def test_complex_matrices(with_spectrum, random, gradient):
    X = torch.stack([with_spectrum(s, k, torch.complex128) for k, s in enumerate((ABOVE, BELOW))])
    G = random(7, 2, 5, 5, dtype=torch.complex128)
    torch.testing.assert_close(layer(X), reference(X), rtol=0, atol=1e-14)
    torch.testing.assert_close(gradient(layer, X, G), gradient(reference, X, G), rtol=0, atol=1e-13)


def test_bad_input_is_named_in_the_place_the_caller_knows(mixed):
    with pytest.raises(ValueError, match=r"X\[1, 1\] differs from its transpose by up to 0.5"):
        bad = mixed.clone()
        bad[1, 1, 0, 3] += 0.5
        layer(bad)
    with pytest.raises(ValueError, match=r"X has the entry nan at index \(1, 1, 0, 3\)"):
        bad = mixed.clone()
        bad[1, 1, 0, 3] = float("nan")
        layer(bad)
    with pytest.raises(ValueError, match=r"X has the entry inf at index \(1, 2, 4, 4\)|X\[1, 2\]"):
        bad = mixed.clone()
        bad[1, 2, 4, 4] = float("inf")
        layer(bad)
    with pytest.raises(ValueError, match=r"X has the entry inf at index \(1, 2, 0, 3\)|X\[1, 2\]"):
        bad = mixed.clone()
        bad[1, 2, 0, 3] = bad[1, 2, 3, 0] = float("inf")
        layer(bad)
    with pytest.raises(ValueError, match="floor of ReEig"):
        rectify_eigenvalues(mixed, -1.0)
    with pytest.raises(ValueError, match="square"):
        rectify_eigenvalues(mixed[..., :3], 0.1)


def test_a_batch_of_none(gradient):
    X = torch.zeros(0, 4, 4, dtype=torch.float64)
    assert layer(X).shape == gradient(layer, X, X).shape == X.shape
