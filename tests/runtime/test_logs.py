"""The log says what happened and where, and never about whom."""

import logging

from callcentre.domain.errors import Refused
from callcentre.runtime.crash import CrashWatch
from callcentre.runtime.logs import FILE, Log, describe


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:  # noqa: BLE001
        return caught


def test_an_exception_is_written_without_what_it_says(tmp_path, caplog):
    log = Log(tmp_path)
    logging.getLogger("callcentre.test").error("not saved", exc_info=raised(ValueError("Wang Jianguo 13800138000")))
    log.close()
    text = (tmp_path / FILE).read_text()
    assert "not saved" in text and "ValueError" in text and "test_logs.py" in text
    assert "13800138000" not in text and "Wang" not in text


def test_the_code_of_a_refusal_is_written_and_not_its_data():
    assert describe(raised(Refused("order.illegal", value="13800138000"))).splitlines()[-1] == "Refused order.illegal"


def test_a_log_rotates_and_does_not_grow_without_end(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr("callcentre.runtime.logs._SIZE", 2_000)
    log = Log(tmp_path)
    for number in range(400):
        logging.getLogger("callcentre.test").info("line %s", number)
    log.close()
    files = list(tmp_path.glob(f"{FILE}*"))
    assert len(files) == 4 and all(file.stat().st_size <= 2_000 for file in files)


def test_what_nothing_caught_is_told_on_the_windows_thread_and_logged(qtbot, tmp_path, caplog):
    import sys
    import threading

    told: list[tuple[str, str]] = []
    watch = CrashWatch(tmp_path, lambda error: told.append((type(error).__name__, threading.current_thread().name)))
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    error = raised(KeyError("x"))
    sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(told) == 2)
    watch.close()
    main = threading.main_thread().name
    assert told == [("ZeroDivisionError", main), ("KeyError", main)]
    assert [record.getMessage() for record in caplog.records] == ["not expected", "not expected"]
