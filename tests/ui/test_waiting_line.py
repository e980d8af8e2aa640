"""What of a case has not reached the server stands on its page in one quiet line, and leads to the page of the server."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.panels import PanelDesk

from callcentre.acts import orders
from callcentre.domain.feeds import Tally
from callcentre.sync.line import LINE, LineState
from callcentre.ui.waiting_line import WaitingLine


@dataclass
class Standing:
    """A connection that stands as the test wants."""

    peer: object
    state: LineState


@pytest.fixture
def at(tmp_path, look):
    panel = PanelDesk(a_desk(tmp_path / "desk"))
    yield panel
    panel.close()


@pytest.fixture
def order(at) -> UUID:
    """An order that was opened here and that no server has got yet."""
    customer = a_customer(at.desk)
    return at.desk.write(lambda unit: orders.open_order(unit, orders.NewOrder(customer=customer, kind="repair", fault="漏水"))).result.id


@pytest.fixture
def server(at) -> Standing:
    made = Standing(object(), LineState("li", connected=True))
    at.context.services["server"] = made
    return made


@pytest.fixture
def shown(at, qtbot, order):
    def made() -> WaitingLine:
        line = WaitingLine(at.context, "order")
        qtbot.addWidget(line)
        line.show_of(order)
        return line

    return made


def refuse(at, order: UUID) -> None:
    at.desk.write(lambda unit: unit.session.connection().exec_driver_sql(
        "UPDATE outbox SET state='parked', reason='act.other_outlet' WHERE pk=?", (order.bytes,)))  # fmt: skip


def test_a_folder_without_a_server_says_nothing(at, shown):
    assert shown().isHidden()


def test_what_goes_with_the_next_exchange_is_not_spoken_of(server, shown):
    assert shown().isHidden()


def test_alone_it_says_what_waits_until_it_has_gone(at, server, shown, order, qtbot):
    server.state = LineState("li", tally=Tally(1, 0, 0))
    line = shown()
    assert not line.isHidden() and line.words.text() == "Waits to be sent: Opened"
    at.desk.write(lambda unit: unit.session.connection().exec_driver_sql("UPDATE outbox SET state='acked'"))
    at.announcer.announce([LINE])
    qtbot.waitUntil(line.isHidden)


def test_what_was_refused_says_why_and_leads_to_the_page_of_the_server(at, server, shown, order, qtbot):
    line = shown()
    refuse(at, order)
    server.state = LineState("li", connected=True, tally=Tally(0, 1, 0))
    at.announcer.announce([LINE])
    qtbot.waitUntil(lambda: not line.isHidden())
    assert line.words.text() == "Refused by the server: Opened. This belongs to another outlet."
    line.why.click()
    assert at.shell.navigated == [("settings.sync", {})]


def test_another_case_shows_nothing_of_the_one_before(at, server, shown, order):
    server.state = LineState("li", tally=Tally(1, 0, 0))
    line = shown()
    line.show_of(uuid4())
    assert line.isHidden()
