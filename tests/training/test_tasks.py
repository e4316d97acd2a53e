import os
import signal
from functools import partial

import pytest

from mathlib.evaluation.sweep import cluster, consolidate, sweep
from mathlib.evaluation.tasks import METHODS, Task, run_task, table_of_tasks


def test_baselines_run_once_and_nothing_twice():
    tasks = table_of_tasks("eegbci", "left_right", [2, 1, 2], ["MDM", "SPDNet"], [0, 7])
    assert [(t.subject, t.method, t.seed) for t in tasks] == [
        (2, "MDM", 0),
        (2, "SPDNet", 0),
        (2, "SPDNet", 7),
        (1, "MDM", 0),
        (1, "SPDNet", 0),
        (1, "SPDNet", 7),
    ]
    assert len({t.name for t in tasks}) == 6
    assert tasks[1].name == "eegbci_left_right_002_SPDNet_seed0"
    with pytest.raises(ValueError, match=r"no method 'SVM': choose from SPDNet, MDM, TS\+LR"):
        table_of_tasks("eegbci", "left_right", [1], ["SVM"], [0])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_beats_chance_on_simulated_signals(method):
    found = run_task(Task("simulated", "", 1, method, 0))
    assert found["accuracy"] == found["n_correct"] / found["n_trials"]
    assert found["accuracy"] > 0.6
    assert found["converged"] is (True if method == "SPDNet" else None)
    assert (found["subject"], found["method"], found["n_classes"]) == (1, method, 2)


@pytest.fixture(scope="module")
def recordings(repository):
    folder = repository.parent / "shared" / "data"
    if not (folder / "MNE-eegbci-data").is_dir():
        pytest.skip("the recordings of ../shared/data are not here")
    return str(folder)


def test_recordings_survive_a_killed_worker(recordings, tmp_path):
    """Six people and one who is not there: a worker dies, everybody else has a row at the end."""
    from pyarrow import parquet

    tasks = table_of_tasks("eegbci", "left_right", [1, 2, 3, 4, 8, 42, 5], ["MDM"], [0])
    killed = []

    work = partial(run_task, path=recordings)
    with cluster(None, 2) as client:

        def kill_one(outcome):
            if outcome.done and not killed:
                killed.append(next(iter(client.scheduler_info()["workers"])))
                os.kill(client.run(os.getpid, workers=killed)[killed[0]], signal.SIGKILL)

        found = sweep(
            tasks,
            work,
            tmp_path,
            client,
            settings={},
            progress=kill_one,
        )
    assert killed
    assert len(found.done) == 6
    assert [*found.failed] == ["eegbci_left_right_005_MDM_seed0"]
    assert "S005R04.edf" in found.failed["eegbci_left_right_005_MDM_seed0"]
    rows = parquet.read_table(consolidate(tmp_path)).to_pylist()
    assert [row["subject"] for row in rows] == [1, 2, 3, 4, 8, 42]
    assert sum(row["accuracy"] for row in rows) / 6 > 0.62
