"""The printed source evaluates to an equal expression."""

import pytest

from mathlib import algebra as al

TEXTS = {
    "2 * tr(X.T @ A @ dX)": lambda q: 2 * al.tr(q.X.T @ q.A @ al.d(q.X)),
    "A - M": lambda q: q.A - q.M,
    "A - (M + S)": lambda q: q.A - (q.M + q.S),
    "-inv(A) @ dA @ inv(A)": lambda q: -al.inv(q.A) @ al.d(q.A) @ al.inv(q.A),
    "(W * X) @ B": lambda q: (q.W * q.X) @ q.B,
    "X / sqrt(norm2(X))": lambda q: q.X / al.norm(q.X),
    "3 * X / 4": lambda q: q.X * 3 / 4,
    "(a.T @ c) * X": lambda q: (q.a.T @ q.c) * q.X,
    "s * a.T @ c": lambda q: q.s * (q.a.T @ q.c),
    "exp(h) / (ones('k').T @ exp(h))": lambda q: al.exp(q.h) / (al.ones("k").T @ al.exp(q.h)),
    "X / W": lambda q: q.X / q.W,
    "d(A @ X)": lambda q: al.d(q.A @ q.X),
    "(A @ X).T": lambda q: (q.A @ q.X).T,
    "1 / s": lambda q: 1 / q.s,
    "-1 / (s * t)": lambda q: -1 / (q.s * q.t),
    "tr(A) / size('n')": lambda q: al.tr(q.A) / al.size("n"),
    "commutation('n', 'k') @ vec(X)": lambda q: al.commutation("n", "k") @ al.vec(q.X),
    "A + identity('n') / 2": lambda q: q.A + al.identity("n") / 2,
    "s - 3 + 1 / t": lambda q: q.s - 3 + 1 / q.t,
    "A @ inv(M) - 1 / W": lambda q: (q.A @ al.inv(q.M)) - 1 / al.matrix("W", "n", "n"),
    "s - Fraction(1, 2)": lambda q: q.s - 0.5,
}


@pytest.mark.parametrize("text", TEXTS)
def test_round_trip(text, letters):
    expr = TEXTS[text](letters)
    printed = repr(expr)
    assert printed == text
    assert eval(printed, al.python_names(expr)) == expr


def test_random_rewrites_print_and_come_back(letters, rng):
    line = al.d(al.tr(letters.X.T @ letters.A @ letters.X) + al.norm2(letters.C @ letters.X))
    seen = set()
    for _ in range(150):
        step = al.random_rewrite(line, rng, [letters.A, letters.C])
        line = step.after if len(repr(step.after)) < 400 else line
        seen.add(al.python_text(line))
        assert eval(repr(line), al.python_names(line)) == line
    assert len(seen) > 50


def test_a_symbol_with_the_name_of_a_function_is_refused():
    with pytest.raises(ValueError, match="the symbol tr has the name of a function"):
        al.python_names(al.matrix("tr", "n", "n"))
