"""Progress: kept through crashes, full disks, broken files and two kernels at once."""

import json
import multiprocessing
import os
import re
from pathlib import Path

import numpy as np
import pytest

from mathlib.exercises.api import Desk
from mathlib.exercises.store import FileStore, MemoryStore, Record, open_store

SLUG = "bilinear-gradient"


def right(a, X, b):
    return np.outer(a, b)


def wrong(a, X, b):
    return np.outer(b, a)


def read(workspace):
    return json.loads((workspace / ".course" / "progress.json").read_text(encoding="utf-8"))


def test_nothing_is_written_outside_a_workspace(desk, tmp_path):
    desk.check("00.2", wrong)
    assert list(tmp_path.rglob("*")) == []
    assert "nothing is stored here" in repr(desk.progress())


def test_record_is_kept_by_slug_in_the_nearest_course_folder_upward(workspace, monkeypatch):
    deep = workspace / "00_checking_a_gradient" / "deeper"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    Desk().check("00.2", wrong)
    Desk().check("00.2", right)
    data = read(workspace)
    assert data["version"] == 1
    record = data["exercises"][SLUG]
    assert record["status"] == "right"
    assert record["checks"] == 2
    assert record["mistakes"] == {"transposed": 1}
    assert not list(deep.iterdir())


def test_progress_is_there_in_the_next_kernel(workspace):
    Desk().check("00.2", right)
    panel = Desk().progress()
    assert panel.head.startswith("1 of ")
    assert "✓ right" in repr(panel)
    assert "Kept in the folder" in repr(panel)


def test_solved_stays_solved_when_a_later_try_is_wrong(workspace):
    Desk().check("00.2", right)
    Desk().check("00.2", wrong)
    assert read(workspace)["exercises"][SLUG]["status"] == "right"


def test_new_series_after_success_brings_new_inputs(workspace):
    def wrong_by_a_number_of_the_input(X, W, Y):
        return X.T @ (X @ W - Y) * np.abs(Y).sum()

    first = repr(Desk().check("00.7", wrong_by_a_number_of_the_input))
    assert repr(Desk().check("00.7", wrong_by_a_number_of_the_input)) == first
    Desk().check("00.7", lambda X, W, Y: 2 / len(X) * X.T @ (X @ W - Y))
    assert repr(Desk().check("00.7", wrong_by_a_number_of_the_input)) != first


def test_same_wrong_answer_counts_once_and_another_counts_again(workspace):
    for answer in (wrong, wrong, lambda a, X, b: X, wrong):
        Desk().check("00.2", answer)
    assert len(read(workspace)["exercises"][SLUG]["tries"]) == 2


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 1}', '{"version": 1, "exercises": {"a": 3}}', "\udc80"],
    ids=["empty", "cut", "list", "no exercises", "bad record", "not utf-8"],
)
def test_unreadable_file_is_kept_aside_and_said_so(workspace, content):
    path = workspace / ".course" / "progress.json"
    damaged = content.encode("utf-8", "surrogateescape")
    path.write_bytes(damaged)
    verdict = Desk().check("00.2", right)
    assert verdict.status == "right"
    name = re.search(r"kept as (progress\.unreadable-[\d-]+\.json)", verdict.message)[1]
    assert (workspace / ".course" / name).read_bytes() == damaged
    assert read(workspace)["exercises"][SLUG]["status"] == "right"


def test_file_of_a_newer_version_is_left_alone(workspace):
    path = workspace / ".course" / "progress.json"
    path.write_text('{"version": 99, "exercises": {}}')
    desk = Desk()
    assert "newer version" in desk.check("00.2", right).message
    assert path.read_text() == '{"version": 99, "exercises": {}}'
    assert "✓ right" in repr(desk.progress())


def test_unknown_fields_of_a_record_do_no_harm(workspace):
    record = {"status": "wrong", "later": [1], "checks": 3}
    path = workspace / ".course" / "progress.json"
    path.write_text(json.dumps({"version": 1, "exercises": {SLUG: record}}))
    Desk().check("00.2", right)
    assert read(workspace)["exercises"][SLUG]["checks"] == 4


def test_full_disk_still_gives_the_verdict_and_keeps_the_old_file(workspace, monkeypatch):
    desk = Desk()
    desk.check("00.1", lambda A, B: np.sum(A * B))
    before = read(workspace)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    verdict = desk.check("00.2", wrong)
    assert verdict.cause == "transposed"
    assert "could not be saved (No space left on device)" in verdict.message
    assert read(workspace) == before
    assert not list((workspace / ".course").glob("*.tmp"))
    assert "✗ wrong so far" in repr(desk.progress())

    monkeypatch.undo()
    monkeypatch.chdir(workspace)
    desk.check("00.2", wrong)
    record = read(workspace)["exercises"][SLUG]
    assert record["checks"] == 2
    assert record["mistakes"] == {"transposed": 2}
    assert record["tries"] == record["tries"][:1]


def test_folder_that_cannot_be_written_is_told(workspace, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    verdict = Desk().check("00.2", right)
    assert verdict.status == "right"
    assert "could not be saved (Permission denied)" in verdict.message


def test_crash_while_writing_leaves_the_old_file(workspace, monkeypatch):
    Desk().check("00.2", right)
    before = read(workspace)

    def killed(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        Desk().check("00.1", lambda A, B: 0.0)
    assert read(workspace) == before


def _count(folder, slug, times):
    store = FileStore(Path(folder), MemoryStore())
    for _ in range(times):
        store.update(slug, _one_more)


def _one_more(record):
    record.checks += 1


def test_two_kernels_at_once_lose_nothing(workspace):
    folder = workspace / ".course"
    context = multiprocessing.get_context("fork")
    jobs = [
        context.Process(target=_count, args=(folder, slug, 40)) for slug in ("one", "two", "one")
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(30)
    found = {slug: r.checks for slug, r in open_store(folder, MemoryStore())[0].read().items()}
    assert found == {"one": 80, "two": 40}


def test_reading_never_changes_the_folder(workspace):
    store, kept = open_store(workspace, MemoryStore())
    assert kept
    assert store.read() == {}
    assert list((workspace / ".course").iterdir()) == []


def test_records_of_a_memory_store_live_as_long_as_it(tmp_path):
    memory = MemoryStore()
    store, kept = open_store(tmp_path, memory)
    assert not kept
    store.update(SLUG, _one_more)
    assert memory.read() == {SLUG: Record(checks=1)}
