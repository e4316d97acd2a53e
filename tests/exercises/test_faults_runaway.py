"""Answers that never end, leave the process or flood the notebook: stopped, and told so."""

import os
import sys
import threading
import time

import numpy as np
import pytest

from mathlib.exercises.runner import InterruptedCheck


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


def test_recursion_without_end_is_explained(verdict_on):
    def answer(a, X, b):
        return answer(a, X, b)

    verdict = verdict_on("00.2", answer)
    assert "calls itself without end" in verdict.message


def test_huge_request_for_memory_is_a_sentence(verdict_on):
    verdict = verdict_on("00.2", lambda a, X, b: np.ones((10**7, 10**7)))
    assert verdict.cause == "raises"
    assert "does not fit into memory" in verdict.message


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


def test_print_flood_that_never_ends_is_named(verdict_on):
    def answer(a, X, b):
        while True:
            print("step")

    verdict = verdict_on("00.2", answer)
    assert verdict.cause == "print flood"
    assert "`while`" not in verdict.message
