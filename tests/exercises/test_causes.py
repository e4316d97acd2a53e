"""The causes that every exercise has, on small exercises made for them."""

import numpy as np
import pytest

from mathlib.exercises.checking import check_answer
from mathlib.exercises.exercise import Exercise, Mistake
from mathlib.exercises.registry import Entry

SIZES = ((3, 4), (5, 2), (2, 6))


def make(reference, layout, result, cases, **more):
    """Register an exercise of one's own."""
    exercise = Exercise(
        slug="made-for-a-test",
        title="Made for a test",
        difficulty=1,
        minutes=1,
        reference=reference,
        layout=layout,
        result=result,
        cases=cases,
        small=cases,
        mistakes={"all zero": Mistake(lambda *x: 0.0 * reference(*x), "Zero.", "Look.")},
        hints=("a", "b", "c"),
        **more,
    )
    return Entry("99.1", "99", exercise)


def verdict(entry, answer):
    return check_answer(entry, answer, 0).verdict


def cause(entry, answer):
    found = verdict(entry, answer)
    assert found.status == "wrong", found
    return found.cause


# ── square matrices: symmetry and products ──────────────────────────────────────────────────


def sandwich(A, X):
    """A X + Xᵀ."""
    return A @ X + X.T


SANDWICH = make(
    sandwich,
    {"A": "nn", "X": "nn"},
    "nn",
    lambda rng: [(rng.normal(size=(n, n)), rng.normal(size=(n, n))) for n in (3, 5, 4)],
)


def grams(X):
    """X + Xᵀ, a symmetric result."""
    return X + X.T


GRAMS = make(grams, {"X": "nn"}, "nn", lambda rng: [(rng.normal(size=(n, n)),) for n in (3, 5)])


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda A, X: (A @ X + X.T).T, "transposed"),
        (lambda A, X: -A @ X - X.T, "sign"),
        (lambda A, X: 2 * A @ X + 2 * X.T, "factor 2"),
        (lambda A, X: A @ X / 2 + X.T / 2, "factor 1/2"),
        (lambda A, X: 3 * (A @ X + X.T), "factor 3.000"),
        (lambda A, X: len(A) * (A @ X + X.T), "sum for mean"),
        (lambda A, X: (A @ X + X.T) / len(A), "mean for sum"),
        (lambda A, X: (A @ X + X.T) / A.size, "mean for sum"),
        (lambda A, X: (A @ X + X.T) * A.size, "sum for mean"),
        (lambda A, X: (A @ X + X.T) * np.linalg.norm(A), "factor that varies"),
        (lambda A, X: A * X + X.T, "Hadamard for matrix product"),
        (lambda A, X: A @ X + X, "transpose missing"),
        (lambda A, X: A @ X - X.T, "plus and minus exchanged"),
        (lambda A, X: A @ X, "term left out"),
        (lambda A, X: A @ A @ X + X.T, None),
        (lambda A, X: np.ones_like(A) @ X + X.T, "A ignored"),
        (lambda A, X: -(A @ X + X.T).T, "transposed and sign"),
        (lambda A, X: (A @ X + X.T)[::-1], "reversed"),
        (lambda A, X: np.abs(A @ X + X.T), "sign of some entries"),
        (lambda A, X: (A @ X + X.T) * (2 - np.eye(len(A))), "off-diagonal counted twice"),
        (lambda A, X: np.trunc(A @ X + X.T).astype(int), "cut to whole numbers"),
        (lambda A, X: A @ X + X.T > 0, "truth value"),
        (lambda A, X: (A @ X + X.T).astype(np.float16), "loses precision"),
        (lambda A, X: np.float64((A @ X + X.T).astype(np.float32)), "loses precision"),
        (lambda X, A: A @ X + X.T, "arguments in another order"),
        (lambda A, X: (A @ X + X.T)[:, 0], "wrong shape"),
        (lambda A, X: (A @ X + X.T).ravel(order="F"), "wrong shape"),
        (lambda A, X: (A @ X + X.T)[None], "wrong shape"),
    ],
)
def test_relation_to_the_right_array_is_named(answer, named):
    assert cause(SANDWICH, answer) == named


