from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from mathlib._validate import CourseError
from mathlib.notebooks import workspace

DAY = datetime.date(2026, 11, 21)
FIRST = "00_first/00_first.ipynb"
SECOND = "01_second/01_second.ipynb"
NUMBERS = "01_second/numbers.csv"
ALL = {"start.ipynb", FIRST, SECOND, NUMBERS}


def update(root: Path, course: Any) -> workspace.Report:
    return workspace.update(root, repository=course.root, today=DAY)


def reset(root: Path, course: Any, chapter: str) -> Path | None:
    return workspace.reset(root, chapter, repository=course.root, today=DAY)


def visible(root: Path) -> set[str]:
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in names if not name.startswith(".course/")}


@pytest.fixture
def root(tmp_path: Path, course: Any) -> Path:
    root = tmp_path / "work"
    update(root, course)
    return root


def test_a_new_workspace_holds_the_copies_and_their_files_and_no_solution(
    tmp_path: Path, course: Any
) -> None:
    report = update(tmp_path / "deep" / "work", course)
    assert visible(report.root) == ALL == set(report.created)
    assert report.start_page.is_file()
    text = (report.root / FIRST).read_text()
    assert "SOLUTION" not in text and "return 2 * x" not in text
    assert (report.root / NUMBERS).read_text() == "version\n1\n"


def test_a_second_update_changes_nothing_and_says_nothing(root: Path, course: Any) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*.ipynb")}
    report = update(root, course)
    assert str(report) == ""
    assert before == {path: path.stat().st_mtime_ns for path in root.rglob("*.ipynb")}


def test_files_that_nobody_changed_are_brought_up_to_date(root: Path, course: Any) -> None:
    course.publish(2)
    report = update(root, course)
    assert set(report.updated) == ALL
    assert visible(root) == ALL
    assert "Version 2" in (root / FIRST).read_text()
    assert (root / NUMBERS).read_text() == "version\n2\n"


def test_a_changed_file_stays_and_its_new_version_lies_beside_it_once(
    root: Path, course: Any
) -> None:
    (root / FIRST).write_text("my work")
    course.publish(2)
    report = update(root, course)
    new = "00_first (new 2026-11-21).ipynb"
    assert report.beside == [(FIRST, new)]
    assert new in str(report) and FIRST in str(report)
    assert (root / FIRST).read_text() == "my work"
    assert "Version 2" in (root / "00_first" / new).read_text()
    (root / "00_first" / new).write_text("I work here now")
    assert update(root, course).beside == []
    assert visible(root) == {*ALL, f"00_first/{new}"}


def test_names_beside_never_collide(root: Path, course: Any) -> None:
    (root / FIRST).write_text("my work")
    (root / "00_first/00_first (new 2026-11-21).ipynb").write_text("also mine")
    course.publish(2)
    update(root, course)
    course.publish(3)
    report = update(root, course)
    assert report.beside == [(FIRST, "00_first (new 2026-11-21 3).ipynb")]
    assert (root / "00_first/00_first (new 2026-11-21).ipynb").read_text() == "also mine"
    assert "Version 2" in (root / "00_first/00_first (new 2026-11-21 2).ipynb").read_text()
    assert "Version 3" in (root / "00_first/00_first (new 2026-11-21 3).ipynb").read_text()


def test_a_changed_file_gets_no_company_while_the_course_stands_still(
    root: Path, course: Any
) -> None:
    (root / FIRST).write_text("my work")
    assert str(update(root, course)) == ""
    assert visible(root) == ALL


def saved_by_jupyterlab(path: Path) -> Any:
    """Return a notebook as JupyterLab saves it after it was opened and a check was run."""
    nb = nbformat.read(path, as_version=4)
    nb.metadata.language_info = {"name": "python", "version": "3.11.2", "file_extension": ".py"}
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
    for number, cell in enumerate(nb.cells[1:], start=1):
        cell.metadata["execution"] = {"iopub.execute_input": "2026-11-21T10:00:00Z"}
        cell.execution_count = number
    nb.cells[2].outputs = [nbformat.v4.new_output("stream", text="not attempted yet\n")]
    return nb


def test_a_notebook_that_was_only_opened_is_not_changed(root: Path, course: Any) -> None:
    nbformat.write(saved_by_jupyterlab(root / FIRST), root / FIRST)
    before = (root / FIRST).read_bytes()
    assert str(update(root, course)) == "" and (root / FIRST).read_bytes() == before
    course.publish(2)
    report = update(root, course)
    assert FIRST in report.updated and report.beside == []


