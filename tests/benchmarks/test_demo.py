"""Filling a demo folder by the rules and acts of the product, against bare inserts of the same rows."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.benchmarks.bare import INDEX, Bare, copy_of, documents
from tests.benchmarks.harness import Comparison, compare
from tests.benchmarks.hotline import NOW
from tests.factories.desks import a_desk

from callcentre.app import Desk
from callcentre.demo.build import ORDERS, build


def test_a_demo_year_beside_its_bare_rows(
    request: pytest.FixtureRequest, tmp_path: Path, measured: Callable[[Comparison], Comparison]
) -> None:
    scale = 1.0 if request.config.getoption("--long") else 0.1
    empty = a_desk(tmp_path / "empty", now=NOW)
    key, marks = empty.key, Bare(empty.folder, empty.key).marks()
    empty.close()
    desks: list[Desk] = []

    def renewed(side: str) -> None:
        shutil.rmtree(tmp_path / side, ignore_errors=True)
        copy_of(tmp_path / "empty", tmp_path / side)
        shutil.copy(tmp_path / "empty.key", tmp_path / f"{side}.key")
        if side == "ours":
            desks.append(a_desk(tmp_path / side, now=NOW))

    def ours(_at: int) -> None:
        build(desks[-1].write, NOW, lambda _done, _all: None, scale=scale)

    renewed("ours")
    ours(0)
    filled = Bare(desks[-1].folder, key)
    rows = filled.since(marks)
    filled.close()
    terms = documents(rows)

    def bare(_at: int) -> None:
        least = Bare(tmp_path / "bare", key)
        least.driver.execute("BEGIN IMMEDIATE")
        least.insert(rows)
        least.driver.executemany(INDEX, terms)
        least.driver.execute("COMMIT")
        least.close()

    measured(compare(
        "fill a demo folder", ours, bare, rounds=1, warm=0, before=renewed, clock=time.process_time,
        what=f"{round(ORDERS * scale):,} orders, {sum(map(len, rows.values())):,} rows; bare: the same rows and as many "
        "search words by executemany; CPU time",
    ))
    for desk in desks:
        desk.close()
