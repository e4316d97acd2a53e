"""From a file of results to tables: what is printed, and what the documentation shows.

Nothing is measured or imported here beyond the standard library, so a test can hold the
documentation against the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A title, a header and rows of text."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def markdown(self) -> str:
        """The table as Markdown, its title above."""
        lines = [self.header, tuple("---" for _ in self.header), *self.rows]
        return f"**{self.title}**\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines)


def tables(content: Content) -> list[Table]:
    """Everything that is shown of a result, the aims last."""
    found = _TABLES[content["benchmark"]](content)
    if content["targets"]:
        found.append(_targets(content))
    return found


def footer(content: Content) -> str:
    """On what it was measured, and who is missing."""
    versions = ", ".join(f"{name} {number}" for name, number in content["versions"].items())
    lines = [f"`{content['command']}` on {content['processor']}; {versions}."]
    lines += [f"Left out: {peer} ({why})." for peer, why in content["left_out"].items()]
    lines += [_refusal(row) for row in content.get("refused", [])]
    return " ".join(dict.fromkeys(lines))


def number(value: float | None) -> str:
    """Three digits at most, without an exponent where it can be read."""
    if value is None:
        return "not finite"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def spread(found: dict[str, float]) -> str:
    """Median with the quartiles."""
    return f"{found['median']:.2f} ({found['low']:.2f}–{found['high']:.2f})"


def network(dims: Iterable[int]) -> str:
    """22-16-8 from [22, 16, 8]."""
    return "-".join(map(str, dims))


def _refusal(row: Row) -> str:
    where = network(row["dims"]) if "dims" in row else f"{row['operation']}, n = {row['n']}"
    state = ", ReEig active" if row.get("active") else ""
    return f"Not timed, since its numbers differ: {row['contender']} ({where}{state})."


def _targets(content: Content) -> Table:
    rows = [
        (t["what"], t["aim"], f"{t['value']:.4g}", "reached" if t["reached"] else "**missed**")
        for t in content["targets"]
    ]
    reached = sum(t["reached"] for t in content["targets"])
    return Table(f"Aims: {reached} of {len(rows)} reached", ("", "aim", "measured", ""), rows)


def _names(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["contender"] for row in rows))


def _where(rows: list[Row], **wanted: Any) -> list[Row]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def _groups(rows: list[Row], keys: tuple[str, ...]) -> list[tuple[dict[str, Any], dict[str, Row]]]:
    """Rows that differ in the contender only, in the order of their first appearance."""
    found: dict[str, tuple[dict[str, Any], dict[str, Row]]] = {}
    for row in rows:
        common = {key: row[key] for key in keys}
        found.setdefault(repr(common), (common, {}))[1][row["contender"]] = row
    return list(found.values())


def _cell(row: Row | None, key: str) -> str:
    return "–" if row is None else spread(row[key])


def _training_step(content: Content) -> list[Table]:
    rows = content["rows"]
    others = [name for name in _names(rows) if name != "mathlib"]
    lines = []
    for common, by_name in _groups(rows, ("dims", "batch", "active", "threads")):
        ours = by_name["mathlib"]
        lines.append(
            (
                network(common["dims"]),
                str(common["batch"]),
                "active" if common["active"] else "inactive",
                str(common["threads"]),
                number(ours["milliseconds"]["median"]),
                *(_cell(by_name.get(name), "over_ours") for name in others),
            )
        )
    header = ("network", "batch", "ReEig", "threads", "ours, ms", *others)
    found = [Table("Time of a training step, in multiples of ours", header, lines)]
    if "synchronisations" in rows[0]:
        found.append(_waits(rows, ("dims", "batch", "active")))
    return found


def _waits(rows: list[Row], keys: tuple[str, ...]) -> Table:
    names = _names(rows)
    lines = []
    for common, by_name in _groups(rows, keys):
        where = ", ".join(str(value) for value in common.values())
        waits = [str(by_name[n]["synchronisations"]) if n in by_name else "–" for n in names]
        lines.append((where, *waits))
    return Table("How often the CPU waits for the GPU", (", ".join(keys), *names), lines)


def _operations(content: Content) -> list[Table]:
    rows = content["rows"]
    batch, threads = max(row["batch"] for row in rows), min(row["threads"] for row in rows)
    others = [name for name in _names(rows) if name != "floor"]
    lines = []
    for common, by_name in _groups(_where(rows, batch=batch, threads=threads), ("operation", "n")):
        floor = number(by_name["floor"]["microseconds_per_matrix"]["median"])
        cells = [_cell(by_name.get(name), "over_floor") for name in others]
        lines.append((common["operation"], str(common["n"]), floor, *cells))
    title = f"Forward and backward in multiples of the floor; batch {batch}, {threads} thread"
    found = [Table(title, ("", "n", "floor, µs a matrix", *others), lines)]
    ours = _where(rows, contender="mathlib")
    settings = list(dict.fromkeys((row["batch"], row["threads"]) for row in ours))
    header = ("", "n", *(f"batch {b}, {_threads(t)}" for b, t in settings))
    lines = []
    for operation, n in dict.fromkeys((row["operation"], row["n"]) for row in ours):
        same = _where(ours, operation=operation, n=n)
        cells = [spread(_where(same, batch=b, threads=t)[0]["over_floor"]) for b, t in settings]
        lines.append((operation, str(n), *cells))
    found.append(Table("Ours in multiples of the floor", header, lines))
    if "synchronisations" in rows[0]:
        found.append(_waits(rows, ("operation", "n", "batch")))
    return found


def _threads(n: int) -> str:
    return f"{n} thread" + ("s" if n > 1 else "")


_FORMULAS = {
    "daleckii_krein": "Daleckii–Krein",
    "ionescu": "Ionescu, as the literature writes it",
    "ionescu_shared": "Ionescu, UᵀGU formed once",
}


def _spectral_speed(content: Content) -> list[Table]:
    counts = [
        (_FORMULAS[name], str(found["products"]), str(found["passes"]))
        for name, found in content["counts"].items()
    ]
    columns: tuple[str, ...]
    columns = ("formula", "products of n×n matrices", "other passes over n×n entries")
    found = [Table("What each formula does, counted", columns, counts)]
    ratios = ("Ionescu", "Ionescu, shared", "part of the gain that is the sharing")
    lines = [
        (
            str(row["n"]),
            str(row["batch"]),
            str(row["threads"]),
            number(row["microseconds_per_matrix"]["median"]),
            *_gain(row),
        )
        for row in content["backward"]
    ]
    columns = ("n", "batch", "threads", "Daleckii–Krein, µs a matrix", *ratios)
    found.append(Table("Backward pass of log, in multiples of Daleckii–Krein", columns, lines))
    steps = [
        (
            network(row["dims"]),
            str(row["batch"]),
            str(row["threads"]),
            number(row["milliseconds_per_step"]["median"]),
            *_gain(row),
        )
        for row in content["step"]
    ]
    columns = ("network", "batch", "threads", "Daleckii–Krein, ms", *ratios)
    found.append(Table("Training step, in multiples of Daleckii–Krein", columns, steps))
    return found


def _gain(row: Row) -> tuple[str, str, str]:
    part = f"{row['part_of_gain_by_sharing']:.0%}"
    return spread(row["ionescu"]), spread(row["ionescu_shared"]), part


def _scaling(content: Content) -> list[Table]:
    found = []
    for series, fixed in (("size", "batch"), ("batch", "size")):
        rows = _where(content["rows"], series=series)
        others = [name for name in _names(rows) if name != "floor"]
        key = "n" if series == "size" else "batch"
        lines = []
        for common, by_name in _groups(rows, (key, "threads")):
            floor = number(by_name["floor"]["microseconds_per_matrix"]["median"])
            cells = [_cell(by_name.get(name), "over_floor") for name in others]
            lines.append((str(common[key]), str(common["threads"]), floor, *cells))
        title = f"LogEig against the {series}, {fixed} {content['fixed'][fixed]}"
        header = (key, "threads", "floor, µs a matrix", *others)
        found.append(Table(f"{title}, in multiples of the floor", header, lines))
    return found


def _throughput(content: Content) -> list[Table]:
    lines = []
    for common, by_name in _groups(content["rows"], ("batch", "threads")):
        speeds = [
            number(by_name[name]["trials_per_second"]["median"]) for name in _names(content["rows"])
        ]
        ratio = spread(by_name["spd_learn"]["over_ours"]) if "spd_learn" in by_name else "–"
        lines.append((str(common["batch"]), str(common["threads"]), *speeds, ratio))
    header = ("batch", "threads", *_names(content["rows"]), "spd_learn / ours, in time")
    title = f"Trials a second in training, {network(content['dims'])}, ReEig inactive"
    return [Table(title, header, lines)]


def _accuracy(content: Content) -> list[Table]:
    pairs = content["pairs"]
    columns = list(dict.fromkeys((row["function"], row["regime"]) for row in pairs))
    lines = []
    for name in _names(pairs):
        cells = []
        for function, regime in columns:
            row = next(iter(_where(pairs, contender=name, function=function, regime=regime)), None)
            cells.append("–" if row is None else number(worst(row["worst_errors"])))
        lines.append((name, *cells))
    header = ("", *(f"{function}, {regime}" for function, regime in columns))
    found = [Table("Divided difference: worst relative error of all gaps", header, lines)]
    for function in dict.fromkeys(row["function"] for row in content["matrices"]):
        rows = _where(content["matrices"], function=function)
        shown = [i for i, gap in enumerate(rows[0]["gaps"]) if number(gap) in SHOWN_GAPS]
        lines = [
            (
                row["contender"],
                *(number(row["median_errors"][i]) for i in shown),
                number(row["median_error_in_volts"]),
            )
            for row in rows
        ]
        gaps = [number(rows[0]["gaps"][i]) for i in shown]
        header = ("", *(f"gap {gap}" for gap in gaps), "EEG in V²")
        title = f"Gradient of {function}: median relative error against the gap of one pair"
        found.append(Table(title, header, lines))
    return found


SHOWN_GAPS = ("0", "1.0e-14", "1.0e-12", "1.0e-10", "1.0e-8", "1.0e-6", "1.0e-4", "0.01")


def worst(errors: list[float | None]) -> float | None:
    """The largest; None, which stands for not finite, is larger than all."""
    numbers = [error for error in errors if error is not None]
    return max(numbers) if len(numbers) == len(errors) else None


_TABLES: dict[str, Callable[[Content], list[Table]]] = {
    "accuracy": _accuracy,
    "operations": _operations,
    "training_step": _training_step,
    "spectral_speed": _spectral_speed,
    "scaling": _scaling,
    "throughput": _throughput,
}
