"""The command line: exit codes, sentences, and what importing costs."""

from __future__ import annotations

import argparse
import subprocess
import sys

import pytest

from mathlib._validate import CourseError
from mathlib.course import cli, lab


def make_fail(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(args: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(lab, "run", fail)


def test_course_error_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fail(monkeypatch, CourseError("The disk is full."))
    assert cli.main(["lab"]) == 1
    output = capsys.readouterr()
    assert output.err == "The disk is full.\n" and output.out == ""


def test_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    make_fail(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        cli.main(["lab"])


def test_ctrl_c_is_exit_code_130(monkeypatch: pytest.MonkeyPatch) -> None:
    make_fail(monkeypatch, KeyboardInterrupt())
    assert cli.main(["lab"]) == 130


@pytest.mark.parametrize(
    "arguments",
    [[], ["lub"], ["lab", "--prot", "1"], ["lab", "--port", "seven"], ["lab", "--port", "65536"]],
)
def test_wrong_arguments_are_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: course" in capsys.readouterr().err


def test_only_test_takes_arguments_that_it_does_not_know() -> None:
    parser = cli.make_parser()
    options, further = parser.parse_known_args(["test", "-k", "x or y", "--full", "tests/eeg"])
    assert options.full and hasattr(options, "further")
    assert further == ["-k", "x or y", "tests/eeg"]
    for command in (["lab"], ["run", "all"], ["notebooks"], ["reset", "00"], ["train"]):
        assert not hasattr(parser.parse_args(command), "further")


@pytest.mark.parametrize("module", ["mathlib", "mathlib.course.cli"])
def test_import_is_light(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "mne", "sklearn", "jupyterlab", "pytest"} & set(done.stdout.split())
