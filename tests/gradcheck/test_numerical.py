import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import directional_derivative, numerical_gradient, relative_error

METHODS = {"central4": 1e-10, "central": 1e-8, "forward": 1e-5, "complex": 1e-14}


@pytest.mark.parametrize(("method", "tolerance"), METHODS.items())
@pytest.mark.parametrize("shape", [(), (4,), (2, 3), (2, 3, 4)])
def test_every_method_finds_the_gradient_of_any_shape(method, tolerance, shape):
    rng = np.random.default_rng(0)
    X, A = rng.normal(size=shape), rng.normal(size=shape)
    gradient = numerical_gradient(lambda X: np.sum(A * np.exp(X)), X, method)
    assert gradient.shape == shape and gradient.dtype == np.float64
    assert relative_error(gradient, A * np.exp(X)) < tolerance


@pytest.mark.parametrize("method", METHODS)
def test_x_is_never_changed_even_by_a_function_that_writes_into_it(method):
    X = np.random.default_rng(0).normal(size=(2, 3))
    before = X.copy()

    def careless(X):
        X *= 2
        return np.sum(X**2)

    gradient = numerical_gradient(careless, X, method)
    assert np.array_equal(X, before)
    assert relative_error(gradient, 8 * before) < METHODS[method]


@settings(max_examples=40, deadline=None)
@given(exponent=st.integers(-9, 9), seed=st.integers(0, 100))
def test_the_default_step_follows_the_size_of_the_entries(exponent, seed):
    size = 10.0**exponent
    X = size * np.random.default_rng(seed).normal(size=(2, 3))
    gradient = numerical_gradient(lambda X: np.sum(np.cos(X / size)), X)
    assert relative_error(gradient, -np.sin(X / size) / size) < 1e-7


@pytest.mark.parametrize("X", [np.zeros((2, 3)), np.full((2, 3), 1e-17)])
def test_zero_and_what_rounding_leaves_of_it_have_a_step(X):
    gradient = numerical_gradient(lambda X: np.sum((X - 1.0) ** 2), X)
    assert relative_error(gradient, -2 * np.ones((2, 3))) < 1e-9


def test_integers_and_float32_are_probed_in_float64():
    seen = set()

    def f(X):
        seen.add(X.dtype)
        return np.sum(X**3)

    gradient = numerical_gradient(f, [[1, 2], [3, 4]])
    assert relative_error(gradient, [[3, 12], [27, 48]]) < 1e-10
    X = np.random.default_rng(0).normal(size=(2, 3)).astype(np.float32)
    assert relative_error(numerical_gradient(f, X), 3.0 * X.astype(float) ** 2) < 1e-10
    assert seen == {np.dtype(np.float64)}


def test_a_given_step_is_used_as_it_is():
    seen = []
    numerical_gradient(lambda x: seen.append(float(x)) or 0.0, 1.0, "central", step=0.25)
    assert seen == [1.25, 0.75]
    # (x + h)³ − (x − h)³ over 2h is 3x² + h²
    assert numerical_gradient(lambda x: x**3, 1.0, "central", step=0.25) == 3 + 0.25**2


def test_a_complex_answer_whose_imaginary_part_is_zero_counts_as_real():
    X = np.random.default_rng(0).normal(size=(2, 3))
    gradient = numerical_gradient(lambda X: np.sum(X**2) + 0j, X)
    assert gradient.dtype == np.float64 and relative_error(gradient, 2 * X) < 1e-10


def test_an_array_without_entries_has_a_gradient_without_entries():
    for method in METHODS:
        assert numerical_gradient(lambda X: 0.0, np.zeros((0, 3)), method).shape == (0, 3)


