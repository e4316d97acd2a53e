"""What a learner meets after `course lab`: the start page, chapter 00, and its widget."""

from __future__ import annotations

import signal
import sys
import time
import urllib.error
import urllib.request
from typing import Any

import psutil
import pytest

CHAPTER = "00_checking_a_gradient/00_checking_a_gradient.ipynb"
READY = """async path => {
    const app = window.jupyterapp;
    await app.restored;
    const panel = app.shell.currentWidget;
    if (!panel || !panel.context || panel.context.path !== path) return false;
    await panel.context.ready;
    await panel.sessionContext.ready;
    return panel.sessionContext.session?.kernel?.status === 'idle';
}"""
CELLS = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"


def open_notebook(page: Any, lab: Any, path: str) -> None:
    page.goto(f"{lab.base}/lab/tree/{path}?token={lab.token}")
    page.wait_for_function("() => window.jupyterapp !== undefined")
    wait_until_idle(page, path)


def wait_until_idle(page: Any, path: str) -> None:
    """Wait until `path` is shown and its kernel has nothing to do.

    Cells that run before the kernel is connected get no answer, so this must not be cut short.
    """
    deadline = time.monotonic() + 60
    while not page.evaluate(READY, path):
        assert time.monotonic() < deadline, f"the kernel of {path} did not start"
        time.sleep(0.2)


def status(url: str, token: str = "") -> int:
    headers = {"Authorization": f"token {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def text_of(output: dict[str, Any]) -> str:
    text = output.get("data", {}).get("text/plain", output.get("text", ""))
    return "".join(text)


def test_server_listens_on_this_machine_only(lab: Any) -> None:
    assert status(f"{lab.base}/api", lab.token) == 200
    connections = psutil.Process(lab.process.pid).net_connections(kind="inet")
    listening = {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_server_wants_its_token(lab: Any) -> None:
    url = f"{lab.base}/api/contents"
    assert status(url) == 403
    assert status(url, "0" * len(lab.token)) == 403
    assert status(url, lab.token) == 200


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS shows another name for this Python")
def test_kernel_is_this_environments_python(lab: Any, page: Any) -> None:
    open_notebook(page, lab, "start.ipynb")
    kernels = psutil.Process(lab.process.pid).children(recursive=True)
    assert any(process.cmdline()[0] == sys.executable for process in kernels)


def test_lab_opens_at_the_start_page_and_nothing_pops_up(lab: Any, page: Any) -> None:
    page.goto(lab.url)
    page.get_by_role("heading", name="Welcome").wait_for()
    wait_until_idle(page, "start.ipynb")
    time.sleep(2)  # a pop-up would come after the page
    assert page.locator(".Toastify__toast").count() == 0
    assert page.locator(".jp-Dialog").count() == 0
    assert page.hosts == {lab.base.removeprefix("http://")}  # not even fonts from elsewhere


def test_instructor_tools_are_not_there(lab: Any, page: Any) -> None:
    open_notebook(page, lab, "start.ipynb")
    commands = page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert "notebook:run-all-cells" in commands
    assert not [name for name in commands if "nbgrader" in name.lower()]
    words = page.locator("#jp-menu-panel, #jp-top-panel").all_inner_texts()
    assert not {"Nbgrader", "Formgrader"} & set(" ".join(words).split())
    assert status(f"{lab.base}/formgrader", lab.token) == 404


def test_chapter_00_runs_and_its_widget_moves(lab: Any, page: Any) -> None:
    open_notebook(page, lab, CHAPTER)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    cells = [cell for cell in page.evaluate(CELLS) if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in cells if "".join(cell["source"]).strip())
    outputs = [output for cell in cells for output in cell["outputs"]]
    errors = [o["evalue"] for o in outputs if o["output_type"] == "error"]
    assert not errors
    checks = [cell for cell in cells if "".join(cell["source"]).lstrip().startswith("check(")]
    assert len(checks) >= 5
    for cell in checks:
        assert any("not attempted yet" in text_of(output) for output in cell["outputs"])
    _move_slider(page)


def _move_slider(page: Any) -> None:
    """Move the first slider by the keyboard, as a learner without a mouse does."""
    where = """() => {
        const notebook = window.jupyterapp.shell.currentWidget.content;
        const index = notebook.model.toJSON().cells.findIndex(cell => (cell.outputs ?? [])
            .some(output => 'application/vnd.jupyter.widget-view+json' in (output.data ?? {})));
        notebook.activeCellIndex = index;
        return notebook.scrollToItem(index, 'start').then(() => index);
    }"""
    index = page.evaluate(where)
    assert index >= 0, "the chapter shows no widget"
    widget = page.locator(f".jp-Cell[data-windowed-list-index='{index}'] .jp-OutputArea")
    picture = widget.locator("img").first
    picture.wait_for()
    before = picture.get_attribute("src")
    slider = widget.locator(".noUi-handle").first
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([index, before]) => document.querySelector("
        "`.jp-Cell[data-windowed-list-index='${index}'] .jp-OutputArea img`)?.src !== before",
        arg=[index, before],
    )
    assert picture.evaluate("image => image.complete && image.naturalWidth > 100")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_stopped_server_leaves_nothing_behind(second_lab: Any, page: Any, name: str) -> None:
    open_notebook(page, second_lab, "start.ipynb")
    family = psutil.Process(second_lab.process.pid).children(recursive=True)
    assert family
    second_lab.process.send_signal(signal.Signals[name])
    assert second_lab.process.wait(timeout=20) == 0
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    runtime = second_lab.workspace / ".course" / "jupyter" / "runtime"
    assert not [path.name for path in runtime.iterdir() if path.name.startswith("jpserver")]
