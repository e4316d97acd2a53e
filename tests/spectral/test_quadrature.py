import numpy as np
import pytest

from mathlib.spectral.quadrature import gauss_legendre


@pytest.mark.parametrize("n", [1, 4, 11])
def test_polynomials_up_to_degree_2n_minus_1_are_integrated_exactly(n):
    nodes, weights = np.array(gauss_legendre(n)).T
    for degree in range(2 * n):
        assert weights @ nodes**degree == pytest.approx(1 / (degree + 1), rel=1e-13)
    if n <= 4:  # beyond, the error of the next degree is below rounding
        assert weights @ nodes ** (2 * n) != pytest.approx(1 / (2 * n + 1), rel=1e-6)
