import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathlib.gradcheck import numerical_gradient, taylor_test

RNG = np.random.default_rng(1)
X = RNG.normal(size=(3, 4))
A = RNG.normal(size=(3, 4))
ZERO = np.zeros((3, 4))


def f(X):
    return np.sum(A * np.exp(X))


def in_float32(X):
    return np.sum(A.astype(np.float32) * np.exp(X.astype(np.float32)))


G = A * np.exp(X)
RIGHT = {
    "smooth": (f, X, G),
    "linear": (lambda X: np.sum(A * X), X, A),
    "linear with an offset": (lambda X: 1e6 + np.sum(A * X), X, A),
    "constant": (lambda X: 5.0, X, ZERO),
    "minimum": (lambda X: np.sum(X**2), ZERO, ZERO),
    "saddle of order three": (lambda X: np.sum(X**3), ZERO, ZERO),
    "huge": (lambda X: 1e12 * np.sum(X**3), 1e5 * X, 3e12 * (1e5 * X) ** 2),
    "tiny": (lambda X: 1e-12 * np.sum(np.cos(X / 1e-5)), 1e-5 * X, -1e-7 * np.sin(X)),
    "float32": (in_float32, X, G),
    "float32 gradient": (f, X, G.astype(np.float32)),
    "rectifier beside its kinks": (lambda X: np.sum(A * np.maximum(X, 0)), X, A * (X > 0)),
    "numerical gradient": (f, X, numerical_gradient(f, X)),
    "logarithm near its edge": (
        lambda x: np.sum(np.log(x)),
        np.array([1.0, 1e-2]),
        np.array([1.0, 1e2]),
    ),
    "one number": (np.sin, 0.7, np.cos(0.7)),
}
WRONG = {
    "factor": (f, X, 2 * G),
    "sign": (f, X, -G),
    "a hundredth of a percent": (f, X, 1.0001 * G),
    "one entry": (f, X, G + 1e-3 * (np.arange(12).reshape(3, 4) == 7)),
    "linear": (lambda X: np.sum(A * X), X, 1.001 * A),
    "constant": (lambda X: 5.0, X, A),
    "minimum": (lambda X: np.sum(X**2), ZERO, A),
    "huge": (lambda X: 1e12 * np.sum(X**3), 1e5 * X, 2e12 * (1e5 * X) ** 2),
    "tiny": (lambda X: 1e-12 * np.sum(np.cos(X / 1e-5)), 1e-5 * X, 1e-7 * np.sin(X)),
    "float32": (in_float32, X, 1.1 * G),
    "offset": (lambda X: 1e6 + f(X), X, 2 * G),
}
UNCLEAR = {
    "kink": (lambda X: np.sum(np.abs(X)), ZERO, ZERO, "kink"),
    "kink that fits on one side": (lambda x: np.abs(x), 0.0, 1.0, "kink"),
    "one rectifier at its kink": (lambda X: np.sum(np.maximum(X, 0)), X * (X > 0), X > 0, "kink"),
    "power 3/2": (lambda X: np.sum(np.abs(X) ** 1.5), ZERO, ZERO, "neither"),
    "root": (lambda X: np.sum(np.abs(X) ** 0.5), ZERO, ZERO, "jumps"),
    "lost in rounding": (lambda X: 1e16 + f(X), X, G, "rounding"),
}


@pytest.mark.filterwarnings("ignore:invalid value encountered in log")
@pytest.mark.parametrize("case", RIGHT.values(), ids=RIGHT)
def test_a_right_gradient_passes(case):
    result = taylor_test(*case)
    assert result.passed, result
    assert result.verdict.endswith("the gradient is right")


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_a_wrong_gradient_is_refused(case):
    result = taylor_test(*case)
    assert not result.passed
    assert result.verdict == "slope 1: it is not"
    assert abs(result.slope - 1) < 0.1


@pytest.mark.parametrize("case", UNCLEAR.values(), ids=UNCLEAR)
def test_where_nothing_can_be_told_it_says_so(case):
    *arguments, word = case
    result = taylor_test(*arguments)
    assert not result.passed
    assert "cannot tell" in result.verdict and word in result.verdict


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_direction_changes_a_clear_verdict(seed):
    rng = np.random.default_rng(seed)
    assert taylor_test(f, X, G, rng=rng).passed
    assert taylor_test(f, X, 1.5 * G, rng=rng).verdict == "slope 1: it is not"
    assert taylor_test(lambda X: np.sum(A * X), X, A, rng=rng).passed
    assert taylor_test(f, X, (1 + 1e-7) * G, rng=rng).passed  # below the promised resolution


def test_the_remainders_are_what_they_are_called():
    H = RNG.normal(size=(3, 4))
    result = taylor_test(lambda X: np.sum(X**2), X, 2 * X, direction=H)
    h = result.steps
    assert np.all(np.diff(h) < 0)
    slope, bend = np.sum(2 * X * H), np.sum(H**2)
    assert np.allclose(result.remainders_zero, np.abs(h * slope + h**2 * bend), atol=1e-13)
    assert np.allclose(result.remainders, h**2 * bend, rtol=0, atol=1e-13)
    assert np.array_equal(result.direction, H)
    assert result.verdict == "slope 2: the gradient is right"
    assert abs(result.slope - 2) < 0.05


def test_it_is_deterministic_by_default_and_never_changes_x():
    before = X.copy()

    def careless(X):
        X += 1
        return f(X)

    first, second = (taylor_test(careless, X, G * np.e) for _ in range(2))
    assert np.array_equal(X, before)
    assert np.array_equal(first.remainders, second.remainders)
    assert first.passed and repr(first) == "Taylor test: slope 2: the gradient is right"


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="gradient has the entry nan"):
        taylor_test(f, X, np.full((3, 4), np.nan))
    with pytest.raises(ValueError, match="equal shapes"):
        taylor_test(f, X, G.T)
    with pytest.raises(ValueError, match="direction is zero"):
        taylor_test(f, X, G, direction=ZERO)
    with pytest.raises(ValueError, match=r"f\(X\) is nan"):
        taylor_test(lambda X: np.nan, X, G)
    with pytest.raises(ValueError, match="most points"):
        taylor_test(lambda x: 0.0 if x == 1 else np.nan, 1.0, 0.0)
    for bad in (lambda X: X, lambda X: None, lambda X: 1j):
        with pytest.raises(TypeError, match="one real number"):
            taylor_test(bad, X, G)
