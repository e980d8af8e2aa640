"""What stands in the panel while it is read, where it cannot be read, and with more than there is room for."""

from dataclasses import replace

from tests.factories import customers, orders
from tests.factories.late_reads import LateReads

from callcentre.acts import calls
from callcentre.domain.errors import StoreFault
from callcentre.screens.intake.view import CARD, READING
from callcentre.ui.buttons import Button


def test_until_it_is_read_who_calls_nothing_of_the_caller_before_stands_there(intake):
    late = LateReads(intake.at.context.runner)
    intake.at.context = replace(intake.at.context, runner=late)
    intake.crash()
    other = customers.a_customer(intake.at.desk, name="王建国", phones=["13900139000"])
    orders.an_order(intake.at.desk, customer=intake.customer, outlet=intake.near, stage="relayed")
    intake.ring()
    assert intake.panel.about.isVisible()
    late.late = True
    intake.ring("13900139000")
    assert intake.panel.left.currentIndex() == READING
    assert not intake.panel.about.isVisible()
    assert intake.panel.help.outlets.rows_model.rows() == []
    late.answer()
    assert intake.panel.left.currentIndex() == CARD and intake.panel.here.customer == other


def broken(*_given, **_named):
    raise StoreFault("attachment.missing")


def test_a_search_that_fails_says_so_in_place_and_keeps_what_was_typed(intake, qtbot, monkeypatch):
    monkeypatch.setattr("callcentre.screens.intake.finding.find", broken)
    intake.type("lxy")
    qtbot.waitUntil(intake.panel.idle.problem.isVisible)
    assert "attachment.missing" in intake.panel.idle.problem._copy.words
    assert intake.panel.idle.search.text() == "lxy"
    monkeypatch.undo()
    intake.type("i")
    qtbot.waitUntil(lambda: not intake.panel.idle.problem.isVisible())


def test_a_card_that_cannot_be_read_says_so_above_the_acts(intake, monkeypatch):
    monkeypatch.setattr("callcentre.screens.intake.reading.card_of", broken)
    intake.ring()
    assert intake.panel.problem.isVisible()
    assert intake.panel.here is not None


def read_again(qtbot, banner):
    def offered():
        return [each for each in banner.findChildren(Button) if each.words == "Read again" and each.isVisible()]

    qtbot.waitUntil(lambda: len(offered()) == 1)
    offered()[0].click()


def test_a_card_that_could_not_be_read_is_read_again(intake, qtbot, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("callcentre.screens.intake.reading.card_of", broken)
        intake.ring()
        assert intake.panel.problem._what.text() == "This could not be read"
    read_again(qtbot, intake.panel.problem)
    assert intake.panel.left.currentIndex() == CARD and intake.panel.here.customer == intake.customer
    assert not intake.panel.problem.isVisible()


def test_with_nobody_on_the_line_what_could_not_be_read_is_read_again(intake, qtbot, monkeypatch):
    intake.at.desk.write(lambda unit: calls.write_as_it_stands(unit, calls.begin(0, number="13800138000")))
    intake.ring("")
    intake.panel.hold.click()
    with monkeypatch.context() as patched:
        for what in ("reading.my_calls", "finding.find"):
            patched.setattr(f"callcentre.screens.intake.{what}", broken)
        intake.crash()
        intake.type("lxy")
        qtbot.waitUntil(intake.panel.idle.problem.isVisible)
    read_again(qtbot, intake.panel.idle.problem)
    qtbot.waitUntil(lambda: not intake.panel.idle.problem.isVisible())
    assert len(intake.panel.idle.calls.rows_model.rows()) == 1
    qtbot.waitUntil(lambda: [hit.found.id for hit in intake.panel.idle.results.rows_model.rows()] == [intake.customer])


def test_a_card_looked_at_that_could_not_be_read_is_read_again(intake, qtbot, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("callcentre.screens.intake.looking.card_of", broken)
        intake.panel.take("intake.customer", {"customer": intake.customer})
        assert intake.panel.look.problem.isVisible()
    read_again(qtbot, intake.panel.look.problem)
    assert intake.panel.look.customer.name.text() == "李秀英"
    assert not intake.panel.look.problem.isVisible()


def test_many_people_on_one_number_are_all_in_sight(intake):
    for n in range(8):
        customers.a_customer(intake.at.desk, name=f"Wang Jianguo the {n}th of his name", phones=["13800138000"])
    intake.ring()
    bar = intake.panel.bar
    buttons = [button for button in bar.findChildren(type(bar.end)) if button.digit and button.isVisible()]
    assert len(buttons) == 9
    assert all(bar.rect().contains(button.mapTo(bar, button.rect().bottomRight())) for button in buttons)
    assert all(not one.geometry().intersects(two.geometry()) for one in buttons for two in buttons if one is not two)
