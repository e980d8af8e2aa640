"""A card being changed: kept through a crash, saved field by field, a colleague's change shown with one's own."""

from PySide6.QtCore import Qt

from callcentre.acts import addresses
from callcentre.acts import customers as customer_acts
from callcentre.acts.places import Place
from callcentre.screens.intake.view import CARD, EDIT
from callcentre.store.customer_card import card_of


def who(intake):
    ctx = intake.at.context
    return intake.at.desk.read(
        lambda session: card_of(session, intake.customer, now=ctx.now(), profile=ctx.profile)
    ).customer


def colleague(intake, **fields):
    done = intake.at.desk.write(lambda unit: customer_acts.change(unit, intake.customer, **fields))
    intake.at.announcer.announce(done.changes)
    intake.at.announcer.flush()


def edit(intake):
    intake.ring()
    intake.panel.customer.edit.click()
    return intake.panel.edit


def save(intake):
    intake.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_field_not_touched_is_not_written_over_a_colleagues(intake):
    pane = edit(intake)
    pane.form.notes.setPlainText("狗")
    colleague(intake, needs="needs a ramp")
    assert pane.form.needs.text() == "needs a ramp"
    assert pane.problem.isVisible() and "听力不便" in pane.problem.accessibleDescription()
    save(intake)
    assert (who(intake).needs, who(intake).notes) == ("needs a ramp", "狗")
    assert intake.panel.left.currentIndex() == CARD


def test_where_both_changed_the_same_both_are_shown_and_one_chooses(intake):
    pane = edit(intake)
    pane.form.needs.setText("hard of hearing, speak slowly")
    colleague(intake, needs="needs a ramp")
    said = pane.problem.accessibleDescription()
    assert "needs a ramp" in said and "speak slowly" in said
    assert pane.form.needs.text() == "hard of hearing, speak slowly"
    pane.problem.findChildren(type(pane.save))[0].click()
    assert pane.form.needs.text() == "needs a ramp"
    pane.form.needs.setText("needs a ramp, hard of hearing")
    save(intake)
    assert who(intake).needs == "needs a ramp, hard of hearing"


def test_a_card_half_changed_is_there_after_a_crash_with_a_colleagues_change(intake):
    pane = edit(intake)
    pane.form.needs.setText("half writ")
    call = intake.panel.here.call.id
    panel = intake.crash()
    intake.at.desk.write(lambda unit: customer_acts.change(unit, intake.customer, needs="needs a ramp"))
    panel.take("intake.call", {"call": call})
    assert panel.left.currentIndex() == EDIT
    assert panel.edit.form.needs.text() == "half writ"
    assert "needs a ramp" in panel.edit.problem.accessibleDescription()


def test_a_draft_says_what_a_colleague_changed_while_it_lay(intake):
    intake.ring()
    intake.panel.form.words.setPlainText("不制冷")
    call = intake.panel.here.call.id
    panel = intake.crash()

    def change(unit):
        customer_acts.change(unit, intake.customer, needs="needs a ramp")
        addresses.add_address(unit, intake.customer, Place("安徽省", "合肥市", "蜀山区", "望江路8号"))

    intake.at.desk.write(change)
    panel.take("intake.call", {"call": call})
    said = panel.customer.meanwhile
    assert said.isVisible()
    assert all(word in said.accessibleDescription() for word in ("听力不便", "needs a ramp", "望江路8号"))
    assert panel.form.words.words() == "不制冷"


def test_going_back_lets_go_of_what_was_written(intake):
    pane = edit(intake)
    pane.form.needs.setText("half writ")
    pane.cancel.click()
    assert intake.panel.here.edit is None and intake.panel.left.currentIndex() == CARD
    assert who(intake).needs == "听力不便"
