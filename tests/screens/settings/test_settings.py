"""The settings by keyboard: what is chosen works at once, is remembered, and what cannot be says why in place."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from tests.ui.fitting import cut_texts

from callcentre import words
from callcentre.domain.event import Role
from callcentre.domain.profile import Calendar
from callcentre.profiles.load import profile_body
from callcentre.profiles.versions import write_body
from callcentre.runtime import guard
from callcentre.screens.settings.version import path
from callcentre.screens.settings.view import PARTS
from callcentre.screens.settings.year import spans
from callcentre.store.people import person_rows
from callcentre.ui import fonts, keys, language, preferences
from callcentre.ui.buttons import Button

PATIENCE = 60_000
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(qtbot, panel, key, modifier=Qt.KeyboardModifier.NoModifier):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget() or panel, key, modifier)


def person(at, name):
    return next(row for row in at.desk.read(person_rows) if row.name == name)


def test_the_package_is_imported_without_the_database():
    code = "import sys, callcentre.screens.settings; print('sqlalchemy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_the_sections_are_walked_with_the_arrows(qtbot, build_panel):
    panel = build_panel("look")
    panel.setFocus()
    seen = []
    for _part in PARTS:
        seen.append(next(code for code, section in panel.sections.items() if section is panel.stack.currentWidget()))
        press(qtbot, panel, Qt.Key.Key_Down)
    assert seen == [part.code for part in PARTS]


def test_language_and_size_work_at_once_and_are_remembered(at, qtbot, build_panel):
    panel = build_panel("look")
    look = panel.sections["look"]
    look.language.setFocus()
    press(qtbot, panel, Qt.Key.Key_1)
    assert words.language() == "zh_CN" and look.column.itemAt(0).widget().name.text() == "外观"
    assert at.remembered.get(preferences.GROUP, "language", "") == "zh_CN"
    look.base.setFocus()
    press(qtbot, panel, Qt.Key.Key_3)
    assert fonts.base() == 12 and at.remembered.get(preferences.GROUP, "base", 0.0) == 12


# keys


def test_an_act_gets_another_key_and_only_that_acts(at, qtbot, build_panel):
    panel = build_panel("keys")
    acted = []
    button = Button("Save", key="F8", run=lambda: acted.append("saved"), parent=panel)
    button.show()
    panel.sections["keys"].buttons["F8"].setFocus()
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_F12)
    assert keys.of("F8") == "F12" and acted == []
    assert at.remembered.get(preferences.GROUP, "keys", {}) == {"F8": "F12"}
    press(qtbot, panel, Qt.Key.Key_F8)
    assert acted == []
    press(qtbot, panel, Qt.Key.Key_F12)
    assert acted == ["saved"]


def test_a_clash_is_named_where_it_is_and_two_keys_are_swapped(qtbot, build_panel):
    panel = build_panel("keys")
    section = panel.sections["keys"]
    section.buttons["F8"].setFocus()
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_F9)
    assert keys.chosen() == {}
    assert section.wrong.isVisible() and "Urge, chase" in section.wrong.text()
    assert section.swap.isVisible()
    section.swap.setFocus()
    press(qtbot, panel, Qt.Key.Key_Return)
    assert (keys.of("F8"), keys.of("F9")) == ("F9", "F8") and not section.wrong.isVisible()


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_F10, None), (Qt.Key.Key_A, None), (Qt.Key.Key_F2, ALT)])
def test_keys_of_the_system_and_of_pages_cannot_be_chosen(qtbot, build_panel, key, modifier):
    panel = build_panel("keys")
    section = panel.sections["keys"]
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, key, modifier or Qt.KeyboardModifier.NoModifier)
    assert section.wrong.isVisible() and "cannot be chosen" in section.wrong.text()
    assert keys.chosen() == {}


def test_escape_leaves_a_key_and_backspace_gives_back_the_first(qtbot, build_panel):
    panel = build_panel("keys")
    keys.set_chosen({"F1": "F11"})
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert keys.of("F1") == "F11"
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_Backspace)
    assert keys.chosen() == {}


def test_remembered_keys_that_clash_or_are_none_are_left_out():
    keys.set_chosen({"F8": "F9", "F9": "F9", "F2": "Ctrl+F2", "F3": "A", "F4": 7, "F77": "F12"})
    try:
        assert keys.chosen() == {"F2": "Ctrl+F2"}
        pressed = [keys.of(key) for key, _title in keys.ACTS]
        assert len(set(pressed)) == len(pressed)
    finally:
        keys.set_chosen({})


# rules


def test_the_version_in_force_and_the_days_of_the_year_are_shown(at, qtbot, build_panel):
    panel = build_panel("rules")
    rules = panel.sections["rules"]
    qtbot.waitUntil(lambda: rules.name.text() != "")
    assert rules.name.text().startswith("after_sales") and rules.since.text() == "the beginning"
    assert rules.known.word == "as published"
    assert "1 Oct" in rules.rest.text() and rules.work.text() not in ("", "—")
    rules.years.setFocus()
    press(qtbot, panel, Qt.Key.Key_3)
    assert rules.years.code() == "2027"
    published = 2027 in at.context.profile.calendar.published
    assert ("estimated" in rules.known.word) is not published


def test_a_run_of_days_off_is_not_parted_by_its_weekend():
    from datetime import date

    days = frozenset(date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23, 26))
    kept = Calendar("CN", days, frozenset(), frozenset())
    assert spans(kept.rest, 2026) == [
        (date(2026, 2, 16), date(2026, 2, 23)), (date(2026, 2, 26), date(2026, 2, 26)),
    ]


# persons


def test_an_administrator_adds_somebody_by_keyboard(at, qtbot, build_panel):
    panel = build_panel("people")
    section = panel.sections["people"]
    qtbot.waitUntil(lambda: section.table.rows_model.rowCount() == 1)
    press(qtbot, panel, Qt.Key.Key_N, ALT)
    assert QApplication.focusWidget() is section.name
    section.name.setText("陈晓雯")
    section.account.setText("chen")
    section.roles[Role.SUPERVISOR].setChecked(True)
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: section.table.rows_model.rowCount() == 2)
    added = person(at, "陈晓雯")
    assert added.account == "chen" and added.roles == {Role.AGENT, Role.SUPERVISOR}
    qtbot.waitUntil(lambda: section.table.current() is not None and section.table.current().id == added.id)


def test_what_is_wrong_is_said_at_its_field(at, qtbot, build_panel):
    panel = build_panel("people")
    section = panel.sections["people"]
    press(qtbot, panel, Qt.Key.Key_N, ALT)
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: section.name.accessibleDescription() != "")
    section.name.setText("Li")
    section.roles[Role.AGENT].setChecked(False)
    section.roles[Role.DISPATCHER].setChecked(True)
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "outlet" in section.outlet.accessibleDescription())
    assert len(at.desk.read(person_rows)) == 1


def test_who_leaves_can_come_back_and_the_last_administrator_stays(at, qtbot, build_panel):
    from callcentre.acts import people

    at.desk.write(lambda unit: people.create(unit, name="Wang", roles=[Role.AGENT]))
    panel = build_panel("people")
    section = panel.sections["people"]
    qtbot.waitUntil(lambda: section.table.rows_model.rowCount() == 2)
    names = [row.name for row in section.table.rows_model.shown()]
    section.table.selectRow(names.index("Wang"))
    section.over.click()
    qtbot.waitUntil(lambda: bool(at.shell.toasts) and person(at, "Wang").state == "ended")
    text, undo = at.shell.toasts[-1]
    assert "Wang" in text
    undo()
    qtbot.waitUntil(lambda: person(at, "Wang").state == "active" and len(at.shell.toasts) == 2)
    qtbot.waitUntil(lambda: [row.state for row in section.table.rows_model.shown()] == ["active", "active"])
    section.table.selectRow(1 - names.index("Wang"))
    assert not section.over.isVisible()
    section.roles[Role.ADMINISTRATOR].setChecked(False)
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(section.problem.isVisible)
    assert "administrator" in section.problem.accessibleDescription()


def test_others_see_who_works_here_and_why_they_change_nothing(at, qtbot, build_panel):
    panel = build_panel("people", at.as_roles(Role.AGENT, Role.SUPERVISOR))
    section = panel.sections["people"]
    qtbot.waitUntil(lambda: section.table.rows_model.rowCount() == 1)
    section.table.selectRow(0)
    assert section.why_not.isVisible() and section.new.why_not and not section.card.isVisible()


# data and backup


def test_a_backup_is_written_where_one_wants_it_while_the_window_goes_on(at, qtbot, build_panel, tmp_path, monkeypatch):
    target = tmp_path / "away" / "today.backup"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel = build_panel("files")
    section = panel.sections["files"]
    assert section.last.text().startswith("None was made")
    at.desk.store.on_statement(guard.check)
    guard.arm()
    try:
        press(qtbot, panel, Qt.Key.Key_F8)
        assert section.backup.why_not
        qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    finally:
        guard.disarm()
    assert target.exists() and str(target) in section.last.text() and not section.backup.why_not
    assert [file.name for file in target.parent.iterdir()] == ["today.backup"]
    again = build_panel("files").sections["files"]
    assert str(target) in again.last.text()


def test_a_backup_over_something_else_is_refused_in_place(qtbot, build_panel, tmp_path, monkeypatch):
    target = tmp_path / "letter.txt"
    target.write_text("dear all")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    panel = build_panel("files")
    section = panel.sections["files"]
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(section.problem.isVisible, timeout=PATIENCE)
    assert "is no backup" in section.problem.accessibleDescription() and target.read_text() == "dear all"


def test_looking_for_faults_says_what_was_looked_at(at, qtbot, build_panel):
    panel = build_panel("files")
    section = panel.sections["files"]
    guard.arm()
    try:
        press(qtbot, panel, Qt.Key.Key_L, ALT)
        qtbot.waitUntil(lambda: section.findings.layout().count() > 4, timeout=PATIENCE)
    finally:
        guard.disarm()
    assert section.findings.layout().itemAt(0).widget().name.text() == "All is well"


def test_an_agent_makes_no_backup_and_reads_why(at, build_panel):
    section = build_panel("files", at.as_roles(Role.AGENT)).sections["files"]
    assert "Supervisors" in section.backup.why_not


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("part", [part.code for part in PARTS])
def test_no_word_is_cut(look, qtbot, build_panel, code, part):
    panel = build_panel(part)
    language.set_language(code, look)
    qtbot.waitUntil(lambda: cut_texts(panel) == [])


# another version of the rules


def put_in_file(tmp_path, body, name="next.json"):
    file = tmp_path / name
    write_body(body, file)
    return file


def looked_at(qtbot, panel, monkeypatch, file):
    """The version of a file, as it is looked at before it is in force."""
    rules = panel.sections["rules"]
    qtbot.waitUntil(lambda: rules.name.text() != "", timeout=PATIENCE)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(file), ""))
    press(qtbot, panel, Qt.Key.Key_B, ALT)
    return rules


def test_another_version_is_seen_before_it_is_in_force_and_is_in_force_from_its_day(at, qtbot, build_panel, tmp_path, monkeypatch):
    body = profile_body("after_sales")
    body["callbacks"]["delay_minutes"] += 15
    panel = build_panel("rules")
    rules = looked_at(qtbot, panel, monkeypatch, put_in_file(tmp_path, body))
    version = rules.version
    qtbot.waitUntil(version.isVisible, timeout=PATIENCE)
    told = [(path(row.names), row.before, row.after) for row in version.table.rows_model.shown()]
    before = body["callbacks"]["delay_minutes"] - 15
    assert told == [("callbacks › delay_minutes", str(before), str(before + 15))]
    version.save.setFocus()
    press(qtbot, panel, Qt.Key.Key_F8)
    row = version.form.row("note")
    qtbot.waitUntil(lambda: row.field.accessibleDescription() != "", timeout=PATIENCE)
    version.note.setFocus()
    qtbot.keyClicks(version.note, "callbacks were too early")
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: rules.note.text() == "callbacks were too early", timeout=PATIENCE)
    assert at.desk.profile().callbacks.delay_minutes == before + 15 and not version.isVisible()


def test_a_file_that_is_no_profile_says_where_it_is_wrong_and_changes_nothing(at, qtbot, build_panel, tmp_path, monkeypatch):
    body = profile_body("after_sales")
    body["callbacks"]["delay_minutes"] = "soon"
    panel = build_panel("rules")
    rules = looked_at(qtbot, panel, monkeypatch, put_in_file(tmp_path, body))
    qtbot.waitUntil(rules.problem.isVisible, timeout=PATIENCE)
    assert "callbacks.delay_minutes" in rules.problem.accessibleDescription()
    assert not rules.version.isVisible()


def test_the_version_in_force_comes_back_from_its_file_without_a_change(at, qtbot, build_panel, tmp_path, monkeypatch):
    file = tmp_path / "kept.json"
    panel = build_panel("rules")
    rules = panel.sections["rules"]
    qtbot.waitUntil(lambda: rules.name.text() != "", timeout=PATIENCE)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(file), ""))
    press(qtbot, panel, Qt.Key.Key_E, ALT)
    qtbot.waitUntil(file.exists, timeout=PATIENCE)
    looked_at(qtbot, panel, monkeypatch, file)
    qtbot.waitUntil(rules.version.isVisible, timeout=PATIENCE)
    assert rules.version.table.rows_model.shown() == [] and not rules.version.save.isEnabled()


def test_the_notice_of_a_year_is_written_down_and_counts_from_then_on(at, qtbot, build_panel):
    panel = build_panel("rules")
    rules = panel.sections["rules"]
    qtbot.waitUntil(lambda: rules.name.text() != "", timeout=PATIENCE)
    year = int(rules.years.code()) + 1
    rules.years.choose(str(year))
    press(qtbot, panel, Qt.Key.Key_N, ALT)
    friday = next(date(year, 3, day) for day in range(1, 8) if date(year, 3, day).weekday() == 4)
    saturday = friday + timedelta(days=1)
    rules.notice.rest.setPlainText("soon")
    press(qtbot, panel, Qt.Key.Key_F8)
    assert "soon" in rules.notice.rest.accessibleDescription()
    rules.notice.rest.setPlainText(f"{friday}..{friday + timedelta(days=3):%m-%d}")
    rules.notice.work.setPlainText(str(saturday))
    press(qtbot, panel, Qt.Key.Key_F8)
    assert rules.version.isVisible()
    rules.version.note.setText("the notice is out")
    press(qtbot, panel, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: year in at.desk.profile().calendar.published, timeout=PATIENCE)
    kept = at.desk.profile().calendar
    assert {friday, friday + timedelta(days=3)} <= kept.rest and saturday in kept.work
    assert friday + timedelta(days=2) not in kept.rest


def test_who_is_no_administrator_is_told_who_changes_the_rules(at, build_panel):
    panel = build_panel("rules", at.as_roles(Role.SUPERVISOR))
    rules = panel.sections["rules"]
    assert not rules.bring.isEnabled() and "administrators" in rules.bring.toolTip()
    assert not rules.change.isEnabled() and rules.keep.isEnabled()


def test_rows_are_as_high_as_one_chooses_at_once_in_every_table(at, qtbot, build_panel):
    panel = build_panel("people")
    table = panel.sections["people"].table
    made = table.verticalHeader().defaultSectionSize()
    panel.go_to("look")
    panel.sections["look"].rows.setFocus()
    press(qtbot, panel, Qt.Key.Key_4)
    assert table.verticalHeader().defaultSectionSize() == 40 > made
    assert at.remembered.get(preferences.GROUP, "rows", "") == "comfortable"
    press(qtbot, panel, Qt.Key.Key_1)
    assert table.verticalHeader().defaultSectionSize() == made


def test_the_command_that_restores_names_the_key_file_where_the_key_is_in_one(at, build_panel):
    at.context.services["key"] = "/keys/desk.key"
    said = build_panel("files").sections["files"].restoring.text()
    assert '--key-file "/keys/desk.key" restore FILE' in said


def test_a_backup_is_proven_without_touching_the_data_and_it_is_said_how_one_is_restored(at, qtbot, build_panel, tmp_path, monkeypatch):
    target = tmp_path / "kept.backup"
    at.context.services["back_up"](target)
    panel = build_panel("files")
    files = panel.sections["files"]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(target), ""))
    press(qtbot, panel, Qt.Key.Key_P, ALT)
    qtbot.waitUntil(lambda: bool(at.shell.toasts), timeout=PATIENCE)
    assert "kept.backup can be restored" in at.shell.toasts[-1][0]
    assert "restore FILE" in files.restoring.text()
    target.write_bytes(target.read_bytes()[:-2000])
    press(qtbot, panel, Qt.Key.Key_P, ALT)
    qtbot.waitUntil(files.problem.isVisible, timeout=PATIENCE)
