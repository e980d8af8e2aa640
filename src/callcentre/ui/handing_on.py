"""What is taken out of a list: copied as a table, written to a file, printed. No widget is read off its thread."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from callcentre.exchange.rows import Cancelled, Moved
from callcentre.runtime.bridge import Bridge, alive, weakly
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.screen import Act, ScreenContext
from callcentre.ui.table_paper import ROWS_ON_A_PAGE, print_rows
from callcentre.ui.tables import Column
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Row = TypeVar("Row")
MOST_COPIED = 20_000
PAGES = (1, 5, 20)
"""So many pages are offered; more belong in a file."""


@dataclass(frozen=True, slots=True)
class Given(Generic[Row]):
    """What a list hands on: about `count` rows in the order in which they stand, and the columns in sight."""

    count: int
    rows: Callable[[Session], Iterable[Row]]
    """Reads them, on another thread than the window's."""
    columns: Sequence[Column[Row]]


class Gives(Protocol):
    """A list whose rows are handed on."""

    ctx: ScreenContext
    asking: Banner
    """Where it is asked in place."""

    def list_name(self) -> str:
        """What a file or a page is called after it, in the language in use."""

    def given(self, *, chosen: bool) -> Given[Any]:
        """The whole list; with `chosen` the rows chosen, where there are any."""

    def take_focus(self) -> None:
        """Goes back to the rows."""


