"""What is taken out of the list: copied as a table, written to a file, printed."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from callcentre.exchange.rows import Cancelled, Moved
from callcentre.runtime.bridge import Bridge, alive, weakly
from callcentre.screens.orders.printing import ROWS_ON_A_PAGE, print_rows
from callcentre.screens.orders.reading import some_rows
from callcentre.screens.orders.rows import as_lines
from callcentre.store.order_blocks import Keys, ListedOrder, rows_of
from callcentre.ui import formats
from callcentre.ui.banner import Banner
from callcentre.ui.block_table import BlockTable
from callcentre.ui.buttons import Button
from callcentre.ui.screen import ScreenContext
from callcentre.ui.tables import Column
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

MOST_COPIED = 20_000
AT_A_TIME = 1_000
PAGES = (1, 5, 20)
"""So many pages are offered; more belong in a file."""


class Listed(Protocol):
    """The list whose rows are handed on."""

    ctx: ScreenContext
    keys: Keys
    table: BlockTable[ListedOrder]
    asking: Banner


class HandingOn(QObject):
    """Asks in place, reads off the window's thread, says what was done."""

    def __init__(self, listed: Listed, window: QWidget) -> None:
        super().__init__(window)
        self._list, self._window = listed, window
        self._bridge = Bridge()
        self._given_up = Event()
        self._under_way = False

    def copy(self) -> None:
        """The chosen rows, else all, as a table of bare values under their titles."""
        keys = self._chosen_keys()
        if len(keys) > MOST_COPIED:
            self._list.ctx.shell.toast(
                _("At most {n} rows are copied; the export takes all").format(n=formats.count(MOST_COPIED)))
            return
        self._read(keys, self._to_clipboard)

    def export(self) -> None:
        """Asks for a file and writes the whole list to it."""
        filters = {_("Workbook (*.xlsx)"): ".xlsx", _("Text, comma separated (*.csv)"): ".csv"}
        written, chosen = QFileDialog.getSaveFileName(
            self._window, _("Export the list"), _("Orders") + ".xlsx", ";;".join(filters))
        if written:
            target = Path(written)
            self.export_to(target if target.suffix else target.with_suffix(filters.get(chosen, ".xlsx")))

    def export_to(self, target: Path) -> None:
        """Writes the whole list, with progress and a way to give it up."""
        if self._under_way:
            return
        self._under_way = True
        self._given_up = given_up = Event()
        keys, columns, me, bridge = self._list.keys, self._columns(), weakly(self), self._bridge

        def moved(done: int, in_all: int) -> None:
            if given_up.is_set():
                raise Cancelled
            bridge.post(lambda: self._progress(done, in_all) if alive(me()) and not given_up.is_set() else None)

        ask = partial(_write, keys=keys, columns=columns, target=target, moved=moved)
        self._progress(0, len(keys))
        self._list.ctx.runner.read(ask, partial(self._exported, target), self._failed, owner=self)

    def print(self) -> None:
        """Asks in place how many pages."""
        pages = max(1, -(-len(self._list.keys) // ROWS_ON_A_PAGE))
        offered = sorted({min(pages, wanted) for wanted in PAGES})
        said = ngettext("{n} page in all", "{n} pages in all", pages).format(n=formats.count(pages))
        self._list.asking.show_text(_("How many pages are printed?"), said, tone="plain", icon="print")
        acts = [Button(_pages_words(n), kind="secondary", run=partial(self._choose_printer, n)) for n in offered]
        self._list.asking.set_acts([*acts, Button(lambda: _("Do not print"), kind="quiet", run=self._stop_asking)])
        self._list.asking.show()
        acts[0].setFocus()

    def print_on(self, printer: "QPrinter", pages: int) -> None:
        """Prints the first pages of the list."""
        title = formats.joined(_("Orders"), formats.moment(self._list.ctx.now(), 0, self._list.ctx.zone))

        def on_paper(rows: Sequence[ListedOrder]) -> None:
            columns = self._columns()
            done = print_rows(printer, title, [_(c.title) for c in columns], as_lines(rows, columns),
                              [c.width for c in columns])
            self._list.ctx.shell.toast(_("The list is printed") if done else _("The printer does not answer"))

        self._read(self._list.keys[: pages * ROWS_ON_A_PAGE], on_paper)

    # one after the other

    def _choose_printer(self, pages: int) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        self._stop_asking()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self._window).exec():
            self.print_on(printer, pages)

    def _stop_asking(self) -> None:
        self._list.asking.hide()
        self._list.table.setFocus()

    def _to_clipboard(self, rows: Sequence[ListedOrder]) -> None:
        columns = self._columns()
        lines = [[_(column.title) for column in columns], *as_lines(rows, columns)]
        plain = ("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(plain))
        n = len(rows)
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
        self._list.ctx.shell.toast(_("{n} orders are in {file}").format(n=formats.count(rows), file=target.name))

    def _failed(self, problem: Exception) -> None:
        self._end()
        self._list.asking.show_problem(_("This did not work"), problem)
        self._list.asking.set_acts([Button(lambda: _("Close"), kind="quiet", run=self._stop_asking)])

    def _end(self) -> None:
        self._under_way = False
        self._list.asking.hide()

    def _read(self, keys: Sequence[int], done: Any) -> None:
        self._list.ctx.runner.read(some_rows(keys), done, self._failed, owner=self)

    def _chosen_keys(self) -> Sequence[int]:
        runs = self._list.table.chosen_places()
        if not runs:
            return self._list.keys
        return [key for first, last in runs for key in self._list.keys[first : last + 1]]

    def _columns(self) -> list[Column[ListedOrder]]:
        by_code = {column.code: column for column in self._list.table.blocks.columns}
        return [by_code[code] for code in self._list.table.shown_columns()]


def _pages_words(n: int) -> Any:
    return lambda: ngettext("{n} page", "{n} pages", n).format(n=n)


def _write(
    session: Session, *, keys: Keys, columns: Sequence[Column[ListedOrder]], target: Path, moved: Moved
) -> int | None:
    """Writes the rows a thousand at a time; None where somebody gave it up."""
    # Here, on the reader's thread: the library of workbooks looks into files when it is imported.
    from callcentre.exchange.tables import write_table

    titles = [_(column.title) for column in columns]
    try:
        return write_table(target, titles, _lines(session, keys, columns, moved))
    except Cancelled:
        return None


def _lines(
    session: Session, keys: Keys, columns: Sequence[Column[ListedOrder]], moved: Moved
) -> Iterator[list[str]]:
    rest, done = iter(keys), 0
    while some := list(islice(rest, AT_A_TIME)):
        moved(done, len(keys))
        done += len(some)
        yield from as_lines([row for row in rows_of(session, some) if row is not None], columns)
