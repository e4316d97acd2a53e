"""Answers that would hurt a notebook, or cannot be compared: each gets a clear sentence."""

import cProfile
import os
import sys
import threading
import time

import numpy as np
import pytest

from mathlib.exercises.runner import InterruptedCheck

counter = 0  # a global that one of the answers below keeps


def _forever(a, X, b):
    while True:
        pass


def _forever_and_stubborn(a, X, b):
    while True:
        try:
            time.sleep(0.01)
        except:  # noqa: E722
            continue


def _asleep(a, X, b):
    time.sleep(60)


@pytest.mark.parametrize("answer", [_forever, _forever_and_stubborn, _asleep])
def test_endless_loop_is_stopped_within_three_seconds(verdict_on, answer):
    started = time.monotonic()
    verdict = verdict_on("00.2", answer)
    assert time.monotonic() - started < 3
    assert verdict.cause == "endless loop"
    assert "stopped after 2 seconds" in verdict.message


def test_endless_loop_is_stopped_outside_the_main_thread_too(verdict_on):
    found = []
    thread = threading.Thread(target=lambda: found.append(verdict_on("00.2", _forever)))
    thread.start()
    thread.join(4)
    assert found[0].cause == "endless loop"


def test_no_thread_and_no_timer_is_left_behind(verdict_on):
    import signal

    before = threading.active_count()
    handler = signal.getsignal(signal.SIGALRM)
    verdict_on("00.2", lambda a, X, b: a)
    thread = threading.Thread(target=lambda: verdict_on("00.2", lambda a, X, b: a))
    thread.start()
    thread.join()
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGALRM) is handler


def test_stop_button_stops_and_says_so_in_one_sentence(desk):
    def interrupted(a, X, b):
        raise KeyboardInterrupt

    with pytest.raises(InterruptedCheck, match="Stopped by you") as caught:
        desk.check("00.2", interrupted)
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert not desk.memory.records


@pytest.mark.parametrize(
    "leave", [sys.exit, lambda: sys.exit(3), lambda: os._exit(1), lambda: os.abort(), exit]
)
def test_exit_is_refused_and_the_process_lives(verdict_on, leave):
    def answer(a, X, b):
        leave()

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "exit"
    assert "your notebook is safe" in verdict.message
    assert os._exit.__name__ == "_exit"


def test_print_flood_is_caught_and_shortened(verdict_on, capsys):
    def answer(a, X, b):
        for i in range(100_000):
            print("step", i)
        return np.outer(a, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.status == "right"
    assert capsys.readouterr().out == ""
    assert "step 0" in verdict.message
    assert "shortened" in verdict.message
    assert len(verdict.message) < 1000


def test_what_a_wrong_answer_prints_is_shown(verdict_on):
    def answer(a, X, b):
        print("shape of a:", a.shape)
        return np.outer(b, a)

    assert "shape of a: (3,)" in verdict_on("00.2", answer).message


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        ("text", "wrong type"),
        ({"gradient": 1}, "wrong type"),
        ({1, 2}, "wrong type"),
        (np.outer, "wrong type"),
        (1j, "wrong type"),
        (np.array(["a"]), "wrong type"),
        (np.array([object()]), "wrong type"),
        ([[1, 2], [3]], "wrong shape"),
        (np.nan, "not finite"),
        (np.broadcast_to(0.0, (10**6, 10**6)), "huge array"),
        ([0] * (10**6 + 1), "huge array"),
        (True, "truth value"),
        ([], "wrong shape"),
        (3.0, "wrong shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_unusable_values_are_named(verdict_on, value, cause):
    verdict = verdict_on("00.2", lambda a, X, b, value=value: value)
    assert verdict.status == "wrong"
    assert verdict.cause == cause
    assert len(verdict.message) < 1500


def test_print_flood_that_never_ends_is_named(verdict_on):
    def answer(a, X, b):
        while True:
            print("step")

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "print flood"
    assert "`while`" not in verdict.message


def test_round_brackets_around_a_loop_are_not_called_yield(verdict_on):
    verdict = verdict_on("00.2", lambda a, X, b: (p * b for p in a))
    assert "Square brackets make a list" in verdict.message
    assert "yield" not in verdict.message


def _turned(a, X, b):
    return a @ b.T


def _dotted(a, X, b):
    return np.dot(a, b)


def _turned_matrix(a, X, b):
    return X @ a.T


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_turned, ("`.T` does nothing to b", "np.outer", "a[:, None]")),
        (_dotted, ("vectors of different lengths", "np.outer")),
        (_turned_matrix, ("`.T` does nothing to a", "a[:, None] is a column")),
    ],
)
def test_product_of_vectors_that_does_not_fit(verdict_on, answer, words):
    message = verdict_on("00.2", answer).message
    assert all(w in message for w in words), message
    assert "may have to be transposed" not in message


