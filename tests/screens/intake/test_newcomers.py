"""Nobody has this number yet, or it says nothing about who calls."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select
from tests.factories import outlets

from callcentre.acts.places import Place
from callcentre.store.customer_card import callers, card_of
from callcentre.store.tables import Address, Asset, Customer, OrderView
from callcentre.ui import language

ALT = Qt.KeyboardModifier.AltModifier


def composed(text: str, committed: str) -> QInputMethodEvent:
    event = QInputMethodEvent(text, [])
    event.setCommitString(committed)
    return event


def test_an_unknown_number_brings_the_form_of_a_new_customer_and_f8_saves_all_of_it(intake):
    intake.ring("13900001111")
    person = intake.panel.stranger.form
    assert QApplication.focusWidget() is person.name
    QApplication.sendEvent(person.name, composed("zhaomin", ""))
    QApplication.sendEvent(person.name, composed("", "赵敏"))
    intake.key(Qt.Key.Key_Tab)
    assert person.phone.text() == "139 0000 1111"
    person.district.setFocus()
    intake.write(person.district, "蜀山")
    intake.key(Qt.Key.Key_Return)
    person.line.setText("长江西路 268 号")
    intake.panel.form.asset.choose("+")
    intake.panel.form.asset.chosen.emit("+")
    intake.panel.form.serial.setText("NEW-1")
    intake.key(Qt.Key.Key_F8)

    def read(session):
        [caller] = callers(session, "13900001111")
        return session.get(Customer, caller.customer_id), session.scalars(select(OrderView)).one(), session.scalars(
            select(Address).where(Address.customer_id == caller.customer_id)
        ).one(), session.scalars(select(Asset).where(Asset.serial == "NEW-1")).one()

    customer, view, address, asset = intake.at.desk.read(read)
    assert customer.name == "赵敏"
    assert (view.customer_id, view.asset_id, view.state) == (customer.id, asset.id, "relayed")
    assert (address.city, address.district, address.line) == ("合肥市", "蜀山区", "长江西路 268 号")


def test_an_unnamed_newcomer_is_said_at_the_field_and_nothing_is_written(intake):
    intake.ring("13900001111")
    intake.panel.form.words.setPlainText("it leaks")
    intake.key(Qt.Key.Key_F8)
    assert intake.panel.stranger.form.name.accessibleDescription()
    assert QApplication.focusWidget() is intake.panel.stranger.form.name
    assert intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all()) == []
    assert intake.panel.form.words.words() == "it leaks"


def test_letters_in_a_phone_are_said_at_the_phone(intake):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    intake.panel.stranger.form.phone.setText("none at all")
    intake.key(Qt.Key.Key_F8)
    assert "none at all" in intake.panel.stranger.form.phone.accessibleDescription()
    assert intake.panel.stranger.form.name.text() == "Zhao"


def test_a_district_that_is_no_choice_keeps_a_newcomer_from_being_added_without_it(intake):
    intake.ring("13900001111")
    person = intake.panel.stranger.form
    person.name.setText("Zhao")
    person.district.show_typed("nowhere at all")
    known = intake.at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Customer)))
    intake.panel.stranger.save.click()
    assert "nowhere at all" in person.district.accessibleDescription()
    assert person.district.text() == "nowhere at all"
    assert intake.at.desk.read(lambda session: session.scalar(select(func.count()).select_from(Customer))) == known


def test_a_serial_that_is_taken_is_said_at_the_serial(intake):
    intake.ring()
    intake.panel.form.asset.choose("+")
    intake.panel.form.asset.chosen.emit("+")
    intake.panel.form.serial.setText("SN77001")
    intake.key(Qt.Key.Key_F8)
    assert "SN77001" in intake.panel.form.serial.accessibleDescription()
    assert intake.panel.form.serial.text() == "SN77001"


def test_who_may_be_in_the_file_already_is_offered_before_a_second_record(intake, qtbot):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("李秀英")
    intake.panel.stranger.form.backup.setText("13800138000")
    qtbot.waitUntil(intake.panel.stranger.doubles.isVisible)
    assert "same phone" in intake.panel.stranger.doubles.accessibleDescription()
    [button] = [b for b in intake.panel.stranger.doubles.findChildren(type(intake.panel.save)) if "李秀英" in b.words]
    button.click()
    assert intake.panel.here.customer == intake.customer


def test_a_known_customer_on_a_new_number_is_found_and_the_number_added(intake):
    intake.ring("13900001111")
    intake.panel.stranger.search.setFocus()
    intake.type("SN77001")
    intake.key(Qt.Key.Key_Return)
    assert intake.panel.here.customer == intake.customer
    assert intake.panel.here.wish.asset == str(intake.asset)
    assert intake.panel.customer.unknown.isVisible()
    intake.key(Qt.Key.Key_P, ALT)
    card = intake.at.desk.read(lambda session: card_of(
        session, intake.customer, now=intake.at.context.now(), profile=intake.at.context.profile
    ))
    assert "+8613900001111" in [phone.e164 for phone in card.phones]
    assert not intake.panel.customer.unknown.isVisible()


def live_in_shushan(intake, qtbot):
    """The newcomer names the district of one of the outlets."""
    person = intake.panel.stranger.form
    person.district.choose("340104")
    person.district.chosen.emit("340104")
    qtbot.waitUntil(lambda: "城东服务部" in intake.panel.save.words)


def test_a_withheld_number_is_taken_down_without_one(intake, qtbot):
    intake.ring("")
    assert intake.panel.bar.number.text() == "No number shown"
    intake.panel.stranger.form.name.setText("Zhao")
    live_in_shushan(intake, qtbot)
    intake.key(Qt.Key.Key_F8)
    assert [v.state for v in intake.at.desk.read(lambda s: s.scalars(select(OrderView)).all())] == ["relayed"]


def test_no_outlet_is_proposed_where_nobody_knows_the_place(intake, qtbot):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    pane = intake.panel.help
    assert intake.panel.save.words == "Save, not relayed yet"
    assert pane.none_proposed.text() == "The place is needed to propose an outlet."
    assert pane.none_proposed.isVisible()
    assert pane.outlets.current() is None
    live_in_shushan(intake, qtbot)
    assert intake.panel.save.words == "Save, relay to 城东服务部"
    assert not pane.none_proposed.isVisible()


def test_an_order_of_an_unknown_place_is_saved_and_relayed_to_nobody(intake):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    intake.key(Qt.Key.Key_F8)
    [view] = intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())
    assert (view.state, view.outlet_id) == ("open", None)
    assert intake.at.shell.toasts[-1][0].endswith("saved, not relayed yet")


def test_an_outlet_is_picked_by_hand_where_nobody_knows_the_place(intake):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    intake.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    picked = intake.panel.help.outlets.current()
    assert intake.panel.save.words == f"Save, relay to {picked.name}"
    assert not intake.panel.help.none_proposed.isVisible()
    intake.key(Qt.Key.Key_F8)
    [view] = intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())
    assert (view.state, view.outlet_id) == ("relayed", picked.outlet_id)


def test_an_outlet_is_chosen_on_the_map_for_the_order_just_saved(intake, qtbot):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    live_in_shushan(intake, qtbot)
    intake.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    [view] = intake.at.desk.read(lambda session: session.scalars(select(OrderView)).all())
    assert (view.state, view.outlet_id) == ("open", None)
    assert intake.at.shell.navigated == [("map.order", {"order": view.order_id})]
    assert "城东服务部" not in intake.panel.after_script.text()
    assert intake.at.shell.tabs == {}
    assert intake.panel.help.map.words == "Save, choose on the map"


def test_the_map_is_not_gone_to_with_an_order_that_cannot_be_saved(intake):
    intake.ring("13900001111")
    intake.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert intake.panel.stranger.form.name.accessibleDescription()
    assert intake.at.shell.navigated == []


def test_a_place_that_no_outlet_is_known_to_be_near_proposes_none_and_says_so(intake, qtbot):
    intake.ring("13900001111")
    person = intake.panel.stranger.form
    person.district.choose("310101")
    person.district.chosen.emit("310101")
    said = intake.panel.help.none_proposed
    qtbot.waitUntil(lambda: said.text() == "How near these outlets are is not known: choose one.")
    assert said.isVisible()
    assert intake.panel.save.words == "Save, not relayed yet"


def test_advice_asks_for_no_place(intake, qtbot):
    intake.ring("13900001111")
    intake.panel.form.kind.choose("advice")
    intake.panel.form.kind.chosen.emit("advice")
    qtbot.waitUntil(lambda: not intake.panel.help.none_proposed.isVisible())


def test_a_newcomer_of_a_city_that_is_a_province_is_near_to_its_outlets(intake, qtbot):
    outlets.an_outlet(
        intake.at.desk, name="黄浦服务部", place=Place("上海市", "上海市", "黄浦区", "西藏中路2号", 121.48, 31.23)
    )
    intake.ring("13900001111")
    person = intake.panel.stranger.form
    person.name.setText("Zhao")
    person.district.choose("310101")
    person.district.chosen.emit("310101")
    qtbot.waitUntil(lambda: intake.panel.save.words == "Save, relay to 黄浦服务部")
    intake.key(Qt.Key.Key_F8)
    [address] = intake.at.desk.read(
        lambda session: session.scalars(select(Address).where(Address.district == "黄浦区")).all()
    )
    assert (address.province, address.city) == ("上海市", "上海市")


def test_somebody_else_on_a_known_number_becomes_a_new_customer(intake):
    intake.ring()
    intake.key(Qt.Key.Key_X, ALT)
    assert intake.panel.here.customer is None
    intake.panel.stranger.form.name.setText("王建国")
    intake.key(Qt.Key.Key_F8)
    people = intake.at.desk.read(lambda session: callers(session, "13800138000"))
    assert sorted(one.name for one in people) == ["李秀英", "王建国"]


def test_a_change_of_language_keeps_what_was_typed(intake, look, qtbot):
    intake.ring("13900001111")
    intake.panel.stranger.form.name.setText("Zhao")
    live_in_shushan(intake, qtbot)
    intake.panel.form.words.setPlainText("it leaks")
    intake.panel.form.urgency.choose("urgent")
    intake.panel.form.urgency.chosen.emit("urgent")
    language.set_language("zh_CN", look)
    assert "派给" in intake.panel.save.words
    assert intake.panel.stranger.form.name.text() == "Zhao"
    assert (intake.panel.form.words.words(), intake.panel.form.urgency.code()) == ("it leaks", "urgent")
