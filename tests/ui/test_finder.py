"""The search of the strip on a real folder: what is found stands under the field and one key goes there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.panels import PanelDesk
from tests.factories.people import a_person
from tests.factories.products import an_article
from tests.ui.conftest import Panel, screen

from callcentre.acts.orders import NewOrder, open_order
from callcentre.domain.errors import StoreFault
from callcentre.domain.event import Role
from callcentre.runtime.runner import ThreadRunner
from callcentre.store.search import find
from callcentre.store.sight import find_seen
from callcentre.ui.screen import SignedIn
from callcentre.ui.shell import Shell


@pytest.fixture
def found(qtbot, look, tmp_path) -> Iterator[Shell]:
    """A window over a desk with one customer, `shell.customer`."""
    desk = a_desk(tmp_path / "desk")
    customer = a_customer(desk, name="李秀英")
    panels = PanelDesk(desk)
    shell = Shell(panels.remembered, QWidget())
    qtbot.addWidget(shell)
    intake = Panel("intake")
    shell.open(panels.context, [screen("intake", lambda _context: intake)])
    with qtbot.waitExposed(shell):
        shell.show()
    shell.activateWindow()
    shell.customer, shell.intake, shell.desk, shell.person = customer, intake, desk, panels.context.person
    yield shell
    panels.close()


def titles(shell: Shell) -> list[str]:
    return [entry.card.title for entry in shell.finder.sheet.entries()]


def test_a_name_typed_after_f3_is_found_and_enter_goes_to_it(qtbot, found):
    qtbot.keyClick(found, Qt.Key.Key_F3)
    assert found.strip.search.hasFocus()
    qtbot.keyClicks(found.strip.search, "lxy")
    qtbot.waitUntil(lambda: found.finder.sheet.isVisible() and titles(found) == ["李秀英"])
    qtbot.keyClick(found.strip.search, Qt.Key.Key_Return)
    assert found.intake.taken == [("intake.customer", {"customer": found.customer})]
    assert found.strip.search.text() == "" and not found.finder.sheet.isVisible()


def test_an_enter_quicker_than_the_answer_is_not_lost(qtbot, found):
    runner = ThreadRunner(lambda act: act(None), found.desk.read)
    found.finder.start(runner, found.navigate, found.person)
    qtbot.keyClick(found, Qt.Key.Key_F3)
    qtbot.keyClicks(found.strip.search, "lxy")
    qtbot.keyClick(found.strip.search, Qt.Key.Key_Return)
    assert found.intake.taken == []
    qtbot.waitUntil(lambda: found.intake.taken == [("intake.customer", {"customer": found.customer})])
    runner.close()


def test_what_is_not_there_is_said(qtbot, found):
    found.strip.search.setFocus()
    qtbot.keyClicks(found.strip.search, "zzzz")
    qtbot.waitUntil(found.finder.sheet.isVisible)
    assert titles(found) == [] and "Nothing is called that." in found.finder.sheet.nothing()


def test_cursor_down_goes_into_the_results_and_escape_closes_them(qtbot, found):
    found.strip.search.setFocus()
    found.strip.search.setText("李")
    qtbot.waitUntil(lambda: titles(found) == ["李秀英"])
    qtbot.keyClick(found.strip.search, Qt.Key.Key_Down)
    assert found.finder.sheet.list.hasFocus()
    qtbot.keyClick(found.finder.sheet.list, Qt.Key.Key_Escape)
    assert not found.finder.sheet.isVisible()


def test_what_no_panel_shows_is_not_offered(qtbot, found):
    an_article(found.desk, title="李秀英的说明书")
    found.strip.search.setFocus()
    found.strip.search.setText("李秀英")
    qtbot.waitUntil(lambda: titles(found) == ["李秀英"])


def test_a_search_that_fails_says_why_under_the_field(qtbot, found, monkeypatch):
    def broken(*_given, **_named):
        raise StoreFault("attachment.missing")

    monkeypatch.setattr("callcentre.store.sight.find", broken)
    found.strip.search.setFocus()
    qtbot.keyClicks(found.strip.search, "lxy")
    qtbot.waitUntil(found.finder.sheet.isVisible)
    assert "could be looked up" in found.finder.sheet.nothing()
    assert found.strip.search.text() == "lxy"


def test_a_dispatcher_finds_the_orders_of_the_own_outlet_and_of_no_other(found):
    own, other = an_outlet(found.desk, name="城东网点"), an_outlet(found.desk, name="城西网点")
    theirs, others = (an_order(found.desk, stage="relayed", outlet=outlet, customer=found.customer) for outlet in (own, other))
    unrelayed = an_order(found.desk, customer=found.customer)
    dispatcher = a_person(found.desk, Role.DISPATCHER, outlet=own)
    opened = found.desk.write(lambda unit: open_order(unit, NewOrder(customer=found.customer, kind="repair", origin="W1")).id, actor=dispatcher)
    by = SignedIn(dispatcher, "", frozenset({"dispatcher"}), own)

    def ids(typed: str, kind: str) -> set:
        return {one.id for one in found.desk.read(lambda session: find_seen(session, typed, by, limit=50)) if one.kind == kind}

    assert {theirs, others, unrelayed} <= {one.id for one in found.desk.read(lambda session: find(session, "SO-", limit=50))}
    assert ids("SO-", "order") == {theirs, opened.result}
    assert ids("网点", "outlet") == {own}
    assert ids("李秀英", "customer") == set()
    nowhere = replace(by, outlet=None)
    assert found.desk.read(lambda session: {one.id for one in find_seen(session, "SO-", nowhere)}) <= {opened.result}
