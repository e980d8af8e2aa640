"""The search of the strip: asks while one types, shows what was found under the field, goes there."""

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from callcentre.domain.errors import Problem
from callcentre.runtime.runner import Latest, Runner
from callcentre.ui import formats
from callcentre.ui.cards import Card, Line
from callcentre.ui.fields import SearchField
from callcentre.ui.overlay import Entry, Sheet
from callcentre.words import N_, _
from callcentre.words.errors import say

if TYPE_CHECKING:
    from callcentre.store.search import Found, Why
    from callcentre.store.sight import Onlooker

MOST = 20
KINDS: dict[str, tuple[str, str, str]] = {
    "customer": (N_("People"), "person", "intake.customer"),
    "order": (N_("Orders"), "clipboard_text_ltr", "orders.open"),
    "asset": (N_("Machines"), "wrench", "intake.asset"),
    "outlet": (N_("Outlets"), "building_shop", "outlets.open"),
    "complaint": (N_("Complaints"), "comment_error", "complaints.open"),
    "article": (N_("Knowledge"), "book", "knowledge.open"),
}
"""For each kind found: the name of its group, icon, and the intent that shows it, with {kind: id}."""
WHY = {
    "number": N_("number {part}"), "phone": N_("phone {part}"), "serial": N_("serial {part}"),
    "code": N_("code {part}"), "name": N_("name {part}"), "initials": N_("letters {part}"),
    "model": N_("model {part}"), "place": N_("place {part}"), "address": N_("address {part}"),
    "reference": N_("reference {part}"), "words": N_("words {part}"),
}
"""What of a thing was found, with the part that fits."""
Navigate = Callable[..., None]


def why(found: "Why") -> str:
    """The reason why something was found, in words."""
    part = formats.phone(found.part) if found.code == "phone" else found.part
    return _(WHY[found.code]).format(part=part) if found.code in WHY else part


def told(found: "Found", reason: str) -> str:
    """The reason with what tells the thing from others of the same name, where the reason does not say it."""
    return formats.joined(reason, found.beside if found.why.code != "address" else "")


class Finder(QObject):
    """Joins the field of the strip, the store's search and the sheet of results."""

    def __init__(self, window: QWidget, field: SearchField) -> None:
        super().__init__(window)
        self._field, self._window = field, window
        self.sheet = Sheet(lambda: _("Found"), window, field=False)
        self._latest: Latest | None = None
        self._answered = ""
        self._enter_waits = False
        self._navigate: Navigate = lambda *_given, **_data: None
        self._panels: Container[str] | None = None
        self._by: Onlooker | None = None
        field.asked.connect(self._ask)
        field.left_down.connect(self._into_results)
        field.entered.connect(self._take_first)

    def start(self, runner: Runner, navigate: Navigate, by: "Onlooker", panels: Container[str] | None = None) -> None:
        """The desk is open: from now on there is something to find that `by` may see, of what these panels show (None: all)."""
        self._latest, self._navigate, self._by, self._panels = Latest(runner, self), navigate, by, panels

    def _ask(self, text: str) -> None:
        by = self._by
        if self._latest is None or by is None:
            return
        self._enter_waits = False
        if not text:
            self._latest.cancel()
            self.sheet.hide()
            return

        def find_in_store(session: Any) -> "Sequence[Found]":
            # The store is imported where it is used, away from the first picture of the window.
            from callcentre.store.sight import find_seen

            return find_seen(session, text, by, limit=MOST)

        self._latest.read(find_in_store, lambda found: self._show(found, text), lambda problem: self._failed(problem, text))

    def _show(self, found: "Sequence[Found]", text: str) -> None:
        self._say(self._entries(found, text), text, _("Nothing is called that."))

    def _failed(self, problem: Exception, text: str) -> None:
        """Says where one looks what went wrong; the words typed stay."""
        why = say(problem) if isinstance(problem, Problem) else type(problem).__name__
        self._say([], text, _("Nothing could be looked up: {why} Type on to try again.").format(why=why))

    def _say(self, entries: list[Entry], text: str, nothing: str) -> None:
        if not self._field.hasFocus():
            return
        self._answered = text
        self.sheet.set_entries(entries, nothing)
        corner = self._field.mapTo(self._window, QPoint(0, self._field.height() + 6))
        self.sheet.show_under(QRect(corner, self._field.size()))
        if self._enter_waits:
            self._take_first()

    def _entries(self, found: "Sequence[Found]", text: str) -> list[Entry]:
        lines, group = [], ""
        for one in sorted(found, key=lambda one: list(KINDS).index(one.kind) if one.kind in KINDS else len(KINDS)):
            if one.kind not in KINDS:
                continue
            name, icon, intent = KINDS[one.kind]
            if self._panels is not None and intent.partition(".")[0] not in self._panels:
                continue
            head = _(name) if one.kind != group else ""
            card = Card(one.title, icon=icon, right=one.no or "", lines=(Line(words=told(one, why(one.why))),), head=head, match=text)
            lines.append(Entry(card, self._goer(intent, one.kind, one.id)))
            group = one.kind
        return lines

    def _goer(self, intent: str, kind: str, pk: object) -> Callable[[], None]:
        def go() -> None:
            self._field.clear()
            self._answered = ""
            self._navigate(intent, **{kind: pk})

        return go

    def _into_results(self) -> None:
        if self.sheet.isVisible():
            self.sheet.list.setFocus()

    def _take_first(self) -> None:
        # An Enter that is quicker than the answer waits for it, and never takes what was found for less.
        self._enter_waits = self._answered != self._field.text().strip()
        if self._enter_waits:
            return
        entries = self.sheet.entries()
        if self.sheet.isVisible() and entries and entries[0].run is not None:
            self.sheet.hide()
            entries[0].run()
