import numpy as np
import pytest
import torch

from mathlib._validate.tensors import (
    finite_eigenvalues,
    like_matrices,
    matrix_batch,
    member,
    nonnegative_eigenvalues,
    positive_eigenvalues,
    real_tensor,
    square_matrices,
    symmetric_matrices,
)


def symmetric(seed, *shape, dtype=torch.float64):
    A = torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)
    return A + A.mT


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_good_batch_comes_back_as_it_is(dtype):
    X = symmetric(0, 2, 3, 4, 4, dtype=dtype)
    assert symmetric_matrices(X, "X") is X
    assert matrix_batch(X, "X") is X
    assert like_matrices(X, "H", X, "X") is X


def test_complex_matrices_pass_where_they_have_a_meaning():
    X = symmetric(0, 3, 3, dtype=torch.complex64)
    assert matrix_batch(X, "X") is X
    with pytest.raises(TypeError, match=r"complex64; expected torch\.float64 or torch\.float32"):
        symmetric_matrices(X, "X")


def test_an_array_is_refused_with_the_way_to_convert_it():
    with pytest.raises(TypeError, match=r"X is a ndarray; .*torch\.as_tensor\(X\)"):
        real_tensor(np.eye(2), "X")


@pytest.mark.parametrize("dtype", [torch.int64, torch.complex128, torch.float16])
def test_other_dtypes_are_named(dtype):
    with pytest.raises(TypeError, match=rf"{dtype}; .*X\.to\(torch\.float64\)"):
        real_tensor(torch.zeros(2, 2, dtype=dtype), "X")


def test_a_companion_of_another_shape_or_dtype_is_refused():
    X = symmetric(0, 4, 4)
    with pytest.raises(ValueError, match=r"H has shape \(3, 3\) and X \(4, 4\)"):
        like_matrices(X[:3, :3], "H", X, "X")
    with pytest.raises(TypeError, match=r"H has dtype torch\.float32; expected torch\.float64"):
        like_matrices(X.float(), "H", X, "X")


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_an_entry_that_is_not_finite_is_located(bad):
    X = symmetric(1, 3, 4, 4)
    X[2, 1, 3] = bad
    with pytest.raises(ValueError, match=r"X has the entry (nan|inf) at index \(2, 1, 3\)"):
        symmetric_matrices(X, "X")


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 0, 0)])
def test_what_is_not_square_is_refused_with_its_shape(shape):
    for check in (square_matrices, matrix_batch):
        with pytest.raises(ValueError, match=r"expected square matrices"):
            check(torch.zeros(shape), "X")


def test_the_batch_member_that_is_not_symmetric_is_named():
    X = symmetric(2, 2, 3, 4, 4)
    X[1, 2, 0, 3] += 0.5
    with pytest.raises(ValueError, match=r"X\[1, 2\] differs from its transpose by up to 0\.5"):
        symmetric_matrices(X, "X")


def test_symmetry_is_measured_against_each_matrix_not_against_the_batch():
    X = symmetric(3, 2, 4, 4)
    X[0] *= 1e12  # a large neighbour must not excuse the small matrix
    X[1, 0, 1] += 0.1
    with pytest.raises(ValueError, match=r"X\[1\]"):
        symmetric_matrices(X, "X")


def test_rounding_is_no_asymmetry():
    X = symmetric(4, 5, 5)
    X[0, 1] *= 1 + 1e-14
    symmetric_matrices(X, "X")
    symmetric_matrices(torch.zeros(2, 3, 3), "X")


def test_the_eigenvalue_and_the_remedy_are_in_the_message():
    eigenvalues = torch.tensor([[[1.0, 3.0], [2.0, 5.0]], [[-0.25, 4.0], [1.0, 1.0]]])
    with pytest.raises(
        ValueError, match=r"X\[1, 0\] has the eigenvalue -0\.25; .*logarithm.*Shrink"
    ):
        positive_eigenvalues(eigenvalues, "X", "logarithm")
    with pytest.raises(ValueError, match=r"X\[1, 0\] .*-0\.25; .*semidefinite.*square root"):
        nonnegative_eigenvalues(eigenvalues, "X", "square root")


def test_a_single_matrix_has_no_index_and_zero_is_not_positive():
    with pytest.raises(ValueError, match=r"^X has the eigenvalue 0;"):
        positive_eigenvalues(torch.tensor([0.0, 1.0]), "X", "logarithm")
    positive_eigenvalues(torch.tensor([1e-300, 1.0], dtype=torch.float64), "X", "logarithm")


def test_negative_by_rounding_counts_as_zero_beside_the_largest_of_the_same_matrix():
    eigenvalues = torch.tensor([[-1e-16, 1.0], [0.0, 1e9]], dtype=torch.float64)
    nonnegative_eigenvalues(eigenvalues, "X", "square root")
    eigenvalues[0, 0] = -1e-12  # rounding of 1e9, not of 1
    with pytest.raises(ValueError, match=r"X\[0\]"):
        nonnegative_eigenvalues(eigenvalues, "X", "square root")


def test_eigenvalues_that_are_not_finite_are_named():
    with pytest.raises(ValueError, match=r"X\[1\] has eigenvalues that are not finite"):
        finite_eigenvalues(torch.tensor([[1.0, 2.0], [1.0, float("inf")]]), "X")
    for check in (positive_eigenvalues, nonnegative_eigenvalues):
        with pytest.raises(ValueError, match=r"^X has the eigenvalue nan"):
            check(torch.tensor([float("nan"), 1.0]), "X", "logarithm")


def test_what_a_member_is_called():
    assert member("X", ()) == "X"
    assert member("X", (2, 0)) == "X[2, 0]"
