"""The list of complaints as a list: narrowed, put in order, copied, exported, printed."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from callcentre.screens.complaints.rows import SORTS, STAGES, columns, fitting
from callcentre.screens.complaints.view import ComplaintsView
from callcentre.store.complaint_list import ComplaintRow
from callcentre.ui import formats
from callcentre.ui.cards import Card
from callcentre.ui.handing_on import Given, HandingOn
from callcentre.ui.order.filter_sheet import under
from callcentre.ui.overlay import Entry, Sheet
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _


class ListTools(QObject):
    """`changed` when the list has to be read in another way; `arranging()` is how, for another thread."""

    changed = Signal()

    def __init__(self, panel: ComplaintsView, ctx: ScreenContext) -> None:
        super().__init__(panel)
        self.ctx, self._panel = ctx, panel
        self.asking = panel.asking
        self._typed = ""
        self._sort: str = ctx.remembered.get("complaints", "sort", "")
        self.handing_on = HandingOn(self, panel)
        self._sheet = Sheet(lambda: _("Order of the list"), panel, field=False)
        panel.narrow.asked.connect(self._narrowed)
        for signal in (panel.narrow.entered, panel.narrow.left_down):
            signal.connect(self.take_focus)
        panel.sort.acted.connect(self._choose_sort)
        for key, run in (("Ctrl+F", panel.narrow.setFocus), ("Ctrl+E", self.handing_on.export), ("Ctrl+P", self.handing_on.print)):
            QShortcut(QKeySequence(key), panel, run)
        copied = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), panel.list, self.handing_on.copy)
        copied.setContext(Qt.ShortcutContext.WidgetShortcut)

    def acts(self) -> list[Act]:
        """For the palette."""
        sorts = [
            Act(_("Order: {order}").format(order=_(title)), partial(self._put_in_order, code), "", "filter")
            for code, (title, _key) in SORTS.items()
        ]
        return [Act(_("Narrow the list"), self._panel.narrow.setFocus, "Ctrl+F", "filter"), *self.handing_on.acts(), *sorts]

    def arranging(self) -> Callable[[Sequence[ComplaintRow]], list[ComplaintRow]]:
        """Leaves out what does not fit what is typed, and puts the rest in the order chosen."""
        profile, typed, key = self.ctx.profile, self._typed, SORTS.get(self._sort, SORTS[""])[1]

        def arranged(rows: Sequence[ComplaintRow]) -> list[ComplaintRow]:
            fits = fitting(typed, profile)
            found = [row for row in rows if fits(row)]
            return found if key is None else sorted(found, key=key(profile))

        return arranged

    def say(self) -> None:
        """The order in use, on its button."""
        self._panel.sort.say(_(SORTS.get(self._sort, SORTS[""])[0]))

    # for what hands the list on

    def list_name(self) -> str:
        """The part of the list, as files and pages are called."""
        return formats.joined(_("Complaints"), _(STAGES[self._panel.stages.code() or "open"]))

    def given(self, *, chosen: bool) -> Given[ComplaintRow]:
        """Every row: a list of cards has one that is stood on, none that are chosen."""
        rows = [row for row in self._panel.list.rows_model.rows() if row is not None]
        return Given(len(rows), lambda _session: rows, columns(self.ctx.profile, self.ctx.zone))

    def take_focus(self) -> None:
        """Goes to the rows."""
        self._panel.list.setFocus()

    def _narrowed(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self.changed.emit()

    def _choose_sort(self) -> None:
        entries = [
            Entry(Card(_(title), icon="checkmark" if code == self._sort else ""), partial(self._put_in_order, code))
            for code, (title, _key) in SORTS.items()
        ]
        self._sheet.open(entries, at=under(self._panel.sort, self._panel))

    def _put_in_order(self, code: str) -> None:
        self._sort = code
        self.ctx.remembered.put("complaints", "sort", code)
        self.say()
        self.changed.emit()
