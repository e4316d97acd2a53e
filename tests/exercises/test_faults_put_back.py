"""What a check finds in the process it leaves as it was: threads, timers, streams, profilers."""

import cProfile
import signal
import sys
import threading

import numpy as np


def test_no_thread_and_no_timer_is_left_behind(verdict_on):
    before = threading.active_count()
    handler = signal.getsignal(signal.SIGALRM)
    verdict_on("00.2", lambda a, X, b: a)
    thread = threading.Thread(target=lambda: verdict_on("00.2", lambda a, X, b: a))
    thread.start()
    thread.join()
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGALRM) is handler


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
    old = signal.setitimer(signal.ITIMER_REAL, 200)
    try:
        verdict_on("00.2", lambda a, X, b: np.outer(a, b))
        assert 190 < signal.getitimer(signal.ITIMER_REAL)[0] <= 200
    finally:
        signal.setitimer(signal.ITIMER_REAL, *old)
