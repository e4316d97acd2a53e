import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import cloudpickle
import pytest
from dask import config as dask_config

from mathlib._validate import CourseError
from mathlib.evaluation.sweep import Outcome, cluster, consolidate, sweep

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import this file


@dataclass(frozen=True)
class Toy:
    """A task that notes each time it is begun, and may hang or fail."""

    number: int
    notes: str
    hang: bool = False
    fault: str = ""

    @property
    def name(self):
        return f"toy_{self.number:03d}"


def work(task):
    with Path(task.notes, task.name).open("a") as stream:
        stream.write(f"{os.getpid()}\n")
        begun = stream.tell() == len(f"{os.getpid()}\n")
    if task.hang and begun:
        time.sleep(60)
    if task.fault == "course":
        raise CourseError("The file of person 3 is missing.")
    if task.fault == "other":
        raise ZeroDivisionError("one over nothing\nand a second line")
    return {"subject": task.number, "square": task.number**2, "nan": None}


@pytest.fixture(scope="module")
def client():
    with cluster(None, 2) as client:
        yield client


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def begun(notes, number):
    """The processes that began a task, in order."""
    path = notes / f"toy_{number:03d}"
    return path.read_text().split() if path.exists() else []


def test_the_dashboard_answers_on_this_machine_only(client):
    assert client.scheduler_info()["address"].startswith("tcp://127.0.0.1:")
    assert client.dashboard_link.startswith("http://127.0.0.1:")


def test_what_is_done_is_never_repeated_and_what_failed_is_tried_again(client, notes, tmp_path):
    out = tmp_path / "out"
    tasks = [Toy(k, str(notes), fault={3: "course", 4: "other"}.get(k, "")) for k in range(6)]
    seen = []
    first = sweep(
        tasks,
        work,
        out,
        client,
        settings={"a": 1},
        progress=lambda outcome: seen.append(len(outcome.done) + len(outcome.failed)),
    )
    assert sorted(first.done) == [f"toy_{k:03d}" for k in (0, 1, 2, 5)]
    assert first.failed == {
        "toy_003": "The file of person 3 is missing.",
        "toy_004": "ZeroDivisionError: one over nothing",
    }
    assert seen == [1, 2, 3, 4, 5, 6]
    again = sweep([Toy(k, str(notes)) for k in range(7)], work, out, client, settings={"a": 1})
    assert sorted(again.kept) == sorted(first.done)
    assert sorted(again.done) == ["toy_003", "toy_004", "toy_006"]
    assert [len(begun(notes, k)) for k in range(7)] == [1, 1, 1, 2, 2, 1, 1]


def test_a_killed_worker_loses_only_what_it_was_doing(client, notes, tmp_path):
    """Its finished results are in their files; the running task goes to another process."""
    out = tmp_path / "out"
    tasks = [Toy(k, str(notes), hang=k == 5) for k in range(12)]
    killed = []

    def kill_when_the_rest_is_done(outcome):
        if len(outcome.done) == 11 and not killed:
            while not begun(notes, 5):
                time.sleep(0.01)
            killed.append(int(begun(notes, 5)[0]))
            os.kill(killed[0], signal.SIGKILL)

    found = sweep(tasks, work, out, client, settings={}, progress=kill_when_the_rest_is_done)
    assert killed
    assert len(found.done) == 12
    assert not found.failed
    assert len(begun(notes, 5)) == 2, "the task was begun again, once"
    assert all(len(begun(notes, k)) == 1 for k in range(12) if k != 5)


def test_one_table_at_the_end(client, notes, tmp_path):
    from pyarrow import parquet

    out = tmp_path / "out"
    sweep([Toy(k, str(notes)) for k in range(3)], work, out, client, settings={"eps": 1e-4})
    table = parquet.read_table(consolidate(out))
    assert table.to_pydict() == {"subject": [0, 1, 2], "square": [0, 1, 4], "nan": [None] * 3}
    assert json.loads(table.schema.metadata[b"settings"]) == {"eps": 1e-4}


def test_results_of_other_settings_are_not_mixed(client, notes, tmp_path):
    sweep([Toy(1, str(notes))], work, tmp_path, client, settings={"eps": 1e-4, "band": [8, 30]})
    with pytest.raises(CourseError, match="another value of eps: choose another folder"):
        sweep([Toy(2, str(notes))], work, tmp_path, client, settings={"eps": 1, "band": (8, 30)})
    assert not begun(notes, 2)


