"""The committed results, and the page that shows them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "docs" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
NAMES = ("accuracy", "operations", "training_step", "spectral_speed", "scaling", "throughput")
FILES = sorted(path for name in NAMES for path in RESULTS.glob(f"{name}*.json"))


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture
def tables(load: Any) -> Any:
    return load("tables")


def test_every_benchmark_has_its_results() -> None:
    assert {path.stem for path in FILES} >= set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_result_is_whole(path: Path) -> None:
    content = read(path)
    assert content["quick"] is False, "a first look does not belong into the documentation"
    assert content["left_out"] == {}, "results are committed with all peers"
    assert {"question", "dtype", "processor", "versions", "targets"} <= set(content)
    for aim in content["targets"]:
        relation, bound = aim["aim"].split()
        reached = aim["value"] >= float(bound) if relation == "≥" else aim["value"] <= float(bound)
        assert aim["reached"] is reached


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_result_shows_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in ("/home", "/root", "/tmp", "/work", "\\\\") if word in text]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_page_shows_what_the_file_says(path: Path, load: Any) -> None:
    report = load("report")
    blocks = dict(report.BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    block = blocks[path.stem]
    alt = block[block.index("![") + 2 : block.index("](pictures/")]
    assert len(alt) > 60
    assert block == report.block(path.stem, read(path), alt)
    assert (ROOT / "docs" / "pictures" / f"{path.stem}.png").is_file()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_of_a_table_is_as_long_as_its_header(path: Path, tables: Any) -> None:
    shown = tables.tables(read(path))
    assert shown
    for table in shown:
        assert {len(row) for row in table.rows} == {len(table.header)}, table.title


def test_what_chapter_09_reads_is_there() -> None:
    content = read(RESULTS / "spectral_speed.json")
    assert content["counts"]["daleckii_krein"]["products"] == 4
    assert content["counts"]["ionescu"]["products"] == 6
    assert content["counts"]["ionescu_shared"]["products"] == 4
    for row in content["backward"] + content["step"]:
        assert {"ionescu", "ionescu_shared", "part_of_gain_by_sharing", "threads"} <= set(row)
        assert {"median", "low", "high"} == set(row["ionescu"])


def test_peers_that_were_timed_agree_with_us() -> None:
    content = read(RESULTS / "training_step.json")
    timed = {row["contender"] for row in content["rows"]}
    assert {"mathlib", "spd_learn"} <= timed
    assert timed <= set(content["how"])
    assert content["agreement"] <= 1e-8
    apart = content["trajectory"]["largest_difference_of_weights"]
    assert set(apart) == {"22-16-8", "22-20-18"}
    assert max(apart.values()) < 1e-10
    for row in content["rows"]:
        assert (row["clamped"] > 0.1) == row["active"]


def test_numbers_are_written_so_that_they_can_be_read(tables: Any) -> None:
    written = [tables.number(value) for value in (0.0, 1.234, 12.34, 1234.5, 1.2e-13, 2e18, None)]
    assert written == ["0", "1.23", "12.3", "1234", "1.2e-13", "2.0e18", "not finite"]


def test_a_gradient_that_is_not_finite_is_the_worst(tables: Any) -> None:
    assert tables.worst([1e-16, None, 3.0]) is None
    assert tables.worst([1e-16, 3.0]) == 3.0


def test_the_table_of_a_gpu_counts_the_waits(tables: Any) -> None:
    common = {"dims": [22, 8], "batch": 32, "active": False, "threads": 1}
    times = {"median": 1.0, "low": 1.0, "high": 1.0}
    rows = [
        common
        | {"contender": name, "milliseconds": times, "over_ours": times, "synchronisations": waits}
        for name, waits in (("mathlib", 3), ("spd_learn", 9))
    ]
    shown = tables.tables({"benchmark": "training_step", "rows": rows, "targets": []})
    assert shown[-1].header[-2:] == ("mathlib", "spd_learn")
    assert shown[-1].rows == [("[22, 8], 32, False", "3", "9")]


def test_a_contender_with_other_numbers_is_named_once(tables: Any) -> None:
    refused = {"contender": "autograd", "operation": "LogEig", "n": 8}
    content = {
        "command": "python x.py",
        "processor": "p",
        "versions": {"torch": "2"},
        "left_out": {"geoopt": "not installed"},
        "refused": [refused, refused],
    }
    text = tables.footer(content)
    assert text.count("autograd (LogEig, n = 8)") == 1
    assert "Left out: geoopt (not installed)." in text


def test_fifty_digits_know_the_logarithm(load: Any) -> None:
    exact = load("exact")
    assert abs(float(exact.difference(exact.log(), 1.0, 2.0)) - 0.6931471805599453) < 1e-16
    assert float(exact.difference(exact.log(), 4.0, 4.0)) == 0.25
    # One bit apart the quotient loses 16 of its digits and must still be right.
    near = float(exact.difference(exact.power(0.5), 4.0, 4.000000000000001))
    assert abs(near - 0.25) < 1e-16
