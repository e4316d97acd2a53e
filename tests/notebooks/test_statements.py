"""The statement file is complete and sound, and every statement of a chapter has its test."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mathlib._validate import CourseError
from mathlib.notebooks.formulas import formula_problems
from mathlib.notebooks.root import chapters
from mathlib.notebooks.statements import (
    CHAPTERS,
    MAX_CORE,
    Statement,
    read_statements,
    statements_of,
)

TESTS = Path(__file__).resolve().parents[1]

# How many formulas each chapter has in the mathematical reference; moved ones keep their number.
FORMULAS = {0: 9, 1: 15, 2: 43, 3: 14, 4: 15, 5: 12, 6: 26, 7: 20, 8: 15, 9: 42, 10: 15, 11: 21}
EXPECTED = (
    {f"F{part}.{number}" for part, last in FORMULAS.items() for number in range(1, last + 1)}
    | {f"S{number:02d}" for number in range(1, 24)}
    | {f"E{number:02d}" for number in range(1, 47)}
    | {"E14b", "E22b"}
)
# Statements that wait for a later chapter than the one in which their number was given.
MOVED = {
    "03": {"F2.37", "F2.38", "F2.39"},
    "06": {"F4.8", "F4.9"},
    "08": {"F0.6", "F0.7", "F2.40", "F2.41"},
    "10": {"F2.42", "F2.43"},
    "11": {"F9.35", "F9.36", "F9.37", "F9.38"},
}


@pytest.fixture(scope="module")
def statements() -> tuple[Statement, ...]:
    return read_statements()


def test_no_tag_of_the_reference_is_missing_or_invented(statements: tuple[Statement, ...]) -> None:
    assert {entry.tag for entry in statements} == EXPECTED


def test_a_formula_is_in_the_chapter_of_its_number_or_has_moved(
    statements: tuple[Statement, ...],
) -> None:
    home = {tag: chapter for chapter, tags in MOVED.items() for tag in tags}
    for entry in statements:
        if entry.tag.startswith("F"):
            number = f"{int(entry.tag[1:].split('.')[0]):02d}"
            assert entry.chapter == home.get(entry.tag, number), entry.tag


def test_the_file_is_sorted_by_chapter_then_kind_then_number(
    statements: tuple[Statement, ...],
) -> None:
    def place(entry: Statement) -> tuple[object, ...]:
        numbers = [int(part) for part in re.findall(r"\d+", entry.tag)]
        return entry.chapter, "FSE".index(entry.tag[0]), numbers, entry.tag

    assert list(statements) == sorted(statements, key=place)


def test_every_formula_would_be_typeset(statements: tuple[Statement, ...]) -> None:
    for entry in statements:
        for text in (entry.statement, entry.place, entry.printed, entry.right):
            assert formula_problems(text) == [], f"{entry.tag}: {text}"


def test_a_statement_is_one_sentence(statements: tuple[Statement, ...]) -> None:
    for entry in statements:
        words = re.sub(r"\$[^$]*\$", "formula", entry.statement)
        assert words.endswith("."), entry.tag
        assert not re.search(r"[.?!] [A-Z]", words), f"{entry.tag}: {words}"
        assert words == " ".join(words.split()), f"{entry.tag} has stray spaces"


def test_no_statement_stands_there_twice(statements: tuple[Statement, ...]) -> None:
    texts = [entry.statement for entry in statements]
    assert len(texts) == len(set(texts))


def test_every_chapter_has_a_story_that_is_short_enough(statements: tuple[Statement, ...]) -> None:
    for chapter in CHAPTERS:
        core = [entry for entry in statements_of(chapter) if entry.track == "core"]
        assert 1 <= len(core) <= MAX_CORE, chapter


def test_numbered_errata_concern_a_statement_unless_they_are_remarks(
    statements: tuple[Statement, ...],
) -> None:
    named = {tag for entry in statements for tag in entry.erratum}
    numbered = {entry.tag for entry in statements if entry.tag[0] == "E" and not entry.remark}
    assert numbered <= named


def test_statements_of_a_chapter_keep_their_order_and_nothing_else() -> None:
    entries = statements_of("00")
    assert [entry.tag for entry in entries] == [f"F0.{n}" for n in (1, 2, 3, 4, 5, 8, 9)]


def test_a_chapter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CourseError, match="'0'"):
        statements_of("0")


FORMULA: dict[str, object] = {
    "tag": "F2.6",
    "statement": "A fact.",
    "chapter": "02",
    "track": "core",
}
ERRATUM: dict[str, object] = {
    **FORMULA,
    "tag": "E01",
    "source": "chen",
    "place": "Theorem",
    "printed": "wrong",
    "right": "right",
}


def _write(folder: Path, *entries: dict[str, object]) -> Path:
    """Write the entries as TOML, whose texts, lists and truth values look like JSON's."""
    tables = (
        "\n".join(f"{name} = {json.dumps(value)}" for name, value in entry.items())
        for entry in entries
    )
    path = folder / "statements.toml"
    path.write_text("".join(f"[[statement]]\n{table}\n" for table in tables), encoding="utf-8")
    return path


def test_a_sound_file_is_read_field_by_field(tmp_path: Path) -> None:
    path = _write(tmp_path, {**FORMULA, "erratum": ["E01"]}, {**ERRATUM, "remark": True})
    first, second = read_statements(path)
    assert first == Statement("F2.6", "A fact.", "02", "core", erratum=("E01",))
    assert second == Statement(
        "E01",
        "A fact.",
        "02",
        "core",
        source="chen",
        place="Theorem",
        printed="wrong",
        right="right",
        remark=True,
    )


