"""The whole window on a real encrypted folder: first picture, opening, faults in words, a second start."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shiboken6 import isValid
from tests.factories.desks import a_desk
from tests.ui.fitting import cut_texts

from callcentre.acts import customers
from callcentre.app import Settings
from callcentre.opening import writer
from callcentre.runtime import guard
from callcentre.runtime.announce import Announcer
from callcentre.runtime.guard import WrongThread
from callcentre.runtime.single import hand_over
from callcentre.ui import formats, language
from callcentre.ui.buttons import Button
from callcentre.ui.fault_page import FaultPage
from callcentre.ui.fonts import set_base
from callcentre.window import Window


@pytest.fixture
def window(qtbot, look, tmp_path) -> Iterator[Callable[..., Window]]:
    made: list[Window] = []

    def make(folder: Path = tmp_path, key_file: Path | None = tmp_path / "desk.key", **environ: str) -> Window:
        folder.mkdir(exist_ok=True)
        settings = Settings(data=folder, key_file=key_file, language="en")
        one = Window(settings, folder, look, environ)
        # The panel that reads nothing: these tests are about the window.
        one.remembered.put("window", "panel", "settings")
        qtbot.addWidget(one.shell)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def test_the_first_picture_comes_before_the_database_is_opened(qtbot, window, tmp_path):
    one = window()
    seen: list[bool] = []
    one.shell.painted.disconnect(one.begin)
    one.shell.painted.connect(lambda: seen.append((tmp_path / "desk.key").exists()))
    one.shell.painted.connect(one.begin)
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    assert seen == [False] and (tmp_path / "desk.key").exists()


def test_the_first_picture_needs_no_sqlalchemy(tmp_path):
    code = (
        "import sys; from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "from callcentre.app import Settings\n"
        "from callcentre.window import Window\n"
        "folder = Path(sys.argv[1]); app = QApplication([])\n"
        "window = Window(Settings(data=folder, key_file=folder / 'k'), folder, app, {})\n"
        "window.shell.painted.disconnect(window.begin)\n"
        "window.shell.painted.connect(lambda: app.exit(5 if 'sqlalchemy' in sys.modules else 0))\n"
        "window.show(); code = app.exec(); window.close(); sys.exit(code)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=60).returncode == 0


def test_the_letters_of_pinyin_are_learnt_without_the_thread_of_the_window(tmp_path):
    code = (
        "import sys, threading; from pathlib import Path; from PySide6.QtWidgets import QApplication\n"
        "from callcentre.app import Settings\n"
        "from callcentre.window import Window\n"
        "folder = Path(sys.argv[1]); app = QApplication([])\n"
        "window = Window(Settings(data=folder, key_file=folder / 'k'), folder, app, {})\n"
        "window.remembered.put('window', 'panel', 'watch'); window.show()\n"
        "while window.context is None: app.processEvents()\n"
        "[one.join() for one in threading.enumerate() if one.name == 'opening']\n"
        "learnt = 'pypinyin' in sys.modules; window.close(); sys.exit(0 if learnt else 5)"
    )
    for _start in ("the first, which fills the folder", "any other"):
        assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, timeout=300).returncode == 0


def test_an_opened_window_shows_its_panels_and_who_sits_here(qtbot, window):
    one = window()
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    assert "settings" in [item.panel.id for item in one.shell.rail.items()]
    assert one.context.person.name in one.shell.status.person.words()


def test_a_query_on_the_thread_of_the_window_is_caught_and_through_the_runner_answered(qtbot, window):
    one = window(CALLCENTRE_GUARD="1")
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)

    def question(session) -> str:
        session.connection().exec_driver_sql("SELECT 1")
        return threading.current_thread().name

    with pytest.raises(WrongThread):
        one.opened.desk.read(question)
    answers: list[str] = []
    one.context.runner.read(question, answers.append, owner=one.shell)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers[0].startswith("reader")
    guard.disarm()


def test_without_a_key_the_window_says_what_to_do_and_goes_on_with_a_key_file(qtbot, window, tmp_path, caplog):
    one = window(key_file=None)
    one.show()
    qtbot.waitUntil(lambda: isinstance(one.shell.stack.currentWidget(), FaultPage), timeout=30_000)
    page = one.shell.stack.currentWidget()
    words = [button.words for button in page.findChildren(Button)]
    assert {"Try again", "Use a key file", "Make a key file"} <= set(words)
    assert page.banner.accessibleDescription() != "store.no_key"
    page._use_key_file(tmp_path / "made.key")
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    assert (tmp_path / "made.key").exists()
    one.close()
    again = window(key_file=None)
    again.show()
    qtbot.waitUntil(lambda: again.context is not None, timeout=30_000)


def test_a_wrong_key_is_told_in_words(qtbot, window, tmp_path, caplog):
    first = window(tmp_path / "desk", tmp_path / "one.key")
    first.show()
    qtbot.waitUntil(lambda: first.context is not None, timeout=30_000)
    first.close()
    second = window(tmp_path / "desk", tmp_path / "two.key")
    second.show()
    qtbot.waitUntil(lambda: isinstance(second.shell.stack.currentWidget(), FaultPage), timeout=30_000)
    banner = second.shell.stack.currentWidget().banner
    assert banner.accessibleName() == "This desk cannot be opened"
    assert " " in banner.accessibleDescription()


def test_drafts_survive_the_window(qtbot, window, tmp_path):
    first = window()
    first.show()
    qtbot.waitUntil(lambda: first.context is not None, timeout=30_000)
    first.context.drafts.put("call-1", {"words": "外机在转"})
    first.close()
    assert "外机在转".encode() not in (tmp_path / "drafts.db").read_bytes()
    second = window()
    second.show()
    qtbot.waitUntil(lambda: second.context is not None, timeout=30_000)
    assert second.context.drafts.get("call-1") == {"words": "外机在转"}


def test_a_second_start_brings_the_first_window_forward(qtbot, window, tmp_path):
    one = window()
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    one.shell.showMinimized()
    code = (
        "import sys; from pathlib import Path; from callcentre.app import Settings\n"
        "from callcentre.start import run_window\n"
        "sys.exit(run_window(Settings(data=Path(sys.argv[1]))))"
    )
    second = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=os.environ.copy())
    qtbot.waitUntil(lambda: not one.shell.isMinimized(), timeout=30_000)
    assert second.wait(30) == 0
    assert hand_over(tmp_path)


def test_what_an_act_changed_is_announced(qtbot, window):
    one = window()
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    told: list[object] = []
    answers: list[str] = []
    one.context.announcer.subscribe(one.shell, ["thing"], told.append)

    def act(unit) -> str:
        unit.changed("thing", unit.actor.id)
        return "done"

    one.context.runner.write(act, answers.append, owner=one.shell)
    qtbot.waitUntil(lambda: bool(told))
    assert answers == ["done"]


@pytest.mark.parametrize("language_code", ["en", "zh_CN"])
@pytest.mark.parametrize("base", [10.5, 14.0])
def test_no_word_of_the_window_and_its_settings_is_cut(qtbot, look, window, language_code, base):
    one = window()
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    language.set_language(language_code, look)
    set_base(base, look)
    one.shell.resize(1366, 768)
    one.shell.show_panel("settings")
    one.shell.counts(due=112, overdue=13, waiting=12)
    one.shell.saved(formats.joined("Draft saved", "1 s"))
    one.shell.toast("Relayed to Chengdong", lambda: None)
    qtbot.waitUntil(lambda: cut_texts(one.shell) == [])
    set_base(10.5, look)


def test_every_own_save_is_told_to_the_line(tmp_path, look):
    desk, told = a_desk(tmp_path / "desk"), []
    write = writer(desk, Announcer(), saved=lambda: told.append("saved"))
    write(lambda unit: customers.create(unit, name="王芳"))
    assert told == ["saved"]
    desk.close()


def test_a_desk_opened_anew_has_new_panels_on_a_new_desk_and_keeps_what_was_being_written(qtbot, window):
    one = window(CALLCENTRE_GUARD="1")
    one.show()
    qtbot.waitUntil(lambda: one.context is not None, timeout=30_000)
    before, pages = one.context, [one.shell.show_panel(panel) for panel in ("intake", "orders")]
    before.drafts.put("note", {"words": "水漏到楼下"})
    rail = [item.panel.id for item in one.shell.rail.items()]
    one.reopen("settings.sync")
    qtbot.waitUntil(lambda: one.context is not None and not any(isValid(page) for page in pages), timeout=30_000)
    assert one.context is not before and one.shell.current_panel() == "settings"
    assert one.context.drafts.get("note") == {"words": "水漏到楼下"}
    assert [item.panel.id for item in one.shell.rail.items()] == rail
