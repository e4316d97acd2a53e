"""The check inside a real notebook kernel: stopping, leaving, and what a person sees."""

import time

import pytest
from jupyter_client.manager import start_new_kernel


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    manager, client = start_new_kernel(cwd=str(tmp_path_factory.mktemp("kernel")))
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(kernel, code, stop_after=None):
    """Run a cell; return its outputs, as (kind, content)."""
    manager, client = kernel
    outputs = []
    request = client.execute(code)
    if stop_after is not None:
        time.sleep(stop_after)
        manager.interrupt_kernel()
    while True:
        message = client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return outputs
        outputs.append((message["msg_type"], message["content"]))


SETUP = """
import numpy as np
from mathlib.exercises import check
"""


def test_wrong_answer_is_shown_rich_and_plain(kernel):
    cell = SETUP + "def f(a, X, b):\n    return np.outer(b, a)\ncheck('00.2', f)"
    data = run(kernel, cell)[-1][1]["data"]
    assert data["text/plain"].startswith("✗ 00.2 · wrong")
    assert 'role="status"' in data["text/html"]


def test_line_of_a_cell_is_named_without_its_file(kernel):
    cell = "def g(a, X, b):\n    c = a + 1\n    return c @ b\ncheck('00.2', g)"
    text = run(kernel, cell)[-1][1]["data"]["text/plain"].replace("\n  ", " ")
    assert "line 3 of g: `return c @ b`" in text
    assert "ipykernel" not in text


def test_exit_leaves_the_kernel_alive(kernel):
    for leave in ("exit()", "quit()", "import os; os._exit(1)"):
        cell = f"def f(a, X, b):\n    {leave}\ncheck('00.2', f).cause"
        assert run(kernel, cell)[-1][1]["data"]["text/plain"] == "'exit'"
    assert run(kernel, "1 + 1")[-1][1]["data"]["text/plain"] == "2"


def test_endless_loop_ends_and_leaves_no_thread(kernel):
    run(kernel, "import threading; before = threading.active_count()")
    cell = "def f(a, X, b):\n    while True:\n        pass\ncheck('00.2', f).cause"
    started = time.monotonic()
    assert run(kernel, cell)[-1][1]["data"]["text/plain"] == "'endless loop'"
    assert time.monotonic() - started < 3
    assert run(kernel, "threading.active_count() - before")[-1][1]["data"]["text/plain"] == "0"


def test_stop_button_ends_a_check_with_one_sentence(kernel):
    cell = "def f(a, X, b):\n    while True:\n        pass\ncheck('00.2', f)"
    kind, content = run(kernel, cell, stop_after=0.7)[-1]
    assert kind == "error"
    assert content["traceback"] == ["Stopped by you while f was running. Nothing was recorded."]


def test_unknown_number_is_one_sentence(kernel):
    kind, content = run(kernel, "check('00.22', f)")[-1]
    assert kind == "error"
    assert len(content["traceback"]) == 1
    assert 'Did you mean "00.2"' in content["traceback"][0]
