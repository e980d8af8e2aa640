"""What the window remembers: back after a new start, of the type asked for, never in the way."""

from callcentre.runtime.remembered import FILE, Remembered


def test_what_was_put_is_there_after_a_new_start(tmp_path):
    first = Remembered(tmp_path)
    first.put("columns", "intake", [320, 590, 384])
    first.put("columns", "orders", [1])
    first.close()
    second = Remembered(tmp_path)
    assert second.get("columns", "intake", [0]) == [320, 590, 384]
    assert second.get("columns", "missing", [7]) == [7]
    second.close()


def test_a_value_of_another_type_is_not_handed_out(tmp_path):
    made = Remembered(tmp_path)
    made.put("settings", "base", "large")
    assert made.get("settings", "base", 10.5) == 10.5
    made.close()


def test_a_damaged_file_is_set_aside_and_everything_is_as_new(tmp_path, caplog):
    (tmp_path / FILE).write_text("{")
    made = Remembered(tmp_path)
    assert made.get("window", "panel", "") == ""
    made.close()
    assert (tmp_path / "window.damaged").exists()