def test_evidence_comes_first_with_the_measured_factor():
    found = verdict(SANDWICH, lambda A, X: 2 * (A @ X + X.T))
    assert found.paragraphs[0] == "At all 3 inputs yours is 2.000 × the right gradient."


def test_layout_in_which_a_wrong_shape_would_be_right_is_told():
    words = verdict(SANDWICH, lambda A, X: (A @ X + X.T).ravel(order="F")).message
    assert "one long vector, column by column" in words
    assert "(9,) where shape (3, 3) (n, n)" in words


def test_return_inside_the_loop_is_told():
    assert "first slice alone" in verdict(SANDWICH, lambda A, X: (A @ X + X.T)[0]).message


def test_wrong_axis_is_told_by_its_letter():
    outer = make(
        lambda a, b: np.outer(a, b),
        {"a": "m", "b": "n"},
        "mn",
        lambda rng: [(rng.normal(size=m), rng.normal(size=n)) for m, n in SIZES],
    )
    words = verdict(outer, lambda a, b: np.outer(a, a) * b.sum()).message
    assert "Its second axis has 3 entries, which is m, not n" in words


# ── no false accusation ─────────────────────────────────────────────────────────────────────


def test_transposed_is_never_said_of_a_symmetric_result():
    for answer in (lambda X: 2 * (X + X.T).T, lambda X: (X + X.T).T + 1, lambda X: X.T @ X):
        assert "transpose" not in str(cause(GRAMS, answer))


def test_symmetric_result_with_a_lost_digit_lost_precision_and_nothing_else():
    assert cause(GRAMS, lambda X: (X + X.T) * (1 + 1e-11)) == "loses precision"


def test_lost_precision_is_never_said_of_declared_float32():
    single = (SANDWICH, lambda A, X: (A.astype(np.float32) @ X.astype(np.float32) + X.T) * 1.0001)
    assert verdict(SANDWICH, lambda A, X: np.float32(A @ X + X.T)).status == "right"
    assert cause(single[0], lambda A, X: np.float32(single[1](A, X))) != "loses precision"


def test_outside_data_is_said_only_when_it_changes_the_answer():
    idle, used = np.ones((3, 3)), 3.0

    def reads_it_in_vain(A, X):
        _ = idle
        return A @ X + X.T + 1

    assert cause(SANDWICH, reads_it_in_vain) is None
    assert cause(SANDWICH, lambda A, X: A @ X + used * X.T) == "depends on outside data"


def test_right_answer_may_use_outside_data():
    half = 0.5
    assert verdict(SANDWICH, lambda A, X: 2 * half * (A @ X + X.T)).status == "right"


def test_outside_array_is_named():
    space = {"M": np.ones((3, 3)), "np": np}
    exec("def answer(A, X):\n    return np.resize(M, A.shape) @ X + X.T", space)
    found = verdict(SANDWICH, space["answer"])
    assert found.cause == "depends on outside data"
    assert "reads `M` from the notebook" in found.message


def test_nothing_is_claimed_when_nothing_fits():
    found = verdict(SANDWICH, lambda A, X: np.sin(A) @ X + np.cos(X.T))
    assert found.cause is None
    assert "None of the slips that are known here explains it" in found.message
    assert "The shape is right" in found.message


# ── symmetric variables ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda X: X, "missing symmetrisation"),
        (lambda X: 2 * X, "missing symmetrisation"),
        (lambda X: (X + X.T) * (1 + np.eye(len(X))), "diagonal counted twice"),
        (lambda X: (X + X.T) * (2 - np.eye(len(X))), "off-diagonal counted twice"),
        (lambda X: (X + X.T) * (0.5 + 0.5 * np.eye(len(X))), "off-diagonal halved"),
        (lambda X: (X + X.T) * (1 - np.eye(len(X))), "diagonal missing"),
    ],
)
def test_symmetric_variable(answer, named):
    assert cause(GRAMS, answer) == named


