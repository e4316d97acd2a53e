import numpy as np
import pytest

from mathlib.descent import Quadratic


@pytest.fixture
def quadratic():
    """Three dimensions, eigenvalues 1, 3 and 10, axes not along the coordinates."""
    rng = np.random.default_rng(5)
    basis = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    return Quadratic(basis * [1.0, 3.0, 10.0] @ basis.T, rng.normal(size=3))
