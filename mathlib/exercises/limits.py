"""Guards around a learner's function: a time limit, no exit, bounded printing."""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any

TICK = 0.1  # seconds between two looks at the clock
LOADING = 30.0  # seconds that importing a library such as torch may take on top


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


class _Meter:
    """The time that an answer has used; importing a library does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._loading = LOADING
        self._last = time.monotonic()

    def over(self, frame: FrameType | None) -> bool:
        """Take the time since the last look from what is left."""
        now = time.monotonic()
        if self._loading > 0 and _importing(frame):
            self._loading -= now - self._last
        else:
            self._left -= now - self._last
        self._last = now
        return self._left <= 0


@contextlib.contextmanager
def _timer_signal(seconds: float) -> Iterator[None]:
    armed = True
    raised = False
    meter = _Meter(seconds)

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal raised
        if armed and meter.over(frame):
            if raised:  # and swallowed by the answer
                _insist(frame)
            raised = True
            raise TimeIsUp

    tracer = sys.gettrace()
    started = time.monotonic()
    previous_handler = signal.signal(signal.SIGALRM, ring)
    previous_delay, previous_interval = signal.setitimer(signal.ITIMER_REAL, TICK, TICK)
    try:
        try:
            yield
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if raised:
            sys.settrace(tracer)
        signal.signal(signal.SIGALRM, previous_handler)
        if previous_delay:  # another timer, such as a test runner's, goes on where it stood
            left = max(previous_delay - (time.monotonic() - started), 1e-3)
            signal.setitimer(signal.ITIMER_REAL, left, previous_interval)


def _is_ours(frame: FrameType) -> bool:
    """Say whether the stack below this frame is no longer the answer's."""
    room = __name__.rpartition(".")[0]
    name = str(frame.f_globals.get("__name__"))
    return name.startswith(room) and name != f"{room}.methods"  # which watches from the top


def _importing(frame: FrameType | None) -> bool:
    """Say whether the code at work is being imported, whose time is not the answer's."""
    while frame is not None and not _is_ours(frame):
        if frame.f_globals.get("__name__") == "importlib._bootstrap":
            return True
        frame = frame.f_back
    return False


def _insist(frame: FrameType | None) -> None:
    """Raise `TimeIsUp` at the next line too: there, in an `except:`, nothing swallows it."""

    def raise_again(_: FrameType, event: str, __: Any) -> Any:
        if event == "line":
            raise TimeIsUp
        return raise_again

    while frame is not None and not _is_ours(frame):
        frame.f_trace = raise_again
        frame = frame.f_back
    sys.settrace(lambda *_: None)  # without a tracer of its own, no frame's tracer is called


@contextlib.contextmanager
def _watching_thread(seconds: float) -> Iterator[None]:
    me = threading.get_ident()
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    done = threading.Event()

    def watch() -> None:
        meter = _Meter(seconds)
        while not done.wait(TICK):
            if meter.over(sys._current_frames().get(me)):
                raise_in(ctypes.c_ulong(me), ctypes.py_object(TimeIsUp))

    watcher = threading.Thread(target=watch, name="exercise time limit", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        while watcher.is_alive():
            with contextlib.suppress(TimeIsUp):
                watcher.join()
        # One that was raised too late must not hit our own code: let it come here. (Taking it
        # back instead, by raising None, leaves Python 3.11 looking for it for ever.)
        with contextlib.suppress(TimeIsUp):
            for _ in range(2):
                pass


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


class Notepad:
    """A text stream that keeps the first `limit` characters and counts the rest.

    The stream itself is Python's own, written in C, so that a flood costs little time.
    """

    def __init__(self, limit: int = 400) -> None:
        self._sink = _Sink(limit)
        buffer = io.BufferedWriter(self._sink, 2**20)
        self.stream = io.TextIOWrapper(buffer, encoding="utf-8", errors="replace", newline="")

    @property
    def count(self) -> int:
        """How many characters were written."""
        self.stream.flush()
        return self._sink.count

    @property
    def text(self) -> str:
        """What was kept, with a remark when something was left out."""
        self.stream.flush()
        kept = self._sink.kept.rstrip()
        if self._sink.count <= self._sink.limit:
            return kept
        return f"{kept} … (shortened: {self._sink.count:,} characters in all)"


class _Sink(io.RawIOBase):
    """Where the stream's buffer is emptied into."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept = ""
        self.count = 0
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        text = self._decode(bytes(data))
        self.kept += text[: max(self.limit - self.count, 0)]
        self.count += len(text)
        return len(data)
