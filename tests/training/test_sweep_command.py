import argparse

import pytest
import torch

from mathlib.course.cli import main
from mathlib.course.sweep import numbers


def test_numbers_and_ranges():
    assert numbers("3") == [3]
    assert numbers("1-3,8, 10-11") == [1, 2, 3, 8, 10, 11]
    for wrong in ("", "a", "3-1", "1,,2", "-4", "1-"):
        with pytest.raises(argparse.ArgumentTypeError, match="no list of numbers"):
            numbers(wrong)


def test_a_second_start_goes_on_and_adds_to_the_table(tmp_path, capfd):
    """The whole command twice: results on screen, nothing done twice, one table."""
    command = ["sweep", "--models", "MDM", "--workers", "1", "--out", str(tmp_path)]
    assert main([*command, "--subjects", "1"]) == 0
    first = capfd.readouterr()
    assert "tasks     1 done now, 0 kept from before" in first.out
    assert "dashboard http://127.0.0.1:" in first.out
    assert "simulated, no person was recorded" in first.out
    assert "Traceback" not in first.err
    assert main([*command, "--subjects", "1,2"]) == 0
    second = capfd.readouterr().out
    assert "tasks     1 done now, 1 kept from before" in second
    assert "MDM            2" in second
    assert (tmp_path / "sweep.parquet").exists()
    assert len(list((tmp_path / "tasks").iterdir())) == 2


def test_sessions_are_left_out_where_there_are_two(tmp_path, capfd):
    """The simulated person sat once: the task fails with its reason, and in a folder of its own."""
    command = ["sweep", "--models", "MDM", "--workers", "1", "--subjects", "1"]
    out = ["--out", str(tmp_path)]
    assert main([*command, *out, "--leave-out", "session"]) == 1
    assert "has a single session" in capfd.readouterr().out
    assert main([*command, *out]) == 1
    assert "leave_out" in capfd.readouterr().err


def test_wrong_options_are_one_sentence(tmp_path, capsys):
    if not torch.cuda.is_available():
        assert main(["sweep", "--device", "cuda"]) == 1
        assert "--device is 'cuda'" in capsys.readouterr().err
    assert main(["sweep", "--models", "SVM", "--out", str(tmp_path)]) == 1
    assert "In --models, there is no method 'SVM'" in capsys.readouterr().err
    assert main(["sweep", "--workers", "0"]) == 1
    assert "--workers is 0" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["sweep", "--subjects", "3-1"])
    assert "no list of numbers" in capsys.readouterr().err
