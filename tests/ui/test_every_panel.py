"""Every panel there is, in every state it shows, in both languages, on a small and a large screen.

No word is cut, every stop of the tab key has a name and comes in reading order, every text can be read.
A panel is walked once for all of it; the tests are its claims.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QSplitter, QWidget
from tests.factories.complaints import a_complaint
from tests.factories.customers import a_customer
from tests.factories.desks import a_desk
from tests.factories.orders import an_order
from tests.factories.outlets import an_outlet
from tests.factories.panels import PanelDesk
from tests.ui.fitting import cut_texts, faint_texts

from callcentre.screens import discover
from callcentre.ui import fonts, language, preferences, theme
from callcentre.ui.buttons import Button
from callcentre.ui.facts import COLUMN
from callcentre.ui.fields import TextField
from callcentre.ui.labels import label
from callcentre.ui.pictures import SIZES, settle, states_of
from callcentre.ui.screen import Screen

FRAME = (82, 40 + 28)
"""What the rail, the strip and the status bar take of a screen."""
SCREENS = discover()
LANGUAGES = ("en", "zh_CN")
IN_BOTH = [(screen, code) for screen in SCREENS for code in LANGUAGES]
ROW = 24
"""Pixels within which two stops stand in one row."""
SETTLED = 8
"""Turns of the event loop after which nothing moves any more."""


@dataclass
class Stop:
    """A place where the tab key stops, with its place on the page."""

    widget: QWidget
    column: int
    top: int
    left: int

    def told(self) -> str:
        return f"{type(self.widget).__name__} {self.widget.accessibleName()!r} at {self.left}, {self.top}"


@dataclass
class Walk:
    """What was found amiss on a panel, each with the state, the width and the place."""

    cut: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    faint: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)


_walked: dict[tuple[str, str], Walk] = {}


@pytest.fixture(scope="module")
def at(qapp, tmp_path_factory) -> Iterator[PanelDesk]:
    """A desk with something in every list."""
    at = PanelDesk(a_desk(tmp_path_factory.mktemp("desk") / "desk"))
    outlet = an_outlet(at.desk)
    customer = a_customer(at.desk, name="王建国")
    for stage in ("open", "relayed", "accepted", "closed", *("awaiting_callback",) * 3):
        an_order(at.desk, stage=stage, outlet=outlet, customer=customer)
    an_order(at.desk, urgency="danger", stage="relayed", outlet=outlet, customer=customer)
    a_complaint(at.desk, customer=customer)
    yield at
    at.close()


@pytest.fixture
def walk(at, qtbot, look):
    """Walks a panel in a language, the first time it is asked for."""

    def walked(screen: Screen, code: str) -> Walk:
        if (screen.id, code) not in _walked:
            language.set_language(code, look)
            _walked[screen.id, code] = _walk(screen, at, look)
        return _walked[screen.id, code]

    return walked


def _walk(screen: Screen, at: PanelDesk, look: QApplication) -> Walk:
    found = Walk()
    for wide, high in SIZES:
        panel = _shown(screen, at, (wide - FRAME[0], high - FRAME[1]))
        for state, pose in states_of(panel).items():
            pose()
            _settle(panel)
            here = f"{state} at {wide}: "
            found.states.append(state)
            found.cut += [here + text for text in cut_texts(panel)]
            stops_here = stops(panel)
            found.nameless += [here + stop.told() for stop in stops_here if not stop.widget.accessibleName()]
            found.out_of_order += [here + step for step in out_of_order(stops_here)]
            found.faint += [here + text for text in faint_texts(panel)]
        theme.set_theme(theme.DARK, look)
        found.faint += [f"dark at {wide}: {text}" for text in faint_texts(panel)]
        theme.set_theme(theme.LIGHT, look)
        _gone(panel)
    return found


def _shown(screen: Screen, at: PanelDesk, size: tuple[int, int]) -> QWidget:
    panel = screen.build(at.context)
    panel.resize(*size)
    panel.show()
    _settle(panel)
    return panel


def _settle(panel: QWidget) -> None:
    """Until no text is cut, or nothing moves any more: layouts come to rest turn by turn."""
    for _turn in range(SETTLED):
        settle()
        if not cut_texts(panel):
            return


def _gone(panel: QWidget) -> None:
    """Before the look of the window is put back: each change of it goes over every widget there still is."""
    panel.close()
    panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_no_word_of_a_panel_is_cut(walk, screen, code):
    assert walk(screen, code).cut == []


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_every_stop_of_a_panel_has_a_name(walk, screen, code):
    assert walk(screen, code).nameless == []


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_the_tab_key_goes_from_left_to_right_and_down(walk, screen, code):
    assert walk(screen, code).out_of_order == []


@pytest.mark.parametrize(("screen", "code"), IN_BOTH, ids=lambda value: getattr(value, "id", value))
def test_every_text_of_a_panel_can_be_read_on_its_ground(walk, screen, code):
    assert walk(screen, code).faint == []


def test_the_states_that_are_worth_a_picture_are_walked(walk):
    walked = {screen.id: set(walk(screen, "en").states) for screen in SCREENS}
    assert walked["intake"] >= {"idle", "line", "danger"}
    assert walked["callbacks"] >= {"idle", "talk", "dissatisfied"}
    assert walked["orders"] >= {"list", "story"} and walked["outlets"] >= {"list", "day"}


@pytest.mark.parametrize("base", [9.0, 14.0])
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_is_cut_at_the_smallest_and_the_largest_size_of_text(at, qtbot, look, base, code):
    language.set_language(code, look)
    fonts.set_base(base, look)
    cut = []
    for screen in SCREENS:
        panel = _shown(screen, at, (1920 - FRAME[0], 1080 - FRAME[1]))
        cut += [f"{screen.id}: {text}" for text in cut_texts(panel)]
        _gone(panel)
    fonts.set_base(fonts.BASE, look)
    assert cut == []


# the checks find what they are for


@pytest.fixture
def place(qtbot, look) -> QWidget:
    """A page to put something wrong on."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    return made


