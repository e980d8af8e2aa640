"""The tab key follows the talk: who, what about, when, who goes, and the act."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.factories import assets

from callcentre.ui.buttons import Button


def name():
    """What has the focus; a choice is called by its row."""
    focused = QApplication.focusWidget()
    if isinstance(focused, Button) and focused.isCheckable():
        return focused.parentWidget().accessibleName() or focused.words
    return focused.accessibleName()


def walk(intake, count):
    names = [name()]
    for _step in range(count):
        intake.key(Qt.Key.Key_Tab)
        names.append(name())
    return names


def test_the_form_is_walked_in_the_order_of_speech_also_after_its_choices_were_made_anew(intake):
    assets.an_asset(intake.at.desk, intake.customer, serial="SN77002")
    intake.ring()
    intake.panel.form.kind.setFocus()
    walked = walk(intake, 8)
    assert walked[:5] == ["Kind", "Machine", "Fault", "Words", "Urgency"]
    assert walked[5] == "Window"
    assert walked[6:] == [chip.words for chip in intake.panel.form.window_field.findChildren(Button) if chip.isVisible()]


def test_a_held_call_that_is_resumed_goes_on_at_the_fault(intake):
    intake.ring()
    call = intake.panel.here.call.id
    intake.key(Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    intake.panel.take("intake.call", {"call": call})
    assert name() == "Fault"
    intake.type("cool")
    intake.key(Qt.Key.Key_Return)
    assert name() == "Words" and intake.panel.here.wish.fault


def test_what_is_typed_over_a_machine_replaces_it(intake):
    intake.ring()
    intake.panel.form.asset.setFocus()
    intake.type("new")
    intake.key(Qt.Key.Key_Return)
    assert name() == "Serial"


def test_words_that_are_no_choice_are_refused_at_their_field_and_never_lost(intake):
    intake.ring()
    intake.type("the fan is loud")
    intake.key(Qt.Key.Key_Tab)
    fault = intake.panel.form.fault
    assert fault.text() == "the fan is loud"
    assert intake.at.drafts.all()[intake.panel.here.key]["wish"]["typed"] == {"fault": "the fan is loud"}
    intake.key(Qt.Key.Key_F8)
    assert intake.panel.here is not None and intake.panel.saved is None
    assert "the fan is loud" in fault.accessibleDescription() and QApplication.focusWidget() is fault
    call = intake.panel.here.call.id
    panel = intake.crash()
    panel.take("intake.call", {"call": call})
    assert panel.form.fault.text() == "the fan is loud"


def test_f8_takes_what_is_typed_and_fits_one_fault_alone(intake):
    intake.ring()
    leaf = next(one for one in intake.panel.form.fault._choices if one.code.endswith("not_cooling"))
    intake.panel.form.fault.setFocus()
    intake.type((leaf.words() if callable(leaf.words) else leaf.words).rpartition("› ")[2])
    intake.key(Qt.Key.Key_F8)
    assert intake.panel.saved is not None
