"""Every panel there is, in both languages on a small screen: no word cut, every stop named, stops in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QSplitter, QWidget
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.panels import PanelDesk
from tests.ui.fitting import cut_texts

from callcentre.screens import discover
from callcentre.ui import fonts, language, preferences
from callcentre.ui.labels import label
from callcentre.ui.screen import Poses, Screen

PAGE = (1366 - 82, 768 - 40 - 28)
"""What the rail, the strip and the status bar leave of the smallest usual screen."""
SCREENS = discover()
IN_BOTH = [(screen, code) for screen in SCREENS for code in ("en", "zh_CN")]
ROW = 24
"""Pixels within which two stops stand in one row."""


@dataclass
class Stop:
    """A place where the tab key stops, with its place on the page."""

    widget: QWidget
    column: int
    top: int
    left: int

    def told(self) -> str:
        return f"{type(self.widget).__name__} {self.widget.accessibleName()!r} at {self.left}, {self.top}"


@pytest.fixture
def desk(tmp_path, look) -> Iterator[PanelDesk]:
    """A desk with something in every list."""
    at = PanelDesk(a_desk(tmp_path / "desk"))
    outlet = an_outlet(at.desk)
    customer = a_customer(at.desk, name="王建国")
    for stage in ("open", "relayed", "accepted", "awaiting_callback", "closed"):
        an_order(at.desk, stage=stage, outlet=outlet, customer=customer)
    an_order(at.desk, urgency="danger", stage="relayed", outlet=outlet, customer=customer)
    a_complaint(at.desk, customer=customer)
    yield at
    at.close()


@pytest.fixture
def page(desk: PanelDesk, qtbot, look) -> Iterator:
    """Builds a panel as it is shown at 1366, posed at its work."""

    built: list[QWidget] = []

    def build(screen: Screen, code: str) -> QWidget:
        language.set_language(code, look)
        made = screen.build(desk.context)
        built.append(made)
        made.resize(*PAGE)
        made.show()
        qtbot.waitExposed(made)
        if isinstance(made, Poses):
            made.pose()
        for _turn in range(4):
            QApplication.processEvents()
        return made

    yield build
    # Before the look of the window is put back: each change of it goes over every widget there still is.
    for made in built:
        made.close()
        made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_no_word_of_a_panel_is_cut(page, qtbot, screen, code):
    panel = page(screen, code)
    qtbot.waitUntil(lambda: cut_texts(panel) == [])


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_every_stop_of_a_panel_has_a_name(page, screen, code):
    nameless = [stop.told() for stop in stops(page(screen, code)) if not stop.widget.accessibleName()]
    assert nameless == []


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.id)
def test_the_tab_key_goes_from_left_to_right_and_down(page, screen):
    found = stops(page(screen, "zh_CN"))
    back = [
        f"{before.told()} -> {after.told()}"
        for before, after in pairwise(found)
        if before.column == after.column
        and (after.top < before.top - ROW or (abs(after.top - before.top) <= ROW and after.left < before.left))
    ]
    back += [
        f"{before.told()} -> {after.told()}"
        for before, after in pairwise(found) if after.column < before.column
    ]
    assert back == []


def test_a_label_keeps_the_size_that_was_chosen_when_the_theme_changes(look, remembered, qtbot):
    shown = label("客户", fonts.Role.CELL)
    qtbot.addWidget(shown)
    shown.show()
    preferences.set_base(remembered, 14)
    larger = shown.font().pointSizeF()
    preferences.set_theme(remembered, "dark")
    assert (larger, shown.font().pointSizeF()) == (pytest.approx(13.33, abs=0.01), larger)
    preferences.set_base(remembered, fonts.BASE)


def stops(panel: QWidget) -> list[Stop]:
    """Where the tab key stops within a panel, in its order, from the first one of the leftmost column."""
    chain: list[QWidget] = []
    seen: set[QWidget] = set()
    widget = panel.nextInFocusChain()
    while widget is not None and widget not in seen:
        seen.add(widget)
        stops_here = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if stops_here and widget.isVisible() and widget.isEnabled() and panel.isAncestorOf(widget):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    return [_stop(panel, widget) for widget in chain if not _inside_a_list(widget)]


def _inside_a_list(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractItemView)


def _stop(panel: QWidget, widget: QWidget) -> Stop:
    corner = widget.mapTo(panel, QPoint(0, 0))
    return Stop(widget, _column(panel, widget), corner.y(), corner.x())


def _column(panel: QWidget, widget: QWidget) -> int:
    """The left edge of the innermost column of a splitter that the widget stands in."""
    inner: QWidget = widget
    while inner is not panel:
        parent = inner.parentWidget()
        if parent is None:
            break
        if isinstance(parent, QSplitter):
            return inner.mapTo(panel, QPoint(0, 0)).x()
        inner = parent
    return 0
