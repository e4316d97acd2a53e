"""Chapter 02's widget: turn and transpose a trace until dX stands last, and read off Gᵀ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

import ipywidgets as widgets
import numpy as np

from mathlib.plots import draw_trace_ring, png
from mathlib.widgets.explorer import Explorer, Question, buttons, typed_number

Move = Literal["turn", "transpose"]

_SIZES = {"k": 2, "m": 3, "n": 4, "p": 5}
_QUESTION = (
    "<b>Your turn.</b> Take Tr(A dXᵀ B C) and press the two buttons in any order, as often as you "
    "like. How many different traces can you reach, the first one included? Type the number:"
)
_REACHABLE = 8


class Tile(NamedTuple):
    """One factor: its name, whether it stands transposed, and its shape before that."""

    name: str
    transposed: bool
    rows: str
    columns: str

    @property
    def flipped(self) -> Tile:
        """The same factor, transposed once more."""
        return self._replace(transposed=not self.transposed)

    @property
    def label(self) -> str:
        """The factor as it is written by hand, such as dXᵀ."""
        return self.name + ("ᵀ" if self.transposed else "")

    @property
    def code(self) -> str:
        """The factor as it is typed, such as dX.T."""
        return self.name + (".T" if self.transposed else "")

    @property
    def size(self) -> str:
        """The shape as it stands, such as n×m."""
        return "×".join((self.columns, self.rows) if self.transposed else (self.rows, self.columns))


@dataclass(frozen=True)
class TraceRing:
    """The factors inside a trace, in order.

    Attributes
    ----------
    tiles : tuple of Tile
        Neighbours fit, the last to the first too; one of them is dX.
    """

    tiles: tuple[Tile, ...]

    def turn(self) -> TraceRing:
        """Move the last factor to the front: Tr(PQ) = Tr(QP)."""
        return replace(self, tiles=(self.tiles[-1], *self.tiles[:-1]))

    def transpose(self) -> TraceRing:
        """Transpose the product: each factor, in the opposite order."""
        return replace(self, tiles=tuple(tile.flipped for tile in reversed(self.tiles)))

    @property
    def text(self) -> str:
        """The trace as it is written by hand."""
        return f"Tr({' '.join(tile.label for tile in self.tiles)})"

    @property
    def value(self) -> float:
        """The trace for one fixed choice of random matrices, multiplied in the order shown."""
        product = np.eye(_SIZES[self.tiles[0].size[0]])
        for tile in self.tiles:
            entries = _entries(tile)
            product = product @ (entries.T if tile.transposed else entries)
        return float(np.trace(product))

    @property
    def is_sorted(self) -> bool:
        """Whether dX stands last and untransposed, so that the others spell Gᵀ."""
        return self.tiles[-1].code == "dX"

    @property
    def derive_lines(self) -> tuple[str, str] | None:
        """The line for a derivation and the gradient read off it; None before dX stands last."""
        if not self.is_sorted:
            return None
        others = TraceRing(self.tiles[:-1])
        line = " @ ".join(tile.code for tile in self.tiles)
        gradient = " @ ".join(tile.code for tile in others.transpose().tiles)
        return f"d.dL = tr({line})", f"d.grad(X={gradient})"


def _ring(*factors: str) -> TraceRing:
    """Make a ring from words such as "dX.T:mn", a factor and its shape before transposing."""
    tiles = []
    for factor in factors:
        code, shape = factor.split(":")
        tiles.append(Tile(code.removesuffix(".T"), code.endswith(".T"), shape[0], shape[1]))
    return TraceRing(tuple(tiles))


_RINGS = (
    _ring("A:km", "dX:mn", "B:nk"),
    _ring("dX.T:mn", "A:mm", "X:mn"),
    _ring("A:mm", "X:mn", "B:nn", "dX.T:mn"),
    _ring("A:kn", "dX.T:mn", "B:mp", "C:pk"),
)
TRACES: tuple[str, ...] = tuple(ring.text for ring in _RINGS)


@dataclass(frozen=True)
class TraceFrame:
    """What the widget shows in one state.

    Attributes
    ----------
    picture : bytes
        A PNG.
    alt : str
        The picture in words.
    ring : TraceRing
    sentence : str
        The trace, its value and the number of presses.
    advice : str
        The derive lines once dX stands last; before that, what is missing.
    """

    picture: bytes
    alt: str
    ring: TraceRing
    sentence: str
    advice: str


def trace_frame(trace: str, moves: tuple[Move, ...] = ()) -> TraceFrame:
    """Compute what the widget shows; depends on nothing but its arguments.

    Parameters
    ----------
    trace : str
        One of `TRACES`.
    moves : tuple of {"turn", "transpose"}
        The buttons pressed since the start.

    Returns
    -------
    TraceFrame

    Raises
    ------
    ValueError
        The trace or a move is unknown.
    """
    if trace not in TRACES:
        raise ValueError(f"trace is {trace!r}; expected one of {', '.join(TRACES)}.")
    ring = _RINGS[TRACES.index(trace)]
    for move in moves:
        if move not in get_args(Move):
            raise ValueError(f"a move is {move!r}; expected 'turn' or 'transpose'.")
        ring = ring.turn() if move == "turn" else ring.transpose()
    labels = [tile.label for tile in ring.tiles]
    lit = next(number for number, tile in enumerate(ring.tiles) if tile.name == "dX")
    presses = f"{len(moves)} press" + ("" if len(moves) == 1 else "es")
    value = f"{ring.value:.3f}".replace("-", "−")
    return TraceFrame(
        picture=png(draw_trace_ring(labels, [tile.size for tile in ring.tiles], lit)),
        alt=f"A ring of {len(labels)} tiles, clockwise from the top: {', '.join(labels)}. "
        f"{labels[lit]} is lit, number {lit + 1}.",
        ring=ring,
        sentence=f"{ring.text} = {value} · {presses}",
        advice=_advice(ring),
    )


def judge_count(text: str) -> str:
    """Judge what the learner typed as the number of traces within reach, in one sentence.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    number = typed_number(text)
    if number is None:
        return "Type one number, for example 3."
    if number == _REACHABLE:
        return "✓ Right: four turns of the ring, and each of them once transposed."
    if number == 4:
        return "✗ Four is what turning alone reaches. Transpose once, then turn on."
    if number == 24:
        return "✗ 24 counts every order of four factors. On a ring the neighbours stay neighbours."
    return "✗ Not yet. How often can you turn before the first trace is back?"


