"""Take the README's pictures of chapter 00 in JupyterLab: `.venv/bin/python docs/take_pictures.py`.

Needs the dev extra and a Chromium on the path.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

from mathlib.notebooks import repository_root
from mathlib.notebooks.workspace import update

CHAPTER = "00_checking_a_gradient/00_checking_a_gradient.ipynb"
# A text in the first cell of a picture, the cells before and after it that belong to it.
PICTURES = {
    "crime": ("def matrix_log", 0, 1),
    "check": ("def bilinear_grad", 1, 1),
    "widget": ("widgets.bug_selector", 0, 0),
}
BOX = """([text, before, after]) => {
  const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
  const at = cells.findIndex(cell => cell.innerText.includes(text));
  const [first, last] = [cells[at - before], cells[at + after]].map(c => c.getBoundingClientRect());
  return {x: first.x, y: first.y, width: first.width, height: last.bottom - first.y};
}"""


def answer_wrongly(notebook: Path) -> None:
    """Give 00.2 the answer whose refusal the README shows."""
    nb = nbformat.read(notebook, 4)
    for cell in nb.cells:
        if cell.source.startswith("def bilinear_grad"):
            cell.source = cell.source.replace("    ...", "    return np.outer(b, a)")
    nbformat.write(nb, notebook)


def take(page: Page, address: str, folder: Path) -> None:
    """Run the chapter and store the pictures."""
    page.goto(address.replace("start.ipynb", CHAPTER))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel")
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".widget-html img", timeout=60_000)
    page.wait_for_timeout(3_000)
    for name, where in PICTURES.items():
        page.screenshot(path=folder / f"{name}.png", clip=page.evaluate(BOX, list(where)))


def main() -> None:
    """Serve a workspace, open it, take the pictures, stop."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as workspace:
        update(Path(workspace))
        answer_wrongly(Path(workspace) / CHAPTER)
        lab = [sys.executable, "-m", "mathlib.course", "lab", "--no-browser", "--expose-app"]
        server = subprocess.Popen(
            [*lab, "--workspace", workspace], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            address = next(
                word for line in server.stdout for word in line.split() if "http" in word
            )
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                )
                # So tall that every cell is drawn at once.
                page = browser.new_page(viewport={"width": 1280, "height": 26_000})
                take(page, address, repository_root() / "docs" / "pictures")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
