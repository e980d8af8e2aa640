"""The list while it is read, when it cannot be, for somebody of an outlet; its widths; the way to the map."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories.customers import a_customer
from tests.factories.late_reads import LateReads, break_reads
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.screens.orders.hands import press, rows, write

from callcentre.acts import visits
from callcentre.domain.errors import StoreFault
from callcentre.screens.orders import SCREEN
from callcentre.ui.buttons import Button
from callcentre.ui.states import BARS_AFTER, WORDS_AFTER

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def build(at, qtbot):
    def made(context):
        panel = SCREEN.build(context)
        qtbot.addWidget(panel)
        panel.resize(1294, 700)
        panel.show()
        QApplication.processEvents()
        return panel

    return made


def test_grey_bars_and_then_a_word_stand_until_the_orders_are_read(at, qtbot, build):
    order = an_order(at.desk)
    late = LateReads(at.context.runner)
    late.late = True
    panel = build(replace(at.context, runner=late))
    assert panel.list.table.blocks.rowCount() == 0
    qtbot.waitUntil(lambda: panel.list.table.blocks.rowCount() > 0, timeout=10 * BARS_AFTER)
    assert panel.list.table.blocks.shown() == []
    qtbot.waitUntil(lambda: panel.list.summary.text() == "Reading the orders", timeout=5 * WORDS_AFTER)
    late.answer()
    assert rows(panel) == [order]
    assert panel.list.summary.text().startswith("1 order")


def test_what_could_not_be_read_leaves_the_rows_and_offers_to_read_again(at, qtbot, build, monkeypatch):
    order = an_order(at.desk)
    panel = build(at.context)
    break_reads(monkeypatch, at.context.runner, StoreFault("attachment.missing"))
    panel.list.read()
    assert panel.list.problem.isVisible()
    assert rows(panel) == [order]
    monkeypatch.undo()
    next(button for button in panel.list.problem.findChildren(Button) if button.words == "Read again").click()
    assert not panel.list.problem.isVisible()


def test_a_dispatcher_sees_the_orders_of_the_own_outlet_alone_and_no_chip_can_take_that_away(at, build):
    own, other = an_outlet(at.desk), an_outlet(at.desk)
    seen = an_order(at.desk, stage="relayed", outlet=own)
    an_order(at.desk, stage="relayed", outlet=other)
    person = replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=own)
    panel = build(replace(at.context, person=person))
    assert rows(panel) == [seen]
    panel.take("orders.show", {"outlet": str(other)})
    assert rows(panel) == []
    panel.take("orders.show", {})
    assert rows(panel) == [seen]
    assert list(panel.list.chips.chips) == []


def test_a_dispatcher_is_offered_no_customers_and_the_own_outlet_alone_to_filter_by(at, qtbot, build):
    own = an_outlet(at.desk, name="Chengdong")
    an_outlet(at.desk, name="Chengxi")
    an_order(at.desk, customer=a_customer(at.desk, name="Chengyi"))

    def offered(panel):
        press(qtbot, panel, Qt.Key.Key_F, modifier=CONTROL)
        write(qtbot, "cheng")
        qtbot.waitUntil(lambda: any(entry.card.title == "Chengdong" for entry in panel.list.filter_sheet.entries()))
        return [entry.card.title for entry in panel.list.filter_sheet.entries()]

    assert {"Chengdong", "Chengxi", "Chengyi"} <= set(offered(build(at.context)))
    person = replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=own)
    seen = offered(build(replace(at.context, person=person)))
    assert "Chengxi" not in seen and "Chengyi" not in seen


def test_an_order_of_another_outlet_is_not_shown_to_a_dispatcher_whatever_link_leads_there(at, build):
    own, other = an_outlet(at.desk), an_outlet(at.desk)
    theirs, others = (an_order(at.desk, stage="relayed", outlet=outlet) for outlet in (own, other))
    panel = build(replace(at.context, person=replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=own)))
    panel.take("orders.open", {"order": others})
    assert panel.list.isVisible() and not panel.page.isVisible()
    assert panel.page.order is None and panel.page.acts() == []
    assert at.shell.toasts[-1][0] == "This belongs to another outlet."
    panel.take("orders.open", {"order": theirs})
    assert panel.page.isVisible() and f"order:{theirs}" in at.shell.tabs


def test_an_order_given_to_another_outlet_leaves_the_sight_of_the_dispatcher_who_has_it_open(at, qtbot, build):
    own, other = an_outlet(at.desk), an_outlet(at.desk)
    order = an_order(at.desk, stage="relayed", outlet=own)
    panel = build(replace(at.context, person=replace(at.context.person, roles=frozenset({"dispatcher"}), outlet=own)))
    panel.take("orders.open", {"order": order})
    at.context.runner.write(lambda unit: visits.decline(unit, order))
    at.context.runner.write(lambda unit: visits.relay(unit, order, other))
    qtbot.waitUntil(panel.list.isVisible)
    assert not panel.page.isVisible() and panel.page.acts() == [] and at.shell.tabs == {}


def test_the_same_orders_are_shown_on_the_map_by_one_key(at, qtbot, panel):
    an_order(at.desk)
    panel.take("orders.show", {"stage": ["visit", "unrelayed"], "kind": "repair"})
    panel.list.table.setFocus()
    press(qtbot, panel, Qt.Key.Key_M, modifier=CONTROL)
    assert at.shell.navigated[-1] == ("map.show", {"stage": ["visit", "unrelayed"], "kind": ["repair"]})


def test_a_width_is_kept_whatever_view_is_chosen_and_can_be_given_up(at, qtbot, build):
    an_order(at.desk)
    panel = build(at.context)
    table = panel.list.table
    number = [column.code for column in table.blocks.columns].index("customer")
    usual = table.columnWidth(number)
    panel.list.widths.widen("customer", 60)
    panel.take("orders.view", {"view": "all"})
    assert table.columnWidth(number) == usual + 60
    again = build(at.context)
    assert again.list.table.columnWidth(number) == usual + 60
    again.list.widths.forget()
    assert again.list.table.columnWidth(number) == usual


def test_a_pulled_edge_is_kept(at, qtbot, build):
    panel = build(at.context)
    heads = panel.list.table.heads
    number = [column.code for column in panel.list.table.blocks.columns].index("state")
    edge = heads.sectionViewportPosition(number) + heads.sectionSize(number) - 1
    before = heads.sectionSize(number)
    middle = heads.height() // 2
    viewport = heads.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=heads.rect().topLeft() + type(heads.pos())(edge, middle))
    qtbot.mouseMove(viewport, heads.rect().topLeft() + type(heads.pos())(edge + 30, middle))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=heads.rect().topLeft() + type(heads.pos())(edge + 30, middle))
    assert heads.sectionSize(number) == before + 30
    assert at.remembered.get("orders", "widths", {}) == {"state": before + 30}
