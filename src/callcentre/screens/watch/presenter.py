"""Reads what is open, keeps it up with time and colleagues, and chases."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from callcentre.acts import complaints
from callcentre.domain.event import Event
from callcentre.runtime.runner import Latest
from callcentre.screens.watch import inbox
from callcentre.screens.watch.chasing import Rung, ring_outlets
from callcentre.screens.watch.reading import Found, Rank, everything, tell
from callcentre.screens.watch.rows import TITLES, Line, chase_of
from callcentre.screens.watch.tools import TableTools
from callcentre.screens.watch.view import WatchView
from callcentre.store.inbox import InboxRow
from callcentre.store.watch import WatchRow
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.language import live
from callcentre.ui.screen import Act, ScreenContext
from callcentre.ui.states import BARS_AFTER, WORDS_AFTER
from callcentre.words import _, ngettext

CHANGES = ("order", "complaint", "customer")
BLOCK, LOOKED_AT = 200, 5_000
"""So many rows are read at a time, the next ones when one comes near the end; and so many where they are narrowed."""
EVERY = 60_000


class WatchPanel(WatchView):
    """Intents: watch.overdue goes to the table, watch.inbox to what waits, `stage` chooses a tile."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._latest = Latest(ctx.runner, self)
        self._found: Found | None = None
        self._limit = BLOCK
        self._typed = ""
        self._reading = self._first_wanted = self._all_wanted = False
        self._stale = False
        self.tools = TableTools(self, ctx, self._fitting)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY)
        self._minute.timeout.connect(self.read)
        self._minute.start()
        self._connect()
        for after in (BARS_AFTER, WORDS_AFTER):
            QTimer.singleShot(after, self, self._show_loading)
        self._say()
        self.read()

    def take(self, intent: str, data: Mapping[str, object]) -> None:
        stage = str(data.get("stage", ""))
        if stage in TITLES and (stage or intent == "watch.overdue"):
            self.tiles.choose(stage)
            self._restart()
        if intent == "watch.inbox":
            self.columns.open_drawer()
            self.inbox.start()
        else:
            self.table.setFocus()

    def acts(self) -> Sequence[Act]:
        """The stages, for the palette and the page of keys."""
        return [
            Act(_("Show: {stage}").format(stage=_(title)), partial(self._choose, stage), f"Ctrl+{number}")
            for number, (stage, title) in enumerate(TITLES.items(), start=1)
        ] + [*self.tools.acts(), Act(_("Narrow the table"), self.narrow.setFocus, "Ctrl+F", "filter")]

    def read(self) -> None:
        """Reads everything again; out of sight it waits until it is seen."""
        self.tick()
        self._reading = True
        self._latest.read(everything(self._ctx, self.tiles.stage(), self._limit, self._fitting()), self._show, self._not_read)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def _connect(self) -> None:
        self.tiles.chosen.connect(lambda _stage: self._restart())
        self.narrow.asked.connect(self._narrowed)
        self.narrow.entered.connect(self._into_rows)
        self.narrow.left_down.connect(self._into_rows)
        QShortcut(QKeySequence("Ctrl+F"), self, self.narrow.setFocus)
        live(self, self.tools.lay_columns)
        choose_all = QShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll), self.table, self._choose_all)
        choose_all.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.renewed.connect(self._renew)
        self.fresh.acted.connect(self._renew)
        self.table.opened.connect(self._open)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._say())
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.chase.acted.connect(self._chase)
        self.relay.acted.connect(self._relay)
        self.inbox.wanted.connect(self._answer)
        self._ctx.announcer.subscribe(self, CHANGES, lambda _changes: self._changed())

    def _changed(self) -> None:
        if self.isVisible():
            self.read()
        else:
            self._stale = True

    def _choose(self, stage: str) -> None:
        self.tiles.choose(stage)
        self._restart()

    def _restart(self) -> None:
        """Another part of the list: nobody stands on its rows yet."""
        self._limit = LOOKED_AT if self._typed else BLOCK
        self._all_wanted = False
        self.table.leave()
        self.table.scrollToTop()
        self.read()

    def _choose_all(self) -> None:
        """Every case of the stage, also those that were not read yet, up to as many as are looked at."""
        if self._found is not None and self._found.after is not None and self._limit < LOOKED_AT:
            self._limit, self._all_wanted = LOOKED_AT, True
            self.read()
        else:
            self.table.selectAll()

    def _narrowed(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self._first_wanted = self._first_wanted or self.table.hasFocus()
            self._restart()

    def _into_rows(self) -> None:
        """Stands on the first row, now or when what fits is read."""
        self.table.setFocus()
        if self._reading:
            self._first_wanted = True
        elif self.table.rows_model.rowCount():
            self.table.stand_on(0)

    def _fitting(self) -> Callable[[WatchRow], bool]:
        return partial(self.reading.fits, self._typed)

    def _renew(self) -> None:
        self.table.leave()
        self.read()
        self.table.setFocus()
        self.table.scrollToTop()

    # what was read

    def _show(self, found: Found) -> None:
        self._found, self._reading = found, False
        self.problem.hide()
        self.tiles.show_counts(found.totals.stages)
        self.inbox.set_rows(found.totals.inbox)
        self._say_keys()
        tell(self._ctx, found.totals)
        if self.table.standing():
            self._show_in_place(found)
        else:
            chosen = self.table.selectionModel().hasSelection()
            self.table.set_rows([Line(row) for row in found.rows], keep=(lambda line: line.key) if chosen else None)
            self.fresh.hide()
        self.empty.say(self.nothing())
        was_empty = self.body.currentWidget() is self.empty
        self.body.setCurrentIndex(0 if self.table.rows_model.rowCount() else 1)
        if was_empty and self.tiles.isAncestorOf(self.focusWidget() or self):
            # The focus went to the tiles while there was no table to stand in.
            self.table.setFocus()
        if self._first_wanted and self.table.hasFocus() and self.table.rows_model.rowCount():
            self.table.stand_on(0)
        if self._all_wanted:
            self.table.selectAll()
        self._first_wanted = self._all_wanted = False
        self._say()

    def _show_in_place(self, read: Found) -> None:
        """Somebody stands on a row: every case keeps its place, what is new waits or comes at the end."""
        rows, shown = read.rows, self.table.rows_model.shown()
        known = {line.row.id for line in shown}
        found = {row.id: row for row in rows}
        last = max((line.row.rank for line in shown), default=None)
        fresh = [row for row in rows if row.id not in known]
        # What is read further down comes at the end; a case that is new there waits with the others.
        after = [row for row in fresh if last is not None and row.rank > last and len(shown) >= BLOCK]
        renewed = [Line(found[line.row.id]) if line.row.id in found else self._missing(line, read.after) for line in shown]
        self.table.rows_model.renew(renewed, lambda line: line.key, [Line(row) for row in after])
        waiting = len(fresh) - len(after)
        self.fresh.say(ngettext("{n} new", "{n} new", waiting).format(n=waiting))
        self.fresh.setVisible(waiting > 0)

    def _missing(self, line: Line, after: Rank | None) -> Line:
        """A case that was not read again has gone, unless it only slid beyond what was read."""
        beyond = after is not None and line.row.rank > after
        return line if beyond else Line(line.row, gone=True)

    def _show_loading(self) -> None:
        if self._found is None and not self.problem.isVisible():
            if self.table.rows_model.rowCount():
                self.summary.setText(_("Reading what is open"))
            self.table.rows_model.set_loading(12)

    def _scrolled(self, value: int) -> None:
        bar = self.table.verticalScrollBar()
        near = value > bar.maximum() * 3 // 4
        if near and self._found is not None and self._found.after is not None:
            self._limit += BLOCK
            self.read()

    def _say(self) -> None:
        """The foot, and what the keys do to the rows chosen."""
        chosen = [line for line in self.table.chosen() if not line.gone]
        why_not = "" if chosen else _("Choose a case first")
        words = {chase_of(line.row, self._ctx.person.roles).words for line in chosen}
        self.chase.say(_(words.pop()) if len(words) == 1 else _("Chase"))
        self.chase.allow(why_not)
        one_order = len(chosen) == 1 and chosen[0].row.subject == "order" and chosen[0].row.stage != "callback"
        self.relay.allow("" if one_order else why_not or _("Only one order that is not finished can be relayed"))
        self.summary.setText(self._summary([line.row for line in chosen]))

    def _summary(self, chosen: Sequence[WatchRow]) -> str:
        if self._found is None:
            return ""
        stages = self._found.totals.stages
        stage = self._found.stage
        of_stage = [stages[stage]] if stage else list(stages.values())
        n = sum(count.n for count in of_stage)
        self.tools.counted = n
        parts = [ngettext("{n} open", "{n} open", n).format(n=formats.count(n))]
        if self._typed:
            fitting = len(self._found.rows)
            parts.insert(0, ngettext("{n} fits", "{n} fit", fitting).format(n=formats.count(fitting)))
        first = min((count.first_due for count in of_stage if count.first_due is not None), default=None)
        now = self._ctx.now()
        if first is not None and first < now:
            parts.append(_("oldest {left}").format(left=formats.left(first, now)))
        if len(chosen) == 1:
            row = chosen[0]
            parts += [_("chosen {no}").format(no=row.no), self.reading.subject(row), row.outlet, self.reading.rung(row)]
        elif chosen:
            parts.append(_("{n} chosen").format(n=len(chosen)))
        elif n:
            parts.append(_("choose a case to relay or chase it"))
        return formats.joined(*parts)

    # acts

    def _open(self, line: Line) -> None:
        if line.row.subject == "complaint":
            self._ctx.navigate("complaints.open", complaint=line.row.id)
        else:
            self._ctx.navigate("orders.open", order=line.row.id)

    def _relay(self) -> None:
        for line in self.table.chosen()[:1]:
            self._ctx.navigate("orders.open", order=line.row.id, kind="relayed")

    def _chase(self) -> None:
        rows = [line.row for line in self.table.chosen() if not line.gone]
        in_place = [row for row in rows if not chase_of(row, self._ctx.person.roles).intent]
        if in_place:
            self._ctx.runner.write(
                ring_outlets(in_place), partial(self._rung, len(rows)), self._failed, owner=self
            )
        elif len(rows) == 1:
            self._go(rows[0])
        elif rows:
            self._ctx.shell.toast(_("These are chased one by one, each on its own page"))

    def _go(self, row: WatchRow) -> None:
        chase = chase_of(row, self._ctx.person.roles)
        data: dict[str, object] = {row.subject: row.id}
        self._ctx.navigate(chase.intent, **(data | ({"kind": chase.kind} if chase.kind else {})))

    def _rung(self, of_all: int, rung: Sequence[Rung]) -> None:
        if len(rung) == 1:
            said = _("{outlet} {phone}: the call is noted on {no}").format(
                outlet=rung[0].outlet, phone=rung[0].shown_phone, no=formats.tail(rung[0].no))
        else:
            said = _("{n} calls to outlets are noted").format(n=len(rung))
        if of_all > len(rung):
            said = formats.joined(said, _("{n} are chased on their own page").format(n=of_all - len(rung)))
        self._ctx.shell.toast(said)

    def _answer(self, row: InboxRow) -> None:
        kind = inbox.kind_of(row, self._ctx.person.roles)
        if kind.intent:
            data: dict[str, object] = {row.subject: row.id}
            self._ctx.navigate(kind.intent, **(data | ({"kind": kind.kind} if kind.kind else {})))
        else:
            self._take_over(row.id, row.no)

    def _take_over(self, complaint: UUID, no: str) -> None:
        done: Callable[[Event], None] = lambda _event: self._ctx.shell.toast(  # noqa: E731
            _("{no} is yours now").format(no=formats.tail(no)))
        self._ctx.runner.write(lambda unit: complaints.accept_owner(unit, complaint), done, self._failed, owner=self)

    def _not_read(self, problem: Exception) -> None:
        self._reading = self._first_wanted = self._all_wanted = False
        self.problem.show_problem(_("What is open could not be read"), problem)
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("This did not work"), problem)
        self.problem.set_acts([Button(lambda: _("Close"), kind="quiet", run=self.problem.hide)])
