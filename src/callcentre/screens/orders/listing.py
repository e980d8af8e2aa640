"""Keeps the list: reads it block by block, filters, sorts, follows what colleagues do without moving a row."""

from array import array
from collections.abc import Sequence
from functools import partial
from threading import Event

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent

from callcentre.runtime.announce import Changes
from callcentre.runtime.runner import Latest
from callcentre.screens.orders.keeping import KeptViews
from callcentre.screens.orders.reading import Blocks, Look, News, all_keys, blocks, first_look, news
from callcentre.screens.orders.rows import BESIDE, BESIDE_ROOMY, NARROW, WIDE, given_of, summary
from callcentre.screens.orders.scope import within
from callcentre.screens.orders.sheets import ViewSheet
from callcentre.screens.orders.view import ROOMY, TIGHT, WIDER, OrderListView
from callcentre.screens.orders.views import View
from callcentre.store.order_blocks import Keys, ListedOrder, Totals
from callcentre.store.order_filters import Wanted
from callcentre.ui import formats
from callcentre.ui.block_table import BLOCK
from callcentre.ui.buttons import Button
from callcentre.ui.column_sheet import ColumnSheet
from callcentre.ui.handing_on import Given, HandingOn
from callcentre.ui.kept_columns import KeptWidths
from callcentre.ui.language import live
from callcentre.ui.order.filter_sheet import FilterSheet, under
from callcentre.ui.order.filters import Naming, as_data
from callcentre.ui.screen import Act, ScreenContext
from callcentre.ui.states import BARS_AFTER, WORDS_AFTER
from callcentre.words import _, ngettext

EVERY = 60_000
GROUP = "orders"
"""Where what is remembered of the list is kept."""
WAITING = 16
"""So many placeholders stand while a list is read for the first time."""
CHANGES = ("order", "customer", "complaint")
SHORT = 20_000
"""A list up to so long is made anew after a change where nobody stands on a row; a longer one only says what is new."""
MANY_CHANGES = 500
"""After so many at once, as an import makes them, the list is made anew whatever its length."""