@pytest.mark.parametrize("change", ["source", "output", "new cell", "no cell", "order", "tag"])
def test_a_notebook_in_which_anything_was_done_is_the_learners(
    root: Path, course: Any, change: str
) -> None:
    nb = saved_by_jupyterlab(root / FIRST)
    if change == "source":
        nb.cells[1].source = nb.cells[1].source.replace("...", "return x + x")
    elif change == "output":
        nb.cells[-1].outputs = [nbformat.v4.new_output("stream", text="an hour's work\n")]
    elif change == "new cell":
        nb.cells.append(nbformat.v4.new_markdown_cell("a note"))
    elif change == "no cell":
        del nb.cells[-1]
    elif change == "order":
        nb.cells.reverse()
    else:
        nb.cells[1].metadata.tags = ["mine"]
    nbformat.write(nb, root / FIRST)
    before = (root / FIRST).read_bytes()
    course.publish(2)
    assert [mine for mine, _ in update(root, course).beside] == [FIRST]
    assert (root / FIRST).read_bytes() == before


def test_a_learner_who_moves_the_new_version_into_place_gets_updates_again(
    root: Path, course: Any
) -> None:
    (root / FIRST).write_text("my work")
    course.publish(2)
    (_, new), *_ = update(root, course).beside
    (root / "00_first" / new).replace(root / FIRST)
    course.publish(3)
    report = update(root, course)
    assert FIRST in report.updated and report.beside == []


def test_a_deleted_file_is_handed_out_again_and_a_file_of_their_own_is_left(
    root: Path, course: Any
) -> None:
    (root / FIRST).unlink()
    (root / "00_first/notes.md").write_text("mine")
    report = update(root, course)
    assert report.created == [FIRST]
    assert (root / "00_first/notes.md").read_text() == "mine"


def test_a_chapter_that_the_course_drops_stays_in_the_workspace(root: Path, course: Any) -> None:
    shutil.rmtree(course.root / "chapters/01_second")
    update(root, course)
    assert (root / SECOND).is_file()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {"a": 3}}', '{"files": []}'])
def test_without_a_readable_manifest_every_other_file_is_the_learners(
    root: Path, course: Any, text: str
) -> None:
    (root / FIRST).write_text("my work")
    (root / ".course/manifest.json").write_text(text)
    course.publish(2)
    report = update(root, course)
    assert {mine for mine, _ in report.beside} == ALL
    assert (root / FIRST).read_text() == "my work"
    assert str(update(root, course)) == ""


