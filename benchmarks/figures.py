"""From a file of results to its figure and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from tables import Content, Row, network, number

from mathlib.plots.style import FAINT, LINES, log_axes, style

FLOOR_OF_ERRORS = 2.0**-53


def figure(content: Content) -> tuple[Figure, str]:
    """The figure of a result, and its text alternative."""
    with style():
        return _FIGURES[content["benchmark"]](content)


def _median(rows: list[Row], key: str) -> list[float]:
    return [row[key]["median"] for row in rows]


def _select(rows: list[Row], **wanted: Any) -> list[Row]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def _numbers_on(axis: Any, ticks: list[float]) -> None:
    """A logarithmic axis with these ticks, written as plain numbers."""
    axis.set_ticks(ticks)
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())


def _plain_log_axes(ax: Axes, ticks: list[float]) -> None:
    """Both axes logarithmic, these ticks below, and 1, 2, 5 times powers of ten at the side."""
    ax.set_xscale("log")
    ax.set_yscale("log")
    _numbers_on(ax.xaxis, ticks)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_locator(NullLocator())


def _legend_below(ax: Axes) -> None:
    """Where no line can run through it."""
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, handlelength=2.4)


def _lines(ax: Axes, x: list[float], by_name: dict[str, list[float]]) -> None:
    for (name, values), line in zip(by_name.items(), LINES, strict=False):
        ax.plot(x[: len(values)], values, **line._asdict(), label=name)


def _errors(ax: Axes, rows: dict[str, Row], key: str) -> None:
    """Errors against the gap; a gap of zero and what is not finite have no place on the axes."""
    log_axes(ax)
    for (name, row), line in zip(rows.items(), LINES, strict=False):
        points = [
            (gap, max(error, FLOOR_OF_ERRORS))
            for gap, error in zip(row["gaps"], row[key], strict=True)
            if gap > 0 and error is not None
        ]
        ax.plot(*zip(*points, strict=True), **line._asdict(), label=name)
    ax.set_xlabel("relative gap of the two eigenvalues")
    ax.legend(loc="upper right", ncols=2)


def _accuracy(content: Content) -> tuple[Figure, str]:
    whole = {row["contender"]: row for row in _select(content["matrices"], function="log")}
    volts = _select(content["pairs"], function="log", regime="EEG in V²")
    pairs = {row["contender"]: row for row in volts}
    fig = Figure(figsize=(9.6, 4.2))
    left, right = fig.subplots(1, 2)
    names = ("mathlib", "Ionescu", "naive quotient", "autograd", "spd_learn", "torchspd")
    _errors(left, {name: whole[name] for name in names if name in whole}, "median_errors")
    left.set_ylabel("relative error")
    left.set_ylim(None, 30)
    left.set_title("Gradient of log, eigenvalues around one")
    names = ("mathlib", "Ionescu", "naive quotient", "pyriemann ddlogm", "spd_learn", "torchspd")
    _errors(right, {name: pairs[name] for name in names if name in pairs}, "worst_errors")
    right.set_ylim(None, 1e24)
    right.set_title("log[a, b], a and b as EEG has them in V²")
    ours = max(error for error in whole["mathlib"]["median_errors"] if error is not None)
    pair = max(error for error in pairs["mathlib"]["worst_errors"] if error is not None)
    ionescu = max(error for error in whole["Ionescu"]["median_errors"] if error is not None)
    alt = (
        "Relative errors against the gap of two eigenvalues, on logarithmic axes. Left, gradient "
        f"of the matrix logarithm: ours stays below {number(ours)} at every gap, Ionescu's formula "
        f"rises to {number(ionescu)} as the gap closes. Right, the divided difference for "
        f"eigenvalues from 1e-13 to 1e-9: ours stays below {number(pair)}."
    )
    return fig, alt


def _operations(content: Content) -> tuple[Figure, str]:
    rows = content["rows"]
    batch, threads = max(row["batch"] for row in rows), min(row["threads"] for row in rows)
    rows = _select(rows, batch=batch, threads=threads)
    sizes = list(dict.fromkeys(row["n"] for row in rows))
    fig = Figure(figsize=(9.2, 4.0))
    left, right = fig.subplots(1, 2)
    log = _select(rows, operation="LogEig")
    names = ("mathlib", "spd_learn", "torchspd", "autograd", "geoopt", "pyriemann")
    curves = {name: _median(_select(log, contender=name), "over_floor") for name in names}
    _lines(left, sizes, {name: values for name, values in curves.items() if values})
    left.set_title("LogEig, in multiples of the floor")
    ours = {
        operation: _median(_select(rows, operation=operation, contender="mathlib"), "over_floor")
        for operation in dict.fromkeys(row["operation"] for row in rows)
        if operation.startswith("ReEig")
    }
    _lines(right, sizes, {name.removeprefix("ReEig, "): values for name, values in ours.items()})
    right.set_title("ReEig, ours, in multiples of the floor")
    right.set_yscale("log")
    _numbers_on(right.yaxis, [0.05, 0.1, 0.2, 0.5, 1, 2])
    for ax in (left, right):
        ax.set_xscale("log")
        _numbers_on(ax.xaxis, sizes)
        ax.axhline(1, color=FAINT, linewidth=1)
        ax.set_xlabel("size n")
        _legend_below(ax)
    last = {name: values[-1] for name, values in curves.items() if values}
    rectified = ", ".join(f"{name[7:]} {number(values[-1])}" for name, values in ours.items())
    alt = (
        f"Two panels of cost against the size, batch {batch}, one being eigh and five products. "
        f"LogEig at n = {sizes[-1]}: "
        + ", ".join(f"{name} {number(value)}" for name, value in last.items())
        + f". Our ReEig at n = {sizes[-1]}: {rectified}."
    )
    return fig, alt


def _training_step(content: Content) -> tuple[Figure, str]:
    rows = [row for row in content["rows"] if row["contender"] != "mathlib"]
    settings = list(
        dict.fromkeys((network(r["dims"]), r["batch"], r["active"], r["threads"]) for r in rows)
    )
    fig = Figure(figsize=(7.6, 0.3 * len(settings) + 1.6))
    ax = fig.add_subplot()
    for name, line in zip(content["how"], LINES, strict=False):
        own = _select(rows, contender=name)
        if not own:
            continue
        heights = [
            settings.index((network(r["dims"]), r["batch"], r["active"], r["threads"])) for r in own
        ]
        ax.plot(_median(own, "over_ours"), heights, line.marker, color=line.color, ms=6, label=name)
    ax.axvline(1, color=FAINT, linewidth=1)
    ax.set_yticks(
        range(len(settings)),
        [
            f"{dims}, batch {batch}, {'active' if active else 'inactive'}, {threads} thr."
            for dims, batch, active, threads in settings
        ],
    )
    ax.invert_yaxis()
    ax.set_xlim(left=0)
    ax.set_xlabel("time of a training step, in multiples of ours")
    ax.set_title("A whole training step beside its peers")
    fig.legend(loc="outside lower center", ncols=4)
    shipped = _median(_select(rows, contender="spd_learn"), "over_ours") or [float("nan")]
    alt = (
        f"Time of a training step in multiples of ours for {len(settings)} settings. "
        f"spd_learn as shipped takes {number(min(shipped))} to {number(max(shipped))} times "
        "as long."
    )
    return fig, alt


def _spectral_speed(content: Content) -> tuple[Figure, str]:
    batch = max(row["batch"] for row in content["backward"])
    threads = min(row["threads"] for row in content["backward"])
    rows = _select(content["backward"], batch=batch, threads=threads)
    fig = Figure(figsize=(9.2, 3.8))
    left, right = fig.subplots(1, 2, sharey=True)
    sizes = [row["n"] for row in rows]
    names = {"ionescu": "Ionescu, as written", "ionescu_shared": "Ionescu, UᵀGU formed once"}
    _lines(left, sizes, {text: _median(rows, key) for key, text in names.items()})
    left.set_xscale("log")
    _numbers_on(left.xaxis, sizes)
    left.set_xlabel("size n")
    left.set_ylabel("time, in multiples of Daleckii–Krein")
    left.set_title(f"Backward pass of log, batch {batch}")
    steps = _select(content["step"], threads=threads)
    places = list(range(len(steps)))
    for (key, text), line in zip(names.items(), LINES, strict=False):
        right.plot(places, _median(steps, key), line.marker, color=line.color, ms=7, label=text)
    right.set_xlim(-0.5, len(steps) - 0.5)
    right.set_xticks(places, [f"{network(row['dims'])}\nbatch {row['batch']}" for row in steps])
    right.set_title("Whole training step")
    for ax in (left, right):
        ax.axhline(1, color=FAINT, linewidth=1)
        ax.legend()
    backward, step = _median(rows, "ionescu"), _median(steps, "ionescu")
    shared = _median(rows, "ionescu_shared")
    alt = (
        "Two panels, times in multiples of the Daleckii–Krein formula. Backward pass: Ionescu as "
        f"written {number(min(backward))} to {number(max(backward))}, with the shared product "
        f"{number(min(shared))} to {number(max(shared))}. Whole training step: Ionescu as written "
        f"{number(min(step))} to {number(max(step))}."
    )
    return fig, alt


def _scaling(content: Content) -> tuple[Figure, str]:
    fig = Figure(figsize=(9.2, 4.0))
    left, right = fig.subplots(1, 2)
    threads = min(row["threads"] for row in content["rows"])
    names = ("mathlib", "floor", "spd_learn", "torchspd", "autograd")
    ours: dict[str, list[float]] = {}
    for ax, series, key in ((left, "size", "n"), (right, "batch", "batch")):
        rows = _select(content["rows"], series=series, threads=threads)
        x = list(dict.fromkeys(row[key] for row in rows))
        curves = {
            name: _median(_select(rows, contender=name), "microseconds_per_matrix")
            for name in names
        }
        _lines(ax, x, {name: values for name, values in curves.items() if values})
        ours[series] = curves["mathlib"]
        _plain_log_axes(ax, x)
        ax.set_ylabel("µs a matrix")
        _legend_below(ax)
    left.set_xlabel(f"size n, batch {content['fixed']['batch']}")
    right.set_xlabel(f"batch, n = {content['fixed']['size']}")
    left.set_title("LogEig, forward and backward")
    alt = (
        "Two panels on logarithmic axes, microseconds a matrix for LogEig, forward and backward. "
        f"Against the size ours rises from {number(ours['size'][0])} to "
        f"{number(ours['size'][-1])}; against the batch it falls from "
        f"{number(ours['batch'][0])} to {number(ours['batch'][-1])}. The floor lies just below."
    )
    return fig, alt


def _throughput(content: Content) -> tuple[Figure, str]:
    fig = Figure(figsize=(6.4, 4.2))
    ax = fig.subplots()
    rows = content["rows"]
    batches = list(dict.fromkeys(row["batch"] for row in rows))
    several = list(dict.fromkeys(row["threads"] for row in rows))
    curves = {
        name + (f", {threads} thread{'s' * (threads > 1)}" if len(several) > 1 else ""): _median(
            _select(rows, contender=name, threads=threads), "trials_per_second"
        )
        for name in dict.fromkeys(row["contender"] for row in rows)
        for threads in several
    }
    _lines(ax, batches, curves)
    _plain_log_axes(ax, batches)
    ax.set_xlabel("trials in a batch")
    ax.set_ylabel("trials a second in training")
    ax.legend()
    ours, theirs = (
        _median(_select(rows, contender=name, threads=several[0]), "trials_per_second")
        for name in ("mathlib", "spd_learn")
    )
    alt = (
        "Trials a second in training against the batch, on logarithmic axes. Ours rise from "
        f"{number(ours[0])} to {number(ours[-1])}, those of spd_learn from {number(theirs[0])} to "
        f"{number(theirs[-1])}; both gain most up to about a hundred trials."
    )
    return fig, alt


_FIGURES: dict[str, Callable[[Content], tuple[Figure, str]]] = {
    "accuracy": _accuracy,
    "operations": _operations,
    "training_step": _training_step,
    "spectral_speed": _spectral_speed,
    "scaling": _scaling,
    "throughput": _throughput,
}
