"""Columns of a panel in a splitter, their widths remembered; in a narrow window those beside the work are drawers."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QChildEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QWidget

from callcentre.runtime.remembered import Remembered
from callcentre.ui.drawer_handle import WIDTH, DrawerHandle
from callcentre.ui.language import live

NARROW = 1280 - 88
"""Below this width of the page (the rail taken off, at its widest) the right column is a drawer."""
WIDE = 1600
"""From this width of the page the columns stand as at 1920."""


class Columns(QSplitter):
    """`Columns(remembered, "intake", [left, middle, right], at_1366=[320, 590, 384], at_1920=[400, 928, 520])`.

    `minima` are least widths; the column at `grows` takes what is over (the middle of three, the
    first of two) and is the one that always stays. The last column is a drawer below a width of `narrow`;
    any column beside the work is one where they have no room together. Alt+0 opens the drawers in turn,
    from the right, and closes the last; each has a handle at its edge.
    """

    def __init__(
        self,
        remembered: Remembered,
        name: str,
        parts: Sequence[QWidget],
        *,
        at_1366: Sequence[int],
        at_1920: Sequence[int],
        minima: Sequence[int] = (),
        grows: int | None = None,
        narrow: int = NARROW,
        wide: int = WIDE,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._remembered, self._name = remembered, name
        self._widths = {False: list(at_1366), True: list(at_1920)}
        self._parts = tuple(parts)
        self._wide: bool | None = None
        self._opened: int | None = None
        self._narrow, self._wide_from = narrow, wide
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._growing = (1 if len(parts) > 2 else 0) if grows is None else grows
        self._least = tuple(minima or ((272, 480, 312) if len(parts) > 2 else (480, 312)))
        self._needed = list(self._least)
        for number, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(number, 1 if number == self._growing else 0)
        self._handles = {
            number: DrawerHandle(left=number < self._growing)
            for number in range(len(parts)) if number != self._growing
        }
        for number, handle in self._handles.items():
            handle.setParent(self)
            handle.clicked.connect(partial(self._pulled, number))
        live(self, lambda: QTimer.singleShot(0, self, self._make_room))
        self._key_of_drawers = QShortcut(QKeySequence("Alt+0"), self, self._toggle)
        self._key_of_drawers.setContext(Qt.ShortcutContext.WindowShortcut)
        # Columns within columns: Qt hands the key to each in turn.
        self._key_of_drawers.activatedAmbiguously.connect(self._toggle)
        self.splitterMoved.connect(self._keep)

    def drawer_open(self) -> bool:
        """Whether a column is seen although the window is too narrow for it."""
        return self._opened is not None

    def open_drawer(self) -> None:
        """Shows the last column also where it is a drawer."""
        self._open(len(self._parts) - 1)

    def drawers(self) -> list[int]:
        """The columns that have no room beside the work now, from the right."""
        room, hidden = self.width(), []
        sides = [number for number in reversed(range(len(self._parts))) if number != self._growing]
        beside = sum(self._needed)
        for number in sides:
            last = number == len(self._parts) - 1
            if beside > room or (last and room < self._narrow):
                hidden.append(number)
                beside += WIDTH - self._needed[number]
        return hidden

    def childEvent(self, event: QChildEvent) -> None:
        # A splitter makes a column of every widget it gets; a handle is none.
        if not isinstance(event.child(), DrawerHandle):
            super().childEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Room for the working column; the others give way as drawers."""
        return QSize(self._least[self._growing], super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self._wide_from
        if wide != self._wide:
            self._wide = wide
            self._make_room()
            self._take_widths()
        self._drawer()
        self._place_handles()

    def _make_room(self) -> None:
        """No column is narrower than what stands in it, in whichever language, while the window has that room."""
        for number, (part, least) in enumerate(zip(self._parts, self._least, strict=True)):
            layout = part.layout()
            self._needed[number] = max(least, layout.minimumSize().width() if layout is not None else 0)
        self._drawer()

    def _take_widths(self) -> None:
        self.setSizes(self._remembered.get("columns", self._key(), self._widths[bool(self._wide)]))

    def _key(self) -> str:
        return f"{self._name} {'wide' if self._wide else 'narrow'}"

    def _keep(self, _position: int, _number: int) -> None:
        if not self.drawers():
            self._remembered.put("columns", self._key(), self.sizes())

    def _toggle(self) -> None:
        """The next drawer from the right, after the last one none."""
        self._open(self._next())
        self._go()

    def _next(self) -> int | None:
        """The column that the key opens now; None: it closes."""
        hidden = self.drawers()
        at = hidden.index(self._opened) + 1 if self._opened in hidden else 0
        return hidden[at] if at < len(hidden) else None

    def _pulled(self, number: int, _checked: bool = False) -> None:
        self._open(None if self._opened == number else number)
        self._go()

    def _go(self) -> None:
        _go_into(self._parts[self._growing if self._opened is None else self._opened])

    def _open(self, number: int | None) -> None:
        self._opened = number
        self._drawer()

    def _drawer(self) -> None:
        hidden = self.drawers()
        self._key_of_drawers.setEnabled(bool(hidden))
        opened = self._opened if self._opened in hidden else None
        seen = {number for number in range(len(self._parts)) if number not in hidden}
        if opened is not None:
            # A drawer takes the place of what does not fit beside it: another side first, then the work.
            seen = {opened, self._growing, *seen}
            for number in [*(other for other in seen if other not in (opened, self._growing)), self._growing]:
                if sum(self._needed[each] for each in seen) > self._room():
                    seen.discard(number)
        self._show_handles(hidden)
        back = any(part.isHidden() for part in self._parts) and len(seen) == len(self._parts)
        for number, part in enumerate(self._parts):
            part.setMinimumWidth(min(self._needed[number], self._room()) if number in seen else 0)
            part.setVisible(number in seen)
        if back:
            self._take_widths()


    def _room(self) -> int:
        """What the columns have: the width without the handles."""
        return max(0, self.contentsRect().width())

    def _show_handles(self, hidden: Sequence[int]) -> None:
        following = self._next()
        for number, handle in self._handles.items():
            opened = number == self._opened
            handle.setVisible(number in hidden)
            handle.show_drawer(opened, "Alt+0" if number == following or (opened and following is None) else "")
        left, right = (
            WIDTH if any(number in hidden for number in self._handles if (number < self._growing) == before) else 0
            for before in (True, False)
        )
        self.setContentsMargins(left, 0, right, 0)
        self._place_handles()
        self.order_tabs()

    def order_tabs(self) -> None:
        """The tab key meets handles at the left before the columns in sight, those at the right behind them."""
        shown = {number: handle for number, handle in self._handles.items() if not handle.isHidden()}
        # Whatever is walked over gets a Python side that outlives it, so nothing is where nothing has to be put in order.
        stops = _stops_in_turn(self) if shown else []
        for number, handle in shown.items() if stops else ():
            before = stops[0].previousInFocusChain() if number < self._growing else stops[-1]
            if before is not None and before is not handle:
                QWidget.setTabOrder(before, handle)

    def _place_handles(self) -> None:
        """Along the edge of their columns; two of one side share it."""
        for before in (True, False):
            shown = [
                handle for number, handle in self._handles.items()
                if (number < self._growing) == before and not handle.isHidden()
            ]
            for at, handle in enumerate(shown):
                top, bottom = (self.height() * each // len(shown) for each in (at, at + 1))
                handle.setGeometry(QRect(0 if before else self.width() - WIDTH, top, WIDTH, bottom - top))
                handle.raise_()


def _stops_in_turn(columns: Columns) -> list[QWidget]:
    """Where the tab key stops within the columns, in its order."""
    found: list[QWidget] = []
    widget = columns.nextInFocusChain()
    while widget is not None and widget is not columns:
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, DrawerHandle)
        if takes and columns.isAncestorOf(widget):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _go_into(part: QWidget) -> None:
    """The focus goes to the first stop of a column."""
    stops = (child for child in part.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus)
    first = next((stop for stop in stops if stop.isVisible() and stop.isEnabled()), None)
    if first is not None:
        first.setFocus()
