"""The list of complaints by what is due first, its parts, and the tabs of cases held open."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person
from tests.ui.fitting import cut_texts

from callcentre.acts import complaints
from callcentre.domain.instants import DAY, HOUR
from callcentre.screens.complaints import SCREEN
from callcentre.store.complaint_list import ENDED_COUNT, ENDED_ROWS, OPEN_ROWS, STEPS
from callcentre.ui import language as ui_language

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def panel(at, qtbot):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    return made


def rows(panel):
    return [row.complaint_id for row in panel.list.rows_model.rows()]


def choose(panel, part):
    panel.stages.choose(part)
    panel.stages.chosen.emit(part)


def test_what_is_due_first_stands_first_whatever_came_first(at, panel):
    old = a_complaint(at.desk, stage="acknowledged")
    at.desk.clock.pass_time(DAY)
    platform = a_complaint(at.desk, channel="platform")
    letter = a_complaint(at.desk, channel="letter", stage="assessed")
    fresh = a_complaint(at.desk)
    panel.read_list()
    # Acknowledging is due within a day, the house's ten working days run for all.
    assert rows(panel) == [platform, fresh, old, letter]
    assert [row.rule.code for row in panel.list.rows_model.rows()] == [
        "house_acknowledge", "house_acknowledge", "house_end", "house_end",
    ]


def test_a_year_nobody_published_a_calendar_for_is_called_estimated(at, panel):
    far = 200 * DAY
    at.desk.clock.pass_time(far)
    a_complaint(at.desk, stage="acknowledged")
    panel.read_list()
    row = panel.list.rows_model.rows()[0]
    assert row.estimated
    assert "estimated" in panel.list.rows_model.index(0).data(ACCESSIBLE)
    panel.list.go_to(0)
    assert "estimated" in panel.page.due.word


def test_what_is_overdue_says_so_and_counts_on_the_rail(at, panel):
    counting = SCREEN.begin(at.context)
    a_complaint(at.desk)
    late = a_complaint(at.desk)
    assert at.shell.badges == {"complaints": (0, "overdue")}
    at.desk.clock.pass_time(25 * HOUR)
    done = at.desk.write(lambda unit: complaints.acknowledge(unit, late, channel="phone"))
    at.announcer.announce(done.changes)
    at.announcer.flush()
    assert counting is not None
    panel.read_list()
    assert panel.list.rows_model.rows()[0].due_at == MORNING + DAY
    assert "1 h over" in panel.list.rows_model.index(0).data(ACCESSIBLE)
    assert at.shell.badges == {"complaints": (1, "overdue")}


def test_the_parts_of_the_list_hold_what_they_are_called(at, panel):
    other = a_person(at.desk, name="李娜")
    mine, theirs = a_complaint(at.desk), a_complaint(at.desk, actor=other)
    offered = a_complaint(at.desk, actor=other, stage="remedy_offered")
    due = a_complaint(at.desk, stage="remedy_done")
    at_work = a_complaint(at.desk, stage="investigating")
    ended = a_complaint(at.desk, stage="closed")
    asked = a_complaint(at.desk, actor=other)
    at.desk.write(lambda unit: complaints.offer_owner(unit, asked, at.context.person.id), actor=other)
    up = a_complaint(at.desk)
    at.desk.write(lambda unit: complaints.escalate(unit, up))
    parts = {
        "mine": {mine, due, at_work, asked, up}, "open": {mine, theirs, offered, due, at_work, asked, up},
        "new": {mine, theirs, asked}, "work": {at_work}, "offer": {offered}, "remedy": {due}, "escalated": {up},
        "ended": {ended},
    }
    for part, expected in parts.items():
        choose(panel, part)
        assert set(rows(panel)) == expected, part


def test_walking_the_list_shows_each_case_and_enter_keeps_it_as_a_tab(at, panel):
    first = a_complaint(at.desk, customer=a_customer(at.desk, name="王秀兰"))
    second = a_complaint(at.desk)
    panel.read_list()
    panel.list.go_to(0)
    assert panel.page.complaint == first
    assert at.shell.tabs == {}
    panel.list.go_to(1)
    panel.list.opened.emit(panel.list.current())
    assert list(at.shell.tabs) == [f"complaint:{second}"]
    panel.take("complaints.open", {"complaint": first})
    assert panel.list.current().complaint_id == first
    assert at.shell.tabs[f"complaint:{first}"].title.endswith("王秀兰")
    panel.take("complaints.close", {"complaint": second})
    assert list(at.shell.tabs) == [f"complaint:{first}"]


def test_the_list_follows_what_others_do_and_the_row_keeps_its_place(at, panel):
    first, second = a_complaint(at.desk), a_complaint(at.desk)
    panel.read_list()
    panel.list.go_to(1)
    assert panel.page.complaint == second
    for case in (first, second):
        done = at.desk.write(lambda unit, case=case: complaints.acknowledge(unit, case, channel="phone"))
        at.announcer.announce(done.changes)
    at.announcer.flush()
    QApplication.processEvents()
    assert panel.list.current().complaint_id == second
    assert panel.list.current().state == "acknowledged"
    assert panel.page.story.rows_model.rows()[0].event == "acknowledged"


def test_an_intent_opens_the_case_and_the_form_that_is_wanted(at, panel):
    case = a_complaint(at.desk)
    panel.take("complaints.open", {"complaint": case, "kind": "noted"})
    assert panel.page.act_bar.form_open


def test_the_part_of_the_list_is_remembered(at, panel, qtbot):
    panel.stages.chosen.emit("ended")
    again = SCREEN.build(at.context)
    qtbot.addWidget(again)
    assert again.stages.code() == "ended"


def test_an_empty_part_says_what_would_stand_there(at, panel):
    QApplication.processEvents()
    assert panel.nothing.isVisible()
    a_complaint(at.desk)
    panel.read_list()
    assert not panel.nothing.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_is_said_in_both_languages_and_fits(at, panel, qtbot, language, look):
    outlet = an_outlet(at.desk, name="城东家电维修服务部")
    case = a_complaint(at.desk, stage="remedy_offered", channel="12315", external_ref="12315-88", outlet=outlet,
                       against="outlet", customer=a_customer(at.desk))
    ui_language.set_language(language, look)
    panel.take("complaints.open", {"complaint": case})
    qtbot.waitUntil(panel.page.story.isVisible)
    QApplication.processEvents()
    assert cut_texts(panel) == []
    panel.page.act_bar.begin("assessed")
    panel.take("complaints.new", {})
    QApplication.processEvents()
    assert cut_texts(panel) == []
    if language == "zh_CN":
        said = " ".join(label.text() for label in panel.findChildren(QLabel))
        assert "待核实" in said
        assert "负责到底" in said


def test_the_list_reads_no_table_from_end_to_end(at):
    def plans(session):
        found = {}
        for name, query in (("open", OPEN_ROWS), ("ended", ENDED_ROWS), ("steps", STEPS), ("count", ENDED_COUNT)):
            written = query.compile(session.connection().engine, compile_kwargs={"literal_binds": True})
            found[name] = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {written}"))]
        return found

    a_complaint(at.desk)
    for name, steps in at.desk.read(plans).items():
        scanned = [step for step in steps if step.startswith("SCAN") and "USING" not in step]
        assert scanned == [], (name, steps)


def act(panel, title):
    return next(one for one in panel.acts() if one.title == title)


def test_the_list_is_narrowed_by_letters_and_put_in_another_order_that_is_remembered(at, panel, qtbot):
    names = {name: a_complaint(at.desk, customer=a_customer(at.desk, name=name)) for name in ("周敏", "安娜", "周杰")}
    panel.read_list()
    panel.narrow.setFocus()
    qtbot.keyClicks(panel.narrow, "zj")
    qtbot.keyClick(panel.narrow, Qt.Key.Key_Return)
    assert rows(panel) == [names["周杰"]]
    panel.narrow.clear()
    qtbot.waitUntil(lambda: len(rows(panel)) == 3)
    act(panel, "Order: By customer").run()
    assert rows(panel) == [names["安娜"], names["周杰"], names["周敏"]]
    assert panel.sort.words == "By customer"
    assert at.remembered.get("complaints", "sort", "") == "customer"
    panel.narrow.setText("nobody")
    qtbot.waitUntil(panel.nothing.isVisible)


def test_every_part_says_how_many_stand_in_it(at, panel):
    a_complaint(at.desk)
    a_complaint(at.desk, stage="assessed")
    panel.read_list()
    words = {code: button.words for code, button in panel.stages._buttons.items()}
    assert (words["open"], words["new"], words["work"], words["escalated"]) == ("Open 2", "New 1", "In work 1", "Escalated")


def test_the_list_goes_into_a_file_and_to_the_clipboard_as_it_stands(at, panel, qtbot, tmp_path):
    a_complaint(at.desk, customer=a_customer(at.desk, name="王伟"))
    panel.read_list()
    panel.tools.handing_on.export_to(tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as text:
        (row,) = csv.DictReader(text)
    assert (row["Customer"], row["State"]) == ("王伟", "received")
    assert row["Due"]
    panel.list.setFocus()
    act(panel, "Copy as a table").run()
    assert "王伟" in QApplication.clipboard().text()
