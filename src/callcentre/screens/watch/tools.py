"""The table of Watch as a table: its order, columns and widths, what is taken out of it, and the ways on from it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from sqlalchemy.orm import Session

from callcentre.domain.stages import ORDER_STAGES
from callcentre.screens.watch.reading import keeper_of
from callcentre.screens.watch.rows import TITLES, WIDE, Line
from callcentre.screens.watch.view import WatchView
from callcentre.store.watch import WatchRow, watch_rows
from callcentre.ui import formats
from callcentre.ui.column_sheet import ColumnSheet
from callcentre.ui.handing_on import Given, HandingOn
from callcentre.ui.kept_columns import KeptWidths
from callcentre.ui.order.filter_sheet import under
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _

GROUP = "watch"
COLUMNS = ("clock", "stage", "number", "customer", "subject", "outlet", "window", "owner", "urges")
SPARED = {"owner": 1000, "window": 820}
"""Columns that give way to the subject in a table narrower than this, unless a person chose the columns."""
ROOMY = 1580
"""Width of the panel from which numbers are written as a whole and columns are wide."""
EVERY_ROW = 10_000_000


class TableTools(QObject):
    """Sorting, columns and handing on for the table of `panel`; `fitting` is what its rows are narrowed by."""

    def __init__(self, panel: WatchView, ctx: ScreenContext, fitting: Callable[[], Callable[[WatchRow], bool]]) -> None:
        super().__init__(panel)
        self.ctx, self._panel, self._fitting = ctx, panel, fitting
        self.asking = panel.asking
        self.counted = 0
        """How many cases stand in the stage that is shown."""
        self._sort: tuple[tuple[str, bool], ...] = ()
        table = panel.table
        self.handing_on = HandingOn(self, panel)
        self.widths = KeptWidths(table, ctx.remembered, GROUP, self._usual_width)
        titles: dict[str, str] = {column.code: column.title for column in table.rows_model.columns}
        self.column_sheet = ColumnSheet(titles, panel)
        self.column_sheet.changed.connect(self._choose_columns)
        self.column_sheet.widened.connect(self.widths.widen)
        table.heads.asked.connect(self.sort)
        table.heads.pulled.connect(lambda: self._choose_columns(table.shown_columns()))
        table.resized.connect(self.lay_columns)
        table.copied.connect(self.handing_on.copy)
        for key, run in (("Ctrl+T", self.choose_columns), ("Ctrl+E", self.handing_on.export),
                         ("Ctrl+P", self.handing_on.print), ("Ctrl+M", self.show_on_map), ("Ctrl+L", self.show_in_orders)):
            QShortcut(QKeySequence(key), panel, run)

    def acts(self) -> list[Act]:
        """For the palette."""
        sort = [
            Act(_("Sort by {column}").format(column=_(column.title)), partial(self.sort, column.code, False), "", "filter")
            for column in self._panel.table.rows_model.columns
        ]
        return [
            *self.handing_on.acts(), Act(_("Columns"), self.choose_columns, "Ctrl+T", "settings"),
            Act(_("Show this stage in the list of orders"), self.show_in_orders, "Ctrl+L", "clipboard_text_ltr", self._no_orders()),
            Act(_("Show this stage on the map"), self.show_on_map, "Ctrl+M", "map", self._no_orders()),
            Act(_("Every column as wide as usual"), self.widths.forget, "", "settings"),
            Act(_("Danger first, then by the clock"), self.unsort, "", "filter"), *sort,
        ]

    # order and columns

    def sort(self, code: str, further: bool) -> None:
        """By a column, turned round where it was; `further` keeps those before it."""
        down = dict(self._sort).get(code)
        turned = (code, code == "urges" if down is None else not down)
        if not further:
            self._sort = (turned,)
        elif down is None:
            self._sort = (*self._sort, turned)
        else:
            self._sort = tuple(turned if one[0] == code else one for one in self._sort)
        self._sorted()

    def unsort(self) -> None:
        """As the cases come: danger first, then what is over longest."""
        self._sort = ()
        self._sorted()

    def _sorted(self) -> None:
        table = self._panel.table
        table.leave()
        table.rows_model.sort_by(self._sort)
        table.heads.show_sort(self._sort)
        table.scrollToTop()
        table.setFocus()

    def choose_columns(self) -> None:
        """Opens the sheet of columns over the table."""
        panel = self._panel
        self.column_sheet.start(panel.table.shown_columns(), under(panel.tiles, panel))

    def lay_columns(self) -> None:
        """The columns there is room for, each as wide as it should be."""
        panel, table = self._panel, self._panel.table
        panel.reading.whole_numbers = panel.width() >= ROOMY
        chosen = self._chosen_columns() or [
            code for code in COLUMNS if table.width() >= SPARED.get(code, 0)
        ]
        table.show_columns(chosen)
        self.widths.lay()

    def _choose_columns(self, codes: list[str]) -> None:
        self.ctx.remembered.put(GROUP, "columns", list(codes))
        self.lay_columns()

    def _chosen_columns(self) -> list[str]:
        kept: list[str] = self.ctx.remembered.get(GROUP, "columns", [])
        return [code for code in kept if code in COLUMNS]

    def _usual_width(self, code: str) -> int:
        reading = self._panel.reading
        wide = WIDE[code] if reading.whole_numbers else next(
            column.width for column in self._panel.table.rows_model.columns if column.code == code)
        return max(wide, reading.clock_width()) if code == "clock" else wide

    # the ways on

    def show_in_orders(self) -> None:
        """The list of orders with the same stage, where they can be filtered further."""
        self._go("orders.show")

    def show_on_map(self) -> None:
        """The same orders where they are to be done."""
        self._go("map.show")

    def _go(self, intent: str) -> None:
        why_not = self._no_orders()
        if why_not:
            self.ctx.shell.toast(why_not)
            return
        # What is typed stays here: the list of orders finds by other things, and says in chips what it filters by.
        stage = self._panel.tiles.stage()
        if stage:
            self.ctx.navigate(intent, stage=[stage])
        else:
            self.ctx.navigate(intent, standing=["open"])

    def _no_orders(self) -> str:
        stage = self._panel.tiles.stage()
        return "" if not stage or stage in ORDER_STAGES else _("These are complaints, no orders")

    # for what hands the table on

    def list_name(self) -> str:
        """The stage, as files and pages are called."""
        return formats.joined(_("Watch"), _(TITLES[self._panel.tiles.stage()]))

    def given(self, *, chosen: bool) -> Given[Line]:
        """The cases chosen, else every one of the stage that fits."""
        table = self._panel.table
        by_code = {column.code: column for column in table.rows_model.columns}
        columns = [by_code[code] for code in table.shown_columns()]
        lines = table.chosen() if chosen else []
        if lines:
            return Given(len(lines), lambda _session: lines, columns)
        stage, keeper, fits, in_order = (
            self._panel.tiles.stage(), keeper_of(self.ctx.person), self._fitting(), table.rows_model.in_order)

        def rows(session: Session) -> list[Line]:
            found = watch_rows(session, stage, limit=EVERY_ROW, keeper=keeper)
            return in_order([Line(row) for row in found if fits(row)])

        return Given(self.counted, rows, columns)

    def take_focus(self) -> None:
        """Goes back to the table."""
        self._panel.table.setFocus()
