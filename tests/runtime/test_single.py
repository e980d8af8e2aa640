"""One window a folder: a second start finds the first, in another process as well, and a crash is no obstacle."""

import subprocess
import sys

from PySide6.QtNetwork import QLocalServer

from callcentre.runtime.single import INCOMING, Door, hand_over, name_of


def test_a_second_process_hands_over_its_words_and_ends(qtbot, tmp_path):
    heard: list[str] = []
    door = Door(tmp_path, heard.append)
    assert door.listening
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from callcentre.runtime.single import hand_over\n"
        "app = QCoreApplication([]); sys.exit(0 if hand_over(Path(sys.argv[1]), 'incoming 13800138000') else 3)"
    )
    second = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    qtbot.waitUntil(lambda: heard == ["incoming 13800138000"], timeout=20_000)
    assert second.wait(20) == 0
    door.close()


def test_a_caller_who_withholds_the_number_is_heard_of_too(qtbot, tmp_path):
    heard: list[str] = []
    door = Door(tmp_path, heard.append)
    assert hand_over(tmp_path, INCOMING)
    qtbot.waitUntil(lambda: heard == [INCOMING])
    door.close()


def test_without_a_window_nobody_answers(qtbot, tmp_path):
    assert not hand_over(tmp_path)


def test_another_folder_is_another_window(qtbot, tmp_path):
    (tmp_path / "other").mkdir()
    door = Door(tmp_path, lambda _message: None)
    assert not hand_over(tmp_path / "other")
    door.close()


def test_what_a_crashed_window_left_behind_is_no_obstacle(qtbot, tmp_path):
    # A process that dies while it listens leaves its socket file.
    code = (
        "import os, sys; from PySide6.QtCore import QCoreApplication; from PySide6.QtNetwork import QLocalServer\n"
        "app = QCoreApplication([]); server = QLocalServer(); assert server.listen(sys.argv[1]); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, name_of(tmp_path)], check=True)
    assert not hand_over(tmp_path)
    door = Door(tmp_path, lambda _message: None)
    assert door.listening
    door.close()
    QLocalServer.removeServer(name_of(tmp_path))
