"""A person's change enters by the acts alone: nothing else writes rows."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "callcentre"
WRITES = frozenset({"create", "patch", "append", "write", "write_many", "put", "send"})
"""What a unit of work offers for writing."""
MAY_WRITE = ("acts", "store")
STATEMENTS = frozenset({"insert", "update", "delete"})


def sources():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def test_only_acts_and_the_store_write_through_a_unit_of_work():
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        if path.parts[0] not in MAY_WRITE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "unit"
    ]
    assert wrong == []


def test_statements_that_change_rows_are_made_in_the_store_alone():
    wrong = [
        f"{path}:{node.lineno} {name.name}"
        for path, tree in sources()
        if path.parts[0] not in ("store", "sync")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for name in node.names
        if name.name in STATEMENTS
    ]
    assert wrong == []

