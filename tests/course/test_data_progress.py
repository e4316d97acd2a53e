from __future__ import annotations

import pytest

from mathlib.course.data_progress import Bar
from mathlib.eeg.eegbci import EEGBCI


class Terminal:
    """Standard error of a person who watches."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


def test_bar_counts_bytes_and_files_and_steps_back_after_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.delenv("CI", raising=False)
    first, second, _ = files = EEGBCI.needs(1, "hands_feet")
    with Bar(EEGBCI, files) as bar:
        bar.done(first, fetched=False)
        bar.progress(second, 1_300_000)
        assert "S001R10.edf (2 of 3)" in terminal.text
        assert " 50%" in terminal.text and "3.90M/7.80M" in terminal.text
        bar.progress(second, 0)
        bar.say("Asking another server.")
        bar.done(second, fetched=True)
    assert "Asking another server.\n" in terminal.text
    assert " 67%" in terminal.text


def test_without_a_terminal_only_the_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = EEGBCI.needs(1, "hands_feet")
    with Bar(EEGBCI, files) as bar:
        bar.progress(files[0], 1000)
        bar.say("Asking another server.")
        bar.done(files[0], fetched=True)
    assert capsys.readouterr().err == "Asking another server.\n"
