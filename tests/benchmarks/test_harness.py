"""The referee: turns, medians, and files without the name of a machine."""

from __future__ import annotations

import getpass
import json
import platform
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def harness(load: Any) -> Any:
    return load("harness")


class FakeTimer:
    """A clock that knows how long each contender takes, and writes down whose turn it was."""

    def __init__(self, seconds: dict[Callable[[], object], float]) -> None:
        self.seconds = seconds
        self.turns: list[tuple[Callable[[], object], int]] = []

    def __call__(self, call: Callable[[], object], n_calls: int) -> float:
        self.turns.append((call, n_calls))
        return self.seconds[call]


def quick() -> None:
    """One contender."""


def slow() -> None:
    """Another."""


def idle() -> None:
    """A third."""


def test_contenders_take_turns_and_each_starts_once(harness: Any) -> None:
    timer = FakeTimer({quick: 0.001, slow: 0.004, idle: 0.002})
    contenders = {"quick": quick, "slow": slow, "idle": idle}
    times = harness.race(contenders, seconds=0.0, timer=timer, block=0.01, least_rounds=3)
    turns = [call for call, _ in timer.turns[6:]]  # two warm-up measurements for each of three
    assert turns == [quick, slow, idle, slow, idle, quick, idle, quick, slow]
    assert times == {"quick": [0.001] * 3, "slow": [0.004] * 3, "idle": [0.002] * 3}


def test_a_turn_is_as_many_calls_as_fill_a_block(harness: Any) -> None:
    timer = FakeTimer({quick: 0.001, slow: 5.0})
    harness.race({"quick": quick, "slow": slow}, seconds=0, timer=timer, least_rounds=1)
    assert timer.turns[4:] == [(quick, 10), (slow, 1)]


def test_a_race_ends_when_its_time_is_used_up(harness: Any) -> None:
    timer = FakeTimer({quick: 0.01, slow: 0.03})
    times = harness.race({"quick": quick, "slow": slow}, seconds=0.39, timer=timer)
    assert len(times["quick"]) == len(times["slow"]) == 10  # a round takes 0.04 s


@pytest.mark.parametrize(
    "timer, clock", [("wall_timer", "perf_counter"), ("cpu_timer", "process_time")]
)
def test_a_clock_divides_by_the_number_of_calls(
    harness: Any, monkeypatch: Any, timer: str, clock: str
) -> None:
    readings = iter([10.0, 12.0])
    monkeypatch.setattr(harness.time, clock, lambda: next(readings))
    calls: list[int] = []
    assert getattr(harness, timer)(lambda: calls.append(1), 8) == 0.25
    assert len(calls) == 8