def trace_sorter() -> Any:
    """Build the widget: a trace to choose, two moves, a number that stays, and a question.

    Returns
    -------
    ipywidgets.VBox
        Every part works with the keyboard; an error in a redraw appears below the picture.
    """
    trace = buttons(TRACES, TRACES[0], "trace")
    turn = widgets.Button(description="Turn the ring")
    transpose = widgets.Button(description="Transpose")
    again = widgets.Button(description="Start again")
    moves: tuple[Move, ...] = ()

    def press(*added: Move) -> None:
        nonlocal moves
        moves = (*moves, *added) if added else ()
        explorer.redraw()

    explorer = Explorer(
        lambda: trace_frame(trace.value, moves),
        Question(_QUESTION, "traces =", "traces", judge_count),
        358,
        words=lambda frame: (frame.sentence, frame.advice),
    )
    turn.on_click(lambda _event: press("turn"))
    transpose.on_click(lambda _event: press("transpose"))
    again.on_click(lambda _event: press())
    trace.observe(lambda _change: press(), names="value")
    return explorer.box(trace, widgets.HBox([turn, transpose, again]))


def trace_frames() -> tuple[TraceFrame, ...]:
    """Return a few states for readers without a kernel: one trace from the start to its end."""
    moves: tuple[Move, ...] = ("transpose", "turn")
    return tuple(trace_frame(TRACES[-1], moves[:count]) for count in range(len(moves) + 1))


def _advice(ring: TraceRing) -> str:
    lines = ring.derive_lines
    if lines is not None:
        return (
            f"dX stands last, and the others spell Gᵀ: <code>{lines[0]}</code>, hence "
            f"<code>{lines[1]}</code>."
        )
    if any(tile.code == "dX.T" for tile in ring.tiles):
        return "dX stands transposed: transpose, since the gradient is read off an upright one."
    return "dX stands upright and not last: turn the ring."


def _entries(tile: Tile) -> Any:
    """Return the random matrix of a name: the same one wherever the tile stands."""
    seed = [ord(letter) for letter in tile.name]
    return np.random.default_rng(seed).normal(size=(_SIZES[tile.rows], _SIZES[tile.columns]))