def test_a_file_saved_during_the_update_is_not_overwritten(
    root: Path, course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    course.publish(2)
    write = workspace.write_atomically

    def save_then_write(path: Path, data: bytes, **named: Any) -> None:
        if path == root / FIRST:
            path.write_text("saved this moment", encoding="utf-8")
        write(path, data, **named)

    monkeypatch.setattr(workspace, "write_atomically", save_then_write)
    report = update(root, course)
    monkeypatch.undo()
    assert (root / FIRST).read_text() == "saved this moment"
    assert FIRST not in report.updated
    assert [mine for mine, _ in update(root, course).beside] == [FIRST]


def test_reset_keeps_a_dated_copy_and_hands_out_a_fresh_one(root: Path, course: Any) -> None:
    fresh = (root / FIRST).read_bytes()
    for expected in ("00_first (kept 2026-11-21).ipynb", "00_first (kept 2026-11-21 2).ipynb"):
        (root / FIRST).write_text(f"work {expected}")
        kept = reset(root, course, "0")
        assert kept is not None and kept.name == expected
        assert kept.read_text() == f"work {expected}"
        assert (root / FIRST).read_bytes() == fresh
    course.publish(2)
    assert FIRST in update(root, course).updated


def test_reset_of_an_untouched_or_missing_notebook_keeps_nothing(root: Path, course: Any) -> None:
    assert reset(root, course, "00") is None
    (root / FIRST).unlink()
    assert reset(root, course, "00_first") is None
    assert (root / FIRST).is_file()
    assert visible(root) == ALL


def test_reset_leaves_progress_and_other_chapters_alone(root: Path, course: Any) -> None:
    (root / ".course/progress.json").write_text("solved")
    (root / SECOND).write_text("my work")
    (root / "start.ipynb").write_text("my start")
    assert reset(root, course, "start") is not None
    assert (root / ".course/progress.json").read_text() == "solved"
    assert (root / SECOND).read_text() == "my work"


def test_reset_says_what_is_missing(root: Path, tmp_path: Path, course: Any) -> None:
    with pytest.raises(CourseError, match=r"no chapter '07'; the chapters are: 00, 01"):
        reset(root, course, "07")
    with pytest.raises(CourseError, match="is not a workspace"):
        reset(tmp_path / "elsewhere", course, "00")
    assert not (tmp_path / "elsewhere").exists()


def test_links_are_not_followed_out_of_the_workspace(
    root: Path, tmp_path: Path, course: Any, link: Any
) -> None:
    outside = tmp_path / "outside"
    (root / "01_second").rename(outside)
    link(root / "01_second", outside)
    (root / "start.ipynb").unlink()
    link(root / "start.ipynb", tmp_path / "nowhere.ipynb")
    before = {path.name: path.read_bytes() for path in outside.iterdir()}
    course.publish(2)
    report = update(root, course)
    assert set(report.links) == {"start.ipynb", SECOND, NUMBERS}
    assert before == {path.name: path.read_bytes() for path in outside.iterdir()}
    assert not (tmp_path / "nowhere.ipynb").exists()
    with pytest.raises(CourseError, match="is a link"):
        reset(root, course, "01")


def test_a_state_folder_that_is_a_link_is_refused(tmp_path: Path, course: Any, link: Any) -> None:
    root = tmp_path / "work"
    root.mkdir()
    link(root / ".course", tmp_path / "outside")
    with pytest.raises(CourseError, match="is a link"):
        update(root, course)
    assert not (tmp_path / "outside").exists()


def test_the_course_itself_is_no_workspace(course: Any) -> None:
    for inside in (course.root, course.root / "chapters", course.root / "chapters/00_first"):
        with pytest.raises(CourseError, match="belongs to the course itself"):
            update(inside, course)


def test_a_file_in_the_way_is_named(tmp_path: Path, course: Any) -> None:
    (tmp_path / "work").write_text("a file")
    with pytest.raises(CourseError, match="stands in the way"):
        update(tmp_path / "work", course)


def test_notebooks_are_trusted_and_the_persons_own_jupyter_is_left_alone(
    tmp_path: Path, course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(own))
    root = tmp_path / "work"
    update(root, course)
    (root / FIRST).write_text("my work")
    course.publish(2)
    (_, new), *_ = update(root, course).beside
    with NotebookNotary(data_dir=str(workspace.trust_folder(root))) as notary:
        for name in ("start.ipynb", SECOND, f"00_first/{new}"):
            assert notary.check_signature(nbformat.read(root / name, as_version=4)), name
    assert list(own.iterdir()) == []


def test_signatures_that_are_missing_are_made_again(root: Path, course: Any) -> None:
    shutil.rmtree(workspace.trust_folder(root))
    update(root, course)
    with NotebookNotary(data_dir=str(workspace.trust_folder(root))) as notary:
        assert notary.check_signature(nbformat.read(root / FIRST, as_version=4))


def test_two_updates_at_once_hand_everything_out_once(tmp_path: Path, course: Any) -> None:
    root = tmp_path / "work"
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: update(root, course), range(4)))
    assert sorted(len(report.created) for report in reports) == [0, 0, 0, len(ALL)]
    assert visible(root) == ALL


def test_an_update_that_waits_too_long_says_so(
    root: Path, course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "_LOCK_SECONDS", 0.05)
    with (
        workspace.FileLock(root / ".course/lock"),
        pytest.raises(CourseError, match="still running"),
    ):
        update(root, course)


# Each step of the disk is a place where the process can be killed: the hook sees all of them.
KILLED = """
import datetime, json, os, signal, sys
from pathlib import Path
from mathlib.notebooks import learner, workspace

root, repository, action = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
backup = Path(sys.argv[4])
import shutil
day = datetime.date(2026, 11, 21)
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "sqlite3.connect"}

def act():
    if action == "update":
        workspace.update(root, repository=repository, today=day)
    else:
        workspace.reset(root, "00", repository=repository, today=day)

def child(last):
    count = 0
    def hook(event, arguments):
        nonlocal count
        if event in STEPS and arguments and str(root) in str(arguments[0]):
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    act()
    os._exit(0)

def state():
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*") if path.is_file() and ".course" not in path.parts
    }

results = []
for last in range(1, 1000):
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(backup, root)
    pid = os.fork()
    if pid == 0:
        child(last)
    killed = os.waitpid(pid, 0)[1] != 0
    broken = state()
    act()
    leftovers = [str(path) for path in root.rglob("*.tmp")]
    results.append([broken, state(), leftovers])
    if not killed:
        break
json.dump(results, sys.stdout)
"""