def test_a_text_without_room_is_found(place):
    for words, wrap in (("a name that is too long for its place", False), ("so many words that they take more lines", True)):
        shown = label(words, wrap=wrap)
        shown.setParent(place)
        shown.setFixedSize(90, 20)
        shown.show()
        assert [text.startswith(words) for text in cut_texts(place)] == [True]
        shown.deleteLater()
        shown.hide()
        shown.setParent(None)


def test_a_hint_wider_than_its_field_is_found(place):
    field = TextField("Words", hint="what one may write in here")
    field.setParent(place)
    field.setFixedWidth(80)
    field.show()
    assert len(cut_texts(place)) == 1


def test_a_text_in_the_colour_of_the_disabled_is_found_as_faint(place):
    shown = QLabel("可用的文字 that is read", place)
    shown.setStyleSheet(f"color: {theme.LIGHT.disabled}")
    shown.show()
    assert len(faint_texts(place)) == 1
    shown.setStyleSheet(f"color: {theme.LIGHT.ink3}")
    assert faint_texts(place) == []


def test_a_stop_above_the_one_before_it_is_out_of_order(place):
    below, above = Button("Below", parent=place), Button("Above", parent=place)
    below.move(10, 150)
    above.move(10, 10)
    below.show()
    above.show()
    assert len(out_of_order(stops(place))) == 1


def test_a_label_keeps_the_size_that_was_chosen_when_the_theme_changes(look, remembered, qtbot):
    shown = label("客户", fonts.Role.CELL)
    qtbot.addWidget(shown)
    shown.show()
    preferences.set_base(remembered, 14)
    larger = shown.font().pointSizeF()
    preferences.set_theme(remembered, "dark")
    assert (larger, shown.font().pointSizeF()) == (pytest.approx(13.33, abs=0.01), larger)
    preferences.set_base(remembered, fonts.BASE)


def out_of_order(found: list[Stop]) -> list[str]:
    """The steps of the tab key to a column further left, or up, or to the left within a row."""
    return [
        f"{before.told()} -> {after.told()}"
        for before, after in pairwise(found)
        if after.column < before.column or (
            before.column == after.column
            and (after.top < before.top - ROW or (abs(after.top - before.top) <= ROW and after.left < before.left))
        )
    ]


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
    """The left edge of the innermost column, of a splitter or of facts, that the widget stands in."""
    inner: QWidget = widget
    while inner is not panel:
        parent = inner.parentWidget()
        if parent is None:
            break
        if isinstance(parent, QSplitter) or inner.property(COLUMN):
            return inner.mapTo(panel, QPoint(0, 0)).x()
        inner = parent
    return 0
