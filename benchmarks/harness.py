"""What all speed and accuracy measurements share: taking turns, medians, one file of results.

Contenders run in one process and take turns, so that whatever disturbs the machine disturbs all of
them. A ratio is taken within each round; what is reported is the median of these ratios with its
quartiles. A result without a machine name or a path can be committed, and is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "results"
# Import name → name of the distribution.
PEERS = {
    "spd_learn": "spd-learn",
    "torchspd": "torchspd",
    "geoopt": "geoopt",
    "pyriemann": "pyriemann",
}
THREADS = (1, 2)
_LIBRARIES = ("mpmath", "numpy", "torch")

Call = Callable[[], object]
Timer = Callable[[Call, int], float]


@dataclass(frozen=True)
class Options:
    """What the command line chose.

    Attributes
    ----------
    threads : tuple of int
        Every timing is made with each of these numbers of torch threads.
    quick : bool
        A tenth of the time, for a first look; its results are not for the documentation.
    device : {"cpu", "cuda"}
    out : Path
        Folder for the results.
    """

    threads: tuple[int, ...]
    quick: bool
    device: str
    out: Path

    def seconds(self, full: float) -> float:
        """How long one race may take."""
        return full / 10 if self.quick else full

    def race(
        self, contenders: Mapping[str, Call], threads: int, seconds: float
    ) -> dict[str, list[float]]:
        """`race`, with the clock and the warm-up that so many threads ask for.

        One thread is timed by the processor's clock, which other programs spare. Of several,
        torch's helpers spin on for about 8 ms after they have worked for somebody else.
        """
        timer: Timer = cpu_timer if threads == 1 else wall_timer
        if self.device == "cuda":
            timer = cuda_timer
        warm_up = 0.02 if threads > 1 and self.device == "cpu" else 0.0
        return race(contenders, seconds=self.seconds(seconds), timer=timer, warm_up=warm_up)


def options(description: str, arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; the same four options for every benchmark."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, nargs="+", default=THREADS, metavar="N")
    parser.add_argument("--quick", action="store_true", help="a first look, kept out of docs/")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--out", type=Path, help="folder for the results")
    found = parser.parse_args(arguments)
    if min(found.threads) < 1:
        parser.error(f"--threads {min(found.threads)}: a thread is the least.")
    threads = (1,) if found.device == "cuda" else tuple(found.threads)
    out = found.out or (ROOT / "results" if found.quick else RESULTS)
    return Options(threads, found.quick, found.device, out)


def device_is_missing(chosen: Options) -> bool:
    """Say in one line that a GPU was asked for and is not there."""
    if chosen.device == "cpu":
        return False
    import torch

    if torch.cuda.is_available():
        return False
    print("skipped: --device cuda needs a GPU that torch can use, and there is none.")
    return True


# ---------------------------------------------------------------------------------------- timing


def wall_timer(call: Call, n_calls: int) -> float:
    """Seconds a call, by the clock on the wall."""
    return _seconds(call, n_calls, time.perf_counter)


def cpu_timer(call: Call, n_calls: int) -> float:
    """CPU seconds a call, of all threads: on one thread, the time on a machine all to itself."""
    return _seconds(call, n_calls, time.process_time)


def _seconds(call: Call, n_calls: int, clock: Callable[[], float]) -> float:
    started = clock()
    for _ in range(n_calls):
        call()
    return (clock() - started) / n_calls


def cuda_timer(call: Call, n_calls: int) -> float:
    """Seconds a call, between two events in the GPU's own queue."""
    import torch

    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    for _ in range(n_calls):
        call()
    end.record()
    end.synchronize()
    return float(start.elapsed_time(end)) / 1000 / n_calls


def race(
    contenders: Mapping[str, Call],
    *,
    seconds: float,
    timer: Timer = wall_timer,
    block: float = 0.01,
    least_rounds: int = 5,
    warm_up: float = 0.0,
) -> dict[str, list[float]]:
    """Let the contenders take turns until the time is used up.

    Parameters
    ----------
    contenders : mapping from name to callable
    seconds : float
        Rounds start until this much time has passed.
    timer : callable
        (call, n_calls) → seconds a call.
    block : float
        A turn is as many calls as fill this many seconds: single calls of microseconds would time
        the clock.
    least_rounds : int
        Made in any case.
    warm_up : float
        Each turn begins with calls that are not timed, one at least, for so many seconds.

    Returns
    -------
    dict from name to list of float
        Seconds a call, one entry a round, so that entries of one round belong together.
    """
    calls = {}
    for name, call in contenders.items():
        timer(call, 2)  # the first call allocates, compiles, starts threads
        calls[name] = max(1, round(block / max(timer(call, 2), 1e-9)))
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    spent, n_rounds = 0.0, 0
    while n_rounds < least_rounds or spent < seconds:
        # Whoever runs first after another finds other caches: the order moves on by one.
        shift = n_rounds % len(names)
        for name in names[shift:] + names[:shift]:
            _warm_up(contenders[name], warm_up)
            needed = timer(contenders[name], calls[name])
            times[name].append(needed)
            spent += needed * calls[name]
        n_rounds += 1
    return times


