import contextlib
import errno
import io
import json
import os
import re
import sys
import time
from dataclasses import asdict, replace

import numpy as np
import pytest

from mathlib._validate import CourseError
from mathlib.course import train
from mathlib.course.cli import main
from mathlib.eeg import Trials, covariances, load
from mathlib.evaluation import (
    SPDNetPredictor,
    chance_interval,
    cross_validate,
    leave_one_group_out,
)
from mathlib.spdnet import Settings


def run(*arguments):
    """Exit code, standard output and standard error of `course train`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["train", *map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """One run of the default, `course train`, and where it wrote."""
    folder = tmp_path_factory.mktemp("results")
    started = time.process_time()
    return (*run("--out", folder), folder, time.process_time() - started)


def test_the_default_needs_nothing_and_ends_in_the_mean_accuracy(simulated):
    code, out, err, _, seconds = simulated
    assert code == 0
    assert re.fullmatch(r"mean accuracy [01]\.\d{3}", out.splitlines()[-1])
    assert err == ""
    assert seconds < 20


def test_the_report_has_all_that_makes_it_checkable(simulated):
    _, out, *_ = simulated
    lines = {line.split()[0]: line for line in out.splitlines() if line}
    assert "simulated" in lines["data"]
    assert "no person was recorded" in lines["data"]
    assert "0.500, 95 % interval 0.356 to 0.644 for 45 trials" in lines["chance"]
    assert "all folds converged" in lines["epochs"]
    assert lines["seed"].split() == ["seed", "0"]
    assert "torch 2." in lines["versions"]
    for method in ("SPDNet", "MDM", "TS+LR"):
        *folds, mean = map(float, lines[method].split()[1:])
        assert len(folds) == 3
        assert mean == pytest.approx(np.mean(folds), abs=1e-3)


def test_simulated_data_are_learnt_beyond_chance(simulated):
    *_, folder, _ = simulated
    content = json.loads((folder / "simulated_seed_0.json").read_text(encoding="utf-8"))
    network = content["results"]["SPDNet"]["mean_accuracy"]
    assert network > content["chance"]["high"]
    # On so few trials simple methods equal the network; it must not fall behind them either.
    best = max(content["results"][name]["mean_accuracy"] for name in ("MDM", "TS+LR"))
    assert network >= best - 3 / 45


def test_two_whole_files_and_nothing_else(simulated):
    _, out, _, folder, _ = simulated
    assert sorted(path.name for path in folder.iterdir()) == [
        "simulated_seed_0.json",
        "simulated_seed_0.png",
    ]
    assert (folder / "simulated_seed_0.png").read_bytes().startswith(b"\x89PNG")
    content = json.loads((folder / "simulated_seed_0.json").read_text(encoding="utf-8"))
    assert content["simulated"] is True
    assert content["figure"]["file"] == "simulated_seed_0.png"
    assert "simulated" in content["figure"]["alt"]
    mean = content["results"]["SPDNet"]["mean_accuracy"]
    assert out.splitlines()[-1] == f"mean accuracy {mean:.3f}"


def test_the_same_seed_gives_the_same_bytes(simulated, tmp_path):
    *_, folder, _ = simulated
    assert run("--out", tmp_path / "deep" / "folder", "--seed", 0)[0] == 0
    for path in folder.iterdir():
        assert (tmp_path / "deep" / "folder" / path.name).read_bytes() == path.read_bytes()


def test_shuffled_labels_land_at_chance():
    """Whatever the network, the folds or the centring let through from the test trials shows."""
    right = 0
    for seed in range(3):
        trials = load("simulated", seed=seed)
        shuffled = np.random.default_rng(seed).permutation(trials.labels)
        network = SPDNetPredictor(2, Settings(max_epochs=40), seed=seed)
        folds = leave_one_group_out(trials.runs)
        found = cross_validate(network, covariances(trials.signals), shuffled, folds)
        right += int((found.predictions == shuffled).sum())
    assert right / 135 in chance_interval(135, 2, 0.999)


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--subject", 3], "--subject belongs to recorded data"),
        (["--device", "mps"], "--device is 'mps', which has no float64"),
        (["--task", "hands_feet"], "--task belongs to recorded data"),
        (["--path", "."], "--path belongs to recorded data"),
        (["--seed", -1], "--seed is -1"),
        (["--seed", 2**32], "whole number from 0"),
        (["--data", "eegbci", "--path", "no/such/folder"], "does not exist"),
        (["--data", "eegbci", "--path", ".", "--subject", 110], "110"),
        (["--data", "eegbci", "--path", ".", "--task", "juggling"], "juggling"),
    ],
)
def test_a_fault_is_one_sentence_and_writes_nothing(arguments, sentence, tmp_path):
    code, out, err = run(*arguments, "--out", tmp_path / "results")
    assert code == 1
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


def test_a_file_in_the_place_of_the_folder_is_noticed_before_training(tmp_path):
    (tmp_path / "results").write_text("mine")
    code, out, err = run("--out", tmp_path / "results")
    assert (code, out) == (1, "")
    assert "is a file: give a folder" in err
    assert (tmp_path / "results").read_text() == "mine"


@pytest.fixture
def toy():
    """Trials small enough to train on in a moment."""
    rng = np.random.default_rng(0)
    signals, labels = rng.normal(size=(18, 12, 60)), np.arange(18) % 2
    signals[labels == 1, 3] *= 4
    return Trials(
        signals=1e-6 * signals,
        labels=labels,
        class_names=("hands", "feet"),
        runs=np.repeat([1, 2, 3], 6),
        channels=tuple("abcdefghijkl"),
        positions=np.zeros((12, 3)),
        sampling_rate=160.0,
        name="toy simulated",
        simulated=True,
        licence="none needed",
        citation="nobody",
    )


def test_ctrl_c_leaves_nothing_behind(toy, tmp_path, monkeypatch):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "_load", lambda args: toy)
    monkeypatch.setattr("mathlib.evaluation.experiment.run_experiment", interrupted)
    code, out, _ = run("--out", tmp_path / "results")
    assert code == 130
    assert out == ""
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_disk_that_fills_up_at_the_second_file_leaves_neither(fault, tmp_path, monkeypatch):
    calls = []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:
            raise fault

    monkeypatch.setattr(os, "fsync", fsync)
    expected = CourseError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(expected, match=r"No space left.*--out|^$"):
        train._write_together(tmp_path, {tmp_path / "a.png": b"a", tmp_path / "b.json": b"b"})
    assert list(tmp_path.iterdir()) == []


def test_the_bar_shows_on_a_terminal_and_nowhere_else(toy, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def run_experiment(trials, seed, settings, progress, device, leave_out):
        progress(0, 7)
        time.sleep(0.15)  # the bar is redrawn ten times a second
        progress(2, settings.max_epochs)  # what converged early jumps to its end

    monkeypatch.setattr("mathlib.evaluation.experiment.run_experiment", run_experiment)
    shown = {}
    for name, stream, ci in (
        ("terminal", Terminal(), None),
        ("CI", Terminal(), "true"),
        ("pipe", io.StringIO(), None),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.delenv("CI", raising=False)
        if ci:
            monkeypatch.setenv("CI", ci)
        train._train(toy, 0, "cpu", "run")
        shown[name] = stream.getvalue()
    assert "training on toy simulated" in shown["terminal"]
    assert "100%" in shown["terminal"]
    assert shown["CI"] == shown["pipe"] == ""


def test_folds_that_did_not_converge_are_named(toy):
    from mathlib.evaluation.experiment import run_experiment

    experiment = run_experiment(toy, 0, Settings(hidden=(3,), max_epochs=2))
    first, *others = experiment.histories
    experiment = replace(experiment, histories=(replace(first, converged=True), *others))
    assert "NOT converged without run 2, 3" in train._report(experiment, 12)


def test_the_quoted_results_belong_to_the_frozen_settings(repository):
    """Whoever changes a setting has to run both benchmarks again, in this order."""
    folder = repository / "docs" / "results"
    frozen = json.loads(json.dumps(asdict(Settings())))
    chosen = json.loads((folder / "spdnet_settings.json").read_text("utf-8"))
    quoted = json.loads((folder / "eegbci_S001_hands_feet.json").read_text("utf-8"))
    assert chosen["rows"][0]["settings"] == quoted["settings"] == frozen
    reached = [row["test_loss"] for row in chosen["rows"] if row["converged"] == 1]
    assert chosen["rows"][0]["test_loss"] <= min(reached) + 0.005
    assert chosen["rows"][0]["converged"] == 1


@pytest.mark.timeout(120)
def test_recorded_signals_within_two_trials_of_the_better_baseline(repository, tmp_path):
    data = repository.parent / "shared" / "data"
    if not (data / "MNE-eegbci-data").is_dir():
        pytest.skip(f"the recordings of EEGBCI are not in {data}")
    started = time.process_time()
    code, out, _ = run("--data", "eegbci", "--path", data, "--out", tmp_path)
    assert code == 0
    assert time.process_time() - started < 20
    assert "simulated" not in out
    content = json.loads((tmp_path / "eegbci_S001_hands_feet_seed_0.json").read_text("utf-8"))
    means = {name: found["mean_accuracy"] for name, found in content["results"].items()}
    assert means["SPDNet"] >= max(means["MDM"], means["TS+LR"]) - 2 / 45 - 1e-9
    assert all(history["converged"] for history in content["training"])