# ── shared entries, broadcasting, upstream ──────────────────────────────────────────────────


def bias_vjp(G, b):
    """Rows share one b."""
    return G.sum(axis=0)


BIAS = make(
    bias_vjp,
    {"G": "Bk", "b": "k"},
    "k",
    lambda rng: [(rng.normal(size=s), rng.normal(size=s[1])) for s in SIZES],
    upstream="G",
    shared=lambda dense, G, b: dense.sum(axis=0),
)


def kernel_vjp(G, k):
    """Kernel of length 2 slid over a signal: a dense (n, n + 1) gradient, added along diagonals."""
    return np.array([np.trace(G), np.trace(G, 1)])


KERNEL = make(
    kernel_vjp,
    {"G": "nl", "k": "t"},
    "t",
    lambda rng: [(rng.normal(size=(n, n + 1)), rng.normal(size=2)) for n in (3, 4, 6)],
    shared=lambda dense, G, k: [np.trace(dense), np.trace(dense, 1)],
)


def residual(p, y):
    """Elementwise difference."""
    return p - y


RESIDUAL = make(
    residual,
    {"p": "n", "y": "n"},
    "n",
    lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in (3, 5, 4)],
)


def test_dense_gradient_of_a_shared_row():
    found = verdict(BIAS, lambda G, b: G)
    assert found.cause == "dense gradient where entries are shared"
    assert "added up over the entries that share one parameter" in found.message


def test_dense_gradient_with_a_declared_sharing():
    assert cause(KERNEL, lambda G, k: G) == "dense gradient where entries are shared"


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda P, Q: np.add.reduce(P * Q), "not added up yet"),
        (lambda P, Q: P * Q, "not added up yet"),
        (lambda P, Q: Q * P * P.size, "not averaged yet"),
    ],
)
def test_axis_left_over_is_no_shared_parameter(answer, named):
    exercise = make(
        lambda P, Q: np.sum(P * Q),
        {"P": "mn", "Q": "mn"},
        "",
        lambda rng: [(rng.normal(size=s), rng.normal(size=s)) for s in SIZES],
    )
    found = verdict(exercise, answer)
    assert found.cause == named
    assert "parameter" not in found.message
    assert "where one number is expected" in found.message


@pytest.mark.parametrize(
    ("answer", "named", "words"),
    [
        (lambda A, X: np.mean(A @ X + X.T), "mean over every axis", "one number where a matrix"),
        (lambda A, X: np.sum(A @ X + X.T), "sum over every axis", "one number where a matrix"),
        (lambda A, X: np.mean(A @ X + X.T, axis=0), "mean over the axis n", "a vector of shape"),
    ],
)
def test_axis_too_few(answer, named, words):
    found = verdict(SANDWICH, answer)
    assert found.cause == named
    assert words in found.message


def test_matrix_where_a_number_is_expected_is_not_called_a_broadcast():
    trace = make(np.trace, {"a": "nn"}, "", lambda rng: [(rng.normal(size=(3, 3)),)])
    found = verdict(trace, lambda X: X @ X.T @ X)
    assert found.cause == "wrong shape"
    assert "a matrix of shape (3, 3) where one number is expected" in found.message
    assert "stretch" not in found.message


def test_table_of_all_pairs_may_be_a_column_that_met_a_row():
    found = verdict(RESIDUAL, lambda p, y: np.sin(p[:, None] * y))
    assert "One way to this shape is a column (3, 1) that met a row (3,)" in found.message
    assert "stretch" not in verdict(RESIDUAL, lambda p, y: np.ones((2, len(p)))).message


