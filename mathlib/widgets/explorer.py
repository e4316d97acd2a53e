"""The frame of all widgets: a picture with words, and below it a question with a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

import ipywidgets as widgets

from mathlib.plots import image_html


class Frame(Protocol):
    """What a widget shows in one state."""

    @property
    def picture(self) -> bytes:
        """A PNG file."""
        ...

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        ...

    @property
    def sentence(self) -> str:
        """The numbers of the state, in words."""
        ...


class Question(NamedTuple):
    """What the learner has to find with the widget.

    Attributes
    ----------
    text : str
        HTML.
    label, placeholder : str
        Beside the field and in it.
    judge : callable
        What was typed → the verdict, one sentence.
    """

    text: str
    label: str
    placeholder: str
    judge: Callable[[str], str]


class Explorer:
    """Controls that redraw a picture, and a question.

    Parameters
    ----------
    draw : callable
        Reads the controls and returns the frame to show.
    question : Question
    height : int
        Of the picture in pixels, kept free so that nothing jumps.
    words : callable, optional
        The sentences below the picture; the frame's own by default.
    """

    def __init__(
        self,
        draw: Callable[[], Any],
        question: Question,
        height: int,
        words: Callable[[Any], Iterable[str]] = lambda frame: (frame.sentence,),
    ) -> None:
        self._draw, self._question, self._words = draw, question, words
        # HTML and not Image: ipywidgets' Image has no text alternative.
        self._picture = widgets.HTML(layout=widgets.Layout(min_height=f"{height}px"))
        self._reading, self._judgement = widgets.HTML(), widgets.HTML()
        self._errors = widgets.Output()

    def redraw(self, _change: Any = None) -> None:
        """Show the state of the controls; an error appears below the question."""
        with self._errors:
            self._errors.outputs = ()
            frame: Frame = self._draw()
            self._picture.value = image_html(frame.picture, frame.alt)
            self._reading.value = "".join(map(_status, self._words(frame)))

    def box(self, *controls: Any, follow: Iterable[Any] = ()) -> Any:
        """Put everything together; a change of a control in `follow` redraws."""
        question = self._question
        answer = widgets.Text(
            placeholder=question.placeholder, description=question.label, continuous_update=False
        )
        button = widgets.Button(description="Check")

        def judge(_event: Any = None) -> None:
            with self._errors:
                self._judgement.value = _status(question.judge(answer.value))

        self.redraw()
        for control in follow:
            control.observe(self.redraw, names="value")
        answer.observe(judge, names="value")
        button.on_click(judge)
        asked = [widgets.HTML(question.text), widgets.HBox([answer, button]), self._judgement]
        return widgets.VBox([*controls, self._picture, self._reading, *asked, self._errors])


def buttons(options: Iterable[str], value: str, name: str) -> Any:
    """Buttons of which one is pressed, each as wide as its words."""
    return widgets.ToggleButtons(
        options=list(options),
        value=value,
        description=name,
        style={"button_width": "max-content"},  # the default cuts the longest name
    )


def slider(name: str, value: float, low: float, high: float, step: float, **more: Any) -> Any:
    """A slider for a number; `more` goes to `ipywidgets.FloatSlider`."""
    layout = widgets.Layout(width=more.pop("width", "560px"))
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=name, layout=layout, **more
    )


def typed_number(text: str) -> float | None:
    """The number that was typed, with a point or a comma; None if it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _status(sentence: str) -> str:
    return f'<div role="status">{sentence}</div>'
