"""The list of orders by stage, and the order that is open beside it."""

import pytest
from PySide6.QtWidgets import QApplication
from tests.factories.orders import an_order

from callcentre.acts import visits
from callcentre.screens.orders import SCREEN


@pytest.fixture
def panel(at, qtbot):
    made = SCREEN.build(at.context)
    qtbot.addWidget(made)
    made.resize(1294, 700)
    made.show()
    return made


def rows(panel):
    return [row.order_id for row in panel.list.rows_model.rows()]


def test_the_list_shows_what_is_open_and_its_parts(at, panel):
    opened, relayed, due, closed = (an_order(at.desk, stage=s) for s in ("open", "relayed", "awaiting_callback", "closed"))
    panel.read_list()
    assert set(rows(panel)) == {opened, relayed, due}
    for stage, expected in (("to_relay", opened), ("with_outlet", relayed), ("callback", due), ("ended", closed)):
        panel.stages.choose(stage)
        panel.stages.chosen.emit(stage)
        assert rows(panel) == [expected]


def test_walking_the_list_shows_each_order_and_enter_keeps_it_as_a_tab(at, panel):
    first = an_order(at.desk)
    second = an_order(at.desk)
    panel.read_list()
    panel.list.go_to(0)
    assert panel.page.order == first
    assert at.shell.tabs == {}
    panel.list.go_to(1)
    panel.list.opened.emit(panel.list.current())
    assert panel.page.order == second
    assert list(at.shell.tabs) == [f"order:{second}"]
    panel.take("orders.close", {"order": second})
    assert at.shell.tabs == {}


def test_an_intent_opens_the_order_and_the_form_that_is_wanted(at, panel):
    order = an_order(at.desk)
    panel.take("orders.open", {"order": order, "kind": "noted"})
    assert panel.page.order == order
    assert panel.page.act_bar.form_open


def test_the_list_and_the_open_order_follow_what_others_do_and_the_row_keeps_its_place(at, panel):
    first, second = an_order(at.desk, stage="relayed"), an_order(at.desk, stage="relayed")
    panel.read_list()
    panel.list.go_to(1)
    assert panel.page.order == second
    done = at.desk.write(lambda unit: visits.accept(unit, first))
    done2 = at.desk.write(lambda unit: visits.accept(unit, second))
    at.announcer.announce(done.changes | done2.changes)
    at.announcer.flush()
    QApplication.processEvents()
    assert panel.list.current().order_id == second
    assert panel.list.current().state == "accepted"
    assert panel.page.story.rows_model.rows()[0].event == "accepted"


def test_the_part_of_the_list_is_remembered(at, panel, qtbot):
    panel.stages.chosen.emit("ended")
    again = SCREEN.build(at.context)
    qtbot.addWidget(again)
    assert again.stages.code() == "ended"

