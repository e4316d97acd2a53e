"""Many independent tasks on many processes: begun again as often as needed, repeated never."""

from __future__ import annotations

import json
import pickle
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from mathlib._files import plain_errors, remove_leftovers, write_atomically
from mathlib._validate import CourseError

SETTINGS = "sweep.json"
TABLE = "sweep.parquet"


class Named(Protocol):
    """A task: all that a sweep needs of it is a name that can be a file's."""

    @property
    def name(self) -> str:
        """No other task of the sweep has it."""
        ...


@dataclass
class Outcome:
    """What a call of `sweep` did.

    Attributes
    ----------
    done : list of str
        Names of the tasks that finished now.
    kept : list of str
        Names of those that an earlier call had finished.
    failed : dict of str to str
        Name → the sentence of what went wrong. A further call tries these again.
    """

    done: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def sweep(
    tasks: Sequence[Named],
    work: Callable[[Any], Mapping[str, Any]],
    folder: Path,
    client: Any,
    *,
    settings: Mapping[str, Any],
    progress: Callable[[Outcome], None] | None = None,
) -> Outcome:
    """Run what is not yet done; write each result the moment it arrives.

    Parameters
    ----------
    tasks : sequence
        Any objects with a `name` that can travel to another process.
    work : callable
        task → a mapping of plain numbers, strings and lists.
    folder : pathlib.Path
        Gets one file `tasks/NAME.json` a finished task, and `sweep.json` with the settings.
    client : distributed.Client
        Where the work is done. A worker that dies loses only what it was doing: that is done again
        elsewhere, and given up when the third worker has died of it.
    settings : mapping
        What all results of the folder have in common.
    progress : callable, optional
        Called with the outcome so far after each task.

    Returns
    -------
    Outcome

    Raises
    ------
    CourseError
        The folder holds results of other settings, it cannot be written to, no worker has the
        course, or the connection to the scheduler is lost: the next call goes on from there.
    """
    import cloudpickle
    from distributed import as_completed

    results = folder / "tasks"
    with plain_errors(folder):
        results.mkdir(parents=True, exist_ok=True)
        remove_leftovers(results)
    _same_settings(folder / SETTINGS, settings)
    _ask_workers(client)
    outcome = Outcome(
        kept=[task.name for task in tasks if (results / f"{task.name}.json").exists()]
    )
    kept = set(outcome.kept)
    token = secrets.token_hex(4)  # another sweep on the same scheduler has other keys
    futures = {
        client.submit(_work, cloudpickle.dumps((work, task)), key=f"{task.name}-{token}"): task
        for task in tasks
        if task.name not in kept
    }
    for future in as_completed(futures):
        name = futures.pop(future).name
        if future.status == "finished":
            try:
                text = json.dumps(dict(future.result()), indent=1, allow_nan=False)
            except Exception as error:
                outcome.failed[name] = _sentence(error)
            else:
                with plain_errors(folder):
                    write_atomically(results / f"{name}.json", f"{text}\n".encode())
                outcome.done.append(name)
        elif future.status == "error":
            outcome.failed[name] = _sentence(future.exception())
        else:
            raise CourseError(
                f"The scheduler was lost with {len(futures) + 1} tasks unfinished: start the same "
                "command again, what is finished is kept."
            )
        future.release()
        if progress is not None:
            progress(outcome)
    return outcome


def consolidate(folder: Path) -> Path:
    """Gather all finished tasks of `folder` in one Parquet file, a row a task.

    Returns
    -------
    pathlib.Path
        `folder / "sweep.parquet"`; the settings stand in the metadata of its schema.

    Raises
    ------
    CourseError
        No task is finished, or a result cannot be read.
    """
    import pyarrow
    from pyarrow import parquet

    rows = []
    for file in sorted((folder / "tasks").glob("*.json")):
        try:
            rows.append(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise CourseError(
                f"{file} cannot be read ({error}): delete it and start again."
            ) from None
    if not rows:
        raise CourseError(f"No task in {folder} is finished, so there is no table to write.")
    table = pyarrow.Table.from_pylist(rows)
    settings = (folder / SETTINGS).read_bytes()
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table.replace_schema_metadata({"settings": settings}), sink)
    with plain_errors(folder):
        write_atomically(folder / TABLE, sink.getvalue().to_pybytes())
    return folder / TABLE


@contextmanager
def cluster(scheduler: str | None, workers: int) -> Iterator[Any]:
    """A client of the scheduler at an address, or of a cluster on this machine for as long.

    Parameters
    ----------
    scheduler : str or None
        Such as "tls://host:8786", with Dask's own configuration for the certificates; None starts
        `workers` processes here, their dashboard on loopback only.
    workers : int

    Raises
    ------
    CourseError
        The scheduler does not answer.
    """
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler, timeout="10s")
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            raise CourseError(
                f"No scheduler answers at {scheduler} ({error}): start one with `dask scheduler`, "
                "or leave --scheduler out to use this machine."
            ) from error
        with client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs="CRITICAL",
        ) as local,
        Client(local) as client,
    ):
        yield client


def _work(pickled: bytes) -> Any:
    """Unpack a task inside itself: what cannot be unpacked fails there, and not the worker."""
    work, task = pickle.loads(pickled)
    return work(task)


def _ask_workers(client: Any) -> None:
    """Refuse workers that lack the course: they would take a task and never answer."""
    try:
        client.wait_for_workers(1, timeout=60)
    except TimeoutError:
        raise CourseError(
            "The scheduler has had no worker for a minute: start one with `dask worker ADDRESS`."
        ) from None
    answers = client.run(exec, f"import {__name__}", on_error="return")
    for worker, answer in answers.items():
        if isinstance(answer, BaseException):
            raise CourseError(
                f"The worker at {worker} has not this course ({_sentence(answer)}): install the "
                "same version there, and start again."
            )


def _same_settings(path: Path, settings: Mapping[str, Any]) -> None:
    """Write the settings on the first call, and insist on them later."""
    wanted = json.loads(json.dumps(dict(settings)))
    if not path.exists():
        text = json.dumps(wanted, indent=1, sort_keys=True)
        with plain_errors(path.parent):
            write_atomically(path, f"{text}\n".encode())
        return
    try:
        present = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read ({error}): choose another folder.") from None
    differing = sorted(k for k in {*wanted, *present} if wanted.get(k) != present.get(k))
    if differing:
        raise CourseError(
            f"{path.parent} holds results with another value of {', '.join(differing)}: "
            "choose another folder with --out."
        )


def _sentence(error: BaseException) -> str:
    if isinstance(error, CourseError):
        return str(error)
    return f"{type(error).__name__}: {error}".splitlines()[0]
