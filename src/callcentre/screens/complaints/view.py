"""The complaints panel: parts of the list as choices, the list, the case that is open or the one being taken."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from callcentre.domain.claims import Claim, Item
from callcentre.screens.complaints.hold import Hold
from callcentre.screens.complaints.rows import STAGES, describe
from callcentre.screens.complaints.taking import TakingPage
from callcentre.store.complaint_list import ComplaintRow
from callcentre.ui import keys
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.complaint.page import ComplaintPage
from callcentre.ui.fields import SearchField
from callcentre.ui.holding import claims_of
from callcentre.ui.labels import Heading, ground
from callcentre.ui.lists import CardList
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.words import _

NONE, CASE, TAKING = range(3)
"""Pages at the right: nothing chosen, a case, a complaint being taken."""


class ComplaintsView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    new_wanted = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self.claims = claims_of(ctx)
        self.head = Heading(lambda: _("Complaints"))
        self.head.put(
            Button(lambda: _("Record"), key="Alt+K", kind="quiet", icon="add", run=self.new_wanted.emit)
        )
        self.stages = Segments(
            lambda: _("Part of the list"), [Choice(code, partial(_, words)) for code, words in STAGES.items()], small=True
        )
        self.list: CardList[ComplaintRow] = CardList(
            lambda: _("Complaints"), describe(ctx.profile, ctx.person.id, ctx.now, ctx.zone, self._held), lines=2,
            indent=True, divided=True,
        )
        self.narrow = SearchField(lambda: _("Narrow the list"), hint=lambda: _("Customer, owner, outlet"), key="Ctrl+F")
        self.nothing = Empty(self.nothing_said)
        self.nothing.hide()
        self.sort = Button("", key="Ctrl+O", kind="small", icon="chevron_down")
        self.problem = Banner(tone="due")
        self.asking = Banner(tone="plain")
        for banner in (self.problem, self.asking):
            banner.hide()
        self.page = ComplaintPage(ctx)
        self.hold = Hold(self, ctx, self.claims, self.page.act_bar)
        self.taking = TakingPage(ctx)
        self.right = QStackedWidget()
        self.right.addWidget(
            Empty(lambda: keys.named(_("Choose a complaint at the left, or find one with F3 by the end of its number.")))
        )
        self.right.addWidget(self.page)
        self.right.addWidget(self.taking)
        left = ground("window")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(16, 0, 16, 0)
        above.setSpacing(8)
        for widget in (self.head, self.narrow, self.stages):
            above.addWidget(widget)
        self.stages.put(self.sort)
        for said in (self.problem, self.asking, self.nothing):
            above.addWidget(said)
        column.addLayout(above)
        column.addWidget(self.list, 1)
        case = ground("surface")
        over = QVBoxLayout(case)
        over.setContentsMargins(0, 0, 0, 0)
        over.setSpacing(0)
        over.addWidget(self.hold.banner)
        over.addWidget(self.right, 1)
        columns = Columns(
            ctx.remembered, "complaints", [left, case], at_1366=[300, 994], at_1920=[360, 1488],
            minima=(272, 520), grows=1, narrow=0,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)
        self.setFocusProxy(self.list)

    def _held(self, complaint: UUID) -> Claim | None:
        return self.claims.of(Item("complaint", complaint))

    def nothing_said(self) -> str:
        """What is said where no row is."""
        typed = self.narrow.text().strip()
        if typed:
            return _("No complaint here fits “{typed}”.").format(typed=typed)
        return _("No complaint stands here. Alt+K records one.")
