"""Guards around a learner's function: a time limit, no exit, bounded printing."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

REPEAT = 0.1  # seconds; the interruption comes again, because `except:` may swallow the first


class TimeIsUp(BaseException):
    """Raised inside a learner's function when its time is up; `except Exception` lets it pass."""


class ExitAttempt(BaseException):
    """Raised where a learner's function asks the whole process to end."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the body when it runs longer than `seconds`.

    On the main thread of Linux and macOS a timer signal does it, which also wakes a sleeping
    call. Elsewhere a watching thread does it, which is gone when the body has ended; it can act
    only between two Python instructions.
    """
    on_main = threading.current_thread() is threading.main_thread()
    if on_main and hasattr(signal, "setitimer"):
        with _timer_signal(seconds):
            yield
    else:
        with _watching_thread(seconds):
            yield


@contextlib.contextmanager
def _timer_signal(seconds: float) -> Iterator[None]:
    armed = True

    def ring(*_: Any) -> None:
        if armed:
            raise TimeIsUp

    started = time.monotonic()
    previous_handler = signal.signal(signal.SIGALRM, ring)
    previous_delay, previous_interval = signal.setitimer(signal.ITIMER_REAL, seconds, REPEAT)
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous_handler)
        if previous_delay:  # another timer, such as a test runner's, goes on where it stood
            left = max(previous_delay - (time.monotonic() - started), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, previous_interval)


@contextlib.contextmanager
def _watching_thread(seconds: float) -> Iterator[None]:
    target = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    done = threading.Event()

    def watch() -> None:
        if done.wait(seconds):
            return
        raise_in(target, ctypes.py_object(TimeIsUp))
        while not done.wait(REPEAT):
            raise_in(target, ctypes.py_object(TimeIsUp))

    watcher = threading.Thread(target=watch, name="exercise time limit", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        with contextlib.suppress(TimeIsUp):
            watcher.join()
            raise_in(target, None)  # one that was raised too late must not hit our own code


def _refuse_exit(*_: Any, **__: Any) -> None:
    raise ExitAttempt


@contextlib.contextmanager
def no_exit() -> Iterator[None]:
    """Turn `os._exit`, `os.abort` and IPython's `exit` into `ExitAttempt` inside the body."""
    places: list[tuple[Any, str]] = [(os, "_exit"), (os, "abort")]
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        places.append((shell, "ask_exit"))
    with contextlib.ExitStack() as stack:
        for owner, name in places:
            own = vars(owner).get(name)
            setattr(owner, name, _refuse_exit)
            if own is None:  # inherited from the shell's class
                stack.callback(delattr, owner, name)
            else:
                stack.callback(setattr, owner, name, own)
        yield


class Notepad(io.TextIOBase):
    """A text stream that keeps the first `limit` characters and counts the rest."""

    def __init__(self, limit: int = 400) -> None:
        self._limit = limit
        self._kept = ""
        self.count = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep what still fits."""
        self._kept += text[: max(self._limit - self.count, 0)]
        self.count += len(text)
        return len(text)

    @property
    def text(self) -> str:
        """What was kept, with a remark when something was left out."""
        if self.count <= self._limit:
            return self._kept.rstrip()
        return f"{self._kept.rstrip()} … (shortened: {self.count:,} characters in all)"