class OrderList(OrderListView):
    """`shown(id)` when another order is stood on, `opened(id)` on Enter, `spaced` on the space bar."""

    shown = Signal(object)
    opened = Signal(object)
    spaced = Signal()

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self.ctx = ctx
        self.kept = KeptViews(ctx.remembered)
        left = self.kept.last()
        self.current: View = self.kept.origin(left)
        self.wanted: Wanted = left.wanted
        self.keys: Keys = array("q")
        self.naming = Naming(ctx.profile, ctx.now, ctx.zone)
        self._columns: tuple[str, ...] = left.columns
        self._beside = False
        self._whole, self._loaded = True, False
        self._new = 0
        self._totals = Totals(0, None)
        self._stale = False
        self._stood_on: int | None = None
        self._given_up = Event()
        self._looking, self._keying = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self._fetching, self._asking = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY)
        self._minute.timeout.connect(self.tick)
        self._minute.start()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._show_loading)
        self.handing_on = HandingOn(self, self)
        self.widths = KeptWidths(self.table, ctx.remembered, GROUP, self._usual_width)
        self._connect()
        live(self, self._again)
        self.read()

    # for the panel

    def want(self, wanted: Wanted, *, view: View | None = None) -> None:
        """Shows these orders from the top."""
        if view is not None:
            self.current, self._columns = view, view.columns
        self.wanted = wanted
        self._remember()
        self._lay_columns()
        self.table.leave()
        self.table.scrollToTop()
        self.read()

    def read(self) -> None:
        """Makes the list anew; out of sight it waits until it is seen."""
        self._given_up.set()
        self._new = 0
        self._stood_on = self._standing_key()
        self._slow.start(BARS_AFTER)
        self._say()
        self._looking.read(
            first_look(within(self.ctx, self.wanted), self.ctx.now(), self.ctx.zone), partial(self._show, self.wanted),
            self._failed,
        )

    def tick(self) -> None:
        """A minute is over: every clock says something else."""
        self.table.blocks.forget_words()
        self.table.viewport().update()
        self._say()

    def put_beside(self, beside: bool) -> None:
        """An order stands beside the list, or no more: with less room it shows fewer columns."""
        if beside != self._beside:
            self._beside = beside
            self._lay_columns()

    def go_top(self) -> None:
        """The first row, with what is new above it."""
        if self._new:
            self.table.leave()
            self.read()
        self.table.scrollToTop()
        if self.keys:
            self.table.stand_on(0)
        self.table.setFocus()

    def acts(self) -> list[Act]:
        """What has no button in sight."""
        sort = [
            Act(_("Sort by {column}").format(column=_(column.title)), partial(self._sort, column.code, False), icon="filter")
            for column in self.table.blocks.columns
        ]
        return [
            *(self.handing_on.acts() if self.width() < TIGHT else self.handing_on.acts()[:1]),
            Act(_("Show these on the map"), self.show_on_map, "Ctrl+M", "map"),
            Act(_("The first row, with what is new"), self.go_top, "Home"),
            Act(_("Every column as wide as usual"), self.widths.forget, "", "settings"), *sort,
        ]

    def show_on_map(self) -> None:
        """The same orders where they are to be done."""
        self.ctx.navigate("map.show", **as_data(self.wanted))

    # for what hands the list on

    def list_name(self) -> str:
        """The view, as files and pages are called."""
        return formats.joined(_("Orders"), self.current.title())

    def given(self, *, chosen: bool) -> Given[ListedOrder]:
        """The rows chosen, else all."""
        runs = self.table.chosen_places() if chosen else []
        keys = [key for first, last in runs for key in self.keys[first : last + 1]] if runs else self.keys
        by_code = {column.code: column for column in self.table.blocks.columns}
        return given_of(keys, [by_code[code] for code in self.table.shown_columns()])

    def take_focus(self) -> None:
        """Goes back to the rows."""
        self.table.setFocus()

    def choose_view(self, view: View) -> None:
        """Another view."""
        self.want(view.wanted, view=view)

    # reading

    def _show(self, wanted: Wanted, look: Look) -> None:
        self._slow.stop()
        self._loaded = True
        self.problem.hide()
        self._whole = look.whole
        self.naming.names.update(look.names)
        self._totals = look.totals
        self.keys = look.keys[:BLOCK]
        self._fill(look.rows)
        if not look.whole:
            self._given_up = Event()
            question = all_keys(look.wanted, self.ctx.now(), self.ctx.zone, self._given_up)
            self._keying.read(question, partial(self._show_all, wanted, look.rows, self._given_up), self._failed)

    def _show_loading(self) -> None:
        """What was read before stays readable; else grey bars, and after a second a word."""
        if self._slow.interval() == BARS_AFTER:
            self._slow.start(WORDS_AFTER)
            if not self._loaded:
                self.table.begin(WAITING)
                self.body.setCurrentIndex(0)
        else:
            self.summary.setText(_("Reading the orders"))

    def _show_all(self, wanted: Wanted, rows: Sequence[ListedOrder | None], given_up: Event, keys: Keys) -> None:
        if wanted != self.wanted or given_up.is_set():
            return
        # Where one stood may lie beyond the beginning that is shown so far.
        self._stood_on = self._standing_key() or self._stood_on
        same = keys[: len(self.keys)] == self.keys
        self.keys, self._whole = keys, True
        self._fill(rows if same else ())

    def _fill(self, rows: Sequence[ListedOrder | None]) -> None:
        """As many rows as there are keys; one stays on the order one stood on, at its place in the window."""
        self._fetching.cancel()
        top = self.table.verticalScrollBar().value()
        self.table.begin(len(self.keys))
        if rows:
            self.table.put(0, rows)
        self.table.verticalScrollBar().setValue(top)
        if self._stood_on is not None and self._stood_on in self.keys:
            self.table.stand_on(self.keys.index(self._stood_on))
        self.body.setCurrentIndex(0 if self.keys else 1)
        self._say()

    def _fetch(self, numbers: Sequence[int]) -> None:
        if not self._loaded:
            return
        self._fetching.read(blocks(self.keys, numbers), partial(self._put, self.keys), self._failed)

    def _put(self, keys: Keys, found: Blocks) -> None:
        if keys is not self.keys:
            return
        for number, rows in found:
            self.table.put(number, rows)

    def _standing_key(self) -> int | None:
        place = self.table.currentIndex().row()
        return self.keys[place] if self.table.standing() and 0 <= place < len(self.keys) else None

    # following others

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def _changed(self, changes: Changes) -> None:
        if not self.isVisible():
            self._stale = True
            return
        standing = self.table.standing() and self.table.hasFocus()
        if len(changes) > MANY_CHANGES or (not standing and self._whole and len(self.keys) <= SHORT):
            self.read()
            return
        self.table.renew()
        orders = [pk for kind, pk in changes if kind == "order"]
        self._asking.read(
            news(within(self.ctx, self.wanted), self.keys, orders, self.ctx.now(), self.ctx.zone), self._tell_news, self._failed
        )

    def _tell_news(self, found: News) -> None:
        self._new += found.fresh
        self._totals = found.totals
        self._say()

    # filters, order, columns

    def _add(self, field: str, value: str, words: str) -> None:
        self.naming.names[field, value] = words
        self.want(self.wanted.with_(field, value))
        self.table.setFocus()

    def _drop(self, field: str) -> None:
        self.want(self.wanted.without(field))

    def _sort(self, code: str, further: bool) -> None:
        self.want(self.wanted.sorted_by(code, further=further))

    def _show_columns(self, codes: Sequence[str]) -> None:
        self._columns = tuple(codes)
        self._remember()
        self._lay_columns()

    def _lay_columns(self) -> None:
        roomy = self.width() >= ROOMY
        chosen = self._columns or (WIDE if roomy else NARROW)
        if self._beside and not roomy:
            fitting = BESIDE_ROOMY if self.width() >= TIGHT else BESIDE
            chosen = tuple(code for code in chosen if code in fitting)
        self.table.show_columns(chosen)
        self.widths.lay()

    def _usual_width(self, code: str) -> int:
        if code in WIDER and self.width() >= ROOMY:
            return WIDER[code]
        if code == "state":
            return self.reading.state_width()
        return next(column.width for column in self.table.blocks.columns if column.code == code)

    def _moved(self) -> None:
        """Somebody pulled a column to another place."""
        if not self._beside:
            self._columns = tuple(self.table.shown_columns())
            self._remember()

    def _remember(self) -> None:
        self.kept.note(View(self.current.code, self.current.name, self.wanted, self._columns, self.current.own))

    def _keep(self, name: str) -> None:
        self.current = self.kept.keep(name, self.wanted, tuple(self.table.shown_columns()))
        self._columns = self.current.columns
        self._remember()
        self._say()
        self.ctx.shell.toast(_("The list is kept as “{name}”").format(name=name))

    def _forget(self, view: View) -> None:
        self.kept.drop(view)
        self.choose_view(self.kept.first())
        self.ctx.shell.toast(_("“{name}” is forgotten").format(name=view.title()), lambda: self._bring_back(view))

    def _bring_back(self, view: View) -> None:
        self.choose_view(self.kept.keep(view.name, view.wanted, view.columns))

    # words

    def resizeEvent(self, event: QResizeEvent) -> None:
        before = event.oldSize().width()
        super().resizeEvent(event)
        if any((before >= edge) != (self.width() >= edge) for edge in (TIGHT, ROOMY)):
            self.table.blocks.forget_words()
            self._lay_columns()

    def _say(self) -> None:
        changed = self.wanted != self.current.wanted
        name = self.current.title()
        self.view.say(_("{view}, changed").format(view=name) if changed else name)
        counted = formats.count(len(self.keys)) if self._whole else _("counting …")
        self.count.setText(counted if self._loaded else "")
        self.chips.show_words({field: self.naming.chip(self.wanted, field) for field in self.wanted.fields()})
        for field, chip in self.chips.chips.items():
            chip.dropped.connect(partial(self._drop, field))
        self.table.show_sort(self.wanted.sort)
        self.fresh.say(ngettext("{n} new above", "{n} new above", self._new).format(n=formats.count(self._new)))
        self.fresh.setVisible(self._new > 0)
        self.summary.setText(self._summary())
        self.keys_line()

    def keys_line(self) -> None:
        """The keys of the list, in its foot."""
        self.hint.setText(_("Space beside    Enter open    Ctrl M on the map    Alt 1–9 sort, with Shift further"))

    def _again(self) -> None:
        """The language or the size of the text changed."""
        self._lay_columns()
        self._say()

    def _summary(self) -> str:
        if not self._loaded:
            return ""
        chosen = sum(last - first + 1 for first, last in self.table.chosen_places())
        return summary(len(self.keys) if self._whole else None, self._totals, chosen, self.ctx.now())

    def _failed(self, problem: Exception) -> None:
        self._slow.stop()
        self.problem.show_problem(_("The orders could not be read"), problem)

    def _connect(self) -> None:
        table = self.table
        table.wanted.connect(self._fetch)
        table.stood_on.connect(lambda row: self.shown.emit(row.order_id))
        table.opened.connect(lambda row: self.opened.emit(row.order_id))
        table.spaced.connect(self.spaced)
        table.topped.connect(self.go_top)
        table.copied.connect(self.handing_on.copy)
        table.sorted_by.connect(self._sort)
        table.selectionModel().selectionChanged.connect(lambda *_changed: self.summary.setText(self._summary()))
        table.heads.pulled.connect(self._moved)
        self.fresh.acted.connect(self.go_top)
        self.export.acted.connect(self.handing_on.export)
        self.print.acted.connect(self.handing_on.print)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])
        QShortcut(QKeySequence("Ctrl+M"), self, self.show_on_map)
        self._sheets()
        self.ctx.announcer.subscribe(self, CHANGES, self._changed)
        for place in range(1, 10):
            for modifier, further in (("Alt", False), ("Alt+Shift", True)):
                key = QShortcut(QKeySequence(f"{modifier}+{place}"), table)
                key.activated.connect(partial(table.sort_by_place, place, further))

    def _sheets(self) -> None:
        self.filter_sheet = FilterSheet(self.ctx, self.naming, self)
        self.view_sheet = ViewSheet(self)
        titles: dict[str, str] = {column.code: column.title for column in self.table.blocks.columns}
        self.column_sheet = ColumnSheet(titles, self)
        self.filter_sheet.chosen.connect(self._add)
        self.view_sheet.chosen.connect(self.choose_view)
        self.view_sheet.named.connect(self._keep)
        self.view_sheet.dropped.connect(self._forget)
        self.column_sheet.changed.connect(self._show_columns)
        self.column_sheet.widened.connect(self.widths.widen)
        self.add.acted.connect(lambda: self.filter_sheet.start(under(self.add, self)))
        self.view.acted.connect(lambda: self.view_sheet.start(self.kept.own(), self.current.code, under(self.view, self)))
        self.columns.acted.connect(lambda: self.column_sheet.start(self.table.shown_columns(), under(self.columns, self)))

