"""Reads the list, opens cases, takes new ones, keeps all up with what others do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from sqlalchemy.orm import Session

from callcentre.runtime.runner import Latest
from callcentre.screens.complaints.list_tools import ListTools
from callcentre.screens.complaints.rows import STAGES
from callcentre.screens.complaints.view import CASE, NONE, TAKING, ComplaintsView
from callcentre.store.complaint_card import ComplaintCard
from callcentre.store.complaint_list import ComplaintList, complaint_list
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.language import live
from callcentre.ui.screen import Act, ScreenContext, Tab
from callcentre.words import _

CHANGES = ("complaint", "customer", "outlet")
MINUTE = 60_000


class ComplaintsPanel(ComplaintsView):
    """Takes complaints.open(complaint, kind=), complaints.new(order=, customer=) and complaints.close(complaint)."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self._wanted_act = ""
        self._tabbed: set[UUID] = set()
        self._reading = Latest(ctx.runner, self)
        self.tools = ListTools(self, ctx)
        self.tools.changed.connect(self.read_list)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read_list)])
        self._counts: Mapping[str, int] = {}
        self.stages.choose(ctx.remembered.get("complaints", "stage", "open"))
        self.stages.chosen.connect(self._stage_chosen)
        self.list.picked.connect(lambda row: self._show(row.complaint_id))
        self.list.opened.connect(lambda row: self._show(row.complaint_id, tab=True, enter=True))
        self.page.loaded.connect(self._loaded)
        self.new_wanted.connect(self.record)
        self.taking.taken.connect(self._taken)
        self.taking.left.connect(self._back)
        ctx.announcer.subscribe(self, CHANGES, lambda _changes: self.read_list())
        ctx.announcer.subscribe(self, ("claim",), lambda _changes: self.list.refresh())
        self.claims.watch(self)
        # What is left of a deadline changes although nothing happens.
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self.read_list)
        self._minute.start()
        self._enter = False
        live(self, self._say)
        self.read_list()
        if self.taking.has_draft():
            self.taking.start()
            self.right.setCurrentIndex(TAKING)

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Opens the complaint of an intent or takes a new one; without either the list gets the focus."""
        complaint = data.get("complaint")
        if intent == "complaints.new":
            named = ((name, data.get(name)) for name in ("order", "customer"))
            self.record(**dict([(name, pk) for name, pk in named if isinstance(pk, UUID)][:1]))
        elif not isinstance(complaint, UUID):
            self.list.setFocus()
        elif intent == "complaints.close":
            self._tabbed.discard(complaint)
            self._ctx.shell.drop_tab(_tab_key(complaint))
            if complaint == self.page.complaint:
                self.hold.end()
        else:
            self._wanted_act = str(data.get("kind", ""))
            self._show(complaint, tab=True, enter=True)

    def acts(self) -> Sequence[Act]:
        """The acts of the case that is open, with the reasons of those not possible."""
        return [*(self.page.acts() if self.right.currentIndex() == CASE else []), *self.tools.acts()]

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: the case that is due first, looked at, held by a colleague, taken alone, lost; the form for a new one."""
        return {"case": lambda: self.list.go_to(0), **self.hold.poses(), "record": self.record}

    def record(self, **begun_for: UUID) -> None:
        """The form for a new complaint, of this `customer` or about this `order`."""
        self.hold.leave()
        self.right.setCurrentIndex(TAKING)
        self.taking.start(**begun_for)

    def read_list(self) -> None:
        """Reads the part of the list that is chosen."""
        part, me = self.stages.code() or "open", self._ctx.person.id
        self.list.set_loading()
        arranged = self.tools.arranging()

        def ask(session: Session) -> ComplaintList:
            found = complaint_list(session, part, person=me)
            return replace(found, rows=arranged(found.rows))

        self._reading.read(ask, self._show_list, self._failed)

    def _show_list(self, read: ComplaintList) -> None:
        self.problem.hide()
        self.list.set_rows(read.rows, keep=lambda row: row.complaint_id)
        self.nothing.say(self.nothing_said())
        self.nothing.setVisible(not read.rows)
        self._counts = read.counts
        self._say()

    def _say(self) -> None:
        """How many stand in each part, and the order in use."""
        self.tools.say()
        for code, words in STAGES.items():
            n = self._counts.get(code, 0)
            self.stages.say(code, f"{_(words)} {formats.count(n)}" if n else _(words))
        self.head.count(self._counts.get(self.stages.code() or "open"))

    def _stage_chosen(self, code: str) -> None:
        self._ctx.remembered.put("complaints", "stage", code)
        self.read_list()

    def _show(self, complaint: UUID, *, tab: bool = False, enter: bool = False) -> None:
        if tab:
            self._tabbed.add(complaint)
        self._enter = enter
        self.taking.keep()
        self.right.setCurrentIndex(CASE)
        if enter:
            self.hold.take(complaint)
        else:
            self.hold.look(complaint)
        self.page.show_complaint(complaint)

    def _loaded(self, card: ComplaintCard) -> None:
        self._stand_on(card.id)
        if card.now.ended_at is not None:
            self.hold.end()
        if card.id in self._tabbed:
            customer = card.customer.name if card.customer else ""
            self._ctx.shell.put_tab(
                Tab(_tab_key(card.id), f"{formats.tail(card.no)} {customer}".strip(), "complaint", "", "complaints.open",
                    {"complaint": card.id}, closing="complaints.close"),
                current=True,
            )
        if self._wanted_act:
            kind, self._wanted_act = self._wanted_act, ""
            self.page.act_bar.begin(kind)
        elif self._enter:
            self.page.act_bar.start()
        self._enter = False

    def _stand_on(self, complaint: UUID) -> None:
        """The list stands on the case that is open, where it is among its rows."""
        rows = self.list.rows_model.rows()
        at = (n for n, row in enumerate(rows) if row is not None and row.complaint_id == complaint)
        self.list.go_to(next(at, -1), silent=True)

    def _taken(self, complaint: UUID) -> None:
        self.list.setFocus()
        self._show(complaint, tab=True, enter=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.claims.beat()

    def _back(self) -> None:
        self.right.setCurrentIndex(CASE if self.page.complaint else NONE)
        if self.page.complaint is not None:
            self.hold.look(self.page.complaint)
        self.list.setFocus()

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The complaints could not be read"), problem)


def _tab_key(complaint: UUID) -> str:
    return f"complaint:{complaint}"