def test_matrices_that_do_not_fit_may_be_transposed(verdict_on):
    assert "transposed" in verdict_on("00.7", lambda X, W, Y: X @ (X @ W - Y)).message


def test_number_handed_to_f_is_told_from_a_wrong_index(verdict_on):
    message = verdict_on("00.4", lambda f, X, h=1e-5: f(X[0, 0] + h)).message
    assert "f was given a single number, and wants a whole matrix, of shape (3, 4)" in message
    assert "outside its array" not in message
    row = verdict_on("00.4", lambda f, X, h=1e-5: f(X[0] + h)).message
    assert "f was given an array of shape (4,)" in row


def test_size_typed_as_a_number_that_raises_elsewhere(verdict_on):
    def answer(a, X, b):
        G = np.zeros((3, 4))
        G += np.outer(a, b)
        return G

    assert "At the other inputs it is right: is a size typed" in verdict_on("00.2", answer).message


def test_arguments_exchanged_are_found_behind_the_exception(verdict_on):
    def mse_grad(W, X, Y):
        return 2 / len(X) * X.T @ (X @ W - Y)

    def num_grad(X, f, h=1e-5):
        basis = np.eye(X.size).reshape(-1, *X.shape)
        return np.reshape([(f(X + h * E) - f(X - h * E)) / 2 / h for E in basis], X.shape)

    assert verdict_on("00.7", mse_grad).cause == "arguments in another order"
    assert verdict_on("00.4", num_grad).cause == "arguments in another order"


def _alias(f, X, h=1e-5):
    G = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        Y = X
        Y[place] += h
        G[place] = (f(Y) - f(X)) / h
    return G


def _alias_with_base(f, X, h=1e-5):
    G, base, Y = np.zeros(X.shape), f(X), None
    for place in np.ndindex(X.shape):
        Y = X
        Y[place] += h
        G[place] = (f(Y) - base) / h
    return G


def test_two_names_of_one_array(verdict_on):
    zero = verdict_on("00.4", _alias)
    assert zero.cause == "two names, one array"
    assert "Yours is zero at every input" in zero.message
    assert "X is no longer what it was" in zero.message
    assert "`Y = X` makes no copy" in zero.message
    moved = verdict_on("00.4", _alias_with_base)
    assert moved.cause == "input mutated"
    assert "`Y = X` makes no copy" in moved.message


def test_function_of_another_exercise_is_recognised(verdict_on):
    def inner(P, Q):
        return np.sum(P * Q)

    def bound(P, Q):
        return np.sum(P * Q)

    for number, answer in (("00.3", inner), ("00.6", bound)):
        verdict = verdict_on(number, answer)
        assert verdict.cause == "another exercise's function"
        assert "This looks like 00.1" in verdict.message