class HandingOn(QObject):
    """Asks in place, reads off the window's thread, says what was done."""

    def __init__(self, listed: Gives, window: QWidget) -> None:
        super().__init__(window)
        self._list, self._window = listed, window
        self._bridge = Bridge()
        self._given_up = Event()
        self._under_way = False

    def acts(self) -> list[Act]:
        """For the palette of a list that has no buttons for them."""
        return [
            Act(_("Copy as a table"), self.copy, "Ctrl+C", "copy"), Act(_("Export"), self.export, "Ctrl+E", "open"),
            Act(_("Print"), self.print, "Ctrl+P", "print"),
        ]

    def copy(self) -> None:
        """The chosen rows, else all, as a table of bare values under their titles."""
        given = self._list.given(chosen=True)
        if given.count > MOST_COPIED:
            self._list.ctx.shell.toast(
                _("At most {n} rows are copied; the export takes all").format(n=formats.count(MOST_COPIED)))
            return
        self._read(given, given.count, partial(self._to_clipboard, given.columns))

    def export(self) -> None:
        """Asks for a file and writes the whole list to it."""
        filters = {_("Workbook (*.xlsx)"): ".xlsx", _("Text, comma separated (*.csv)"): ".csv"}
        written, chosen = QFileDialog.getSaveFileName(
            self._window, _("Export the list"), self._list.list_name() + ".xlsx", ";;".join(filters))
        if written:
            target = Path(written)
            self.export_to(target if target.suffix else target.with_suffix(filters.get(chosen, ".xlsx")))

    def export_to(self, target: Path) -> None:
        """Writes the whole list, with progress and a way to give it up."""
        if self._under_way:
            return
        self._under_way = True
        self._given_up = given_up = Event()
        given, me, bridge = self._list.given(chosen=False), weakly(self), self._bridge

        def moved(done: int, in_all: int) -> None:
            if given_up.is_set():
                raise Cancelled
            bridge.post(lambda: self._progress(done, in_all) if alive(me()) and not given_up.is_set() else None)

        ask = partial(_write, given=given, target=target, moved=moved)
        self._progress(0, given.count)
        self._list.ctx.runner.read(ask, partial(self._exported, target), self._failed, owner=self)

    def print(self) -> None:
        """Asks in place how many pages."""
        pages = max(1, -(-self._list.given(chosen=False).count // ROWS_ON_A_PAGE))
        offered = sorted({min(pages, wanted) for wanted in PAGES})
        said = ngettext("{n} page in all", "{n} pages in all", pages).format(n=formats.count(pages))
        self._list.asking.show_text(_("How many pages are printed?"), said, tone="plain", icon="print")
        acts = [Button(_pages_words(n), kind="secondary", run=partial(self._choose_printer, n)) for n in offered]
        self._list.asking.set_acts([*acts, Button(lambda: _("Do not print"), kind="quiet", run=self._stop_asking)])
        self._list.asking.show()
        acts[0].setFocus()

    def print_on(self, printer: "QPrinter", pages: int) -> None:
        """Prints the first pages of the list."""
        ctx = self._list.ctx
        title = formats.joined(self._list.list_name(), formats.moment(ctx.now(), 0, ctx.zone))
        given = self._list.given(chosen=False)
        columns = given.columns

        def on_paper(lines: Sequence[Sequence[str]]) -> None:
            done = print_rows(printer, title, [_(c.title) for c in columns], lines, [c.width for c in columns])
            ctx.shell.toast(_("The list is printed") if done else _("The printer does not answer"))

        self._read(given, pages * ROWS_ON_A_PAGE, on_paper)

    # one after the other

    def _choose_printer(self, pages: int) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self._stop_asking()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._window).exec():
            self.print_on(printer, pages)

    def _stop_asking(self) -> None:
        self._list.asking.hide()
        self._list.take_focus()

    def _to_clipboard(self, columns: Sequence[Column[Any]], lines: Sequence[Sequence[str]]) -> None:
        table = [[_(column.title) for column in columns], *lines]
        plain = ("\t".join(" ".join(cell.split()) for cell in line) for line in table)
        QGuiApplication.clipboard().setText("\n".join(plain))
        n = len(lines)
        self._list.ctx.shell.toast(ngettext("{n} row is on the clipboard", "{n} rows are on the clipboard", n).format(n=n))

    def _progress(self, done: int, in_all: int) -> None:
        if not self._under_way:
            return
        self._list.asking.show_text(
            _("The list is being written"),
            _("{done} of {in_all}").format(done=formats.count(done), in_all=formats.count(in_all)), tone="plain", icon="document",
        )
        if done == 0:
            self._list.asking.set_acts([Button(lambda: _("Give it up"), kind="quiet", run=self._give_up)])

    def _give_up(self) -> None:
        self._given_up.set()
        self._end()
        self._list.ctx.shell.toast(_("The export was given up; no file was written"))

    def _exported(self, target: Path, rows: int | None) -> None:
        if rows is None or not self._under_way:
            return
        self._end()
        said = ngettext("{n} row is in {file}", "{n} rows are in {file}", rows)
        self._list.ctx.shell.toast(said.format(n=formats.count(rows), file=target.name))

    def _failed(self, problem: Exception) -> None:
        self._end()
        self._list.asking.show_problem(_("This did not work"), problem)
        self._list.asking.set_acts([Button(lambda: _("Close"), kind="quiet", run=self._stop_asking)])

    def _end(self) -> None:
        self._under_way = False
        self._list.asking.hide()

    def _read(self, given: Given[Any], most: int, done: Callable[[list[list[str]]], None]) -> None:
        def ask(session: Session) -> list[list[str]]:
            return [_line(row, given.columns) for row in islice(given.rows(session), most)]

        self._list.ctx.runner.read(ask, done, self._failed, owner=self)


def _line(row: Row, columns: Sequence[Column[Row]]) -> list[str]:
    """The bare values of a row."""
    return [column.bare(row) for column in columns]


def _pages_words(n: int) -> Callable[[], str]:
    return lambda: ngettext("{n} page", "{n} pages", n).format(n=n)


def _write(session: Session, *, given: Given[Any], target: Path, moved: Moved) -> int | None:
    """Writes the rows as they are read; None where somebody gave it up."""
    # Here, on the reader's thread: the library of workbooks looks into files when it is imported.
    from callcentre.exchange.tables import write_table

    titles = [_(column.title) for column in given.columns]
    try:
        return write_table(target, titles, _lines(session, given, moved))
    except Cancelled:
        return None


def _lines(session: Session, given: Given[Any], moved: Moved) -> Iterator[list[str]]:
    for number, row in enumerate(given.rows(session)):
        if number % 1_000 == 0:
            moved(number, given.count)
        yield _line(row, given.columns)
