"""What holds for every test: an offscreen display, no keyring of a person's, no unexpected warning in a log.

Tests marked `long` run with --long only, tests marked `data` where CALLCENTRE_DATA names the
folder of real data, tests marked `debian` beside Debian's PostgreSQL. What did not run is said by name at the end: nothing is left out silently.
"""

import gc
import logging
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
# Children of tests, such as a second workstation on the same folder, speak one language.
os.environ["LANGUAGE"] = os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("CALLCENTRE_KEY_FILE", None)

settings.register_profile(
    "steady", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("searching", settings.get_profile("steady"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("CALLCENTRE_HYPOTHESIS", "steady"))

DATA = Path(os.environ["CALLCENTRE_DATA"]) if os.environ.get("CALLCENTRE_DATA") else None
DEBIAN = Path("/usr/lib/postgresql")
_left_out = pytest.StashKey[dict[str, list[str]]]()
_data_ran = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests and benchmarks that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_left_out] = defaultdict(list)
    config.stash[_data_ran] = []
    # A thread of a later test would else destroy widgets an earlier one left in a cycle, and Qt with them.
    gc.disable()


def pytest_runtest_logfinish() -> None:
    from callcentre.runtime.garbage import collect_what_is_due

    # Nobody sits before the window of a test: a look may take its time.
    collect_what_is_due(short=60.0)


def may_mount() -> bool:
    """Whether this process may mount a disk (CAP_SYS_ADMIN)."""
    status = Path("/proc/self/status")
    held = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("CapEff:")] if status.exists() else []
    return bool(held and int(held[0], 16) >> 21 & 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept: list[pytest.Item] = []
    left_out = config.stash[_left_out]
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            left_out["take minutes; --long runs them"].append(item.nodeid)
        elif item.get_closest_marker("data") and DATA is None:
            left_out["need real data; set CALLCENTRE_DATA to its folder"].append(item.nodeid)
        elif item.get_closest_marker("debian") and not DEBIAN.is_dir():
            left_out["need PostgreSQL as Debian installs it"].append(item.nodeid)
        elif item.get_closest_marker("mounts") and not may_mount():
            left_out["mount a small disk; root may"].append(item.nodeid)
        else:
            if item.get_closest_marker("data"):
                config.stash[_data_ran].append(item.nodeid)
            kept.append(item)
    dropped = [item for item in items if item not in set(kept)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for why, names in config.stash[_left_out].items():
        terminalreporter.section(f"did not run ({len(names)}): {why}")
        for name in names:
            terminalreporter.line(name)
    if config.stash[_data_ran]:
        terminalreporter.line(f"real data: {len(config.stash[_data_ran])} tests collected and run")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real data; only tests marked `data` may ask for it."""
    assert DATA is not None and DATA.is_dir(), f"CALLCENTRE_DATA names no folder: {DATA}"
    return DATA


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which something logged a warning, unless it looks at them through `caplog`."""
    heard = _Warnings()
    logging.getLogger().addHandler(heard)
    yield
    logging.getLogger().removeHandler(heard)
    if "caplog" not in request.fixturenames:
        assert heard.seen == [], "warnings in the log that the test did not expect"


_dressed: list[object] = []


@pytest.fixture
def look(qapp: Any) -> Iterator[Any]:
    """The one application of the run with style, fonts and the light theme, in English."""
    from callcentre.ui import hints, language, style
    from callcentre.ui import theme as themes

    if not _dressed:
        _dressed.append(style.start(qapp, "light"))
    style.follow(qapp, "light")
    language.set_language("en", qapp)
    yield qapp
    hints.set_fewer(False)
    hints.set_held(False)
    themes.set_theme(themes.LIGHT, qapp)
    style.follow(qapp, "light")
    language.set_language("en", qapp)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English, whatever it switches to."""
    from callcentre import words

    words.use("en")
    yield
    words.use("en")
