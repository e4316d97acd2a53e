"""One way to show a message: rich in a notebook, plain text with the same words elsewhere."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass
from typing import Literal

Tone = Literal["right", "wrong", "partly", "open", "plain"]

# The colour only repeats what the sign and the word say; the fallbacks serve the web book.
_COLOURS: dict[Tone, str] = {
    "right": "var(--jp-success-color1, #2e7d32)",
    "wrong": "var(--jp-error-color1, #c62828)",
    "partly": "var(--jp-warn-color1, #b26a00)",
    "open": "var(--jp-info-color1, #0277bd)",
    "plain": "var(--jp-border-color1, #808080)",
}
_CODE = "font-family:var(--jp-code-font-family, monospace);white-space:pre-wrap"
_WIDTH = 88


@dataclass(frozen=True, repr=False)
class Panel:
    """A message with a headline, paragraphs, and perhaps code or a table.

    Attributes
    ----------
    sign : str
        "✓", "✗", "○", "◐" or ""; says without colour what the tone says with it.
    head : str
    paragraphs : tuple of str
        Text between backticks is shown as code.
    code : str
        Lines to paste into a cell.
    table : tuple of rows
        The first row holds the column heads.
    hidden : str
        An answer that opens with a click in a notebook, and is not part of the plain text.
    """

    head: str
    paragraphs: tuple[str, ...] = ()
    sign: str = ""
    tone: Tone = "plain"
    code: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    hidden: str = ""

    def __repr__(self) -> str:
        """Return the plain text."""
        lines = [f"{self.sign} {self.head}".strip()]
        for paragraph in self.paragraphs:
            lines += textwrap.wrap(
                paragraph,
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        if self.code:
            lines += ["", *(f"    {line}".rstrip() for line in self.code.splitlines())]
        return "\n".join(lines + _text_table(self.table))

    def _repr_html_(self) -> str:
        colour = _COLOURS[self.tone]
        sign = f'<span style="color:{colour}" aria-hidden="true">{self.sign}</span> '
        parts = [f"<strong>{sign if self.sign else ''}{_inline(self.head)}</strong>"]
        parts += [f'<p style="margin:0.4em 0 0 0">{_inline(p)}</p>' for p in self.paragraphs]
        if self.code:
            code = html.escape(self.code)
            parts.append(f'<pre style="margin:0.4em 0 0 0;{_CODE}">{code}</pre>')
        if self.table:
            parts.append(_html_table(self.table))
        if self.hidden:
            parts.append(
                '<details style="margin:0.4em 0 0 0"><summary>Open the answer</summary>'
                f"{_inline(self.hidden)}</details>"
            )
        return (
            f'<div role="status" style="border-left:4px solid {colour};padding:0.4em 0.8em;'
            f'margin:0.2em 0;max-width:60em">{"".join(parts)}</div>'
        )


def _inline(text: str) -> str:
    """Escape text and show what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", rf'<code style="{_CODE}">\1</code>', html.escape(text))


def _text_table(table: tuple[tuple[str, ...], ...]) -> list[str]:
    if not table:
        return []
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in table]
    return ["", lines[0], "  ".join("-" * w for w in widths), *lines[1:]]


def _html_table(table: tuple[tuple[str, ...], ...]) -> str:
    cell = 'style="text-align:left;padding:0.1em 0.8em 0.1em 0"'
    head = "".join(f'<th scope="col" {cell}>{_inline(c)}</th>' for c in table[0])
    rows = "".join(
        f"<tr>{''.join(f'<td {cell}>{_inline(c)}</td>' for c in row)}</tr>" for row in table[1:]
    )
    return (
        '<table style="margin:0.4em 0 0 0;border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