def test_a_half_written_result_counts_as_none(client, notes, tmp_path):
    results = tmp_path / "tasks"
    results.mkdir()
    (results / f".toy_001.json.{'0' * 16}.tmp").write_text('{"subj')
    found = sweep([Toy(1, str(notes))], work, tmp_path, client, settings={})
    assert found == Outcome(done=["toy_001"])
    assert [path.name for path in results.iterdir()] == ["toy_001.json"]


def _unpackable():
    raise ImportError("this worker has no such module")


class Foreign(Toy):
    """A task that the worker cannot unpack."""

    def __reduce__(self):
        return _unpackable, ()


def test_a_task_that_cannot_be_unpacked_fails_alone(client, notes, tmp_path):
    """It used to kill the worker's connection, and the sweep waited for ever."""
    tasks = [Foreign(1, str(notes)), Toy(2, str(notes))]
    found = sweep(tasks, work, tmp_path, client, settings={})
    assert found.done == ["toy_002"]
    assert found.failed == {"toy_001": "ImportError: this worker has no such module"}


def test_a_worker_without_the_course_is_named(client, notes, tmp_path, monkeypatch):
    monkeypatch.setattr("mathlib.evaluation.sweep.__name__", "mathlib.not_there")
    with pytest.raises(CourseError, match=r"tcp://127.* has not this course .*ModuleNotFound"):
        sweep([Toy(1, str(notes))], work, tmp_path, client, settings={})


def test_nothing_to_gather_and_no_scheduler_are_one_sentence(tmp_path):
    with pytest.raises(CourseError, match=r"No task in .* is finished"):
        consolidate(tmp_path)
    with pytest.raises(CourseError, match="No scheduler answers at"), cluster("nonsense", 1):
        pass


@pytest.mark.full
def test_a_lost_scheduler_ends_the_sweep_and_keeps_what_is_done(notes, tmp_path, free_tcp_port):
    out, address = tmp_path / "out", f"tcp://127.0.0.1:{free_tcp_port}"
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", *here]
    scheduler = subprocess.Popen([*dask, "--port", str(free_tcp_port)])
    time.sleep(5)
    dask[2] = "distributed.cli.dask_worker"
    worker = subprocess.Popen([*dask, address, "--nthreads", "1"])
    tasks = [Toy(k, str(notes), hang=k == 3) for k in range(6)]

    def kill(outcome):
        if len(outcome.done) == 3:
            scheduler.kill()

    try:
        with (
            pytest.raises(CourseError, match=r"scheduler was lost with [1-3] tasks unfinished"),
            cluster(address, 1) as client,
        ):
            sweep(tasks, work, out, client, settings={}, progress=kill)
    finally:
        scheduler.kill()
        worker.kill()
    assert len(list((out / "tasks").iterdir())) >= 3


@pytest.mark.full
def test_a_scheduler_behind_tls_takes_its_certificates_from_dasks_settings(
    notes, tmp_path, free_tcp_port
):
    """As docs/sweep.md has it: scheduler and worker by command, the client by the environment."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    made = [openssl, *request.split(), "-keyout", str(key), "-out", str(cert)]
    subprocess.run(made, check=True, capture_output=True)
    address = f"tls://127.0.0.1:{free_tcp_port}"
    files = ["--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key)]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", *files]
    here = ["--host", "127.0.0.1", "--protocol", "tls", "--port", str(free_tcp_port)]
    scheduler = subprocess.Popen([*dask, *here])
    time.sleep(5)
    dask[2] = "distributed.cli.dask_worker"
    worker = subprocess.Popen([*dask, address, "--nthreads", "1"])
    ours = {"ca-file": str(cert), "client.cert": str(cert), "client.key": str(key)}
    tls = {f"distributed.comm.tls.{name}": file for name, file in ours.items()}
    tasks = [Toy(k, str(notes)) for k in range(3)]
    try:
        with pytest.raises(CourseError, match="No scheduler answers"), cluster(address, 1):
            pass
        with dask_config.set(tls), cluster(address, 1) as client:
            found = sweep(tasks, work, tmp_path / "out", client, settings={})
    finally:
        scheduler.kill()
        worker.kill()
    assert sorted(found.done) == ["toy_000", "toy_001", "toy_002"]
