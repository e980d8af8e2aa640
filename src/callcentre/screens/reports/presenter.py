"""Reads a month, shows it as ranking, fees and scorecards, and leads from every number to its cases."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from callcentre.runtime.runner import Latest
from callcentre.screens.reports import reading, saying
from callcentre.screens.reports.card import Card
from callcentre.screens.reports.giving import Giving
from callcentre.screens.reports.intervals import score_scale
from callcentre.screens.reports.reading import Month
from callcentre.screens.reports.rows import Account, PaidLine, Ranked, ranked
from callcentre.screens.reports.view import FEES, RANKING, ReportsView, ReportTable
from callcentre.store.report_rows import CaseRow
from callcentre.ui import formats
from callcentre.ui.buttons import Button
from callcentre.ui.choices import Choice
from callcentre.ui.letters import fits
from callcentre.ui.screen import Act, ScreenContext
from callcentre.words import _, ngettext

CHANGES = ("order", "complaint", "outlet")
LOADING_AFTER = 150
MEASURED = {"relay_to_visit": 4, "open_to_close": 5}
"""Numbers whose cases are not to be read without their own column."""


class ReportsPanel(ReportsView):
    """Intents: reports.open with `period` shows a month; with `outlet` (a code) that outlet's scorecard."""

    def __init__(self, ctx: ScreenContext) -> None:
        super().__init__(ctx)
        self._latest, self._behind = Latest(ctx.runner, self), Latest(ctx.runner, self)
        self._number = ""
        """What the cases in sight are behind: month, outlet and number."""
        self._month: Month | None = None
        self._wanted, self._outlet = "", ""
        self._stale = False
        self.giving = Giving(self, ctx)
        self.giving.say()
        self._connect()
        QTimer.singleShot(LOADING_AFTER, self, self._show_loading)
        self.kind.choose(RANKING)
        self.show_body(self.table)
        self.read()

    def take(self, _intent: str, data: Mapping[str, object]) -> None:
        """Goes to a month or an outlet."""
        self._outlet = str(data.get("outlet", "")) or self._outlet
        self._open_month(str(data.get("period", "")) or self._wanted)

    def acts(self) -> Sequence[Act]:
        """What has a key and no button."""
        return [
            Act(_("Ranking"), partial(self._show_kind, RANKING), "Alt+R"),
            Act(_("Fees"), partial(self._show_kind, FEES), "Alt+G"),
            Act(_("To the scorecard"), self._to_page, "Enter"),
        ]

    def read(self) -> None:
        """Reads the month in sight again."""
        self._latest.read(reading.month(self._wanted, self._ctx.now()), self._show, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.read()

    def poses(self) -> Mapping[str, Callable[[], object]]:
        """For pictures: the scorecard of the outlet in the middle of the ranking, and the fees."""
        return {"ranking": self._pose, "fees": partial(self._show_kind, FEES)}

    def _pose(self) -> None:
        if self.table.rows_model.rowCount():
            self.table.stand_on(min(4, self.table.rows_model.rowCount() - 1))

    # what one asked for

    def _connect(self) -> None:
        self.month.chosen.connect(self._open_month)
        self.earlier.acted.connect(partial(self._step, 1))
        self.later.acted.connect(partial(self._step, -1))
        self.kind.chosen.connect(self._show_kind)
        self.area.chosen.connect(lambda _code: self._arrange())
        self.narrow.textChanged.connect(lambda _text: self._arrange())
        self.table.picked.connect(self._show_card)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._say())
        self.table.opened.connect(lambda _row: self._to_page())
        self.fees.picked.connect(lambda row: self._show_card_of(row.account["code"]))
        self.fees.opened.connect(self._open_lines)
        self.cases.opened.connect(lambda row: self._open_order(row.order_id))
        self.lines.opened.connect(lambda row: self._open_order(row.order_id))
        self.page.wanted.connect(self._open_cases)
        self.page.moved.connect(self.show_page_part)
        self.page.left.connect(lambda: self._seen().setFocus())
        for deeper in (self.cases, self.lines):
            deeper.left.connect(self._go_back)
        self.back.acted.connect(self._go_back)
        self.listed.acted.connect(lambda: self._ctx.navigate("orders.show", behind=self._number))
        self.problem.set_acts([Button(lambda: _("Read again"), icon="arrow_sync", run=self.read)])
        for key, run in (("Ctrl+F", self.narrow.setFocus), ("Alt+R", partial(self._show_kind, RANKING)),
                         ("Alt+G", partial(self._show_kind, FEES))):
            QShortcut(QKeySequence(key), self).activated.connect(run)
        self._ctx.announcer.subscribe(self, CHANGES, lambda _changes: self._changed())

    def _changed(self) -> None:
        """A report is read, not watched: it is renewed when one comes back to it."""
        self._stale = True

    def _step(self, step: int) -> None:
        if self._month is not None:
            at = self._month.months.index(self._month.period) + step
            if 0 <= at < len(self._month.months):
                self._open_month(self._month.months[at])

    def _open_month(self, period: str) -> None:
        self._wanted = period
        self._go_back(silent=True)
        self.read()

    def _show_kind(self, kind: str) -> None:
        self.kind.choose(kind)
        self._arrange()
        self._seen().setFocus()

    # what was read

    def _show(self, found: Month) -> None:
        self._month, self._wanted = found, found.period
        self.problem.hide()
        for button in (self.one, self.all):
            button.show()
        self.month.set_choices([Choice(period, partial(saying.month, period)) for period in found.months])
        self.month.choose(found.period)
        at = found.months.index(found.period) if found.period in found.months else -1
        self.earlier.allow("" if 0 <= at < len(found.months) - 1 else _("No job began before this month"))
        self.later.allow("" if at > 0 else _("This month is not over yet"))
        self._show_areas(found)
        self._arrange()

    def _show_areas(self, found: Month) -> None:
        names = {outlet["code"]: outlet["name"] for outlet in found.cards["outlets"]}
        above = sorted(set(found.parents.values()) & set(names), key=lambda code: names[code])
        choices = [Choice("", lambda: _("All areas"))] + [Choice(code, names[code], note=code) for code in above]
        self.area.set_choices(choices)
        self.has_areas = bool(above)
        self.area.setVisible(self.has_areas and self.body.currentWidget() not in (self.cases, self.lines))
        if not self.area.code():
            self.area.choose("")

    def codes_in_sight(self) -> frozenset[str]:
        """The outlets of the chosen area whose name, letters or code fit what is typed."""
        if self._month is None:
            return frozenset()
        area = reading.below(self._month.parents, self.area.code()) if self.area.code() else None
        typed = self.narrow.text().strip()
        return frozenset(
            outlet["code"] for outlet in self._month.cards["outlets"]
            if (area is None or outlet["code"] in area) and (not typed or fits(typed, outlet["name"], outlet["code"]))
        )

    def _arrange(self) -> None:
        """Puts the outlets in sight into ranking and fees; places are those among all outlets."""
        if self._month is None:
            return
        seen, cards = self.codes_in_sight(), self._month.cards
        rows = [row for row in ranked(cards["outlets"]) if row.outlet["code"] in seen]
        self.ranking.scale = score_scale([row.outlet["score_low"] for row in rows if row.outlet["score"] is not None])
        self.ranking.mean = cards["between"]["mean"] if cards["between"] else None
        names = {outlet["code"]: outlet["name"] for outlet in cards["outlets"]}
        accounts = [
            Account(names[account["code"]], account)
            for account in self._month.accounts["outlets"] if account["code"] in seen
        ]
        chosen = self._outlet
        self.table.set_rows(rows)
        self.fees.set_rows(accounts)
        self._stand_on(self.table, [row.outlet["code"] for row in self.rows_of(self.table)], chosen)
        self._stand_on(self.fees, [row.account["code"] for row in self.rows_of(self.fees)], self._outlet)
        if self.body.currentWidget() not in (self.cases, self.lines):
            self.show_body(self._seen() if rows else self.empty if cards["outlets"] else self.nobody)
        self.table.horizontalHeader().viewport().update()
        if not rows:
            self.page.show_card(None)
        self._say()

    def _stand_on(self, table: ReportTable, codes: Sequence[str], chosen: str) -> None:
        if codes:
            table.stand_on(codes.index(chosen) if chosen in codes else 0)

    def _seen(self) -> ReportTable:
        return self.fees if self.kind.code() == FEES else self.table

    def _show_loading(self) -> None:
        if self._month is None and self.problem.isHidden():
            self.table.rows_model.set_loading(12)

    def _show_card(self, row: Ranked) -> None:
        self._show_card_of(row.outlet["code"])

    def _show_card_of(self, code: str) -> None:
        self._outlet = code
        self.page.show_card(self.card_of(code))

    def card_of(self, code: str) -> Card | None:
        """The page of an outlet of the month in sight."""
        if self._month is None:
            return None
        cards = self._month.cards
        outlet = next((outlet for outlet in cards["outlets"] if outlet["code"] == code), None)
        if outlet is None:
            return None
        lows = [outlet["score_low"]] if outlet["score"] is not None else []
        return Card(
            cards["period"], outlet, cards["between"], reading.company_rates(cards["outlets"]), score_scale(lows)
        )

    def chosen_codes(self) -> list[str]:
        """The outlets chosen in the ranking or the fees."""
        if self.kind.code() == FEES:
            return [row.account["code"] for row in self.fees.chosen()]
        return [row.outlet["code"] for row in self.table.chosen()]

    def month_in_sight(self) -> Month | None:
        """What was read last."""
        return self._month

    def table_in_sight(self) -> ReportTable:
        """The table that is copied and exported."""
        current: Any = self.body.currentWidget()
        return current if isinstance(current, ReportTable) else self._seen()

    # the cases behind a number

    def _to_page(self) -> None:
        self.columns.open_drawer()
        self.page.setFocus()

    def _open_cases(self, number: str) -> None:
        if self._month is None:
            return
        told = partial(self._show_cases, self._outlet, number)
        self._number = f"{self._month.period}/{self._outlet}/{number}"
        self._behind.read(reading.cases(self._month.period, self._outlet, number), told, self._failed)

    def _show_cases(self, outlet: str, number: str, rows: Sequence[CaseRow]) -> None:
        self.cases.set_rows(list(rows))
        self.cases.need(MEASURED.get(number, -1))
        n = ngettext("{n} case", "{n} cases", len(rows)).format(n=formats.count(len(rows)))
        self.behind.setText(formats.joined(self._name_of(outlet), saying.number_words(number), n))
        self._go_deeper(self.cases)

    def _open_lines(self, row: Account) -> None:
        """The lines of an account; the orders behind them are looked up."""
        if self._month is not None:
            code = row.account["code"]
            self._behind.read(
                reading.cases(self._month.period, code, "graded"), partial(self._show_lines, row), self._failed
            )

    def _show_lines(self, row: Account, cases: Sequence[CaseRow]) -> None:
        found = {case.no: case for case in cases}
        lines = [line for line in row.account["lines"] if line["order_no"] in found]
        self.lines.set_rows([
            PaidLine(line, found[line["order_no"]].order_id, found[line["order_no"]].customer) for line in lines
        ])
        n = ngettext("{n} line", "{n} lines", len(lines)).format(n=formats.count(len(lines)))
        total = _("total {amount}").format(amount=formats.money(row.account["total_fen"]))
        self.behind.setText(formats.joined(row.name, n, total))
        self._go_deeper(self.lines)

    def _go_deeper(self, table: ReportTable) -> None:
        self.show_body(table)
        table.setFocus()
        if table.rows_model.rowCount():
            table.stand_on(0)
        self._say()

    def _go_back(self, *, silent: bool = False) -> None:
        """From the cases to where one came from: the number on the scorecard, or the account."""
        current = self.body.currentWidget()
        if current not in (self.cases, self.lines):
            return
        self.show_body(self._seen())
        if not silent:
            (self.page if current is self.cases else self.fees).setFocus()
        self._say()

    def _open_order(self, order: object) -> None:
        self._ctx.navigate("orders.open", order=order)

    def _name_of(self, code: str) -> str:
        card = self.card_of(code)
        return card.outlet["name"] if card is not None else code

    # what is said

    def _say(self) -> None:
        """The foot, and what the acts are about."""
        self.giving.say()
        if self._month is None:
            return
        shown = self.body.currentWidget()
        legend = _("dot: score, line: 95 % interval, tick: all outlets")
        if shown is self.table:
            self.legend.setText("    ".join((legend, _("Enter scorecard"))))
        elif shown in (self.empty, self.nobody):
            self.legend.setText("")
        else:
            self.legend.setText(_("Enter lines") if shown is self.fees else _("Enter opens the order"))
        self.summary.setText(self._fees_words() if self.kind.code() == FEES else self._ranking_words())

    def _ranking_words(self) -> str:
        rows = self.rows_of(self.table)
        outlets = ngettext("{n} outlet", "{n} outlets", len(rows)).format(n=formats.count(len(rows)))
        jobs = _("graded jobs {n}").format(n=formats.count(sum(row.outlet["n"] for row in rows)))
        scale = _("scale {low} to 100").format(low=f"{self.ranking.scale.low:g}")
        return formats.joined(outlets, jobs, scale)

    def _fees_words(self) -> str:
        rows = self.rows_of(self.fees)
        outlets = ngettext("{n} outlet", "{n} outlets", len(rows)).format(n=formats.count(len(rows)))
        total = sum(row.account["total_fen"] for row in rows)
        return formats.joined(outlets, _("total {amount}").format(amount=formats.money(total)))

    def _failed(self, problem: Exception) -> None:
        self.problem.show_problem(_("The figures cannot be read"), problem)
        if self._month is None:
            self.table.rows_model.set_loading(0)