def test_default_value_that_is_missing(verdict_on):
    message = verdict_on("00.4", lambda f, X, h: X).message
    assert "with 2 or 3 arguments: (f, X) or (f, X, h)" in message
    assert "h needs a default value: `def num_grad(f, X, h=1e-5):`" in message
    assert "case" not in message
    assert "with 2 or 3 arguments" in verdict_on("00.4", lambda f, X: X).message
    assert "needs a default" not in verdict_on("00.4", lambda f, X: X).message


def test_generator_and_coroutine_are_named(verdict_on):
    def generator(a, X, b):
        yield a

    async def coroutine(a, X, b):
        return a

    assert "`yield`" in verdict_on("00.2", generator).message
    assert "`async`" in verdict_on("00.2", coroutine).message


def test_nan_and_infinity_are_located(verdict_on):
    def answer(a, X, b):
        G = np.outer(a, b)
        G[0, -1] = np.inf
        return G

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "not finite"
    assert "infinity at index (0, 3)" in verdict.message


def test_huge_request_for_memory_is_a_sentence(verdict_on):
    verdict = verdict_on("00.2", lambda a, X, b: np.ones((10**7, 10**7)))
    assert verdict.cause == "raises"
    assert "does not fit into memory" in verdict.message


def test_exception_names_the_learners_own_line(verdict_on):
    def helper(a, b):
        return a @ b

    def answer(a, X, b):
        scaled = 2 * a
        return helper(scaled, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "raises"
    assert "line 2 of helper: `return a @ b`" in verdict.message
    assert "a of shape (3,), X of shape (3, 4), b of shape (4,)" in verdict.message
    assert "a and b are vectors of different lengths, 3 and 4" in verdict.message
    assert "mathlib" not in verdict.message
    assert ".py" not in verdict.message


def test_elementwise_product_with_agreeing_inner_sides_hints_at_the_matrix_product(verdict_on):
    verdict = verdict_on("00.7", lambda X, W, Y: X * W)
    assert "Hadamard for matrix product" in verdict.message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, X, b: undefined_name, "Nothing has the name `undefined_name`"),  # noqa: F821
        (lambda a, X, b: a[99], "points outside its array"),
        (lambda a, X, b: 1 / 0, "ZeroDivisionError"),
        (lambda a, X, b: a + b, "two sizes must be equal, or one of them 1"),
    ],
)
def test_common_exceptions_are_explained(verdict_on, answer, words):
    assert words in verdict_on("00.2", answer).message


def test_an_inverse_that_does_not_exist_is_no_size_typed_as_a_number(verdict_on):
    def det_grad(D):
        return np.linalg.det(D) * np.linalg.inv(D).T

    message = verdict_on("gradient-of-the-determinant", det_grad).message
    assert "has no inverse" in message and "2 of 6 inputs" in message
    assert "At the other inputs it is right. Which form" in message


def test_recursion_without_end_is_explained(verdict_on):
    def answer(a, X, b):
        return answer(a, X, b)

    verdict = verdict_on("00.2", answer)
    assert "calls itself without end" in verdict.message


def test_wrong_parameters_are_compared_with_the_call(verdict_on):
    verdict = verdict_on("00.2", lambda X: X)
    assert verdict.cause == "wrong parameters"
    assert "with 3 arguments: (a, X, b)" in verdict.message
    assert "declared with (X)" in verdict.message
    assert "bilinear_grad(a, X, b)" in verdict.message


def test_optional_parameter_that_is_missing_is_told(verdict_on):
    verdict = verdict_on("00.4", lambda f, X: X)
    assert verdict.cause == "wrong parameters"
    assert "(f, X, h)" in verdict.message


@pytest.mark.parametrize("thing", [None, 3.0, np.eye(2), ...])
def test_result_instead_of_the_function(desk, thing):
    verdict = desk.check("00.3", thing)
    assert verdict.cause == "not a function"
    assert '`check("00.3", central)`' in verdict.message
    assert "without brackets" in verdict.message
    assert desk.memory.records["central-quotient"].tries == []


