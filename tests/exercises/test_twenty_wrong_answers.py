"""Twenty wrong answers to chapter 00 as students write them, none of them in the registry."""

import numpy as np
import pytest

from mathlib.exercises import registry

# ── 00.1, the inner product ─────────────────────────────────────────────────────────────────


def inner_with_return_in_the_loop(P, Q):
    total = 0
    for i in range(P.shape[0]):
        for j in range(P.shape[1]):
            total += P[i, j] * Q[i, j]
        return total


def inner_row_by_row(P, Q):
    return [p @ q for p, q in zip(P, Q)]


def inner_over_a_square(P, Q):
    total = 0
    for i in range(P.shape[0]):
        for j in range(P.shape[0]):
            total += P[i, j] * Q[i, j]
    return total


# ── 00.2, the gradient of aᵀXb ──────────────────────────────────────────────────────────────


def bilinear_turned_vectors(a, X, b):
    column = a.T
    row = b.T
    return column @ row


def bilinear_loop_the_wrong_way_round(a, X, b):
    G = np.zeros((len(b), len(a)))
    for i in range(len(a)):
        for j in range(len(b)):
            G[j, i] = a[i] * b[j]
    return G


def bilinear_printed(a, X, b):
    print(np.outer(a, b))


# ── 00.3, the central quotient ──────────────────────────────────────────────────────────────


def central_with_a_step_of_its_own(f, X, H, h):
    h = 1e-6
    return (f(X + h * H) - f(X - h * H)) / (2 * h)


def central_over_whole_steps(f, X, H, h):
    return (f(X + h * H) - f(X - h * H)) // (2 * h)


def central_per_entry(f, X, H, h):
    return (f(X + h * H) - f(X - h * H)) / (2 * h * H)


# ── 00.4, the numerical gradient ────────────────────────────────────────────────────────────


def num_grad_with_two_names(f, X, h=1e-5):
    G = np.zeros(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            plus = X
            minus = X
            plus[i, j] += h
            minus[i, j] -= h
            G[i, j] = (f(plus) - f(minus)) / (2 * h)
    return G


def num_grad_entry_alone(f, X, h=1e-5):
    G = np.zeros(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            G[i, j] = (f(X[i, j] + h) - f(X[i, j] - h)) / (2 * h)
    return G


def num_grad_skips_the_last_row(f, X, h=1e-5):
    G = np.zeros(X.shape)
    for i in range(X.shape[0] - 1):
        for j in range(X.shape[1]):
            E = np.zeros(X.shape)
            E[i, j] = h
            G[i, j] = (f(X + E) - f(X - E)) / (2 * h)
    return G


# ── 00.5, the remainders ────────────────────────────────────────────────────────────────────


def remainders_with_return_in_the_loop(f, X, G, H, steps):
    found = []
    for h in steps:
        found.append(abs(f(X + h * H) - f(X) - h * (G * H).sum()))
        return found


def remainders_with_gradient_on_both_sides(f, X, G, H, steps):
    return np.array([abs(f(X + h * G) - f(X) - h * np.sum(G * H)) for h in steps])


# ── 00.6, backward through the cumulative sum ───────────────────────────────────────────────


def cumsum_turned_twice_at_the_wrong_end(G, x):
    return np.cumsum(G)[::-1]


def cumsum_jacobian(G, x):
    return np.tril(np.ones((len(x), len(x)))).T * G


# ── 00.7, the mean squared error ────────────────────────────────────────────────────────────


def mse_with_a_typed_batch(X, W, Y):
    return X.T @ (X @ W - Y) * 2 / 5


def mse_with_exchanged_arguments(X, Y, W):
    return 2 * X.T @ (X @ W - Y) / X.shape[0]


def mse_divided_first(X, W, Y):
    return 2 // X.shape[0] * (X.T @ (X @ W - Y))


# ── 00.8, the gradient from noise ───────────────────────────────────────────────────────────


def estimate_forgets_the_axis(f, X, directions, h=1e-5):
    products = []
    for H in directions:
        products.append((f(X + h * H) - f(X - h * H)) / (2 * h) * H)
    return np.mean(products)


# exercise, answer, and what the message has to say
ANSWERS = [
    ("00.1", inner_with_return_in_the_loop, "Only the first rows are multiplied"),
    ("00.1", inner_row_by_row, "added along one axis only, along each row"),
    ("00.1", inner_over_a_square, "axis 1 ends at index 1"),
    ("00.2", bilinear_turned_vectors, "`@` between vectors is their inner product"),
    ("00.2", bilinear_loop_the_wrong_way_round, "its rows belong to b"),
    ("00.2", bilinear_printed, "`print` shows a value, and `return` hands it back"),
    ("00.3", central_with_a_step_of_its_own, "h never enters your result"),
    ("00.3", central_over_whole_steps, "`//` drops what follows the point"),
    ("00.3", central_per_entry, "The quotient is divided by H too"),
    ("00.4", num_grad_with_two_names, "two names of one array"),
    ("00.4", num_grad_entry_alone, "f was given a single number, and wants a whole matrix"),
    ("00.4", num_grad_skips_the_last_row, "only in the last row"),
    ("00.5", remainders_with_return_in_the_loop, "is there a `return` inside the loop?"),
    ("00.5", remainders_with_gradient_on_both_sides, "inside, G and H stand in each other's place"),
    ("00.6", cumsum_turned_twice_at_the_wrong_end, "One reversal [::-1] is left out"),
    ("00.6", cumsum_jacobian, "summed over its second axis, it is right"),
    ("00.7", mse_with_a_typed_batch, "5 is typed where B belongs"),
    ("00.7", mse_with_exchanged_arguments, "Called in the order (X, Y, W)"),
    ("00.7", mse_divided_first, "2 // 5 is 0"),
    ("00.8", estimate_forgets_the_axis, "The mean runs over every axis"),
]


@pytest.mark.parametrize(
    ("number", "answer", "words"), ANSWERS, ids=[a.__name__ for _, a, _ in ANSWERS]
)
def test_wrong_answer_is_refused_for_the_right_reason(verdict_on, number, answer, words):
    verdict = verdict_on(number, answer)
    assert verdict.status == "wrong"
    assert verdict.cause is not None
    assert words in verdict.message, verdict


def test_every_exercise_of_the_chapter_has_its_share():
    numbers = {number for number, _, _ in ANSWERS}
    assert numbers == {entry.number for entry in registry.chapter_entries("00")}
    assert len({answer for _, answer, _ in ANSWERS}) == 20
