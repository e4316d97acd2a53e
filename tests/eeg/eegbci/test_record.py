import pytest

from mathlib.eeg.eegbci import AT_128_HZ, EEGBCI
from mathlib.eeg.eegbci.record import TASKS, registry


def test_registry_is_the_official_one_and_has_every_run():
    assert registry()["S001/S001R03.edf"].startswith("3427c8d01bff1380")
    files = EEGBCI.all_files()
    assert len(files) == 109 * 12  # all runs but the two at rest
    assert all(len(file.sha256) == 64 for file in files)


@pytest.mark.parametrize(
    ("task", "runs"),
    [
        ("hands_feet", (6, 10, 14)),
        ("left_right_executed", (3, 7, 11)),
        ("four_class", (4, 6, 8, 10, 12, 14)),
    ],
)
def test_task_needs_its_runs(task, runs):
    names = [file.name for file in EEGBCI.needs(42, task)]
    assert names == [f"S042/S042R{run:02d}.edf" for run in runs]


def test_every_task_is_described():
    assert list(EEGBCI.tasks) == list(TASKS)
    assert EEGBCI.default_task == "hands_feet"


def test_addresses_follow_the_publishers():
    assert all(mirror.endswith("/eegmmidb/1.0.0/") for mirror in EEGBCI.mirrors)
    assert all(mirror.startswith("https://") for mirror in EEGBCI.mirrors)


def test_subjects_at_128_hz_are_the_known_three():
    assert AT_128_HZ == (88, 92, 100)
    assert "128 Hz for subjects 88, 92 and 100" in repr(EEGBCI.card)
