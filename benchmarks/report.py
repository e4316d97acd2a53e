"""Write the tables and figures of docs/benchmarks.md from the files of results.

    python benchmarks/report.py

Each block of the page between `<!-- begin NAME -->` and `<!-- end NAME -->` is one file of
results; whatever stands outside the blocks is for people to write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import harness
import tables
from harness import RESULTS, ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"
BLOCK = re.compile(r"<!-- begin (\w+) -->\n(.*?)<!-- end \1 -->", re.DOTALL)


def publish(path: Path) -> None:
    """Print the tables of a result; one that belongs to the documentation goes there too."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for table in tables.tables(content):
        print(f"\n{table.markdown()}")
    print(f"\n{tables.footer(content)}")
    if path.parent.resolve() == RESULTS and not content["quick"]:
        write_page()


def main(description: str, name: str, measure: Callable[[harness.Options], Any]) -> None:
    """Read the command line, measure, keep the result, show it; skip where its GPU is missing."""
    chosen = harness.options(description)
    if not harness.device_is_missing(chosen):
        publish(harness.store(name, chosen, measure(chosen)))


def block(name: str, content: dict[str, Any], alt: str) -> str:
    """What stands in the page for one result."""
    parts = [f"![{alt}](pictures/{name}.png)"]
    parts += [table.markdown() for table in tables.tables(content)]
    parts.append(f"*{tables.footer(content)}*")
    return "\n\n".join(parts) + "\n"


def write_page() -> None:
    """Draw all figures and fill all blocks of the page for which there is a result."""
    from figures import figure

    from mathlib.plots import png

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        path = RESULTS / f"{name}.json"
        if not path.exists():
            return found[0]
        content = json.loads(path.read_text(encoding="utf-8"))
        fig, alt = figure(content)
        (PICTURES / f"{name}.png").write_bytes(png(fig))
        return f"<!-- begin {name} -->\n{block(name, content, alt)}<!-- end {name} -->"

    PAGE.write_text(BLOCK.sub(fill, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_page()
