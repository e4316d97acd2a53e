import numpy as np
import pytest
import torch

from mathlib.differentials import (
    nuclear_norm,
    nuclear_norm_jvp,
    nuclear_norm_vjp,
    spectral_norm,
    spectral_norm_jvp,
    spectral_norm_vjp,
)

SHAPES = [(3, 5), (5, 3), (4, 4), (4, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_spectral_norm_three_ways(three_ways, shape):
    X = np.random.default_rng(0).normal(size=shape)
    three_ways(
        spectral_norm,
        spectral_norm_jvp,
        spectral_norm_vjp,
        lambda X: torch.linalg.matrix_norm(X, 2),
        X,
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_nuclear_norm_three_ways(three_ways, shape):
    X = np.random.default_rng(0).normal(size=shape)
    three_ways(
        nuclear_norm,
        nuclear_norm_jvp,
        nuclear_norm_vjp,
        lambda X: torch.linalg.matrix_norm(X, "nuc"),
        X,
    )


def test_kinks_are_refused_with_what_was_measured():
    twice = np.diag([2.0, 2.0, 1.0])
    for call in (lambda: spectral_norm_vjp(1.0, twice), lambda: spectral_norm_jvp(twice, twice)):
        with pytest.raises(
            ValueError, match=r"singular values of X are 2 and 2: the largest is not"
        ):
            call()
    with pytest.raises(ValueError, match="are 0 and 0"):
        spectral_norm_vjp(1.0, np.zeros((2, 3)))
    flat = np.outer([1.0, 2.0, 3.0], [1.0, -1.0])
    for call in (lambda: nuclear_norm_vjp(1.0, flat), lambda: nuclear_norm_jvp(flat, flat)):
        with pytest.raises(ValueError, match=r"has rank 1; expected rank 2\. A zero singular"):
            call()
    assert spectral_norm(twice) == 2 and nuclear_norm(twice) == pytest.approx(5)
    assert nuclear_norm(flat) == pytest.approx(28**0.5)


def test_bad_input_is_refused():
    for norm in (spectral_norm, nuclear_norm):
        with pytest.raises(ValueError, match="expected 2 axes"):
            norm([1.0, 2.0])
    X = np.random.default_rng(1).normal(size=(2, 3))
    for jvp in (spectral_norm_jvp, nuclear_norm_jvp):
        with pytest.raises(ValueError, match="expected equal shapes"):
            jvp(X, X.T)
