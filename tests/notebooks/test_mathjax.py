from __future__ import annotations

import re
import sys
from pathlib import Path

from mathlib.notebooks import mathjax


def test_jupyterlabs_own_mathjax_knows_every_name() -> None:
    static = Path(sys.prefix) / "share/jupyter/lab/static"
    bundles = [path.read_text(errors="ignore") for path in static.glob("*.js")]
    tables = "\n".join(text for text in bundles if re.search(r'CommandMap\("', text))
    assert tables, "JupyterLab's MathJax was not found"
    known = set(re.findall(r'(?<!\w)"?(?:\\\\)?([A-Za-z]+\*?)"?:', tables))
    # these two are read by name, not from a table
    known |= {"left", "right"}
    assert sorted(mathjax.COMMANDS - known) == []
    assert sorted(mathjax.ENVIRONMENTS - known) == []


def test_names_with_arguments_are_commands() -> None:
    assert mathjax.ARGUMENTS.keys() | mathjax.TEXT_ARGUMENTS <= mathjax.COMMANDS
    assert mathjax.WITH_COLUMNS <= mathjax.ENVIRONMENTS
