import numpy as np
import pytest

from mathlib.eeg import covariances

VOLTS = 5e-6


def signals(n_trials=4, n_channels=3, n_times=50, seed=0):
    rng = np.random.default_rng(seed)
    mixing = rng.normal(size=(n_trials, n_channels, n_channels))
    noise = rng.normal(size=(n_trials, n_channels, n_times))
    return VOLTS * (mixing @ noise + rng.normal(size=(n_trials, n_channels, 1)))


def plain(Z):
    centred = 1e6 * (Z - Z.mean(axis=2, keepdims=True))
    return np.einsum("ict,idt->icd", centred, centred) / Z.shape[2]


def shrunk(C, rho):
    n = C.shape[1]
    traces = np.trace(C, axis1=1, axis2=2)[:, None, None]
    rho = np.reshape(rho, (-1, 1, 1))
    return (1 - rho) * C + rho * traces / n * np.eye(n)


def test_without_shrinkage_it_is_the_covariance_in_square_microvolts():
    Z = signals()
    found = covariances(Z, shrinkage=None)
    assert found.shape == (4, 3, 3)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, plain(Z), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rho", [0, 0.0, 0.13, 1, 1.0])
def test_number_is_the_weight_of_the_scaled_identity(rho):
    Z = signals(seed=1)
    np.testing.assert_allclose(
        covariances(Z, shrinkage=rho), shrunk(plain(Z), rho), rtol=1e-10, atol=1e-12
    )


def test_oas_is_the_published_formula():
    Z = signals(n_trials=5, n_channels=4, n_times=9, seed=2)
    C = plain(Z)
    n, n_times = 4, 9
    trace, of_square = np.trace(C, axis1=1, axis2=2), np.einsum("icd,icd->i", C, C)
    # Chen, Wiesel, Eldar and Hero (2010), eq. 23, with the 2/n terms left out as scikit-learn does.
    alpha, mean = of_square / n**2, trace / n
    rho = np.minimum(1, (alpha + mean**2) / ((n_times + 1) * (alpha - mean**2 / n)))
    np.testing.assert_allclose(covariances(Z), shrunk(C, rho), rtol=1e-9)


def test_ledoit_wolf_is_the_published_formula():
    Z = signals(n_trials=5, n_channels=4, n_times=9, seed=3)
    C, n_times = plain(Z), Z.shape[2]
    target = shrunk(C, np.ones(5))
    centred = 1e6 * (Z - Z.mean(axis=2, keepdims=True))
    single = np.einsum("ict,idt->itcd", centred, centred)
    spread = np.sum((single - C[:, None]) ** 2, axis=(1, 2, 3)) / n_times**2
    rho = np.minimum(1, spread / np.sum((C - target) ** 2, axis=(1, 2)))
    np.testing.assert_allclose(covariances(Z, shrinkage="lw"), shrunk(C, rho), rtol=1e-9)


@pytest.mark.parametrize("shrinkage", ["oas", "lw", 0.1])
def test_few_samples_are_positive_definite_when_shrunk(shrinkage):
    found = covariances(signals(n_channels=8, n_times=5), shrinkage=shrinkage)
    assert np.linalg.eigvalsh(found).min() > 0
    np.testing.assert_array_equal(found, found.transpose(0, 2, 1))


@pytest.mark.parametrize("shrinkage", [None, 0.0])
def test_few_samples_without_shrinkage_are_refused(shrinkage):
    with pytest.raises(
        ValueError, match=r"8 samples of 8 channels: .* singular\. Give more than 8"
    ):
        covariances(signals(n_channels=8, n_times=8), shrinkage=shrinkage)
    assert covariances(signals(n_channels=8, n_times=9), shrinkage=shrinkage).shape == (4, 8, 8)


def test_input_is_left_alone_and_float32_becomes_float64():
    Z = signals().astype(np.float32)
    before = Z.copy()
    assert covariances(Z).dtype == np.float64
    np.testing.assert_array_equal(Z, before)


@pytest.mark.parametrize("shrinkage", ["OAS", -0.1, 1.5, float("nan"), True, (0.1,), "scm"])
def test_unknown_shrinkage_is_refused(shrinkage):
    with pytest.raises(ValueError, match="expected 'oas', 'lw', a number from 0 to 1, or None"):
        covariances(signals(), shrinkage=shrinkage)


def test_nan_is_refused_with_its_place():
    Z = signals()
    Z[2, 1, 7] = np.nan
    with pytest.raises(ValueError, match=r"signals has the entry nan at index \(2, 1, 7\)"):
        covariances(Z)


@pytest.mark.parametrize("shape", [(3, 50), (0, 3, 50), (4, 3, 0), (4, 0, 50)])
def test_shape_that_is_no_set_of_trials_is_refused(shape):
    with pytest.raises(ValueError, match="signals ha"):
        covariances(np.ones(shape))
