"""The tables of this folder's README name tests that exist, for every invariant and everything that may fail."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def names_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading, as cells."""
    text = (HERE / "README.md").read_text(encoding="utf-8")
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall((HERE / "README.md").read_text(encoding="utf-8"))
    missing = [f"{path}::{name}" for path, name in named if not (ROOT / path).is_file() or (name and name not in names_in(ROOT / path))]
    assert len(named) > 60
    assert missing == []


def test_every_invariant_and_everything_that_may_fail_has_a_test() -> None:
    invariants = table("Every invariant of the exchange and its tests")
    assert [row[0] for row in invariants] == [f"I{number}" for number in range(1, 16)]
    failures = table("Everything that may fail, and the test that shows what happens then")
    assert len(failures) >= 24
    assert [row for row in (*invariants, *failures) if not any(name for _, name in NAMED.findall(row[-1]))] == []
