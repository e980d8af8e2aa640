"""A new complaint by the keyboard: with an order, without one, about oneself; what is half written stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.desks import MORNING
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.people import a_person

from callcentre.domain.instants import DAY, HOUR
from callcentre.screens.complaints import SCREEN
from callcentre.screens.complaints.view import TAKING
from callcentre.store.complaint_card import complaint_card
from callcentre.store.tables import ComplaintView, OrderEvent

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def build(at, qtbot):
    def made():
        panel = SCREEN.build(at.context)
        qtbot.addWidget(panel)
        panel.resize(1294, 700)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        return panel

    return made


@pytest.fixture
def panel(build):
    return build()


def press(qtbot, panel, key, modifier=NONE):
    QApplication.processEvents()
    qtbot.keyClick(panel.focusWidget() or panel, key, modifier)
    QApplication.processEvents()


def form(panel):
    return panel.taking._panel


def taken(at):
    ids = at.desk.read(lambda session: list(session.scalars(select(ComplaintView.complaint_id))))
    return [at.desk.read(lambda session, pk=pk: complaint_card(session, pk)) for pk in ids]


def test_a_complaint_about_an_order_found_by_its_customer(at, qtbot, panel):
    outlet = an_outlet(at.desk, name="城东")
    customer = a_customer(at.desk, name="王秀兰")
    order = an_order(at.desk, stage="closed", outlet=outlet, customer=customer)
    press(qtbot, panel, Qt.Key.Key_K, ALT)
    search = form(panel).field("customer").search
    assert search.hasFocus()
    search.setText("王秀")
    qtbot.waitUntil(form(panel).field("customer").hits.isVisible)
    press(qtbot, panel, Qt.Key.Key_Return)
    assert search.text().startswith("王秀兰")
    press(qtbot, panel, Qt.Key.Key_Tab)
    press(qtbot, panel, Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert form(panel).field("order").value() == order
    assert form(panel).field("outlet").code() == str(outlet)
    press(qtbot, panel, Qt.Key.Key_Tab)
    qtbot.keyClicks(panel.focusWidget(), "charg")
    press(qtbot, panel, Qt.Key.Key_Return)
    press(qtbot, panel, Qt.Key.Key_Tab)
    press(qtbot, panel, Qt.Key.Key_3)
    press(qtbot, panel, Qt.Key.Key_Tab)
    panel.focusWidget().insertPlainText("多收了两百")
    press(qtbot, panel, Qt.Key.Key_F8)

    case = taken(at)[0]
    assert (case.now.order, case.now.customer, case.now.outlet) == (order, customer, outlet)
    assert (case.now.category, case.now.severity, case.words) == ("charge", "high", "多收了两百")
    assert case.now.owner == at.context.person.id
    assert panel.page.complaint == case.id
    assert list(at.shell.tabs) == [f"complaint:{case.id}"]
    kinds = at.desk.read(lambda session: list(session.scalars(select(OrderEvent.kind))))
    assert kinds.count("complaint_raised") == 1


def test_a_letter_without_customer_keeps_its_number_and_the_day_it_came(at, qtbot, panel):
    panel.take("complaints.new", {})
    form(panel).put({
        "category": "policy", "channel": "letter", "external_ref": "信 2026-114", "received_at": MORNING - 2 * DAY,
        "words": "不满意价格政策",
    })
    press(qtbot, panel, Qt.Key.Key_F8)
    case = taken(at)[0]
    assert (case.now.channel, case.now.external_ref, case.now.customer) == ("letter", "信 2026-114", None)
    assert case.now.received_at == MORNING - 2 * DAY
    assert [clock.due.rule.code for clock in case.clocks] == ["house_acknowledge", "house_end", "letter_answer"]


def test_what_is_missing_is_said_at_its_field(at, qtbot, panel):
    panel.take("complaints.new", {})
    press(qtbot, panel, Qt.Key.Key_F8)
    assert taken(at) == []
    assert form(panel).field("category").hasFocus()
    assert form(panel).field("category").property("wrong") == "true"


def test_a_complaint_about_oneself_names_another_owner(at, qtbot, panel):
    me, other = at.context.person.id, a_person(at.desk, name="李娜")
    panel.take("complaints.new", {})
    form(panel).put({"category": "attitude", "words": "态度不好"})
    about = form(panel).field("person")
    about.choose(str(me))
    about.chosen.emit(str(me))
    QApplication.processEvents()
    assert form(panel).field("owner").isVisible()
    press(qtbot, panel, Qt.Key.Key_F8)
    assert taken(at) == []
    assert "about" in form(panel).field("owner").accessibleDescription()
    form(panel).field("owner").choose(str(other))
    press(qtbot, panel, Qt.Key.Key_F8)
    case = taken(at)[0]
    assert (case.now.owner, case.now.concerned) == (other, me)


def test_an_order_brings_its_customer_and_what_is_open_already(at, qtbot, panel):
    customer = a_customer(at.desk, name="王秀兰")
    order = an_order(at.desk, stage="relayed", customer=customer)
    known = a_complaint(at.desk, customer=customer)
    panel.take("complaints.new", {"order": order})
    assert form(panel).field("customer").value() == customer
    assert form(panel).field("order").value() == order
    assert "open already" in panel.taking.known.accessibleName()
    link = panel.taking.known._flow.itemAt(0).widget()
    link.click()
    assert at.shell.navigated[-1] == ("complaints.open", {"complaint": known})


def test_what_is_half_written_stands_there_again_after_a_crash(at, qtbot, build):
    customer = a_customer(at.desk, name="王秀兰")
    order = an_order(at.desk, customer=customer)
    panel = build()
    panel.take("complaints.new", {})
    form(panel).field("customer").look_up(customer=customer)
    form(panel).field("order").choose(str(order))
    form(panel).field("words").setPlainText("写了一半")
    panel.taking.keep()

    again = build()
    assert again.right.currentIndex() == TAKING
    assert form(again).field("words").words() == "写了一半"
    assert form(again).field("customer").search.text().startswith("王秀兰")
    assert form(again).field("order").value() == order
    form(again).put({"category": "delay"})
    form(again).field("category").setFocus()
    press(qtbot, again, Qt.Key.Key_F8)
    assert taken(at)[0].now.order == order
    assert at.drafts.all() == {}


def test_what_is_written_is_kept_without_being_asked(at, qtbot, panel):
    panel.take("complaints.new", {})
    form(panel).field("words").setPlainText("写了一半")
    qtbot.waitUntil(lambda: bool(at.drafts.all()), timeout=5000)


def test_escape_puts_it_away_and_it_can_be_brought_back(at, qtbot, panel):
    panel.take("complaints.new", {})
    form(panel).field("words").setPlainText("写了一半")
    form(panel).field("words").setFocus()
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert form(panel) is None
    assert panel.list.hasFocus()
    _text, bring_back = at.shell.toasts[-1]
    bring_back()
    intent, data = at.shell.navigated[-1]
    panel.take(intent, data)
    assert form(panel).field("words").words() == "写了一半"


def test_another_case_looked_at_meanwhile_does_not_lose_the_form(at, qtbot, panel):
    case = a_complaint(at.desk)
    panel.take("complaints.new", {})
    form(panel).field("words").setPlainText("写了一半")
    panel.take("complaints.open", {"complaint": case})
    at.desk.clock.pass_time(HOUR)
    press(qtbot, panel, Qt.Key.Key_K, ALT)
    assert panel.right.currentIndex() == TAKING
    assert form(panel).field("words").words() == "写了一半"
