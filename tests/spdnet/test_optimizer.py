import pytest

from mathlib.spdnet import BiMap, RiemannianAdam, RiemannianSGD, SPDNet, make_optimizer


def test_only_bimap_weights_are_on_the_manifold(generator):
    net = SPDNet((6, 4, 3), 2, generator=generator())
    stiefel, flat = make_optimizer(net, lr=0.1).param_groups
    assert [tuple(w.shape) for w in stiefel["params"]] == [(4, 6), (3, 4)]
    assert [tuple(w.shape) for w in flat["params"]] == [(2, 6), (2,)]
    assert (stiefel["stiefel"], flat["stiefel"]) == (True, False)


def test_the_method_and_its_options_are_handed_on(generator):
    layer = BiMap(5, 3, generator=generator())
    adam = make_optimizer(layer, lr=0.1, betas=(0.5, 0.6))
    sgd = make_optimizer(layer, lr=0.2, method="sgd", momentum=0.7, retraction="polar")
    assert isinstance(adam, RiemannianAdam)
    assert isinstance(sgd, RiemannianSGD)
    assert (adam.param_groups[0]["lr"], adam.param_groups[0]["betas"]) == (0.1, (0.5, 0.6))
    (group,) = sgd.param_groups
    assert (group["lr"], group["momentum"], group["retraction"]) == (0.2, 0.7, "polar")


def test_an_unknown_method_is_refused(generator):
    with pytest.raises(ValueError, match="method is 'lbfgs'; expected one of adam, sgd"):
        make_optimizer(BiMap(5, 3, generator=generator()), lr=0.1, method="lbfgs")
