import io
import sys

import numpy as np
import pytest
from PIL import Image

from mathlib.gradcheck import numerical_gradient
from mathlib.widgets import TRACES, judge_count, trace_frame, trace_frames, trace_sorter
from mathlib.widgets.trace_sorter import _entries

MOVES = ("turn", "transpose")


def parts(widget):
    found = {}
    for child in widget.children:
        found.setdefault(type(child).__name__, []).append(child)
        if hasattr(child, "children"):
            for name, values in parts(child).items():
                found.setdefault(name, []).extend(values)
    return found


def reachable(trace):
    """Every ring that the two buttons lead to."""
    found, edge = set(), [trace_frame(trace).ring]
    while edge:
        ring = edge.pop()
        if ring not in found:
            found.add(ring)
            edge += [ring.turn(), ring.transpose()]
    return found


@pytest.mark.parametrize("trace", TRACES)
def test_no_press_changes_the_number(trace):
    rings = reachable(trace)
    values = [ring.value for ring in rings]
    assert np.ptp(values) < 1e-12 * max(abs(values[0]), 1) and abs(values[0]) > 1e-3
    shown = {trace_frame(trace, moves).sentence.split()[-4] for moves in ((), ("turn",), MOVES)}
    assert len(shown) == 1
    for ring in rings:
        sizes = [tile.size.split("×") for tile in ring.tiles]
        assert all(a[1] == b[0] for a, b in zip(sizes, sizes[1:] + sizes[:1]))


@pytest.mark.parametrize("trace", TRACES)
def test_the_line_and_the_gradient_are_right(trace):
    rings = [ring for ring in reachable(trace) if ring.is_sorted]
    assert len(rings) == 1
    (ring,) = rings
    line, gradient = ring.derive_lines
    values = {tile.name: _entries(tile) for tile in ring.tiles}
    first = trace_frame(trace).ring.tiles
    assert eval(line.removeprefix("d.dL = tr(").removesuffix(")"), {}, values).trace() == (
        pytest.approx(ring.value)
    )
    G = eval(gradient.removeprefix("d.grad(X=").removesuffix(")"), {}, values)

    def start(dX):  # the trace as it stood at first, a function of dX alone
        product = 1.0
        for tile in first:
            entries = dX if tile.name == "dX" else values[tile.name]
            entries = entries.T if tile.transposed else entries
            product = entries if np.isscalar(product) else product @ entries
        return np.trace(product)

    assert G.shape == values["dX"].shape
    assert np.allclose(G, numerical_gradient(start, values["dX"]), rtol=1e-8)
    assert line.endswith("@ dX)") and "dX" not in gradient


def test_known_lines():
    frame = trace_frame("Tr(A dXᵀ B C)", ("transpose", "turn"))
    assert frame.ring.text == "Tr(Aᵀ Cᵀ Bᵀ dX)"
    assert frame.ring.derive_lines == ("d.dL = tr(A.T @ C.T @ B.T @ dX)", "d.grad(X=B @ C @ A)")
    assert "d.dL = tr(A.T @ C.T @ B.T @ dX)" in frame.advice
    assert trace_frame("Tr(A dX B)").ring.derive_lines is None
    assert "turn the ring" in trace_frame("Tr(A dX B)").advice
    assert "stands transposed" in trace_frame("Tr(dXᵀ A X)").advice
    lines = trace_frame("Tr(dXᵀ A X)", ("transpose",)).ring.derive_lines
    assert lines == ("d.dL = tr(X.T @ A.T @ dX)", "d.grad(X=A @ X)")


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize("moves", [(), ("turn",), ("transpose", "turn") * 10])
def test_a_frame_holds_picture_words_and_numbers(trace, moves):
    frame = trace_frame(trace, moves)
    assert Image.open(io.BytesIO(frame.picture)).size == (378, 351)
    assert frame.ring.text in frame.sentence and len(frame.picture) < 30_000
    assert (f"{len(moves)} press" in frame.sentence and "presses" in frame.sentence) or len(
        moves
    ) == 1
    order = ", ".join(tile.label for tile in frame.ring.tiles)
    assert order in frame.alt
    at = [tile.name for tile in frame.ring.tiles].index("dX") + 1
    assert frame.alt.endswith(f"is lit, number {at}.")
    assert frame == trace_frame(trace, moves)


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="trace is 'Tr"):
        trace_frame("Tr(A)")
    with pytest.raises(ValueError, match="a move is 'flip'"):
        trace_frame(TRACES[0], ("flip",))


def test_the_question_has_the_answer_that_the_buttons_reach():
    assert TRACES[-1] == "Tr(A dXᵀ B C)" and len(reachable(TRACES[-1])) == 8
    assert judge_count("8").startswith("✓") and judge_count(" 8,0 ").startswith("✓")
    assert "turning alone" in judge_count("4") and "neighbours" in judge_count("24")
    assert judge_count("6").startswith("✗ Not yet")
    assert judge_count("").startswith("Type one number")


def test_the_buttons_move_the_ring_and_start_it_again():
    found = parts(trace_sorter())
    (choice,) = found["ToggleButtons"]
    turn, transpose, again, _check = found["Button"]
    picture, reading = found["HTML"][:2]
    choice.value = TRACES[-1]
    first = picture.value
    assert 'alt="A ring of 4 tiles' in first and "0 presses" in reading.value
    transpose.click()
    assert "1 press" in reading.value and picture.value != first
    turn.click()
    assert "2 presses" in reading.value and "d.grad(X=B @ C @ A)" in reading.value
    assert reading.value.count('role="status"') == 2
    again.click()
    assert "0 presses" in reading.value and picture.value == first
    turn.click()
    choice.value = TRACES[0]
    assert f"{TRACES[0]} =" in reading.value and "0 presses" in reading.value


def test_an_error_in_a_redraw_is_not_swallowed(monkeypatch):
    widget = trace_sorter()
    module = sys.modules["mathlib.widgets.trace_sorter"]  # the package's name is the function's
    monkeypatch.setattr(module, "trace_frame", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        parts(widget)["ToggleButtons"][0].value = TRACES[1]


def test_the_answer_is_judged_by_enter_and_by_the_button():
    found = parts(trace_sorter())
    (field,), button = found["Text"], found["Button"][-1]
    judgement = found["HTML"][-1]
    field.value = "4"
    assert "turning alone" in judgement.value
    judgement.value = ""
    button.click()
    assert "turning alone" in judgement.value
    field.value = "8"
    assert "✓" in judgement.value


def test_the_frames_lead_from_the_start_to_the_gradient():
    shown = trace_frames()
    assert len({frame.picture for frame in shown}) == 3
    assert [frame.ring.is_sorted for frame in shown] == [False, False, True]