def _without(entry: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in entry.items() if key != name}


BROKEN: dict[str, tuple[list[dict[str, object]], str]] = {
    "duplicate tag": ([FORMULA, FORMULA], r"F2\.6 stands 2 times"),
    "unknown track": ([{**FORMULA, "track": "main"}], r"F2\.6 has the track 'main'"),
    "unknown chapter": ([{**FORMULA, "chapter": "12"}], r"F2\.6 has the chapter '12'"),
    "chapter as a number": ([{**FORMULA, "chapter": 2}], r"F2\.6: chapter must be text"),
    "missing statement": ([_without(FORMULA, "statement")], r"F2\.6 lacks .*'statement'"),
    "missing chapter": ([_without(FORMULA, "chapter")], r"F2\.6 lacks .*'chapter'"),
    "missing track": ([_without(FORMULA, "track")], r"F2\.6 lacks .*'track'"),
    "missing tag": ([FORMULA, _without(FORMULA, "tag")], r"number 2 has the tag None"),
    "tag of no known form": ([{**FORMULA, "tag": "G1"}], r"number 1 has the tag 'G1'"),
    "empty statement": ([{**FORMULA, "statement": " "}], r"F2\.6: statement must be text"),
    "unknown field": ([{**FORMULA, "eratum": ["E01"]}], r"F2\.6 has an unknown field 'eratum'"),
    "erratum that is not there": ([{**FORMULA, "erratum": ["E02"]}, ERRATUM], r"F2\.6 .*'E02'"),
    "erratum that is a formula": ([{**FORMULA, "erratum": ["F2.6"]}], r"F2\.6 .*'F2\.6'"),
    "erratum as text": ([{**FORMULA, "erratum": "E01"}, ERRATUM], r"F2\.6: erratum must be a list"),
    "erratum of an erratum": ([{**ERRATUM, "erratum": ["E01"]}], r"E01 cannot have .*'erratum'"),
    "source of a formula": ([{**FORMULA, "source": "chen"}], r"F2\.6 cannot have .*'source'"),
    "remark of a formula": ([{**FORMULA, "remark": True}], r"F2\.6 cannot have .*'remark'"),
    "unknown source": ([{**ERRATUM, "source": "web"}], r"E01 has the source 'web'"),
    "erratum without right": ([_without(ERRATUM, "right")], r"E01 lacks .*'right'"),
    "remark as text": ([{**ERRATUM, "remark": "yes"}], r"E01: remark must be true or false"),
    "too many core statements": (
        [{**FORMULA, "tag": f"F2.{number}"} for number in range(1, MAX_CORE + 2)],
        r"Chapter 02 has 13 core .* F2\.13",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_by_tag(name: str, tmp_path: Path) -> None:
    entries, message = BROKEN[name]
    with pytest.raises(CourseError, match=message):
        read_statements(_write(tmp_path, *entries))


def test_twelve_core_statements_are_accepted(tmp_path: Path) -> None:
    entries = [{**FORMULA, "tag": f"F2.{number}"} for number in range(1, MAX_CORE + 1)]
    assert len(read_statements(_write(tmp_path, *entries))) == MAX_CORE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[statement]\n", "not valid TOML"),
        ("", r"must hold \[\[statement\]\]"),
        ("title = 'x'\n[[statement]]\ntag = 'F0.1'\n", "nothing else"),
        ("statement = [1]\n", "number 1 is not a table"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "statements.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        read_statements(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"absent\.toml"):
        read_statements(tmp_path / "absent.toml")


def _marked_tags(source: str) -> Iterator[object]:
    """Yield the arguments of every `pytest.mark.statement(…)` in a test file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.statement":
            for argument in node.args:
                yield argument.value if isinstance(argument, ast.Constant) else None


@pytest.fixture(scope="module")
def marked() -> dict[object, list[str]]:
    """Which test files carry a marker for each tag."""
    found: dict[object, list[str]] = {}
    for path in sorted(TESTS.rglob("*.py")):
        for tag in _marked_tags(path.read_text(encoding="utf-8")):
            found.setdefault(tag, []).append(path.relative_to(TESTS).as_posix())
    return found


def test_markers_are_found_wherever_they_stand() -> None:
    source = (
        "@pytest.mark.statement('F0.1')\n@pytest.mark.statement('F0.2', 'F0.3')\n"
        "def test_a(): pass\n"
        "pytest.param(1, marks=pytest.mark.statement('F0.4'))\n"
        "pytestmark = [pytest.mark.statement('F0.5'), pytest.mark.full]\n"
    )
    assert sorted(map(str, _marked_tags(source))) == [f"F0.{number}" for number in range(1, 6)]


def test_every_formula_of_a_chapter_is_computed_by_a_test(
    statements: tuple[Statement, ...], marked: dict[object, list[str]]
) -> None:
    written = {chapter.number for chapter in chapters()}
    due = {e.tag for e in statements if e.chapter in written and e.tag.startswith("F")}
    assert sorted(due - marked.keys()) == [], "no test is marked with these tags"


def test_no_marker_names_an_unknown_tag(
    statements: tuple[Statement, ...], marked: dict[object, list[str]]
) -> None:
    unknown = {tag: files for tag, files in marked.items() if tag not in EXPECTED}
    assert unknown == {}, "a marker takes tags of chapters/statements.toml, as literal text"
