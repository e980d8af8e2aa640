"""The list of orders, an order beside it, and an order as a tab, at the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.orders import an_order
from tests.screens.orders.hands import press, rows, told

from callcentre.acts import visits
from callcentre.screens.orders import SCREEN
from callcentre.ui.block_table import BLOCK


def views(panel):
    return [(entry.card.title, entry) for entry in panel.list.view_sheet.entries()]


def test_the_list_shows_what_is_open_and_its_views(at, panel):
    opened, relayed, due, closed = (an_order(at.desk, stage=s) for s in ("open", "relayed", "awaiting_callback", "closed"))
    panel.list.read()
    assert set(rows(panel)) == {opened, relayed, due}
    expected = {
        "to_relay": [opened], "with_outlet": [relayed], "callback": [due], "ended": [closed],
        "today": [opened, relayed, due, closed], "overdue": [],
    }
    for view, orders in expected.items():
        panel.take("orders.view", {"view": view})
        assert sorted(rows(panel)) == sorted(orders), view


def test_space_puts_the_order_beside_the_list_and_it_follows_the_rows(at, qtbot, panel):
    first, second = (an_order(at.desk) for _ in range(2))
    panel.list.read()
    press(qtbot, panel, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert panel.page.isVisible()
    assert panel.list.isVisible()
    assert panel.page.order == first
    press(qtbot, panel, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.page.order == second)
    press(qtbot, panel, Qt.Key.Key_Space)
    assert not panel.page.isVisible()
    assert at.shell.tabs == {}


def test_enter_opens_the_order_as_a_tab_and_escape_leads_back_to_its_row(at, qtbot, panel):
    an_order(at.desk)
    second = an_order(at.desk)
    panel.list.read()
    press(qtbot, panel, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert not panel.list.isVisible()
    assert panel.page.order == second
    assert list(at.shell.tabs) == [f"order:{second}"]
    press(qtbot, panel, Qt.Key.Key_Escape)
    assert panel.list.table.current().order_id == second
    assert panel.list.table.hasFocus()
    panel.take("orders.close", {"order": second})
    assert at.shell.tabs == {}


def test_an_intent_opens_the_order_and_the_form_that_is_wanted(at, panel):
    order = an_order(at.desk)
    panel.take("orders.open", {"order": order, "kind": "noted"})
    assert panel.page.order == order
    assert panel.page.act_bar.form_open
    panel.take("orders.close", {"order": order})
    assert panel.list.isVisible()


def test_the_list_and_the_open_order_follow_what_others_do_and_no_row_moves(at, qtbot, panel):
    first, second = an_order(at.desk, stage="relayed"), an_order(at.desk, stage="relayed")
    panel.list.read()
    press(qtbot, panel, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space)
    told(at, lambda unit: visits.accept(unit, first))
    told(at, lambda unit: visits.accept(unit, second))
    assert panel.list.table.current().order_id == second
    assert [row.state for row in panel.list.table.blocks.shown()] == ["accepted", "accepted"]
    assert panel.page.story.rows_model.rows()[0].event == "accepted"


def test_an_order_that_comes_in_waits_above_until_somebody_goes_there(at, qtbot, panel):
    before = [an_order(at.desk) for _ in range(3)]
    panel.list.read()
    press(qtbot, panel, Qt.Key.Key_Down, Qt.Key.Key_Down)
    new = an_order(at.desk)
    at.announcer.announce({("order", new)})
    at.announcer.flush()
    QApplication.processEvents()
    assert rows(panel) == before
    assert panel.list.table.current().order_id == before[1]
    assert panel.list.fresh.words == "1 new above"
    press(qtbot, panel, Qt.Key.Key_Home)
    assert set(rows(panel)) == {*before, new}
    assert not panel.list.fresh.isVisible()


def test_a_row_that_fits_the_view_no_more_keeps_its_place_and_says_so(at, qtbot, panel):
    order = an_order(at.desk, stage="relayed")
    other = an_order(at.desk, stage="relayed")
    panel.take("orders.view", {"view": "with_outlet"})
    press(qtbot, panel, Qt.Key.Key_Down)
    told(at, lambda unit: visits.decline(unit, order))
    assert rows(panel) == [order, other]
    assert panel.list.table.current().state == "declined"


def test_the_view_its_filters_and_its_order_are_remembered(at, qtbot, panel):
    panel.take("orders.view", {"view": "ended"})
    panel.list.table.sorted_by.emit("customer", False)
    again = SCREEN.build(at.context)
    qtbot.addWidget(again)
    assert again.list.current.code == "ended"
    assert again.list.wanted.sort == (("customer", False),)
    assert again.list.view.words == "Ended, changed"


@pytest.mark.parametrize("data", [{"stage": "unrelayed"}, {"state": ["open", "declined"]}, {"clock": "overdue", "unknown": 1}])
def test_others_ask_for_the_list_they_mean(at, panel, data):
    order = an_order(at.desk, customer=a_customer(at.desk))
    an_order(at.desk, stage="closed")
    at.desk.clock.pass_time(10**12)
    panel.take("orders.open", {"order": order})
    panel.take("orders.show", data)
    assert panel.list.isVisible()
    assert rows(panel) == [order]


def test_a_list_longer_than_a_block_is_whole_and_one_stays_on_ones_row(at, qtbot, panel):
    customer = a_customer(at.desk)
    orders = [an_order(at.desk, customer=customer) for _ in range(BLOCK + 12)]
    panel.take("orders.view", {"view": "all"})
    table = panel.list.table
    assert table.blocks.rowCount() == len(orders)
    table.scrollToBottom()
    QApplication.processEvents()
    table.stand_on(len(orders) - 3)
    assert table.current().order_id == orders[2]
    panel.list.read()
    QApplication.processEvents()
    assert table.current().order_id == orders[2]
    assert panel.list.count.text() == str(len(orders))