def test_name_in_quotation_marks(verdict_on):
    assert "quotation marks" in verdict_on("00.3", "central").message


def test_unknown_number_asks_did_you_mean(desk):
    from mathlib.exercises.registry import UnknownExerciseError

    for wrong, meant in (("00.33", "00.3"), ("central-quotent", "00.3"), ("central", "00.3")):
        with pytest.raises(UnknownExerciseError, match=f'Did you mean "{meant}"'):
            desk.hint(wrong)
    with pytest.raises(UnknownExerciseError) as caught:
        desk.check("77.1", len)
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_forgotten_return_is_told_from_a_stub(verdict_on):
    def answer(a, X, b):
        np.outer(a, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.status == "wrong"
    assert verdict.cause == "nothing returned"
    assert "`return`" in verdict.message
    assert "case" not in verdict.message


def test_print_in_the_place_of_return_is_named(verdict_on):
    def answer(a, X, b):
        print(np.outer(a, b).shape)

    assert "`print` shows a value" in verdict_on("00.2", answer).message


def test_place_to_fill_is_a_stub(verdict_on):
    def empty(a, X, b):
        G = ...  # noqa: F841

    def begun(a, X, b):
        G = np.zeros((len(a), len(b)))  # noqa: F841
        return ...

    for answer in (empty, begun):
        assert verdict_on("00.2", answer).status == "not attempted yet"
    assert "still returns `...`" in verdict_on("00.2", begun).message


def test_return_on_some_ways_only(verdict_on):
    def answer(a, X, b):
        if len(a) > 3:
            return np.outer(a, b)

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "returns nothing"
    assert "at 3 of 5 inputs" in verdict.message


def test_input_changed_by_a_right_answer_is_refused(verdict_on):
    def answer(a, X, b):
        G = np.outer(a, b)
        a *= 2
        return G

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "input mutated"
    assert "a is no longer what it was" in verdict.message


def test_random_answer_is_not_the_same_twice(verdict_on):
    rng = np.random.default_rng(0)
    verdict = verdict_on("00.2", lambda a, X, b: rng.normal(size=X.shape))
    assert verdict.cause == "not the same twice"


def test_right_answer_that_keeps_state_is_refused(verdict_on):
    calls = []

    def answer(a, X, b):
        calls.append(1)
        return np.outer(a, b) * (1 if len(calls) <= 5 else 2)

    assert verdict_on("00.2", answer).status == "wrong"


def test_reused_buffer_is_right(verdict_on):
    buffer = np.empty((9, 9))

    def answer(a, X, b):
        out = buffer[: len(a), : len(b)]
        np.multiply.outer(a, b, out=out)
        return out

    assert verdict_on("00.2", answer).status == "right"


def test_global_random_numbers_are_left_alone(verdict_on):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    verdict_on("00.2", lambda a, X, b: np.outer(b, a))
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_streams_warnings_and_profiler_are_put_back(verdict_on):
    events = []

    def profiler(frame, event, argument):
        events.append(event)

    stream = sys.stdout
    sys.setprofile(profiler)
    try:
        verdict_on("00.2", lambda a, X, b: np.outer(a, b))
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    assert sys.stdout is stream


def test_cprofile_goes_on_after_a_check(verdict_on):
    profile = cProfile.Profile()
    profile.enable()
    verdict_on("00.2", lambda a, X, b: np.outer(a, b))
    sum(range(3))
    profile.disable()
    assert any("sum" in str(entry.code) for entry in profile.getstats())


def test_a_test_runners_timer_goes_on(verdict_on):
    import signal

    old = signal.setitimer(signal.ITIMER_REAL, 200)
    try:
        verdict_on("00.2", lambda a, X, b: np.outer(a, b))
        assert 190 < signal.getitimer(signal.ITIMER_REAL)[0] <= 200
    finally:
        signal.setitimer(signal.ITIMER_REAL, *old)
