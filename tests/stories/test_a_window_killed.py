"""The window's process dies in the middle of a call, as when the power goes; and a second start beside a first."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stories.hotline import NUMBER

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class Child:
    """The window in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.stories.child", str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            cwd=Path(__file__).parents[2], env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        self._heard()

    def __call__(self, line: str) -> None:
        """Has it do something, and waits until it is done."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        self._heard()

    def kill(self) -> None:
        """Gone without a word."""
        os.kill(self.process.pid, KILL)
        self.process.wait(20)
        assert self.process.stdin is not None
        self.process.stdin.close()

    def _heard(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "done"


@pytest.fixture
def child(folder) -> Iterator[Child]:
    made = Child(folder)
    with made.process:
        yield made
        if made.process.poll() is None:
            made.kill()


def test_a_draft_survives_the_death_of_the_window_and_is_offered_again(child, sit_down):
    child(f"ring {NUMBER}")
    child("sees KF2507001")
    child("at Fault")
    child("write cool")
    child("press Return")
    child("to Words")
    child("commit 开了半天也不凉")
    child("kept")
    child.kill()

    me = sit_down()
    me.sees("Not finished yet", "孟桂英", "开了半天也不凉")
    me.tab_to("Not finished yet")
    me.press("Return")
    me.sees("Air conditioner › does not cool", "开了半天也不凉")
    me.act("Save, relay to 城东服务网点")
    card = me.card(me.order(me.read_off(r"Order (SO-\S+) is saved")))
    assert card.header.words == "开了半天也不凉"


def test_a_second_start_raises_the_window_that_is_there_and_ends(child, folder):
    child("minimise")
    code = (
        "import sys; from pathlib import Path; from callcentre.app import Settings\n"
        "from callcentre.start import run_window\n"
        "sys.exit(run_window(Settings(data=Path(sys.argv[1]))))"
    )
    second = subprocess.run([sys.executable, "-c", code, str(folder)], check=False, timeout=60)
    assert second.returncode == 0
    child("raised")
