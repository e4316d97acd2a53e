"""`course sweep`: many people, methods and seeds on all cores of this machine, or of a cluster."""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mathlib._validate import CourseError
from mathlib.course.train import add_evaluation_options, check_device

if TYPE_CHECKING:
    from mathlib.evaluation.sweep import Outcome


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare `sweep` and its options."""
    parser = subparsers.add_parser(
        "sweep",
        help="evaluate many people, methods and seeds in parallel",
        description="Evaluate every method on every person, one run left out at a time, in "
        "parallel. Each finished task is kept in a file of its own: start the same command again "
        "and it goes on from there. All results end in one Parquet file.",
    )
    parser.add_argument("--data", default="simulated", help="a data set (simulated)")
    parser.add_argument("--task", default="", help="what is told apart, such as left_right")
    parser.add_argument(
        "--subjects",
        type=numbers,
        default=[1, 2],
        help="such as 1-42,91; for simulated data their seeds (1,2)",
    )
    parser.add_argument("--models", nargs="+", help="SPDNet MDM TS+LR CSP+LDA (all)")
    parser.add_argument("--seeds", type=numbers, default=[0], help="of the network (0)")
    add_evaluation_options(parser)
    parser.add_argument("--path", type=Path, help="the folder that holds the data")
    parser.add_argument("--out", type=Path, default=Path("sweep"), help="a folder (sweep)")
    parser.add_argument("--workers", type=int, help="processes on this machine (one a core)")
    parser.add_argument(
        "--scheduler",
        help="address of a Dask scheduler, such as tls://host:8786; certificates are those of "
        "Dask's own settings (distributed.comm.tls)",
    )
    parser.set_defaults(func=run)


def numbers(text: str) -> list[int]:
    """Read "1-3,8" as [1, 2, 3, 8].

    Raises
    ------
    argparse.ArgumentTypeError
        It is nothing of that kind, or a range that runs backwards.
    """
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise argparse.ArgumentTypeError(f"{text!r} is no list of numbers such as 1-3,8")
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return found


def run(args: argparse.Namespace) -> int:
    """Do what is not yet done and print the table; 1 if a task failed.

    Raises
    ------
    CourseError
        An option or the folder `--out` is not as it should be, or the scheduler is lost.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise CourseError(
            "The packages of the sweep are missing: start it as `python course.py sweep`, "
            "which installs them."
        ) from None
    from dataclasses import asdict

    from tqdm import tqdm

    from mathlib.evaluation.experiment import versions
    from mathlib.evaluation.sweep import cluster, consolidate, sweep
    from mathlib.evaluation.tasks import METHODS, run_task, table_of_tasks
    from mathlib.spdnet import Settings

    if args.workers is not None and args.workers < 1:
        raise CourseError(f"--workers is {args.workers}; give 1 or more.")
    check_device(args.device)
    try:
        tasks = table_of_tasks(
            args.data,
            args.task,
            args.subjects,
            args.models or METHODS,
            args.seeds,
            args.leave_out,
        )
    except ValueError as error:
        raise CourseError(f"In --models, {error}") from None
    settings = {
        "data": args.data,
        "task": args.task,
        "leave_out": args.leave_out,
        "SPDNet": asdict(Settings()),
        **versions(),
    }
    path = None if args.path is None else str(args.path.resolve())
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # `sweep` says it in a sentence
    with (
        cluster(args.scheduler, args.workers or os.cpu_count() or 1) as client,
        tqdm(
            total=len(tasks),
            unit="task",
            file=sys.stderr,
            disable=not sys.stderr.isatty() or bool(os.environ.get("CI")),
        ) as bar,
    ):
        origin = "simulated, no person was recorded" if args.data == "simulated" else "recorded"
        print(f"data      {args.data}: {origin}")
        print(f"dashboard {client.dashboard_link}", flush=True)

        def advance(outcome: Outcome) -> None:
            bar.update(len(outcome.kept) + len(outcome.done) + len(outcome.failed) - bar.n)

        outcome = sweep(
            tasks,
            partial(run_task, path=path, device=args.device),
            args.out,
            client,
            settings=settings,
            progress=advance,
        )
    print(f"tasks     {len(outcome.done)} done now, {len(outcome.kept)} kept from before")
    for name, sentence in sorted(outcome.failed.items()):
        print(f"failed    {name}: {sentence}")
    if outcome.done or outcome.kept:
        table = consolidate(args.out)
        print(_summary(table))
        print(f"table     {table}")
    return 1 if outcome.failed else 0


def _summary(table: Path) -> str:
    """Mean accuracy over people for each method; a person's seeds count as one."""
    import numpy as np
    from pyarrow import parquet

    from mathlib.evaluation import mean_interval

    people: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in parquet.read_table(table).to_pylist():
        people[row["method"]][row["subject"]].append(row["accuracy"])
    lines = ["", "method    people   mean   95 % interval over people"]
    for method, found in people.items():
        means = [float(np.mean(values)) for values in found.values()]
        interval = str(mean_interval(means)) if len(means) > 1 else ""
        lines.append(f"{method:9} {len(means):6} {np.mean(means):6.3f}   {interval}".rstrip())
    return "\n".join([*lines, ""])
