import pytest
import torch
from scipy import linalg

from mathlib.spectral import expm, inv_sqrtm, logm, powm, rectified_logm, rectify_eigenvalues, sqrtm

NAMED = {
    "logm": (logm, linalg.logm),
    "expm": (expm, linalg.expm),
    "sqrtm": (sqrtm, linalg.sqrtm),
    "inv_sqrtm": (inv_sqrtm, lambda X: linalg.inv(linalg.sqrtm(X))),
    "powm": (lambda X: powm(X, -1.5), lambda X: linalg.fractional_matrix_power(X, -1.5)),
}


@pytest.mark.parametrize("name", NAMED)
def test_each_name_is_the_function_it_says(name, with_spectrum):
    ours, scipys = NAMED[name]
    X = with_spectrum([0.2, 0.7, 3.1, 4.4], 1)
    torch.testing.assert_close(ours(X), torch.as_tensor(scipys(X.numpy())), rtol=1e-11, atol=1e-11)


def test_rectified_logm_is_reeig_then_logeig(with_spectrum, random, gradient):
    """ReEig makes the eigenvalues below its floor equal, and LogEig takes them."""
    X, G = with_spectrum([-0.5, 0.1, 0.3, 1.7, 4.4], 2), random(3, 5, 5)

    def two_layers(A):
        return logm(rectify_eigenvalues(A, 0.6))

    def one_layer(A):
        return rectified_logm(A, 0.6)

    torch.testing.assert_close(one_layer(X), two_layers(X), rtol=0, atol=1e-14)
    torch.testing.assert_close(
        gradient(one_layer, X, G), gradient(two_layers, X, G), rtol=0, atol=1e-13
    )