def killed_everywhere(root: Path, course: Any, action: str, tmp_path: Path) -> list[Any]:
    backup = tmp_path / "backup"
    shutil.copytree(root, backup)
    command = [sys.executable, "-c", textwrap.dedent(KILLED)]
    command += [str(root), str(course.root), action, str(backup)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    results: list[Any] = json.loads(done.stdout)
    assert len(results) > 15, "too few steps of the disk were seen"
    return results


def whole(broken: dict[str, str]) -> Iterator[str]:
    """Yield the name of every visible file that is neither of the known versions."""
    for name, text in broken.items():
        if name.endswith(".tmp") or text == "my work":
            continue
        try:
            nbformat.reads(text, as_version=4) if name.endswith(".ipynb") else None
        except Exception:
            yield name


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_an_update_killed_at_any_step_loses_nothing_and_is_completed_by_the_next(
    root: Path, course: Any, tmp_path: Path
) -> None:
    (root / FIRST).write_text("my work")
    course.publish(2)
    new = "00_first/00_first (new 2026-11-21).ipynb"
    for broken, mended, leftovers in killed_everywhere(root, course, "update", tmp_path):
        assert broken[FIRST] == mended[FIRST] == "my work"
        assert not list(whole(broken)) and set(broken) >= ALL
        assert set(mended) == {*ALL, new}
        assert all("ersion 2" in mended[name] for name in (SECOND, new))
        assert mended[NUMBERS] == "version\n2\n"
        assert leftovers == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
def test_a_reset_killed_at_any_step_keeps_the_learners_notebook(
    root: Path, course: Any, tmp_path: Path
) -> None:
    fresh = (root / FIRST).read_text()
    (root / FIRST).write_text("my work")
    for broken, mended, leftovers in killed_everywhere(root, course, "reset", tmp_path):
        assert "my work" in broken.values() and not list(whole(broken))
        assert "my work" in mended.values()
        assert mended[FIRST] == fresh
        assert leftovers == []


def mount(*arguments: str) -> None:
    if shutil.which("mount") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root on Linux")
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"this system does not let us mount a small disk: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk))
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_full_disk_is_one_sentence_and_loses_nothing(
    small_disk: Path, course: Any, left: int
) -> None:
    root = small_disk / "work"
    update(root, course)
    (root / FIRST).write_text("my work")
    before = {name: (root / name).read_bytes() for name in ALL}
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    os.truncate(filler, filler.stat().st_size - 4096 * left)
    course.publish(2)
    with pytest.raises(CourseError, match=r"^The disk that holds .* is full: free some space"):
        update(root, course)
    assert (root / FIRST).read_text() == "my work"
    assert not list(root.rglob("*.tmp"))
    for name in ALL - {FIRST}:
        now = (root / name).read_bytes()
        assert now == before[name] or b"ersion" in now or b"Start 2" in now
    filler.unlink()
    update(root, course)
    assert (root / FIRST).read_text() == "my work"
    assert visible(root) == {*ALL, "00_first/00_first (new 2026-11-21).ipynb"}
    assert "Version 2" in (root / SECOND).read_text()


def test_a_read_only_disk_is_one_sentence(small_disk: Path, course: Any) -> None:
    root = small_disk / "work"
    update(root, course)
    course.publish(2)
    before = (root / FIRST).read_bytes()
    mount("-o", "remount,ro", str(small_disk))
    for place in (root, small_disk / "fresh"):
        with pytest.raises(CourseError, match="cannot be written to: choose a folder"):
            update(place, course)
    assert (root / FIRST).read_bytes() == before


def test_reading_is_refused_in_one_sentence_too(
    root: Path, course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(workspace, "write_atomically", refuse)
    course.publish(2)
    with pytest.raises(CourseError, match=r"could not be written \(Input/output error\)"):
        update(root, course)
