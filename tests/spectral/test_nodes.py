import pytest
import torch
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vmap

from mathlib.spectral import LOG, apply, frechet, generic, logm, rectified_logm, rectify_eigenvalues

TANH = generic(torch.tanh, name="tanh")
LAYERS = {
    "logm": logm,
    "rectify_eigenvalues": lambda X: rectify_eigenvalues(X, 0.3),
    "rectified_logm": lambda X: rectified_logm(X, 0.3),
    "generic": lambda X: apply(TANH, X),
}


@pytest.fixture(params=[*list(LAYERS)[:3], pytest.param("generic", marks=pytest.mark.full)])
def layer(request):
    return LAYERS[request.param]


@pytest.fixture
def batch(with_spectrum):
    """Eigenvalues on both sides of 0.3; the last member has an equal pair."""
    spectra = [[0.05, 0.4, 1.7], [0.5, 0.9, 2.2], [0.2, 1.9, 1.9]]
    return torch.stack([with_spectrum(s, k) for k, s in enumerate(spectra)])


def curved(layer, G):
    """A loss of any square A whose upstream gradient depends on A too."""
    return lambda A: (layer(A @ A.mT + A.mT @ A / 9) * G).sum() ** 2


def test_vmap_over_any_axis_is_the_batched_call(layer, batch):
    assert torch.equal(vmap(layer)(batch), layer(batch))
    found = vmap(layer, in_dims=1, out_dims=2)(batch.transpose(0, 1))
    assert torch.equal(found, layer(batch).movedim(0, 2))


def test_vmap_of_grad_is_the_loop(layer, batch, random):
    loss = curved(layer, random(1, 3, 3))
    loop = torch.stack([grad(loss)(A) for A in batch])
    torch.testing.assert_close(vmap(grad(loss))(batch), loop, rtol=1e-12, atol=1e-12)


