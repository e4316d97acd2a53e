"""`course train`: an SPDNet from file to accuracy, run by run, beside the field's baselines."""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mathlib._validate import CourseError

if TYPE_CHECKING:
    from mathlib.eeg import Trials
    from mathlib.evaluation.experiment import Experiment, LeaveOut


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare `train` and its options."""
    parser = subparsers.add_parser(
        "train",
        help="train an SPDNet on brain signals and say how good it is",
        description="Train an SPDNet with one run left out at a time; print the accuracies beside "
        "chance and two baselines; write a figure and a JSON file.",
    )
    parser.add_argument(
        "--data",
        choices=("simulated", "eegbci", "bnci2014_001"),
        default="simulated",
        help="simulated needs nothing (the default); the others were recorded from people and are "
        "brought by `course data get`",
    )
    parser.add_argument("--subject", type=int, help="number of the person, in recorded data (1)")
    parser.add_argument("--task", help="what is told apart, in recorded data (its first task)")
    parser.add_argument(
        "--path", type=Path, help="the folder that holds the data set's folder (MNE's own)"
    )
    parser.add_argument("--seed", type=int, default=0, help="draws all that is random (0)")
    add_evaluation_options(parser)
    parser.add_argument("--out", type=Path, default=Path("results"), help="a folder (results)")
    parser.set_defaults(func=run)


def add_evaluation_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `train` and `sweep` share: what is left out, and where the network computes."""
    parser.add_argument(
        "--leave-out",
        choices=("run", "session"),
        default="run",
        help="what is kept for testing, one at a time; a session is a day (run)",
    )
    parser.add_argument(
        "--device",
        choices=("cpu", "cuda", "mps", "auto"),
        default="cpu",
        help="where the network computes; matrices of EEG are small, and the CPU is fast (cpu)",
    )


def run(args: argparse.Namespace) -> int:
    """Train, print, write; 0 when all of it was done.

    Raises
    ------
    CourseError
        An option, a data file or the folder `--out` is not as it should be.
    """
    _check(args)
    trials = _load(args)
    experiment = _train(trials, args.seed, args.device, args.leave_out)
    name = "_".join(re.findall(r"\w+", experiment.data))
    # The name of simulated data ends in its seed already.
    stem = name if experiment.simulated else f"{name}_seed_{args.seed}"
    if args.leave_out != "run":
        stem += f"_{args.leave_out}s"
    figure, numbers = args.out / f"{stem}.png", args.out / f"{stem}.json"
    print(_report(experiment, len(trials.channels)), flush=True)
    _write_together(args.out, _files(experiment, figure, numbers))
    print(f"figure    {figure}")
    print(f"numbers   {numbers}")
    print(f"mean accuracy {experiment.results['SPDNet'].mean_accuracy:.3f}")
    return 0


def _check(args: argparse.Namespace) -> None:
    if args.data == "simulated":
        for option in ("subject", "task", "path"):
            if getattr(args, option) is not None:
                raise CourseError(
                    f"--{option} belongs to recorded data: add --data eegbci, or leave it out."
                )
    if not 0 <= args.seed < 2**32:
        raise CourseError(f"--seed is {args.seed}; give a whole number from 0 to {2**32 - 1}.")
    check_device(args.device)
    if args.out.exists() and not args.out.is_dir():
        raise CourseError(f"--out is {args.out}, which is a file: give a folder.")


def check_device(device: str) -> None:
    """Refuse a device that is not there, as the option `--device`.

    Raises
    ------
    CourseError
    """
    from mathlib.spdnet.device import torch_device

    try:
        torch_device(device)
    except ValueError as error:
        raise CourseError(f"--{error}") from None


def _load(args: argparse.Namespace) -> Trials:
    from mathlib.eeg import load

    if args.data == "simulated":
        return load("simulated", seed=args.seed)
    return load(args.data, subject=args.subject, task=args.task, path=args.path)


def _train(trials: Trials, seed: int, device: str, leave_out: LeaveOut) -> Experiment:
    """Run the experiment behind a progress bar; no bar where nobody watches it."""
    from tqdm import tqdm

    from mathlib.evaluation.experiment import run_experiment
    from mathlib.spdnet import Settings

    settings = Settings()
    n_folds = len(set((trials.runs if leave_out == "run" else trials.sessions).tolist()))
    with tqdm(
        total=n_folds * settings.max_epochs,
        desc=f"training on {trials.name}",
        unit="epoch",
        leave=False,
        file=sys.stderr,
        disable=not sys.stderr.isatty() or bool(os.environ.get("CI")),
    ) as bar:

        def advance(folds: int, epochs: int) -> None:
            # A fold that has converged early jumps to its end.
            bar.update(folds * settings.max_epochs + epochs - bar.n)

        return run_experiment(trials, seed, settings, advance, device, leave_out)


def _report(experiment: Experiment, n_channels: int) -> str:
    """The table that a person reads."""
    from mathlib.evaluation.experiment import versions

    n_trials = len(experiment.labels)
    names = ", ".join(experiment.class_names)
    width = len(experiment.leave_out) + 5
    origin = "simulated, no person was recorded" if experiment.simulated else "recorded"
    lines = [
        f"data      {experiment.data}: {origin}",
        f"          {n_trials} trials, {n_channels} channels, classes {names}",
        f"chance    {1 / len(experiment.class_names):.3f}, "
        f"95 % interval {experiment.chance} for {n_trials} trials",
        "",
        "accuracy".ljust(10)
        + "".join(f"{experiment.leave_out} {k}".rjust(width) for k in experiment.folds)
        + "mean".rjust(width),
    ]
    for method, result in experiment.results.items():
        cells = [*result.accuracies, result.mean_accuracy]
        lines.append(method.ljust(10) + "".join(f"{cell:{width}.3f}" for cell in cells))
    epochs = ", ".join(str(len(history.losses)) for history in experiment.histories)
    missed = [
        run for run, history in zip(experiment.folds, experiment.histories) if not history.converged
    ]
    lines += ["", f"epochs    {epochs}; " + ("all folds converged" if not missed else "")]
    if missed:
        lines[-1] += f"NOT converged without {experiment.leave_out} {', '.join(map(str, missed))}"
    lines.append(f"seed      {experiment.seed}")
    lines.append(
        "versions  " + ", ".join(f"{name} {number}" for name, number in versions().items())
    )
    return "\n".join(lines)


def _files(experiment: Experiment, figure: Path, numbers: Path) -> dict[Path, bytes]:
    """The content of both files."""
    from mathlib.plots import png
    from mathlib.plots.training import draw_training, training_words

    alt = training_words(experiment)
    content = {**experiment.to_dict(), "figure": {"file": figure.name, "alt": alt}}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return {figure: png(draw_training(experiment)), numbers: text.encode()}


def _write_together(folder: Path, files: dict[Path, bytes]) -> None:
    """Write all files beside their places first, so that none appears unless all are whole."""
    staged: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            staged[path] = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
            with staged[path].open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for path, temporary in staged.items():
            temporary.replace(path)
    except OSError as error:
        raise CourseError(
            f"The results could not be written to {folder} ({error.strerror or error}): "
            "give another folder with --out."
        ) from error
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
