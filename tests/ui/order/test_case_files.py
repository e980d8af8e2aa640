"""Files of a case: added from a disk, by dropping or from the clipboard; seen in the window, saved anywhere."""

import hashlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from tests.factories.complaints import a_complaint
from tests.factories.orders import an_order

from callcentre.acts.attachments import attach
from callcentre.domain.event import Role
from callcentre.domain.instants import HOUR
from callcentre.store.attachments import attachments_of
from callcentre.store.blobs import FILE, Blobs
from callcentre.store.tables import OrderView
from callcentre.sync.line import LineState
from callcentre.ui import case_files
from callcentre.ui.complaint.page import ComplaintPage
from callcentre.ui.order.page import OrderPage

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def shown(at, qtbot):
    """Shows the page of a case, with the focus in its story."""

    def show(page, case):
        qtbot.addWidget(page)
        page.resize(1294, 700)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        (page.show_order if isinstance(page, OrderPage) else page.show_complaint)(case)
        page.story.setFocus()
        QApplication.processEvents()
        return page

    return show


@pytest.fixture
def order(at):
    return an_order(at.desk, stage="accepted")


@pytest.fixture
def page(at, shown, order):
    return shown(OrderPage(at.context), order)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "铭牌 1.png"
    picture(Qt.GlobalColor.red).save(str(path))
    return path


def picture(colour):
    made = QImage(40, 30, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


def kept(at, case):
    QApplication.processEvents()
    at.announcer.flush()
    QApplication.processEvents()
    return at.desk.read(lambda session: attachments_of(session, case))


def links(page):
    facts = page._facts if isinstance(page, OrderPage) else page.facts
    return {button.words: button for button in facts.links()}


def test_a_photo_from_the_dialog_is_kept_with_the_order_and_seen_in_the_window(at, qtbot, page, order, photo, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(photo)], ""))
    qtbot.keyClick(page.story, Qt.Key.Key_J, ALT)
    (row,) = kept(at, order)
    assert (row.name, row.type, row.size) == ("铭牌 1.png", "image/png", photo.stat().st_size)
    assert at.shell.toasts[-1][0] == "1 file is kept with the case"
    link = links(page)["铭牌 1.png"]
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    view = page.files.view
    assert view.isVisible()
    assert view.name.text() == "铭牌 1.png"
    assert view.picture.grab().toImage().pixelColor(view.picture.rect().center()) == Qt.GlobalColor.red
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not view.isVisible()
    assert QApplication.focusWidget() is link


def test_what_is_kept_is_never_plain_on_the_disk(at, page, order, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_bytes(b"what the customer wrote")
    page.files.add_from([letter])
    assert len(kept(at, order)) == 1
    assert b"what the customer wrote" not in (at.desk.folder / FILE).read_bytes()


def test_a_file_that_is_no_picture_is_written_where_a_person_says(at, page, order, tmp_path, monkeypatch):
    letter, target = tmp_path / "letter.pdf", tmp_path / "copy.pdf"
    letter.write_bytes(b"%PDF-1.7 words")
    page.files.add_from([letter])
    (row,) = kept(at, order)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(target), ""))
    links(page)["letter.pdf"].click()
    assert target.read_bytes() == b"%PDF-1.7 words"
    assert at.shell.toasts[-1][0] == "copy.pdf is saved"
    page.files.save_to(row, tmp_path / "nowhere" / "copy.pdf")
    assert page.files.problem.isVisible()


def test_files_are_dropped_on_the_page_and_a_picture_comes_from_the_clipboard(at, page, order, photo):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo))])
    held = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(QPoint(40, 40), *held), QDropEvent(QPointF(40, 40), *held)):
        QApplication.sendEvent(page, event)
        assert event.isAccepted()
    QGuiApplication.clipboard().setImage(picture(Qt.GlobalColor.blue))
    page.files.add_copied()
    assert [row.name for row in kept(at, order)] == ["铭牌 1.png", "Picture 2026-07-14 09.00.00.png"]
    QGuiApplication.clipboard().setText("words")
    page.files.add_copied()
    assert page.files.problem.accessibleDescription() == "There is no picture on the clipboard."


def test_a_file_too_large_or_not_readable_is_said_in_place_and_nothing_is_kept(at, page, order, photo, monkeypatch):
    monkeypatch.setattr(case_files, "GREATEST", 10)
    page.files.add_from([photo])
    assert "too large" in page.files.problem.accessibleDescription()
    monkeypatch.undo()
    page.files.add_from([Path(photo.parent / "gone.png")])
    assert "cannot be read" in page.files.problem.accessibleDescription()
    assert kept(at, order) == []