def test_column_that_met_a_row():
    found = verdict(RESIDUAL, lambda p, y: p[:, None] - y)
    assert found.cause == "accidental broadcast"
    assert "its diagonal is right" in found.message


def test_one_number_for_a_vector_is_not_broadcast():
    ones = make(lambda x: np.ones_like(x), {"x": "n"}, "n", lambda rng: [(rng.normal(size=3),)])
    found = verdict(ones, lambda x: 0.5)
    assert found.cause == "wrong shape"
    assert "NumPy would stretch it" in found.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda p, y: p - p, "Two equal values were subtracted"),
        (lambda p, y: 2 // (7 + len(p)) * (p - y), "2 // 5 is 0"),
    ],
)
def test_zero_everywhere_is_not_called_an_ignored_input(answer, words):
    exercise = make(
        lambda p, y: (p - y) ** 3,
        {"p": "n", "y": "n"},
        "n",
        lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in (3, 5, 4)],
    )
    import dataclasses

    none = Entry("99.1", "99", dataclasses.replace(exercise.exercise, mistakes={}))
    found = verdict(none, answer)
    assert found.cause == "zero everywhere"
    assert found.paragraphs[0] == "Yours is zero at every input (tried 3)."
    assert words in found.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda A, X: (A @ X + X.T) * len(A) / 5, "Yours is right where n = 5 only, at 1 of 3"),
        (lambda A, X: (A @ X + X.T) * 7 / len(A), "right at none of 3 inputs"),
    ],
)
def test_number_typed_for_a_size(answer, words):
    found = verdict(SANDWICH, answer)
    assert found.cause == "typed number"
    assert words in found.message


def test_step_that_never_enters_is_noticed_although_every_series_has_the_same_step():
    shifted = make(
        lambda x, h: np.sin(x + h) * np.cos(h * x),
        {"x": "n", "h": ""},
        "n",
        lambda rng: [(rng.normal(size=n), h) for n, h in ((3, 0.5), (4, 0.25), (2, 0.125))],
    )
    found = verdict(shifted, lambda x, h: np.sin(x + 0.1) * np.cos(0.1 * x))
    assert found.cause == "h ignored"
    assert "typed where h belongs" in found.message


def test_upstream_gradient_that_never_enters():
    assert cause(BIAS, lambda G, b: np.full(len(b), len(G))) == "upstream gradient ignored"


def test_input_that_should_not_enter():
    found = verdict(BIAS, lambda G, b: G.sum(axis=0) * b)
    assert found.cause == "depends on b"


def test_last_row_that_never_enters():
    found = verdict(BIAS, lambda G, b: G[:-1].sum(axis=0))
    assert found.cause == "last slice of G ignored"


def test_wrong_only_at_the_boundary():
    def answer(p, y):
        r = p - y
        r[-1] = 0.0
        return r

    assert cause(RESIDUAL, answer) == "wrong only in the last entry"


# ── eigenvalues ─────────────────────────────────────────────────────────────────────────────


def _spectral_cases(rng):
    cases = []
    for eigenvalues in ([1, 2, 4], [1, 3, 3, 5], [2, 5], [4, 4, 1]):
        Q = np.linalg.qr(rng.normal(size=(len(eigenvalues),) * 2))[0]
        cases.append((Q @ np.diag(np.array(eigenvalues, dtype=float)) @ Q.T,))
    return [((S + S.T) / 2,) for (S,) in cases]


def root_derivative(S):
    """Loewner matrix of the square root."""
    roots = np.sqrt(np.linalg.eigvalsh(S))
    return 1 / (roots[:, None] + roots)


LOEWNER = make(root_derivative, {"S": "nn"}, "nn", _spectral_cases, tolerance=1e-9)


