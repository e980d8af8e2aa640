"""The window around the panels: rail, strip of calls, page, status bar, and what lies over them."""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFocusEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre import words
from callcentre.runtime.remembered import Remembered
from callcentre.ui import acts, hints, keys, preferences
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.finder import Finder
from callcentre.ui.help.sheet import HelpSheet
from callcentre.ui.labels import line
from callcentre.ui.language import live
from callcentre.ui.overlay import Sheet
from callcentre.ui.place import LEAST, put_in_place
from callcentre.ui.rail import Rail
from callcentre.ui.screen import Act, Screen, ScreenContext, Tab, TakesIntents
from callcentre.ui.statusbar import StatusBar
from callcentre.ui.tabs import Strip
from callcentre.ui.toast import Toast
from callcentre.words import N_, _

_log = logging.getLogger(__name__)

GLOBAL_KEYS: tuple[tuple[str, str, str], ...] = (
    ("F2", "intake.new", N_("New call")),
    ("F4", "callbacks.open", N_("Callbacks")),
    ("F5", "callbacks.next", N_("Next callback")),
    ("F6", "complaints.open", N_("Complaints")),
    ("F7", "map.open", N_("Map")),
)
"""Keys that go to a panel from everywhere, as made, and the intent; those of panels that exist."""


class Shell(QWidget):
    """What panels know as `ui.screen.Shell`. Shows `waiting` until `open` is called."""

    painted = Signal()
    """Once, after the first picture of the window."""

    def __init__(self, remembered: Remembered, waiting: QWidget) -> None:
        super().__init__()
        self._remembered = remembered
        self._screens: dict[str, Screen] = {}
        self._context: ScreenContext | None = None
        self._pages: dict[str, QWidget] = {}
        self._begun: list[object] = []
        self._before: list[str] = []
        self._tab_of: dict[str, str] = {}
        """Panel -> the key of the tab that it shows."""
        self._current = ""
        self._offered: list[Act] = []
        self._seen = False
        self.fault = Banner(tone="overdue", acts=[])
        self.fault.hide()
        self.rail, self.strip, self.status = Rail(), Strip(), StatusBar()
        self.stack = QStackedWidget()
        self.stack.addWidget(waiting)
        self._lay_out()
        self.toasts = Toast(self)
        self.palette_sheet = Sheet(lambda: _("Acts"), self, hint=lambda: _("What do you want to do?"))
        self.help_sheet = HelpSheet(self, remembered, self._keyed, self._room)
        self.finder = Finder(self, self.strip.search)
        self._connect()
        remembered_place = self._remembered.get("window", "place", [])
        put_in_place(self, remembered_place, maximized=self._remembered.get("window", "maximized", False))
        live(self, lambda: self.setWindowTitle(_("Callcentre")))

    def open(self, context: ScreenContext, screens: Sequence[Screen], *, role: str = "") -> None:
        """The desk is open: shows its panels, the first or the one that was left last."""
        seen = [screen for screen in screens if screen.seen_by(context.person)]
        self._context = context
        self._screens = {screen.id: screen for screen in seen}
        self.rail.set_screens(seen)
        self.status.set_person(context.person.name, role)
        self.finder.start(context.runner, self.navigate, context.person, self._screens)
        self.strip.new.setVisible("intake" in self._screens)
        last = self._remembered.get("window", "panel", "")
        begins = (screen.id for screen in seen if screen.begins_day_of(context.person))
        first = last if last in self._screens else next(begins, seen[0].id if seen else "")
        if first:
            self.show_panel(first)
        self._begun = [screen.begin(context) for screen in seen if screen.begin is not None]

    def close_panels(self) -> None:
        """Gives every panel back, as before `open`: another desk or another person comes."""
        for tab in self.strip.tabs():
            self.strip.drop(tab.key)
        for begun in self._begun:
            if isinstance(begun, QObject):
                # Whoever is told of changes is kept by that until it is gone.
                begun.deleteLater()
        self._begun = []
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()
        self.rail.set_screens([])
        self._pages, self._screens, self._tab_of, self._before, self._current = {}, {}, {}, [], ""
        self._context = None

    def show_page(self, page: QWidget) -> None:
        """Shows something in place of the panels, such as why the desk cannot be opened."""
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def show_panel(self, screen: str) -> QWidget | None:
        """Shows a panel, built when first asked for; None where there is no such panel."""
        if screen not in self._screens or self._context is None:
            return None
        page = self._pages.get(screen)
        if new := page is None:
            page = self._pages[screen] = self._screens[screen].build(self._context)
            self.stack.addWidget(page)
        if screen != self._current:
            if self._current:
                self._before.append(self._current)
            self._current = screen
            self._remembered.put("window", "panel", screen)
        self.stack.setCurrentWidget(page)
        self.rail.show_current(screen)
        self.strip.show_current(self._tab_of.get(screen, ""))
        self.toasts.place()
        # The stack itself gives a page without a focus of its own to the first stop of the tab key.
        if new or not page.isAncestorOf(self.focusWidget() or self):
            page.setFocus()
        return page

    def navigate(self, intent: str, **data: object) -> None:
        """Shows the panel named before the dot and hands it the intent."""
        page = self.show_panel(intent.partition(".")[0])
        if page is None:
            _log.info("no panel for intent %s", intent)
            self.toast(_("There is no panel for this here."))
        elif isinstance(page, TakesIntents):
            page.take(intent, data)

    def toast(self, text: str, undo: Callable[[], None] | None = None, seconds: int = 8) -> None:
        """Says what was done, with a way back by Ctrl+Z for `seconds`."""
        self.toasts.show_text(text, undo, seconds)

    def saved(self, text: str) -> None:
        """What was saved when, in the status bar."""
        self.status.set_saved(text)

    def counts(self, *, due: int, overdue: int, waiting: int) -> None:
        """The queues of the status bar."""
        self.status.set_counts(due=due, overdue=overdue, waiting=waiting)

    def badge(self, screen: str, count: int, tone: str = "due") -> None:
        """A count on a rail item."""
        self.rail.set_badge(screen, count, tone)

    def put_tab(self, tab: Tab, current: bool = False) -> None:
        """Adds the tab or renews the one with the same key; a current one is joined while its panel is in sight."""
        if current:
            self._tab_of[_panel_of(tab)] = tab.key
        self.strip.put(tab, current=current and _panel_of(tab) in (self._current, ""))

    def drop_tab(self, key: str) -> None:
        """Takes a tab away."""
        self._tab_of = {panel: kept for panel, kept in self._tab_of.items() if kept != key}
        self.strip.drop(key)

    def leave_tab(self, panel: str) -> None:
        """The panel shows something that has no tab."""
        self._tab_of.pop(panel, None)
        if panel == self._current:
            self.strip.show_current("")

    def show_fault(self, places: Sequence[str]) -> None:
        """Something went wrong that nobody expected: says so above the page, with what to pass on."""
        self.fault.show_code(
            _("Something went wrong that nobody expected"),
            _("What you were writing is kept as a draft. Go on; if it happens again, pass the code on."),
            " ".join(place.strip() for place in places),
        )
        self.fault.set_acts([Button(lambda: _("Close"), kind="quiet", run=self.fault.hide)])

    def current_panel(self) -> str:
        """The id of the panel in sight, empty before the desk is open."""
        return self._current

    def page_acts(self) -> list[Act]:
        """What can be done on the panel in sight."""
        return acts.acts_of(self._pages.get(self._current))

    def everywhere(self) -> list[Act]:
        """What can be done from every panel."""
        go = [
            Act(_(title), self._goer(intent), key)
            for key, intent, title in GLOBAL_KEYS
            if intent.partition(".")[0] in self._screens
        ]
        go += [Act(_("Find anything"), self._find, "F3"), Act(_("Acts"), self.open_palette, "Ctrl+K"),
               Act(_("Help"), self.open_help, "F1")]
        named = {act.title for act in go}
        go += self._of_tabs()
        go += [
            Act(_("Go to {panel}").format(panel=_(screen.title)), self._shower(screen.id), icon=screen.icon)
            for screen in self._screens.values()
            if _(screen.title) not in named
        ]
        other = {"en": ("zh_CN", "说中文"), "zh_CN": ("en", "Speak English")}
        code, title = other[words.language()]
        go.append(Act(title, lambda: preferences.set_language(self._remembered, code)))
        if "settings" in self._screens:
            go.append(Act(_("The server and what waits for it"), self._goer("settings.sync"), icon="arrow_sync"))
        return [*go, *self._themes()]

    def _of_tabs(self) -> list[Act]:
        """The open calls and cases by their names, and the keys that go between them."""
        tabs = self.strip.tabs()
        go = [Act(_("Go to {panel}").format(panel=tab.title), partial(self._go_to_tab, tab)) for tab in tabs]
        if tabs:
            go += [
                Act(_("Next tab"), partial(self._step_tab, 1), "Ctrl+Tab"),
                Act(_("Tab before"), partial(self._step_tab, -1), "Ctrl+Shift+Tab"),
                Act(_("Close this tab"), self._close_current, "Ctrl+W"),
            ]
        return [*go, Act(_("To the queues in the status bar"), partial(self.status.walk, 1), "Alt+Up")]

    def open_palette(self) -> None:
        """Every act of the page and the window, by typing."""
        offered = [*self.page_acts(), *self.everywhere()]
        self._offered = offered
        self.palette_sheet.open(acts.entries(offered))

    def open_help(self) -> None:
        """The help of the panel in sight, with its keys and those that hold everywhere."""
        self.help_sheet.open(self._current)

    def _to_page(self) -> None:
        """The focus goes to the page in sight: where it wants it, else to its first stop."""
        page: QWidget = self.stack.currentWidget() or self
        page.setFocus()
        if not page.isAncestorOf(self.focusWidget() or self):
            stops = (stop for stop in page.findChildren(QWidget) if stop.focusPolicy() & Qt.FocusPolicy.TabFocus)
            first = next((stop for stop in stops if stop.isVisible() and stop.isEnabled()), page)
            first.setFocus()

    def back(self) -> None:
        """The panel before this one."""
        while self._before:
            screen = self._before.pop()
            if screen != self._current:
                self._current = ""
                self.show_panel(screen)
                return

    def raise_window(self) -> None:
        """Comes to the front, as when it was started a second time."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() == Qt.KeyboardModifier.ControlModifier
        means = keys.pressed(event)
        held = [intent for name, intent, _title in GLOBAL_KEYS if name == means]
        if key == Qt.Key.Key_Alt:
            hints.set_held(True)
        if control and key == Qt.Key.Key_K:
            self.open_palette()
        elif means == "F1":
            self.open_help()
        elif means == "F3":
            self._find()
        elif key == Qt.Key.Key_Escape:
            self.back()
        elif held and held[0].partition(".")[0] in self._screens:
            self.navigate(held[0])
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            hints.set_held(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        hints.set_held(False)
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.toasts.isVisible():
            self.toasts.place()
        if self.help_sheet.isVisible():
            self.help_sheet.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        normal = self.normalGeometry() if self.isMaximized() else self.geometry()
        place = [normal.x(), normal.y(), normal.width(), normal.height()]
        self._remembered.put("window", "place", place)
        self._remembered.put("window", "maximized", self.isMaximized())
        super().closeEvent(event)

    def _lay_out(self) -> None:
        page = QVBoxLayout()
        page.setSpacing(0)
        page.addWidget(self.strip)
        page.addWidget(self.fault)
        page.addWidget(self.stack, 1)
        page.addWidget(line())
        page.addWidget(self.status)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(page, 1)
        self.setMinimumSize(*LEAST)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.show_panel)
        self.strip.chosen.connect(self._go_to_tab)
        self.strip.closed.connect(self._close_tab)
        self.strip.new_call.connect(lambda: self.navigate("intake.new"))
        self.strip.acts_wanted.connect(self.open_palette)
        self.status.goes.connect(self.navigate)
        self.status.help_wanted.connect(self.open_help)
        self.palette_sheet.asked.connect(self._narrow)
        for sheet in (self.palette_sheet, self.help_sheet):
            sheet.homeless.connect(self._to_page)
        for key, run in (
            ("Ctrl+Tab", partial(self._step_tab, 1)), ("Ctrl+Shift+Tab", partial(self._step_tab, -1)),
            ("Ctrl+W", self._close_current), ("Alt+Up", partial(self.status.walk, 1)),
        ):
            QShortcut(QKeySequence(key), self, run)

    def _keyed(self) -> Sequence[tuple[str, Sequence[Act]]]:
        return ((_("Keys of this page"), self.page_acts()), (_("Keys everywhere"), self.everywhere()))

    def _room(self) -> QRect:
        return QRect(self.stack.mapTo(self, QPoint(0, 0)), self.stack.size())

    def _narrow(self, typed: str) -> None:
        self.palette_sheet.set_entries(acts.entries(self._offered, typed), _("No act is called that."))

    def _go_to_tab(self, tab: Tab) -> None:
        self._tab_of[_panel_of(tab)] = tab.key
        self.navigate(tab.intent, **tab.data)

    def _step_tab(self, by: int) -> None:
        tab = self.strip.beside(by)
        if tab is not None:
            self._go_to_tab(tab)

    def _close_current(self) -> None:
        tab = self.strip.current()
        if tab is not None:
            self._close_tab(tab)

    def _close_tab(self, tab: Tab) -> None:
        if tab.closing:
            self.navigate(tab.closing, **tab.data)
        else:
            self.drop_tab(tab.key)

    def _find(self) -> None:
        self.strip.search.setFocus()
        self.strip.search.selectAll()

    def _goer(self, intent: str) -> Callable[[], None]:
        return lambda: self.navigate(intent)

    def _shower(self, screen: str) -> Callable[[], object]:
        return lambda: self.show_panel(screen)

    def _themes(self) -> list[Act]:
        titles = {"system": _("Theme of the system"), "light": _("Light theme"), "dark": _("Dark theme")}
        return [Act(title, self._theme_setter(mode)) for mode, title in titles.items()]

    def _theme_setter(self, mode: str) -> Callable[[], None]:
        return lambda: preferences.set_theme(self._remembered, mode)


def _panel_of(tab: Tab) -> str:
    return tab.intent.partition(".")[0]