def test_what_is_called_a_picture_and_is_none_can_still_be_saved(at, page, order, tmp_path):
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture at all")
    page.files.add_from([broken])
    kept(at, order)
    links(page)["broken.jpg"].click()
    assert not page.files.view.isVisible()
    assert page.files.problem.accessibleName() == "broken.jpg cannot be shown here"


def test_a_file_added_to_a_complaint_is_evidence_in_its_story(at, shown, photo):
    complaint = a_complaint(at.desk)
    page = shown(ComplaintPage(at.context), complaint)
    page.files.add_from([photo])
    assert len(kept(at, complaint)) == 1
    first = page.story.rows_model.rows()[0]
    assert (first.event, first.title) == ("evidence", "Evidence, 铭牌 1.png")
    assert "铭牌 1.png" in links(page)


def test_who_does_not_work_on_cases_adds_nothing_and_is_told_why(at, shown, order, photo):
    outlet = at.desk.read(lambda session: session.get(OrderView, order).outlet_id)
    nobody = at.as_roles(Role.RULE)
    page = shown(OrderPage(replace(nobody, person=replace(nobody.person, outlet=outlet))), order)
    page.files.add_from([photo])
    assert kept(at, order) == []
    assert page.files.problem.isVisible()
    assert next(act for act in page.acts() if act.title == "Add a file").why_not


class AServer:
    """A joined folder's connection: whether it is up, and how often it was told that there is something to do."""

    def __init__(self, *, connected: bool = True) -> None:
        self.peer, self.state, self.asked = object(), LineState("zhang", connected), 0

    def saved(self) -> None:
        self.asked += 1


@pytest.fixture
def elsewhere(at, order, photo):
    """A photo of the order that was added at another desk: its row is here, its bytes are not."""
    content = photo.read_bytes()
    blobs = Blobs(at.desk.folder, at.desk.key)
    at.desk.write(lambda unit: attach(unit, blobs, subject_kind="order", subject=order, name="铭牌.png", media_type="image/png", content=content))
    blobs.sweep(frozenset(), now=at.desk.clock.now() + 2 * HOUR)
    return content


def told(at):
    at.announcer.announce([("line", UUID(int=0))])
    at.announcer.flush()
    QApplication.processEvents()


def said_by(banner):
    return f"{banner.accessibleName()} {banner.accessibleDescription()}"


def open_link(qtbot, page):
    link = links(page)["铭牌.png"]
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)


def test_a_file_of_another_desk_is_fetched_and_opens_once_it_is_here(at, qtbot, shown, order, elsewhere):
    server = AServer()
    page = shown(OrderPage(replace(at.context, services={**at.context.services, "server": server})), order)
    blobs, digest = at.desk.store.blobs, hashlib.sha256(elsewhere).hexdigest()
    open_link(qtbot, page)
    assert server.asked == 1
    assert page.files.problem.isVisible()
    assert "铭牌.png is being fetched from the server" in said_by(page.files.problem)
    blobs.arrived(digest, 1, 2, elsewhere[:100], now=0)
    told(at)
    assert "1 of 2 parts" in said_by(page.files.problem)
    blobs.arrived(digest, 2, 2, elsewhere[100:], now=0)
    told(at)
    assert page.files.view.isVisible()
    assert page.files.view.name.text() == "铭牌.png"
    assert not page.files.problem.isVisible()


def test_a_file_that_nobody_has_brought_yet_says_so(at, qtbot, shown, order, elsewhere):
    page = shown(OrderPage(replace(at.context, services={**at.context.services, "server": AServer()})), order)
    open_link(qtbot, page)
    at.desk.store.blobs.absent(hashlib.sha256(elsewhere).hexdigest(), 0)
    told(at)
    assert "The server does not have 铭牌.png yet" in said_by(page.files.problem)


def test_a_file_of_another_desk_waits_for_the_line(at, qtbot, shown, order, elsewhere):
    server = AServer(connected=False)
    page = shown(OrderPage(replace(at.context, services={**at.context.services, "server": server})), order)
    open_link(qtbot, page)
    assert "as soon as there is a connection" in said_by(page.files.problem)
    # Whoever does not want to wait is not interrupted later.
    next(button for button in page.files.problem.findChildren(QPushButton) if button.text() == "Do not wait").click()
    at.desk.store.blobs.arrived(hashlib.sha256(elsewhere).hexdigest(), 1, 1, elsewhere, now=0)
    told(at)
    assert not page.files.view.isVisible() and not page.files.problem.isVisible()


def test_a_file_that_is_nowhere_is_said_to_be_gone_where_there_is_no_server(at, qtbot, page, order, elsewhere):
    page.show_order(order)
    open_link(qtbot, page)
    assert "no longer there" in said_by(page.files.problem)