@pytest.mark.parametrize("filler", [np.nan, 0.0])
def test_wrong_only_where_eigenvalues_meet(filler):
    def answer(S):
        w = np.linalg.eigvalsh(S)
        gap = w[:, None] - w
        same = np.abs(gap) < 1e-9
        gap[same] = 1
        K = (np.sqrt(w)[:, None] - np.sqrt(w)) / gap
        K[same] = filler
        K[np.eye(len(w)) == 1] = 0.5 / np.sqrt(w)
        return K

    found = verdict(LOEWNER, answer)
    assert found.cause == "wrong only at repeated eigenvalues"
    assert "right at the 2 inputs with distinct eigenvalues" in found.message


# ── several results ─────────────────────────────────────────────────────────────────────────


def product_vjp(G, A, C):
    """Gradients of ⟨G, AC⟩ in A and in C."""
    return G @ C.T, A.T @ G


PRODUCT = make(
    product_vjp,
    {"G": "mn", "A": "mk", "C": "kn"},
    ("mk", "kn"),
    lambda rng: [
        (rng.normal(size=(m, n)), rng.normal(size=(m, k)), rng.normal(size=(k, n)))
        for m, k, n in ((2, 3, 4), (5, 2, 3), (3, 6, 2))
    ],
)


def test_several_results_may_come_as_a_list():
    assert verdict(PRODUCT, lambda G, A, C: [G @ C.T, A.T @ G]).status == "right"


def test_second_of_two_results_is_blamed_alone():
    found = verdict(PRODUCT, lambda G, A, C: (G @ C.T, -A.T @ G))
    assert found.cause == "sign"
    assert "the right gradient number 2" in found.message


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (lambda G, A, C: (A.T @ G, G @ C.T), "results in another order"),
        (lambda G, A, C: G @ C.T, "wrong number of results"),
        (lambda G, A, C: (G @ C.T, A.T @ G, 0), "wrong number of results"),
        (lambda G, A, C: (G @ C.T, "second"), "wrong type"),
    ],
)
def test_number_and_order_of_results(answer, named):
    assert cause(PRODUCT, answer) == named


# ── one of several, and two at once ─────────────────────────────────────────────────────────


def test_mistakes_that_coincide_are_both_named():
    exercise = make(
        lambda x: x**2,
        {"x": "n"},
        "n",
        lambda rng: [(rng.normal(size=n),) for n in (3, 5)],
    ).exercise
    twins = {
        "the ½ forgotten": Mistake(lambda x: 2 * x**2, "The ½ is forgotten.", "Look at the ½."),
        "counted twice": Mistake(lambda x: x**2 + x**2, "It is counted twice.", "Count."),
    }
    import dataclasses

    entry = Entry("99.1", "99", dataclasses.replace(exercise, mistakes=twins))
    found = verdict(entry, lambda x: 2 * x**2)
    assert found.cause == ("the ½ forgotten", "counted twice")
    assert "One of these explains it" in found.message
    assert "The ½ is forgotten." in found.message
    assert "It is counted twice." in found.message


def test_named_mistake_with_a_sign_on_top(verdict_on):
    found = verdict_on("00.4", lambda f, X, h=1e-5: -np.full(X.shape, f(X + h) - f(X - h)) / 2 / h)
    assert found.cause == "all entries moved at once, and sign"


@pytest.mark.parametrize(
    ("number", "answer", "named"),
    [
        ("00.1", lambda A, B: np.sum(np.abs(A * B)), "absolute value too many"),
        ("00.1", lambda A, B: np.sum(A * B * B), "factor taken twice"),
        ("00.7", lambda X, W, Y: 2 / len(X) * X.T @ (X @ W + Y), "plus and minus exchanged"),
        ("00.7", lambda X, W, Y: 2 / X.shape[1] * X.T @ (X @ W - Y), "factor B/n"),
    ],
)
def test_slip_in_the_formula_of_a_real_exercise(verdict_on, number, answer, named):
    assert verdict_on(number, answer).cause == named
