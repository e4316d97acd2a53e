"""`course data`, with a small data set that a server on this machine mirrors."""

from __future__ import annotations

import hashlib
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from mathlib._validate import CourseError
from mathlib.course import cli, data
from mathlib.eeg import Trials, read_trials
from mathlib.eeg import datasets as eeg_datasets
from mathlib.eeg.files.record import DataSet, RemoteFile

SUMMARY = (("recorded", "by nobody"),)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A mirror with two files for each of three subjects, which the course knows as `toy`."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    bodies = {
        f"S{n}{letter}.bin": f"{n}{letter}".encode() * 500 for n in (1, 2, 3) for letter in "ab"
    }
    for name, body in bodies.items():
        (shelf / name).write_bytes(body)
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(shelf)))
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "*")

    def needs(subject: int, task: str) -> tuple[RemoteFile, ...]:
        names = [f"S{subject}{letter}.bin" for letter in ("a" if task == "one" else "ab")]
        return tuple(
            RemoteFile(name, hashlib.sha256(bodies[name]).hexdigest(), len(bodies[name]))
            for name in names
        )

    dataset = DataSet(
        name="toy",
        title="A toy",
        summary=SUMMARY,
        n_subjects=3,
        tasks={"one": "a file", "both": "two files"},
        needs=needs,
        setting="MNE_DATASETS_TOY_PATH",
        folder="MNE-toy-data",
        layouts=("1.0",),
        mirrors=(f"http://127.0.0.1:{http.server_port}/",),
        licence="free for all",
        citation="Nobody (2001)",
    )
    monkeypatch.setattr("mathlib.eeg.RECORDED", {"toy": dataset})
    home = tmp_path / "home"
    home.mkdir()
    for name in ("_MNE_FAKE_HOME_DIR", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("MNE_DATA", raising=False)
    monkeypatch.delenv("MNE_DATASETS_TOY_PATH", raising=False)
    yield SimpleNamespace(shelf=shelf, url=dataset.mirrors[0], home=home, out=tmp_path / "out")
    http.shutdown()
    http.server_close()


def there(root: Path) -> list[str]:
    return sorted(file.name for file in root.rglob("*.bin"))


def test_get_brings_what_is_asked_for_and_says_so(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "data",
        "get",
        "toy",
        "--subjects",
        "3,1",
        "--tasks",
        "both",
        "--path",
        str(mirror.out),
    ]
    assert cli.main(words) == 0
    assert there(mirror.out / "MNE-toy-data" / "1.0") == [
        "S1a.bin",
        "S1b.bin",
        "S3a.bin",
        "S3b.bin",
    ]
    printed = capsys.readouterr()
    assert "4 files fetched, 0 there already; all proved by SHA-256" in printed.out
    assert "free for all" in printed.out and "Nobody (2001)" in printed.out
    assert printed.err == ""
    assert cli.main(words) == 0
    assert "0 files fetched, 4 there already" in capsys.readouterr().out


def test_get_goes_to_mne_s_folder_unless_told_otherwise(
    mirror: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.main(["data", "get", "toy"]) == 0
    assert there(mirror.home / "mne_data" / "MNE-toy-data" / "1.0") == ["S1a.bin"]
    assert not (mirror.home / ".mne").exists()  # no setting is written
    mirror.out.mkdir()
    monkeypatch.setenv("MNE_DATASETS_TOY_PATH", str(mirror.out))
    assert cli.main(["data", "get", "toy", "--subjects", "2", "--tasks", "all"]) == 0
    assert there(mirror.out) == ["S2a.bin", "S2b.bin"]


def test_dry_run_says_sizes_and_touches_nothing(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    (mirror.out / "MNE-toy-data" / "1.0").mkdir(parents=True)
    shutil.copy(mirror.shelf / "S2a.bin", mirror.out / "MNE-toy-data" / "1.0")
    before = sorted(mirror.out.rglob("*"))
    words = ["data", "get", "toy", "--subjects", "all", "--tasks", "all", "--dry-run"]
    own = ["--mirror", "http://127.0.0.1:1/", "--path", str(mirror.out)]
    assert cli.main([*words, *own]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "S1a.bin  0.0 MB"
    assert lines[5] == "to fetch  5 files, 0.0 MB"
    assert lines[6] == "there     1 file"
    assert lines[7] == f"from      http://127.0.0.1:1/, then {mirror.url}"
    assert lines[8].startswith(f"to        {mirror.out / 'MNE-toy-data'}, ")
    assert sorted(mirror.out.rglob("*")) == before


def test_failure_is_one_sentence_and_exit_code_1(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    (mirror.shelf / "S1a.bin").write_bytes(b"something else")
    assert cli.main(["data", "get", "toy", "--path", str(mirror.out)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith("S1a.bin could not be downloaded: 127.0.0.1:")
    assert there(mirror.out) == []


def test_verify_names_what_is_not_whole(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--path", str(mirror.out)]
    assert cli.main(["data", "get", "toy", "--subjects", "1-3", *words]) == 0
    assert cli.main(["data", "verify", *words]) == 0
    assert "toy: 3 files in " in capsys.readouterr().out
    damaged = mirror.out / "MNE-toy-data" / "1.0" / "S2a.bin"
    damaged.write_bytes(b"half")
    assert cli.main(["data", "verify", "toy", *words]) == 1
    printed = capsys.readouterr().out
    assert "3 files in" in printed and "1 not whole" in printed
    assert f"  {damaged}\n" in printed and "`python course.py data get`" in printed
    assert cli.main(["data", "get", "toy", "--subjects", "2", *words]) == 0
    assert cli.main(["data", "verify", "toy", *words]) == 0


def test_where_says_the_folder_and_the_setting(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["data", "where"]) == 0
    printed = capsys.readouterr().out
    assert f"toy: {mirror.home / 'mne_data' / 'MNE-toy-data'}\n  0 files there" in printed
    assert "MNE_DATASETS_TOY_PATH" in printed
    assert list(mirror.home.iterdir()) == []


def test_list_shows_the_card_of_every_data_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["data", "list"]) == 0
    printed = capsys.readouterr().out
    for name in eeg_datasets.NAMES:
        assert f"name           {name}\n" in printed
    assert printed.count("licence") == len(eeg_datasets.NAMES)


def test_simulate_writes_a_file_that_reads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = eeg_datasets.load("simulated", seed=2)

    def load(name: str, *, seed: int) -> Trials:
        assert (name, seed) == ("simulated", 2)
        return made

    monkeypatch.setattr("mathlib.eeg.load", load)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["data", "simulate", "--seed", "2"]) == 0
    assert "simulated, no person was recorded" in capsys.readouterr().out
    again = read_trials(tmp_path / "data" / "simulated_seed_2.npz")
    assert again.name == "simulated (seed 2)"
    assert again.signals.shape == made.signals.shape
    assert (again.signals == made.signals).all()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7", (7,)),
        ("1-3,7", (1, 2, 3, 7)),
        ("9, 2 - 4,3", (9, 2, 3, 4)),
        ("all", tuple(range(1, 10))),
    ],
)
def test_subject_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert data.subject_numbers(text, 9) == numbers


@pytest.mark.parametrize("text", ["", "a", "1,", "1..3", "-1", "0", "10", "3-1", "2-10", "1.5"])
def test_subjects_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(CourseError, match="--subjects"):
        data.subject_numbers(text, 9)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["get", "simulated"], "needs no file"),
        (["get", "toys"], "no data set 'toys': choose one of toy"),
        (["get", "toy", "--subjects", "4"], "numbers from 1 to 3"),
        (["get", "toy", "--tasks", "three"], "no task 'three'"),
        (["get", "toy", "--path", sys.executable], "is a file"),
        (["where", "toy", "--path", "MNE-toy-data"], "leads into MNE-toy-data itself"),
    ],
)
def test_wrong_words_are_one_sentence(
    mirror: SimpleNamespace, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert cli.main(["data", *words]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("get_eegbci.py", ["data", "get", "eegbci", "--dry-run"]),
        ("get_bnci2014_001.py", ["data", "get", "bnci2014_001", "--dry-run"]),
        ("simulate_eeg.py", ["data", "simulate", "--dry-run"]),
    ],
)
def test_script_is_the_command(
    repository: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: list[str]
) -> None:
    import runpy

    asked = []
    monkeypatch.setattr(cli, "main", lambda arguments: asked.append(arguments) or 5)
    monkeypatch.setattr(sys, "argv", [script, "--dry-run"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(repository / "data_scripts" / script), run_name="__main__")
    assert caught.value.code == 5
    assert asked == [words]
