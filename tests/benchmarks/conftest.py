"""One filled file for all benchmarks of a run, and the table of what was measured at its end."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.benchmarks.bare import copy_of
from tests.benchmarks.harness import HEADER, Comparison
from tests.benchmarks.hotline import FULL, TENTH, Hotline, Size, build, kept
from tests.sync.conftest import postgresql
from tests.sync.hotline import hotline as at_server
from tests.sync.hotline import prepared

from callcentre.app import Desk

__all__ = ["at_server", "postgresql", "prepared"]
_measured: list[Comparison] = []


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Size:
    """All of it with --long, else a tenth."""
    return FULL if request.config.getoption("--long") else TENTH


@pytest.fixture(scope="session")
def hotline(size: Size, tmp_path_factory: pytest.TempPathFactory) -> Hotline:
    """A filled folder. Nobody may write to it; `own_hotline` is a copy to write to.

    CALLCENTRE_BENCHMARKS names a folder in which what was filled stays for the next run.
    """
    if place := os.environ.get("CALLCENTRE_BENCHMARKS"):
        return kept(Path(place) / f"hotline-{size.orders}", size)
    return build(tmp_path_factory.mktemp("hotline") / "desk", size)


@pytest.fixture(scope="session")
def reading_desk(hotline: Hotline) -> Iterator[Desk]:
    """A desk at the filled folder."""
    desk = hotline.opened()
    yield desk
    desk.close()


@pytest.fixture
def own_hotline(hotline: Hotline, tmp_path: Path) -> Callable[[str], Hotline]:
    """Copies of the filled folder, by name."""
    return lambda name: hotline.at(copy_of(hotline.folder, tmp_path / name))


@pytest.fixture
def measured() -> Callable[[Comparison], Comparison]:
    """Keeps a comparison for the table and holds it to its bound."""

    def keep(comparison: Comparison) -> Comparison:
        _measured.append(comparison)
        comparison.hold()
        return comparison

    return keep


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _measured:
        return
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()
    terminalreporter.section("benchmarks: ratios of medians")
    for line in HEADER:
        terminalreporter.line(line)
    for comparison in _measured:
        terminalreporter.line(comparison.row(commit or "no commit", f"{datetime.now(UTC):%Y-%m-%d}"))
