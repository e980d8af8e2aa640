"""Reads the outlets, narrows the list, shows the one chosen, and hands its day over."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from sqlalchemy.orm import Session

from callcentre.runtime.runner import Latest
from callcentre.screens.outlets import forms
from callcentre.screens.outlets.rows import PARTS, Line
from callcentre.screens.outlets.view import LISTED, NO_RIGHT, NONE_AT_ALL, NONE_HERE, PAGES, OutletsView
from callcentre.store.outlet_card import OutletCard, outlet_card
from callcentre.store.outlet_list import Months, OutletRow, months, outlet_rows, seen_outlets, sees_all
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.letters import fits
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, ngettext

CHANGES = ("order", "outlet", "technician", "complaint")
EVERY = 60_000


class OutletsPanel(OutletsView):
    """Takes outlets.open(outlet=) and outlets.day(outlet=)."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._ctx = ctx
        self._rows: Sequence[OutletRow] = ()
        self._months: Months | None = None
        self._wanted: UUID | None = None
        self._stale = False
        self._list, self._card = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self._connect()
        for number, page in enumerate(PAGES, 1):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, partial(self._work_on, page))
        for key, act in (("Alt+O", self.list.page.show_orders), ("Ctrl+M", self.list.page.show_on_map)):
            QShortcut(QKeySequence(key), self.list, act)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY)
        self._minute.timeout.connect(self.read)
        self._minute.start()
        self.list.table.rows_model.set_loading(12)
        self._go_to(ctx.remembered.get("outlets", "page", _first_page(ctx.person.roles)))
        self.read()

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        """Shows the outlet of an intent; without one the list gets the focus."""
        outlet = data.get("outlet")
        if intent == "outlets.day":
            self._open_day(outlet if isinstance(outlet, UUID) else None)
            return
        self._go_to("list")
        if isinstance(outlet, UUID):
            self._wanted = outlet
            self._stand_on()
        self.list.table.setFocus()

    def acts(self) -> Sequence[Act]:
        """The parts of the panel, and what may be done with the outlet shown."""
        parts = [
            Act(_("Show: {stage}").format(stage=_(name)), partial(self._work_on, page), f"Ctrl+{number}")
            for number, (page, name) in enumerate(PAGES.items(), 1)
        ]
        if self.stack.currentWidget() is self.day:
            return [*parts, *self.day.acts()]
        page = self.list.page
        if page.outlet is None:
            return parts
        return [
            *parts, *page.bar.acts(), Act(_("Show its orders as a list"), page.show_orders, "Alt+O", "clipboard_text_ltr"),
            Act(_("Show on the map"), page.show_on_map, "Ctrl+M", "map"),
        ]

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: the outlet with most in its hands, and its day."""
        return {"list": self._pose, "day": lambda: self._open_day(self.list.page.outlet)}

    def _pose(self) -> None:
        busiest = max(self.list.table.rows_model.shown(), key=lambda line: line.row.open, default=None)
        if busiest is not None:
            self._wanted = busiest.row.id
            self._stand_on()

    def read(self) -> None:
        """Reads the outlets and their months again; out of sight it waits until the panel is seen."""
        now, profile, person = self._ctx.now(), self._ctx.profile, self._ctx.person

        def ask(session: Session) -> tuple[list[OutletRow], Months]:
            seen = seen_outlets(session, person.roles, person.outlet)
            return outlet_rows(session, now=now, profile=profile, seen=seen), months(session, now=now, profile=profile)

        self._list.read(ask, self._show_list, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def _connect(self) -> None:
        page = self.list
        page.search.asked.connect(lambda _typed: self._narrow())
        page.search.left_down.connect(page.table.setFocus)
        page.search.entered.connect(page.table.setFocus)
        page.tree.picked.connect(lambda _node: self._narrow())
        page.part.chosen.connect(lambda _part: self._narrow())
        page.table.picked.connect(lambda line: self._read_card(line.row.id))
        page.page.written.connect(self._saved)
        page.page.day_wanted.connect(self._open_day)
        page.table.opened.connect(lambda line: self._open_day(line.row.id))
        self.new.acted.connect(page.page.add)
        page.first.acted.connect(page.page.add)
        page.first.setVisible(bool(self._ctx.person.roles & forms.KEEPERS))
        self.page_chosen.connect(self._go_to)
        self._ctx.announcer.subscribe(self, CHANGES, lambda _changes: self._changed())

    def _changed(self) -> None:
        if self.isVisible():
            self.read()
            if self.stack.currentWidget() is self.day:
                self.day.read()
        else:
            self._stale = True

    def _go_to(self, page: str) -> None:
        self.pages.choose(page)
        self.stack.setCurrentIndex(list(PAGES).index(page))
        self._ctx.remembered.put("outlets", "page", page)
        self.setFocusProxy(self.list if page == "list" else self.day)
        self.new.setVisible(page == "list" and bool(self._ctx.person.roles & forms.KEEPERS))
        if page == "day":
            self.day.read()

    def _work_on(self, page: str) -> None:
        """Goes to a part by its key, and into its table. From the list to the day of the outlet one stands on."""
        here = self.stack.currentWidget() is self.list
        if page == "day" and here and self.list.page.outlet is not None and self.list.table.hasFocus():
            self._open_day(self.list.page.outlet)
            return
        self._go_to(page)
        (self.list if page == "list" else self.day).setFocus()

    def _open_day(self, outlet: UUID | None) -> None:
        self.day.work(outlet)
        self._go_to("day")
        self.day.table.setFocus()

    # the list

    def _show_list(self, read: tuple[list[OutletRow], Months]) -> None:
        self._rows, self._months = read
        self.problem.hide()
        self.list.tree.set_outlets(self._rows)
        self.list.page.set_outlets(self._rows)
        self.day.set_outlets(self._rows)
        self.list.page.show_months(self._months)
        self._narrow()
        outlet = self.list.page.outlet
        if outlet is not None:
            self._read_card(outlet)
        if self._wanted is not None:
            self._stand_on()

    def _narrow(self) -> None:
        """The outlets below the node, of the part chosen, that fit what is typed."""
        typed = self.list.search.text().strip()
        self.list.tree.search(typed)
        within = self.list.tree.within(self.list.tree.node())
        test = PARTS[self.list.part.code() or "active"][1]
        last = self._months.last.cards if self._months is not None else {}
        lines = [Line(row, last.get(row.code)) for row in self._rows if within is None or row.id in within]
        found = [line for line in lines if test(line) and fits(typed, _texts(line.row))]
        self.list.table.set_rows(found, keep=lambda line: line.row.id)
        self.list.body.setCurrentIndex(LISTED if found else NONE_HERE if self._rows else self._why_none())
        nothing = self.list.body.currentIndex() == NONE_AT_ALL
        had_focus = self.list.table.hasFocus() or self.list.first.hasFocus()
        self.list.setFocusProxy(self.list.first if nothing and self.list.first.isVisibleTo(self) else self.list.table)
        if had_focus:
            self.list.setFocus()
        self.list.foot.setText(_summary(found))

    def _why_none(self) -> int:
        person = self._ctx.person
        return NONE_AT_ALL if sees_all(person.roles) or person.outlet is not None else NO_RIGHT

    def _stand_on(self) -> None:
        """Goes to the outlet that is wanted, also where the list was narrowed so that it is not in it."""
        wanted = self._wanted
        row = next((row for row in self._rows if row.id == wanted), None)
        if row is None:
            return
        self._wanted = None
        shown = [line.row.id for line in self.list.table.rows_model.shown()]
        if row.id not in shown:
            self.list.search.clear()
            self.list.tree.setCurrentIndex(self.list.tree.model().index(0, 0))
            self.list.part.choose("active" if row.serves else "ended")
            self._narrow()
            shown = [line.row.id for line in self.list.table.rows_model.shown()]
        self.list.table.stand_on(shown.index(row.id))

    # the card

    def _read_card(self, outlet: UUID) -> None:
        now, profile = self._ctx.now(), self._ctx.profile
        self.list.page.expect(outlet)
        self._card.read(
            lambda session: outlet_card(session, outlet, now=now, profile=profile), self._show_card, self._failed
        )

    def _show_card(self, card: OutletCard) -> None:
        self.list.page.show_outlet(card)

    def _saved(self, outlet: object) -> None:
        if isinstance(outlet, UUID):
            self._wanted = outlet
            self._ctx.shell.saved(_("The outlet is saved"))
            self.read()

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The outlets could not be read"), problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])
        if not self.list.table.rows_model.shown():
            self.list.table.rows_model.set_loading(0)


def _first_page(roles: frozenset[str]) -> str:
    """A dispatcher's day begins with the orders; others look after the outlets."""
    return "day" if "dispatcher" in roles and not roles & {"agent", "supervisor", "administrator"} else "list"


def _texts(row: OutletRow) -> str:
    return f"{row.code} {row.name} {row.city} {row.district} {row.phone}"


def _summary(found: Sequence[Line]) -> str:
    parts = [ngettext("{n} outlet", "{n} outlets", len(found)).format(n=formats.count(len(found)))]
    opened, over = sum(line.row.open for line in found), sum(line.row.overdue for line in found)
    if opened:
        parts.append(ngettext("{n} order in hand", "{n} orders in hand", opened).format(n=formats.count(opened)))
    if over:
        parts.append(_("{n} overdue").format(n=formats.count(over)))
    return formats.joined(*parts)