@pytest.mark.parametrize("method", METHODS)
def test_directional_derivative_of_a_matrix_function(method):
    rng = np.random.default_rng(0)
    X, H = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    derivative = directional_derivative(lambda X: X @ X.T, X, H, method)
    assert derivative.shape == (2, 2)
    assert relative_error(derivative, X @ H.T + H @ X.T) < METHODS[method]
    scalar = directional_derivative(lambda X: np.sum(X**2), X, H, method)
    assert isinstance(scalar, float)
    assert abs(scalar - 2 * np.sum(X * H)) < 30 * METHODS[method]


def test_the_length_of_the_direction_does_not_change_the_accuracy():
    X, H = np.random.default_rng(0).normal(size=(2, 2, 3))
    for size in (1e-6, 1.0, 1e6):
        derivative = directional_derivative(np.exp, X, size * H)
        assert relative_error(derivative, size * H * np.exp(X)) < 1e-10


def test_the_default_step_adds_no_rounding_of_its_own():
    assert numerical_gradient(lambda x: x, 0.7, "forward") == 1.0


def test_the_direction_zero_gives_zero():
    X = np.random.default_rng(0).normal(size=(2, 3))
    for method in METHODS:
        derivative = directional_derivative(np.exp, X, np.zeros((2, 3)), method)
        assert np.array_equal(derivative, np.zeros((2, 3)))


NOT_ANALYTIC = {
    "abs": lambda X: np.sum(np.abs(X)),
    "norm": np.linalg.norm,
    "conj": lambda X: np.real(np.sum(X * X.conj())),
    "real": lambda X: np.sum(X.real**2),
    "max": lambda X: np.max(np.abs(X)),
}


@pytest.mark.parametrize("f", NOT_ANALYTIC.values(), ids=NOT_ANALYTIC)
def test_complex_step_refuses_what_is_not_analytic(f):
    X = np.random.default_rng(0).normal(size=(2, 3))
    with pytest.raises(ValueError, match="not analytic"):
        numerical_gradient(f, X, "complex")
    with pytest.raises(ValueError, match="not analytic"):
        directional_derivative(f, X, X + 1, "complex")


def test_complex_step_accepts_a_constant_and_says_who_refuses_complex_numbers():
    X = np.random.default_rng(0).normal(size=3)
    assert np.array_equal(numerical_gradient(lambda X: 3.0, X, "complex"), np.zeros(3))
    with pytest.raises(TypeError, match="does not accept complex"):
        numerical_gradient(lambda X: np.sum(np.floor(X)), X, "complex")


@pytest.mark.parametrize(
    ("f", "error", "words"),
    [
        (lambda X: None, TypeError, "None"),
        (lambda X: "seven", TypeError, "str"),
        (lambda X: 2 * X, ValueError, r"\(2, 3\).*sum the array"),
        (lambda X: 1j * np.sum(X), TypeError, "complex"),
        (lambda X: np.nan if X[1, 2] > 1.2 else 0.0, ValueError, r"entry \(1, 2\) of X"),
        (lambda X: np.inf, ValueError, r"entry \(0, 0\).*domain"),
    ],
)
def test_a_bad_answer_of_f_is_named(f, error, words):
    X = np.ones((2, 3))
    X[1, 2] = 1.2
    with pytest.raises(error, match=words):
        numerical_gradient(f, X)


def test_a_bad_entry_of_a_matrix_function_is_named():
    def f(X):
        return np.where(np.arange(3) == 1, np.inf, X)

    with pytest.raises(ValueError, match=r"entry \(1,\) of f"):
        directional_derivative(f, np.ones(3), np.ones(3))


def test_bad_arguments_are_refused():
    X = np.ones((2, 3))
    with pytest.raises(ValueError, match="method is 'centre'"):
        numerical_gradient(np.sum, X, "centre")
    for step in (0, -1e-3, np.nan, np.inf):
        with pytest.raises(ValueError, match="step"):
            numerical_gradient(np.sum, X, step=step)
    with pytest.raises(ValueError, match="equal shapes"):
        directional_derivative(np.exp, X, np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"\(0, 1\)"):
        numerical_gradient(np.sum, [[1.0, np.nan]])
