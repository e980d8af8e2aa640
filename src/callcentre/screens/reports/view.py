"""The reports panel: month and outlets at the top, ranking, fees or cases below, the scorecard at the right."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from callcentre.screens.reports.page import ScorecardPage
from callcentre.screens.reports.rows import Account, PaidLine, Ranked, Ranking, case_columns, fee_columns, line_columns
from callcentre.store.report_rows import CaseRow
from callcentre.ui import fonts
from callcentre.ui.banner import Banner
from callcentre.ui.buttons import Button
from callcentre.ui.choice_field import ChoiceField
from callcentre.ui.choices import Choice, Segments
from callcentre.ui.columns import Columns
from callcentre.ui.fields import TextField
from callcentre.ui.fonts import Role
from callcentre.ui.labels import Elided, ground, label, line
from callcentre.ui.screen import ScreenContext
from callcentre.ui.states import Empty
from callcentre.ui.tables import Column, Table
from callcentre.words import _

SPARED = ((9, 840), (7, 930), (8, 1010), (10, 1070), (11, 1130), (12, 1210), (13, 1290))
"""Columns of the ranking and the width of the table from which each is seen."""
SPARED_CASES = ((6, 800), (4, 900), (5, 1000))
SPARED_FEES = ((1, 760), (7, 900), (8, 800))
TIGHT = 760
"""Below this width of the panel what can be done without gives way."""
RANKING, FEES = "ranking", "fees"


class ReportTable(Table[Any]):
    """A table one leaves by Escape: `left`."""

    left = Signal()

    def __init__(self, name: Any, columns: Sequence[Column[Any]], spared: Sequence[tuple[int, int]] = ()) -> None:
        super().__init__(name, columns)
        self._spared, self._needed = spared, -1

    def need(self, column: int) -> None:
        """This column is seen however narrow it is, -1 for none."""
        self._needed = column
        self._spare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare()

    def _spare(self) -> None:
        for column, least in self._spared:
            self.setColumnHidden(column, self.width() < least and column != self._needed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def stand_on(self, number: int) -> None:
        """Goes to a row."""
        index = self.rows_model.index(number, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)


class ReportsView(QWidget):
    """Widgets and their places; what they do is the presenter's."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.has_areas = False
        """Whether some outlets stand above others."""
        self.month = ChoiceField(lambda: _("Month"), hint=lambda: _("Month"))
        self.earlier = Button(lambda: _("Earlier"), key="Alt+Left", kind="quiet")
        self.later = Button(lambda: _("Later"), key="Alt+Right", kind="quiet")
        self.kind = Segments(
            lambda: _("What is shown"), [Choice(RANKING, lambda: _("Ranking")), Choice(FEES, lambda: _("Fees"))]
        )
        self.area = ChoiceField(lambda: _("Area"), hint=lambda: _("All areas"))
        self.narrow = TextField(lambda: _("Outlets"), hint=lambda: _("Name or code"), icon="filter", key="Ctrl+F")
        self.copy = Button(lambda: _("Copy"), key="Ctrl+C", icon="copy", listens=False)
        self.export = Button(lambda: _("Export"), key="Ctrl+E", icon="open")
        self.print = Button(lambda: _("Print"), key="Ctrl+P", icon="print")
        self.problem = Banner(tone="overdue")
        self.listed = Button(lambda: _("Show in the list of orders"), key="Alt+O", icon="clipboard_text_ltr")
        self.ranking = Ranking()
        self.table: ReportTable = ReportTable(lambda: _("Ranking of the outlets"), self.ranking.columns(), SPARED)
        self.fees: ReportTable = ReportTable(lambda: _("Fees of the outlets"), fee_columns(), SPARED_FEES)
        self.lines: ReportTable = ReportTable(lambda: _("Lines of the account"), line_columns(), ((4, 800),))
        cases = case_columns(ctx.profile, ctx.now, ctx.zone)
        self.cases: ReportTable = ReportTable(lambda: _("Cases behind the number"), cases, SPARED_CASES)
        self.empty = Empty(lambda: _("No outlet has this name or code."))
        self.nobody = Empty(lambda: _("The outlets stand here by their score once there are outlets."))
        self.back = Button(lambda: _("Back to the outlets"), key="Esc", kind="small", icon="arrow_undo", listens=False)
        self.behind = label("", Role.HEADING)
        self.summary = Elided(role=Role.SMALL, ink="ink2")
        self.legend = Elided(role=Role.SMALL, ink="ink2")
        self.one = Button("", key="Alt+F", icon="document")
        self.all = Button("", key="F8", kind="primary")
        self.all.always_keyed = True
        self.page = ScorecardPage()
        self.progress = QProgressBar()
        self.progress_words = label("", Role.CELL)
        self.cancel = Button(lambda: _("Stop"), key="Alt+X")
        self._lay_out()
        self._fit_fields()
        fonts.on_change(self._fit_fields)
        self.setFocusProxy(self.table)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= fonts.scaled(TIGHT)
        self.title.setVisible(roomy)
        # Its key is the table's own.
        self.copy.setVisible(roomy)

    def show_body(self, widget: QWidget) -> None:
        """Ranking, fees, lines, cases or the sentence of an empty list."""
        self.body.setCurrentWidget(widget)
        deeper = widget in (self.cases, self.lines)
        for part in (self.behind, self.back):
            part.setVisible(deeper)
        self.listed.setVisible(widget is self.cases)
        self.narrow.setVisible(not deeper)
        self.print.setVisible(not deeper)
        self.area.setVisible(not deeper and self.has_areas)

    def rows_of(self, table: ReportTable) -> list[Any]:
        """The rows of a table in sight, in order."""
        return list(table.rows_model.shown())

    def show_page_part(self, number: str) -> None:
        """Scrolls the scorecard to a number."""
        rect: QRect = self.page.rect_of(number).toAlignedRect()
        self.sheet_area.ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height())

    def _fit_fields(self) -> None:
        for field, wide in ((self.month, 150), (self.area, 150), (self.narrow, 190)):
            field.setFixedWidth(fonts.scaled(wide))

    def _lay_out(self) -> None:
        left = ground("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 0)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addLayout(self._filters())
        column.addWidget(self.problem)
        self.body = QStackedWidget()
        for widget in (self.table, self.fees, self.lines, self.cases, self.empty, self.nobody):
            self.body.addWidget(widget)
        column.addWidget(self.body, 1)
        column.addLayout(self._foot())
        self.problem.hide()
        right = ground("window")
        self.sheet_area = QScrollArea()
        self.sheet_area.setWidgetResizable(True)
        self.sheet_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sheet_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet_area.setWidget(self._sheet())
        beside = QVBoxLayout(right)
        beside.setContentsMargins(12, 12, 12, 12)
        beside.addWidget(self.sheet_area)
        self.columns = Columns(
            self._ctx.remembered, "reports", [left, right], at_1366=[826, 468], at_1920=[1200, 648],
            minima=(560, 440), grows=0, narrow=1080,
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.columns)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title = label(lambda: _("Reports"), Role.NAME)
        head.addWidget(self.title)
        head.addSpacing(8)
        for widget in (self.month, self.earlier, self.later):
            head.addWidget(widget)
        head.addSpacing(8)
        head.addWidget(self.kind, 1)
        return head

    def _filters(self) -> QHBoxLayout:
        """What narrows the outlets, or the way back from the cases; at the right what is done with the table."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.area, self.narrow, self.back, self.behind):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.listed, self.copy, self.export, self.print):
            row.addWidget(button)
        for deeper in (self.back, self.behind, self.listed, self.area):
            deeper.hide()
        return row

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(0, 0, 0, 12)
        foot.setSpacing(8)
        notes = QHBoxLayout()
        notes.addWidget(self.summary, 1)
        notes.addWidget(self.legend)
        foot.addLayout(notes)
        foot.addWidget(line())
        self.bar = QStackedWidget()
        self.bar.addWidget(self._acts())
        self.bar.addWidget(self._under_way())
        foot.addWidget(self.bar)
        return foot

    def _acts(self) -> QWidget:
        acts = QWidget()
        row = QHBoxLayout(acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.one, self.all):
            row.addWidget(button)
            # Nothing has been read yet that they could be about.
            button.hide()
        return acts

    def _under_way(self) -> QWidget:
        under_way = QWidget()
        row = QHBoxLayout(under_way)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.progress_words)
        self.progress.setTextVisible(False)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        return under_way

    def _sheet(self) -> QWidget:
        """The page at the top of its place, however high that is."""
        place = ground("window")
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        column.addStretch(1)
        return place


__all__ = ["FEES", "RANKING", "Account", "CaseRow", "PaidLine", "Ranked", "ReportTable", "ReportsView"]
