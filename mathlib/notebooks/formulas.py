"""A short parse of the formulas in a text cell: would MathJax typeset them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mathlib.notebooks.mathjax import (
    ARGUMENTS,
    COMMANDS,
    DELIMITERS,
    ENVIRONMENTS,
    TEXT_ARGUMENTS,
    WITH_COLUMNS,
)

_BLOCK = re.compile(r"^(```|~~~).*?^\1|<!--.*?-->", re.S | re.M)
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.S)
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S", re.S)
_SPACES = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\>", r"\\"}
_ESCAPED = {r"\{", r"\}", r"\|", r"\%", r"\#", r"\&", r"\_", r"\$"}


@dataclass(frozen=True)
class Formula:
    """A formula of a text cell.

    Attributes
    ----------
    tex : str
        What stands between the dollar signs.
    display : bool
        Whether it stands between double ones.
    line : str
        The line of the cell in which it begins.
    """

    tex: str
    display: bool
    line: str


def without_blocks(source: str) -> str:
    """Return the Markdown `source` with code blocks and comments blanked; the rest stays put."""
    return _BLOCK.sub(_blanks, source)


def without_code(source: str) -> str:
    """Return the Markdown `source` with all code and comments blanked; the rest stays put."""
    return _CODE_SPAN.sub(_blanks, without_blocks(source))


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def formulas(source: str) -> tuple[list[Formula], list[str]]:
    """Return the formulas of a text cell, and what is wrong with its dollar signs."""
    text = without_code(source)
    found: list[Formula] = []
    wrong: list[str] = []
    position = 0
    while (start := _next_dollar(text, position)) >= 0:
        mark = "$$" if text.startswith("$$", start) else "$"
        end = _closing(text, start + len(mark), mark)
        line = text[text.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
        if end < 0:
            wrong.append(f"a {mark} is not closed in {line.strip()[:60]!r}")
            break
        tex = text[start + len(mark) : end]
        found.append(Formula(tex, mark == "$$", line))
        position = end + len(mark)
    return found, wrong


def formula_problems(source: str) -> list[str]:
    """Return what MathJax, or Markdown around it, would make of the formulas in a text cell."""
    found, wrong = formulas(source)
    if re.search(r"(?<!\\)\\[(\[]", without_code(_blank_formulas(source))):
        wrong.append(r"\( or \[ begins a formula: write $ or $$")
    for formula in found:
        short = " ".join(formula.tex.split())[:60]
        wrong += [f"formula {short!r}: {reason}" for reason in _formula_problems(formula)]
    return wrong


def _blank_formulas(source: str) -> str:
    return re.sub(r"\$\$.*?\$\$|(?<!\\)\$.*?(?<!\\)\$", " ", source, flags=re.S)


def _next_dollar(text: str, position: int) -> int:
    while (position := text.find("$", position)) > 0 and text[position - 1] == "\\":
        position += 1
    return position


def _closing(text: str, position: int, mark: str) -> int:
    """Return where the formula ends; a blank line ends the search, as it ends a paragraph."""
    limit = re.compile(r"\n[ \t]*\n").search(text, position)
    stop = limit.start() if limit else len(text)
    end = position
    while (end := text.find(mark, end, stop)) >= 0:
        if text[end - 1] != "\\":
            return end
        end += 1
    return -1


def _formula_problems(formula: Formula) -> Iterator[str]:
    if not formula.tex.strip():
        yield "it is empty"
        return
    if not formula.display and formula.tex != formula.tex.strip():
        yield "a space stands next to its dollar sign, so GitHub shows it as text"
    if formula.line.lstrip().startswith("|") and re.search(r"(?<!\\)\|", formula.tex):
        yield r"a | in it splits the table's cell: write \vert, \lvert … \rvert or \lVert … \rVert"
    yield from parse(formula.tex)


def parse(tex: str) -> list[str]:
    """Return what is wrong with a formula, without its dollar signs; empty when nothing is."""
    parser = _Parser(_TOKEN.findall(tex))
    while parser.tokens[parser.at :]:
        closing = parser.list_until(None, "")
        if closing is not None:
            parser.problems.append(f"{closing} closes nothing")
    return list(dict.fromkeys(parser.problems))


_CLOSING = ("}", r"\right", r"\end")


@dataclass
class _Parser:
    """A recursive descent over TeX's groups; it goes on after a mistake, to name them all."""

    tokens: list[str]
    at: int = 0
    environments: int = 0
    problems: list[str] = field(default_factory=list)

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def list_until(self, closing: str | None, opened: str) -> str | None:
        """Read atoms and scripts up to `closing`, which is consumed.

        Returns the closing token that was found where none or another was expected.
        """
        scripts: set[str] = set()
        while (token := self.peek()) is not None:
            if token in _CLOSING:
                if token == closing:
                    self.at += 1
                    return None
                if closing is None:
                    self.at += 1
                    return token
                break  # left to the group outside, which may be waiting for it
            if token in ("_", "^", "'"):
                self.script(token, scripts)
            else:
                scripts = set()
                self.atom()
        if closing is not None:
            self.problems.append(f"{opened} is not closed by {closing}")
        return None

    def script(self, token: str, scripts: set[str]) -> None:
        self.at += 1
        if token == "'":
            while self.peek() == "'":
                self.at += 1
            if "^" in scripts:
                self.problems.append("a prime follows a superscript: write the prime first")
            return
        if token in scripts:
            kind = "subscript" if token == "_" else "superscript"
            self.problems.append(f"double {kind}: brace what belongs together")
        scripts.add(token)
        self.argument(token)

    def argument(self, owner: str) -> None:
        """Read one argument: a group, or one atom."""
        token = self.peek()
        if token is None or token in _CLOSING or token in ("&", r"\\", "_", "^"):
            self.problems.append(f"{owner} lacks an argument")
            return
        self.atom()

    def atom(self) -> None:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            self.list_until("}", "{")
        elif token == r"\left":
            self.delimiter(token)
            self.list_until(r"\right", r"\left")
            if self.tokens[self.at - 1] == r"\right":
                self.delimiter(r"\right")
        elif token == r"\middle":
            self.delimiter(token)
        elif token == r"\begin":
            self.environment()
        elif token in ("%", "#"):
            self.problems.append(f"a bare {token} has a meaning of its own: write \\{token}")
        elif token == "&" and not self.environments:
            self.problems.append("& stands outside an environment")
        elif re.fullmatch(r"\\[A-Za-z]+", token):
            self.command(token[1:])
        elif token.startswith("\\") and token not in _SPACES | _ESCAPED:
            self.problems.append(f"unknown command {token}")

    def command(self, name: str) -> None:
        if name not in COMMANDS:
            self.problems.append(f"unknown command \\{name}")
        if self.peek() == "*" and name in ("operatorname", "tag"):
            self.at += 1
        if name in ("sqrt", "xrightarrow", "xleftarrow") and self.peek() == "[":
            self.skip_past("]", f"[ after \\{name}")
        if name in TEXT_ARGUMENTS:
            self.raw_group(f"\\{name}")
        for _ in range(ARGUMENTS.get(name, 0)):
            self.argument(f"\\{name}")

    def delimiter(self, owner: str) -> None:
        token = self.peek()
        if token is None or token not in DELIMITERS:
            self.problems.append(f"{owner} lacks a delimiter; a dot stands for none")
            return
        self.at += 1

    def environment(self) -> None:
        name = self.raw_group(r"\begin")
        if name not in ENVIRONMENTS:
            self.problems.append(f"unknown environment {name!r}")
        if name in WITH_COLUMNS:
            self.raw_group(f"\\begin{{{name}}}")
        self.environments += 1
        before = len(self.problems)
        self.list_until(r"\end", f"\\begin{{{name}}}")
        self.environments -= 1
        if len(self.problems) == before or self.tokens[self.at - 1] == r"\end":
            ended = self.raw_group(r"\end")
            if ended != name:
                self.problems.append(f"\\begin{{{name}}} is closed by \\end{{{ended}}}")

    def raw_group(self, owner: str) -> str:
        """Read {…} without looking at what is in it, and return it without its braces."""
        if self.peek() != "{":
            self.problems.append(f"{owner} lacks its {{…}}")
            return ""
        start, depth = self.at + 1, 0
        while self.at < len(self.tokens):
            depth += {"{": 1, "}": -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if depth == 0:
                return "".join(self.tokens[start : self.at - 1])
        self.problems.append(f"{{ after {owner} is not closed by }}")
        return ""

    def skip_past(self, closing: str, opened: str) -> None:
        if closing not in self.tokens[self.at :]:
            self.problems.append(f"{opened} is not closed by {closing}")
            return
        self.at = self.tokens.index(closing, self.at) + 1