def _warm_up(call: Call, seconds: float) -> None:
    """Training repeats itself; the caches, and maybe a core, are somebody else's until now."""
    ends = time.perf_counter() + seconds
    call()
    while time.perf_counter() < ends:
        call()


def summary(values: Sequence[float]) -> dict[str, float]:
    """Median and quartiles, to four digits."""
    several = values if len(values) > 1 else [values[0]] * 2
    low, _, high = quantiles(several, n=4, method="inclusive")
    return {"median": digits(median(values)), "low": digits(low), "high": digits(high)}


def ratio(above: Sequence[float], below: Sequence[float]) -> dict[str, float]:
    """Summary of the ratios within each round: above / below."""
    return summary([a / b for a, b in zip(above, below, strict=True)])


def digits(value: float, n: int = 4) -> float:
    """The value rounded to n significant digits: more would be noise in a committed file."""
    return float(f"{value:.{n}g}")


@contextmanager
def torch_threads(n: int) -> Iterator[None]:
    """Give torch n threads, and put back what was there."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def in_batch_threads(n: int, call: Call) -> Call:
    """The call as our training makes it: batches shared out, torch on one thread."""
    from mathlib.spectral import batch_threads

    def within() -> object:
        with batch_threads(n):
            return call()

    return within


def synchronisations(call: Call) -> int:
    """How often a call makes the CPU wait for the GPU, as far as torch notices."""
    import warnings

    import torch

    call()
    torch.cuda.synchronize()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.cuda.set_sync_debug_mode("warn")
        try:
            call()
        finally:
            torch.cuda.set_sync_debug_mode("default")
    # Switching the mode on warns as well, that it may miss some.
    return sum("called a synchronizing" in str(warning.message) for warning in caught)


# --------------------------------------------------------------------------------------- results


def processor(device: str = "cpu") -> str:
    """The kind of processor: model and number of cores, or the GPU's name; no name of a machine."""
    if device == "cuda":
        import torch

        return str(torch.cuda.get_device_name())
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return f"{model}, {os.cpu_count()} cores"


def versions() -> dict[str, str]:
    """Python, the libraries, and every peer that is installed."""
    found = {"python": platform.python_version()}
    for name in (*_LIBRARIES, *PEERS.values()):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def left_out() -> dict[str, str]:
    """The peers that are not installed."""
    missing = {}
    for peer, distribution in PEERS.items():
        try:
            version(distribution)
        except PackageNotFoundError:
            missing[peer] = "not installed: pip install -e .[bench] -c constraints.txt"
    return missing


def target(
    what: str, value: float, *, least: float | None = None, most: float | None = None
) -> Any:
    """One aim and whether it is reached; give `least` or `most`."""
    bound = least if least is not None else most
    assert bound is not None
    reached = value >= bound if least is not None else value <= bound
    relation = "≥" if least is not None else "≤"
    return {"what": what, "aim": f"{relation} {bound:g}", "value": value, "reached": reached}


def _command(name: str, chosen: Options) -> str:
    command = f"python benchmarks/{name}.py"
    if chosen.device == "cuda":
        return f"{command} --device cuda"
    if chosen.threads != THREADS:
        return f"{command} --threads {' '.join(map(str, chosen.threads))}"
    return command


def store(name: str, chosen: Options, content: Mapping[str, Any]) -> Path:
    """Write a result with what has to be known to read it; return the file."""
    whole = {
        "benchmark": name,
        "command": _command(name, chosen),
        "quick": chosen.quick,
        "device": chosen.device,
        "processor": processor(chosen.device),
        "versions": versions(),
        "left_out": left_out(),
        **content,
    }
    chosen.out.mkdir(parents=True, exist_ok=True)
    suffix = "_cuda" if chosen.device == "cuda" else ""
    path = chosen.out / f"{name}{suffix}.json"
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