def test_forward_and_reverse_jacobians_agree_also_batched(layer, batch):
    for A in batch:
        torch.testing.assert_close(jacfwd(layer)(A), jacrev(layer)(A), rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", ["fwd(rev)", "rev(rev)", "rev(fwd)", "fwd(fwd)"])
def test_every_hessian_is_the_numerical_one(name, layer, batch, random):
    transform = {
        "fwd(rev)": hessian,
        "rev(rev)": lambda f: jacrev(jacrev(f)),
        "rev(fwd)": lambda f: jacrev(jacfwd(f)),
        "fwd(fwd)": lambda f: jacfwd(jacfwd(f)),
    }[name]
    loss, A, V = curved(layer, random(2, 3, 3)), batch[0] + 0.1 * random(3, 3, 3), random(4, 3, 3)
    found = (transform(loss)(A) * V).sum(dim=(-2, -1))
    step = 1e-4
    numerical = (
        8 * (grad(loss)(A + step * V) - grad(loss)(A - step * V))
        - (grad(loss)(A + 2 * step * V) - grad(loss)(A - 2 * step * V))
    ) / (12 * step)
    scale = numerical.abs().max()
    torch.testing.assert_close(found / scale, numerical / scale, rtol=0, atol=1e-8)


def test_vmap_of_hessian_is_the_loop(layer, batch, random):
    loss = curved(layer, random(5, 3, 3))
    loop = torch.stack([hessian(loss)(A) for A in batch])
    torch.testing.assert_close(vmap(hessian(loss))(batch), loop, rtol=1e-11, atol=1e-11)


def test_jvp_of_a_batch_and_many_directions_at_once(layer, batch, random):
    H = random(6, 4, 3, 3, 3)
    found = vmap(lambda direction: jvp(layer, (batch,), (direction,))[1])(H)
    loop = torch.stack([jvp(layer, (batch,), (direction,))[1] for direction in H])
    torch.testing.assert_close(found, loop, rtol=0, atol=1e-14)


def test_batched_gradients(layer, batch, random):
    X = batch.clone().requires_grad_()
    Y, G = layer(X), random(7, 4, 3, 3, 3)
    (found,) = torch.autograd.grad(Y, X, G, is_grads_batched=True, retain_graph=True)
    loop = torch.stack([torch.autograd.grad(Y, X, g, retain_graph=True)[0] for g in G])
    torch.testing.assert_close(found, loop, rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", ["rev(rev(rev))", "fwd(hessian)", "fwd(fwd(fwd))"])
def test_third_derivatives_are_refused_by_every_transform(name, batch, random):
    transform = {
        "rev(rev(rev))": lambda f: jacrev(jacrev(jacrev(f))),
        "fwd(hessian)": lambda f: jacfwd(hessian(f)),
        "fwd(fwd(fwd))": lambda f: jacfwd(jacfwd(jacfwd(f))),
    }[name]
    with pytest.raises(NotImplementedError, match="differentiable twice"):
        transform(curved(logm, random(8, 3, 3)))(batch[1])


def test_a_third_derivative_is_refused_even_when_another_term_has_one(layer, batch, random):
    """The dangerous case: another term has a third derivative, so silence would give a number."""
    X = batch.clone().requires_grad_()
    loss = (layer(X) * random(9, 3, 3, 3)).sum() + (X**3).sum()
    (first,) = torch.autograd.grad(loss, X, create_graph=True)
    (second,) = torch.autograd.grad((first * random(10, 3, 3, 3)).sum(), X, create_graph=True)
    with pytest.raises(NotImplementedError, match="differentiable twice"):
        torch.autograd.grad(second.sum(), X)


class TestCompiled:
    """torch.compile with the backend that traces all and generates no code."""

    @pytest.fixture(autouse=True)
    def fresh(self):
        torch._dynamo.reset()
        yield
        torch._dynamo.reset()

    def compiled(self, f):
        return torch.compile(f, backend="aot_eager", fullgraph=True)

    @pytest.mark.parametrize(
        "name", ["logm", "rectify_eigenvalues", pytest.param("generic", marks=pytest.mark.full)]
    )
    def test_value_and_gradient(self, name, batch, random, gradient):
        layer, G = LAYERS[name], random(11, 3, 3, 3)
        found = self.compiled(layer)
        torch.testing.assert_close(found(batch), layer(batch), rtol=0, atol=1e-14)
        torch.testing.assert_close(
            gradient(found, batch, G), gradient(layer, batch, G), rtol=0, atol=1e-13
        )

    def test_frechet(self, batch, random, gradient):
        H = random(12, 3, 3, 3)

        def direction(A):
            return frechet(LOG, A, H)

        ones = torch.ones_like(batch)
        torch.testing.assert_close(
            gradient(self.compiled(direction), batch, ones),
            gradient(direction, batch, ones),
            rtol=0,
            atol=1e-13,
        )

    def test_outside_the_domain_is_nan(self, batch):
        X = batch.clone()
        X[1] -= 3 * torch.eye(3)
        found = self.compiled(logm)(X)
        assert found[1].isnan().all()
        assert torch.equal(found[[0, 2]], logm(batch[[0, 2]]))

    def test_a_second_derivative_is_refused_also_for_a_constant_upstream_gradient(
        self, batch, random
    ):
        """Torch alone would leave the term out in silence."""
        X = batch.clone().requires_grad_()
        loss = (self.compiled(logm)(X) * random(13, 3, 3, 3)).sum() + (X**3).sum()
        (first,) = torch.autograd.grad(loss, X, create_graph=True)
        with pytest.raises(RuntimeError, match="double backward"):
            torch.autograd.grad(first.sum(), X)

    def test_a_transform_inside_is_refused(self, batch):
        """It would differentiate eigh, with NaN at equal eigenvalues."""
        inside = self.compiled(lambda A: grad(lambda B: logm(B).sum())(A))
        with pytest.raises(Exception, match=r"torch\.func transforms inside|Observed exception"):
            inside(batch)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU: none here")
class TestCuda:
    def test_value_gradient_and_second_derivative(
        self, layer, batch, random, gradient, hessian_vector
    ):
        G, V = random(14, 2, 3, 3, 3)
        on = [t.cuda() for t in (batch, G, V)]
        torch.testing.assert_close(layer(on[0]).cpu(), layer(batch), rtol=0, atol=1e-12)
        torch.testing.assert_close(
            gradient(layer, *on[:2]).cpu(), gradient(layer, batch, G), rtol=0, atol=1e-12
        )
        torch.testing.assert_close(
            hessian_vector(layer, *on).cpu(),
            hessian_vector(layer, batch, G, V),
            rtol=0,
            atol=1e-11,
        )

    def test_nothing_but_eigh_waits(self, batch, random, monkeypatch):
        X, G = batch.cuda().requires_grad_(), random(15, 3, 3, 3).cuda()
        spectrum = torch.linalg.eigh(batch.cuda())
        monkeypatch.setattr(torch.linalg, "eigh", lambda S: spectrum)
        torch.autograd.grad(logm(X), X, G)  # once, to have the library loaded
        torch.cuda.set_sync_debug_mode("error")
        try:
            torch.autograd.grad(logm(X), X, G)
        finally:
            torch.cuda.set_sync_debug_mode("default")

    def test_outside_the_domain_is_nan(self, batch):
        assert logm(-batch.cuda()).isnan().all()
