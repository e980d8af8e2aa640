"""Whatever is done in the window in whatever order: no fault, no word in the log, nothing refused to its thread, no freeze."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.orders import STAGES, an_order
from tests.factories.outlets import an_outlet
from tests.stories.driver import Seat
from tests.stories.hotline import before
from tests.stories.monkey import Monkey

from callcentre.runtime import guard
from callcentre.store.examine import links_to_nothing, wrongly_folded
from callcentre.ui import density, fonts, keys

ODD = ("<b>粗体</b>&amp;", "%s {x} {0} %(a)d", "שלום مرحبا 😀👩‍👩‍👧", "名" * 10_000)
FROZEN = 8.0
"""Seconds of work for one thing done (a key eight times among them), after which the window is called frozen; what other programs take does not count."""
SECONDS = 16
LONG_SECONDS = 240


@pytest.fixture
def busy_folder(folder: Path) -> Path:
    """The hotline with orders in every stage, for people and outlets with names nobody should have."""
    with before(folder) as desk:
        outlet = an_outlet(desk, code="X1", name="<i>%s</i> {x} 网点" + "长" * 300)
        for at, name in enumerate(ODD):
            customer = a_customer(desk, name=name, phones=[f"1380000{at:04}"])
            for stage in STAGES:
                an_order(desk, customer=customer, outlet=outlet, stage=stage, fault=f"不冷 <u>{name[:300]}</u>")
            a_complaint(desk, customer=customer, words=name)
    return folder


@pytest.fixture
def no_dialogs(monkeypatch, tmp_path) -> None:
    """What the system's own dialogs would answer: they wait for a person."""
    target = str(tmp_path / "given.csv")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (target, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (target, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([target], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(tmp_path))
    monkeypatch.setattr(QMenu, "exec", lambda *_a, **_k: None)
    for dialog in (QPrintDialog, QPrintPreviewDialog):
        monkeypatch.setattr(dialog, "exec", lambda *_a, **_k: QDialog.DialogCode.Rejected)


@pytest.fixture
def as_before(look) -> Iterator[None]:
    """What was chosen in the settings is nobody's choice in the next test."""
    yield
    fonts.set_base(fonts.BASE, look)
    density.choose(density.AS_MADE)
    keys.set_chosen({})
    look.clipboard().clear()


class Ear(logging.Handler):
    """Everything from a warning on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@pytest.fixture
def refused(monkeypatch) -> list[str]:
    """What the guard of the window's thread refused, also where somebody caught it."""
    heard: list[str] = []
    check = guard.check

    def checked(what: str = "a query") -> None:
        try:
            check(what)
        except guard.WrongThread:
            heard.append(what)
            raise

    monkeypatch.setattr(guard, "check", checked)
    return heard


def play(seat: Seat, seed: int, seconds: float, files: list[Path], refused: list[str]) -> None:
    """Goes on for so long, and looks after every step whether all is well."""
    ear = Ear()
    logging.getLogger().addHandler(ear)
    monkey, ends = Monkey(seat, seed, files), time.monotonic() + seconds
    try:
        while time.monotonic() < ends:
            began = time.thread_time()
            monkey.go_on()
            QApplication.processEvents()
            took = time.thread_time() - began
            way = f"seed {seed}: " + ", ".join(monkey.done)
            assert not ear.heard, f"{ear.heard[0]}\n{way}"
            assert not refused, f"{refused[0]} on the thread of the window\n{way}"
            assert not seat.window.shell.fault.isVisible(), f"{seat.screen()}\n{way}"
            assert took < FROZEN, f"{took:.1f} s\n{way}"
    finally:
        logging.getLogger().removeHandler(ear)


def _play_and_look(sit_down: Any, seed: int, seconds: float, tmp_path: Path, refused: list[str]) -> None:
    files = [tmp_path / "给你.txt", tmp_path / "empty.png", tmp_path]
    files[0].write_text("文字" * 1000, encoding="utf-8")
    files[1].touch()
    seat = sit_down()
    play(seat, seed, seconds, files, refused)
    profile = seat.window.context.profile
    assert seat.read(links_to_nothing) == 0
    assert seat.read(lambda session: wrongly_folded(session, profile, lambda _done, _all: None)) == []


def test_anything_done_in_any_order_breaks_nothing(busy_folder, no_dialogs, as_before, sit_down, tmp_path, refused):
    _play_and_look(sit_down, 1, SECONDS, tmp_path, refused)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_anything_done_for_minutes_breaks_nothing(busy_folder, no_dialogs, as_before, sit_down, tmp_path, refused, seed):
    _play_and_look(sit_down, seed, LONG_SECONDS, tmp_path, refused)
