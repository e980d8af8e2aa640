"""The list of outlets: found by letters and by who is above them, their card, and the forms that keep them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.outlets import a_technician, an_outlet
from tests.ui.fitting import cut_texts

from callcentre.acts import visits
from callcentre.domain.event import Role
from callcentre.domain.instants import DAY, HOUR, local_date
from callcentre.screens.outlets import forms
from callcentre.screens.outlets.asking import typed_day
from callcentre.screens.outlets.drawing import Intervals, Week
from callcentre.screens.outlets.rows import CITY
from callcentre.screens.outlets.telling import certificate
from callcentre.store.outlet_card import orders_query, outlet_card, windows_query
from callcentre.store.outlet_list import loads_query, months, outlet_rows
from callcentre.store.tables import Outlet, Technician
from callcentre.ui import language
from callcentre.ui.buttons import Button
from callcentre.ui.labels import Elided


def names(panel):
    return [line.row.name for line in panel.list.table.rows_model.shown()]


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    QApplication.processEvents()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    QApplication.processEvents()


def stand_on(panel, name):
    panel.list.table.stand_on(names(panel).index(name))
    return panel.list.page


def words(widget):
    return [each.text() for kind in (QLabel, Elided) for each in widget.findChildren(kind) if each.text()]


def search(qtbot, panel, text):
    with qtbot.waitSignal(panel.list.search.asked):
        panel.list.search.setText(text)


@pytest.mark.parametrize("typed", ["蜀山", "ss", "W-77", "合肥"])
def test_an_outlet_is_found_by_name_letters_code_or_city(at, build, qtbot, typed):
    an_outlet(at.desk, name="蜀山网点", code="W-77")
    an_outlet(at.desk, name="城东网点", code="W-01", place=forms.Place(city="芜湖市"))
    panel = build(at.context)
    search(qtbot, panel, typed)
    assert names(panel) == ["蜀山网点"]


def test_the_tree_narrows_the_list_to_an_outlet_and_those_below_it(at, build, qtbot):
    top = an_outlet(at.desk, name="合肥中心", code="A")
    middle = an_outlet(at.desk, name="蜀山站", code="B", parent=top)
    an_outlet(at.desk, name="蜀山一组", code="C", parent=middle)
    an_outlet(at.desk, name="别处", code="D")
    panel = build(at.context)
    assert names(panel) == ["合肥中心", "蜀山站", "蜀山一组", "别处"]
    panel.list.tree.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    assert names(panel) == ["合肥中心", "蜀山站", "蜀山一组"]
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Down)
    assert names(panel) == ["蜀山站", "蜀山一组"]


def test_the_list_says_what_is_in_hand_and_what_is_over_its_time(at, build):
    outlet = an_outlet(at.desk, name="城东网点", capacity_per_day=2)
    for _ in range(2):
        an_order(at.desk, stage="relayed", outlet=outlet)
    an_order(at.desk, stage="awaiting_callback", outlet=outlet)
    at.desk.clock.pass_time(12 * HOUR)
    panel = build(at.context)
    row = panel.list.table.rows_model.shown()[0].row
    assert (row.open, row.today, row.overdue) == (2, 2, 2)
    panel.list.part.choose("full")
    panel.list.part.chosen.emit("full")
    assert names(panel) == ["城东网点"]
    panel.list.part.choose("weak")
    panel.list.part.chosen.emit("weak")
    assert "No outlet is in this part of the list." in words(panel.list.body.currentWidget())


def test_rows_are_copied_as_a_table(at, build, qtbot):
    an_outlet(at.desk, name="城东网点", code="W-9", capacity_per_day=5)
    panel = build(at.context)
    panel.list.table.selectAll()
    panel.list.table.setFocus()
    press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, row = QApplication.clipboard().text().splitlines()
    assert head.split("\t")[:2] == ["Code", "Outlet"]
    assert row.split("\t")[:2] == ["W-9", "城东网点"]
    assert "0/5" in row


def test_the_card_draws_the_month_and_the_week_and_links_its_orders(at, build, qtbot):
    outlet = an_outlet(at.desk, name="城东网点", phone="0551-62345678", night_phone="13900139000", capacity_per_day=8)
    an_order(at.desk, stage="closed", outlet=outlet)
    order = an_order(at.desk, stage="accepted", outlet=outlet)
    panel = build(at.context)
    page = stand_on(panel, "城东网点")
    drawn = page.findChildren(Intervals)[0]
    assert drawn.accessibleName().startswith("Score 100.0")
    assert len(page.findChildren(Week)) == 1
    assert "139 0013 9000" in words(page)
    page.orders.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert at.shell.navigated[-1] == ("orders.open", {"order": order})


def test_an_outlet_without_graded_jobs_says_so(at, build):
    an_outlet(at.desk, name="城东网点")
    page = stand_on(build(at.context), "城东网点")
    assert "Nothing was graded this month yet." in words(page)


def test_certificates_are_said_in_words():
    today = date(2026, 7, 14)
    assert certificate(None, today) == ("no certificate known", "")
    assert certificate(today - timedelta(days=1), today) == ("certificate expired on 13 Jul", "overdue")
    assert certificate(today + timedelta(days=1), today) == ("certificate expires in 1 day", "due")
    assert certificate(date(2028, 1, 31), today) == ("certified until 31 Jan 2028", "")


def test_an_outlet_is_added_and_shown(at, build, qtbot):
    panel = build(at.context)
    press(qtbot, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    panel.list.page.bar._panel.put({"code": "W-5", "name": "新网点", "capacity": 12, "skills": ["refrigerator"]})
    press(qtbot, Qt.Key.Key_F8)
    assert names(panel) == ["新网点"]
    row = at.desk.read(lambda session: session.get(Outlet, panel.list.page.outlet))
    assert (row.code, row.capacity_per_day, row.skills) == ("W-5", 12, ["refrigerator"])


def test_what_cannot_be_stands_at_its_field(at, build, qtbot):
    panel = build(at.context)
    panel.new.click()
    bar = panel.list.page.bar
    press(qtbot, Qt.Key.Key_F8)
    assert bar._panel.field("code").accessibleDescription() == "This is needed."
    bar._panel.put({"code": "W-5", "name": "新网点"})
    bar._panel.field("capacity").setText("many")
    press(qtbot, Qt.Key.Key_F8)
    assert bar._panel.field("capacity").accessibleDescription() == "This is no whole number."
    bar._panel.field("capacity").setText("4")
    bar._panel.field("lng").setText("400")
    bar._panel.field("lat").setText("31")
    press(qtbot, Qt.Key.Key_F8)
    assert "400" in bar._panel.field("lng").accessibleDescription()
    bar._panel.field("opened_on").setText("2026-02-30")
    press(qtbot, Qt.Key.Key_F8)
    assert bar._panel.field("opened_on").accessibleDescription() == "This is no day as in 2026-07-01."
    assert names(panel) == []


def test_an_outlet_is_changed_and_keeps_what_was_not_touched(at, build, qtbot):
    an_outlet(at.desk, name="城东网点", code="W-5", brands=["海澜"], capacity_per_day=3)
    page = stand_on(build(at.context), "城东网点")
    page.setFocus()
    page.bar.begin("outlet_changed")
    assert page.bar._panel.written()["brands"] == ["海澜"]
    page.bar._panel.put({"phone": "0551-62345678"})
    press(qtbot, Qt.Key.Key_F8)
    row = at.desk.read(lambda session: session.get(Outlet, page.outlet))
    assert (row.phone, row.brands, row.capacity_per_day, row.lng) == ("0551-62345678", ["海澜"], 3, 117.26)
    assert not page.bar.form_open


def test_an_outlet_with_open_orders_does_not_end(at, build):
    outlet = an_outlet(at.desk, name="城东网点")
    order = an_order(at.desk, stage="relayed", outlet=outlet)
    panel = build(at.context)
    page = stand_on(panel, "城东网点")
    page.bar.begin("outlet_ended")
    assert page.bar._problem.isVisible()
    at.desk.write(lambda unit: visits.withdraw(unit, order))
    page.bar.begin("outlet_ended")
    QApplication.processEvents()
    assert names(panel) == ["城东网点"], "an outlet out of service is followed to where it stands now"
    assert panel.list.part.code() == "ended"
    page.bar.begin("outlet_resumed")
    QApplication.processEvents()
    assert panel.list.part.code() == "active"


def test_technicians_come_change_and_leave(at, build, qtbot):
    outlet = an_outlet(at.desk, name="城东网点")
    page = stand_on(build(at.context), "城东网点")
    page.bar.begin("technician_added")
    page.bar._panel.put({"name": "李明", "phone": "13800138000", "certified_until": "2026-08-01"})
    press(qtbot, Qt.Key.Key_F8)
    assert any("certificate expires in 18 days" in said for said in words(page.facts))
    person = at.desk.read(lambda session: outlet_card(session, outlet, now=MORNING, profile=at.context.profile)).technicians[0]
    page.bar.begin_form(forms.change_of(person))
    page.bar._panel.put({"name": "李大明"})
    press(qtbot, Qt.Key.Key_F8)
    row = at.desk.read(lambda session: session.get(Technician, person.id))
    assert (row.name, row.certified_until) == ("李大明", date(2026, 8, 1))
    page.bar.begin_form(forms.end_of(person))
    QApplication.processEvents()
    assert any("has left" in said for said in words(page.facts))


def test_who_may_not_keep_outlets_is_offered_none_of_it(at, build):
    an_outlet(at.desk, name="城东网点")
    panel = build(at.as_roles(Role.AGENT))
    page = stand_on(panel, "城东网点")
    assert not panel.new.isVisible()
    assert [act.title for act in page.bar.acts() if not act.why_not] == ["New technician"]
    page.bar.begin("outlet_changed")
    assert page.bar._problem.isVisible()


def test_an_intent_shows_an_outlet_also_where_the_list_was_narrowed(at, build, qtbot):
    an_outlet(at.desk, name="城东网点", code="W-1")
    wanted = an_outlet(at.desk, name="城西网点", code="W-2")
    panel = build(at.context)
    search(qtbot, panel, "城东")
    panel.take("outlets.open", {"outlet": wanted})
    assert panel.list.page.outlet == wanted
    assert panel.list.page.name.text() == "城西网点"


def test_enter_opens_the_day_of_the_outlet(at, build, qtbot):
    outlet = an_outlet(at.desk, name="城东网点")
    order = an_order(at.desk, stage="relayed", outlet=outlet)
    panel = build(at.context)
    stand_on(panel, "城东网点")
    panel.list.table.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert panel.stack.currentWidget() is panel.day
    assert [row.order_id for row in panel.day.table.rows_model.shown()] == [order]
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert panel.stack.currentWidget() is panel.list


def test_the_list_follows_what_others_do(at, build):
    outlet = an_outlet(at.desk, name="城东网点")
    panel = build(at.context)
    an_order(at.desk, stage="relayed", outlet=outlet)
    at.announcer.announce({("order", outlet)})
    at.announcer.flush()
    assert panel.list.table.rows_model.shown()[0].row.open == 1


@pytest.mark.parametrize("spoken", ["en", "zh_CN"])
def test_every_word_fits(at, build, look, spoken, qtbot):
    language.set_language(spoken, look)
    top = an_outlet(at.desk, name="合肥中心", capacity_per_day=3)
    outlet = an_outlet(at.desk, name="城东网点", parent=top, night_phone="13900139000")
    a_technician(at.desk, outlet, name="李明", phone="13800138000", certified_until=local_date(MORNING - DAY, at.context.zone))
    an_order(at.desk, stage="closed", outlet=outlet)
    an_order(at.desk, stage="accepted", outlet=outlet)
    panel = build(at.context)
    stand_on(panel, "城东网点")
    QApplication.processEvents()
    assert cut_texts(panel) == []
    panel.take("outlets.day", {"outlet": outlet})
    qtbot.waitUntil(lambda: cut_texts(panel) == [])


def test_days_are_typed_as_people_write_them():
    for text in ("2026-07-01", "2026/7/1", "20260701", "2026年7月1日"):
        assert typed_day(text) == date(2026, 7, 1)
    assert typed_day("2026-02-30") is None
    assert typed_day("soon") is None


def plan(at, query):
    def ask(session):
        bind = session.connection()
        said = query.compile(bind, compile_kwargs={"render_postcompile": True})
        given = [said.params.get(name) for name in said.positiontup]
        values = [value.bytes if hasattr(value, "bytes") else value for value in given]
        return [row[3] for row in bind.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", tuple(values))]

    return at.desk.read(ask)


def test_the_list_and_the_card_are_read_by_index(at):
    outlet = an_outlet(at.desk)
    loads = plan(at, loads_query(MORNING, at.context.profile))
    assert any("ix_order_view_state_due_at (state=?)" in step for step in loads), loads
    for query in (orders_query(outlet), windows_query(outlet, MORNING, MORNING + DAY)):
        steps = plan(at, query)
        assert "ix_order_view_outlet_id_state (outlet_id=? AND state=?)" in steps[0], steps


def test_months_are_those_of_the_desk_and_compare_with_all_outlets(at):
    outlet = an_outlet(at.desk, code="W-1")
    an_order(at.desk, stage="closed", outlet=outlet)
    found = at.desk.read(lambda session: months(session, now=MORNING, profile=at.context.profile))
    assert (found.now.name, found.last.name) == ("2026-07", "2026-06")
    assert found.now.cards["W-1"]["n"] == 1
    assert found.now.rates["satisfied"] == 1.0
    assert found.last.rates == {}
    rows = at.desk.read(lambda session: outlet_rows(session, now=MORNING, profile=at.context.profile, seen=frozenset()))
    assert rows == []


def test_where_there_is_no_outlet_yet_the_way_to_the_first_one_has_the_focus(at, build, qtbot):
    panel = build(at.context)
    assert "Outlets stand here as soon as one is entered or imported." in words(panel.list.body.currentWidget())
    assert panel.list.first.hasFocus()
    qtbot.keyClick(panel.list.first, Qt.Key.Key_Return)
    assert panel.list.page.bar.form_open


def test_a_dispatcher_without_an_outlet_is_told_who_can_help(at, build):
    person = replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=None)
    an_outlet(at.desk)
    panel = build(replace(at.context, person=person))
    panel.take("outlets.open", {})
    assert any("administrator" in text for text in words(panel.list.body.currentWidget()))


def test_a_narrow_list_gives_the_room_of_the_city_to_the_names(at, build):
    an_outlet(at.desk, name="昆明寻甸回族彝族自治县服务网点")
    panel = build(at.context)
    assert panel.list.table.isColumnHidden(CITY)
    panel.resize(1848, 1000)
    QApplication.processEvents()
    assert not panel.list.table.isColumnHidden(CITY)


def test_outlets_that_could_not_be_read_are_tried_again_in_place(at, build, monkeypatch, caplog):
    an_outlet(at.desk, name="城东网点")

    def breaks(*_given, **_named):
        raise OSError("gone")

    with monkeypatch.context() as patched:
        patched.setattr("callcentre.screens.outlets.presenter.outlet_rows", breaks)
        panel = build(at.context)
    assert panel.problem.isVisible()
    assert panel.list.table.rows_model.rowCount() == 0
    assert "OSError" in caplog.text
    (again,) = (each for each in panel.problem.findChildren(Button) if each.words == "Read again")
    again.click()
    assert not panel.problem.isVisible()
    assert names(panel) == ["城东网点"]


def test_the_orders_of_an_outlet_are_shown_as_a_list_and_on_the_map(at, build, qtbot):
    outlet = an_outlet(at.desk, name="城东网点")
    an_order(at.desk, stage="accepted", outlet=outlet)
    panel = build(at.context)
    stand_on(panel, "城东网点")
    panel.list.table.setFocus()
    qtbot.keyClick(panel.list.table, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    assert at.shell.navigated[-1] == ("orders.show", {"outlet": [str(outlet)], "state": ["accepted", "relayed"]})
    qtbot.keyClick(panel.list.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert at.shell.navigated[-1] == ("map.show", {"outlet": [str(outlet)]})