@pytest.mark.parametrize(
    "device, threads, timer, warm_up",
    [("cpu", 1, "cpu_timer", 0), ("cpu", 2, "wall_timer", 0.02), ("cuda", 1, "cuda_timer", 0)],
)
def test_the_clock_and_the_warm_up_are_those_of_the_threads(
    harness: Any, monkeypatch: Any, device: str, threads: int, timer: str, warm_up: float
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(harness, "race", lambda _, **rest: given.update(rest))
    harness.options("", ["--device", device, "--quick"]).race({}, threads, seconds=7)
    assert given == {"seconds": 0.7, "timer": getattr(harness, timer), "warm_up": warm_up}


@pytest.mark.parametrize(("warm_up", "calls"), [(0.0, 1), (0.5, 3)])
def test_a_turn_begins_with_calls_that_are_not_timed(
    harness: Any, monkeypatch: Any, warm_up: float, calls: int
) -> None:
    happened: list[str] = []
    clock = iter(0.2 * k for k in range(99))
    monkeypatch.setattr(harness.time, "perf_counter", lambda: next(clock))

    def timer(call: Any, n_calls: int) -> float:
        happened.append("timed")
        return 1.0

    contenders = {"a": lambda: happened.append("called")}
    harness.race(contenders, seconds=0, timer=timer, least_rounds=2, warm_up=warm_up)
    assert happened[2:] == [*["called"] * calls, "timed"] * 2


def test_a_ratio_is_taken_within_each_round(harness: Any) -> None:
    # The machine slows down threefold on the way; the ratio of medians would be 4.
    found = harness.ratio([2.0, 6.0, 8.0], [1.0, 1.5, 4.0])
    assert found == {"median": 2.0, "low": 2.0, "high": 3.0}


def test_a_summary_has_median_and_quartiles(harness: Any) -> None:
    found = harness.summary([5.0, 1.0, 3.0, 2.0, 4.0])
    assert found == {"median": 3.0, "low": 2.0, "high": 4.0}
    assert harness.summary([1.23456]) == {"median": 1.235, "low": 1.235, "high": 1.235}


def test_ratios_of_different_numbers_of_rounds_are_refused(harness: Any) -> None:
    with pytest.raises(ValueError):
        harness.ratio([1.0, 2.0], [1.0])


def test_a_target_knows_its_direction(harness: Any) -> None:
    assert harness.target("speed", 2.0, least=2.5)["reached"] is False
    assert harness.target("cost", 1.1, most=1.15)["reached"] is True
    assert harness.target("cost", 1.1, most=1.15)["aim"] == "≤ 1.15"


def test_quick_results_stay_out_of_the_documentation(harness: Any) -> None:
    assert harness.options("", []).out == harness.RESULTS
    chosen = harness.options("", ["--quick", "--threads", "1"])
    assert chosen.out != harness.RESULTS
    assert (chosen.threads, chosen.seconds(5.0)) == ((1,), 0.5)


def test_a_gpu_is_timed_from_one_thread(harness: Any) -> None:
    assert harness.options("", ["--device", "cuda"]).threads == (1,)


def test_no_threads_are_refused(harness: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        harness.options("", ["--threads", "0"])
    assert "--threads 0" in capsys.readouterr().err


def test_a_file_of_results_says_what_is_needed_and_not_where_it_was_made(
    harness: Any, tmp_path: Path
) -> None:
    chosen = harness.options("", ["--quick", "--out", str(tmp_path)])
    path = harness.store("speed", chosen, {"rows": [1], "targets": []})
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert path == tmp_path / "speed.json"
    assert content["command"] == "python benchmarks/speed.py"
    other = harness.options("", ["--threads", "1", "--out", str(tmp_path)])
    stored = json.loads(harness.store("speed", other, {}).read_text(encoding="utf-8"))
    assert stored["command"] == "python benchmarks/speed.py --threads 1"
    assert {"quick", "device", "processor", "versions", "left_out", "rows"} <= set(content)
    assert {"python", "torch", "numpy"} <= set(content["versions"])
    assert content["processor"].endswith("cores")
    assert platform.node() not in text
    assert getpass.getuser() not in content["processor"]
    assert str(tmp_path) not in text
    assert str(harness.ROOT) not in text


def test_a_result_of_a_gpu_stands_beside_that_of_the_cpu(
    harness: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(harness, "processor", lambda device: f"a {device} device")
    chosen = harness.options("", ["--device", "cuda", "--out", str(tmp_path)])
    path = harness.store("speed", chosen, {})
    assert path.name == "speed_cuda.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["command"].endswith("--device cuda")
    assert content["processor"] == "a cuda device"


class FakeCuda:
    """As much of torch.cuda as the referee uses; a GPU needs 3 ms for every call."""

    def __init__(self) -> None:
        self.now, self.modes = 0.0, []

    def Event(self, enable_timing: bool) -> Any:
        event = SimpleNamespace(synchronize=lambda: None)
        event.record = lambda: setattr(event, "at", self.now)
        event.elapsed_time = lambda other: other.at - event.at
        return event

    def synchronize(self) -> None:
        """Nothing is under way."""

    def set_sync_debug_mode(self, mode: str) -> None:
        self.modes.append(mode)
        if mode == "warn":
            warnings.warn("Synchronization debug mode is a prototype feature", stacklevel=1)


def test_a_gpu_is_timed_by_its_own_events(harness: Any, monkeypatch: Any) -> None:
    cuda = FakeCuda()
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))

    def call() -> None:
        cuda.now += 3.0  # milliseconds, as torch counts

    assert harness.cuda_timer(call, 4) == pytest.approx(0.003)


def test_waits_for_a_gpu_are_counted_and_the_mode_is_put_back(
    harness: Any, monkeypatch: Any
) -> None:
    cuda = FakeCuda()
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))

    def call() -> None:
        for _ in range(2):  # from one line: python shows such a warning once, it counts twice
            warnings.warn("called a synchronizing CUDA operation", stacklevel=1)
        warnings.warn("something else", stacklevel=1)

    with pytest.warns(UserWarning):  # the call that warms up is not watched
        assert harness.synchronisations(call) == 2
    assert cuda.modes == ["warn", "default"]


def test_without_a_gpu_one_line_says_so(
    harness: Any, monkeypatch: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = SimpleNamespace(cuda=SimpleNamespace(is_available=lambda: False))
    monkeypatch.setitem(sys.modules, "torch", nothing)
    assert harness.device_is_missing(harness.options("", ["--device", "cuda"]))
    assert capsys.readouterr().out.count("\n") == 1
    assert not harness.device_is_missing(harness.options("", []))


def test_a_peer_that_is_not_installed_is_named(harness: Any, monkeypatch: Any) -> None:
    def version(name: str) -> str:
        if name == "spd-learn":
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(harness, "version", version)
    assert list(harness.left_out()) == ["spd_learn"]
    assert "[bench]" in harness.left_out()["spd_learn"]
    assert "spd-learn" not in harness.versions()


def test_the_peers_are_the_bench_extra_or_a_dependency(harness: Any) -> None:
    text = (harness.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert all(f'"{distribution}>=' in text for distribution in harness.PEERS.values())
