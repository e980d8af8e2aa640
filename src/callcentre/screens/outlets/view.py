"""The outlets panel: the tree, the list, the card; and in the second part an outlet's day."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.outlets.card import OutletPage
from callcentre.screens.outlets.day import DayPage
from callcentre.screens.outlets.rows import PARTS, OutletTable, columns
from callcentre.screens.outlets.tree import OutletTree
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.fields import SearchField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import ground, label, line
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.words import N_, _

LISTED, NONE_HERE, NONE_AT_ALL, NO_RIGHT = range(4)
"""What stands in the middle: the list, or why there is none."""
PAGES = {"list": N_("All outlets"), "day": N_("An outlet's day")}


class ListPage(QWidget):
    """Tree, list and card of the outlets."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.search = SearchField(
            lambda: _("Find an outlet"), hint=lambda: _("Name or city"), key="Ctrl+F"
        )
        self.tree = OutletTree()
        self.part = Segments(
            lambda: _("Part of the list"), [Choice(code, partial(_, name)) for code, (name, _test) in PARTS.items()],
            small=True,
        )
        self.part.choose("active")
        self.table = OutletTable(lambda: _("Outlets"), columns())
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.first = Button(lambda: _("New outlet"), key="Alt+K", listens=False, icon="add")
        """Where there is none yet."""
        for sentence, act in (
            (lambda: _("No outlet is in this part of the list."), None),
            (lambda: _("Outlets stand here as soon as one is entered or imported."), self.first),
            (lambda: _("You belong to no outlet yet: an administrator chooses it in the settings."), None),
        ):
            self.body.addWidget(Empty(sentence, act))
        self.foot = label("", Role.SMALL, ink="2")
        self.keys = label(lambda: _("Enter its day    Ctrl C copy as table"), Role.SMALL, ink="2")
        self.page = OutletPage(ctx)
        right = ground("window")
        room = QVBoxLayout(right)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self.page)
        columns_ = Columns(
            ctx.remembered, "outlets", [self._left(), self._middle(), right], at_1366=[232, 662, 400],
            at_1920=[272, 1016, 560], minima=(208, 480, 360),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns_)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.search.setFocus)
        self.setFocusProxy(self.table)

    def _left(self) -> QWidget:
        left = ground("window")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        around = QVBoxLayout()
        around.setContentsMargins(16, 0, 12, 0)
        around.addWidget(self.search)
        column.addLayout(around)
        column.addWidget(self.tree, 1)
        return left

    def _middle(self) -> QWidget:
        middle = ground("surface")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = QVBoxLayout()
        parts.setContentsMargins(16, 14, 16, 12)
        parts.addWidget(self.part)
        column.addLayout(parts)
        column.addWidget(self.body, 1)
        column.addWidget(line())
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 6, 16, 6)
        foot.addWidget(self.foot)
        foot.addStretch(1)
        foot.addWidget(self.keys)
        column.addLayout(foot)
        return middle


class OutletsView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    page_chosen = Signal(str)

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.title = label(lambda: _("Outlets"), Role.NAME)
        # The title stands on the line of every panel's, whether the act beside it is shown or not.
        self.title.setMinimumHeight(32)
        self.pages = Segments(lambda: _("Part of the panel"), [Choice(code, partial(_, name)) for code, name in PAGES.items()], small=True)
        self.new = Button(lambda: _("New outlet"), key="Alt+K", kind="quiet", icon="add")
        self.problem = Banner(tone="due")
        self.problem.hide()
        self.list = ListPage(ctx)
        self.stack = QStackedWidget()
        self.day = DayPage(ctx)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.day)
        top = ground("window")
        row = QHBoxLayout(top)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(16)
        row.addWidget(self.title)
        row.addWidget(self.pages, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(line())
        column.addWidget(self.problem)
        column.addWidget(self.stack, 1)
        self.pages.chosen.connect(self.page_chosen)
