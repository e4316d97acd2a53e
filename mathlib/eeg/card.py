"""A data-set card: what the signals are, and on whose terms they may be used."""

from __future__ import annotations

import html
import textwrap
from dataclasses import dataclass

_WIDTH = 88


@dataclass(frozen=True, repr=False)
class Card:
    """A titled list of facts; a table in a notebook, aligned text elsewhere.

    Attributes
    ----------
    title : str
    rows : tuple of (str, str)
        What, and the fact.
    """

    title: str
    rows: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        """Return the plain text."""
        width = max(len(label) for label, _ in self.rows) + 2
        lines = [self.title]
        for label, fact in self.rows:
            lines += textwrap.wrap(
                fact,
                _WIDTH,
                initial_indent="  " + label.ljust(width),
                subsequent_indent=" " * (2 + width),
                break_long_words=False,
                break_on_hyphens=False,
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        # No colours of its own: the table is readable in light and dark themes and in print.
        cells = "".join(
            f'<tr><th scope="row" style="text-align:left;vertical-align:top">{html.escape(label)}'
            f'</th><td style="text-align:left">{html.escape(fact)}</td></tr>'
            for label, fact in self.rows
        )
        return (
            '<table><caption style="caption-side:top;text-align:left;font-weight:bold">'
            f"{html.escape(self.title)}</caption><tbody>{cells}</tbody></table>"
        )
