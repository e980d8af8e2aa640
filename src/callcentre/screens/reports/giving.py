"""What leaves the reports: PDF pages from a second process, paper, a copied table, a file for a spreadsheet."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from callcentre import words
from callcentre.runtime.errand import Cancelled, Errand, Errands, Moved
from callcentre.ui import formats
from callcentre.ui.screen import ScreenContext
from callcentre.words import _, ngettext

if TYPE_CHECKING:
    from callcentre.screens.reports.presenter import ReportsPanel

GROUP = "reports"


class Giving(QObject):
    """The acts at the foot and in the bar of the reports."""

    def __init__(self, panel: "ReportsPanel", ctx: ScreenContext) -> None:
        super().__init__(panel)
        self._panel, self._ctx = panel, ctx
        self._errands = Errands(self)
        self._under_way: Errand | None = None
        panel.copy.acted.connect(self.copy)
        panel.export.acted.connect(self.export)
        panel.print.acted.connect(self.print)
        panel.one.acted.connect(lambda: self.write_pages(panel.chosen_codes()))
        panel.all.acted.connect(lambda: self.write_pages(sorted(panel.codes_in_sight())))
        panel.cancel.acted.connect(self.cancel)

    def say(self) -> None:
        """Names on the buttons what they would write."""
        chosen, seen = self._panel.chosen_codes(), self._panel.codes_in_sight()
        if len(chosen) == 1:
            card = self._panel.card_of(chosen[0])
            name = card.outlet["name"] if card is not None else chosen[0]
            self._panel.one.say(_("PDF of {outlet}").format(outlet=name))
        else:
            self._panel.one.say(_("PDF of {n} chosen").format(n=len(chosen)))
        self._panel.all.say(
            ngettext("Write {n} scorecard as PDF", "Write {n} scorecards as PDF", len(seen)).format(n=formats.count(len(seen)))
        )
        nothing = "" if seen else _("No outlet is in sight")
        if self._panel.month_in_sight() is None:
            nothing = _("The figures have not been read yet")
        for button in (self._panel.one, self._panel.all, self._panel.print, self._panel.copy, self._panel.export):
            button.allow(nothing)

    def write_pages(self, codes: Sequence[str]) -> None:
        """Asks for a folder and has the pages drawn there by a second process."""
        month = self._panel.month_in_sight()
        if month is None or not codes or self._under_way is not None:
            return
        last = self._ctx.remembered.get(GROUP, "folder", str(Path.home()))
        folder = QFileDialog.getExistingDirectory(self._panel, _("Folder for the scorecards"), last)
        if not folder:
            return
        self._ctx.remembered.put(GROUP, "folder", folder)
        figures, language = dict(month.cards), words.language()

        def draw(moved: Moved, cancelled: Cancelled) -> list[Path]:
            from callcentre.reports.batch import write_batch

            return write_batch(
                json.dumps(figures), Path(folder), codes, language=language, moved=moved, cancelled=cancelled
            )

        self._begin(len(codes))
        self._under_way = self._errands.start(draw, partial(self._written, len(codes), folder), self._failed, self._moved)

    def cancel(self) -> None:
        """Stops after the page in hand; what is written stays."""
        if self._under_way is not None:
            self._panel.progress_words.setText(_("Stopping after this page"))
            self._panel.cancel.allow(_("It stops after this page"))
            self._under_way.cancel()

    def copy(self) -> None:
        """The rows chosen, or the whole table, as a spreadsheet takes them."""
        table = self._panel.table_in_sight()
        table.copy()
        n = len(table.chosen()) or table.rows_model.rowCount()
        self._ctx.shell.toast(ngettext("{n} row copied", "{n} rows copied", n).format(n=formats.count(n)))

    def export(self) -> None:
        """The table in sight as a file that cannot run anything."""
        month = self._panel.month_in_sight()
        if month is None:
            return
        last = self._ctx.remembered.get(GROUP, "folder", str(Path.home()))
        name = f"{'fees' if self._panel.kind.code() == 'fees' else 'ranking'}-{month.period}.xlsx"
        kinds = ";;".join((_("Workbook (*.xlsx)"), _("Text, comma separated (*.csv)")))
        target, _kind = QFileDialog.getSaveFileName(self._panel, _("Export the table"), str(Path(last) / name), kinds)
        if not target:
            return
        columns = self._panel.table_in_sight().rows_model.columns
        header = [_(column.title) for column in columns]
        rows = [[column.bare(row) for column in columns] for row in self._panel.rows_of(self._panel.table_in_sight())]

        def write(_moved: Moved, _cancelled: Cancelled) -> int:
            from callcentre.exchange.tables import write_table

            return write_table(Path(target), header, rows)

        self._errands.start(write, partial(self._exported, target), self._failed)

    def print(self) -> None:
        """The chosen scorecards before they go to the printer."""
        from callcentre.screens.reports.printing import preview

        cards = [card for code in self._panel.chosen_codes() if (card := self._panel.card_of(code)) is not None]
        if cards:
            preview(self._panel, cards)

    def _begin(self, n: int) -> None:
        self._panel.problem.hide()
        self._panel.progress.setRange(0, n)
        self._panel.progress.setValue(0)
        self._panel.progress_words.setText(_("Drawing the scorecards"))
        self._panel.cancel.allow("")
        self._panel.bar.setCurrentIndex(1)

    def _moved(self, done: int, in_all: int) -> None:
        self._panel.progress.setRange(0, in_all)
        self._panel.progress.setValue(done)
        if self._under_way is not None and not self._under_way.is_cancelled():
            self._panel.progress_words.setText(_("{done} of {all} scorecards").format(done=done, all=in_all))

    def _written(self, wanted: int, folder: str, files: Sequence[Path]) -> None:
        self._end()
        n = len(files)
        if n < wanted:
            said = _("Stopped: {n} of {all} scorecards are in {folder}").format(n=n, all=wanted, folder=folder)
        else:
            said = ngettext(
                "{n} scorecard was written to {folder}.", "{n} scorecards were written to {folder}.", n
            ).format(n=n, folder=folder)
        self._ctx.shell.toast(said)

    def _exported(self, target: str, n: int) -> None:
        rows = ngettext("{n} row", "{n} rows", n).format(n=formats.count(n))
        self._ctx.shell.toast(_("{file}: {rows} written").format(file=Path(target).name, rows=rows))

    def _failed(self, problem: Exception) -> None:
        self._end()
        self._panel.problem.show_problem(_("This was not written"), problem)

    def _end(self) -> None:
        self._under_way = None
        self._panel.bar.setCurrentIndex(0)
